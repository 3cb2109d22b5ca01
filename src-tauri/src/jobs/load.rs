//! The work of a load and of an import: an archive on its way to the engine.

use std::path::PathBuf;

use quayside_engine::Engine;
use quayside_engine::archive::{self, ArchiveKind, ImportSpec, LoadProgress, Source};
use quayside_engine::error::{Error, ErrorCode, Result};

use super::{Job, JobOutcome, JobProgress};
use crate::files;

/// Loads images. Dropping the future breaks it off.
///
/// # Errors
/// `FileUnavailable`, `NotAnArchive`, `ArchiveOfFiles`, `NoSpace`, or what the engine answered.
pub(super) async fn images(job: &Job, engine: &Engine, path: &str) -> Result<()> {
    let source = open(path, |kind| *kind == ArchiveKind::Files).await?;
    let loaded = archive::load(engine, source, |state| tell(job, state)).await?;
    job.outcome(JobOutcome::Loaded { images: loaded.images });
    Ok(())
}

/// Imports a file system. Dropping the future breaks it off.
///
/// # Errors
/// `FileUnavailable`, `NotAnArchive`, `InvalidInput`, `NoSpace`, or what the engine answered.
pub(super) async fn files(job: &Job, engine: &Engine, path: &str, spec: &ImportSpec) -> Result<()> {
    let source = open(path, |_| false).await?;
    let id = archive::import(engine, source, spec, |state| tell(job, state)).await?;
    job.outcome(JobOutcome::Made {
        image: Some(spec.reference.trim()).filter(|name| !name.is_empty()).unwrap_or(&id).to_owned(),
    });
    Ok(())
}

/// Opens the archive, unless it is none or of the kind that is refused.
async fn open(path: &str, is_of_files: fn(&ArchiveKind) -> bool) -> Result<Source> {
    let path = PathBuf::from(path);
    let name = path.display().to_string();
    let opened = tokio::task::spawn_blocking(move || files::open_archive(&path)).await;
    let (source, kind) = opened.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))??;
    match kind {
        ArchiveKind::Other => Err(Error::new(ErrorCode::NotAnArchive, name)),
        kind if is_of_files(&kind) => Err(Error::new(ErrorCode::ArchiveOfFiles, name)),
        _ => Ok(source),
    }
}

/// First the bytes that go to the engine, then the layers that it unpacks.
fn tell(job: &Job, state: &LoadProgress) {
    if let Some(line) = &state.said {
        job.say(line.clone());
    }
    let progress = if state.sent < state.total || state.unpacking.layers.is_empty() {
        JobProgress::Bytes { done: state.sent, total: Some(state.total), about: false, rate: state.rate }
    } else {
        JobProgress::Transfer { progress: state.unpacking.clone() }
    };
    job.progress(progress);
}
