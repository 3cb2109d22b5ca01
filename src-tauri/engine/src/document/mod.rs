//! Inspect documents: JSON as an engine sent it, read as a tree whose rows are asked for in windows.
//!
//! The text is kept whole and unaltered; a compact arena of nodes says where each value stands in it. So numbers,
//! strings, order and duplicate keys stay as they were spelled, and a document of any size costs the page nothing.
//! Pure: no engine, no file, no window belongs here.

mod carry;
mod compare;
mod complete;
mod field;
mod lines;
mod moments;
mod parse;
mod path;
mod pattern;
mod pinned;
mod reading;
mod reads;
mod rows;
mod said;
mod search;
mod secrets;
mod text;
mod tree;
mod view;
mod yaml;

pub(crate) use compare::common_sequence;
pub use compare::{
    CompareMatch, CompareRow, CompareRows, CompareSide, CompareSummary, CompareTopic, Comparison, Difference,
    ValueChange,
};
pub use complete::Completion;
pub use field::{Hint, Link};
pub use lines::{LinePart, TextLine, TextLines};
pub use moments::{ChangeSet, Moment, Moments};
pub use path::{Crumb, NodePath};
pub use pattern::{PatternFault, PatternFaultKind, compile_pattern};
pub use pinned::FieldValue;
pub use reading::{Copied, Copy, Place, Reading, Refreshed, RowFilter};
pub use reads::{Pair, Reads, ReadsAs};
pub use rows::{Excerpt, Mark, TreeRow, TreeRows};
pub use said::{Said, said_words};
pub use search::{SearchInfo, SearchMatch, SearchQuery};
pub use secrets::{MASK, Secret};
pub use tree::{Document, Kind, NodeId, Problem, ProblemKind};
pub use view::Scope;
