//! The model file: everything that training made, in one versioned file.
//!
//! ```text
//! 0   8  magic "whosaid\0"
//! 8   4  format version, u32 little-endian: 2
//! 12  4  number of sections, u32
//! 16  4  CRC-32 (IEEE) of everything from byte 24 on
//! 20  4  zero
//! 24  24 each: name, 8 bytes padded with zeros; offset from the file's start, u64; length, u64
//!        the sections, each at a multiple of 64
//!
//! config  JSON: sizes, labels and the cut of windows ([`Config`])
//! vocab   word pieces, one a line
//! words   embeddings of word pieces, pieces × width, i8
//! scales  the scale of each row of `words`, f32
//! marks   embeddings of places, cases, quotes, starts, rows × width, f32
//! steps   the tags' transition scores, from × to, f32
//! links   biases: content→cue by distance (65) and blocks (9), cue→source likewise, f32
//! refer   biases of referring back: by distance (18) and of referring to nobody by kind of mention (3), f32
//! graph   the encoder, ONNX
//! ```
//!
//! Written by `training/export.py`. Numbers are little-endian.

use super::wordpiece::Vocabulary;
use serde::Deserialize;
use std::borrow::Cow;

/// The labels that the tagger knows, in the order of its scores.
pub(super) const LABELS: [&str; 13] = [
    "O",
    "B-source",
    "I-source",
    "E-source",
    "S-source",
    "B-cue",
    "I-cue",
    "E-cue",
    "S-cue",
    "B-content",
    "I-content",
    "E-content",
    "S-content",
];

/// Distance classes of a link's bias.
pub(super) const DISTANCES: usize = 65;
/// Classes of blocks between, of a link's bias.
pub(super) const BLOCKS: usize = 9;
/// Distance classes of a reference's bias.
const FAR: usize = 18;
/// Kinds of mention: name, phrase, pronoun.
const KINDS: usize = 3;

const MAGIC: &[u8; 8] = b"whosaid\0";
const VERSION: u32 = 2;
const HEADER: usize = 24;
const ENTRY: usize = 24;

/// Why a model file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Not a model file of Whosaid at all.
    #[error(
        "not a Whosaid model file: it does not begin with \"whosaid\"; give the file that training/export.py wrote"
    )]
    Foreign,
    /// A model file of another version.
    #[error(
        "model file of format {found}, this program reads format {VERSION}; use a model made for this version"
    )]
    Version {
        /// The file's format version.
        found: u32,
    },
    /// Cut short or changed.
    #[error("damaged model file: {0}; copy it anew")]
    Damaged(String),
    /// Whole, but not fit for this reader.
    #[error("unusable model file: {0}")]
    Unfit(String),
}

/// Sizes, and how a page is cut into windows; counts are in word pieces.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Config {
    /// The model's name, for reports.
    pub name: String,
    /// The tags, in the order of their scores.
    pub labels: Vec<String>,
    /// Numbers in one piece's embedding.
    pub width: usize,
    /// Numbers in one side of a link.
    pub link: usize,
    /// Numbers in one side of a mention's reference.
    pub mention: usize,
    /// Pieces in a window at most, its two special ones included.
    pub places: usize,
    /// Pieces of a window that count.
    pub core: usize,
    /// Pieces of context before them.
    pub left: usize,
    /// Pieces of context after them.
    pub right: usize,
    /// Word pieces in the vocabulary.
    pub pieces: usize,
    /// Kinds of letter case.
    pub cases: usize,
    /// Kinds of place towards quotation marks.
    pub quotes: usize,
    /// Kinds of start.
    pub starts: usize,
}

/// A model file, read and checked.
#[derive(Debug)]
pub struct Model<'m> {
    /// Sizes and cuts.
    pub config: Config,
    /// The word pieces.
    pub vocabulary: Vocabulary,
    /// Embeddings of word pieces, `pieces × width`.
    pub words: Cow<'m, [u8]>,
    /// The scale of each row of `words`.
    pub scales: Vec<f32>,
    /// Embeddings of places, cases, quotes and starts, in that order.
    pub marks: Vec<f32>,
    /// Transition scores of tags, from × to.
    pub steps: Vec<f32>,
    /// Biases of content→cue.
    pub content_cue: Bias,
    /// Biases of cue→source.
    pub cue_source: Bias,
    /// Biases of what mentions refer to.
    pub refer: Refer,
    /// The encoder, ONNX.
    pub graph: Cow<'m, [u8]>,
}

/// What distance and blocks between add to a link's score.
#[derive(Clone, Debug, PartialEq)]
pub struct Bias {
    /// By distance in pieces, on a logarithmic scale.
    pub distance: Vec<f32>,
    /// By blocks between, −4 to 4.
    pub blocks: Vec<f32>,
}

/// What distance adds to a reference's score, and the scores of referring to nobody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refer {
    /// Numbers in a mention's vectors.
    pub width: usize,
    /// By distance in pieces: two classes for each doubling.
    pub distance: Vec<f32>,
    /// For names, phrases and pronouns.
    pub nobody: Vec<f32>,
}

impl<'m> Model<'m> {
    /// Reads a model file's bytes.
    ///
    /// # Errors
    /// [`ModelError`] for a file that is foreign, of another version, damaged or unfit. Never panics.
    pub fn from_bytes(bytes: &'m [u8]) -> Result<Model<'m>, ModelError> {
        let sections = Sections::read(bytes)?;
        let config: Config = serde_json::from_slice(sections.get("config")?)
            .map_err(|e| ModelError::Unfit(format!("its configuration: {e}")))?;
        config.check()?;
        let listing = std::str::from_utf8(sections.get("vocab")?)
            .map_err(|_| ModelError::Unfit("its vocabulary is not UTF-8".into()))?;
        let vocabulary = Vocabulary::from_listing(listing)
            .ok_or_else(|| ModelError::Unfit("its vocabulary lacks [UNK], [CLS] or [SEP]".into()))?;
        let marks = config.places + config.cases + config.quotes + config.starts;
        let links = sections.floats("links", 2 * (DISTANCES + BLOCKS))?;
        let (content_cue, cue_source) = links.split_at(DISTANCES + BLOCKS);
        let refer = sections.floats("refer", FAR + KINDS)?;
        let (distance, nobody) = refer.split_at(FAR);
        if listing.lines().count() > config.pieces {
            return Err(ModelError::Unfit("its vocabulary has more pieces than embeddings".into()));
        }
        Ok(Model {
            words: Cow::Borrowed(sections.sized("words", config.pieces * config.width)?),
            scales: sections.floats("scales", config.pieces)?,
            marks: sections.floats("marks", marks * config.width)?,
            steps: sections.floats("steps", LABELS.len() * LABELS.len())?,
            content_cue: Bias::new(content_cue),
            cue_source: Bias::new(cue_source),
            refer: Refer { width: config.mention, distance: distance.to_vec(), nobody: nobody.to_vec() },
            graph: Cow::Borrowed(sections.get("graph")?),
            config,
            vocabulary,
        })
    }
}

impl Bias {
    fn new(values: &[f32]) -> Bias {
        let (distance, blocks) = values.split_at(DISTANCES);
        Bias { distance: distance.to_vec(), blocks: blocks.to_vec() }
    }
}

impl Config {
    /// Sizes that no honest file exceeds, so that a forged one cannot ask for boundless memory.
    fn check(&self) -> Result<(), ModelError> {
        let sane = self.labels == LABELS
            && (1..=4096).contains(&self.width)
            && (1..=4096).contains(&self.link)
            && (1..=4096).contains(&self.mention)
            && (1..=1 << 20).contains(&self.pieces)
            && (8..=1 << 16).contains(&self.places)
            && self.core >= 1
            && [self.core, self.left, self.right].iter().all(|&n| n <= self.places)
            && self.core + self.left + self.right + 2 <= self.places
            && (self.cases, self.quotes, self.starts) == (5, 4, 3);
        sane.then_some(()).ok_or_else(|| ModelError::Unfit("its sizes are not this reader's".into()))
    }
}

struct Sections<'m> {
    bytes: &'m [u8],
    entries: &'m [u8],
}

impl<'m> Sections<'m> {
    fn read(bytes: &'m [u8]) -> Result<Sections<'m>, ModelError> {
        if bytes.get(..8) != Some(MAGIC.as_slice()) {
            return Err(ModelError::Foreign);
        }
        let damaged = |what: &str| ModelError::Damaged(what.into());
        let number = |at: usize| {
            let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok());
            four.map(u32::from_le_bytes).ok_or_else(|| damaged("its header is cut short"))
        };
        let version = number(8)?;
        if version != VERSION {
            return Err(ModelError::Version { found: version });
        }
        let (count, sum) = (number(12)? as usize, number(16)?);
        let rest = bytes.get(HEADER..).ok_or_else(|| damaged("its header is cut short"))?;
        if crc32fast::hash(rest) != sum {
            return Err(damaged("its check sum is wrong"));
        }
        let size = count.checked_mul(ENTRY).ok_or_else(|| damaged("its table is cut short"))?;
        let entries = rest.get(..size).ok_or_else(|| damaged("its table is cut short"))?;
        Ok(Sections { bytes, entries })
    }

    fn get(&self, name: &str) -> Result<&'m [u8], ModelError> {
        let mut padded = [0; 8];
        padded[..name.len()].copy_from_slice(name.as_bytes());
        let entry = self.entries.chunks_exact(ENTRY).find(|entry| entry[..8] == padded);
        let number = |at: usize| {
            let eight = entry.and_then(|e| e[at..at + 8].try_into().ok());
            eight.and_then(|b| usize::try_from(u64::from_le_bytes(b)).ok())
        };
        let range = || Some(number(8)?..number(8)?.checked_add(number(16)?)?);
        let missing = || ModelError::Damaged(format!("no section \"{name}\""));
        self.bytes.get(range().ok_or_else(missing)?).ok_or_else(missing)
    }

    fn sized(&self, name: &str, size: usize) -> Result<&'m [u8], ModelError> {
        let bytes = self.get(name)?;
        if bytes.len() == size {
            return Ok(bytes);
        }
        Err(ModelError::Damaged(format!("section \"{name}\" has {} bytes, not {size}", bytes.len())))
    }

    fn floats(&self, name: &str, count: usize) -> Result<Vec<f32>, ModelError> {
        let bytes = self.sized(name, count * 4)?;
        let values: Vec<f32> =
            bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        match values.iter().all(|v| v.is_finite()) {
            true => Ok(values),
            false => Err(ModelError::Unfit(format!("section \"{name}\" holds numbers that are not finite"))),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A model of the smallest size, whose sections can be changed before they are packed.
    pub fn tiny() -> Vec<(&'static str, Vec<u8>)> {
        let config = serde_json::json!({
            "name": "tiny", "labels": LABELS, "width": 2, "link": 2, "mention": 2, "places": 16, "core": 8, "left": 4,
            "right": 2, "pieces": 6, "cases": 5, "quotes": 4, "starts": 3,
        });
        vec![
            ("config", config.to_string().into_bytes()),
            ("vocab", b"[PAD]\n[UNK]\n[CLS]\n[SEP]\nsaid\nhe".to_vec()),
            ("words", vec![1; 12]),
            ("scales", vec![0; 24]),
            ("marks", vec![0; 28 * 2 * 4]),
            ("steps", vec![0; 169 * 4]),
            ("links", vec![0; 2 * (DISTANCES + BLOCKS) * 4]),
            ("refer", vec![0; (FAR + KINDS) * 4]),
            ("graph", Vec::new()),
        ]
    }

    pub fn pack(sections: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut table = Vec::new();
        let mut body = Vec::<u8>::new();
        let first = HEADER + ENTRY * sections.len();
        for (name, data) in sections {
            let mut padded = [0; 8];
            padded[..name.len()].copy_from_slice(name.as_bytes());
            table.extend(padded);
            table.extend(((first + body.len()) as u64).to_le_bytes());
            table.extend((data.len() as u64).to_le_bytes());
            body.extend(data);
        }
        table.extend(body);
        let mut file = MAGIC.to_vec();
        for number in [VERSION, sections.len() as u32, crc32fast::hash(&table), 0] {
            file.extend(number.to_le_bytes());
        }
        file.extend(table);
        file
    }

    fn error(bytes: &[u8]) -> String {
        Model::from_bytes(bytes).unwrap_err().to_string()
    }

    #[test]
    fn a_whole_file_is_read() {
        let bytes = pack(&tiny());
        let model = Model::from_bytes(&bytes).unwrap();
        assert_eq!(model.config.name, "tiny");
        assert_eq!(model.words.len(), 12);
    }

    #[test]
    fn foreign_older_and_damaged_files_say_what_they_are() {
        assert!(error(b"").contains("not a Whosaid model file"));
        assert!(error(b"PK\x03\x04 something else").contains("not a Whosaid model file"));
        assert!(error(b"whosaid\0").contains("cut short"));
        let mut newer = pack(&tiny());
        newer[8] = 9;
        assert!(error(&newer).contains("format 9"));
        let mut changed = pack(&tiny());
        *changed.last_mut().unwrap() ^= 1;
        assert!(error(&changed).contains("check sum"));
        let whole = pack(&tiny());
        assert!(error(&whole[..whole.len() - 5]).contains("check sum"));
    }

    #[test]
    fn a_section_that_lacks_or_does_not_fit_is_named() {
        let mut sections = tiny();
        sections.remove(2);
        assert!(error(&pack(&sections)).contains("\"words\""));
        let mut sections = tiny();
        sections[3].1.pop();
        assert!(error(&pack(&sections)).contains("\"scales\" has 23 bytes, not 24"));
        let mut sections = tiny();
        sections[5].1[..4].copy_from_slice(&f32::NAN.to_le_bytes());
        assert!(error(&pack(&sections)).contains("not finite"));
    }

    proptest! {
        #[test]
        fn no_change_of_a_file_panics(at in 0usize..2000, value: u8, cut in 0usize..2000) {
            let mut bytes = pack(&tiny());
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
            let rest = crc32fast::hash(&bytes[HEADER..]);
            bytes[16..20].copy_from_slice(&rest.to_le_bytes());
            let _ = Model::from_bytes(&bytes);
            bytes.truncate(cut);
            let _ = Model::from_bytes(&bytes);
        }
    }
}
