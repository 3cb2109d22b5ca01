//! Images on the engine: list, details, history, removal with a preview of what will go.

use std::collections::BTreeMap;

use bollard::models::ImageSummary;
use bollard::query_parameters::{ListImagesOptions, RemoveImageOptions};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::containers::{self, ContainerRow};
use crate::reference::split_tag;
use crate::units::{ByteSize, UnixSeconds};
use crate::{Engine, ErrorCode, Result};

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

/// An image's parameters and names, from its inspect document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageDetails {
    pub id: String,
    pub tags: Vec<String>,
    pub digests: Vec<String>,
    pub created: Option<UnixSeconds>,
    pub size: ByteSize,
    /// `linux/amd64`, `linux/arm64/v8`.
    pub platform: String,
    pub author: Option<String>,
    pub entrypoint: Vec<String>,
    pub command: Vec<String>,
    /// `KEY=value`, in the image's order.
    pub env: Vec<String>,
    /// `5984/tcp`
    pub exposed_ports: Vec<String>,
    pub volumes: Vec<String>,
    pub user: String,
    pub working_dir: String,
    pub stop_signal: Option<String>,
    /// The healthcheck's test, as the image gives it.
    pub healthcheck: Vec<String>,
    pub labels: BTreeMap<String, String>,
    /// Number of file system layers.
    pub layers: u32,
}

/// One step of `docker history`, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// None where the engine says `<missing>`.
    pub id: Option<String>,
    pub created: UnixSeconds,
    pub created_by: String,
    pub size: ByteSize,
    pub comment: String,
    pub tags: Vec<String>,
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
    for name in named(image.repo_tags) {
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

/// The fields of `GET /images/NAME/json` that are shown outside of the inspect tree. Everything is optional: engines leave
/// out what is empty.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Inspected {
    id: String,
    repo_tags: Option<Vec<String>>,
    repo_digests: Option<Vec<String>>,
    created: Option<String>,
    size: i64,
    os: String,
    architecture: String,
    variant: Option<String>,
    author: Option<String>,
    config: Option<Config>,
    #[serde(rename = "RootFS")]
    root_fs: Option<RootFs>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    entrypoint: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
    env: Option<Vec<String>>,
    exposed_ports: Option<BTreeMap<String, serde_json::Value>>,
    volumes: Option<BTreeMap<String, serde_json::Value>>,
    user: String,
    working_dir: String,
    stop_signal: Option<String>,
    healthcheck: Option<Healthcheck>,
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Healthcheck {
    test: Option<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RootFs {
    layers: Option<Vec<String>>,
}

async fn inspect(engine: &Engine, reference: &str) -> Result<Inspected> {
    engine.get(&format!("/images/{}/json", crate::inspect::object_name(reference)?)).await
}

/// `GET /images/NAME/json`, the part that describes it to a person.
///
/// # Errors
/// `ImageNotFound`, or what the engine answered.
pub async fn details(engine: &Engine, reference: &str) -> Result<ImageDetails> {
    let image = inspect(engine, reference).await?;
    let config = image.config.unwrap_or_default();
    let variant = image.variant.filter(|variant| !variant.is_empty()).map(|variant| format!("/{variant}"));
    let layers = image.root_fs.and_then(|fs| fs.layers).map_or(0, |layers| layers.len());
    Ok(ImageDetails {
        id: image.id,
        tags: image.repo_tags.unwrap_or_default(),
        digests: image.repo_digests.unwrap_or_default(),
        created: image.created.as_deref().and_then(unix_seconds),
        size: ByteSize::from_engine(image.size).unwrap_or_default(),
        platform: format!("{}/{}{}", image.os, image.architecture, variant.unwrap_or_default()),
        author: image.author.filter(|author| !author.is_empty()),
        entrypoint: config.entrypoint.unwrap_or_default(),
        command: config.cmd.unwrap_or_default(),
        env: config.env.unwrap_or_default(),
        exposed_ports: config.exposed_ports.unwrap_or_default().into_keys().collect(),
        volumes: config.volumes.unwrap_or_default().into_keys().collect(),
        user: config.user,
        working_dir: config.working_dir,
        stop_signal: config.stop_signal.filter(|signal| !signal.is_empty()),
        healthcheck: config.healthcheck.and_then(|check| check.test).unwrap_or_default(),
        labels: config.labels.unwrap_or_default(),
        layers: u32::try_from(layers).unwrap_or(u32::MAX),
    })
}

/// `GET /images/NAME/history`
///
/// # Errors
/// `ImageNotFound`, or what the engine answered.
pub async fn history(engine: &Engine, reference: &str) -> Result<Vec<HistoryEntry>> {
    let steps = engine.docker().image_history(crate::inspect::object_name(reference)?).await?;
    let entry = |step: bollard::models::ImageHistoryResponseItem| HistoryEntry {
        id: Some(step.id).filter(|id| id != "<missing>" && !id.is_empty()),
        created: UnixSeconds(step.created),
        created_by: step.created_by,
        size: ByteSize::from_engine(step.size).unwrap_or_default(),
        comment: step.comment,
        tags: step.tags,
    };
    Ok(steps.into_iter().map(entry).collect())
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

/// Seconds of an RFC 3339 instant as engines write it; none for Go's zero time.
fn unix_seconds(text: &str) -> Option<UnixSeconds> {
    let instant = time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
    Some(UnixSeconds(instant.unix_timestamp())).filter(|seconds| seconds.0 > 0)
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

    #[test]
    fn instants_are_read_and_gos_zero_is_none() {
        assert_eq!(unix_seconds("2018-10-16T01:38:59.501794757Z"), Some(UnixSeconds(1_539_653_939)));
        assert_eq!(unix_seconds("0001-01-01T00:00:00Z"), None);
    }
}
