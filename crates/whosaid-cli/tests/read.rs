//! `whosaid read`, from outside: exit status, messages, and where the output goes.
//!
//! What the reader finds is measured elsewhere; nothing here hangs on it.

use assert_cmd::Command;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;

const PAGE: &str = "Bridge opens early\n\n“We are ready,” Anna Lund said. 市長 🌉\n";

/// The command in a folder of its own and without the caller's environment.
fn whosaid(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("whosaid").expect("the program is built");
    command.current_dir(folder);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
        command.env_remove(name);
    }
    command
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("a file");
    }
    folder
}

/// Exit status, standard output and standard error.
fn ran(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a status"), text(output.stdout), text(output.stderr))
}

#[test]
fn a_file_and_standard_input_show_the_same() {
    let folder = folder(&[("page.txt", PAGE.as_bytes())]);
    let (status, from_file, errors) = ran(whosaid(folder.path()).args(["read", "page.txt"]));
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(from_file.contains("Bridge opens early") && from_file.ends_with('\n'), "{from_file}");
    for args in [&["read"][..], &["read", "-"]] {
        let (status, from_stdin, _) = ran(whosaid(folder.path()).args(args).write_stdin(PAGE));
        assert_eq!((status, &from_stdin), (0, &from_file));
    }
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let folder = folder(&[
        ("a.txt", b"Alpha"),
        ("bad.txt", b"\xe2\x80\x9ccaf\xe9"),
        ("c.gz", b"\x1f\x8b\x08"),
        ("z.txt", b"Omega"),
    ]);
    let (status, out, errors) =
        ran(whosaid(folder.path()).args(["read", "a.txt", "bad.txt", "gone.txt", ".", "c.gz", "z.txt"]));
    assert_eq!(status, 1);
    assert!(out.contains("━━━ a.txt ") && out.contains("━━━ z.txt ") && out.contains("Omega"), "{out}");
    let errors: Vec<&str> = errors.lines().collect();
    assert_eq!(errors.len(), 4, "{errors:?}");
    assert_eq!(
        errors[0],
        "whosaid: bad.txt: not UTF-8 text: byte 6 cannot be read; convert the input to UTF-8"
    );
    assert_eq!(errors[1], "whosaid: gone.txt: cannot be read: No such file or directory");
    assert!(errors[2].starts_with("whosaid: .: cannot be read: "), "{}", errors[2]);
    assert_eq!(errors[3], "whosaid: c.gz: gzip: the end is missing");
}

#[test]
fn the_kind_of_the_input_is_found() {
    let html = "<title>Bridge opens early</title><p>The mayor, Ada Quist, said: “We shall not rush it.”</p>";
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(html.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    let line = serde_json::json!({"id": "one", "html": html}).to_string();
    let folder = folder(&[("page", html.as_bytes()), ("page.gz", &packed), ("pages.txt", line.as_bytes())]);
    let record = |args: &[&str], input: &str| -> serde_json::Value {
        let (status, out, errors) =
            ran(whosaid(folder.path()).args(["read", "-f", "jsonl"]).args(args).write_stdin(input));
        assert_eq!((status, errors.as_str()), (0, ""), "{args:?}");
        serde_json::from_str(&out).expect("a record")
    };
    for (args, input, kind) in [
        (&["page"][..], "", "html"),
        (&["page.gz"], "", "html"),
        (&["page", "--input", "text"], "", "text"),
        (&["pages.txt", "--input", "jsonl"], "", "jsonl"),
        (&["pages.txt"], "", "text"),
        (&[], html, "html"),
        (&[], &line, "jsonl"),
        (&["--input", "html"], "Ann said no.", "html"),
    ] {
        assert_eq!(record(args, input)["page"]["input"]["kind"], kind, "{args:?}");
    }
    let text = &record(&["page"], "")["page"]["text"];
    assert_eq!(text, "Bridge opens early\n\nThe mayor, Ada Quist, said: “We shall not rush it.”");
}

#[test]
fn a_wrong_command_line_is_status_2() {
    let folder = folder(&[("a.txt", b"Alpha"), ("b.txt", b"Beta")]);
    for args in [
        &["read", "--format", "pdf"][..],
        &["read", "--no-such-flag"],
        &["read", "--threads", "0"],
        &["read", "a.txt", "--format", "brat"],
        &["read", "a.txt", "b.txt", "--format", "html"],
        &["read", "a.txt", "b.txt", "--format", "html", "-o", "a.txt"],
        &["read", "a.txt", "--format", "csv", "-o", "."],
        &["read", "a.txt", "-o", "a.txt"],
        &["eval"],
        &["man", "sing"],
        &[],
    ] {
        let (status, out, errors) = ran(whosaid(folder.path()).args(args));
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}: {errors}");
        assert!(!errors.is_empty(), "{args:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("a.txt")).expect("still there"), "Alpha");
}

#[test]
fn a_model_that_is_none_is_told_in_one_line() {
    let folder = folder(&[("page.txt", PAGE.as_bytes()), ("my.model", b"no model")]);
    for (model, reason) in [("my.model", "not a Whosaid model file"), ("gone.model", "No such file")] {
        let (status, out, errors) = ran(whosaid(folder.path()).args(["read", "page.txt", "--model", model]));
        assert_eq!((status, out.as_str(), errors.lines().count()), (1, "", 1));
        assert!(
            errors.starts_with(&format!("whosaid: model: {model}: ")) && errors.contains(reason),
            "{errors}"
        );
    }
}

#[test]
fn json_lines_go_on_after_a_bad_line() {
    let folder = folder(&[]);
    let lines =
        "{\"id\":\"one\",\"text\":\"Alpha\"}\nnot JSON\n{\"id\":\"h\"}\n{\"id\":4,\"text\":\"Omega\"}\n";
    let (status, out, errors) =
        ran(whosaid(folder.path()).args(["read", "--input", "jsonl", "-f", "jsonl", "-"]).write_stdin(lines));
    assert_eq!(status, 1);
    let records: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("a record")).collect();
    assert_eq!(records.iter().map(|record| &record["page"]["id"]).collect::<Vec<_>>(), ["one", "4"]);
    assert_eq!(records[0]["page"]["input"]["kind"], "jsonl");
    let errors: Vec<&str> = errors.lines().collect();
    assert!(errors[0].starts_with("whosaid: -: line 2: not a JSON object"), "{errors:?}");
    assert!(errors[1].starts_with("whosaid: -: line 3: `text` or `html` is missing"), "{errors:?}");
}

#[test]
fn every_format_and_unit_is_written() {
    let folder = folder(&[("page.txt", PAGE.as_bytes())]);
    let shown = |args: &[&str]| ran(whosaid(folder.path()).arg("read").arg("page.txt").args(args)).1;
    assert!(shown(&["-f", "csv"]).starts_with("page,statement,kind,"));
    assert!(shown(&["-f", "html"]).starts_with("<!doctype html>"));
    assert_eq!(shown(&["-f", "jsonl"]).lines().count(), 1);
    let ends = ["codepoint", "utf8", "utf16"].map(|unit| {
        let record: serde_json::Value =
            serde_json::from_str(&shown(&["-f", "json", "--offsets", unit])).expect("a record");
        assert_eq!(record["offsets"], unit);
        record["blocks"].as_array().and_then(|blocks| blocks.last()).map(|block| block["end"].clone())
    });
    let end = |unit: usize| Some(serde_json::json!(unit));
    let text = PAGE.trim_end();
    assert_eq!(ends, [end(text.chars().count()), end(text.len()), end(text.encode_utf16().count())]);
}

#[test]
fn output_goes_to_a_file_or_a_folder() {
    let folder = folder(&[("a.txt", b"Alpha"), ("b.txt", b"Beta")]);
    let run = |args: &[&str]| ran(whosaid(folder.path()).arg("read").args(args));
    let there = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();

    assert_eq!(run(&["a.txt", "-f", "html", "-o", "a.html"]), (0, String::new(), String::new()));
    assert!(there("a.html").contains("Alpha"));
    assert_eq!(run(&["a.txt", "b.txt", "-f", "html", "-o", "pages"]).0, 0);
    assert!(there("pages/a.html").contains("Alpha") && there("pages/b.html").contains("Beta"));
    assert_eq!(run(&["a.txt", "b.txt", "-f", "json", "-o", "records/"]).0, 0);
    assert!(there("records/b.json").contains("Beta"));
    assert_eq!(run(&["a.txt", "a.txt", "-f", "brat", "-o", "annotated"]).0, 0);
    assert_eq!((there("annotated/a.txt"), there("annotated/a-2.txt")), ("Alpha".into(), "Alpha".into()));
    assert!(
        folder.path().join("annotated/a.ann").exists() && there("annotated/annotation.conf").contains("Says")
    );
    // Beside the input the text is there already, and stays as it is.
    assert_eq!(run(&["a.txt", "-f", "brat", "-o", "."]), (0, String::new(), String::new()));
    assert_eq!(there("a.txt"), "Alpha");
    let (status, _, errors) = run(&["a.txt", "-o", "no/such/folder.txt"]);
    assert!(
        status == 1 && errors.starts_with("whosaid: no/such/folder.txt: cannot be written: "),
        "{errors}"
    );
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = folder(&[("page.txt", PAGE.as_bytes())]);
    let coloured = |args: &[&str], name: &str, value: &str| {
        let mut command = whosaid(folder.path());
        ran(command.args(["read", "page.txt"]).args(args).env(name, value)).1.contains('\x1b')
    };
    assert!(!coloured(&[], "TERM", "xterm"), "a pipe has none");
    assert!(coloured(&[], "CLICOLOR_FORCE", "1"));
    assert!(!coloured(&["--color", "never"], "CLICOLOR_FORCE", "1"));
    assert!(!coloured(&[], "NO_COLOR", "1"));
    assert!(coloured(&["--color", "always"], "NO_COLOR", "1"), "the command line decides");
}

#[test]
fn lines_are_as_wide_as_asked_for() {
    let long = "word ".repeat(100);
    let folder = folder(&[("page.txt", long.as_bytes())]);
    let widest = |args: &[&str], columns: &str| {
        let mut command = whosaid(folder.path());
        let (_, out, _) = ran(command.args(["read", "page.txt"]).args(args).env("COLUMNS", columns));
        out.lines().map(|line| line.chars().count()).max()
    };
    assert_eq!(widest(&["--width", "40"], "60"), Some(38));
    assert_eq!(widest(&[], "60"), Some(58));
    assert_eq!(widest(&[], "nonsense"), Some(78));
    assert_eq!(widest(&[], "1000"), Some(98), "longer lines are hard to read");
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let folder = folder(&[]);
    let line = format!("{{\"text\":\"{}\"}}\n", "word ".repeat(2_000));
    fs::write(folder.path().join("pages.jsonl"), line.repeat(500)).expect("a file");
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("whosaid"))
        .args(["read", "pages.jsonl", "-f", "jsonl"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut some = [0; 64];
    child.stdout.take().expect("a pipe").read_exact(&mut some).expect("the first bytes");
    // The pipe is closed here.
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn records_come_while_the_input_is_still_open() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("whosaid"))
        .args(["read", "--input", "jsonl", "-f", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut pages = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut pages, b"{\"text\":\"Alpha\"}\n").expect("a page");
    let mut first = [0; 20];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("the first record");
    assert_eq!(&first, b"{\"schema\":\"whosaid.r");
    drop(pages);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_message_is_one_line_whatever_the_file_is_called() {
    let folder = folder(&[]);
    let (status, _, errors) = ran(whosaid(folder.path()).args(["read", "a\n\x1b[31mb.txt"]));
    assert_eq!((status, errors.lines().count()), (1, 1));
    assert!(!errors.contains('\x1b'));
}

#[test]
fn one_part_alone() {
    const PAGE: &str = "Quay closed to lorries\n\nThe mayor, Ada Quist, said: “We shall not rush it, whatever the carriers say about their costs.”\n\n\
        Comments (2)\n\nJo Lind: “Ada Quist: “We shall not rush it”. Do rush it.”\n\nBo Aske: “Well said, Jo Lind!”\n";
    let read = |only: &str, format: &str| {
        let command = Command::cargo_bin("whosaid")
            .expect("it is built")
            .args(["read", "--only", only, "-f", format])
            .write_stdin(PAGE)
            .output()
            .expect("it runs");
        assert!(command.status.success());
        String::from_utf8(command.stdout).expect("UTF-8")
    };
    let rows = read("comments", "csv");
    assert!(rows.starts_with("page,comment,group,") && rows.contains("Bo Aske"), "{rows}");
    assert!(!read("article", "terminal").contains("Bo Aske"));
    let comments: serde_json::Value = serde_json::from_str(&read("comments", "json")).expect("JSON");
    assert_eq!(comments["statements"].as_array().map(Vec::len), Some(0));
    assert_eq!(comments["comments"].as_array().map(Vec::len), Some(2));
    let article: serde_json::Value = serde_json::from_str(&read("article", "json")).expect("JSON");
    assert_eq!(article["comments"].as_array().map(Vec::len), Some(0));
    assert_eq!(article["page"]["text"], comments["page"]["text"]);
}
