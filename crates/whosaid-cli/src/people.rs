//! `whosaid people`, and the file of `read --people`.

use crate::args::{ConvertArgs, PeopleArgs, PeopleCommand};
use crate::input::{self, is_standard_input};
use crate::read::{same_file, usage};
use crate::{FAILURE, SUCCESS, complain};
use std::fs::File;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::Path;
use whosaid::People;
use whosaid::people::wikidata::{Offices, convert};

/// What the file at `path` knows.
///
/// # Errors
/// Why it cannot be used.
pub fn load(path: &Path) -> Result<People, String> {
    let told = |reason: String| format!("{}: {reason}", path.display());
    let lines = input::lines(path).map_err(|error| told(input::reason(&error)))?;
    People::from_jsonl(lines).map_err(|error| told(error.to_string()))
}

/// Converts, and says whether all went well.
pub fn run(args: &PeopleArgs) -> u8 {
    let PeopleCommand::Convert(args) = &args.what;
    if is_standard_input(&args.dump) {
        usage("the dump is read three times: standard input will not do, give a file".to_owned());
    }
    if args.output.as_deref().is_some_and(|output| same_file(&args.dump, output)) {
        usage(format!("{} is the input and would be overwritten", args.dump.display()));
    }
    match converted(args) {
        Ok(0) => SUCCESS,
        Ok(damaged) => {
            let lines = if damaged == 1 { "line was" } else { "lines were" };
            complain(args.dump.display(), format!("{damaged} damaged {lines} passed over"));
            FAILURE
        }
        // A reader who has seen enough (`| head`) is no failure.
        Err(Failed::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => SUCCESS,
        Err(Failed::Output(error)) => {
            let name =
                args.output.as_deref().map_or("standard output".into(), |path| path.display().to_string());
            complain(name, format!("cannot be written: {error}"));
            FAILURE
        }
        Err(Failed::Input(error)) => {
            complain(args.dump.display(), input::reason(&error));
            FAILURE
        }
    }
}

enum Failed {
    Input(io::Error),
    Output(io::Error),
}

/// How many lines of the dump are damaged.
fn converted(args: &ConvertArgs) -> Result<usize, Failed> {
    let dump = || input::lines(&args.dump).map_err(Failed::Input);
    let first = dump()?;
    let output: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(File::create(path).map_err(Failed::Output)?),
        None => Box::new(io::stdout().lock()),
    };
    let name = args.dump.display();
    let mut damaged = 0;
    let mut offices = Offices::find(first, |bad| {
        complain(&name, bad);
        damaged += 1;
    })
    .map_err(Failed::Input)?;
    offices.name(dump()?).map_err(Failed::Input)?;
    write(dump()?, &offices, output)?;
    Ok(damaged)
}

/// The dump was read twice before, so that what fails now is the output.
fn write(dump: impl BufRead, offices: &Offices, output: impl Write) -> Result<(), Failed> {
    convert(dump, offices, BufWriter::new(output)).map(drop).map_err(Failed::Output)
}
