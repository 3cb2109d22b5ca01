//! Frames from the shell to the page: numbered, credited, with exactly one closing frame.
//!
//! A frame is `sequence: u32 LE | kind: u8 | payload`. Kinds: 0 output bytes of a terminal or of stdout, 1 output bytes of
//! stderr, 2 a [`SessionInfo`] as JSON, 3 the closing [`SessionInfo`] as JSON. The page acknowledges every frame with
//! the number of its bytes once it has dealt with it (`session_ack`).

use specta::Type;
use tauri::ipc::{InvokeResponseBody, IpcResponse};

/// One frame, as bytes.
#[derive(Debug, Clone, Type)]
pub struct Frame(pub Vec<u8>);

impl IpcResponse for Frame {
    fn body(self) -> tauri::Result<InvokeResponseBody> {
        Ok(InvokeResponseBody::Raw(self.0))
    }
}
