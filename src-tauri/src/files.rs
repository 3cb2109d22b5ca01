//! Files that a person chose in the system's own dialog. The page never names a path: it asks for a dialog, and what is
//! chosen there is all that is read or written.

mod beside;
mod writing;

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use beside::Beside;
use quayside_engine::archive::{self, ArchiveKind, Source};
use quayside_engine::{Error, ErrorCode, Result};
use tauri::{AppHandle, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FilePath};
use tokio::sync::oneshot;

pub use writing::Writing;

/// A larger file is no inspect document; reading it would only fill the memory.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// A kind of file in a dialog: what it is called and its extension.
pub type Kind<'a> = (&'a str, &'a str);

/// What archives are called: as they are, and compressed.
const ARCHIVES: &[&str] = &["tar", "tar.gz", "tgz", "gz", "tar.zst", "zst", "tar.xz", "xz"];

/// Asks which archives to open; none where the person thought better of it.
pub async fn ask_for_archives(app: &AppHandle, window: &WebviewWindow) -> Vec<PathBuf> {
    let (tell, told) = oneshot::channel();
    let dialog = app.dialog().file().set_parent(window).add_filter("tar", ARCHIVES).add_filter("*", &["*"]);
    dialog.pick_files(move |paths| drop(tell.send(paths)));
    let chosen = told.await.ok().flatten().unwrap_or_default();
    chosen.into_iter().filter_map(|path| path.into_path().ok()).collect()
}

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

/// A name for a file, made of one that may have anything in it.
pub fn plain_name(name: &str) -> String {
    name.replace(|char: char| !(char.is_alphanumeric() || "._-".contains(char)), "-")
}

/// A path as text, which jobs keep it as.
///
/// # Errors
/// `FileNameUnreadable` for what is no text: written down in other letters it would be another file.
pub fn spelled(path: PathBuf) -> Result<String> {
    let odd = |path| Error::new(ErrorCode::FileNameUnreadable, PathBuf::from(path).display().to_string());
    path.into_os_string().into_string().map_err(odd)
}

fn local(path: Option<FilePath>) -> Option<PathBuf> {
    path?.into_path().ok()
}

/// Reads a file whole.
///
/// # Errors
/// `FileUnavailable` with the system's words, also for what is no file: a pipe never ends, nor does `/dev/zero`.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let read = || -> std::io::Result<Vec<u8>> {
        // Before it is opened: to open a pipe waits for someone to write into it.
        regular(&std::fs::metadata(path)?)?;
        let file = std::fs::File::open(path)?;
        regular(&file.metadata()?)?;
        let mut bytes = Vec::new();
        // What a file says of its length may be outdated before it is read; of some it says 0.
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        let fits = bytes.len() as u64 <= MAX_BYTES;
        if fits { Ok(bytes) } else { Err(std::io::ErrorKind::FileTooLarge.into()) }
    };
    read().map_err(|error| unavailable(path, &error))
}

/// Writes a file: beside the target and renamed over it, so that a crash or a full disk leaves the old one or the new one.
/// A link stays, and what it leads to is written.
///
/// # Errors
/// `FileUnavailable` with the system's words, `DiskFull`; what stood there before is untouched.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let written = || {
        let (beside, mut file) = Beside::begin(path)?;
        file.write_all(text.as_bytes())?;
        beside.finish(&file)
    };
    written().map_err(|error| failed(path, &error))
}

/// The same without waiting for the disk: the file outlives the process, and not the system. Holds the file's lock as long as
/// what is returned lives: nobody [claims](claim) the file meanwhile.
///
/// # Errors
/// Those of [`write`].
pub fn write_held(path: &Path, text: &str) -> Result<File> {
    let written = || -> std::io::Result<File> {
        let (beside, mut file) = Beside::begin(path)?;
        file.write_all(text.as_bytes())?;
        beside.place(&file)?;
        Ok(file)
    };
    written().map_err(|error| failed(path, &error))
}

/// Opens a file and holds its lock. None where somebody else does, or it is none that can be opened; on a file system
/// without locks nobody knows.
pub fn claim(path: &Path) -> Option<File> {
    let file = File::options().read(true).write(true).open(path).ok()?;
    // Whoever held it may just have removed it.
    (file.try_lock().is_ok() && path.exists()).then_some(file)
}

/// Opens an archive to send it, and looks into it first.
///
/// # Errors
/// `FileUnavailable` with the system's words, also for what is no file.
pub fn open_archive(path: &Path) -> Result<(Source, ArchiveKind)> {
    let opened = || -> std::io::Result<_> {
        // Before it is opened: to open a pipe waits for someone to write into it.
        regular(&std::fs::metadata(path)?)?;
        let mut file = std::fs::File::open(path)?;
        let metadata = file.metadata()?;
        regular(&metadata)?;
        let kind = archive::kind(&mut file)?;
        file.rewind()?;
        Ok((Source { bytes: Box::new(tokio::fs::File::from_std(file)), length: metadata.len() }, kind))
    };
    opened().map_err(|error| failed(path, &error))
}

/// A folder, a pipe or a device is neither read nor replaced.
fn regular(metadata: &std::fs::Metadata) -> std::io::Result<()> {
    use std::io::ErrorKind;
    match () {
        () if metadata.is_file() => Ok(()),
        () if metadata.is_dir() => Err(ErrorKind::IsADirectory.into()),
        () => Err(ErrorKind::InvalidInput.into()),
    }
}

/// What the system says of a file.
fn failed(path: &Path, error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            Error::new(ErrorCode::DiskFull, format!("{}: {error}", path.display()))
        }
        _ => unavailable(path, error),
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

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_is_refused_and_not_changed() {
        use std::os::unix::ffi::OsStringExt;
        assert_eq!(spelled("/tmp/é.tar".into()).unwrap(), "/tmp/é.tar");
        let odd = std::ffi::OsString::from_vec(b"/tmp/caf\xe9.tar".to_vec());
        let error = spelled(odd.into()).unwrap_err();
        assert_eq!(error.code, ErrorCode::FileNameUnreadable);
        assert!(error.message.starts_with("/tmp/caf"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_what_it_leads_to_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, lost] = ["inspect.json", "link", "lost"].map(|name| folder.path().join(name));
        write(&file, "one").unwrap();
        std::os::unix::fs::symlink("inspect.json", &link).unwrap();
        write(&link, "two").unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((read(&file).unwrap(), read(&link).unwrap()), (b"two".to_vec(), b"two".to_vec()));
        std::os::unix::fs::symlink("not-there/inspect.json", &lost).unwrap();
        assert_eq!(write(&lost, "x").unwrap_err().code, ErrorCode::FileUnavailable);
        assert!(std::fs::symlink_metadata(&lost).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_for_its_owner_alone_and_another_keeps_who_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inspect.json");
        let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        write(&path, "one").unwrap();
        assert_eq!(mode(), 0o600);
        for kept in [0o644, 0o664, 0o400] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(kept)).unwrap();
            write(&path, "two").unwrap();
            assert_eq!(mode(), kept);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_neither_waited_for_nor_replaced() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&pipe, &link).unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        let odd = [pipe.clone(), link, "/dev/zero".into(), folder.path().to_owned()];
        std::thread::spawn(move || {
            for path in odd {
                let (read, written) = (read(&path).map(|bytes| bytes.len()), write(&path, "x"));
                tell.send((path, read, written)).unwrap();
            }
        });
        for _ in 0..4 {
            let (path, read, written) = told.recv_timeout(std::time::Duration::from_secs(5)).unwrap();
            assert_eq!(read.unwrap_err().code, ErrorCode::FileUnavailable, "{}", path.display());
            assert_eq!(written.unwrap_err().code, ErrorCode::FileUnavailable, "{}", path.display());
        }
        assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    }
}
