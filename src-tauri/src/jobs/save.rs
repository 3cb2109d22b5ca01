//! The work of a save and of an export: an archive from the engine, written beside its target and renamed at the end.

use std::path::Path;

use bytes::Bytes;
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
    let mut saving = Saving::begin(job, path)?;
    saving.about = Some(archive::to_save(engine, images).await?.about);
    saving.all_of(archive::save(engine, images).await?).await
}

/// Exports a container's files. Dropping the future leaves what stood at the path before.
///
/// # Errors
/// `ContainerNotFound`, `FileUnavailable`, `DiskFull`, or what the engine answered.
pub(super) async fn files(job: &Job, engine: &Engine, container: &str, path: &str) -> Result<()> {
    let saving = Saving::begin(job, path)?;
    saving.all_of(archive::export(engine, container).await?).await
}

/// A file that a job writes, and how much of it there is. Dropped before its end, it leaves what stood at the path before.
pub(super) struct Saving<'a> {
    job: &'a Job,
    path: &'a str,
    writing: Writing,
    /// What it may come to.
    about: Option<ByteSize>,
    rate: Rate,
    done: u64,
}

impl<'a> Saving<'a> {
    /// # Errors
    /// `FileUnavailable`, `DiskFull`
    pub fn begin(job: &'a Job, path: &'a str) -> Result<Self> {
        let writing = Writing::begin(Path::new(path))?;
        Ok(Self { job, path, writing, about: None, rate: Rate::default(), done: 0 })
    }

    /// # Errors
    /// `FileUnavailable`, `DiskFull`
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.done += bytes.len() as u64;
        self.writing.write(bytes).await?;
        let rate = self.rate.at(Instant::now(), self.done);
        self.job.progress(JobProgress::Bytes { done: ByteSize(self.done), total: self.about, about: true, rate });
        Ok(())
    }

    /// # Errors
    /// `FileUnavailable`, `DiskFull`
    pub async fn finish(self) -> Result<()> {
        let size = ByteSize(self.writing.finish().await?);
        self.job.outcome(JobOutcome::Written { path: self.path.to_owned(), size });
        Ok(())
    }

    async fn all_of(mut self, mut download: Download) -> Result<()> {
        while let Some(bytes) = download.next().await? {
            self.write(bytes).await?;
        }
        self.finish().await
    }
}
