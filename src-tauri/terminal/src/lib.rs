//! What a terminal's output leaves behind, and how little of it a page has to be sent to show exactly that.
//!
//! The page's terminal is an xterm.js, and its rules are the truth. A second terminal that kept the characters would be a
//! second truth. This one keeps none: it knows every register of the terminal (cursor, modes, margins, tab stops, titles)
//! and for each row from where in the output its content stems. When everything that was printed before some place has
//! scrolled away or been printed over, the sequences for the registers at that place, followed by the bytes themselves,
//! make the same terminal as all bytes together. Where it is not sure, that place is the beginning.

mod attributes;
mod params;
mod parser;
mod plain;
mod registers;
mod rows;
mod screen;
mod tracker;
mod width;

pub use plain::plain;
pub use tracker::{Jump, Piece, Reported, Resize, Tracker};

/// A terminal's size in character cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub columns: usize,
    pub rows: usize,
}
