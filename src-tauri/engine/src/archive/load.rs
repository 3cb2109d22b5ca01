//! `docker load`: an archive of images put on the engine.

use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::time::Instant;

use super::upload::{News, Source, upload};
use crate::pull::{Fold, LayerPhase, PullProgress};
use crate::rate::Rate;
use crate::units::ByteSize;
use crate::{Engine, Error, ErrorCode, Result, images};

/// Where a load or an import is: bytes on their way to the engine, then what the engine does with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadProgress {
    pub sent: ByteSize,
    /// Length of the file.
    pub total: ByteSize,
    /// Bytes a second over the last seconds.
    pub rate: Option<ByteSize>,
    /// Layers that the engine unpacks now or has unpacked; those it has already are not named.
    pub unpacking: PullProgress,
    /// What the engine has just said, where it is more than a number.
    pub said: Option<String>,
}

/// What came of a load.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Loaded {
    /// The images, by their names; by id where the archive gives them none. Docker 20.10 does not tell those unless the last
    /// of the archive is one of them.
    pub images: Vec<String>,
}

/// What is being sent, folded into one state.
pub(super) struct Sending {
    fold: Fold,
    rate: Rate,
    pub progress: LoadProgress,
}

impl Sending {
    pub(super) fn new(length: u64) -> Self {
        let progress = LoadProgress { total: ByteSize(length), ..LoadProgress::default() };
        Self { fold: Fold::default(), rate: Rate::default(), progress }
    }

    pub(super) fn take(&mut self, news: News, now: Instant) {
        self.progress.said = None;
        match news {
            News::Sent(sent) => {
                self.progress.sent = ByteSize(sent);
                self.progress.rate = self.rate.at(now, sent);
            }
            News::Said(message) => {
                self.progress.said = self.fold.take(message, now);
                self.progress.unpacking = unpacked(&self.fold.progress);
            }
        }
    }
}

/// The engine counts what it unpacks of a layer, and says nothing when that is all.
fn unpacked(told: &PullProgress) -> PullProgress {
    let mut progress = told.clone();
    for layer in &mut progress.layers {
        if layer.total.is_some_and(|total| layer.current >= total) {
            layer.phase = LayerPhase::Complete;
        }
    }
    let done = progress.layers.iter().filter(|layer| layer.phase == LayerPhase::Complete).count();
    progress.layers_done = u32::try_from(done).unwrap_or(u32::MAX);
    progress.rate = None;
    progress
}

/// `POST /images/load`: puts the images of an archive on the engine and tells of each step. Dropping the future breaks it
/// off: images that are complete stay, others do not appear.
///
/// # Errors
/// `FileUnavailable`, `NotAnArchive` where the engine finds no image in it, `NoSpace`, or what the engine answered.
pub async fn load(engine: &Engine, source: Source, mut tell: impl FnMut(&LoadProgress)) -> Result<Loaded> {
    let mut sending = Sending::new(source.length);
    let mut loaded = Loaded::default();
    tell(&sending.progress);
    let take = |news: News| {
        if let News::Said(message) = &news {
            message.stream.iter().for_each(|line| loaded.images.extend(names(line)));
        }
        sending.take(news, Instant::now());
        tell(&sending.progress);
    };
    upload(engine, "/images/load?quiet=0", source, take).await.map_err(no_archive)?;
    if loaded.images.is_empty() {
        // What is no archive of images, Docker takes without a word.
        return Err(Error::new(ErrorCode::NotAnArchive, "the engine found no image in the archive"));
    }
    without_a_name(engine, &mut loaded.images).await;
    Ok(loaded)
}

/// Where one image of the archive has no name, Docker tells the ids of all of them: those that have one are told already.
async fn without_a_name(engine: &Engine, told: &mut Vec<String>) {
    let is_id = |name: &String| name.starts_with("sha256:");
    if told.iter().all(is_id) {
        return;
    }
    let mut kept = Vec::new();
    for name in told.drain(..) {
        let has_name = is_id(&name) && images::details(engine, &name).await.is_ok_and(|image| !image.tags.is_empty());
        if !has_name {
            kept.push(name);
        }
    }
    *told = kept;
}

/// Images named by what the engine prints: one a line by Docker, several by Podman.
fn names(text: &str) -> Vec<String> {
    const MARKS: [&str; 3] = ["Loaded image ID:", "Loaded image(s):", "Loaded image:"];
    let told = text.lines().filter_map(|line| MARKS.iter().find_map(|mark| line.trim().strip_prefix(mark)));
    let each = told.flat_map(|names| names.split(',').map(str::trim));
    each.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The engine's words for an archive that is none.
fn no_archive(error: Error) -> Error {
    const WORDS: [&str; 7] = [
        // Docker looks for an image's configuration in every folder of the archive.
        "/json: no such file",
        "invalid tar header",
        "archive/tar:",
        "manifest.json: no such file",
        "unexpected eof",
        "payload does not match any of the supported image formats",
        "unrecognized image format",
    ];
    let text = error.message.to_ascii_lowercase();
    let about_the_archive = matches!(error.code, ErrorCode::EngineRefused | ErrorCode::InvalidInput)
        && WORDS.iter().any(|words| text.contains(words));
    if about_the_archive { Error { code: ErrorCode::NotAnArchive, ..error } } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_loaded_is_named_by_both_engines() {
        assert_eq!(names("Loaded image: busybox:latest\n"), ["busybox:latest"]);
        assert_eq!(names("Loaded image ID: sha256:aa\nLoaded image ID: sha256:bb\n"), ["sha256:aa", "sha256:bb"]);
        assert_eq!(names("Loaded image(s): localhost/a:1,localhost/b:1"), ["localhost/a:1", "localhost/b:1"]);
        assert!(names("The image busybox:latest already exists, renaming the old one").is_empty());
    }
}
