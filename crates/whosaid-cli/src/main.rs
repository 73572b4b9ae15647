//! The command `whosaid`: flags and glue. What it does is done by the libraries
//! [`whosaid`] and [`whosaid_eval`].
//!
//! | module | holds |
//! | --- | --- |
//! | `args` | the flags and what `--help` says |
//! | `input` | files and standard input, as pages one at a time |
//! | `work` | pages to records on several threads, in order |
//! | `output` | records to standard output, a file or a folder |
//! | `read`, `eval`, `people` | the commands |

mod args;
mod eval;
mod input;
mod output;
mod people;
mod read;
mod work;

use args::{Args, Command, EvalArgs, ManArgs, ReadArgs};
use clap::{CommandFactory, Parser};
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use whosaid::{ModelError, Reader};

/// All was read and written.
const SUCCESS: u8 = 0;
/// Something could not be read or written; the rest was.
const FAILURE: u8 = 1;

fn main() -> ExitCode {
    let status = match Args::parse().command {
        Command::Read(args) => read::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::People(args) => people::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "whosaid", &mut script);
            print(&script)
        }
        Command::Man(args) => manual(&args),
    };
    ExitCode::from(status)
}

/// One line on standard error; the run goes on.
fn complain(about: impl Display, reason: impl Display) {
    // The message may quote a page or a file name: nothing in it may steer the terminal or make two lines.
    let message = format!("whosaid: {about}: {reason}").replace(char::is_control, "\u{fffd}");
    // When standard error is gone there is nobody left to tell.
    let _ = writeln!(io::stderr(), "{message}");
}

/// Writes to standard output; a reader who has left (`| head`) is no failure.
fn print(bytes: &[u8]) -> u8 {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => SUCCESS,
        Err(error) => {
            complain("standard output", error);
            FAILURE
        }
    }
}

/// The reader with the model of `--model`, or with the one that comes with the program.
fn load_reader(model: Option<&Path>) -> Result<Reader, String> {
    let Some(path) = model else { return Reader::new().map_err(|error| error.to_string()) };
    Reader::from_file(path).map_err(|error| match error {
        ModelError::Unreadable { .. } => error.to_string(),
        _ => format!("{}: {error}", path.display()),
    })
}

fn manual(args: &ManArgs) -> u8 {
    let mut command = Args::command();
    command.build();
    let of = match &args.command {
        None => Some(&command),
        Some(name) => command.find_subcommand(name),
    };
    let Some(of) = of else {
        let name = args.command.as_deref().unwrap_or_default();
        Args::command()
            .error(clap::error::ErrorKind::InvalidValue, format!("there is no command `{name}`"))
            .exit()
    };
    let mut page = Vec::new();
    match clap_mangen::Man::new(of.clone()).render(&mut page) {
        Ok(()) => print(&page),
        Err(error) => {
            complain("man", error);
            FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_do_not_contradict_each_other() {
        Args::command().debug_assert();
    }
}
