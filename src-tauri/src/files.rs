//! Files that a person chose in the system's own dialog. The page never names a path: it asks for a dialog, and what is
//! chosen there is all that is read or written.

use std::io::Write;
use std::path::{Path, PathBuf};

use quayside_engine::{Error, ErrorCode, Result};
use tauri::{AppHandle, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FilePath};
use tokio::sync::oneshot;

/// A larger file is no inspect document; reading it would only fill the memory.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// A kind of file in a dialog: what it is called and its extension.
pub type Kind<'a> = (&'a str, &'a str);

/// Asks which file to open; none where the person thought better of it.
pub async fn ask_to_open(app: &AppHandle, window: &WebviewWindow, (name, extension): Kind<'_>) -> Option<PathBuf> {
    let (tell, told) = oneshot::channel();
    let dialog = app.dialog().file().set_parent(window).add_filter(name, &[extension]).add_filter("*", &["*"]);
    dialog.pick_file(move |path| drop(tell.send(path)));
    local(told.await.ok()?)
}

/// Asks where to save; none where the person thought better of it.
pub async fn ask_to_save(
    app: &AppHandle,
    window: &WebviewWindow,
    (name, extension): Kind<'_>,
    suggested: &str,
) -> Option<PathBuf> {
    let (tell, told) = oneshot::channel();
    let dialog = app.dialog().file().set_parent(window).add_filter(name, &[extension]).set_file_name(suggested);
    dialog.save_file(move |path| drop(tell.send(path)));
    local(told.await.ok()?)
}

fn local(path: Option<FilePath>) -> Option<PathBuf> {
    path?.into_path().ok()
}

/// Reads a file whole.
///
/// # Errors
/// `FileUnavailable` with the system's words.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let length = std::fs::metadata(path).map_err(|error| unavailable(path, &error))?.len();
    if length > MAX_BYTES {
        return Err(unavailable(path, &format_args!("{length} bytes are more than a document may have")));
    }
    std::fs::read(path).map_err(|error| unavailable(path, &error))
}

/// Writes a file: beside the target and renamed over it, so that a crash or a full disk leaves the old one or the new one.
///
/// # Errors
/// `FileUnavailable` with the system's words, `NoSpace`; what stood there before is untouched.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = || -> std::io::Result<()> {
        let mut beside = tempfile::Builder::new().prefix(".quayside-").tempfile_in(folder)?;
        beside.write_all(text.as_bytes())?;
        beside.as_file().sync_all()?;
        keep_permissions(path, beside.as_file())?;
        beside.persist(path)?;
        Ok(())
    };
    written().map_err(|error| match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            Error::new(ErrorCode::NoSpace, format!("{}: {error}", path.display()))
        }
        _ => unavailable(path, &error),
    })
}

/// A file that is replaced keeps who may read it. A new one is for its owner alone: it may hold what nobody else should
/// see.
fn keep_permissions(path: &Path, file: &std::fs::File) -> std::io::Result<()> {
    match std::fs::metadata(path) {
        Ok(before) => file.set_permissions(before.permissions()),
        Err(_) => Ok(()),
    }
}

fn unavailable(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorCode::FileUnavailable, format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inspect.json");
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(read(&path).unwrap(), b"two");
        let names = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names, 1, "nothing is left beside it");
        let missing = folder.path().join("not-there/inspect.json");
        assert_eq!(write(&missing, "x").unwrap_err().code, ErrorCode::FileUnavailable);
        assert_eq!(read(&missing).unwrap_err().code, ErrorCode::FileUnavailable);
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        assert_eq!(write(&folder.path().join("folder"), "x").unwrap_err().code, ErrorCode::FileUnavailable);
    }
}
