//! Images on the engine: the list; in modules of their own what one image is made of and how two of them differ. What
//! removing them does is in `removal`.

mod compare;
mod details;
mod history;
mod instruction;
mod sharing;
mod touched;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bollard::models::{ImageManifestSummary, ImageManifestSummaryKindEnum, ImageSummary, OciPlatform};
use bollard::query_parameters::ListImagesOptions;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::reference::split_tag;
use crate::units::{ByteSize, UnixSeconds};
use crate::{Engine, Error, ErrorCode, Result};

pub(crate) use self::compare::parameters as compare_parameters;
pub use self::compare::{
    ComparedLayers, ComparedParameter, ComparedStep, ImageComparison, ImageEnd, LayerDifference, compare,
};
pub use self::details::{ImageDetails, Parameter, ParameterKind, details, value};
pub use self::history::{HistoryEntry, ImageHistory, Layer, StepLayer, history};
pub use self::instruction::Instruction;
pub(crate) use self::sharing::common as layers_in_common;
pub use self::sharing::{LayerTable, Sharing, sharing};
pub(crate) use self::touched::Touched;
pub use self::touched::{Announced, TouchedImage, announced, touched};

/// How engines write that a name, tag or digest is missing.
const NONE: &str = "<none>";

/// How long an answer is asked for again that the engine refuses while images go under its hands, and the pause between. A
/// removal of hundreds takes tens of seconds; whoever keeps the list does not wait for its end.
const REMOVAL_PATIENCE: Duration = Duration::from_secs(60);
const KEPT_PATIENCE: Duration = Duration::from_millis(200);
const BETWEEN_ASKING: Duration = Duration::from_millis(50);

/// One line of `docker images`: an image under one of its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageRow {
    /// Unique among the rows and stable while the name keeps its image: `repository:tag@id`.
    pub key: String,
    /// Full id, `sha256:…`.
    pub id: String,
    /// As `docker images` prints it (`hello-world`, `ghcr.io/acme/api`); none for an untagged image.
    pub repository: Option<String>,
    /// None where only a digest names the image, or nothing does.
    pub tag: Option<String>,
    /// Digests under which a registry knows it: `name@sha256:…`.
    pub digests: Vec<String>,
    pub created: UnixSeconds,
    /// Size on the engine's disk including layers shared with others.
    pub size: ByteSize,
    pub labels: BTreeMap<String, String>,
    /// What an image of several platforms consists of, on engines that keep images in containerd's store; else empty.
    pub manifests: Vec<ImageManifest>,
}

/// One manifest of an image: what a platform gets, or what was attested about that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageManifest {
    /// `sha256:…`, which is also the id under which the engine knows it.
    pub digest: String,
    pub kind: ManifestKind,
    /// `linux/arm64/v8`; none where it is for no platform.
    pub platform: Option<String>,
    /// The manifest that an attestation is about.
    pub about: Option<String>,
    /// All of it is on the engine. Of an image that was pulled, most platforms are not.
    pub available: bool,
    /// What a registry would send, compressed, as far as the engine has it.
    pub content: ByteSize,
    /// What it takes on disk unpacked, for containers; 0 where nothing was unpacked.
    pub unpacked: ByteSize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ManifestKind {
    Image,
    Attestation,
    Unknown,
}

impl ImageRow {
    /// How to name this row to the engine: `repository:tag` where it has one, else the id.
    pub fn reference(&self) -> String {
        match (&self.repository, &self.tag) {
            (Some(repository), Some(tag)) => format!("{repository}:{tag}"),
            _ => self.id.clone(),
        }
    }
}

/// `GET /images/json`: the rows of `docker images`, in the engine's order. Where the engine keeps images in containerd's
/// store it is asked for their manifests too; engines before API 1.47 ignore that.
///
/// # Errors
/// What the engine answered, or `EngineLost`.
pub async fn list(engine: &Engine) -> Result<Vec<ImageRow>> {
    list_within(engine, REMOVAL_PATIENCE).await
}

/// As [`list`], for whoever keeps the rows and asks [`touched`] afterwards. None while images go faster than the engine can
/// list them: then the rows that are kept still stand, and [`touched`] tells of every image since they were listed. A store
/// in which something is missing for good answers the same; so after a minute of that it is an error.
///
/// # Errors
/// As [`list`].
pub async fn list_to_keep(engine: &Engine) -> Result<Option<Vec<ImageRow>>> {
    let before = engine.touched().listing();
    match list_within(engine, KEPT_PATIENCE).await {
        Err(error) if went_meanwhile(&error) && engine.touched().not_listed(before) < REMOVAL_PATIENCE => Ok(None),
        Err(error) => {
            engine.touched().note(None, None);
            Err(error)
        }
        Ok(rows) => {
            engine.touched().listed();
            Ok(Some(rows))
        }
    }
}

async fn list_within(engine: &Engine, patience: Duration) -> Result<Vec<ImageRow>> {
    let options = ListImagesOptions { manifests: engine.info().containerd_store, ..ListImagesOptions::default() };
    let ask = || async { engine.docker().list_images(Some(options.clone())).await.map_err(Error::from) };
    let asked = engine.known().ask();
    let images = while_images_go(patience, ask).await?;
    engine.known().note_images(&images, asked);
    Ok(images.into_iter().flat_map(rows).collect())
}

/// Asks again where the engine refuses an answer because an image went while it was read.
async fn while_images_go<T, F: Future<Output = Result<T>>>(patience: Duration, ask: impl Fn() -> F) -> Result<T> {
    let until = Instant::now() + patience;
    loop {
        match ask().await {
            Err(error) if went_meanwhile(&error) && Instant::now() < until => {
                tokio::time::sleep(BETWEEN_ASKING).await;
            }
            answer => return answer,
        }
    }
}

/// Whether the containerd store refused the whole answer because one image went while it was read.
fn went_meanwhile(error: &Error) -> bool {
    error.message.contains("content digest") && error.message.contains("not found")
}

/// One row a tag; a row with only the repository where nothing but a digest names the image; else one untagged row.
fn rows(image: ImageSummary) -> Vec<ImageRow> {
    let named = |names: Vec<String>| names.into_iter().filter(|name| !name.starts_with(NONE)).collect::<Vec<_>>();
    let mut digests = named(image.repo_digests);
    let mut names: Vec<(Option<String>, Option<String>)> = Vec::new();
    // containerd's store lists what was pulled by digest among the tags as well.
    for name in named(image.repo_tags).into_iter().filter(|name| !name.contains('@')) {
        let (repository, tag) = split_tag(&name);
        names.push((Some(repository.to_owned()), tag.filter(|tag| *tag != NONE).map(str::to_owned)));
    }
    if image.manifests.is_some() {
        // containerd's store has the registry's digest for an id, and lists it under one of the names alone.
        let repositories = names.iter().filter_map(|(repository, _)| repository.as_deref());
        digests.extend(repositories.map(|repository| format!("{repository}@{}", image.id)));
        digests.sort_unstable();
        digests.dedup();
    }
    for digest in &digests {
        let repository = digest.split('@').next().map(str::to_owned);
        if !names.iter().any(|(known, _)| *known == repository) {
            names.push((repository, None));
        }
    }
    if names.is_empty() {
        names.push((None, None));
    }
    let labels: BTreeMap<_, _> = image.labels.into_iter().collect();
    let manifests: Vec<_> = image.manifests.unwrap_or_default().into_iter().map(manifest).collect();
    let row = |(repository, tag): (Option<String>, Option<String>)| ImageRow {
        key: format!(
            "{}:{}@{}",
            repository.as_deref().unwrap_or_default(),
            tag.as_deref().unwrap_or_default(),
            image.id
        ),
        id: image.id.clone(),
        repository,
        tag,
        digests: digests.clone(),
        created: UnixSeconds(image.created),
        size: ByteSize::from_engine(image.size).unwrap_or_default(),
        labels: labels.clone(),
        manifests: manifests.clone(),
    };
    names.into_iter().map(row).collect()
}

fn manifest(summary: ImageManifestSummary) -> ImageManifest {
    let of_platform = |platform: OciPlatform| {
        let parts = [platform.os, platform.architecture, platform.variant];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    };
    let (platform, unpacked) = match summary.image_data {
        Some(image) => (Some(of_platform(image.platform)), image.size.unpacked),
        None => (None, 0),
    };
    ImageManifest {
        digest: summary.id,
        kind: match summary.kind {
            Some(ImageManifestSummaryKindEnum::IMAGE) => ManifestKind::Image,
            Some(ImageManifestSummaryKindEnum::ATTESTATION) => ManifestKind::Attestation,
            _ => ManifestKind::Unknown,
        },
        platform: platform.filter(|platform| !platform.is_empty()),
        about: summary.attestation_data.map(|attestation| attestation._for),
        available: summary.available,
        content: ByteSize::from_engine(summary.size.content).unwrap_or_default(),
        unpacked: ByteSize::from_engine(unpacked).unwrap_or_default(),
    }
}

/// The fields of `GET /images/NAME/json` that decide something here. Everything is optional: engines leave out what is empty.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Inspected {
    id: String,
    repo_tags: Option<Vec<String>>,
    size: i64,
    #[serde(rename = "RootFS")]
    root_fs: Option<RootFs>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RootFs {
    layers: Option<Vec<String>>,
}

async fn inspect(engine: &Engine, reference: &str) -> Result<Inspected> {
    engine.get(&format!("/images/{}/json", crate::inspect::object_name(reference)?)).await
}

/// Whether the engine has an image of this name.
///
/// # Errors
/// What the engine answered, other than that there is none.
pub async fn exists(engine: &Engine, reference: &str) -> Result<bool> {
    match inspect(engine, reference).await {
        Ok(_) => Ok(true),
        Err(error) if error.code == ErrorCode::ImageNotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn summary(tags: &[&str], digests: &[&str]) -> ImageSummary {
        let strings = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        ImageSummary {
            id: "sha256:aa".into(),
            repo_tags: strings(tags),
            repo_digests: strings(digests),
            labels: HashMap::new(),
            ..ImageSummary::default()
        }
    }

    fn names(tags: &[&str], digests: &[&str]) -> Vec<(Option<String>, Option<String>)> {
        rows(summary(tags, digests)).into_iter().map(|row| (row.repository, row.tag)).collect()
    }

    #[test]
    fn a_list_is_asked_for_again_where_an_image_went_meanwhile() {
        let said = |words: &str| Error::new(ErrorCode::EngineRefused, words);
        let gone =
            "failed to read config content: rpc error: code = NotFound desc = content digest sha256:4b9b: not found";
        assert!(went_meanwhile(&said(gone)));
        assert!(!went_meanwhile(&said("no such host: not found")));
    }

    #[test]
    fn rows_are_those_of_docker_images() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(names(&["a:1", "a:2"], &["a@sha256:x"]), [(some("a"), some("1")), (some("a"), some("2"))]);
        assert_eq!(names(&[], &["h:5000/b@sha256:x", "h:5000/b@sha256:y"]), [(some("h:5000/b"), None)]);
        assert_eq!(names(&["b@sha256:x"], &["b@sha256:x"]), [(some("b"), None)]);
        assert_eq!(names(&["<none>:<none>"], &["<none>@<none>"]), [(None, None)]);
        assert_eq!(names(&[], &[]), [(None, None)]);
    }

    #[test]
    fn every_name_has_its_digest_in_containerds_store() {
        let listed = ImageSummary { manifests: Some(Vec::new()), ..summary(&["a:1", "a:2", "b:1"], &["b@sha256:aa"]) };
        assert!(rows(listed).iter().all(|row| row.digests == ["a@sha256:aa", "b@sha256:aa"]));
        assert!(rows(summary(&["a:1"], &[])).iter().all(|row| row.digests.is_empty()));
    }

    #[test]
    fn manifests_are_those_of_the_engine() {
        let text = r#"{"ID": "sha256:m1", "Available": true, "Kind": "image",
            "Descriptor": {"digest": "sha256:m1", "size": 481},
            "Size": {"Total": 90, "Content": 30},
            "ImageData": {"Platform": {"architecture": "arm64", "os": "linux", "variant": "v8"},
                "Containers": [], "Size": {"Unpacked": 60}}}"#;
        let found = manifest(serde_json::from_str(text).unwrap());
        assert_eq!((found.kind, found.platform.as_deref()), (ManifestKind::Image, Some("linux/arm64/v8")));
        assert_eq!((found.content, found.unpacked, found.available), (ByteSize(30), ByteSize(60), true));

        let text = r#"{"ID": "sha256:m2", "Available": false, "Kind": "attestation",
            "Descriptor": {"digest": "sha256:m2", "size": 481},
            "Size": {"Total": 7, "Content": 7}, "AttestationData": {"For": "sha256:m1"}}"#;
        let found = manifest(serde_json::from_str(text).unwrap());
        assert_eq!((found.kind, found.platform), (ManifestKind::Attestation, None));
        assert_eq!((found.about.as_deref(), found.unpacked), (Some("sha256:m1"), ByteSize(0)));
    }
}
