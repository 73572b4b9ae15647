//! `whosaid people` and `whosaid read --people`, from outside.

use assert_cmd::Command;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;

const PAGE: &str = "Bridge opens early\n\n1 December 2022 • 9:13pm\n\nThe mayor of Marsh said: “We are ready, and so is the ferry.”\n";
const PEOPLE: &str = r#"{"name": "Ada Quist", "roles": [{"role": "mayor", "of": "Marsh", "from": "2019"}], "identifiers": {"wikidata": "Q1"}}"#;
const DUMP: &str = r#"[
{"type":"item","id":"Q1","labels":{"en":{"language":"en","value":"Ada Quist"}},"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q5"}}},"rank":"normal"}],"P39":[{"mainsnak":{"datavalue":{"value":{"id":"Q2"}}},"rank":"normal","qualifiers":{"P580":[{"datavalue":{"value":{"time":"+2019-05-01T00:00:00Z","precision":11}}}]}}]}},
{"type":"item","id":"Q2","labels":{"en":{"language":"en","value":"Mayor of Marsh"}},"claims":[]}
]
"#;
const CONVERTED: &str = "{\"name\":\"Ada Quist\",\"kind\":\"person\",\"roles\":[{\"role\":\"mayor of Marsh\",\"from\":\"2019-05-01\"}],\"identifiers\":{\"wikidata\":\"Q1\"}}\n";

fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).expect("memory");
    packed.finish().expect("memory")
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("a file");
    }
    folder
}

/// Exit status, standard output and standard error.
fn ran(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("whosaid").expect("the program is built");
    let output = command.current_dir(folder).args(args).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a status"), text(output.stdout), text(output.stderr))
}

#[test]
fn a_page_is_read_with_people() {
    let folder = folder(&[
        ("page.txt", PAGE.as_bytes()),
        ("people.jsonl", PEOPLE.as_bytes()),
        ("people.gz", &packed(PEOPLE)),
    ]);
    for people in ["people.jsonl", "people.gz"] {
        let (status, out, errors) =
            ran(folder.path(), &["read", "page.txt", "-f", "json", "--people", people]);
        assert_eq!((status, errors.as_str()), (0, ""));
        let record: serde_json::Value = serde_json::from_str(&out).expect("a record");
        let speaker = &record["speakers"][0];
        assert_eq!(
            (&speaker["name"], &speaker["identifiers"]["wikidata"]),
            (&"Ada Quist".into(), &"Q1".into())
        );
    }
}

#[test]
fn a_bad_file_of_people_is_told() {
    let folder = folder(&[("page.txt", PAGE.as_bytes()), ("bad.jsonl", b"{\"name\": \"A\"}\n{}")]);
    let (status, out, errors) = ran(folder.path(), &["read", "page.txt", "--people", "bad.jsonl"]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert_eq!(errors, "whosaid: people: bad.jsonl: line 2: missing field `name`, at column 2\n");
    let (status, _, errors) = ran(folder.path(), &["read", "page.txt", "--people", "gone.jsonl"]);
    assert_eq!(status, 1);
    assert_eq!(errors, "whosaid: people: gone.jsonl: cannot be read: No such file or directory\n");
    let (status, _, _) = ran(folder.path(), &["read", "page.txt", "--people", "-"]);
    assert_eq!(status, 2);
}

#[test]
fn a_dump_is_converted() {
    let folder = folder(&[("dump.json", DUMP.as_bytes()), ("dump.json.gz", &packed(DUMP))]);
    for dump in ["dump.json", "dump.json.gz"] {
        assert_eq!(
            ran(folder.path(), &["people", "convert", dump]),
            (0, CONVERTED.to_owned(), String::new())
        );
        let (status, out, errors) = ran(folder.path(), &["people", "convert", dump, "-o", "people.jsonl"]);
        assert_eq!((status, out.as_str(), errors.as_str()), (0, "", ""));
        assert_eq!(fs::read_to_string(folder.path().join("people.jsonl")).expect("a file"), CONVERTED);
    }
}

#[test]
fn a_damaged_dump_gives_the_rest_and_status_1() {
    let damaged = DUMP.replacen("[\n", "[\n{\"type\":\n", 1);
    let folder = folder(&[("dump.json", damaged.as_bytes()), ("cut.gz", &packed(DUMP)[..60])]);
    let (status, out, errors) = ran(folder.path(), &["people", "convert", "dump.json"]);
    assert_eq!((status, out.as_str()), (1, CONVERTED));
    let errors: Vec<&str> = errors.lines().collect();
    assert!(errors[0].starts_with("whosaid: dump.json: line 2: EOF"), "{errors:?}");
    assert_eq!(errors[1..], ["whosaid: dump.json: 1 damaged line was passed over"]);
    let (status, out, errors) = ran(folder.path(), &["people", "convert", "cut.gz"]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(errors.starts_with("whosaid: cut.gz: cannot be read: "), "{errors}");
    for args in [
        &["people", "convert", "-"][..],
        &["people", "convert"],
        &["people"],
        &["people", "convert", "dump.json", "-o", "dump.json"],
    ] {
        assert_eq!(ran(folder.path(), args).0, 2, "{args:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("dump.json")).expect("a file"), damaged);
    let (status, _, errors) = ran(folder.path(), &["people", "convert", "gone.json"]);
    assert_eq!(
        (status, errors.as_str()),
        (1, "whosaid: gone.json: cannot be read: No such file or directory\n")
    );
}
