//! The whole way from a page to its record.

use crate::answer::Thread;
use crate::people::Kind;
use crate::resolve::Context;
use crate::segment::segment;
use crate::tag::Tagger;
pub use crate::tag::model::ModelError;
use crate::{BlockKind, Page, People, Record, Speaker, SpeakerKind, Statement, answer, link, resolve};
use std::path::Path;
use std::thread::available_parallelism;

/// The model that comes with the library.
static MODEL: &[u8] = include_bytes!("../model/whosaid-2.model");

/// Reads pages. Load it once and share it between threads: reading changes nothing.
///
/// ```
/// use whosaid::{Page, Reader};
///
/// let reader = Reader::new()?;
/// let page = Page::from_text("Harbour plan delayed\n\nThe mayor, Ada Quist, said: “We shall not rush it.”");
/// let record = reader.read(&page);
/// let statement = &record.statements[0];
/// assert_eq!(statement.content[0].of(&record.page.text), "“We shall not rush it.”");
/// assert_eq!(record.speakers[statement.speakers[0].speaker].name, "Ada Quist");
/// # Ok::<(), whosaid::ModelError>(())
/// ```
pub struct Reader {
    tagger: Tagger,
    least_probability: f32,
    people: Option<People>,
}

impl Reader {
    /// A reader with the model that comes with the library.
    ///
    /// # Errors
    /// [`ModelError`] when the model cannot be used, which for this one is a fault of the build.
    pub fn new() -> Result<Reader, ModelError> {
        Reader::from_model(MODEL)
    }

    /// A reader with the model in the file at `path`.
    ///
    /// # Errors
    /// [`ModelError`] when the file cannot be read, or is no model file that fits this version.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Reader, ModelError> {
        let path = path.as_ref();
        let bytes = std::fs::read(path)
            .map_err(|source| ModelError::Unreadable { path: path.display().to_string(), source })?;
        Reader::from_model(&bytes)
    }

    /// A reader with a model file's bytes.
    ///
    /// # Errors
    /// [`ModelError`] when they are no model file that fits this version.
    pub fn from_model(bytes: &[u8]) -> Result<Reader, ModelError> {
        Ok(Reader {
            tagger: Tagger::from_bytes(bytes)?,
            least_probability: resolve::LEAST_PROBABILITY,
            people: None,
        })
    }

    /// The reader with another threshold (0 to 1) than [`resolve::LEAST_PROBABILITY`]: a statement none of whose
    /// speakers is as likely as that has no speaker, only candidates.
    #[must_use]
    pub fn least_probability(self, least_probability: f32) -> Reader {
        Reader { least_probability, ..self }
    }

    /// The same reader, with what `people` tells: speakers have identifiers, and `the US President` is whoever held
    /// the office on the day of publication.
    ///
    /// ```
    /// use whosaid::{Page, People, Reader};
    ///
    /// let file = r#"{"name": "Ada Quist", "roles": [{"role": "mayor", "of": "Marsh", "from": "2019"}], "identifiers": {"wikidata": "Q1"}}"#;
    /// let reader = Reader::new()?.with_people(People::from_jsonl(file.as_bytes())?);
    /// let mut page = Page::from_text("Harbour plan delayed\n\nThe mayor of Marsh said: “We shall not rush it.”");
    /// page.published = Some("2022-12-01".to_owned());
    /// let record = reader.read(&page);
    /// assert_eq!(record.speakers[0].name, "Ada Quist");
    /// assert_eq!(record.speakers[0].identifiers["wikidata"], "Q1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_people(self, people: People) -> Reader {
        Reader { people: Some(people), ..self }
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        self.tagger.name()
    }

    /// The record of `page`, read with as many threads as the machine has cores.
    pub fn read(&self, page: &Page) -> Record {
        self.read_with_threads(page, cores())
    }

    /// The record of `page`, read with at most `threads` threads. The result does not depend on their number.
    pub fn read_with_threads(&self, page: &Page, threads: usize) -> Record {
        let tokens = segment(page);
        // The model was tried when it was loaded; should the engine fail all the same, the page has no statements.
        let tags = self.tagger.tag(page, &tokens, threads).unwrap_or_default();
        let mut statements = link::link(page, &tokens, &tags);
        leave_out_what_nobody_says(page, &mut statements);
        let context = Context {
            mentions: Some(&tags.mentions),
            people: self.people.as_ref(),
            least_probability: self.least_probability,
            ..Context::default()
        };
        let resolved = resolve::resolve(page, &tokens, &statements, &context);
        let said = resolved.attributed.into_iter().zip(resolved.candidates);
        for (statement, (speakers, candidates)) in statements.iter_mut().zip(said) {
            (statement.speakers, statement.candidates) = (speakers, candidates);
        }
        let told = resolved.speakers.len();
        let Thread { mut speakers, replies: thread } =
            answer::answer(page, &tokens, &statements, resolved.speakers, &resolved.authors);
        if let Some(people) = &self.people {
            speakers.iter_mut().skip(told).for_each(|quoted| identify(people, quoted));
        }
        Record { page: page.clone(), speakers, statements, thread }
    }

    /// The records of many pages, in their order: one page a thread, as many threads as cores.
    pub fn read_batch(&self, pages: &[Page]) -> Vec<Record> {
        self.read_batch_with_threads(pages, cores())
    }

    /// The records of many pages, in their order, with at most `threads` threads.
    pub fn read_batch_with_threads(&self, pages: &[Page], threads: usize) -> Vec<Record> {
        let share = pages.len().div_ceil(threads.max(1)).max(1);
        std::thread::scope(|scope| {
            let read = |part: &[Page]| -> Vec<Record> {
                part.iter().map(|page| self.read_with_threads(page, 1)).collect()
            };
            let parts: Vec<_> = pages.chunks(share).map(|part| scope.spawn(move || read(part))).collect();
            parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
        })
    }
}

/// Somebody whom only readers quote is known by the full name.
fn identify(people: &People, speaker: &mut Speaker) {
    let kind = match speaker.kind {
        SpeakerKind::Person => Kind::Person,
        SpeakerKind::Organisation => Kind::Organisation,
        _ => return,
    };
    if let Some(entry) = people.only(&speaker.name, kind) {
        speaker.identifiers = people.entry(entry).identifiers_owned();
    }
}

/// A name above the story and a date line are no statements, whatever the network makes of them. It reads them all the
/// same, since they tell it where the story begins.
fn leave_out_what_nobody_says(page: &Page, statements: &mut Vec<Statement>) {
    let kind = |statement: &Statement| page.blocks.get(statement.block).map(|block| block.kind);
    statements.retain(|s| !matches!(kind(s), Some(BlockKind::Byline | BlockKind::Dateline)));
    for (id, statement) in statements.iter_mut().enumerate() {
        statement.id = id;
    }
}

fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}
