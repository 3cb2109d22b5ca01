//! Rows as text, for the clipboard and for files.

use quayside_engine::logs::{LogTime, plain};

use super::{Lines, Number};

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

impl Lines {
    /// The rows from one line to another, and how many they are.
    pub fn text(&self, from: Number, to: Number, how: Written) -> (Vec<u8>, u32) {
        let (mut text, mut count) = (Vec::new(), 0);
        let mut rows = self.rows_between(from, to).peekable();
        while let Some(line) = rows.next() {
            how.begin(&mut text, line.container.into(), line.time);
            if how.as_printed {
                text.extend_from_slice(&line.bytes)
            } else {
                text.extend_from_slice(plain(&line.bytes).as_bytes())
            }
            // What was printed after a line without an end goes on with it, but a name or a time begins a line.
            let is_open = how.as_printed && !line.ends && (rows.peek().is_none() || !how.begins_lines());
            if !is_open {
                text.push(b'\n');
            }
            count += 1;
        }
        (text, count)
    }
}
