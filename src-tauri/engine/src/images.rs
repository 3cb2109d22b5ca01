//! Images on the engine: list, removal with a preview of what will go; in modules of their own what one image is made of
//! and how two of them differ.

mod compare;
mod details;
mod history;
mod instruction;
mod sharing;

use std::collections::BTreeMap;

use bollard::models::ImageSummary;
use bollard::query_parameters::{ListImagesOptions, RemoveImageOptions};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::containers::{self, ContainerRow};
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

/// A container that stands in the way of removing an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageUser {
    pub id: String,
    pub name: String,
    pub running: bool,
}

/// What `docker rmi REFERENCE` would do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovalPreview {
    pub reference: String,
    pub id: String,
    /// The names that would go.
    pub untagged: Vec<String>,
    /// Names that would stay; where there are any the image itself stays.
    pub remaining: Vec<String>,
    /// The image and its layers would go, not only a name.
    pub deletes_image: bool,
    /// Size of the image; layers shared with other images stay, so this is an upper bound of what is freed.
    pub size: ByteSize,
    /// Containers made from this image.
    pub containers: Vec<ImageUser>,
    /// The engine will refuse without force.
    pub needs_force: bool,
    /// What force would do, where it is needed.
    pub force: Option<ForceEffect>,
}

/// What `docker rmi --force` does to an image that containers use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ForceEffect {
    /// The name goes; the image stays without a name, because a running container uses it.
    UntagsOnly,
    /// Name and image go; the stopped containers keep their files but can't be started from the image again.
    DeletesImage,
    /// Podman: the containers go with the image, the running ones too.
    RemovesContainers,
    /// Refused all the same.
    Refused,
}

/// What the engine did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovalReport {
    pub untagged: Vec<String>,
    pub deleted: Vec<String>,
}

/// `GET /images/json`: the rows of `docker images`, in the engine's order.
///
/// # Errors
/// What the engine answered, or `EngineLost`.
pub async fn list(engine: &Engine) -> Result<Vec<ImageRow>> {
    let images = engine.docker().list_images(None::<ListImagesOptions>).await?;
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

/// What `docker rmi REFERENCE` would do now. Nothing is changed.
///
/// # Errors
/// `ImageNotFound`, or what the engine answered.
pub async fn removal_preview(engine: &Engine, reference: &str) -> Result<RemovalPreview> {
    let image = inspect(engine, reference).await?;
    let users = containers::list(engine).await?.into_iter().filter(|row| row.image_id == image.id).collect();
    Ok(preview(reference, image, users, engine.info().product == "Podman"))
}

fn preview(reference: &str, image: Inspected, users: Vec<ContainerRow>, podman: bool) -> RemovalPreview {
    let tags: Vec<String> =
        image.repo_tags.unwrap_or_default().into_iter().filter(|tag| !tag.starts_with(NONE)).collect();
    let (named, others): (Vec<_>, Vec<_>) = tags.into_iter().partition(|tag| same_name(tag, reference));
    // What is not one of its names is its id, or the beginning of it: then all names go.
    let by_id = named.is_empty();
    let (untagged, remaining) = if by_id { (others, Vec::new()) } else { (named, others) };
    let deletes_image = remaining.is_empty();
    let containers: Vec<ImageUser> =
        users.into_iter().map(|row| ImageUser { running: row.state.is_alive(), id: row.id, name: row.name }).collect();
    let running = containers.iter().any(|container| container.running);
    // Several names and only the id given: the engine asks for force too.
    let needs_force = deletes_image && (!containers.is_empty() || (by_id && untagged.len() > 1));
    let force = needs_force.then_some(match (podman, running, by_id) {
        (true, _, _) if !containers.is_empty() => ForceEffect::RemovesContainers,
        (false, true, true) => ForceEffect::Refused,
        (false, true, false) => ForceEffect::UntagsOnly,
        _ => ForceEffect::DeletesImage,
    });
    RemovalPreview {
        reference: reference.to_owned(),
        id: image.id,
        untagged,
        remaining,
        deletes_image,
        size: ByteSize::from_engine(image.size).unwrap_or_default(),
        containers,
        needs_force,
        force,
    }
}

/// `hello-world` and `docker.io/library/hello-world:latest` are one name.
fn same_name(a: &str, b: &str) -> bool {
    use crate::reference::Reference;
    match (Reference::parse(a), Reference::parse(b)) {
        (Ok(a), Ok(b)) => a.name() == b.name() && a.tag_or_default() == b.tag_or_default(),
        _ => a == b,
    }
}

/// `DELETE /images/NAME`
///
/// # Errors
/// `ImageNotFound`, `ImageInUse`, or what the engine answered.
pub async fn remove(engine: &Engine, reference: &str, force: bool) -> Result<RemovalReport> {
    let options = RemoveImageOptions { force, ..RemoveImageOptions::default() };
    let items = engine.docker().remove_image(crate::inspect::object_name(reference)?, Some(options), None).await?;
    let mut report = RemovalReport::default();
    for item in items {
        report.untagged.extend(item.untagged);
        report.deleted.extend(item.deleted);
    }
    Ok(report)
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
    use crate::containers::ContainerState;

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

    fn container(state: ContainerState) -> ContainerRow {
        ContainerRow {
            id: "c1".into(),
            name: "web".into(),
            image_id: "sha256:aa".into(),
            state,
            ..ContainerRow::default()
        }
    }

    fn of(tags: &[&str], reference: &str, users: Vec<ContainerRow>, podman: bool) -> RemovalPreview {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let image = Inspected { id: "sha256:aa".into(), repo_tags: Some(tags), ..Inspected::default() };
        preview(reference, image, users, podman)
    }

    #[test]
    fn a_preview_says_what_the_engine_would_do() {
        let one_of_two = of(&["a:1", "a:latest"], "a", vec![container(ContainerState::Running)], false);
        assert_eq!((one_of_two.untagged, one_of_two.remaining), (vec!["a:latest".to_owned()], vec!["a:1".to_owned()]));
        assert!(!one_of_two.deletes_image && !one_of_two.needs_force);

        let free = of(&["a:1"], "docker.io/library/a:1", vec![], false);
        assert!(free.deletes_image && !free.needs_force && free.force.is_none());

        let force = |state, reference, podman| of(&["a:1"], reference, vec![container(state)], podman).force;
        assert_eq!(force(ContainerState::Exited, "a:1", false), Some(ForceEffect::DeletesImage));
        assert_eq!(force(ContainerState::Running, "a:1", false), Some(ForceEffect::UntagsOnly));
        assert_eq!(force(ContainerState::Running, "sha256:aa", false), Some(ForceEffect::Refused));
        assert_eq!(force(ContainerState::Running, "a:1", true), Some(ForceEffect::RemovesContainers));
        assert_eq!(of(&["a:1", "b:1"], "aa", vec![], false).force, Some(ForceEffect::DeletesImage));
    }
}
