//! The flags, and what `--help` teaches about them.

use clap::builder::PossibleValuesParser;
use clap::{Args as Flags, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use whosaid::write::Part;
use whosaid::{InputKind, OffsetUnit};
use whosaid_eval::Variant;

const AFTER: &str = "\
Exit status:
  0  everything was read
  1  something could not be read or written, which standard error tells in one
     line each; the rest was
  2  the command line is wrong; nothing was read

Start with:
  whosaid read page.txt";

const AFTER_READ: &str = "\
Examples:
  The page with its statements marked, then who said what:
    whosaid read page.txt
  The same for copied text:
    pbpaste | whosaid read
  A page as the server sends it:
    curl -s https://example.org/news | whosaid read
  The whole record, for programs:
    whosaid read page.txt -f json
  One row a statement, for a spreadsheet; one row a comment:
    whosaid read *.txt -f csv -o said.csv
    whosaid read *.txt -f csv --only comments -o comments.csv
  One file for the browser, nothing loaded from elsewhere:
    whosaid read page.txt -f html -o page.html
  A page a line in, a record a line out, any number of them:
    whosaid read pages.jsonl -f jsonl > records.jsonl
  Stand-off files for brat:
    whosaid read *.txt -f brat -o annotated/
  With a file that knows who held which office when (see whosaid people):
    whosaid read page.txt --people people.jsonl -f json

What is in the output:
  A statement has content (what is said), a cue (the words that signal it:
  said, according to, a colon) and a source (the words that name who says it).
  Content may stand in several pieces; cue and source may be missing. Its
  speaker is whom the source stands for on the whole page; a statement whose
  speaker cannot be made out is still shown. The terminal and the HTML view
  number statements from 1; the ids in JSON and CSV count from 0. For text
  input every offset indexes your own file.
  Readers' comments stand beneath the article, each under the one it answers
  (↳ says whom, where the words and not the page tell it). What a comment
  quotes is followed by an arrow: to the number of the statement, to the
  reader, or to the name that it comes from.
  With --only, json, jsonl, csv and brat leave the other part's statements or
  comments out; the text and its blocks stay, so that offsets mean the same.

Formats:
  terminal  marked page and list of speakers; on a terminal and in a pipe alike
  json      one indented object a page (schema whosaid.record/1)
  jsonl     the same, one line a page
  csv       one row a statement, or with --only comments one a comment;
            a cell that a spreadsheet would run as a formula begins with an
            apostrophe
  html      one self-contained page; several pages go to a folder (-o DIR)
  brat      NAME.txt and NAME.ann in a folder (-o DIR), and annotation.conf

Input:
  text      a file is a page, as pasted
  html      a file is a page, as a server sends it or a browser saves it; its
            article and its comments are read, in any character set
  jsonl     a line is a page: {\"id\": …, \"text\" or \"html\": …, \"url\": …};
            id and url may be missing
  Without --input the kind is found: files called *.jsonl or *.ndjson are JSON
  lines, and so is standard input that begins like them; whether a page is HTML
  or text is told from what is in it. Compressed files (gzip) and saved answers
  of servers (curl -i) are unpacked.

Environment:
  NO_COLOR        when set and not empty, no colours
  CLICOLOR_FORCE  when set and not 0, colours even in a pipe
  CLICOLOR        when 0, no colours
  TERM            when dumb, no colours
  COLUMNS         width of the terminal view

Exit status:
  0  every page was read
  1  a page could not be read or written, which standard error tells as
     `whosaid: FILE: reason`; the others were
  2  the command line is wrong; nothing was read";

const AFTER_PEOPLE: &str = "\
Examples:
  Who the speakers are, by a file of your own:
    whosaid read page.txt --people people.jsonl
  Such a file from Wikidata:
    whosaid people convert latest-all.json.gz -o people.jsonl

A knowledge file is JSON lines in UTF-8, packed by gzip or not; a line is a
person or an organisation:

  {\"name\": \"Joe Biden\", \"kind\": \"person\",
   \"aliases\": [\"Joseph R. Biden Jr.\"],
   \"roles\": [{\"role\": \"president\", \"of\": \"United States\",
              \"from\": \"2021-01-20\", \"to\": \"2025-01-20\"}],
   \"identifiers\": {\"wikidata\": \"Q6279\"}}

(on one line there).

  name         the name that news pages use; the only field that must be there
  kind         person, when missing, or organisation
  aliases      other names; short forms of organisations (NATO) too
  roles        offices held: role is the office, of its country, town or
               organisation, from and to the first and last day, as 2021-01-20,
               2021-01 or 2021; without to it is still held, without from
               nothing is decided by it
  identifiers  register to number; all of them go into the record

Other fields are passed over. Two lines of one name are two people.

What it does:
  A speaker whose name, in full, is of one line gets that line's identifiers; of
  several, the one whose office, country or time fits the page, or none. The US
  President, Britain's prime minister, the secretary-general of Nato are whoever
  held the office on the day the page was published, unless the page itself says
  who it is. On a page without a date, and where two may have held it, nobody is
  chosen.";

const AFTER_CONVERT: &str = "\
Examples:
  From the dump of all entities (https://dumps.wikimedia.org/wikidatawiki/entities/):
    whosaid people convert latest-all.json.gz -o people.jsonl

What is kept:
  humans that held an office (P39), with English names and aliases, short names
  (P1813), offices with the dates they were held (P580, P582) and what they are
  of (P642, else P1001 of the office); organisations of common classes (P31),
  with names. Deprecated statements are not.

The dump is an entity a line, packed by gzip or not. It is read three times,
since offices are entities of their own and may stand anywhere, so it cannot be
standard input. One line is held at a time.

Exit status:
  0  everything was converted
  1  a line is damaged, which standard error tells with its number, and was
     passed over; or a file cannot be read or written
  2  the command line is wrong";

const AFTER_EVAL: &str = "\
Examples:
  How good the reader is, with intervals:
    whosaid eval --gold dev.jsonl --speakers speakers-dev.tsv
  And on rewritten texts, side by side:
    whosaid eval --gold dev.jsonl --variant all
  Another program's answers:
    whosaid eval --gold dev.jsonl --predictions other.jsonl
  Which statements moved, for better or worse:
    whosaid eval --diff old.jsonl new.jsonl --gold dev.jsonl
  The protocol of the published figures:
    whosaid eval --paragraphs valid.jsonl.gz
  How well pages are read:
    whosaid eval pages html/

Formats (JSON lines, gzip or not):
  gold         {\"id\": …, \"text\": …, \"attributions\": [{\"id\": …,
               \"source\": [[0, 3]], \"cue\": [[4, 8]], \"content\": [[9, 11]]}]};
               offsets in code points, end-exclusive
  predictions  the same, or what `whosaid read -f jsonl` writes
  speakers     tab-separated: article, attribution, speaker, type, …
  paragraphs   {\"tokens\": […], \"labels\": [\"B-source\", …]}, one a line

Variants:
  straight, single, straight-single, lost-closing, glued-captions, lower,
  upper; or all

Exit status:
  0  scored
  1  a file cannot be read, or the predictions do not belong to the gold
  2  the command line is wrong";

/// Who said what on a news page.
///
/// Reads news pages and finds every statement on them: what is said, the words that introduce it, and who
/// says it, resolved across the page. Works on your own machine; nothing is sent anywhere.
#[derive(Debug, Parser)]
#[command(name = "whosaid", version, after_long_help = AFTER, max_term_width = 100, disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read pages and show who said what
    Read(ReadArgs),
    /// Score the reader, or any predictions, against a gold file
    Eval(EvalArgs),
    /// Make a file that knows people, organisations and offices, for `read --people`
    People(PeopleArgs),
    /// Print a script that completes commands and flags in a shell
    ///
    /// For bash, say: whosaid completions bash > ~/.local/share/bash-completion/completions/whosaid
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    ///
    /// To read it: whosaid man | man -l -
    Man(ManArgs),
}

#[derive(Debug, Flags)]
#[command(after_long_help = AFTER_READ)]
pub struct ReadArgs {
    /// Pages to read; `-`, or none, is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// What to write
    #[arg(short, long, value_enum, default_value_t = Format::Terminal)]
    pub format: Format,

    /// How to understand the input [default: found from what is in it]
    #[arg(short, long, value_enum)]
    pub input: Option<InputFormat>,

    /// Unit of the offsets in json, jsonl and csv
    #[arg(long, value_enum, default_value_t = Offsets::Codepoint)]
    pub offsets: Offsets,

    /// Show only the article, or only the readers' comments
    #[arg(long, value_enum)]
    pub only: Option<Only>,

    /// Where to write: a file, or a folder (for brat always; for json and html one file a page)
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,

    /// Columns of the terminal view [default: the terminal's, 100 at most; 80 in a pipe]
    #[arg(long, value_name = "COLUMNS")]
    pub width: Option<usize>,

    /// Whether the terminal view has colours
    #[arg(long, value_enum, default_value_t = When::Auto)]
    pub color: When,

    /// The model to read with [default: the one that comes with the program]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,

    /// A file that knows people, organisations and who held which office when; see `whosaid people --help`
    #[arg(long, value_name = "FILE")]
    pub people: Option<PathBuf>,

    /// How many threads read [default: one for each core]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

#[derive(Debug, Flags)]
#[command(after_long_help = AFTER_EVAL, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct EvalArgs {
    #[command(subcommand)]
    pub what: Option<EvalCommand>,

    /// The right answers
    #[arg(long, value_name = "FILE", required_unless_present_any = ["diff", "paragraphs"])]
    pub gold: Option<PathBuf>,

    /// Who the gold's sources are
    #[arg(long, value_name = "FILE", requires = "gold")]
    pub speakers: Option<PathBuf>,

    /// Score these instead of the reader's own answers
    #[arg(long, value_name = "FILE", requires = "gold", conflicts_with_all = ["model", "diff", "paragraphs"])]
    pub predictions: Option<PathBuf>,

    /// Score on the text rewritten in this way, too; may be given several times
    #[arg(
        long,
        value_name = "NAME",
        value_parser = PossibleValuesParser::new(std::iter::once("all").chain(Variant::ALL.map(Variant::name))),
        hide_possible_values = true,
        requires = "gold",
        conflicts_with_all = ["predictions", "diff", "paragraphs"]
    )]
    pub variant: Vec<String>,

    /// How to show the figures
    #[arg(short, long, value_enum, default_value_t = EvalFormat::Table)]
    pub format: EvalFormat,

    /// Show which statements moved between two versions of the predictions
    #[arg(long, value_names = ["OLD", "NEW"], num_args = 2, conflicts_with_all = ["paragraphs", "model"])]
    pub diff: Vec<PathBuf>,

    /// The model to score [default: the one that comes with the program]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,

    /// Score by the protocol of the published figures: exact token spans, paragraph by paragraph
    #[arg(long, value_name = "FILE", conflicts_with = "gold")]
    pub paragraphs: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum EvalCommand {
    /// Score how pages are read: the article's words, its headline, its authors, its date
    Pages(PagesArgs),
}

#[derive(Debug, Flags)]
pub struct PagesArgs {
    /// A folder with a folder for each page: source.html, expected.html, expected-metadata.json
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// How to show the figures
    #[arg(short, long, value_enum, default_value_t = EvalFormat::Table)]
    pub format: EvalFormat,
}

#[derive(Debug, Flags)]
#[command(after_long_help = AFTER_PEOPLE)]
pub struct PeopleArgs {
    #[command(subcommand)]
    pub what: PeopleCommand,
}

#[derive(Debug, Subcommand)]
pub enum PeopleCommand {
    /// Make a knowledge file from a Wikidata JSON dump
    Convert(ConvertArgs),
}

#[derive(Debug, Flags)]
#[command(after_long_help = AFTER_CONVERT)]
pub struct ConvertArgs {
    /// The dump: an entity a line
    #[arg(value_name = "DUMP")]
    pub dump: PathBuf,

    /// Where to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Flags)]
pub struct ManArgs {
    /// The command to print it for [default: whosaid itself]
    pub command: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The marked page and who said what
    Terminal,
    /// One indented object a page
    Json,
    /// One line a page
    Jsonl,
    /// One row a statement
    Csv,
    /// A page for the browser
    Html,
    /// Stand-off annotation
    Brat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Only {
    /// The article and what is said there
    Article,
    /// The readers' comments
    Comments,
}

impl Only {
    /// The part of the page that the flag, given or not, asks for.
    pub fn part(only: Option<Only>) -> Part {
        match only {
            None => Part::Whole,
            Some(Only::Article) => Part::Article,
            Some(Only::Comments) => Part::Comments,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// A file is a page, as pasted
    Text,
    /// A file is a page, with its mark-up
    Html,
    /// A line is a page
    Jsonl,
}

impl From<InputFormat> for InputKind {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Text => InputKind::Text,
            InputFormat::Html => InputKind::Html,
            InputFormat::Jsonl => InputKind::Jsonl,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Offsets {
    /// Unicode code points
    Codepoint,
    /// UTF-8 bytes
    Utf8,
    /// UTF-16 code units
    Utf16,
}

impl From<Offsets> for OffsetUnit {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Codepoint => OffsetUnit::CodePoint,
            Offsets::Utf8 => OffsetUnit::Utf8,
            Offsets::Utf16 => OffsetUnit::Utf16,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless the environment says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// Aligned columns
    Table,
    /// Markdown
    Markdown,
    /// Everything, for programs
    Json,
}
