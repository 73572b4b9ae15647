use super::*;
use crate::segment::segment;
use crate::{Evidence, Span, SpeakerKind, StatementKind};
use proptest::prelude::*;

/// A page with its statements marked: `[source]` and `{content}`, a statement ending with its second part.
/// `{…}` with no source beside it is written `{-…}`.
pub(super) fn read(marked: &str) -> (Page, Vec<Statement>) {
    let mut text = String::new();
    let mut statements: Vec<Statement> = Vec::new();
    let (mut source, mut content, mut open) = (None, None, 0);
    let mut sourceless = false;
    for c in marked.chars() {
        match c {
            '[' | '{' => open = text.len(),
            '-' if text.len() == open && marked.contains("{-") => sourceless = true,
            ']' => source = Some(Span::new(open, text.len())),
            '}' => content = Some(Span::new(open, text.len())),
            _ => text.push(c),
        }
        if let Some(said) = content
            && (source.is_some() || sourceless)
        {
            statements.push(statement(statements.len(), source, said, said.of(&text)));
            (source, content, sourceless) = (None, None, false);
        }
    }
    (Page::from_text(text), statements)
}

fn statement(id: usize, source: Option<Span>, content: Span, said: &str) -> Statement {
    Statement {
        id,
        kind: if said.starts_with('“') { StatementKind::Direct } else { StatementKind::Indirect },
        block: 0,
        content: vec![content],
        cue: Vec::new(),
        source: source.into_iter().collect(),
        speakers: Vec::new(),
        candidates: Vec::new(),
        confidence: 1.0,
    }
}

/// The speakers' names of each statement, several joined by `; `.
fn who(marked: &str) -> Vec<String> {
    let found = speakers_of(marked);
    let names = |all: &Vec<Attributed>| {
        all.iter().map(|one| found.speakers[one.speaker].name.as_str()).collect::<Vec<_>>().join("; ")
    };
    found.attributed.iter().map(names).collect()
}

fn speakers_of(marked: &str) -> Speakers {
    let (page, statements) = read(marked);
    resolve(&page, &segment(&page), &statements, &Context::default())
}

fn speaker<'s>(found: &'s Speakers, name: &str) -> &'s Speaker {
    found.speakers.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no {name} in {found:#?}"))
}

#[test]
fn forms_of_one_name_are_one_speaker() {
    let marked = "Bridge.\n\n[Ann Vane] said {it was late}. [Ms Vane] added {it was cold}. [Vane] said {no}.\n\n\
                  [President Vane] said {yes}. [Ann M. Vane] said {perhaps}. [Vane’s] hope is {rain}.";
    assert_eq!(who(marked), ["Ann M. Vane"; 6]);
    let found = speakers_of(marked);
    let vane = speaker(&found, "Ann M. Vane");
    assert_eq!(vane.kind, SpeakerKind::Person);
    for alias in ["Ann Vane", "Ms Vane", "Vane", "President Vane"] {
        assert!(vane.aliases.iter().any(|a| a == alias), "{alias} in {:?}", vane.aliases);
    }
    assert_eq!(vane.mentions.len(), 6);
}

#[test]
fn two_people_of_one_surname_stay_two() {
    let marked = "Bridge.\n\nAnn Vane met her brother Paul Vane. [Mr Vane] said {it was late}. [Mrs Vane] said {no}.\n\n\
                  [Paul Vane] said {so}. [Ann Vane] said {not}. [Paul] said {yes}.";
    assert_eq!(who(marked), ["Paul Vane", "Ann Vane", "Paul Vane", "Ann Vane", "Paul Vane"]);
}

#[test]
fn short_first_names_titles_and_particles() {
    assert_eq!(who("[Joseph Orme] said {no}. Later [Joe Orme] said {yes}."), ["Joseph Orme"; 2]);
    assert_eq!(
        who("[Ruth van der Lane] said {no}. [Ms. van der Lane] said {yes}."),
        ["Ruth van der Lane"; 2]
    );
    assert_eq!(who("[Sen. J. Paul Orme] said {no}. [Gov. Orme] said {yes}."), ["J. Paul Orme"; 2]);
    assert_eq!(who("[Former Secretary of State Ann Vane] said {no}."), ["Ann Vane"]);
    assert_eq!(who("[Jenny Marsh-Orme] said {no}. [Ms. Marsh-Orme] said {yes}."), ["Jenny Marsh-Orme"; 2]);
}

#[test]
fn a_name_with_a_lost_space_is_mended() {
    let marked = "It began with Peter Vaneon Monday. [Mr Vane] said {no}. [Peter Vane] said {yes}.";
    assert_eq!(who(marked), ["Peter Vane"; 2]);
}

#[test]
fn organisations_and_acronyms() {
    let marked = "The National Rivers Agency met. [NRA] said {no}. [The National Rivers Agency] said {yes}.";
    assert_eq!(who(marked), ["National Rivers Agency"; 2]);
    let found = speakers_of("[NATO] said {no}. Later [Nato] said {yes}.");
    assert_eq!(found.speakers.len(), 1);
    assert_eq!(found.speakers[0].kind, SpeakerKind::Organisation);
}

#[test]
fn nicknames_in_marks_and_beside_them() {
    let marked = "Bridge.\n\n[Robert C. “Bobby” Orme] said {no}. [Bobby Orme] said {yes}. [Robert Orme] said {so}. [Orme] said {not}.";
    assert_eq!(who(marked), ["Robert C. “Bobby” Orme"; 4]);
    let found = speakers_of(marked);
    assert!(found.speakers[0].aliases.iter().any(|alias| alias == "Bobby Orme"), "{found:#?}");
    // A quoted word that no name goes on after is none.
    assert_eq!(who("[Robert Orme] “Bobby” said {no}."), ["Robert Orme"]);
}

#[test]
fn an_organisation_is_known_by_the_end_of_its_name() {
    let marked = "Bridge.\n\nThe Marsh Harbour Council met. [The Council] said {no}. [The Harbour Council] said {yes}.";
    assert_eq!(who(marked), ["Marsh Harbour Council"; 2]);
    let marked = "The U.S. State Department was closed. [The State Department] said {no}.";
    assert_eq!(who(marked), ["U.S. State Department"]);
    // Of two, neither.
    let marked = "The Marsh Times and the Lund Times were late. [The Times] said {no}.";
    assert_eq!(who(marked), ["Times"]);
    assert_eq!(who("The Federal Reserve met. [The Fed] said {no}."), ["Federal Reserve"]);
}

#[test]
fn a_surname_alone_is_not_hers_when_he_follows() {
    let marked = "Bridge.\n\n[Emma Vane] said {it was late}. She left.\n\nVane was born here, and his friends came. Vane lost his way. Vane sold his boat. \
                  [Vane] said {no}.";
    assert_eq!(who(marked), ["Emma Vane", "Vane"]);
}

#[test]
fn peoples_and_common_acronyms_are_no_names() {
    let found = speakers_of("It is known that [Mexicans] said {no}. Later [a super PAC] said {yes}.");
    assert_eq!(found.speakers[0].kind, SpeakerKind::Group);
    assert_eq!(found.speakers[1].name, "a super PAC");
}

#[test]
fn pronouns_agree_and_follow_the_last_speaker() {
    let marked = "Bridge.\n\nAnn Vane met Paul Orme. [She] said {it was late}. [He] said {no}.\n\n[He] added: {“Never.”}";
    assert_eq!(who(marked), ["Ann Vane", "Paul Orme", "Paul Orme"]);
    let marked = "Bridge.\n\n[Mr Quist] said {it was late}.\n\n{“I think so,”} [he] said.\n\n[Mr Lund] said {no}. [He] went on: {“No.”}";
    assert_eq!(who(marked), ["Quist", "Quist", "Lund", "Lund"]);
}

#[test]
fn they_and_it_are_no_persons() {
    let marked = "Ann Vane looked on. [The council] said {no}. [It] added that {rain was due}.";
    assert_eq!(who(marked), ["The council"; 2]);
    let marked = "Ann Vane looked on. [Some voters] said {no}. [They] added that {rain was due}.";
    assert_eq!(who(marked), ["Some voters"; 2]);
}

#[test]
fn who_stands_for_what_is_before_it() {
    assert_eq!(who("It was Ann Vane, a baker from Marsh, [who] said {no}."), ["Ann Vane"]);
    assert_eq!(who("He met a tall woman [who] said {no}."), ["a tall woman"]);
}

#[test]
fn roles_come_from_appositions_and_titles() {
    let marked = "Bridge.\n\nIt was settled with French counterpart Luc Vane on Monday, Mr Orme said.\n\n\
                  Ann Quist, the Danish premier, stayed away. [The French president] said {no}. [The Danish leader] said {yes}.";
    assert_eq!(who(marked), ["Luc Vane", "Ann Quist"]);
    let found = speakers_of(marked);
    let roles = &speaker(&found, "Ann Quist").roles;
    assert!(roles.iter().any(|role| role == "the Danish premier"), "{roles:?}");
    assert_eq!(who("[The mayor of Marsh, Ann Vane,] said {no}."), ["Ann Vane"]);
    assert_eq!(who("[Ann Vane, the mayor of Marsh and head of its council,] said {no}."), ["Ann Vane"]);
}

#[test]
fn an_office_alone_is_the_person_most_in_view() {
    let marked = "Bridge.\n\n[Paul Vane] said {no}. [The US President] then said {he would wait}.";
    assert_eq!(who(marked), ["Paul Vane"; 2]);
}

#[test]
fn compound_sources_are_several_speakers() {
    let marked = "Bridge.\n\nAnn Vane and Paul Orme came. [Vane and Orme] said {no}. [Mr Orme and his aides] said {yes}.";
    assert_eq!(who(marked), ["Ann Vane; Paul Orme", "Paul Orme; Paul Orme’s aides"]);
    assert_eq!(who("[The Department of Rivers and Roads] said {no}."), ["Department of Rivers and Roads"]);
}

#[test]
fn descriptions_have_kinds() {
    for (source, kind) in [
        ("a senior aide", SpeakerKind::Unnamed),
        ("many people", SpeakerKind::Generic),
        ("critics", SpeakerKind::Generic),
        ("local residents", SpeakerKind::Group),
        ("several Democrats", SpeakerKind::Group),
        ("a new poll", SpeakerKind::Document),
        ("the letter", SpeakerKind::Document),
        ("the river company", SpeakerKind::Organisation),
        ("you", SpeakerKind::Generic),
    ] {
        let found = speakers_of(&format!("It is known that [{source}] said {{no}}."));
        assert_eq!(found.speakers[0].kind, kind, "{source}");
        assert_eq!(found.speakers[0].name, source);
    }
}

#[test]
fn a_phrase_stands_again_for_the_same_speaker() {
    let marked = "[A river ministry official] said {no}. [The official] said {yes}. [An old man] said {so}.";
    assert_eq!(who(marked), ["A river ministry official", "A river ministry official", "An old man"]);
}

#[test]
fn the_first_person_is_the_author_or_the_one_quoted() {
    let found =
        speakers_of("Bridge\n\nBy Ann Vane\n\n[I] think {it was late when the council met on Monday night}.");
    assert_eq!((found.speakers[0].kind, found.speakers[0].name.as_str()), (SpeakerKind::Author, "Ann Vane"));
}

#[test]
fn quotations_without_a_source() {
    let marked = "Bridge.\n\n[Ann Vane] said {it was late}.\n\n{-“It was cold too.”}";
    assert_eq!(who(marked), ["Ann Vane"; 2]);
    let marked = "Bridge.\n\n[Ann Vane] said {it was late}.\n\nA plan {-expected to fail} was dropped.";
    assert_eq!(who(marked), ["Ann Vane", ""], "no speaker is better than a guess");
}

#[test]
fn a_subheading_has_the_speaker_of_the_same_words() {
    let marked = "Bridge plan\n\nThe council met on Monday night to hear the plan for a new bridge, and nobody was glad of it.\n\n\
                  {-‘Cold rivers drown bold bridges’}\n\nOn Monday [Ann Vane] said {the cold rivers of Marsh drown all bridges}. \
                  Then [Paul Orme] said {he would rather have seen a tunnel under the hills and the lake}.";
    assert_eq!(who(marked), ["Ann Vane", "Ann Vane", "Paul Orme"]);
}

#[test]
fn a_headline_finds_the_names_of_the_body() {
    let marked = "[Vane]: {Bridge Will Be Built By Spring}\n\nAnn Vane, the mayor, spoke on Monday night about the bridge and the river.";
    assert_eq!(who(marked), ["Ann Vane"]);
}

#[test]
fn a_headline_alone_names_somebody_too() {
    let found = speakers_of(
        "[Mr Vane]: {Bridge Will Be Built By Spring}\n\nNothing is known about the bridge, which was closed a year ago.",
    );
    assert_eq!((found.speakers[0].name.as_str(), found.speakers[0].kind), ("Vane", SpeakerKind::Person));
}

#[test]
fn a_long_page_takes_no_longer_by_the_square() {
    let one =
        "Ann Vane met Paul Orme. She said it was late. “It is cold,” he said. The mayor of Marsh said no. ";
    let text = format!("{one}\n\n").repeat(4000);
    let page = Page::from_text(text);
    let tokens = segment(&page);
    let sources = page.text.match_indices(" he ").map(|(at, _)| Span::new(at + 1, at + 3));
    let statements: Vec<Statement> = sources
        .enumerate()
        .map(|(i, source)| statement(i, Some(source), Span::new(source.start - 15, source.start - 1), "“"))
        .collect();
    let start = std::time::Instant::now();
    let found = resolve(&page, &tokens, &statements, &Context::default());
    assert!(found.attributed.iter().all(|all| all.len() == 1));
    assert!(start.elapsed().as_secs() < 20, "took {:?}", start.elapsed());
}

proptest! {
    #[test]
    fn any_spans_are_resolved_without_panic(
        text in "([A-Z]?[a-z]{0,6}[ .,“”’\\n-]{1,2}|Mr\\. |he |the |President |of |and |é|\u{0}){0,60}",
        places in prop::collection::vec((0usize..200, 0usize..30, 0usize..200, 0usize..30), 0..12),
    ) {
        let page = Page::from_text(text);
        let span = |at: usize, len: usize| Span::new(at, at + len);
        let statements: Vec<Statement> = places
            .iter()
            .enumerate()
            .map(|(i, &(a, b, c, d))| statement(i, (b % 3 > 0).then(|| span(a, b)), span(c, d), "“"))
            .collect();
        let found = resolve(&page, &segment(&page), &statements, &Context::default());
        prop_assert_eq!(found.attributed.len(), statements.len());
        for one in found.attributed.iter().flatten() {
            prop_assert!(one.speaker < found.speakers.len());
            prop_assert!((0.0..=1.0).contains(&one.probability));
        }
        for (id, speaker) in found.speakers.iter().enumerate() {
            prop_assert_eq!(speaker.id, id);
            prop_assert!(!speaker.name.is_empty());
            prop_assert!(speaker.mentions.is_sorted());
        }
    }
}

#[test]
fn compounds_in_more_words_than_and() {
    assert_eq!(who("[Ann Vane and Bo Orme both] said {it was late}."), ["Ann Vane; Bo Orme"]);
    assert_eq!(who("[Ann Vane, along with Bo Orme,] said {it was late}."), ["Ann Vane; Bo Orme"]);
    assert_eq!(who("[two mayors, Ann Vane and Bo Orme,] said {it was late}."), ["Ann Vane; Bo Orme"]);
    assert_eq!(who("[Ann Vane, the mayor and a baker,] said {it was late}."), ["Ann Vane"]);
}

#[test]
fn what_surrounds_a_phrase_is_no_part_of_it() {
    assert_eq!(who("It was told [by several bakers] that {bread was late}."), ["several bakers"]);
    assert_eq!(who("He ducked [a baker’s] claim that {bread was late}."), ["a baker"]);
    assert_eq!(who("[Former secretary of state Ann Vane] said {it was late}."), ["Ann Vane"]);
    assert_eq!(who("[The town’s oldest committeeman, Bo Orme,] said {it was late}."), ["Bo Orme"]);
}

#[test]
fn the_two_are_those_who_spoke_together() {
    let marked = "[Ann Vane and Bo Orme] said {it was late}. [The two] added that {it was cold}.";
    assert_eq!(who(marked), ["Ann Vane; Bo Orme"; 2]);
}

#[test]
fn a_possessor_may_be_written_in_other_ways() {
    let found = speakers_of("[Ann Vane] said {no}. [Her campaign] said {yes}.");
    let campaign = speaker(&found, "Ann Vane’s campaign");
    assert!(campaign.aliases.contains(&"Vane campaign".to_owned()), "{campaign:?}");
}

#[test]
fn an_airline_is_rather_one_by_its_name() {
    let marked = "The crash was in March. [Marsh Airways] said {no}. Ferry Bridge Council met. [The airline] said {yes}.";
    assert_eq!(who(marked), ["Marsh Airways"; 2]);
}

#[test]
fn a_pronoun_has_the_share_of_its_candidate() {
    let clear = speakers_of("[Anna Vane] said {no}. [She] said {yes}.");
    let close = speakers_of("Emma Orme met Anna Vane and Laura Hill. [She] said {yes}.");
    let share = |found: &Speakers, i: usize| found.attributed[i].first().map(|one| one.probability);
    assert!(share(&clear, 1) > share(&close, 0), "{clear:?} {close:?}");
}

/// For each statement what tells its speaker, and where.
fn told(marked: &str) -> Vec<(Evidence, Option<String>)> {
    let (page, statements) = read(marked);
    let found = resolve(&page, &segment(&page), &statements, &Context::default());
    let first = found.attributed.iter().map(|all| *all.first().expect("a speaker"));
    first.map(|one| (one.how, one.mention.map(|m| m.of(&page.text).to_owned()))).collect()
}

#[test]
fn each_speaker_is_told_by_a_place() {
    let at = |how, words: &str| (how, Some(words.to_owned()));
    assert_eq!(
        told(
            "Bridge.\n\nAnn Quist, the Danish premier, met [Mr Orme], who said {no}. [The Danish leader] said {yes}. \
             [She] said {it was late}. [A baker from Marsh] said {so}."
        ),
        [
            at(Evidence::Named, "Orme"),
            at(Evidence::Role, "Ann Quist, the Danish premier"),
            at(Evidence::Pronoun, "The Danish leader"),
            at(Evidence::Described, "A baker from Marsh"),
        ]
    );
    assert_eq!(
        told("It was Ann Vane, a baker from Marsh, [who] said {no}."),
        [at(Evidence::Relative, "Ann Vane")]
    );
}

#[test]
fn without_a_source_the_place_is_the_other_statement() {
    let marked = "Bridge.\n\n[Ann Vane] said: {“The cold river drowns the bridge.”}";
    let (mut page, mut statements) = read(marked);
    let goes_on = "\n\n“It will drown again.”";
    let from = page.text.len() + 2;
    page = Page::from_text(format!("{}{goes_on}", page.text));
    let content = Span::new(from, page.text.len());
    statements.push(statement(1, None, content, "“"));
    let found = resolve(&page, &segment(&page), &statements, &Context::default());
    let one = found.attributed[1].first().expect("Ann Vane goes on");
    assert_eq!(one.how, Evidence::Continued);
    assert_eq!(one.mention.map(|m| m.of(&page.text)), Some("Ann Vane"));
}

#[test]
fn below_the_threshold_there_are_only_candidates() {
    let marked = "Bridge.\n\nAnn Vane met Emma Orme, Laura Hill and Rose Lund. [She] said {it was late}.";
    let (page, statements) = read(marked);
    let tokens = segment(&page);
    let sure =
        resolve(&page, &tokens, &statements, &Context { least_probability: 0.0, ..Context::default() });
    assert_eq!((sure.attributed[0].len(), sure.candidates[0].len()), (1, 0));
    assert_eq!((sure.speakers.len(), sure.speakers[0].statements), (1, 1));
    let doubtful =
        resolve(&page, &tokens, &statements, &Context { least_probability: 0.99, ..Context::default() });
    assert_eq!((doubtful.attributed[0].len(), doubtful.candidates[0].len()), (0, 4));
    assert_eq!(doubtful.candidates[0][0].probability, sure.attributed[0][0].probability);
    assert!(doubtful.candidates[0].is_sorted_by(|a, b| a.probability >= b.probability));
    assert_eq!(doubtful.speakers.len(), 4, "candidates are speakers of the record");
    assert!(doubtful.speakers.iter().all(|speaker| speaker.statements == 0));
    let vane = &doubtful.candidates[0].iter().find(|c| doubtful.speakers[c.speaker].name == "Ann Vane");
    assert_eq!(vane.and_then(|c| c.mention).map(|m| m.of(&page.text)), Some("Ann Vane"));
    let (page, statements) = read("[A baker] said {no}.");
    let ruled = resolve(
        &page,
        &segment(&page),
        &statements,
        &Context { least_probability: 0.99, ..Context::default() },
    );
    assert_eq!((ruled.attributed[0].len(), ruled.candidates[0].len()), (0, 1), "rules can be doubted too");
}
