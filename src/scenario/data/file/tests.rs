//! What data files hold, and what is wrong with those that hold nothing usable.

use super::*;

fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn read_as(name: &str, text: &str, delimiter: Option<u8>) -> Result<Table, String> {
    let (folder, path) = written(name, text.as_bytes());
    let folder = format!("{}/", folder.path().display());
    read(&path, delimiter).map_err(|error| error.to_string().replace(&folder, ""))
}

/// Fields and rows, as `a b | 1 2 | 3 4`.
fn shown(table: &Table) -> String {
    let row = |row| {
        (0..table.fields().len()).map(|column| table.cell(row, column).unwrap()).collect::<Vec<_>>().join(" ")
    };
    std::iter::once(table.fields().join(" "))
        .chain((0..table.rows()).map(row))
        .collect::<Vec<_>>()
        .join(" | ")
}

#[test]
fn rows_of_all_kinds_of_files() {
    for (name, text, expected) in [
        ("a.csv", "id,path\n1,/a\n2,/b\n", "id path | 1 /a | 2 /b"),
        ("a.csv", "\u{feff}id;path\r\n1;/a,b\r\n\r\n2;/b", "id path | 1 /a,b | 2 /b"),
        ("a.tsv", "id\tpath\n1\t/a b\n", "id path | 1 /a b"),
        ("a.txt", "term\nmug\nt-shirt\n", "term | mug | t-shirt"),
        ("a.csv", " id , path\n1, /a\n", "id path | 1  /a"),
        ("a.csv", "id,\"a;b;c\"\n1,\"x, \"\"y\"\"\nz\"\n", "id a;b;c | 1 x, \"y\"\nz"),
        ("a.csv", "id,name\n1,\n", "id name | 1 "),
        ("a.csv", "sep=;\r\nid;term\r\n1;a,b\r\n", "id term | 1 a,b"),
        ("a.csv", "\u{feff}\"SEP=|\"\nid|term\n1|a", "id term | 1 a"),
        ("a.csv", "sep=\t\nid\tterm\n1\ta", "id term | 1 a"),
        ("a.csv", "sep=\n1\n", "sep= | 1"),
        ("a.csv", "id,\n1,\n2,\n", "id | 1 | 2"),
        ("a.csv", "id;name;;\n1;a;;\n2;b\n3;;\n;;;\n;;;\n", "id name | 1 a | 2 b | 3 "),
        ("a.csv", "id\n1,\n2\n", "id | 1 | 2"),
        ("a.csv", "id,name\n,\n1,a\n,\n", "id name |   | 1 a"),
        ("a.csv", "q\n\"15\"\" screen\"\n\"a\" \n6\" pipe\n", "q | 15\" screen | a  | 6\" pipe"),
        ("a.jsonl", "{\"id\":1,\"p\":\"\\u00e9\"}\n\n{\"p\":true,\"id\":1.50}\n", "id p | 1 é | 1.50 true"),
        ("a.NDJSON", "\u{feff}{\"a b\": -1e9}\r\n", "a b | -1e9"),
    ] {
        assert_eq!(shown(&read_as(name, text, None).unwrap()), expected, "{name}: {text}");
    }
    assert_eq!(shown(&read_as("a.csv", "a,b|c\n1,2|3", Some(b'|')).unwrap()), "a,b c | 1,2 3");
}

#[test]
fn what_is_wrong_and_in_which_line() {
    for (name, text, expected) in [
        ("a.csv", "", "a.csv has no row of values"),
        ("a.csv", "id,path\n", "a.csv has no row of values"),
        ("a.jsonl", "\n\n", "a.jsonl has no row of values"),
        ("a.csv", "id,,path\n1,2,3", "a.csv:1: field 2 has no name"),
        ("a.csv", "id,path, id\n1,2,3", "a.csv:1: two fields are called `id`"),
        ("a.csv", "q\n\"unclosed\n2\n", "a.csv:2: opens a quote that is never closed"),
        ("a.csv", "sep=;\nq\n1\n\"a\"\"\n", "a.csv:4: opens a quote that is never closed"),
        ("a.csv", "q\n\"15\" screen\"\n", "a.csv:2: has text behind the end of a quoted value"),
        ("a.csv", "q\n\"a\n\"b\"\n", "a.csv:2: has text behind the end"),
        ("a.csv", "\"id\n1\n", "a.csv:1: opens a quote"),
        ("a.csv", "sep=;\nid;\n1;\n2;3\n", "a.csv:4: has 2 values for 1 fields (id)"),
        ("a.csv", "sep=;\n", "a.csv has no row of values"),
        ("a.csv", "id,path\n1,/a\n\n2\n", "a.csv:4: has 1 values for 2 fields (id, path)"),
        ("a.csv", "id,path\n\"1\n2\",/a\n2,/b,3\n", "a.csv:4: has 3 values for 2 fields"),
        ("a.json", "[]", "a.json is one JSON document; write one object per line"),
        ("a.jsonl", "{\"a\":1}\n[1]", "a.jsonl:2: is no JSON object: invalid type: sequence"),
        (
            "a.jsonl",
            "{\"a\":1}\n{\"a\":",
            "a.jsonl:2: is no JSON object: EOF while parsing a value, at column 5",
        ),
        ("a.jsonl", "{\"a\":1} x", "a.jsonl:1: is no JSON object: trailing characters"),
        ("a.jsonl", "{\"a\":{\"b\":1}}", "a.jsonl:1: the value of `a` is an object, a list or null"),
        ("a.jsonl", "{\"a\":null}", "a.jsonl:1: the value of `a` is an object, a list or null"),
        ("a.jsonl", "{\"a\":1}\n{\"b\":1}", "a.jsonl:2: has a field `b`, which the first row has not"),
        ("a.jsonl", "{\"a\":1,\"b\":2}\n{\"b\":1}", "a.jsonl:2: has no field `a`, which the first row has"),
        ("a.jsonl", "{\"a\":1,\"a\":2}", "a.jsonl:1: two fields are called `a`"),
        ("a.jsonl", "{\"a\":1}\n{\"a\":1,\"a\":2}", "a.jsonl:2: two fields are called `a`"),
        ("a.jsonl", "{\" \":1}", "a.jsonl:1: field 1 has no name"),
    ] {
        let error = read_as(name, text, None).unwrap_err();
        assert!(error.starts_with(expected), "{error}\nis not\n{expected}");
        assert!(!error.contains('\n'), "{error}");
    }
    assert!(
        read_as("a.jsonl", "{\"a\":1}", Some(b';'))
            .unwrap_err()
            .contains("`delimiter` belongs to a CSV file")
    );
}

#[test]
fn what_is_no_text_or_too_much() {
    let (_folder, path) = written("a.csv", b"id\n1\nM\xfcller\n");
    let error = read(&path, None).unwrap_err().to_string();
    assert!(error.ends_with("a.csv:3: is no UTF-8; save the file as UTF-8"), "{error}");

    let (_folder, path) = written("a.csv", b"");
    std::fs::File::options().write(true).open(&path).unwrap().set_len(MOST_BYTES + 1).unwrap();
    let error = read(&path, None).unwrap_err().to_string();
    assert!(error.contains("a.csv has 65 MB; a data file may have 64 MB"), "{error}");

    let error = read(&path.with_file_name("none.csv"), None).unwrap_err().to_string();
    assert!(error.contains("cannot read the data file") && error.contains("none.csv"), "{error}");
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[a-c,;\t\"\n\r{}:1 ]{0,60}") {
        for name in ["a.csv", "a.jsonl"] {
            if let Ok(table) = read_as(name, &text, None) {
                for row in 0..table.rows() {
                    proptest::prop_assert!(table.cell(row, table.fields().len() - 1).is_some());
                }
                proptest::prop_assert!(table.cell(table.rows(), 0).is_none());
            }
        }
    }
}
