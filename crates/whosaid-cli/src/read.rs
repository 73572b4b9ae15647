//! `whosaid read`.

use crate::args::{Args, Format, Only, When};
use crate::input::{self, is_standard_input};
use crate::output::{Destination, Output, Style, color_by_environment, width_by_environment};
use crate::people;
use crate::work::{self, Outcome};
use crate::{FAILURE, ReadArgs, SUCCESS, complain, load_reader};
use clap::CommandFactory;
use clap::error::ErrorKind;
use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use whosaid::Page;
use whosaid::write::terminal::TerminalOptions;

/// Reads, writes, and says whether all went well.
pub fn run(args: &ReadArgs) -> u8 {
    let files = if args.files.is_empty() { vec![PathBuf::from("-")] } else { args.files.clone() };
    let several = files.len() > 1 || files.iter().any(|path| input::may_hold_several(path, args.input));
    let destination = destination(args, &files, several).unwrap_or_else(|wrong| usage(wrong));
    if args.people.as_deref().is_some_and(is_standard_input) {
        usage("--people needs a file: standard input is for pages".to_owned());
    }
    let reader = match load_reader(args.model.as_deref()) {
        Ok(reader) => reader,
        Err(reason) => {
            complain("model", reason);
            return FAILURE;
        }
    };
    let reader = match args.people.as_deref().map(people::load) {
        None => reader,
        Some(Ok(people)) => reader.with_people(people),
        Some(Err(reason)) => {
            complain("people", reason);
            return FAILURE;
        }
    };
    let output_name = match &destination {
        Destination::Stdout => "standard output".to_owned(),
        Destination::File(path) | Destination::Folder(path) => path.display().to_string(),
    };
    let mut output = match Output::open(&destination, style(args, &destination, several), &files) {
        Ok(output) => output,
        Err(error) => return unwritable(&output_name, &error, SUCCESS),
    };
    if files.iter().any(|path| is_standard_input(path)) && io::stdin().is_terminal() {
        eprintln!("whosaid: reading what you type or paste; end with Ctrl-D");
    }

    let threads =
        args.threads.unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
    // Several pages are read side by side; a single one has all the threads to itself.
    let (pages, each) = if several { (threads, 1) } else { (NonZeroUsize::MIN, threads.get()) };
    let read = |page: &Page| reader.read_with_threads(page, each);
    let mut status = SUCCESS;
    work::run(input::items(files, args.input), read, pages, |outcome| match outcome {
        Outcome::Failed { name, reason } => {
            complain(name, reason);
            status = FAILURE;
        }
        Outcome::Record(record) => match (output.write(&record), &destination) {
            (Ok(()), _) => {}
            // A file of one page that cannot be written says nothing about the next page's.
            (Err(error), Destination::Folder(_)) => {
                complain(&record.page.id, error);
                status = FAILURE;
            }
            // The only output is gone. The thread that reads the input may be waiting for more of it and
            // cannot be told to stop.
            (Err(error), _) => process::exit(unwritable(&output_name, &error, status).into()),
        },
    });
    status
}

/// The exit status when the output is gone; a reader who has seen enough (`| head`) is no failure.
fn unwritable(name: &str, error: &io::Error, status: u8) -> u8 {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return status;
    }
    complain(name, format!("cannot be written: {error}"));
    FAILURE
}

fn destination(args: &ReadArgs, files: &[PathBuf], several: bool) -> Result<Destination, String> {
    let destination = Destination::new(args.output.as_deref(), args.format, several)?;
    if let Destination::File(output) = &destination
        && files.iter().any(|input| same_file(input, output))
    {
        return Err(format!("{} is an input and would be overwritten", output.display()));
    }
    Ok(destination)
}

/// Whether two paths are of one file.
pub fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn style(args: &ReadArgs, destination: &Destination, several: bool) -> Style {
    let color = match args.color {
        When::Always => true,
        When::Never => false,
        When::Auto => args.format == Format::Terminal && color_by_environment(destination),
    };
    let width = args.width.unwrap_or_else(|| width_by_environment(destination));
    Style {
        format: args.format,
        unit: args.offsets.into(),
        part: Only::part(args.only),
        terminal: TerminalOptions { width, color },
        several,
    }
}

/// Ends the program over a wrong command line.
pub fn usage(wrong: String) -> ! {
    Args::command().error(ErrorKind::ArgumentConflict, wrong).exit()
}
