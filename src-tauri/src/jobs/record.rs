//! The file that says which jobs have not ended, so that the next start can list them as interrupted.

use std::path::PathBuf;

use quayside_engine::units::UnixMillis;
use serde::{Deserialize, Serialize};

use super::JobOrigin;
use crate::files;

/// A job that has not ended, or that a person has not yet taken note of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub origin: JobOrigin,
    pub engine: String,
    pub asked: UnixMillis,
    /// The work had begun.
    pub begun: bool,
}

/// The file, replaced whole at each change.
pub struct Record(Option<PathBuf>);

impl Record {
    pub fn at(path: PathBuf) -> Self {
        Self(Some(path))
    }

    /// Remembers nothing.
    pub fn none() -> Self {
        Self(None)
    }

    /// What was under way when it was last written. An entry that this version can't read is left out; it comes from a
    /// newer one.
    pub(super) fn read(&self) -> Vec<Entry> {
        let Some(path) = &self.0 else { return Vec::new() };
        let Ok(text) = std::fs::read(path) else { return Vec::new() };
        let found: Vec<serde_json::Value> = serde_json::from_slice(&text).unwrap_or_else(|error| {
            tracing::warn!("{} can't be read ({error})", path.display());
            Vec::new()
        });
        found.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()).collect()
    }

    /// Work goes on where it can't be written: what is lost is the list after a crash.
    pub(super) fn write(&self, entries: &[Entry]) {
        let Some(path) = &self.0 else { return };
        if let Some(folder) = path.parent()
            && let Err(error) = std::fs::create_dir_all(folder)
        {
            tracing::warn!("{}: {error}", folder.display());
        }
        let text = serde_json::to_string(entries).unwrap_or_default();
        if let Err(error) = files::write(path, &text) {
            tracing::warn!("what is under way can't be remembered: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_under_way_is_read_back_and_what_is_unknown_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/jobs.json");
        let record = Record::at(path.clone());
        assert_eq!(record.read(), []);
        let origin = JobOrigin::Pull { reference: "busybox".into(), platform: None };
        let entry = Entry { origin, engine: "default".into(), asked: UnixMillis(7), begun: true };
        record.write(std::slice::from_ref(&entry));
        assert_eq!(record.read(), std::slice::from_ref(&entry));

        let known = serde_json::to_string(&entry).unwrap();
        std::fs::write(&path, format!(r#"[{{"origin":{{"kind":"teleport"}}}},{known}]"#)).unwrap();
        assert_eq!(record.read(), [entry]);
        std::fs::write(&path, "{ broken").unwrap();
        assert_eq!(record.read(), []);
    }
}
