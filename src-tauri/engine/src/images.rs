//! Images on the engine: the list; in modules of their own what one image is made of and how two of them differ. What
//! removing them does is in `removal`.

mod compare;
mod details;
mod history;
mod instruction;
mod sharing;

use std::collections::BTreeMap;

use bollard::models::ImageSummary;
use bollard::query_parameters::ListImagesOptions;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::reference::split_tag;
use crate::units::{ByteSize, UnixSeconds};
use crate::{Engine, ErrorCode, Result};

pub use self::compare::{
    ComparedLayers, ComparedParameter, ComparedStep, ImageComparison, ImageEnd, LayerDifference, compare,
};
pub use self::details::{ImageDetails, Parameter, ParameterKind, details, value};
pub use self::history::{HistoryEntry, ImageHistory, Layer, StepLayer, history};
pub use self::instruction::Instruction;
pub use self::sharing::{LayerTable, Sharing, sharing};

/// How engines write that a name, tag or digest is missing.
const NONE: &str = "<none>";

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

/// `GET /images/json`: the rows of `docker images`, in the engine's order.
///
/// # Errors
/// What the engine answered, or `EngineLost`.
pub async fn list(engine: &Engine) -> Result<Vec<ImageRow>> {
    let images = engine.docker().list_images(None::<ListImagesOptions>).await?;
    engine.known().note_images(&images);
    Ok(images.into_iter().flat_map(rows).collect())
}

/// One row a tag; a row with only the repository where nothing but a digest names the image; else one untagged row.
fn rows(image: ImageSummary) -> Vec<ImageRow> {
    let named = |names: Vec<String>| names.into_iter().filter(|name| !name.starts_with(NONE)).collect::<Vec<_>>();
    let digests = named(image.repo_digests);
    let mut names: Vec<(Option<String>, Option<String>)> = Vec::new();
    // containerd's store lists what was pulled by digest among the tags as well.
    for name in named(image.repo_tags).into_iter().filter(|name| !name.contains('@')) {
        let (repository, tag) = split_tag(&name);
        names.push((Some(repository.to_owned()), tag.filter(|tag| *tag != NONE).map(str::to_owned)));
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
    };
    names.into_iter().map(row).collect()
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
    fn rows_are_those_of_docker_images() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(names(&["a:1", "a:2"], &["a@sha256:x"]), [(some("a"), some("1")), (some("a"), some("2"))]);
        assert_eq!(names(&[], &["h:5000/b@sha256:x", "h:5000/b@sha256:y"]), [(some("h:5000/b"), None)]);
        assert_eq!(names(&["b@sha256:x"], &["b@sha256:x"]), [(some("b"), None)]);
        assert_eq!(names(&["<none>:<none>"], &["<none>@<none>"]), [(None, None)]);
        assert_eq!(names(&[], &[]), [(None, None)]);
    }
}
