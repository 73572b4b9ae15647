use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn text(language: &str, value: &str) -> Value {
    json!({"language": language, "value": value})
}

fn label(value: &str) -> Value {
    json!({"en": text("en", value), "de": text("de", "anders")})
}

fn to_item(id: u64) -> Value {
    json!({"snaktype": "value", "datatype": "wikibase-item", "datavalue": {
        "type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": id, "id": format!("Q{id}")}}})
}

fn time(time: &str, precision: u8) -> Value {
    json!({"snaktype": "value", "datatype": "time", "datavalue": {"type": "time", "value": {
        "time": time, "timezone": 0, "before": 0, "after": 0, "precision": precision,
        "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}}})
}

fn claim(snak: Value) -> Value {
    json!({"mainsnak": snak, "type": "statement", "rank": "normal", "references": []})
}

fn ranked(snak: Value, rank: &str) -> Value {
    json!({"mainsnak": snak, "rank": rank})
}

fn held(office: u64, qualifiers: Value) -> Value {
    json!({"mainsnak": to_item(office), "rank": "normal", "qualifiers": qualifiers})
}

fn item(id: u64, labels: Value, claims: Value) -> Value {
    json!({"type": "item", "id": format!("Q{id}"), "labels": labels, "aliases": [], "descriptions": {}, "claims": claims})
}

/// An invented dump: offices after and before those who hold them.
fn dump() -> String {
    let human = || claim(to_item(5));
    let mut quist = item(
        101,
        label("Ada Quist"),
        json!({
            "P31": [human()],
            "P39": [
                held(201, json!({"P580": [time("+2021-01-20T00:00:00Z", 11)], "P582": [time("+2025-01-20T00:00:00Z", 11)]})),
                held(202, json!({"P580": [time("+00000002010-05-00T00:00:00Z", 10)], "P582": [time("+2014-00-00T00:00:00Z", 9)]})),
                held(203, json!({"P642": [to_item(303)], "P580": [time("+1990-00-00T00:00:00Z", 8)]})),
                ranked(to_item(202), "deprecated")
            ],
            "P1813": [claim(json!({"datavalue": {"type": "monolingualtext", "value": {"text": "Quist", "language": "en"}}})),
                      claim(json!({"datavalue": {"value": {"text": "Квист", "language": "ru"}}}))],
            "P18": [claim(json!({"datavalue": {"type": "string", "value": "Ada.jpg"}}))]
        }),
    );
    quist["aliases"] = json!({"en": [text("en", "Ada M. Quist"), text("en", "Ada Quist"), text("en", "Ada M. Quist")], "fr": [text("fr", "Adèle")]});
    let lind = item(
        102,
        json!({"mul": text("mul", "Jon Lind")}),
        json!({"P31": [human()], "P570": [claim(time("+1999-02-03T00:00:00Z", 11))],
               "P39": [held(201, json!({"P580": [time("+1990-00-00T00:00:00Z", 9)]})),
                       held(999, json!({})), claim(json!({"snaktype": "somevalue"}))]}),
    );
    let lines = [
        quist,
        lind,
        item(103, label("Bo Poe"), json!({"P31": [human()]})),
        item(
            104,
            label("A mistake"),
            json!({"P31": [ranked(to_item(5), "deprecated")], "P39": [held(201, json!({}))]}),
        ),
        item(201, label("President of Zembla"), json!({"P1001": [claim(to_item(301))]})),
        item(202, label("Mayor of Marsh"), json!({"P1001": [claim(to_item(302))]})),
        item(203, label("ambassador"), json!([])),
        item(301, label("Zembla"), json!({"P31": [claim(to_item(6256))]})),
        item(302, json!({"en-gb": text("en-gb", "Greater Marsh")}), json!({})),
        item(303, label("Estotia"), json!({})),
        {
            let mut league = item(
                401,
                label("River League"),
                json!({"P31": [claim(to_item(484652))],
                "P1813": [claim(json!({"datavalue": {"value": {"text": "RL", "language": "en"}}}))]}),
            );
            league["aliases"] = json!({"mul": [text("mul", "League of Rivers")]});
            league
        },
        item(402, json!({}), json!({"P31": [claim(to_item(484652))]})),
        json!({"type": "property", "id": "P31", "labels": label("instance of")}),
    ];
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn converted(dump: &[u8]) -> (String, Vec<BadLine>) {
    let mut bad = Vec::new();
    let mut offices = Offices::find(dump, |line| bad.push(line)).expect("memory");
    offices.name(dump).expect("memory");
    let mut output = Vec::new();
    let written = convert(dump, &offices, &mut output).expect("memory");
    let output = String::from_utf8(output).expect("UTF-8");
    assert_eq!(written, output.lines().count());
    (output, bad)
}

const PEOPLE: &str = r#"{"name":"Ada Quist","kind":"person","aliases":["Ada M. Quist","Quist"],"roles":[{"role":"president","of":"Zembla","from":"2021-01-20","to":"2025-01-20"},{"role":"mayor","of":"Marsh","from":"2010-05","to":"2014"},{"role":"ambassador","of":"Estotia"}],"identifiers":{"wikidata":"Q101"}}
{"name":"Jon Lind","kind":"person","roles":[{"role":"president","of":"Zembla","from":"1990","to":"1999-02-03"}],"identifiers":{"wikidata":"Q102"}}
{"name":"River League","kind":"organisation","aliases":["League of Rivers","RL"],"identifiers":{"wikidata":"Q401"}}
"#;

#[test]
fn a_dump_becomes_a_knowledge_file() {
    let (output, bad) = converted(dump().as_bytes());
    assert_eq!(bad, []);
    assert_eq!(output, PEOPLE);
    let people = crate::People::from_jsonl(output.as_bytes()).expect("a knowledge file");
    assert_eq!(people.len(), 3);
}

#[test]
fn the_order_of_the_lines_does_not_matter() {
    let dump = dump();
    let mut lines: Vec<&str> = dump.lines().filter(|line| line.len() > 1).collect();
    lines.reverse();
    let (output, bad) = converted(lines.join("\r\n").as_bytes());
    assert_eq!(bad, []);
    let mut lines: Vec<&str> = output.lines().collect();
    lines.reverse();
    assert_eq!(lines, PEOPLE.lines().collect::<Vec<_>>());
}

#[test]
fn damaged_lines_are_told_and_passed_over() {
    let dump = dump().replacen(
        "},\n",
        "},\n{\"type\":\"item\",\"id\":\"Q7\",\"labels\":{\"en\":\n\"text\",\n{\"id\":7},\n{}\n\n",
        1,
    );
    let (output, bad) = converted(dump.as_bytes());
    assert_eq!(output, PEOPLE);
    assert_eq!(bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [3, 4, 5, 6]);
    assert!(bad[0].to_string().starts_with("line 3: EOF"), "{}", bad[0]);
    assert_eq!(bad[1].reason, "not a JSON object; expected an entity");
    assert_eq!(bad[3].reason, "`id` is missing");
}

proptest! {
    #[test]
    fn any_bytes_are_converted(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        converted(&bytes);
    }

    #[test]
    fn a_damaged_dump_is_converted(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = dump().into_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let (output, _) = converted(&bytes);
        prop_assert!(crate::People::from_jsonl(output.as_bytes()).is_ok(), "{output}");
    }
}
