//! Raw hijacked connections for terminals: bytes in, bytes out, framed only by what the container's `Config.Tty` says.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A terminal's size in character cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TerminalSize {
    pub columns: u16,
    pub rows: u16,
}
