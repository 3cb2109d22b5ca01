//! A stream of bytes on its way into a file, compressed or as it is. The disk is written by a thread of its own, so that a
//! slow one holds up nothing but the stream; given up, nothing is left of it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use quayside_engine::{Error, ErrorCode, Result};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::beside::Beside;
use super::failed;

/// Pieces that may wait for the disk. Engines send them in some tens of kilobytes.
const WAITING: usize = 32;

/// What is gathered before the disk is asked to write.
const BUFFER: usize = 256 * 1024;

enum Piece {
    Bytes(Bytes),
    /// All is there; without it the file is given up.
    End,
}

/// A file that is being written. Dropped before its end, it is removed.
pub struct Writing {
    path: PathBuf,
    beside: Beside,
    pieces: mpsc::Sender<Piece>,
    /// None where the stream was given up.
    thread: JoinHandle<std::io::Result<Option<File>>>,
}

impl Writing {
    /// Begins a file that takes the place of `path` at its end. One that is called `.gz` or `.tgz` is compressed.
    ///
    /// # Errors
    /// `FileUnavailable` with the system's words, `DiskFull`.
    pub fn begin(path: &Path) -> Result<Self> {
        let (beside, file) = Beside::begin(path).map_err(|error| failed(path, &error))?;
        let (pieces, received) = mpsc::channel(WAITING);
        let is_compressed = path.extension().is_some_and(|ending| ending == "gz" || ending == "tgz");
        let thread =
            tokio::task::spawn_blocking(
                move || if is_compressed { compress(file, received) } else { write(file, received) },
            );
        Ok(Self { path: path.to_owned(), beside, pieces, thread })
    }

    /// Takes the next bytes, and waits while the disk is behind.
    ///
    /// # Errors
    /// `FileUnavailable` with the system's words, `DiskFull`; what stood there before is untouched.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        if self.pieces.send(Piece::Bytes(bytes)).await.is_ok() {
            return Ok(());
        }
        // The thread ends before it is told to only where the disk refuses.
        let ended = (&mut self.thread).await;
        Err(match ended {
            Ok(Err(error)) => failed(&self.path, &error),
            other => Error::new(ErrorCode::Internal, format!("the file's thread has ended: {other:?}")),
        })
    }

    /// Ends the file and puts it in its place. Returns its length.
    ///
    /// # Errors
    /// `FileUnavailable` with the system's words, `DiskFull`; what stood there before is untouched.
    pub async fn finish(self) -> Result<u64> {
        let Self { path, beside, pieces, thread } = self;
        pieces.send(Piece::End).await.ok();
        let internal = |error: &dyn std::fmt::Display| Error::new(ErrorCode::Internal, error.to_string());
        let written = thread.await.map_err(|error| internal(&error))?.map_err(|error| failed(&path, &error))?;
        let file = written.ok_or_else(|| internal(&"the file was given up"))?;
        let named = path.clone();
        let done = tokio::task::spawn_blocking(move || {
            beside.finish(&file)?;
            file.metadata().map(|metadata| metadata.len())
        });
        done.await.map_err(|error| internal(&error))?.map_err(|error| failed(&named, &error))
    }
}

fn write(file: File, mut pieces: mpsc::Receiver<Piece>) -> std::io::Result<Option<File>> {
    let mut writer = BufWriter::with_capacity(BUFFER, file);
    match take(&mut writer, &mut pieces)? {
        true => writer.into_inner().map(Some).map_err(std::io::IntoInnerError::into_error),
        false => {
            // What is still in the buffer has nowhere to go.
            drop(writer.into_parts());
            Ok(None)
        }
    }
}

fn compress(file: File, mut pieces: mpsc::Receiver<Piece>) -> std::io::Result<Option<File>> {
    let mut writer = GzEncoder::new(BufWriter::with_capacity(BUFFER, file), Compression::default());
    if !take(&mut writer, &mut pieces)? {
        return Ok(None);
    }
    let file = writer.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    Ok(Some(file))
}

/// Writes until the end; whether it was told of one.
fn take(writer: &mut impl Write, pieces: &mut mpsc::Receiver<Piece>) -> std::io::Result<bool> {
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Bytes(bytes) => writer.write_all(&bytes)?,
            Piece::End => return Ok(true),
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn names(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[tokio::test]
    async fn a_stream_becomes_a_file_at_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("image.tar");
        let mut writing = Writing::begin(&path).unwrap();
        for _ in 0..100 {
            writing.write(Bytes::from(vec![7; 10_000])).await.unwrap();
        }
        assert!(!path.exists());
        assert_eq!(writing.finish().await.unwrap(), 1_000_000);
        assert_eq!(std::fs::read(&path).unwrap(), vec![7; 1_000_000]);
        assert_eq!(names(folder.path()), 1);
    }

    #[tokio::test]
    async fn one_that_is_called_so_is_compressed() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["image.tar.gz", "image.tgz"] {
            let path = folder.path().join(name);
            let mut writing = Writing::begin(&path).unwrap();
            writing.write(Bytes::from(vec![7; 100_000])).await.unwrap();
            assert!(writing.finish().await.unwrap() < 1000);
            let mut text = Vec::new();
            flate2::read::GzDecoder::new(File::open(&path).unwrap()).read_to_end(&mut text).unwrap();
            assert_eq!(text, vec![7; 100_000]);
        }
    }

    #[tokio::test]
    async fn a_stream_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut writing = Writing::begin(&folder.path().join("image.tar")).unwrap();
        writing.write(Bytes::from(vec![7; 100_000])).await.unwrap();
        drop(writing);
        assert_eq!(names(folder.path()), 0);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_disk_that_is_full_is_told() {
        let (pieces, received) = mpsc::channel(WAITING);
        let full = File::options().write(true).open("/dev/full").unwrap();
        let thread = tokio::task::spawn_blocking(move || write(full, received));
        pieces.send(Piece::Bytes(Bytes::from(vec![7; 2 * BUFFER]))).await.unwrap();
        let error = failed(Path::new("/dev/full"), &thread.await.unwrap().unwrap_err());
        assert_eq!(error.code, ErrorCode::DiskFull);
    }
}
