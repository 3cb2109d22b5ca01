//! The selection that X11 and Wayland keep beside the clipboard: what was marked last, in whatever window, for the middle
//! button to paste.

use arboard::{Clipboard, Error, GetExtLinux, LinuxClipboardKind};

/// Empty where nothing is selected or what is selected is no text; none where the desktop keeps no such thing.
///
/// # Errors
/// What the display server said.
pub fn read() -> Result<Option<String>, Error> {
    match Clipboard::new()?.get().clipboard(LinuxClipboardKind::Primary).text() {
        Ok(text) => Ok(Some(text)),
        Err(Error::ContentNotAvailable) => Ok(Some(String::new())),
        Err(Error::ClipboardNotSupported) => Ok(None),
        Err(error) => Err(error),
    }
}
