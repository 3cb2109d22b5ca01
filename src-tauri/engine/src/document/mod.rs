//! Inspect documents: JSON as an engine sent it, read as a tree whose rows are asked for in windows.
//!
//! The text is kept whole and unaltered; a compact arena of nodes says where each value stands in it. So numbers,
//! strings, order and duplicate keys stay as they were spelled, and a document of any size costs the page nothing.
//! Pure: no engine, no file, no window belongs here.

mod carry;
mod field;
mod lines;
mod parse;
mod path;
mod reading;
mod rows;
mod search;
mod text;
mod tree;
mod view;

pub use field::Hint;
pub use lines::{LinePart, TextLine, TextLines};
pub use path::{Crumb, NodePath};
pub use reading::{Copied, Reading, Refreshed, Scope};
pub use rows::{Excerpt, Mark, TreeRow, TreeRows};
pub use search::{SearchInfo, SearchMatch, SearchQuery};
pub use tree::{Document, Kind, NodeId, Problem, ProblemKind};
