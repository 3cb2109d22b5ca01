//! What a registry has of a repository: its tags, the platforms of an image, and what a pull would change, without pulling.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use specta::Type;

use super::client::Registry;
use super::credentials::Login;
pub use super::fetched::KnownBy;
use super::fetched::layers_here;
use super::manifest::{self, Descriptor, Manifest, Platform};
use crate::document::{Difference, Document};
use crate::images::ComparedParameter;
use crate::inspect::{Subject, SubjectKind};
use crate::reference::Reference;
use crate::units::ByteSize;
use crate::{Engine, Error, ErrorCode, Result, images, inspect};

/// Tags a page, and tags in all: more than a person looks through, and what the largest repositories have.
const TAGS_PAGE: usize = 1_000;
const TAGS_MAX: usize = 10_000;

/// Pages that are asked for: some registries give a hundred tags a page, whatever is asked.
const PAGES_MAX: usize = 100;

/// Characters of a tag, by the grammar of references.
const TAG_MAX: usize = 128;

/// The tags of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Tags {
    /// In the registry's order.
    pub tags: Vec<String>,
    /// There are more.
    pub more: bool,
}

/// What a pull of a tag would change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PullPreview {
    pub reference: String,
    /// `sha256:…` that the tag stands for at the registry.
    pub digest: String,
    /// `linux/amd64`, the one that would be pulled.
    pub platform: String,
    /// All that the registry has.
    pub platforms: Vec<String>,
    /// Id of the image of this name that is here; none where there is none.
    pub here: Option<String>,
    /// The image that is here is the one that the registry has, and it is here for the platform that would be pulled.
    pub up_to_date: bool,
    /// It is the one that the registry has, but here for other platforms only.
    pub other_platform: bool,
    pub layers: Vec<PreviewLayer>,
    /// By what those are known that are here.
    pub known_by: KnownBy,
    /// Bytes of the layers that would be fetched, as they are transferred.
    pub fetch: ByteSize,
    /// Bytes of all layers, as they are transferred.
    pub total: ByteSize,
    /// The parameters in which it differs from the image that is here; none where there is none to compare it with.
    pub configuration: Option<Vec<ComparedParameter>>,
}

/// A layer as the registry has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PreviewLayer {
    pub digest: String,
    /// As it is transferred, compressed.
    pub size: ByteSize,
    /// The engine has it, as far as that can be known, and would not fetch it.
    pub here: bool,
}

/// `GET /v2/NAME/tags/list`
///
/// # Errors
/// `InvalidReference`, `RepositoryNotFound`, `RegistryUnauthorized`, or what else kept the registry from answering.
pub async fn tags(engine: &Engine, reference: &str) -> Result<Tags> {
    #[derive(Deserialize)]
    struct List {
        // A repository without any: null.
        tags: Option<Vec<String>>,
    }
    let source = Source::open(engine, &Reference::parse(reference)?).await?;
    let mut path = Some(format!("/v2/{}/tags/list?n={TAGS_PAGE}", source.path));
    let (mut found, mut known) = (Vec::new(), HashSet::new());
    for _ in 0..PAGES_MAX {
        let Some(asked) = path.take() else { break };
        let answer = source.ask(Method::GET, &asked, "application/json").await.map_err(|error| match error.code {
            ErrorCode::TagNotFound => Error { code: ErrorCode::RepositoryNotFound, ..error },
            _ => error,
        })?;
        let list: List = serde_json::from_slice(&answer.body)
            .map_err(|_| Error::new(ErrorCode::RegistryFailed, "the registry's list of tags can't be read"))?;
        let before = found.len();
        // Pages may overlap, and what is no tag can't be pulled.
        let page = list.tags.unwrap_or_default().into_iter().filter(|tag| tag.len() <= TAG_MAX);
        found.extend(page.filter(|tag| known.insert(tag.clone())));
        path = answer.header("link").and_then(|link| next_page(link, &source.path)).filter(|_| found.len() > before);
        if found.len() >= TAGS_MAX {
            let more = path.is_some() || found.len() > TAGS_MAX;
            found.truncate(TAGS_MAX);
            return Ok(Tags { tags: found, more });
        }
    }
    Ok(Tags { tags: found, more: path.is_some() })
}

/// How long a registry may take to say whether it knows a repository.
const KNOWS_PATIENCE: Duration = Duration::from_secs(5);

/// Whether the registry knows the repository. None where it does not tell, in time or to whoever asks from here.
pub(crate) async fn is_known(engine: &Engine, reference: &Reference, login: Option<Login>) -> Option<bool> {
    let asked = async {
        let registry = Registry::open(engine, &reference.domain, login).await.ok()?;
        registry.knows(&reference.path, &pull_scope(&reference.path)).await
    };
    tokio::time::timeout(KNOWS_PATIENCE, asked).await.ok()?
}

/// `</v2/NAME/tags/list?n=…&last=…>; rel="next"`: the query of the next page. Only the query is taken, so that no answer
/// leads anywhere else.
fn next_page(link: &str, path: &str) -> Option<String> {
    let next = link.split(',').find(|one| one.contains("rel=\"next\"") || one.contains("rel=next"))?;
    let target = next.split_once('<')?.1.split_once('>')?.0;
    let (_, query) = target.split_once('?')?;
    Some(format!("/v2/{path}/tags/list?{query}"))
}

/// The platforms that an image is made for, as its index says; of an image without one, its own.
///
/// # Errors
/// `InvalidReference`, `TagNotFound`, `RepositoryNotFound`, or what else kept the registry from answering.
pub async fn platforms(engine: &Engine, reference: &str) -> Result<Vec<String>> {
    let reference = Reference::parse(reference)?;
    let source = Source::open(engine, &reference).await?;
    let (_, top) = source.manifest(&wanted(&reference)).await?;
    if top.is_index() {
        return Ok(distinct(&top));
    }
    let config = source.config(&top).await?;
    Ok(vec![platform_of(&config).text()])
}

/// Compares what the registry has for a tag with what is here, without pulling.
///
/// # Errors
/// `InvalidReference`, `TagNotFound`, `RepositoryNotFound`, `PlatformNotFound`, or what else kept the registry or the engine
/// from answering.
pub async fn preview(engine: &Engine, reference: &str, platform: Option<&str>) -> Result<PullPreview> {
    let name = Reference::parse(reference)?;
    let source = Source::open(engine, &name).await?;
    let here = local(engine, reference).await?;
    let (digest, top) = source.manifest(&wanted(&name)).await?;
    // What a pull takes that names none, whatever is here.
    let usual = own_platform(engine);
    let asked = platform.unwrap_or(&usual);
    let (platforms, several) = (distinct(&top), top.is_index());
    let image = source.image(top, reference, asked).await?;
    let config = source.config(&image).await?;
    let own = platform_of(&config);
    if platform.is_some_and(|platform| !own.meets(platform)) {
        let words = format!("{reference} is made for {}, not for {asked}", own.text());
        return Err(Error::new(ErrorCode::PlatformNotFound, words));
    }
    let rows = images::list(engine).await?;
    let here_already = layers_here(engine, &name, &image, &strings(&config, "/rootfs/diff_ids")).await?;
    let layer = |(layer, here): (&Descriptor, bool)| PreviewLayer {
        digest: layer.digest.clone(),
        size: ByteSize(layer.size),
        here,
    };
    let layers: Vec<PreviewLayer> = image.layers.iter().zip(here_already).map(layer).collect();
    let sum = |these: &mut dyn Iterator<Item = &PreviewLayer>| ByteSize(these.map(|layer| layer.size.0).sum());
    let config_digest = image.config.as_ref().map(|config| config.digest.as_str());
    // On the containerd store an image's id is the digest of its manifest or index.
    let known_as = |here: &Local| here.digests.iter().any(|one| one.ends_with(&format!("@{digest}")));
    let up_to_date = here.as_ref().is_some_and(|here| {
        // The digest of an index is the same whichever of its platforms is here.
        known_as(here) && (!several || is_here_for(here, &rows, &own))
            || Some(here.id.as_str()) == config_digest
            || is_here_for(here, &rows, &own) && is_same(&here.document, &config)
    });
    let other_platform = !up_to_date && here.as_ref().is_some_and(known_as);
    Ok(PullPreview {
        reference: reference.to_owned(),
        platform: own.text(),
        platforms: if platforms.is_empty() { vec![own.text()] } else { platforms },
        fetch: sum(&mut layers.iter().filter(|layer| !layer.here)),
        total: sum(&mut layers.iter()),
        configuration: here.as_ref().map(|here| differences(&here.document, &config)),
        here: here.map(|here| here.id),
        digest,
        up_to_date,
        other_platform,
        layers,
        known_by: KnownBy::of(engine),
    })
}

/// The sizes of an image's layers as they are transferred, by digest, for this person.
///
/// # Errors
/// As [`preview`].
pub async fn layer_sizes(
    engine: &Engine,
    name: &Reference,
    platform: Option<&str>,
    login: Option<Login>,
) -> Result<BTreeMap<String, u64>> {
    let registry = Arc::new(Registry::open(engine, &name.domain, login).await?);
    let source = Source { registry, path: name.path.clone() };
    let usual = own_platform(engine);
    let image = source.image_for(name, platform.unwrap_or(&usual)).await?;
    Ok(image.layers.into_iter().map(|layer| (layer.digest, layer.size)).collect())
}

/// Whether the image with this id is made of the same as the one that the registry has under this name, whatever their
/// digests are. To read a manifest may count as a pull.
///
/// # Errors
/// As [`preview`].
pub(super) async fn has_same(engine: &Engine, registry: Arc<Registry>, name: &Reference, id: &str) -> Result<bool> {
    let Some(here) = local(engine, id).await? else { return Ok(false) };
    let source = Source { registry, path: name.path.clone() };
    let text = |name: &str| here.document.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let own = Platform { os: text("Os"), architecture: text("Architecture"), variant: text("Variant") };
    let image = source.image_for(name, &own.text()).await?;
    Ok(is_same(&here.document, &source.config(&image).await?))
}

/// A repository at its registry.
pub(super) struct Source {
    registry: Arc<Registry>,
    path: String,
}

impl Source {
    pub(super) async fn open(engine: &Engine, name: &Reference) -> Result<Self> {
        let lookup = engine.logins().for_reference(name).await;
        let registry = Arc::new(Registry::open(engine, &name.domain, lookup.login).await?);
        Ok(Self { registry, path: name.path.clone() })
    }

    async fn ask(&self, method: Method, path: &str, accept: &str) -> Result<super::door::Answer> {
        self.registry.ask(method, path, accept, &pull_scope(&self.path)).await
    }

    /// `GET /v2/NAME/manifests/WHAT`, with its digest.
    async fn manifest(&self, what: &str) -> Result<(String, Manifest)> {
        let answer = self.ask(Method::GET, &format!("/v2/{}/manifests/{what}", self.path), manifest::ACCEPT).await?;
        if what.contains(':') {
            manifest::verify(&answer.body, what)?;
        }
        Ok((manifest::digest(&answer.body), Manifest::read(&answer.body)?))
    }

    /// What the name stands for; of an index the image for this platform.
    pub(super) async fn image_for(&self, name: &Reference, asked: &str) -> Result<Manifest> {
        let (_, top) = self.manifest(&wanted(name)).await?;
        self.image(top, &name.to_string(), asked).await
    }

    /// Of an index the image for this platform; what is none is the image.
    async fn image(&self, top: Manifest, reference: &str, asked: &str) -> Result<Manifest> {
        if !top.is_index() {
            return Ok(top);
        }
        let missing = || {
            let words = format!("{reference} is made for {}, not for {asked}", distinct(&top).join(", "));
            Error::new(ErrorCode::PlatformNotFound, words)
        };
        let (_, descriptor) = top.images().find(|(has, _)| has.meets(asked)).ok_or_else(missing)?;
        Ok(self.manifest(&descriptor.digest).await?.1)
    }

    /// `GET /v2/NAME/blobs/DIGEST`: the image's configuration.
    async fn config(&self, image: &Manifest) -> Result<Value> {
        let odd = || Error::new(ErrorCode::RegistryFailed, "the image's configuration can't be read");
        let Descriptor { digest, .. } = image.config.as_ref().ok_or_else(odd)?;
        let answer = self.ask(Method::GET, &format!("/v2/{}/blobs/{digest}", self.path), "*/*").await?;
        manifest::verify(&answer.body, digest)?;
        serde_json::from_slice(&answer.body).map_err(|_| odd())
    }
}

pub(super) fn own_platform(engine: &Engine) -> String {
    format!("{}/{}", engine.info().os, engine.info().arch)
}

/// What a token is to allow.
pub(super) fn pull_scope(path: &str) -> String {
    format!("repository:{path}:pull")
}

/// The digest or tag that a reference means.
pub(super) fn wanted(name: &Reference) -> String {
    name.digest.clone().unwrap_or_else(|| name.tag_or_default().unwrap_or("latest").to_owned())
}

fn distinct(index: &Manifest) -> Vec<String> {
    let mut found = Vec::new();
    for (platform, _) in index.images() {
        let text = platform.text();
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

fn platform_of(config: &Value) -> Platform {
    let text = |name: &str| config.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Platform { os: text("os"), architecture: text("architecture"), variant: text("variant") }
}

/// Whether what the engine has of an image is for this platform: in the containerd store the manifest for it is there, in
/// another the one image that is there was made for it.
fn is_here_for(here: &Local, rows: &[images::ImageRow], platform: &Platform) -> bool {
    let manifests = rows.iter().find(|row| row.id == here.id).map(|row| row.manifests.as_slice()).unwrap_or_default();
    if manifests.is_empty() {
        let text = |name: &str| here.document.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let made_for = Platform { os: text("Os"), architecture: text("Architecture"), variant: text("Variant") };
        return platform.meets(&made_for.text());
    }
    let of_image = manifests.iter().filter(|one| one.kind == images::ManifestKind::Image && one.available);
    of_image.filter_map(|one| one.platform.as_deref()).any(|made_for| platform.meets(made_for))
}

/// The image of a name as the engine has it.
struct Local {
    id: String,
    digests: Vec<String>,
    document: Value,
}

async fn local(engine: &Engine, reference: &str) -> Result<Option<Local>> {
    let subject = Subject { kind: SubjectKind::Image, name: reference.to_owned() };
    let bytes = match inspect::raw(engine, &subject).await {
        Err(error) if error.code == ErrorCode::ImageNotFound => return Ok(None),
        bytes => bytes?,
    };
    let document: Value = serde_json::from_slice(&bytes)
        .map_err(|error| Error::new(ErrorCode::EngineRefused, format!("the engine's answer can't be read: {error}")))?;
    let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = document.get("RepoDigests").and_then(Value::as_array).cloned().unwrap_or_default();
    let digests = list.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect();
    Ok(Some(Local { id: text("Id"), digests, document }))
}

fn strings(document: &Value, pointer: &str) -> Vec<String> {
    let list = document.pointer(pointer).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

/// The parameters that differ, as they do of two images on the engine; secrets are masked. What the two kinds of documents
/// say of a build and its time is none of them.
fn differences(here: &Value, there: &Value) -> Vec<ComparedParameter> {
    let read = |config: Option<&Value>| Document::parse(json!({ "Config": config }).to_string());
    let compared = images::compare_parameters(&read(here.get("Config")), &read(there.get("config")), false);
    compared.into_iter().filter(|one| one.difference != Difference::Same).collect()
}

/// The same files and the same parameters: there is nothing to be had by a pull.
fn is_same(here: &Value, there: &Value) -> bool {
    let layers = strings(here, "/RootFS/Layers");
    !layers.is_empty() && layers == strings(there, "/rootfs/diff_ids") && differences(here, there).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_stays_in_its_repository() {
        let next = |link| next_page(link, "library/a");
        assert_eq!(
            next(r#"</v2/library/a/tags/list?last=b&n=2>; rel="next""#).as_deref(),
            Some("/v2/library/a/tags/list?last=b&n=2")
        );
        assert_eq!(
            next(r#"<https://evil.example/steal?n=2>; rel="next""#).as_deref(),
            Some("/v2/library/a/tags/list?n=2")
        );
        assert_eq!(next(r#"</v2/>; rel="prev""#), None);
        assert_eq!(next("garbage"), None);
    }

    #[test]
    fn defaults_are_no_difference_and_variables_are_told_by_name() {
        let here = json!({ "Config": { "Env": ["A=1", "B=2", "API_TOKEN=hunter2"], "Tty": false, "AttachStdout": true, "Cmd": ["x"],
            "Labels": null, "Image": "sha256:q", "Hostname": "h" }, "Created": "2024-01-01T00:00:00Z", "Os": "linux" });
        let there = json!({ "config": { "Env": ["A=1", "B=3", "API_TOKEN=hunter3"], "Cmd": ["x"] }, "os": "linux" });
        let found = differences(&here, &there);
        let told: Vec<_> = found.iter().map(|one| (one.name.as_deref(), one.difference)).collect();
        assert_eq!(told, [(Some("B"), Difference::Changed), (Some("API_TOKEN"), Difference::Changed)]);
        assert!(!format!("{found:?}").contains("hunter"), "{found:?}");
        assert!(differences(&here, &json!({ "config": here["Config"] })).is_empty());
    }

    #[test]
    fn images_of_the_same_layers_and_parameters_are_the_same() {
        let here = json!({ "RootFS": { "Layers": ["a", "b"] }, "Config": { "Cmd": ["x"], "Env": null } });
        let there =
            |layers: &[&str], cmd: &str| json!({ "rootfs": { "diff_ids": layers }, "config": { "Cmd": [cmd] } });
        assert!(is_same(&here, &there(&["a", "b"], "x")));
        assert!(!is_same(&here, &there(&["a"], "x")) && !is_same(&here, &there(&["a", "b"], "y")));
        assert!(!is_same(&json!({ "Config": {} }), &json!({ "config": {} })), "of one nothing is known");
    }
}
