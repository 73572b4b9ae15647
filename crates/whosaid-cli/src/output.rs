//! Records ─► standard output, a file, or a folder with files for each page.

use crate::args::Format;
use std::collections::HashSet;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use whosaid::write::terminal::{self, TerminalOptions};
use whosaid::write::{Part, brat, csv, html, json, part_of};
use whosaid::{OffsetUnit, Record};

/// How records are written.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub format: Format,
    pub unit: OffsetUnit,
    /// Which part of each page is written.
    pub part: Part,
    pub terminal: TerminalOptions,
    /// Whether several pages may come, which then need their names above them.
    pub several: bool,
}

/// Where records go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Stdout,
    File(PathBuf),
    Folder(PathBuf),
}

impl Destination {
    /// Where `--output` points to.
    ///
    /// # Errors
    /// What is wrong with the command line.
    pub fn new(output: Option<&Path>, format: Format, several: bool) -> Result<Destination, String> {
        let name = format!("--format {}", name_of(format));
        let Some(path) = output else {
            return match format {
                Format::Brat => Err(format!("{name} writes two files a page: say where with --output DIR")),
                Format::Html if several => {
                    Err(format!("{name} writes a file a page: say where with --output DIR"))
                }
                _ => Ok(Destination::Stdout),
            };
        };
        let ends_as_folder = path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
        let folder = path.is_dir() || ends_as_folder;
        let shown = path.display();
        match format {
            Format::Brat => Self::folder(path, &name),
            Format::Html if several && !folder => Self::folder(path, &name),
            Format::Html | Format::Json if folder => Self::folder(path, &name),
            _ if folder => Err(format!("{name} writes one file, and {shown} is a folder")),
            _ => Ok(Destination::File(path.to_owned())),
        }
    }

    fn folder(path: &Path, name: &str) -> Result<Destination, String> {
        if path.is_file() {
            return Err(format!("{name} writes into a folder here, and {} is a file", path.display()));
        }
        Ok(Destination::Folder(path.to_owned()))
    }
}

fn name_of(format: Format) -> &'static str {
    match format {
        Format::Terminal => "terminal",
        Format::Json => "json",
        Format::Jsonl => "jsonl",
        Format::Csv => "csv",
        Format::Html => "html",
        Format::Brat => "brat",
    }
}

/// Writes records, one after the other.
pub enum Output {
    Stream { out: Box<dyn Write>, style: Style, pages: usize },
    Folder(Folder),
}

impl Output {
    /// Opens `destination`; no file that is in `inputs` is written to.
    pub fn open(destination: &Destination, style: Style, inputs: &[PathBuf]) -> io::Result<Output> {
        let out: Box<dyn Write> = match destination {
            Destination::Stdout => Box::new(BufWriter::new(io::stdout())),
            Destination::File(path) => Box::new(BufWriter::new(File::create(path)?)),
            Destination::Folder(path) => return Folder::open(path, style, inputs).map(Output::Folder),
        };
        let mut output = Output::Stream { out, style, pages: 0 };
        output.begin()?;
        Ok(output)
    }

    fn begin(&mut self) -> io::Result<()> {
        match self {
            Output::Stream { out, style, .. } if style.format == Format::Csv => {
                let header = if style.part == Part::Comments { csv::comment_header() } else { csv::header() };
                out.write_all(header.as_bytes())?;
                out.flush()
            }
            _ => Ok(()),
        }
    }

    /// Writes one record and sends it off, so that a reader of the output need not wait for the next.
    pub fn write(&mut self, record: &Record) -> io::Result<()> {
        match self {
            Output::Folder(folder) => folder.write(record),
            Output::Stream { out, style, pages } => {
                out.write_all(streamed(record, style, *pages).as_bytes())?;
                *pages += 1;
                out.flush()
            }
        }
    }
}

fn streamed(record: &Record, style: &Style, before: usize) -> String {
    match style.format {
        Format::Terminal => {
            let gap = if before > 0 { "\n\n" } else { "" };
            let heading =
                if style.several { terminal::heading(record, &style.terminal) + "\n" } else { String::new() };
            format!("{gap}{heading}{}", terminal::view_of(record, &style.terminal, style.part))
        }
        Format::Json => json::pretty(&part_of(record, style.part), style.unit) + "\n",
        Format::Jsonl => json::line(&part_of(record, style.part), style.unit) + "\n",
        Format::Csv if style.part == Part::Comments => csv::comment_rows(record, style.unit),
        Format::Csv => csv::rows(record, style.unit),
        Format::Html => html::page_of(record, style.part),
        // Always goes to a folder: see `Destination::new`.
        Format::Brat => brat::ann(&part_of(record, style.part)),
    }
}

/// A folder with files for each page.
pub struct Folder {
    path: PathBuf,
    style: Style,
    inputs: Vec<PathBuf>,
    /// Hashes of the names given so far: all that is kept of a page that is written.
    names: HashSet<u64>,
}

impl Folder {
    fn open(path: &Path, style: Style, inputs: &[PathBuf]) -> io::Result<Folder> {
        fs::create_dir_all(path)?;
        let inputs = inputs.iter().filter_map(|path| path.canonicalize().ok()).collect();
        let configuration = path.join("annotation.conf");
        if style.format == Format::Brat && !configuration.exists() {
            fs::write(configuration, brat::CONFIGURATION)?;
        }
        Ok(Folder { path: path.to_owned(), style, inputs, names: HashSet::new() })
    }

    fn write(&mut self, record: &Record) -> io::Result<()> {
        let name = self.name(record);
        let part = self.style.part;
        match self.style.format {
            Format::Brat => {
                self.put(&name, "txt", &record.page.text)?;
                self.put(&name, "ann", &brat::ann(&part_of(record, part)))
            }
            Format::Html => self.put(&name, "html", &html::page_of(record, part)),
            _ => self.put(&name, "json", &(json::pretty(&part_of(record, part), self.style.unit) + "\n")),
        }
    }

    fn put(&self, name: &str, ending: &str, content: &str) -> io::Result<()> {
        let path = self.path.join(format!("{name}.{ending}"));
        let wrong = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        if path.canonicalize().is_ok_and(|path| self.inputs.contains(&path)) {
            // brat wants the text beside the annotation, and there it is already.
            return match fs::read(&path) {
                Ok(there) if there == content.as_bytes() => Ok(()),
                _ => Err(wrong(io::Error::other("is an input and would be overwritten"))),
            };
        }
        fs::write(&path, content).map_err(wrong)
    }

    /// A file name for the page, no other page's of this run.
    fn name(&mut self, record: &Record) -> String {
        let base = base_name(record);
        let mut name = base.clone();
        let mut n = 1;
        while !self.names.insert(hash(&name.to_lowercase())) {
            n += 1;
            name = format!("{base}-{n}");
        }
        name
    }
}

/// The input's name without folders and ending, or the page's id; only characters that every file system takes.
fn base_name(record: &Record) -> String {
    let id = match record.page.input.kind {
        whosaid::InputKind::Text if record.page.id == "-" => "standard-input".to_owned(),
        whosaid::InputKind::Text => {
            let stem = Path::new(&record.page.id).file_stem().unwrap_or_default();
            stem.to_string_lossy().into_owned()
        }
        _ => record.page.id.clone(),
    };
    let safe = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = id.chars().map(safe).take(60).collect();
    let name = name.trim_matches('.');
    if name.is_empty() { "page".to_owned() } else { name.to_owned() }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Whether the terminal view has colours when nobody says so on the command line.
pub fn color_by_environment(destination: &Destination) -> bool {
    color(*destination == Destination::Stdout && io::stdout().is_terminal(), |name| std::env::var(name).ok())
}

fn color(on_terminal: bool, environment: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| environment(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    on_terminal
        && set("CLICOLOR").is_none_or(|value| value != "0")
        && set("TERM").is_none_or(|value| value != "dumb")
}

/// Columns of the terminal view when nobody says so on the command line.
pub fn width_by_environment(destination: &Destination) -> usize {
    /// Longer lines are hard to read.
    const WIDEST: usize = 100;
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    let terminal = || {
        let size =
            (*destination == Destination::Stdout).then(|| terminal_size::terminal_size_of(io::stdout()));
        size.flatten().map(|(width, _)| usize::from(width.0))
    };
    columns.filter(|&columns| columns > 0).or_else(terminal).unwrap_or(80).min(WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_by_the_environment() {
        let shown = |terminal: bool, set: &[(&str, &str)]| {
            color(terminal, |name| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(shown(true, &[]) && !shown(false, &[]));
        assert!(!shown(true, &[("NO_COLOR", "1")]) && shown(true, &[("NO_COLOR", "")]));
        assert!(shown(false, &[("CLICOLOR_FORCE", "1")]) && !shown(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!shown(true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(!shown(true, &[("CLICOLOR", "0")]) && !shown(true, &[("TERM", "dumb")]));
    }

    #[test]
    fn a_page_keeps_its_name_but_no_way_out_of_the_folder() {
        let record = |id: &str, kind| {
            let mut page = whosaid::Page::from_text("");
            page.id = id.to_owned();
            page.input.kind = kind;
            base_name(&Record { page, speakers: Vec::new(), statements: Vec::new(), thread: Vec::new() })
        };
        let jsonl = whosaid::InputKind::Jsonl;
        assert_eq!(record("news/page.one.txt", whosaid::InputKind::Text), "page.one");
        assert_eq!(record("-", whosaid::InputKind::Text), "standard-input");
        assert_eq!(record("../../etc/passwd", jsonl), "_.._etc_passwd");
        assert_eq!(record("..", jsonl), "page");
        assert_eq!(record("日本 1", jsonl), "日本_1");
    }
}
