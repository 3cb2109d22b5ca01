//! A file that is written beside its target and takes its place when it is whole: a crash, a full disk or a kill leaves the
//! old one or the new one, never half of one.

use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

/// How the name of a file begins that is not whole yet.
pub(super) const PREFIX: &str = ".quayside-";

/// Letters that follow the prefix.
const RANDOM: usize = 6;

/// How often another name is tried when somebody clears away the new file before it is locked.
const ATTEMPTS: usize = 8;

/// A file on its way. Dropped before its end, it is removed.
pub struct Beside {
    target: PathBuf,
    path: TempPath,
}

impl Beside {
    /// Begins a file that is to take the place of `path`; of a link, of what it leads to. What a killed Quayside has left
    /// in this folder is cleared away.
    ///
    /// # Errors
    /// The system's, also for a target that is no file: a folder, a pipe, a device.
    pub fn begin(path: &Path) -> Result<(Self, File)> {
        let target = target(path)?;
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        clear(folder);
        for _ in 0..ATTEMPTS {
            let made = tempfile::Builder::new().prefix(PREFIX).rand_bytes(RANDOM).tempfile_in(folder)?;
            let (file, path) = made.into_parts();
            // Held as long as the file is written: it tells a file that is under way from one that was left behind. On a
            // file system without locks nothing is ever cleared away.
            let locked = file.try_lock();
            if !matches!(locked, Err(TryLockError::WouldBlock)) && path.try_exists()? {
                return Ok((Self { target, path }, file));
            }
        }
        Err(Error::new(ErrorKind::ResourceBusy, "the folder is being cleared by somebody else"))
    }

    /// Puts the whole file in its place: on the disk before it has the name, with the permissions of the one it replaces.
    ///
    /// # Errors
    /// The system's; what stood there before is untouched then.
    pub fn finish(self, file: &File) -> Result<()> {
        file.sync_all()?;
        let target = self.place(file)?;
        // The name, too. A file system that can't do that for a folder has it written by and by.
        if let Some(folder) = target.parent().and_then(|folder| File::open(folder).ok()) {
            folder.sync_all().ok();
        }
        Ok(())
    }

    /// The same without waiting for the disk: the file outlives the process, and not the system. Returns where it is.
    ///
    /// # Errors
    /// The system's; what stood there before is untouched then.
    pub fn place(self, file: &File) -> Result<PathBuf> {
        keep_permissions(&self.target, file)?;
        self.path.persist(&self.target)?;
        Ok(self.target)
    }
}

/// Removes what was left half written by one that was killed: it has such a name, and nobody holds its lock.
fn clear(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(random) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        let is_ours = random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let abandoned = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if abandoned && std::fs::remove_file(entry.path()).is_ok() {
            tracing::info!("{} was left half written and is removed", entry.path().display());
        }
    }
}

/// What is replaced when a file is written: of a link what it leads to, which has to be there.
fn target(path: &Path) -> Result<PathBuf> {
    let Ok(found) = std::fs::symlink_metadata(path) else { return Ok(path.to_owned()) };
    let target = if found.is_symlink() { path.canonicalize()? } else { path.to_owned() };
    super::regular(&std::fs::metadata(&target)?)?;
    Ok(target)
}

/// A file that is replaced keeps who may read it. A new one is for its owner alone: it may hold what nobody else should
/// see.
fn keep_permissions(path: &Path, file: &File) -> Result<()> {
    match std::fs::metadata(path) {
        Ok(before) => file.set_permissions(before.permissions()),
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_that_is_given_up_leaves_what_stood_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("image.tar");
        std::fs::write(&path, "before").unwrap();
        let (beside, mut file) = Beside::begin(&path).unwrap();
        file.write_all(b"half").unwrap();
        assert_eq!(names(folder.path()).len(), 2);
        drop(beside);
        assert_eq!(
            (names(folder.path()), std::fs::read(&path).unwrap()),
            (vec!["image.tar".into()], b"before".to_vec())
        );

        let (beside, mut file) = Beside::begin(&path).unwrap();
        file.write_all(b"after").unwrap();
        beside.finish(&file).unwrap();
        assert_eq!(
            (names(folder.path()), std::fs::read(&path).unwrap()),
            (vec!["image.tar".into()], b"after".to_vec())
        );
    }

    #[test]
    fn what_a_killed_one_left_is_cleared_away_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in [".quayside-aB3dEf", ".quayside-notes.txt", ".quayside", "quayside-aB3dEf"] {
            std::fs::write(at(name), "half").unwrap();
        }
        let (under_way, mut file) = Beside::begin(&at("one.tar")).unwrap();
        file.write_all(b"one").unwrap();
        let (other, other_file) = Beside::begin(&at("two.tar")).unwrap();
        other.finish(&other_file).unwrap();
        under_way.finish(&file).unwrap();
        let kept = [".quayside", ".quayside-notes.txt", "one.tar", "quayside-aB3dEf", "two.tar"];
        assert_eq!(names(folder.path()), kept);
        assert_eq!(std::fs::read(at("one.tar")).unwrap(), b"one");
    }
}
