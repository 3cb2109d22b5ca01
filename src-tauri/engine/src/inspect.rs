//! `docker inspect`: the engine's own document about one object, as text and unaltered. Reading it as a tree belongs to
//! `document`.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Engine;
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

/// `GET /images/NAME/json` or `GET /containers/NAME/json`: the body as the engine sent it.
///
/// # Errors
/// `ImageNotFound`, `ContainerNotFound`, or what the engine answered.
pub async fn raw(engine: &Engine, subject: &Subject) -> Result<String> {
    let name = object_name(&subject.name)?;
    let path = match subject.kind {
        SubjectKind::Image => format!("/images/{name}/json"),
        SubjectKind::Container => format!("/containers/{name}/json"),
        SubjectKind::Volume => format!("/volumes/{name}"),
        SubjectKind::Network => format!("/networks/{name}"),
    };
    engine.get_text(&path).await
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
    fn names_stay_in_their_place() {
        for name in ["hello-world", "127.0.0.1:5000/a/b:c", "a@sha256:00", "sha256:00", "_x.Y-1"] {
            assert_eq!(object_name(name).unwrap(), name);
        }
        for name in ["", "a?b=c", "../containers/x", "a/../b", "a//b", "a b", "a#b", "a%2fb", "a\r\nX: y", "é"] {
            assert!(object_name(name).is_err(), "{name:?}");
        }
    }
}
