//! A container's file system kept as a new image.

use bytes::Bytes;
use hyper::Method;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::engine::{bytes_body, lost};
use crate::inspect::object_name;
use crate::query::query;
use crate::reference::Reference;
use crate::{Engine, Error, ErrorCode, Result, command_line};

/// What a person chose for a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct CommitSpec {
    /// Id or name.
    pub container: String,
    /// What the image is to be called; empty for an image without a name.
    pub reference: String,
    pub author: String,
    pub message: String,
    /// The container's processes stand still meanwhile, so that files are not caught half written.
    pub pause: bool,
    /// Instructions of a Dockerfile that change the parameters: `CMD ["sh"]`, `ENV A=b`.
    pub changes: Vec<String>,
}

impl CommitSpec {
    /// The `docker commit` line; `container` is the name to show.
    pub fn command_line(&self, container: &str) -> String {
        let mut words = vec!["commit"];
        for (option, value) in [("--author", self.author.trim()), ("--message", self.message.trim())] {
            if !value.is_empty() {
                words.extend([option, value]);
            }
        }
        if !self.pause {
            words.push("--pause=false");
        }
        for change in given(&self.changes) {
            words.extend(["--change", change]);
        }
        words.push(container);
        words.extend(Some(self.reference.trim()).filter(|name| !name.is_empty()));
        command_line::docker(words)
    }
}

/// The lines that are not empty.
pub(crate) fn given(lines: &[String]) -> impl Iterator<Item = &str> {
    lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty())
}

/// `repo` and `tag` as engines take them; nothing for an image without a name.
///
/// # Errors
/// `InvalidReference`, also for a name with a digest.
pub(crate) fn new_name(text: &str) -> Result<Vec<(&'static str, String)>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let reference = Reference::parse(text)?;
    match reference.tag_or_default() {
        Some(tag) if reference.digest.is_none() => {
            Ok(vec![("repo", reference.familiar_name()), ("tag", tag.to_owned())])
        }
        _ => Err(Error::new(ErrorCode::InvalidReference, format!("{text:?} has a digest, which no one can give"))),
    }
}

/// `POST /commit`: makes an image of what the container's file system is now. Returns its id. Volumes are not part of it.
///
/// # Errors
/// `ContainerNotFound`, `InvalidReference`, `InvalidInput` for a change that is none, `NoSpace`, or what the engine answered.
pub async fn commit(engine: &Engine, spec: &CommitSpec) -> Result<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Made {
        id: String,
    }
    let mut pairs = vec![("container", object_name(&spec.container)?.to_owned())];
    pairs.extend(new_name(&spec.reference)?);
    pairs.extend([("author", spec.author.trim().to_owned()), ("comment", spec.message.trim().to_owned())]);
    pairs.push(("pause", u8::from(spec.pause).to_string()));
    pairs.extend(given(&spec.changes).map(|change| ("changes", change.to_owned())));
    let pairs: Vec<_> = pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let path = format!("/commit{}", query(&pairs));
    // The body is the configuration to merge in; without one, engines that check for JSON refuse.
    let json = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let response = engine.send(Method::POST, &path, &json, bytes_body(Bytes::from_static(b"{}"))).await?;
    let body = http_body_util::BodyExt::collect(response.into_body()).await.map_err(|error| lost(&error))?;
    let made: Made = serde_json::from_slice(&body.to_bytes()).map_err(|error| {
        Error::new(ErrorCode::EngineRefused, format!("the engine's answer to a commit can't be read: {error}"))
    })?;
    // Podman leaves the algorithm out.
    Ok(if made.id.contains(':') { made.id } else { format!("sha256:{}", made.id) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_reads_as_docker_documents_it() {
        let spec = CommitSpec {
            container: "c".into(),
            reference: "acme/box:1".into(),
            message: "with tools".into(),
            changes: vec!["CMD [\"sh\"]".into(), " ".into()],
            ..CommitSpec::default()
        };
        let line = "docker commit --message 'with tools' --pause=false --change 'CMD [\"sh\"]' web acme/box:1";
        assert_eq!(spec.command_line("web"), line);
        let plain = CommitSpec { pause: true, ..CommitSpec::default() };
        assert_eq!(plain.command_line("web"), "docker commit web");
    }

    #[test]
    fn a_new_name_has_no_digest() {
        let name = new_name("acme/box").unwrap();
        assert_eq!(name, [("repo", "acme/box".to_owned()), ("tag", "latest".to_owned())]);
        assert!(new_name(" ").unwrap().is_empty());
        let digest = format!("a@sha256:{}", "f".repeat(64));
        assert_eq!(new_name(&digest).unwrap_err().code, ErrorCode::InvalidReference);
    }
}
