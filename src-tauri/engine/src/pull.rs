//! Pulling an image: the engine's stream of messages folded into one state.

mod expected;

use std::collections::HashMap;
use std::future::ready;
use std::sync::Arc;

use futures_util::{Stream, StreamExt, TryStreamExt};
use hyper::Method;
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::time::Instant;

use crate::lines::json_lines;
use crate::messages::Message;
use crate::query::query;
use crate::rate::Rate;
use crate::reference::Reference;
use crate::registry::credentials::Lookup;
use crate::registry::repository;
use crate::units::ByteSize;
use crate::{Engine, Error, ErrorCode, Result};

/// Where a layer is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LayerPhase {
    Waiting,
    Downloading,
    Verifying,
    Downloaded,
    Extracting,
    /// Of a push: on its way to the registry.
    Uploading,
    /// Of a load: unpacked by the engine.
    Loading,
    /// Pulled or pushed now.
    Complete,
    /// Was here already, or in the registry.
    Exists,
    /// Of a push: the registry takes it over from another repository of its own.
    Mounted,
}

/// One layer of an image being pulled, pushed or loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LayerProgress {
    /// The short id that the engine prints.
    pub id: String,
    pub phase: LayerPhase,
    /// Bytes of the present phase (download, upload or extraction).
    pub current: ByteSize,
    /// None where the engine does not say (Podman).
    pub total: Option<ByteSize>,
}

/// The state of a pull as a whole; of a push too, where what is downloaded reads as what is uploaded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PullProgress {
    /// In the order in which the engine named them.
    pub layers: Vec<LayerProgress>,
    /// Layers that are complete or were here.
    pub layers_done: u32,
    /// Bytes downloaded of the layers whose size is known.
    pub downloaded: ByteSize,
    /// Sum of the known layer sizes; None until one is known.
    pub total: Option<ByteSize>,
    /// Bytes a second over the last seconds.
    pub rate: Option<ByteSize>,
    /// What the engine said last that is not about a layer (`Pulling from library/busybox`).
    pub message: String,
    /// `sha256:…` once the engine has said it.
    pub digest: Option<String>,
}

/// One message of the engine's, and the state after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullStep {
    pub progress: PullProgress,
    /// The message as the command line would print it; none for one that only counts bytes.
    pub said: Option<String>,
}

/// `POST /images/create`: pulls an image, with the person's credentials for its registry, and yields the state after each
/// message. Of many layers the registry is asked for the sizes meanwhile, so that the total is that of all of them; where it
/// does not tell, the engine does, layer by layer. Dropping the stream cancels the pull on the engine; layers that are
/// complete stay in its cache. The last state has every layer complete.
///
/// # Errors
/// In the stream what the engine said of the registry or of itself. Engines say of a repository that there is not what they
/// say of a tag; the registry is asked which it is, for some seconds at most.
pub fn pull(
    engine: &Engine,
    reference: &Reference,
    platform: Option<&str>,
) -> impl Stream<Item = Result<PullStep>> + Send + use<> {
    let path = path(reference, platform);
    let (engine, reference, platform) = (engine.clone(), reference.clone(), platform.map(str::to_owned));
    let begin = async move {
        let lookup = Arc::new(engine.logins().for_reference(&reference).await);
        let auth = lookup.for_engine(&reference.domain)?;
        let messages = match engine.call_as(Method::POST, &path, auth.as_ref()).await {
            Ok(response) => json_lines::<Message>(response),
            Err(error) => return Err(explain(&engine, &reference, &lookup, error).await),
        };
        let (mut ask, asked) = expected::sizes(&engine, &reference, platform, lookup.login.clone());
        let told = futures_util::stream::once(asked).filter_map(async |sizes| sizes.map(News::Sizes));
        // What the registry has not said by then is of no use any more.
        let end = futures_util::stream::once(async { News::End });
        let news = futures_util::stream::select(messages.map(News::Said).chain(end), told);
        let mut fold = Fold::default();
        let steps = news.take_while(|news| ready(!matches!(news, News::End))).map(move |news| {
            let said = match news {
                News::Said(message) => {
                    let said = fold.take(message?, Instant::now());
                    ask.when(fold.sizes_missing());
                    said
                }
                News::Sizes(sizes) => {
                    fold.expect(sizes, Instant::now());
                    None
                }
                News::End => None,
            };
            Ok(PullStep { progress: fold.progress.clone(), said })
        });
        Ok(steps.or_else(move |error| {
            let (engine, reference, lookup) = (engine.clone(), reference.clone(), Arc::clone(&lookup));
            async move { Err(explain(&engine, &reference, &lookup, error).await) }
        }))
    };
    futures_util::stream::once(begin).try_flatten()
}

/// What an error of the engine's means for a pull.
async fn explain(engine: &Engine, reference: &Reference, lookup: &Lookup, error: Error) -> Error {
    let error = error.about_registry();
    // What is wanted by its digest may be gone from a repository that has no tag.
    let is_asked = error.code == ErrorCode::TagNotFound && reference.digest.is_none();
    let is_unknown = is_asked && repository::is_known(engine, reference, lookup.login.clone()).await == Some(false);
    let code = if is_unknown { ErrorCode::RepositoryNotFound } else { error.code };
    lookup.explain(Error { code, ..error })
}

/// What a pull hears of.
enum News {
    Said(Result<Message>),
    /// By short id.
    Sizes(HashMap<String, u64>),
    /// The engine has said its last.
    End,
}

fn path(reference: &Reference, platform: Option<&str>) -> String {
    let image = match &reference.digest {
        Some(digest) => format!("{}@{digest}", reference.familiar_name()),
        None => reference.familiar_name(),
    };
    // Without a tag the engine would pull all of them.
    let tag = reference.tag_or_default().filter(|_| reference.digest.is_none()).unwrap_or_default();
    let pairs = [("fromImage", image.as_str()), ("tag", tag), ("platform", platform.unwrap_or_default())];
    format!("/images/create{}", query(&pairs))
}

/// Turns the engine's messages into one state.
#[derive(Default)]
pub(crate) struct Fold {
    pub progress: PullProgress,
    /// Layer id to its place in `progress.layers`.
    places: HashMap<String, usize>,
    /// Bytes downloaded of each layer, kept when its phase moves on to extraction.
    downloads: Vec<Download>,
    /// Sizes that the registry told, by layer id: the engine tells them one by one as it begins each.
    sizes: HashMap<String, u64>,
    rate: Rate,
}

#[derive(Default, Clone, Copy)]
struct Download {
    current: u64,
    total: Option<u64>,
}

impl Fold {
    /// Returns the message where it is more than a number.
    pub(crate) fn take(&mut self, message: Message, now: Instant) -> Option<String> {
        let status = message.status.or(message.stream).unwrap_or_default().trim_end().to_owned();
        if let Some(digest) = status.strip_prefix("Digest: ") {
            self.progress.digest = Some(digest.to_owned());
        }
        let detail = message.progress_detail.unwrap_or_default();
        match (message.id, layer_phase(&status)) {
            (Some(id), Some(phase)) => {
                let positive = |bytes: Option<i64>| bytes.and_then(|bytes| u64::try_from(bytes).ok());
                let before = self.phase(&id);
                let said = (before != Some(phase)).then(|| format!("{id}: {status}"));
                self.layer(id, phase, positive(detail.current), positive(detail.total).filter(|total| *total > 0));
                self.sum(now);
                said
            }
            (id, _) => {
                self.progress.message.clone_from(&status);
                Some(id.map(|id| format!("{id}: {status}")).unwrap_or(status)).filter(|said| !said.is_empty())
            }
        }
    }

    /// Layers on their way whose size nobody has told yet.
    fn sizes_missing(&self) -> usize {
        let known = self.progress.layers.iter().zip(&self.downloads);
        known.filter(|(layer, download)| layer.phase == LayerPhase::Waiting && download.total.is_none()).count()
    }

    /// Takes over the sizes of layers, for those that the engine does not tell by itself.
    fn expect(&mut self, sizes: HashMap<String, u64>, now: Instant) {
        self.sizes = sizes;
        // What is counted afterwards for layers that are over already has not come just now.
        self.rate = Rate::default();
        for (layer, download) in self.progress.layers.iter_mut().zip(&mut self.downloads) {
            let Some(size) = self.sizes.get(&layer.id) else { continue };
            if download.total.is_some() || layer.phase == LayerPhase::Exists {
                continue;
            }
            download.total = Some(*size);
            if !matches!(layer.phase, LayerPhase::Waiting | LayerPhase::Downloading) {
                download.current = *size;
            }
            if layer.total.is_none() {
                (layer.current, layer.total) = (ByteSize(download.current), Some(ByteSize(*size)));
            }
        }
        self.sum(now);
    }

    fn phase(&self, id: &str) -> Option<LayerPhase> {
        self.places.get(id).map(|place| self.progress.layers[*place].phase)
    }

    fn layer(&mut self, id: String, phase: LayerPhase, current: Option<u64>, total: Option<u64>) {
        let place = *self.places.entry(id.clone()).or_insert_with(|| {
            let layer = LayerProgress { id, phase, current: ByteSize(0), total: None };
            self.downloads.push(Download { current: 0, total: self.sizes.get(&layer.id).copied() });
            self.progress.layers.push(layer);
            self.downloads.len() - 1
        });
        let (layer, download) = (&mut self.progress.layers[place], &mut self.downloads[place]);
        layer.phase = phase;
        match phase {
            LayerPhase::Downloading => {
                download.current = current.unwrap_or(download.current).max(download.current);
                download.total = total.or(download.total);
            }
            LayerPhase::Uploading | LayerPhase::Loading => {
                download.total = total.or(download.total);
                // What is sent of a layer is its archive, a little more than the size that the engine names.
                let most = download.total.unwrap_or(u64::MAX);
                download.current = current.unwrap_or_default().max(download.current).min(most);
            }
            LayerPhase::Verifying | LayerPhase::Downloaded | LayerPhase::Complete => {
                // Small layers are over before the engine has named their size.
                download.current = download.total.unwrap_or(download.current);
            }
            // Nothing more is sent of it, if anything was.
            LayerPhase::Exists => download.total = Some(download.current).filter(|current| *current > 0),
            LayerPhase::Waiting | LayerPhase::Extracting | LayerPhase::Mounted => {}
        }
        (layer.current, layer.total) = match phase {
            LayerPhase::Extracting => (ByteSize(current.unwrap_or_default()), total.or(download.total).map(ByteSize)),
            _ => (ByteSize(download.current), download.total.map(ByteSize)),
        };
    }

    fn sum(&mut self, now: Instant) {
        let done = |layer: &&LayerProgress| {
            matches!(layer.phase, LayerPhase::Complete | LayerPhase::Exists | LayerPhase::Mounted)
        };
        let layers_done = self.progress.layers.iter().filter(done).count();
        let downloaded = self.downloads.iter().map(|download| download.current).sum();
        let totals: Vec<u64> = self.downloads.iter().filter_map(|download| download.total).collect();
        self.progress.layers_done = u32::try_from(layers_done).unwrap_or(u32::MAX);
        self.progress.downloaded = ByteSize(downloaded);
        self.progress.total = if totals.is_empty() { None } else { Some(ByteSize(totals.iter().sum())) };
        self.progress.rate = self.rate.at(now, downloaded);
    }
}

/// The engine's word for where a layer is; none for messages that are not about a layer.
fn layer_phase(status: &str) -> Option<LayerPhase> {
    Some(match status {
        "Pulling fs layer" | "Waiting" | "Preparing" => LayerPhase::Waiting,
        "Downloading" => LayerPhase::Downloading,
        "Verifying Checksum" => LayerPhase::Verifying,
        "Download complete" => LayerPhase::Downloaded,
        "Extracting" => LayerPhase::Extracting,
        "Loading layer" => LayerPhase::Loading,
        "Pushing" => LayerPhase::Uploading,
        "Pull complete" | "Pushed" => LayerPhase::Complete,
        "Already exists" | "Layer already exists" => LayerPhase::Exists,
        _ if status.starts_with("Mounted from ") => LayerPhase::Mounted,
        _ if status.starts_with("Retrying in ") => LayerPhase::Waiting,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::messages::Detail;

    fn message(id: &str, status: &str, current: i64, total: i64) -> Message {
        Message {
            id: Some(id.to_owned()),
            status: Some(status.to_owned()),
            progress_detail: Some(Detail { current: Some(current), total: Some(total) }),
            ..Message::default()
        }
    }

    #[test]
    fn messages_become_one_state() {
        let start = Instant::now();
        let mut fold = Fold::default();
        for (after_ms, message) in [
            (0, message("latest", "Pulling from library/busybox", 0, 0)),
            (0, message("aa", "Already exists", 0, 0)),
            (0, message("bb", "Pulling fs layer", 0, 0)),
            (0, message("cc", "Pulling fs layer", 0, 0)),
            (100, message("bb", "Downloading", 100, 1000)),
            (1000, message("bb", "Downloading", 600, 1000)),
            (1000, message("cc", "Downloading", 50, 100)),
        ] {
            fold.take(message, start + Duration::from_millis(after_ms));
        }
        let progress = &fold.progress;
        assert_eq!((progress.layers.len(), progress.layers_done), (3, 1));
        assert_eq!((progress.downloaded, progress.total), (ByteSize(650), Some(ByteSize(1100))));
        assert_eq!(progress.rate, Some(ByteSize(650)));
        assert_eq!(progress.message, "Pulling from library/busybox");

        for step in [message("bb", "Download complete", 0, 0), message("bb", "Extracting", 10, 1000)] {
            fold.take(step, start + Duration::from_secs(2));
        }
        assert_eq!(fold.progress.layers[1].current, ByteSize(10));
        assert_eq!(fold.progress.downloaded, ByteSize(1050), "extraction does not take back what was downloaded");
        fold.take(message("bb", "Pull complete", 0, 0), start + Duration::from_secs(3));
        fold.take(
            Message { status: Some("Digest: sha256:dd".into()), ..Message::default() },
            start + Duration::from_secs(3),
        );
        assert_eq!((fold.progress.layers_done, fold.progress.digest.as_deref()), (2, Some("sha256:dd")));
    }

    #[test]
    fn the_registrys_sizes_stand_in_until_the_engine_tells_them() {
        let now = Instant::now();
        let mut fold = Fold::default();
        for id in ["aa", "bb", "cc", "dd"] {
            fold.take(message(id, "Pulling fs layer", 0, 0), now);
        }
        fold.take(message("ee", "Already exists", 0, 0), now);
        assert_eq!((fold.sizes_missing(), fold.progress.total), (4, None));
        fold.take(message("aa", "Downloading", 10, 100), now);
        fold.take(message("bb", "Download complete", 0, 0), now);
        let sizes = [("aa", 100), ("bb", 20), ("cc", 300), ("dd", 4000), ("ee", 50_000), ("ff", 7)];
        fold.expect(sizes.map(|(id, size)| (id.to_owned(), size)).into(), now);
        assert_eq!(
            (fold.sizes_missing(), fold.progress.downloaded, fold.progress.total),
            (0, ByteSize(30), Some(ByteSize(4420)))
        );
        assert_eq!(fold.progress.layers[3].total, Some(ByteSize(4000)), "a layer that waits has a weight");
        assert_eq!(fold.progress.layers[4].total, None, "what is here is not fetched");

        // From here on the total is what it was: engines tell the same sizes, or none.
        let mut before = fold.progress.downloaded;
        for (id, status, current, total) in [
            ("cc", "Downloading", 150, 300),
            ("cc", "Verifying Checksum", 0, 0),
            ("cc", "Download complete", 0, 0),
            ("aa", "Download complete", 0, 0),
            ("aa", "Extracting", 50, 100),
            ("dd", "Retrying in 5 seconds", 0, 0),
            ("dd", "Downloading", 2000, 4000),
            ("dd", "Pull complete", 0, 0),
        ] {
            fold.take(message(id, status, current, total), now);
            assert_eq!(fold.progress.total, Some(ByteSize(4420)), "{id}: {status}");
            assert!(fold.progress.downloaded >= before, "{id}: {status}");
            before = fold.progress.downloaded;
        }
        assert_eq!(before, ByteSize(4420));
        // One that is named late has its size at once; one that turns out to be here is not counted.
        fold.take(message("ff", "Pulling fs layer", 0, 0), now);
        assert_eq!(fold.progress.total, Some(ByteSize(4427)));
        fold.take(message("ff", "Already exists", 0, 0), now);
        assert_eq!(fold.progress.total, Some(ByteSize(4420)));
    }

    #[test]
    fn layers_without_byte_counts_are_counted() {
        let mut fold = Fold::default();
        for status in ["Pulling fs layer", "Download complete", "Pull complete"] {
            let plain = Message { id: Some("aa".into()), status: Some(status.into()), ..Message::default() };
            fold.take(plain, Instant::now());
        }
        assert_eq!((fold.progress.layers_done, fold.progress.total), (1, None));
    }
}
