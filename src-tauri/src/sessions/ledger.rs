//! Shells that are open in containers, each in a file of its own. A process that is killed ends none of its shells; the next one
//! finds here which they were (ADR 0007). A file is locked as long as the process lives that sees to its shell, and is removed
//! when the shell has ended. Neither its command nor its environment is in it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use quayside_engine::containers::Life;
use quayside_engine::exec::Mark;
use quayside_engine::{Engine, Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};

use crate::files;

/// How the name of a shell's file ends.
const EXTENSION: &str = "json";

/// Bytes of a file that are read: ours have some hundreds.
const MAX_BYTES: u64 = 64 * 1024;

/// Of the format. A file of another one is somebody else's to read.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// What it takes to find a shell again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    version: u32,
    /// [`Engine::identity`]
    pub engine: String,
    /// Full id.
    pub container: String,
    pub container_name: String,
    /// When the container was started, in the engine's words.
    pub started: String,
    /// Id of the exec.
    pub exec: String,
    pub mark: Mark,
}

impl Entry {
    pub fn new(engine: &Engine, life: &Life, exec: &str, mark: &Mark) -> Self {
        Self {
            version: VERSION,
            engine: engine.identity().to_owned(),
            container: life.id.clone(),
            container_name: life.name.clone(),
            started: life.started.clone(),
            exec: exec.to_owned(),
            mark: mark.clone(),
        }
    }

    /// The one of the container that the shell was begun in, as far as it is written down.
    pub fn life(&self) -> Life {
        Life {
            id: self.container.clone(),
            name: self.container_name.clone(),
            started: self.started.clone(),
            ..Life::default()
        }
    }
}

/// Where a shell is written down; by default nowhere.
#[derive(Clone, Default)]
pub struct Written(Option<Arc<Held>>);

struct Held {
    path: PathBuf,
    /// Its lock goes with the last who sees to the shell, however that one ends.
    _file: File,
}

impl Written {
    /// Nothing is left to be ended.
    pub fn strike(&self) {
        let Some(held) = &self.0 else { return };
        match std::fs::remove_file(&held.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                tracing::warn!("{} stays: {error}", held.path.display());
            }
            _ => {}
        }
    }
}

/// A folder of such files.
pub struct Ledger {
    folder: PathBuf,
    /// What processes that are gone have left, as long as their engine has not been reached.
    left: Mutex<Vec<(Entry, Written)>>,
}

impl Ledger {
    /// In this folder, which need not be there, with what was left there. What another process sees to is passed over.
    pub fn open(folder: PathBuf) -> Self {
        let left = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let left = left.filter_map(|file| Self::claim(file.path())).collect();
        Self { folder, left: Mutex::new(left) }
    }

    fn claim(path: PathBuf) -> Option<(Entry, Written)> {
        if path.extension()? != EXTENSION {
            return None;
        }
        let file = files::claim(&path)?;
        let mut text = Vec::new();
        if let Err(error) = (&file).take(MAX_BYTES).read_to_end(&mut text) {
            tracing::warn!("{} can't be read: {error}", path.display());
            return None;
        }
        if serde_json::from_slice(&text).is_ok_and(|Versioned { version }| version != VERSION) {
            return None;
        }
        let read = serde_json::from_slice::<Entry>(&text);
        let written = Written(Some(Arc::new(Held { path: path.clone(), _file: file })));
        match read {
            Ok(entry) => Some((entry, written)),
            Err(error) => {
                tracing::warn!("{} is no shell of ours and is removed: {error}", path.display());
                written.strike();
                None
            }
        }
    }

    /// Writes a shell down. Where that can't be done it opens all the same: what is lost is its end after a crash.
    pub async fn write(&self, entry: Entry) -> Written {
        let path = self.folder.join(entry.mark.name()).with_extension(EXTENSION);
        let writing = move || Self::write_to(path, &entry);
        let failed = |error: tokio::task::JoinError| Error::new(ErrorCode::Internal, error.to_string());
        match tokio::task::spawn_blocking(writing).await.map_err(failed).flatten() {
            Ok(held) => Written(Some(Arc::new(held))),
            Err(error) => {
                tracing::warn!("a shell is not written down: {error}");
                Written::default()
            }
        }
    }

    fn write_to(path: PathBuf, entry: &Entry) -> Result<Held> {
        let text = serde_json::to_string(entry).unwrap_or_default();
        // Where there can't be one, the file says so.
        path.parent().map(std::fs::create_dir_all);
        let file = files::write_held(&path, &text)?;
        Ok(Held { path, _file: file })
    }

    /// What was left on the engine of this [identity](Engine::identity), once: whoever takes it sees to it.
    pub fn take(&self, engine: &str) -> Vec<(Entry, Written)> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.extract_if(.., |(entry, _)| entry.engine == engine).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Of a mark with this number.
    fn entry(number: u32) -> Entry {
        let mark = serde_json::json!({ "value": format!("7-8-{number}_"), "user": null });
        Entry {
            version: VERSION,
            engine: "A:B".to_owned(),
            container: "c0ffee".to_owned(),
            container_name: "web".to_owned(),
            started: "2026-01-01T00:00:00.123456789Z".to_owned(),
            exec: "e0e0".to_owned(),
            mark: serde_json::from_value(mark).unwrap(),
        }
    }

    /// What the next process finds.
    fn left_in(folder: &Path) -> Vec<(Entry, Written)> {
        Ledger::open(folder.to_owned()).take("A:B")
    }

    fn entries(left: &[(Entry, Written)]) -> Vec<&Entry> {
        left.iter().map(|(entry, _)| entry).collect()
    }

    fn files(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[tokio::test]
    async fn what_a_process_that_is_gone_saw_to_is_found_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("deep/shells");
        let ledger = Ledger::open(folder.clone());
        let (killed, ended, other) =
            (ledger.write(entry(1)).await, ledger.write(entry(2)).await, ledger.write(entry(3)).await);
        ended.strike();
        assert_eq!(entries(&left_in(&folder)), [] as [&Entry; 0], "all of them are seen to");
        drop((ledger, killed));
        let next = Ledger::open(folder.clone());
        assert_eq!(next.take("another").len(), 0);
        let left = next.take("A:B");
        assert_eq!(entries(&left), [&entry(1)]);
        assert_eq!(next.take("A:B").len(), 0, "once");
        assert_eq!(entries(&left_in(&folder)), [] as [&Entry; 0], "it is seen to by the one that took it");
        drop(left);
        let left = left_in(&folder);
        assert_eq!(entries(&left), [&entry(1)], "which has not ended it");
        left[0].1.strike();
        drop((left, other));
        assert_eq!(entries(&left_in(&folder)), [&entry(3)]);
        assert_eq!(files(&folder), 1);
    }

    #[test]
    fn what_is_no_shell_of_ours_is_removed_and_what_is_no_file_of_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        let whole = serde_json::to_string(&entry(1)).unwrap();
        let foreign = whole.replace("7-8-1_", "");
        assert_ne!(whole, foreign);
        for (name, text) in [("a.json", "{ broken"), ("b.json", ""), ("c.json", &foreign), ("notes.txt", "mine")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        std::fs::create_dir(folder.path().join("folder.json")).unwrap();
        // Of another version, whatever else is in it.
        std::fs::write(folder.path().join("d.json"), r#"{"version":2,"shell":{}}"#).unwrap();
        assert_eq!(entries(&left_in(folder.path())), [] as [&Entry; 0]);
        assert_eq!(files(folder.path()), 3);
    }

    #[tokio::test]
    async fn where_nothing_can_be_written_a_shell_is_not_written_down() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shells");
        std::fs::write(&file, "in the way").unwrap();
        let ledger = Ledger::open(file);
        ledger.write(entry(1)).await.strike();
        assert_eq!(ledger.take("A:B").len(), 0);
    }
}
