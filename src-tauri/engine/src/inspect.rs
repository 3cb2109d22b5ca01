//! `docker inspect`: the engine's own document about one object, as text and unaltered. Reading it as a tree belongs to
//! `document`.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use hyper::Method;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Engine;
use crate::document::{Document, FieldValue};
use crate::error::{Error, ErrorCode, Result};

/// What kind of object is inspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SubjectKind {
    Image,
    Container,
    Volume,
    Network,
}

/// One object on the engine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    pub kind: SubjectKind,
    /// Name, reference or id.
    pub name: String,
}

impl SubjectKind {
    /// In the order in which `docker inspect` looks for a name.
    pub const ALL: [Self; 4] = [Self::Container, Self::Image, Self::Network, Self::Volume];

    /// As `docker inspect --type` and `docker KIND inspect` call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Container => "container",
            Self::Volume => "volume",
            Self::Network => "network",
        }
    }
}

/// `GET /images/NAME/json`, `/containers/NAME/json`, `/volumes/NAME` or `/networks/NAME`: the body as the engine sent it.
///
/// # Errors
/// `ImageNotFound`, `ContainerNotFound`, `NotFound` for volumes and networks, or what the engine answered.
pub async fn raw(engine: &Engine, subject: &Subject) -> Result<Bytes> {
    engine.get_bytes(&path(subject)?).await
}

fn path(subject: &Subject) -> Result<String> {
    let name = object_name(&subject.name)?;
    Ok(match subject.kind {
        SubjectKind::Image => format!("/images/{name}/json"),
        SubjectKind::Container => format!("/containers/{name}/json"),
        SubjectKind::Volume => format!("/volumes/{name}"),
        SubjectKind::Network => format!("/networks/{name}"),
    })
}

/// `GET /volumes` and `GET /networks`: what there is to inspect beside images and containers, by name.
///
/// # Errors
/// What the engine answered.
pub async fn names(engine: &Engine) -> Result<Vec<Subject>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Named {
        name: String,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Volumes {
        // Where there is none, Docker sends null.
        volumes: Option<Vec<Named>>,
    }
    let (volumes, networks) =
        tokio::try_join!(engine.get::<Volumes>("/volumes"), engine.get::<Vec<Named>>("/networks"))?;
    let of = |kind| move |Named { name }| Subject { kind, name };
    let volumes = volumes.volumes.unwrap_or_default().into_iter().map(of(SubjectKind::Volume));
    Ok(volumes.chain(networks.into_iter().map(of(SubjectKind::Network))).collect())
}

/// Which objects a name may mean, as `docker inspect NAME` looks for it: of one kind, or of all. A container is told by its
/// id: it may be called otherwise a moment later, and stays the same.
///
/// # Errors
/// What the engine answered, other than that there is no such object: then the list is empty.
pub async fn resolve(engine: &Engine, name: &str, kind: Option<SubjectKind>) -> Result<Vec<Subject>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Identified {
        id: String,
    }
    let kinds = SubjectKind::ALL.into_iter().filter(|each| kind.is_none_or(|kind| kind == *each));
    let asked = kinds.map(|kind| async move {
        let subject = Subject { kind, name: name.to_owned() };
        let path = path(&subject)?;
        if kind == SubjectKind::Container {
            let found = there(engine.get::<Identified>(&path).await, kind)?;
            return Ok(found.map(|Identified { id }| Subject { kind, name: id }));
        }
        // The head of the answer tells; the document itself is not read.
        there(engine.call(Method::GET, &path).await, kind).map(|found| found.map(|_| subject))
    });
    let found: Vec<Option<Subject>> = futures_util::future::try_join_all(asked).await?;
    Ok(found.into_iter().flatten().collect())
}

/// A name that an image can't have is no fault where a container may have it.
fn is_absent(code: ErrorCode, kind: SubjectKind) -> bool {
    match code {
        ErrorCode::ImageNotFound | ErrorCode::ContainerNotFound | ErrorCode::NotFound => true,
        ErrorCode::InvalidReference => kind == SubjectKind::Image,
        _ => false,
    }
}

/// What one object has in certain fields; none where it lacks one, and for an object that is gone nothing at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ObjectFields {
    pub name: String,
    /// One for each field that was asked for, in that order.
    pub values: Vec<Option<FieldValue>>,
}

/// Objects asked about at once: enough to keep an engine busy, few enough to leave it free for others.
const FIELDS_AT_ONCE: usize = 8;

/// Reads fields, named by JSON Pointers, of many objects of one kind.
///
/// # Errors
/// What the engine answered, other than that there is no such object: that one has no values then.
pub async fn fields(
    engine: &Engine,
    kind: SubjectKind,
    names: Vec<String>,
    pointers: &[String],
) -> Result<Vec<ObjectFields>> {
    let pointers: Arc<[String]> = pointers.into();
    let one = |name: String| {
        let pointers = Arc::clone(&pointers);
        async move {
            let subject = Subject { kind, name };
            let values = match there(raw(engine, &subject).await, kind)? {
                Some(bytes) => read_fields(bytes, pointers).await?,
                None => vec![None; pointers.len()],
            };
            Ok(ObjectFields { name: subject.name, values })
        }
    };
    futures_util::stream::iter(names).map(one).buffered(FIELDS_AT_ONCE).try_collect().await
}

/// None where the answer is that there is no such object.
fn there<T>(answer: Result<T>, kind: SubjectKind) -> Result<Option<T>> {
    match answer {
        Ok(object) => Ok(Some(object)),
        Err(error) if is_absent(error.code, kind) => Ok(None),
        Err(error) => Err(error),
    }
}

/// On a thread that may take its time: an object may be large, and there are many.
async fn read_fields(bytes: Bytes, pointers: Arc<[String]>) -> Result<Vec<Option<FieldValue>>> {
    let read = tokio::task::spawn_blocking(move || {
        let document = Document::parse(bytes);
        pointers.iter().map(|pointer| document.field(pointer)).collect()
    });
    read.await.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))
}

/// The address of a web page behind a published port. `engine_host` is the machine that the engine runs on, none for this
/// one; `bound_to` the address that the port is bound to, empty for all.
///
/// # Errors
/// `InvalidInput` where `bound_to` is no IP address.
pub fn port_url(engine_host: Option<&str>, bound_to: &str, port: u16) -> Result<String> {
    /// Ports of TLS by convention.
    const TLS: [u16; 2] = [443, 8443];
    let scheme = if TLS.contains(&port) { "https" } else { "http" };
    let everywhere = matches!(bound_to, "" | "0.0.0.0" | "::");
    let host = match engine_host {
        // A port of another machine is reached through that machine's name, whatever it is bound to there.
        Some(host) => bracketed(host),
        None if everywhere => "localhost".to_owned(),
        None => {
            let wrong = |_| Error::new(ErrorCode::InvalidInput, format!("{bound_to:?} is not an IP address"));
            bracketed(&bound_to.parse::<std::net::IpAddr>().map_err(wrong)?.to_string())
        }
    };
    Ok(format!("{scheme}://{host}:{port}/"))
}

fn bracketed(host: &str) -> String {
    if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() }
}

/// A name that is about to become part of a request's path: it must not be able to leave its place there.
///
/// # Errors
/// `InvalidReference` for anything that no image, container or id is called.
pub(crate) fn object_name(name: &str) -> Result<&str> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_./:@-".contains(&b);
    let inside = name.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if name.bytes().all(allowed) && inside {
        Ok(name)
    } else {
        Err(Error::new(ErrorCode::InvalidReference, format!("{name:?} is not the name of an image or a container")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_has_an_address() {
        let url = |engine, bound, port| port_url(engine, bound, port).unwrap();
        assert_eq!(url(None, "0.0.0.0", 8080), "http://localhost:8080/");
        assert_eq!(url(None, "::1", 443), "https://[::1]:443/");
        assert_eq!(url(None, "127.0.0.1", 8443), "https://127.0.0.1:8443/");
        assert_eq!(url(Some("far.example"), "127.0.0.1", 80), "http://far.example:80/");
        assert_eq!(url(Some("fe80::1"), "", 80), "http://[fe80::1]:80/");
        assert!(port_url(None, "evil.example/?", 80).is_err());
    }

    #[test]
    fn only_what_is_not_there_has_no_values() {
        let answer = |code, kind| there(Err::<(), _>(Error::new(code, "as the engine says")), kind);
        for code in [ErrorCode::ImageNotFound, ErrorCode::ContainerNotFound, ErrorCode::NotFound] {
            assert_eq!(answer(code, SubjectKind::Container).unwrap(), None);
        }
        assert_eq!(answer(ErrorCode::InvalidReference, SubjectKind::Image).unwrap(), None);
        for code in [ErrorCode::EngineLost, ErrorCode::TimedOut, ErrorCode::EngineForbidden, ErrorCode::Internal] {
            assert_eq!(answer(code, SubjectKind::Image).unwrap_err().code, code);
        }
        assert_eq!(there(Ok(1), SubjectKind::Image).unwrap(), Some(1));
    }

    #[test]
    fn names_stay_in_their_place() {
        for name in ["hello-world", "127.0.0.1:5000/a/b:c", "a@sha256:00", "sha256:00", "_x.Y-1"] {
            assert_eq!(object_name(name).unwrap(), name);
        }
        for name in ["", "a?b=c", "../containers/x", "a/../b", "a//b", "a b", "a#b", "a%2fb", "a\r\nX: y", "é"] {
            assert!(object_name(name).is_err(), "{name:?}");
        }
    }
}
