//! What the program says about itself, and `whosaid eval` as far as the command line goes.

use assert_cmd::Command;
use std::fs;
use tempfile::TempDir;

fn whosaid(args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("whosaid").expect("it is built").args(args).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a status"), text(output.stdout), text(output.stderr))
}

#[test]
fn help_teaches() {
    let (status, help, _) = whosaid(&["read", "--help"]);
    assert_eq!(status, 0);
    for word in
        ["Examples:", "What is in the output:", "Exit status:", "Environment:", "NO_COLOR", "--offsets"]
    {
        assert!(help.contains(word), "{word} is missing from\n{help}");
    }
    let (status, help, _) = whosaid(&["eval", "--help"]);
    assert!(status == 0 && help.contains("Formats") && help.contains("lost-closing"));
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    let (status, help, _) = whosaid(&["people", "--help"]);
    assert!(status == 0 && help.contains("identifiers") && help.contains("without from"), "{help}");
    let (status, help, _) = whosaid(&["people", "convert", "--help"]);
    assert!(status == 0 && help.contains("three times"), "{help}");
}

#[test]
fn completions_and_manual_pages_are_there() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (status, script, _) = whosaid(&["completions", shell]);
        assert!(status == 0 && script.contains("whosaid") && script.contains("offsets"), "{shell}");
    }
    let (status, page, _) = whosaid(&["man"]);
    assert!(status == 0 && page.contains(".TH whosaid 1"), "{page}");
    let (status, page, _) = whosaid(&["man", "read"]);
    assert!(status == 0 && page.contains("NO_COLOR"), "{page}");
}

const GOLD: &str = r#"{"id":"tiny","text":"Ann said no.","attributions":[{"id":"1","source":[[0,3]],"cue":[[4,8]],"content":[[9,11]]}]}"#;

#[test]
fn predictions_are_scored() {
    let folder = TempDir::new().expect("a folder");
    let gold = folder.path().join("gold.jsonl");
    fs::write(&gold, GOLD).expect("a file");
    let gold = gold.to_str().expect("a path");
    let (status, table, errors) = whosaid(&["eval", "--gold", gold, "--predictions", gold]);
    assert!(status == 0 && table.contains("100"), "{table}{errors}");
    let (status, json, errors) =
        whosaid(&["eval", "--gold", gold, "--predictions", gold, "--format", "json"]);
    assert!(status == 0 && json.contains("\"whosaid.eval/1\""), "{json}{errors}");
    let (status, _, errors) = whosaid(&["eval", "--diff", gold, gold]);
    assert_eq!((status, errors.as_str()), (0, ""));
    let (status, table, errors) =
        whosaid(&["eval", "--gold", gold, "--variant", "all", "--format", "markdown"]);
    assert!(status == 0 && table.contains("lost-closing"), "{table}{errors}");
}

#[test]
fn what_cannot_be_scored_says_why() {
    let (status, _, errors) = whosaid(&["eval", "--gold", "/no/such/gold.jsonl"]);
    assert!(status == 1 && errors.starts_with("whosaid: eval: /no/such/gold.jsonl: "), "{errors}");
    let (status, _, errors) = whosaid(&["eval", "--gold", "x", "--variant", "sideways"]);
    assert!(status == 2 && errors.contains("sideways") && errors.contains("straight"), "{errors}");
    let (status, _, _) = whosaid(&["eval", "--gold", "x", "--paragraphs", "y"]);
    assert_eq!(status, 2);
}
