//! How long reading takes, stage by stage, and how it grows with the page.
//!
//! `cargo bench -p whosaid --bench reading` (a part: `-- stages::f_resolve`; fewer samples: `-- --sample-count 3`)
//!
//! The short page is `examples/page.txt`; the others are pages of `fixtures/pages` one after the other, over
//! and over, cut to ten and to a hundred times its length. A stage that is linear shows the same bytes a
//! second on all three; one that shows a tenth of them on a page ten times as long is quadratic.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use whosaid::segment::{Tokens, segment};
use whosaid::tag::model::Model;
use whosaid::tag::{Tagger, Tags, features};
use whosaid::write::json;
use whosaid::write::terminal::{TerminalOptions, view};
use whosaid::{OffsetUnit, Page, Reader, Record, Statement, link, resolve};

fn main() {
    divan::main();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A page's length, in lengths of the short page.
#[derive(Clone, Copy)]
struct Size(usize);

const SIZES: [Size; 3] = [Size(1), Size(10), Size(100)];

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x", self.0)
    }
}

/// A page with what each stage takes, made once: what a stage is given is not in its time.
struct Prepared {
    page: Page,
    words: usize,
    tokens: Tokens,
    tags: Tags,
    statements: Vec<Statement>,
    record: Record,
}

fn prepared(size: Size) -> &'static Prepared {
    static ALL: [OnceLock<Prepared>; 3] = [const { OnceLock::new() }; 3];
    let place = SIZES.iter().position(|other| other.0 == size.0).unwrap_or(0);
    ALL[place].get_or_init(|| {
        let page = Page::from_text(text(size));
        let words = page.text.split_whitespace().count();
        let tokens = segment(&page);
        let tags = tagger().tag(&page, &tokens, 1).expect("the engine runs");
        let statements = link::link(&page, &tokens, &tags);
        let record = reader().read(&page);
        Prepared { page, words, tokens, tags, statements, record }
    })
}

fn text(size: Size) -> String {
    let short = fs::read_to_string(root().join("examples/page.txt")).expect("examples/page.txt");
    if size.0 == 1 {
        return short;
    }
    let mut long = String::new();
    for page in fixtures().iter().cycle() {
        if long.len() >= size.0 * short.len() {
            break;
        }
        long.push_str(page);
        long.push('\n');
    }
    long
}

fn fixtures() -> Vec<String> {
    let folder = fs::read_dir(root().join("fixtures/pages")).expect("fixtures/pages");
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).expect("a page")).collect()
}

fn model_file() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("model/whosaid-2.model");
    BYTES.get_or_init(|| fs::read(path).expect("the model file"))
}

fn model() -> &'static Model<'static> {
    static MODEL: OnceLock<Model<'static>> = OnceLock::new();
    MODEL.get_or_init(|| Model::from_bytes(model_file()).expect("a model"))
}

fn tagger() -> &'static Tagger {
    static TAGGER: OnceLock<Tagger> = OnceLock::new();
    TAGGER.get_or_init(|| Tagger::from_bytes(model_file()).expect("a model"))
}

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| Reader::new().expect("a model"))
}

fn context(prepared: &Prepared) -> resolve::Context<'_> {
    resolve::Context { mentions: Some(&prepared.tags.mentions), ..resolve::Context::default() }
}

/// Times `stage` on the page of `size`, in bytes and words of the page a second.
fn bench<O>(bencher: Bencher, size: Size, stage: impl Fn(&Prepared) -> O + Sync) {
    let prepared = prepared(size);
    bencher
        .counter(BytesCount::of_str(&prepared.page.text))
        .counter(ItemsCount::new(prepared.words))
        .bench(|| stage(black_box(prepared)));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn load_the_model() -> Reader {
    Reader::from_model(black_box(model_file())).expect("a model")
}

/// The stages in their order; each is given what the one before it made.
mod stages {
    use super::*;

    #[divan::bench(args = SIZES, max_time = 2)]
    fn a_page(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| Page::from_text(p.page.text.as_str()));
    }

    #[divan::bench(args = SIZES, max_time = 2)]
    fn b_segment(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| segment(&p.page));
    }

    #[divan::bench(args = SIZES, max_time = 2)]
    fn c_features(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| features::input(&model().vocabulary, &p.page, &p.tokens));
    }

    /// The features once more, the network's windows, the CRF and the scores of pairs.
    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn d_network_and_tags(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| tagger().tag(&p.page, &p.tokens, 1));
    }

    #[divan::bench(args = SIZES, max_time = 2)]
    fn e_link(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| link::link(&p.page, &p.tokens, &p.tags));
    }

    #[divan::bench(args = SIZES, max_time = 2)]
    fn f_resolve(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| resolve::resolve(&p.page, &p.tokens, &p.statements, &context(p)));
    }

    #[divan::bench(args = SIZES, max_time = 2)]
    fn g_write_json(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| json::line(&p.record, OffsetUnit::CodePoint));
    }

    #[divan::bench(args = SIZES, max_time = 2)]
    fn h_write_terminal(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| view(&p.record, &TerminalOptions { width: 100, color: true }));
    }
}

/// What knowing the speakers costs, beside `stages::d_network_and_tags`, `stages::f_resolve` and `whole::one_thread`.
mod speakers {
    use super::*;

    /// The network without what is made of its scores: the CRF, the scores of pairs and the mentions are what
    /// `stages::d_network_and_tags` takes longer. The head for mentions is in it; in multiplications it is 1 % of it.
    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn a_network_alone(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| tagger().scores(&p.page, &p.tokens));
    }

    /// Without the network's mentions: what following them takes is the difference to `stages::f_resolve`.
    #[divan::bench(args = SIZES, max_time = 2)]
    fn b_resolve_by_rules(bencher: Bencher, size: Size) {
        let context = resolve::Context::default();
        bench(bencher, size, |p| resolve::resolve(&p.page, &p.tokens, &p.statements, &context));
    }
}

/// From a page to its record.
mod whole {
    use super::*;

    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn one_thread(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| reader().read_with_threads(&p.page, 1));
    }

    #[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
    fn two_threads(bencher: Bencher, size: Size) {
        bench(bencher, size, |p| reader().read_with_threads(&p.page, 2));
    }
}
