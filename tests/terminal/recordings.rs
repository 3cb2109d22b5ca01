//! What real programs printed into a pseudo-terminal, kept in `tests/fixtures/recordings`: pieces as they were read, and the
//! sizes that the terminal was given in between.
//!
//! - `vim` (9.0, with syntax and line numbers): scrolled, typed into with wide characters, split, searched, replaced in.
//! - `less` (590): paged, searched, with cut lines, following.
//! - `top` (procps 4.0): with colours, a command's line, a forest, help.
//! - `bash` (5.2): a coloured prompt, a line edited over the edge, its history searched, floods of lines, a progress line.

use std::path::Path;

use quayside_terminal::Size;
use serde_json::Value;

use crate::streams::Token;

pub const NAMES: [&str; 4] = ["bash", "less", "top", "vim"];

pub struct Recording {
    pub size: Size,
    pub tokens: Vec<Token>,
}

impl Recording {
    /// A document of `columns`, `rows` and `tokens`: of a text each character stands for a byte, a pair is a size.
    pub fn read(name: &str) -> Recording {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/recordings");
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        let written: Value = serde_json::from_str(&text).unwrap();
        let tokens = written["tokens"].as_array().unwrap().iter().map(|token| match token.as_str() {
            Some(text) => Token::Bytes(text.chars().map(|byte| u8::try_from(byte).unwrap()).collect()),
            None => Token::Resize(size(&token[0], &token[1])),
        });
        Recording { size: size(&written["columns"], &written["rows"]), tokens: tokens.collect() }
    }
}

fn size(columns: &Value, rows: &Value) -> Size {
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    Size { columns: number(columns), rows: number(rows) }
}
