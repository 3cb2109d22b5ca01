//! The public JSON parsing test suite (github.com/nst/JSONTestSuite), as a crate of the registry carries it: every case
//! that must be accepted comes back from the rows of its tree, every case that must be rejected is told with its place and
//! still there as text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use quayside_engine::document::{Copied, Document, Kind, NodeId, ProblemKind, Reading, Scope};

/// The crate in whose tests the suite's files stand, byte for byte.
const CARRIER: &str = "json-syntax";

fn cargo(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Cases by name. The sources of a dependency are on the disk once it is built; Cargo says where. It is asked about this
/// platform alone: a machine that is new has never fetched what others need.
fn cases() -> BTreeMap<String, Vec<u8>> {
    let version = String::from_utf8(cargo(&["-vV"])).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = cargo(&["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host]);
    let metadata: serde_json::Value = serde_json::from_slice(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let carrier = packages.iter().find(|package| package["name"] == CARRIER).unwrap();
    let manifest = PathBuf::from(carrier["manifest_path"].as_str().unwrap());
    let folder = manifest.parent().unwrap().join("tests/inputs");
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    files
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

fn named(prefix: &str, at_least: usize) -> Vec<(String, Vec<u8>)> {
    let cases: Vec<_> = cases().into_iter().filter(|(name, _)| name.starts_with(prefix)).collect();
    assert!(cases.len() >= at_least, "only {} cases of {prefix}", cases.len());
    cases
}

/// The document from nothing but the rows of its tree, without blanks.
fn rebuilt(reading: &mut Reading) -> String {
    reading.expand(Scope::All).unwrap();
    let document = std::sync::Arc::clone(reading.document());
    let (mut text, mut open, mut start) = (String::new(), Vec::new(), 0);
    while start < reading.row_count() {
        for row in reading.rows(start, 100).rows {
            start += 1;
            while open.len() > row.depth as usize {
                text.push_str(open.pop().unwrap());
            }
            if row.position > 1 {
                text.push(',');
            }
            if row.key.is_some() {
                text.push_str(document.raw_key(row.node).unwrap());
                text.push(':');
            }
            match row.kind {
                Kind::Object => (text.push('{'), open.push("}")).0,
                Kind::Array => (text.push('['), open.push("]")).0,
                _ => text.push_str(document.raw(row.node)),
            }
        }
    }
    text.extend(open.into_iter().rev());
    text
}

/// Without what JSON calls whitespace, outside of strings.
fn compact(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let mut keep = |char: &char| {
        quoted ^= *char == '"' && !escaped;
        escaped = *char == '\\' && !escaped;
        quoted || !matches!(char, ' ' | '\t' | '\n' | '\r')
    };
    text.chars().filter(|char| keep(char)).collect()
}

#[test]
fn what_must_be_accepted_comes_back_from_its_rows() {
    for (name, bytes) in named("y_", 90) {
        let text = String::from_utf8(bytes).unwrap();
        let mut reading = Reading::new(text.clone(), &[]);
        assert_eq!(reading.document().problem(), None, "{name}");
        assert_eq!(rebuilt(&mut reading), compact(&text), "{name}");
        assert_eq!(reading.copy(NodeId::ROOT, Copied::Raw, true).unwrap().text, text, "{name}");
        let laid_out = reading.copy(NodeId::ROOT, Copied::Json, true).unwrap().text;
        assert_eq!(compact(&laid_out), compact(&text), "{name}");
    }
}

#[test]
fn what_must_be_rejected_is_told_with_its_place() {
    for (name, bytes) in named("n_", 180) {
        let mut reading = Reading::new(bytes.clone(), &[]);
        let problem = reading.document().problem().unwrap_or_else(|| panic!("{name} is no JSON"));
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let lines: Vec<&str> = shown.split('\n').collect();
        let line = lines.get(problem.line as usize - 1).unwrap_or_else(|| panic!("{name}: no line {}", problem.line));
        assert!(problem.column as usize <= line.chars().count() + 1, "{name}: {problem:?}");
        assert_eq!(reading.document().text(), shown, "{name}");
        let drawn: Vec<String> = reading.lines(0, 500).lines.into_iter().map(|line| line.text.text).collect();
        assert!(shown.replace('\n', "").starts_with(&drawn.concat()), "{name}");
        assert_eq!(reading.row_count(), 0, "{name}");
    }
}

#[test]
fn what_may_be_either_is_never_altered() {
    for (name, bytes) in named("i_", 15) {
        let document = Document::parse(bytes.clone());
        let problem = document.problem().map(|problem| problem.kind);
        let utf8 = std::str::from_utf8(&bytes).is_ok();
        assert_eq!(problem == Some(ProblemKind::InvalidUtf8), !utf8, "{name}");
        assert_eq!(document.bytes(), bytes, "{name}");
    }
}
