//! Archives that a person chose in the system's dialog or drags over the window: what they are, and where. The page knows
//! them by number and never names a path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use quayside_engine::archive::ArchiveKind;
use quayside_engine::units::ByteSize;
use quayside_engine::{Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, DragDropEvent, Manager};
use tauri_specta::Event;

use crate::files;
use crate::ipc::{ArchivesDragged, ArchivesDropped};

/// Kept: far more than a person drops at once, and those of before are done with.
const KEPT: usize = 256;

/// Names an archive for as long as the application runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct ArchiveId(pub u32);

/// A file that was chosen, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Archive {
    pub id: ArchiveId,
    /// Without its folder.
    pub name: String,
    pub size: ByteSize,
    /// What a look into it tells; none where it can't be read.
    pub content: Option<ArchiveKind>,
    /// Why it can't be read.
    pub error: Option<Error>,
}

/// The files, by number.
#[derive(Default)]
pub struct Archives(Mutex<State>);

#[derive(Default)]
struct State {
    last: u32,
    /// Grows with all that happens to what is dragged: a look that took long is not told after what came later.
    turn: u32,
    paths: BTreeMap<ArchiveId, PathBuf>,
}

impl Archives {
    /// Takes files over and looks into each.
    pub async fn take(&self, paths: Vec<PathBuf>) -> Vec<Archive> {
        let taken: Vec<_> = paths.into_iter().map(|path| (self.keep(path.clone()), path)).collect();
        let look = move || taken.into_iter().map(|(id, path)| look(id, &path)).collect();
        tokio::task::spawn_blocking(look).await.unwrap_or_default()
    }

    fn turn(&self) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).turn
    }

    fn next_turn(&self) -> u32 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.turn = state.turn.wrapping_add(1);
        state.turn
    }

    fn keep(&self, path: PathBuf) -> ArchiveId {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.last += 1;
        let id = ArchiveId(state.last);
        state.paths.insert(id, path);
        if state.paths.len() > KEPT {
            state.paths.pop_first();
        }
        id
    }

    /// Where it is.
    ///
    /// # Errors
    /// `NotFound`
    pub fn path(&self, id: ArchiveId) -> Result<PathBuf> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = || Error::new(ErrorCode::NotFound, format!("no file {} was chosen", id.0));
        state.paths.get(&id).cloned().ok_or_else(gone)
    }
}

/// Longest name that is suggested for a file, in characters: it stays readable in a dialog.
const NAME_MAX: usize = 80;

/// What to call an archive of these: `busybox_latest.tar`, `3-images.tar`. The registry and the folders are left out.
pub fn suggested_name(names: &[String]) -> String {
    const SHORT_ID: usize = 12;
    let [name] = names else { return format!("{}-images.tar", names.len()) };
    let last = name.rsplit('/').next().unwrap_or(name);
    let stem: String = match last.strip_prefix("sha256:") {
        Some(id) => id.chars().take(SHORT_ID).collect(),
        None => last.chars().take(NAME_MAX).collect(),
    };
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || ".-_".contains(letter) { letter } else { '_' };
    let stem: String = stem.chars().map(plain).collect();
    let stem = stem.trim_start_matches(['.', '-']);
    format!("{}.tar", if stem.is_empty() { "image" } else { stem })
}

fn look(id: ArchiveId, path: &Path) -> Archive {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    match files::open_archive(path) {
        Ok((source, kind)) => Archive { id, name, size: ByteSize(source.length), content: Some(kind), error: None },
        Err(error) => Archive { id, name, size: ByteSize(0), content: None, error: Some(error) },
    }
}

/// Files are dragged over the window, away from it, or dropped on it: the page is told what they are.
pub fn dragged(app: &AppHandle, event: &DragDropEvent) {
    let (paths, dropped) = match event {
        DragDropEvent::Enter { paths, .. } => (paths.clone(), false),
        DragDropEvent::Drop { paths, .. } => (paths.clone(), true),
        DragDropEvent::Leave => (Vec::new(), false),
        _ => return,
    };
    let app = app.clone();
    let turn = app.state::<Arc<Archives>>().next_turn();
    tauri::async_runtime::spawn(async move {
        let shelf = app.state::<Arc<Archives>>();
        let archives = shelf.take(paths).await;
        if !dropped && shelf.turn() != turn {
            return;
        }
        let told = if dropped { ArchivesDropped(archives).emit(&app) } else { ArchivesDragged(archives).emit(&app) };
        if let Err(error) = told {
            tracing::warn!("the page can't be told of what is dragged: {error}");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_called_after_what_is_in_it() {
        let name = |name: &str| suggested_name(&[name.to_owned()]);
        assert_eq!(name("busybox:latest"), "busybox_latest.tar");
        assert_eq!(name("127.0.0.1:5000/acme/billing-api:1.0"), "billing-api_1.0.tar");
        assert_eq!(name(&format!("sha256:{}", "ab".repeat(32))), "abababababab.tar");
        assert_eq!(name("busybox@sha256:ff"), "busybox_sha256_ff.tar");
        assert_eq!((name("..."), name(&"a".repeat(255)).len()), ("image.tar".to_owned(), NAME_MAX + 4));
        assert_eq!(suggested_name(&["a".into(), "b".into(), "c".into()]), "3-images.tar");
    }

    #[tokio::test]
    async fn files_are_known_by_number_and_told_for_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("notes.txt");
        std::fs::write(&text, "no archive").unwrap();
        let archives = Archives::default();
        let [told, missing] = &archives.take(vec![text.clone(), folder.path().join("gone.tar")]).await[..] else {
            panic!("two were given")
        };
        assert_eq!(
            (told.name.as_str(), told.size, &told.content),
            ("notes.txt", ByteSize(10), &Some(ArchiveKind::Other))
        );
        assert_eq!(archives.path(told.id).unwrap(), text);
        assert_eq!(missing.error.as_ref().map(|error| error.code), Some(ErrorCode::FileUnavailable));
        assert_eq!(archives.path(ArchiveId(99)).unwrap_err().code, ErrorCode::NotFound);
        for _ in 0..KEPT {
            archives.take(vec![text.clone()]).await;
        }
        assert!(archives.path(told.id).is_err(), "those of long ago are forgotten");
    }
}
