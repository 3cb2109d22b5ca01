//! The images that events were about, read one by one. An engine with thousands of images takes a third of a second to list
//! them, and a millisecond to tell of one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bollard::models::{ImageManifestSummary, ImageSummary};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::details::unix_seconds;
use super::{ImageRow, KEPT_PATIENCE, rows, went_meanwhile, while_images_go};
use crate::{Engine, ErrorCode, Result};

/// Events about more images than these are answered by the whole list, where the engine can give it; also how many are read
/// at once.
const MAX: usize = 24;

/// More images than these are not told apart.
const HEARD_MAX: usize = 4096;

/// An image that an event was about, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TouchedImage {
    /// How the event named it: a full id, `sha256:…`, or a reference.
    pub subject: String,
    /// None where the engine has no such image.
    pub id: Option<String>,
    /// As [`super::list`] tells them. Of an image without a name that others are built on the list tells nothing.
    pub rows: Vec<ImageRow>,
}

/// What an event says itself of an image, before the engine is asked for it: containerd's store goes through all its images to
/// tell of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "is", rename_all = "camelCase")]
pub enum Announced {
    /// It has this name now, `repository:tag`, and no other image has.
    Tagged {
        id: String,
        name: String,
    },
    Untagged {
        id: String,
        name: String,
    },
    Deleted {
        id: String,
    },
}

impl Announced {
    /// `action`, `id` and `name` as in an event of Docker's. Podman writes names as they were typed, and says that an image is
    /// removed where it only loses a name.
    pub(crate) fn read(action: &str, id: &str, name: &str) -> Option<Self> {
        let id = id.to_owned();
        // Docker's classic store names an image that loses a name by its id alone.
        let is_name = !name.contains('@') && crate::reference::split_tag(name).1.is_some() && name != id;
        match action {
            _ if !id.starts_with("sha256:") => None,
            "delete" => Some(Self::Deleted { id }),
            "tag" if is_name => Some(Self::Tagged { id, name: name.to_owned() }),
            "untag" if is_name => Some(Self::Untagged { id, name: name.to_owned() }),
            _ => None,
        }
    }
}

/// What events have said themselves since this, [`touched`] or [`super::list_to_keep`] was asked last; in their order. The
/// engine is not asked: what it would say follows from [`touched`], which is to be asked next. Nothing where there was too much
/// of it, and of engines that tell of one image in no time.
pub fn announced(engine: &Engine) -> Vec<Announced> {
    engine.touched().lock().announced.as_mut().map(std::mem::take).unwrap_or_default()
}

/// `GET /images/NAME/json` of each image that events were about since it was last asked, or since [`super::list_to_keep`].
/// None where only the whole list tells: more than a few, if it could be had; events that were not heard; engines whose single
/// answers lack what the list has (the containerd store before API 1.48).
///
/// # Errors
/// What the engine answered, other than that there is no such image.
pub async fn touched(engine: &Engine) -> Result<Option<Vec<TouchedImage>>> {
    let Some(subjects) = engine.touched().take() else { return Ok(None) };
    let reads = stream::iter(subjects.into_iter().map(|subject| read(engine, subject)));
    let read = reads.buffered(MAX).try_collect::<Vec<_>>().await;
    let told = read.inspect_err(|_| engine.touched().note(None, None))?.into_iter().collect::<Option<Vec<_>>>();
    if told.is_none() {
        engine.touched().note(None, None);
    }
    Ok(told)
}

/// None where the answer lacks what the list has.
async fn read(engine: &Engine, subject: String) -> Result<Option<TouchedImage>> {
    let subject = full_id(subject);
    let asked = engine.known().ask();
    let by_platform = engine.info().containerd_store;
    let query = if by_platform { "?manifests=1" } else { "" };
    // Podman says of what it loaded in which file it was.
    let Ok(name) = crate::inspect::object_name(&subject) else { return Ok(None) };
    let path = &format!("/images/{name}/json{query}");
    match while_images_go(KEPT_PATIENCE, || engine.get::<Inspected>(path)).await {
        Ok(image) if by_platform && image.manifests.is_none() => Ok(None),
        Ok(image) => {
            let (id, summary) = (image.id.clone(), image.summary());
            engine.known().note_image(&id, Some(&summary), asked);
            Ok(Some(TouchedImage { subject, id: Some(id), rows: rows(summary) }))
        }
        Err(error) if error.code == ErrorCode::ImageNotFound => {
            engine.known().note_image(&subject, None, asked);
            Ok(Some(TouchedImage { subject, id: None, rows: Vec::new() }))
        }
        Err(error) if went_meanwhile(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Podman's events leave out what begins an id everywhere else, and without it Podman does not say that an image is gone.
fn full_id(subject: String) -> String {
    let is_bare = subject.len() == 64 && subject.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_bare { format!("sha256:{subject}") } else { subject }
}

/// What the list has too. Everything is optional: engines leave out what is empty.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Inspected {
    id: String,
    repo_tags: Option<Vec<String>>,
    repo_digests: Option<Vec<String>>,
    created: String,
    size: i64,
    config: Option<Config>,
    /// On engines with the containerd store, where they are asked for.
    manifests: Option<Vec<ImageManifestSummary>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    labels: Option<HashMap<String, String>>,
}

impl Inspected {
    fn summary(self) -> ImageSummary {
        // Of the containerd store the list tells what all platforms take, content and unpacked; the single answer only the
        // content of one.
        let whole = |manifests: &Vec<ImageManifestSummary>| manifests.iter().map(|one| one.size.total).sum();
        ImageSummary {
            id: self.id,
            repo_tags: self.repo_tags.unwrap_or_default(),
            repo_digests: self.repo_digests.unwrap_or_default(),
            created: unix_seconds(&self.created).unwrap_or_default().0,
            size: self.manifests.as_ref().map_or(self.size, whole),
            labels: self.config.and_then(|config| config.labels).unwrap_or_default(),
            manifests: self.manifests,
            ..ImageSummary::default()
        }
    }
}

/// What events were about. Belongs to a connection.
#[derive(Default)]
pub(crate) struct Touched(Mutex<Heard>);

#[derive(Default)]
struct Heard {
    /// Events of this connection are listened to.
    listening: bool,
    /// None where something was missed, until all is listed again.
    subjects: Option<Vec<String>>,
    /// None where it was too much, until all is listed or read.
    announced: Option<Vec<Announced>>,
    /// Since when the engine could not list them: nothing else tells of them.
    not_listed: Option<Instant>,
}

impl Touched {
    pub(crate) fn listen(&self) {
        self.lock().listening = true;
    }

    /// An event was about this one; none where it does not say which. With what it said itself.
    pub(crate) fn note(&self, subject: Option<String>, announced: Option<Announced>) {
        let mut heard = self.lock();
        if let (Some(list), Some(announced)) = (&mut heard.announced, announced) {
            list.push(announced);
            heard.announced.take_if(|list| list.len() > MAX);
        }
        match (&mut heard.subjects, subject) {
            (Some(list), Some(subject)) if list.contains(&subject) => {}
            (Some(list), Some(subject)) if list.len() < HEARD_MAX => list.push(subject),
            _ => heard.subjects = None,
        }
    }

    /// All is about to be listed: what was before does not matter any more, and is returned.
    pub(super) fn listing(&self) -> Option<Vec<String>> {
        let mut heard = self.lock();
        heard.announced = Some(Vec::new());
        let now = heard.listening.then(Vec::new);
        std::mem::replace(&mut heard.subjects, now)
    }

    /// All has been listed.
    pub(super) fn listed(&self) {
        self.lock().not_listed = None;
    }

    /// All could not be listed: what was before still matters. Tells how long that has been so.
    pub(super) fn not_listed(&self, before: Option<Vec<String>>) -> Duration {
        let mut heard = self.lock();
        let since = heard.subjects.take();
        heard.subjects = before.zip(since).map(|(mut all, since)| {
            all.extend(since);
            all
        });
        heard.not_listed.get_or_insert_with(Instant::now).elapsed()
    }

    fn take(&self) -> Option<Vec<String>> {
        let mut heard = self.lock();
        // What is read now is newer.
        heard.announced = Some(Vec::new());
        if heard.subjects.as_ref().is_some_and(|list| list.len() > MAX && heard.not_listed.is_none()) {
            heard.subjects = None;
        }
        heard.subjects.as_mut().map(std::mem::take)
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_heard_whole_is_told() {
        let touched = Touched::default();
        touched.listing();
        touched.note(Some("a".into()), None);
        assert_eq!(touched.take(), None, "nobody listened");
        touched.listen();
        touched.listing();
        assert_eq!(touched.take(), Some(vec![]));
        for subject in ["a", "b", "a"] {
            touched.note(Some(subject.into()), None);
        }
        assert_eq!(touched.take(), Some(vec!["a".into(), "b".into()]));
        assert_eq!(touched.take(), Some(vec![]));
        touched.note(None, None);
        assert_eq!((touched.take(), touched.take()), (None, None), "until all is listed");
        touched.listing();
        (0..=MAX).for_each(|number| touched.note(Some(number.to_string()), None));
        assert_eq!(touched.take(), None);
    }

    #[test]
    fn what_could_not_be_listed_is_told_one_by_one() {
        let touched = Touched::default();
        touched.listen();
        assert_eq!(touched.listing(), None);
        touched.note(Some("a".into()), None);
        let before = touched.listing();
        (0..=MAX).for_each(|number| touched.note(Some(number.to_string()), None));
        touched.not_listed(before);
        let told = touched.take().unwrap();
        assert_eq!((told.len(), told[0].as_str()), (MAX + 2, "a"), "what came before that list, and since");
        touched.listing();
        touched.listed();
        (0..=MAX).for_each(|number| touched.note(Some(number.to_string()), None));
        assert_eq!(touched.take(), None, "it has been listed");
        let before = touched.listing();
        touched.note(None, None);
        touched.not_listed(before);
        assert_eq!(touched.take(), None, "something was missed");
    }

    #[test]
    fn events_say_what_they_say() {
        let id = format!("sha256:{}", "a".repeat(64));
        let (tagged, name) = (|name: &str| Announced::Tagged { id: id.clone(), name: name.into() }, "a/b:1");
        assert_eq!(Announced::read("tag", &id, name), Some(tagged(name)));
        assert_eq!(Announced::read("tag", &id, "reg.test:5000/a"), None, "a port is no tag");
        assert_eq!(
            Announced::read("untag", &id, name),
            Some(Announced::Untagged { id: id.clone(), name: name.into() })
        );
        assert_eq!(Announced::read("untag", &id, &id), None, "not which name");
        assert_eq!(Announced::read("tag", &id, &format!("a/b@{id}")), None, "a digest is no tag");
        assert_eq!(Announced::read("delete", &id, ""), Some(Announced::Deleted { id: id.clone() }));
        assert_eq!(Announced::read("pull", "a/b:1", "a/b"), None, "of which image?");
        assert_eq!(Announced::read("load", &id, name), None);
    }

    #[test]
    fn what_events_said_is_no_news_once_images_are_listed_or_read() {
        let touched = Touched::default();
        let gone = || Some(Announced::Deleted { id: "sha256:a".into() });
        let count = || touched.lock().announced.as_ref().map(Vec::len);
        touched.note(None, gone());
        assert_eq!(count(), None, "nothing was listed yet");
        touched.listing();
        touched.note(None, gone());
        assert_eq!(count(), Some(1));
        touched.take();
        assert_eq!(count(), Some(0));
        (0..=MAX).for_each(|_| touched.note(None, gone()));
        touched.note(None, gone());
        assert_eq!(count(), None, "what came later is nothing without what came before");
        touched.listing();
        assert_eq!(count(), Some(0));
    }

    #[test]
    fn an_id_is_written_as_lists_write_it() {
        let id = "c4279f4d8bb52c0c5d38a0c125e68aa2b399c5f90a1d9c898ac7606b6b1a92c9";
        assert_eq!(full_id(id.into()), format!("sha256:{id}"));
        assert_eq!(full_id(format!("sha256:{id}")), format!("sha256:{id}"));
        assert_eq!(full_id("busybox:latest".into()), "busybox:latest");
    }

    #[test]
    fn one_image_reads_as_the_list_has_it() {
        let text = include_str!("../../../../tests/fixtures/couchdb-inspect.json");
        let [image]: [Inspected; 1] = serde_json::from_str(text).unwrap();
        let rows = rows(image.summary());
        assert_eq!(rows[0].repository.as_deref(), Some("couchdb"), "{rows:?}");
        assert_eq!((rows[0].size.0, rows[0].created.0 > 1_000_000_000), (252_239_692, true), "{rows:?}");
    }
}
