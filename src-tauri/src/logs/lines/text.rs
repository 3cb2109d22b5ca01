//! Rows as text, for the clipboard and for files.

use bytes::Bytes;
use quayside_engine::logs::{LogTime, plain};

use super::{Line, Lines};

/// How rows are written down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written<'a> {
    /// Of the containers, where each row says whose it is.
    pub names: Option<&'a [String]>,
    pub timestamps: bool,
    /// To the byte, and not as they look.
    pub as_printed: bool,
}

impl Written<'_> {
    /// Something stands before each line.
    pub fn begins_lines(&self) -> bool {
        self.names.is_some() || self.timestamps
    }

    /// Writes what stands before a line of this container.
    pub fn begin(&self, text: &mut Vec<u8>, container: usize, time: Option<LogTime>) {
        if let Some(name) = self.names.and_then(|names| names.get(container)) {
            text.extend_from_slice(format!("{name} | ").as_bytes());
        }
        if let Some(time) = time.filter(|_| self.timestamps) {
            text.extend_from_slice(format!("{time} ").as_bytes());
        }
    }
}

/// A row that is to be written down.
struct Row {
    container: u16,
    time: Option<LogTime>,
    bytes: Bytes,
    ends: bool,
}

/// Rows that are to be written down: as they were, whatever comes or goes meanwhile.
pub struct Rows(Vec<Row>);

impl Lines {
    /// The rows from one to another.
    pub fn rows_to_write(&self, from: i64, to: i64) -> Rows {
        let row = |line: &Line| {
            let Line { container, time, ends, .. } = *line;
            Row { container, time, bytes: line.bytes.clone(), ends }
        };
        Rows(self.rows_between(from, to).map(row).collect())
    }
}

impl Rows {
    /// The rows as a text, and how many they are.
    pub fn text(&self, how: Written) -> (Vec<u8>, u32) {
        let mut text = Vec::new();
        let mut rows = self.0.iter().peekable();
        while let Some(row) = rows.next() {
            how.begin(&mut text, row.container.into(), row.time);
            if how.as_printed {
                text.extend_from_slice(&row.bytes)
            } else {
                text.extend_from_slice(plain(&row.bytes).as_bytes())
            }
            // What was printed after a line without an end goes on with it, but a name or a time begins a line.
            let is_open = how.as_printed && !row.ends && (rows.peek().is_none() || !how.begins_lines());
            if !is_open {
                text.push(b'\n');
            }
        }
        (text, u32::try_from(self.0.len()).unwrap_or(u32::MAX))
    }
}
