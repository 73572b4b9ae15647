//! Whether two names stand for the same speaker.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use whosaid::SpeakerKind;

/// A speaker as a file or a reader names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedSpeaker {
    /// The canonical name.
    pub name: String,
    /// Other forms of the name known on the page.
    pub aliases: Vec<String>,
    /// What kind of speaker it is, when known.
    pub kind: Option<SpeakerKind>,
}

impl NamedSpeaker {
    /// A speaker known by one name only; `AUTHOR` is the page's writer.
    pub fn new(name: &str) -> Self {
        let kind = (name == "AUTHOR").then_some(SpeakerKind::Author);
        NamedSpeaker { name: name.to_owned(), aliases: Vec::new(), kind }
    }

    fn forms(&self) -> impl Iterator<Item = String> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(|name| fold(name))
            .filter(|name| !name.is_empty())
    }
}

/// The speakers of a field such as `A; B`: nobody for `-`.
pub fn parse_speakers(field: &str) -> Vec<NamedSpeaker> {
    let field = field.trim();
    if field == "-" {
        return Vec::new();
    }
    field.split(';').map(str::trim).filter(|name| !name.is_empty()).map(NamedSpeaker::new).collect()
}

/// A name without what does not tell speakers apart: case, accents, punctuation, doubled or outer white space.
///
/// Dots and quotation marks vanish (`U.S.` is `US`), hyphens part words (`Jean-Luc` is `Jean Luc`).
/// Titles and articles stay: leaving them out is the resolver's work, not the scorer's.
///
/// ```
/// assert_eq!(whosaid_eval::names::fold(" José  “Pepe” Núñez-Gil, Jr."), "jose pepe nunez gil jr");
/// ```
pub fn fold(name: &str) -> String {
    let mut folded = String::new();
    let mut gap = false;
    for c in name.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '&' {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(c);
        } else if c.is_whitespace() || "-‐‑‒–—/_".contains(c) {
            gap = true;
        }
    }
    // A name of nothing but punctuation is still a name.
    if folded.is_empty() { name.trim().to_lowercase() } else { folded }
}

/// Whether `predicted` is right for `gold`: each stands for exactly one of the other.
///
/// Two agree when a name or alias of one is a name or alias of the other after [`fold`]; a gold author
/// agrees with whoever is predicted to be the author. Nobody agrees with nobody.
pub fn same_speakers(gold: &[NamedSpeaker], predicted: &[NamedSpeaker]) -> bool {
    if gold.len() != predicted.len() {
        return false;
    }
    let agree: Vec<Vec<bool>> = gold.iter().map(|g| predicted.iter().map(|p| same(g, p)).collect()).collect();
    let mut partner = vec![None; predicted.len()];
    (0..gold.len()).all(|g| find_partner(g, &agree, &mut vec![false; predicted.len()], &mut partner))
}

fn same(gold: &NamedSpeaker, predicted: &NamedSpeaker) -> bool {
    if gold.kind == Some(SpeakerKind::Author) {
        return predicted.kind == Some(SpeakerKind::Author);
    }
    let known: Vec<String> = predicted.forms().collect();
    gold.forms().any(|form| known.contains(&form))
}

/// Kuhn's augmenting path: aliases make agreement ambiguous, so the first free partner may be another's only one.
fn find_partner(
    g: usize,
    agree: &[Vec<bool>],
    seen: &mut Vec<bool>,
    partner: &mut Vec<Option<usize>>,
) -> bool {
    for p in 0..partner.len() {
        if !agree[g][p] || seen[p] {
            continue;
        }
        seen[p] = true;
        if partner[p].is_none_or(|other| find_partner(other, agree, seen, partner)) {
            partner[p] = Some(g);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(name: &str, aliases: &[&str]) -> NamedSpeaker {
        NamedSpeaker { aliases: aliases.iter().map(|a| a.to_string()).collect(), ..NamedSpeaker::new(name) }
    }

    #[test]
    fn folds_what_does_not_tell_speakers_apart() {
        assert_eq!(fold("Émile O’Dowd"), fold("EMILE O'Dowd"));
        assert_eq!(fold("U.S. Senate"), "us senate");
        assert_eq!(fold("Robert C. \"Bobby\" Scott"), fold("Robert C Bobby Scott"));
        assert_eq!(fold("…"), "...".to_owned().replace("...", "…"));
        assert_ne!(fold("the Senate"), fold("Senate"));
    }

    #[test]
    fn parses_fields() {
        assert!(parse_speakers("-").is_empty());
        assert_eq!(parse_speakers("Ann Lee; Bo Ray").len(), 2);
        assert_eq!(parse_speakers("AUTHOR")[0].kind, Some(SpeakerKind::Author));
    }

    #[test]
    fn an_alias_is_as_good_as_the_name() {
        let gold = [speaker("Ann Lee", &[])];
        assert!(same_speakers(&gold, &[speaker("Ms Lee", &["ANN LEE"])]));
        assert!(!same_speakers(&gold, &[speaker("Ms Lee", &["Lee"])]));
        assert!(!same_speakers(&gold, &[]));
        assert!(same_speakers(&[], &[]));
        assert!(!same_speakers(&[], &gold));
    }

    #[test]
    fn sets_match_one_to_one_even_when_the_first_choice_is_wrong() {
        // "Lee" is an alias of both predicted speakers; only one of them is also Ann Lee.
        let gold = [speaker("Lee", &[]), speaker("Ann Lee", &[])];
        let predicted = [speaker("Ann Lee", &["Lee"]), speaker("Bo Lee", &["Lee"])];
        assert!(same_speakers(&gold, &predicted));
        assert!(!same_speakers(&gold, &[speaker("Ann Lee", &[]), speaker("Ann Lee", &[])]));
    }

    #[test]
    fn the_author_is_a_kind_and_not_a_name() {
        let author = NamedSpeaker { kind: Some(SpeakerKind::Author), ..speaker("Cy Poe", &[]) };
        assert!(same_speakers(&parse_speakers("AUTHOR"), &[author]));
        assert!(!same_speakers(&parse_speakers("AUTHOR"), &[speaker("author", &[])]));
    }
}
