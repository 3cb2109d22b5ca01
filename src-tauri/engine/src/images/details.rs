//! `docker inspect` of one image as a page tells it: what it is, and the parameters that a container of it starts with.
//! Every value keeps the place where it stands in the document; secrets are masked before anything crosses.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::document::{Document, Kind, NodeId, Said};
use crate::inspect::{self, Subject, SubjectKind};
use crate::units::{ByteSize, UnixSeconds};
use crate::{Engine, Error, ErrorCode, Result};

/// Characters of a value that a page shows; the rest is asked for when it is read.
const VALUE_CHARS: usize = 500;

/// What an image is, from its inspect document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageDetails {
    pub id: String,
    pub tags: Vec<String>,
    /// `name@sha256:…`
    pub digests: Vec<String>,
    pub created: Option<UnixSeconds>,
    /// When it got its newest name on this engine.
    pub tagged: Option<UnixSeconds>,
    pub size: ByteSize,
    /// `linux/amd64`, `linux/arm64/v8`.
    pub platform: String,
    /// `10.0.20348.2227`, of Windows images.
    pub os_version: Option<String>,
    pub author: Option<String>,
    pub comment: Option<String>,
    /// The image that it was built on, where the classic builder built it on this engine.
    pub parent: Option<String>,
    /// The version of the Docker that built it.
    pub built_by: Option<String>,
    /// How the engine keeps its layers: `overlay2`.
    pub driver: Option<String>,
    /// Number of file system layers.
    pub layers: u32,
    /// Those that the image sets, in the order of [`ParameterKind`], each kind in the image's order.
    pub parameters: Vec<Parameter>,
}

/// What a container starts with unless it is told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ParameterKind {
    Entrypoint,
    Command,
    User,
    WorkingDir,
    /// One variable.
    Environment,
    /// `5984/tcp`, as a name without a value.
    Port,
    /// A folder, as a name without a value.
    Volume,
    HealthTest,
    /// Nanoseconds, as the other times of a healthcheck.
    HealthInterval,
    HealthTimeout,
    HealthStartPeriod,
    HealthStartInterval,
    HealthRetries,
    StopSignal,
    /// Seconds.
    StopTimeout,
    /// The shell that the shell form of instructions is run by.
    Shell,
    /// One instruction for an image that is built on this one.
    OnBuild,
    /// One label.
    Label,
}

impl ParameterKind {
    fn is_command(self) -> bool {
        matches!(self, Self::Entrypoint | Self::Command | Self::HealthTest | Self::Shell)
    }
}

/// One parameter of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    pub kind: ParameterKind,
    /// Of a variable, a port, a folder, a label.
    pub name: Option<String>,
    /// A command reads as in a shell. Empty where the name is all there is.
    pub value: Said,
}

/// Where each kind stands in the document.
const PLACES: [(ParameterKind, &str); 18] = [
    (ParameterKind::Entrypoint, "/Config/Entrypoint"),
    (ParameterKind::Command, "/Config/Cmd"),
    (ParameterKind::User, "/Config/User"),
    (ParameterKind::WorkingDir, "/Config/WorkingDir"),
    (ParameterKind::Environment, "/Config/Env"),
    (ParameterKind::Port, "/Config/ExposedPorts"),
    (ParameterKind::Volume, "/Config/Volumes"),
    (ParameterKind::HealthTest, "/Config/Healthcheck/Test"),
    (ParameterKind::HealthInterval, "/Config/Healthcheck/Interval"),
    (ParameterKind::HealthTimeout, "/Config/Healthcheck/Timeout"),
    (ParameterKind::HealthStartPeriod, "/Config/Healthcheck/StartPeriod"),
    (ParameterKind::HealthStartInterval, "/Config/Healthcheck/StartInterval"),
    (ParameterKind::HealthRetries, "/Config/Healthcheck/Retries"),
    (ParameterKind::StopSignal, "/Config/StopSignal"),
    (ParameterKind::StopTimeout, "/Config/StopTimeout"),
    (ParameterKind::Shell, "/Config/Shell"),
    (ParameterKind::OnBuild, "/Config/OnBuild"),
    (ParameterKind::Label, "/Config/Labels"),
];

/// A parameter as it stands in its document.
pub(super) struct Found {
    pub kind: ParameterKind,
    pub name: Option<String>,
    pub node: NodeId,
}

impl Found {
    /// As it may be seen. `shown` lifts the masks.
    pub fn told(&self, document: &Document, shown: bool) -> Parameter {
        Parameter { kind: self.kind, name: self.name.clone(), value: said(document, self.node, VALUE_CHARS, shown) }
    }
}

/// `GET /images/NAME/json`, the part that describes it to a person.
///
/// # Errors
/// `ImageNotFound`, or what the engine answered.
pub async fn details(engine: &Engine, reference: &str) -> Result<ImageDetails> {
    read(engine, reference, |document| told(&document)).await
}

/// One value at a JSON Pointer of `GET /images/NAME/json`, whole: a command as a shell would read it, of a variable what
/// stands behind its `=`. `shown` lifts the masks of secrets.
///
/// # Errors
/// `ImageNotFound`, `NotFound` where the image has no such value, or what the engine answered.
pub async fn value(engine: &Engine, reference: &str, pointer: &str, shown: bool) -> Result<String> {
    let path = pointer.to_owned();
    let found =
        read(engine, reference, move |document| Some(said(&document, document.find(&path)?, usize::MAX, shown).text));
    found.await?.ok_or_else(|| Error::new(ErrorCode::NotFound, format!("{reference} has nothing at {pointer}")))
}

/// Reads an image's document, on a thread that may take its time.
pub(super) async fn read<T: Send + 'static>(
    engine: &Engine,
    reference: &str,
    read: impl FnOnce(Document) -> T + Send + 'static,
) -> Result<T> {
    let subject = Subject { kind: SubjectKind::Image, name: reference.to_owned() };
    let bytes = inspect::raw(engine, &subject).await?;
    let read = tokio::task::spawn_blocking(move || {
        let document = Document::parse(bytes);
        match document.problem() {
            Some(problem) => Err(Error::new(ErrorCode::Internal, format!("the engine's answer: {problem:?}"))),
            None => Ok(read(document)),
        }
    });
    read.await.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?
}

pub(super) fn told(document: &Document) -> ImageDetails {
    // Names and versions: nobody's secret, but looked through like everything else.
    let text = |pointer: &str| {
        let node = document.find(pointer).filter(|node| document.kind(*node) == Kind::String)?;
        Some(document.said(node, VALUE_CHARS, false).text).filter(|text| !text.is_empty())
    };
    let texts = |pointer: &str| -> Vec<String> {
        items(document, pointer).map(|node| document.value(node).into_owned()).collect()
    };
    let instant = |pointer: &str| text(pointer).as_deref().and_then(unix_seconds);
    let variant = text("/Variant").map(|variant| format!("/{variant}")).unwrap_or_default();
    let size = document.find("/Size").and_then(|node| document.value(node).parse().ok());
    let found = parameters(document);
    ImageDetails {
        id: text("/Id").unwrap_or_default(),
        tags: texts("/RepoTags"),
        digests: texts("/RepoDigests"),
        created: instant("/Created"),
        tagged: instant("/Metadata/LastTagTime"),
        size: size.and_then(ByteSize::from_engine).unwrap_or_default(),
        platform: format!("{}/{}{variant}", text("/Os").unwrap_or_default(), text("/Architecture").unwrap_or_default()),
        os_version: text("/OsVersion"),
        author: text("/Author"),
        comment: text("/Comment"),
        parent: text("/Parent"),
        built_by: text("/DockerVersion"),
        driver: text("/GraphDriver/Name"),
        layers: u32::try_from(layers(document).len()).unwrap_or(u32::MAX),
        parameters: found.iter().map(|found| found.told(document, false)).collect(),
    }
}

/// `RootFS.Layers`, the lowest first.
pub(super) fn layers(document: &Document) -> Vec<String> {
    items(document, "/RootFS/Layers").map(|node| document.value(node).into_owned()).collect()
}

/// What an array holds; nothing where there is none.
fn items<'a>(document: &'a Document, pointer: &str) -> impl Iterator<Item = NodeId> + 'a {
    let array = document.find(pointer).filter(|node| document.kind(*node) == Kind::Array);
    array.into_iter().flat_map(|array| document.children(array))
}

/// The parameters that the image sets. What engines fill in where nothing is set (empty texts and lists, zero times) is
/// none.
pub(super) fn parameters(document: &Document) -> Vec<Found> {
    let mut found = Vec::new();
    for (kind, pointer) in PLACES {
        let Some(node) = document.find(pointer) else { continue };
        let one = |name, node| Found { kind, name, node };
        match document.kind(node) {
            Kind::Array if kind.is_command() => {
                found.extend((document.child_count(node) > 0).then(|| one(None, node)));
            }
            Kind::Array => found.extend(document.children(node).map(|item| {
                let name = (kind == ParameterKind::Environment).then(|| variable(&document.value(item)).to_owned());
                one(name, item)
            })),
            Kind::Object => found.extend(document.children(node).map(|value| {
                let name = document.key(value).unwrap_or_default().into_owned();
                one(Some(name), value)
            })),
            Kind::String | Kind::Number => {
                found.extend((!matches!(&*document.value(node), "" | "0")).then(|| one(None, node)));
            }
            _ => {}
        }
    }
    found
}

/// The name of `NAME=value`.
fn variable(setting: &str) -> &str {
    setting.split_once('=').map_or(setting, |(name, _)| name)
}

/// A value as it may be seen; the empty object of a port or a folder says nothing.
fn said(document: &Document, node: NodeId, chars: usize, shown: bool) -> Said {
    match document.kind(node) {
        Kind::Array => document.said_command(node, chars, shown),
        Kind::Object | Kind::Null => Said { pointer: document.pointer(node), ..Said::default() },
        _ => {
            let mut said = document.said(node, chars, shown);
            if said.pointer.starts_with("/Config/Env/") {
                said.text = said.text.split_once('=').map(|(_, value)| value.to_owned()).unwrap_or_default();
            }
            said
        }
    }
}

/// Seconds of an RFC 3339 instant as engines write it; none for Go's zero time.
pub(super) fn unix_seconds(text: &str) -> Option<UnixSeconds> {
    let instant = time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
    Some(UnixSeconds(instant.unix_timestamp())).filter(|seconds| seconds.0 > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Secret;

    const COUCHDB: &str = include_str!("../../../../tests/fixtures/couchdb-inspect.json");

    fn document(config: &str) -> Document {
        Document::parse(format!(r#"{{"Id":"sha256:aa","Os":"linux","Architecture":"arm64","Config":{config}}}"#))
    }

    fn lines(document: &Document) -> Vec<String> {
        let line = |Parameter { kind, name, value }: Parameter| {
            format!("{kind:?} {} = {}", name.unwrap_or_default(), value.text)
        };
        told(document).parameters.into_iter().map(line).collect()
    }

    #[test]
    fn a_real_image_is_told() {
        let document = Document::parse(COUCHDB);
        let document = document.unlisted().unwrap_or(document);
        let image = told(&document);
        assert_eq!((image.platform.as_str(), image.layers, image.size), ("linux/amd64", 10, ByteSize(252_239_692)));
        let lines = lines(&document);
        for line in [
            "Entrypoint  = tini -- /docker-entrypoint.sh",
            "Command  = /opt/couchdb/bin/couchdb",
            "WorkingDir  = /opt/couchdb",
            "Environment COUCHDB_VERSION = 2.2.0",
            "Port 5984/tcp = ",
            "Volume /opt/couchdb/data = ",
        ] {
            assert!(lines.iter().any(|told| told == line), "{line} is not among {lines:#?}");
        }
        let placed = |kind| image.parameters.iter().find(|parameter| parameter.kind == kind).unwrap();
        assert_eq!(placed(ParameterKind::Command).value.pointer, "/Config/Cmd");
    }

    #[test]
    fn what_is_not_set_is_left_out() {
        let empty = document(
            r#"{"Entrypoint":null,"Cmd":[],"User":"","Env":null,"Volumes":{},"Labels":null,"StopSignal":"",
                "Healthcheck":{"Test":["NONE"],"Interval":0,"Retries":0}}"#,
        );
        assert_eq!(lines(&empty), ["HealthTest  = NONE"]);
    }

    #[test]
    fn every_parameter_is_told_and_secrets_are_masked() {
        let document = document(
            r#"{"Entrypoint":["/bin/sh","-c","exec \"$0\""],"Env":["A=1=2","DB_PASSWORD=hunter2","BARE"],
                "Healthcheck":{"Test":["CMD-SHELL","curl x || exit 1"],"Interval":30000000000,"Retries":3},
                "StopTimeout":5,"Shell":["/bin/bash","-c"],"OnBuild":["RUN make","COPY . ."],
                "Labels":{"a/b":"x","api-key":"abcdef"}}"#,
        );
        assert_eq!(
            lines(&document),
            [
                r#"Entrypoint  = /bin/sh -c 'exec "$0"'"#,
                "Environment A = 1=2",
                "Environment DB_PASSWORD = ••••••••",
                "Environment BARE = ",
                "HealthTest  = curl x || exit 1",
                "HealthInterval  = 30000000000",
                "HealthRetries  = 3",
                "StopTimeout  = 5",
                "Shell  = /bin/bash -c",
                "OnBuild  = RUN make",
                "OnBuild  = COPY . .",
                "Label a/b = x",
                "Label api-key = ••••••••",
            ]
        );
        let of = |pointer: &str, shown| said(&document, document.find(pointer).unwrap(), usize::MAX, shown);
        assert_eq!(of("/Config/Env/1", true).text, "hunter2");
        assert_eq!(
            (of("/Config/Env/1", false).secret, of("/Config/Env/0", false).secret),
            (Secret::Hidden, Secret::None)
        );
        assert_eq!(of("/Config/Labels/a~1b", false).pointer, "/Config/Labels/a~1b");
    }

    #[test]
    fn instants_are_read_and_gos_zero_is_none() {
        assert_eq!(unix_seconds("2018-10-16T01:38:59.501794757Z"), Some(UnixSeconds(1_539_653_939)));
        assert_eq!(unix_seconds("0001-01-01T00:00:00Z"), None);
    }
}
