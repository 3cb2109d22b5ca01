//! The work of a save and of an export: an archive from the engine, written beside its target and renamed at the end.

use std::path::Path;

use quayside_engine::Engine;
use quayside_engine::archive::{self, Download};
use quayside_engine::error::Result;
use quayside_engine::rate::Rate;
use quayside_engine::units::ByteSize;
use tokio::time::Instant;

use super::{Job, JobOutcome, JobProgress};
use crate::files::Writing;

/// Saves images. Dropping the future leaves what stood at the path before.
///
/// # Errors
/// `ImageNotFound`, `FileUnavailable`, `DiskFull`, `NoSpace` on the engine, or what the engine answered.
pub(super) async fn images(job: &Job, engine: &Engine, images: &[String], path: &str) -> Result<()> {
    // Begun before the engine gathers gigabytes: a folder that can't be written to is told at once.
    let writing = Writing::begin(Path::new(path))?;
    let expected = archive::to_save(engine, images).await?;
    let download = archive::save(engine, images).await?;
    write(job, download, writing, path, Some(expected.about)).await
}

/// Exports a container's files. Dropping the future leaves what stood at the path before.
///
/// # Errors
/// `ContainerNotFound`, `FileUnavailable`, `DiskFull`, or what the engine answered.
pub(super) async fn files(job: &Job, engine: &Engine, container: &str, path: &str) -> Result<()> {
    let writing = Writing::begin(Path::new(path))?;
    let download = archive::export(engine, container).await?;
    write(job, download, writing, path, None).await
}

async fn write(
    job: &Job,
    mut download: Download,
    mut writing: Writing,
    path: &str,
    about: Option<ByteSize>,
) -> Result<()> {
    let mut rate = Rate::default();
    let mut done = 0;
    while let Some(bytes) = download.next().await? {
        done += bytes.len() as u64;
        writing.write(bytes).await?;
        let rate = rate.at(Instant::now(), done);
        job.progress(JobProgress::Bytes { done: ByteSize(done), total: about, about: true, rate });
    }
    let size = ByteSize(writing.finish().await?);
    job.outcome(JobOutcome::Written { path: path.to_owned(), size });
    Ok(())
}
