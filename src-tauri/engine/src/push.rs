//! Pushing an image to its registry: the engine's stream of messages folded into one state.

use futures_util::{Stream, StreamExt, TryStreamExt};
use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use serde::Deserialize;
use tokio::time::Instant;

use crate::engine::bytes_body;
use crate::inspect::object_name;
use crate::messages::{Message, messages};
use crate::pull::{Fold, PullStep};
use crate::query::query;
use crate::reference::Reference;
use crate::registry::credentials::RegistryAuth;
use crate::{Engine, Result};

/// `{}` in base64url: no sign-in. Engines refuse a push without the header, also to a registry that asks for none.
const NO_AUTH: &str = "e30=";

/// `POST /images/NAME/push`: pushes one tag, with the person's credentials for its registry, and yields the state after each
/// message. Dropping the stream cancels the push on the engine; layers that are complete stay in the registry, and the tag
/// there is as it was. The last state has the digest.
///
/// # Errors
/// In the stream `ImageNotFound`, or what the engine said of the registry or of itself.
pub fn push(engine: &Engine, reference: &Reference) -> impl Stream<Item = Result<PullStep>> + Send + use<> {
    let (engine, reference) = (engine.clone(), reference.clone());
    let begin = async move {
        let lookup = engine.logins().for_reference(&reference).await;
        let auth = lookup.for_engine(&reference.domain)?;
        let sign_in = auth.map_or(HeaderValue::from_static(NO_AUTH), |auth| auth.value());
        let header = [(HeaderName::from_static(RegistryAuth::NAME), sign_in)];
        let answer = engine.send(Method::POST, &path(&reference)?, &header, bytes_body(bytes::Bytes::new())).await;
        let told = match answer {
            Ok(response) => messages(response),
            Err(error) => return Err(lookup.explain(error.about_push())),
        };
        let mut fold = Fold::default();
        Ok(told.map(move |message| {
            let message = message.map_err(|error| lookup.explain(error.about_push()))?;
            let said = take(&mut fold, message, Instant::now());
            Ok(PullStep { progress: fold.progress.clone(), said })
        }))
    };
    futures_util::stream::once(begin).try_flatten()
}

fn path(reference: &Reference) -> Result<String> {
    let name = reference.familiar_name();
    // Without a tag the engine would push all of them.
    let query = query(&[("tag", reference.tag_or_default().unwrap_or_default())]);
    Ok(format!("/images/{}/push{query}", object_name(&name)?))
}

/// What the engine says last: the manifest that the tag names in the registry now.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pushed {
    digest: String,
}

/// `latest: digest: sha256:… size: 527`: with the containerd store this is all that the engine says of it.
fn digest_of(status: &str) -> Option<&str> {
    let (_, rest) = status.split_once(": digest: ")?;
    rest.split_whitespace().next().filter(|digest| digest.starts_with("sha256:"))
}

fn take(fold: &mut Fold, message: Message, now: Instant) -> Option<String> {
    if let Some(digest) = message.status.as_deref().and_then(digest_of) {
        fold.progress.digest = Some(digest.to_owned());
    }
    match &message.aux {
        None => fold.take(message, now),
        Some(aux) => {
            if let Ok(pushed) = Pushed::deserialize(aux) {
                fold.progress.digest = Some(pushed.digest);
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pull::{LayerPhase, PullProgress};
    use crate::units::ByteSize;

    fn fold(lines: &str) -> PullProgress {
        let mut fold = Fold::default();
        for line in lines.lines() {
            take(&mut fold, serde_json::from_str(line).unwrap(), Instant::now());
        }
        fold.progress
    }

    #[test]
    fn what_docker_20_10_says_becomes_one_state() {
        let progress = fold(
            r#"{"status":"The push refers to repository [127.0.0.1:5000/acme/api]"}
{"status":"Preparing","progressDetail":{},"id":"aa"}
{"status":"Preparing","progressDetail":{},"id":"bb"}
{"status":"Preparing","progressDetail":{},"id":"cc"}
{"status":"Waiting","progressDetail":{},"id":"cc"}
{"status":"Layer already exists","progressDetail":{},"id":"bb"}
{"status":"Mounted from library/busybox","progressDetail":{},"id":"cc"}
{"status":"Pushing","progressDetail":{"current":512,"total":1000},"progress":"[=>  ]","id":"aa"}
{"status":"Pushing","progressDetail":{"current":1536,"total":1000},"progress":"[==>]","id":"aa"}"#,
        );
        let phases: Vec<LayerPhase> = progress.layers.iter().map(|layer| layer.phase).collect();
        assert_eq!(phases, [LayerPhase::Uploading, LayerPhase::Exists, LayerPhase::Mounted]);
        assert_eq!((progress.downloaded, progress.total), (ByteSize(1000), Some(ByteSize(1000))));
        assert_eq!((progress.layers_done, progress.digest), (2, None));

        let progress = fold(
            r#"{"status":"Pushing","progressDetail":{"current":512,"total":1000},"id":"aa"}
{"status":"Pushed","progressDetail":{},"id":"aa"}
{"status":"latest: digest: sha256:cc size: 527"}
{"progressDetail":{},"aux":{"Tag":"latest","Digest":"sha256:dd","Size":527}}"#,
        );
        assert_eq!((progress.layers_done, progress.downloaded), (1, ByteSize(1000)));
        assert_eq!(progress.digest.as_deref(), Some("sha256:dd"));
        assert_eq!(progress.message, "latest: digest: sha256:cc size: 527");
        assert_eq!(fold(r#"{"status":"1: digest: sha256:cc size: 527"}"#).digest.as_deref(), Some("sha256:cc"));
    }
}
