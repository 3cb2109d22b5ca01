//! Shells that are open in containers, each in a file of its own. A process that is killed ends none of its shells; the next one
//! finds here which they were (ADR 0007). A file is locked as long as the process lives that sees to its shell, and is removed
//! when the shell has ended. Neither its command nor its environment is in it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

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

/// How long a shell is written down for whose engine is not reached again.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

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
    file: File,
}

impl Written {
    /// None where somebody else sees to it.
    fn claim(path: &Path) -> Option<Self> {
        let file = files::claim(path)?;
        Some(Self(Some(Arc::new(Held { path: path.to_owned(), file }))))
    }

    /// Its engine is there: it is kept from now on.
    fn renew(&self) {
        let Some(held) = &self.0 else { return };
        if let Err(error) = held.file.set_modified(SystemTime::now()) {
            tracing::debug!("{} stays as old as it is: {error}", held.path.display());
        }
    }

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
    /// The engines of which everything has been taken.
    taken: Mutex<Vec<String>>,
}

impl Ledger {
    /// In this folder, which need not be there. What was left there stays until its engine is reached, by whichever process;
    /// what is no shell of ours is removed.
    pub fn open(folder: PathBuf) -> Self {
        for path in Self::files(&folder) {
            if let Some(Err(error)) = Self::read(&path) {
                Self::remove(&path, &error.to_string());
            }
        }
        Self { folder, taken: Mutex::default() }
    }

    /// Unless somebody sees to it.
    fn remove(path: &Path, why: &str) {
        if let Some(written) = Written::claim(path) {
            tracing::warn!("{} is removed: {why}", path.display());
            written.strike();
        }
    }

    fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
        files.filter(|path| path.extension().is_some_and(|extension| extension == EXTENSION))
    }

    /// An error for what is no shell of ours; none for a file of another version, and one that can't be read, as on Windows what
    /// somebody holds.
    fn read(path: &Path) -> Option<serde_json::Result<Entry>> {
        let mut text = Vec::new();
        let read = File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut text));
        if let Err(error) = read {
            tracing::debug!("{} is not read: {error}", path.display());
            return None;
        }
        if serde_json::from_slice(&text).is_ok_and(|Versioned { version }| version != VERSION) {
            return None;
        }
        Some(serde_json::from_slice(&text))
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
        Ok(Held { path, file })
    }

    /// What processes that are gone have left on the engine of this [identity](Engine::identity), once: whoever takes it sees
    /// to it. What another process sees to is passed over, and what is on another engine stays for whoever reaches that, unless
    /// nobody has for long.
    pub fn take(&self, engine: &str) -> Vec<(Entry, Written)> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.iter().any(|other| other == engine) {
            return Vec::new();
        }
        taken.push(engine.to_owned());
        let left = Self::files(&self.folder).filter_map(|path| {
            let entry = Self::read(&path)?.ok()?;
            if entry.engine != engine {
                if is_old(&path) {
                    Self::remove(&path, "its engine was not reached for long");
                }
                return None;
            }
            let written = Written::claim(&path)?;
            written.renew();
            Some((entry, written))
        });
        left.collect()
    }
}

/// Nobody has written it, or reached its engine, for long.
fn is_old(path: &Path) -> bool {
    let modified = path.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > KEPT))
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

    #[tokio::test]
    async fn what_is_on_another_engine_is_left_to_whom_that_engine_is_reached_by() {
        let folder = tempfile::tempdir().unwrap();
        drop(Ledger::open(folder.path().to_owned()).write(entry(1)).await);
        let here = Ledger::open(folder.path().to_owned());
        assert_eq!(here.take("another").len(), 0);
        let left = left_in(folder.path());
        assert_eq!(entries(&left), [&entry(1)], "nobody withholds it");
        assert_eq!(here.take("A:B").len(), 0, "who comes later finds it taken");
    }

    #[tokio::test]
    async fn what_is_left_on_an_engine_that_is_never_reached_is_removed_in_the_end() {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        let folder = tempfile::tempdir().unwrap();
        let path = |number: u32| folder.path().join(format!("7-8-{number}_.json"));
        let aged = |number: u32, days: u32| {
            let file = File::options().write(true).open(path(number)).unwrap();
            file.set_modified(SystemTime::now() - days * DAY).unwrap();
        };
        let ledger = Ledger::open(folder.path().to_owned());
        let held = ledger.write(entry(1)).await;
        for number in [2, 3] {
            drop(ledger.write(entry(number)).await);
        }
        for (number, days) in [(1, 31), (2, 31), (3, 29)] {
            aged(number, days);
        }
        let next = Ledger::open(folder.path().to_owned());
        assert_eq!(next.take("another").len(), 0);
        assert_eq!([1, 2, 3].map(|number| path(number).exists()), [true, false, true]);
        assert_eq!(entries(&next.take("A:B")), [&entry(3)]);
        assert!(path(3).metadata().unwrap().modified().unwrap().elapsed().unwrap() < DAY, "it counts from there");
        drop((next, held));
        // However old: its engine has its chance first.
        aged(1, 400);
        assert_eq!(left_in(folder.path()).len(), 2);
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
