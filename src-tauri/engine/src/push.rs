//! Pushing an image to its registry: the engine's stream of messages folded into one state.

use futures_util::{Stream, StreamExt, TryStreamExt};
use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use serde::Deserialize;
use tokio::time::Instant;

use crate::engine::bytes_body;
use crate::inspect::object_name;
use crate::messages::{Message, messages};
use crate::pull::{Fold, PullProgress};
use crate::query::query;
use crate::reference::Reference;
use crate::registry::credentials::RegistryAuth;
use crate::{Engine, Error, ErrorCode, Result};

/// What `docker push` prints where parts of an image are neither here nor in the registry.
const MISSING: &str = "You're trying to push a manifest list/index which references multiple platform specific manifests, \
                       but not all of them are available locally or available to the remote repository.";

/// `{}` in base64url: no sign-in. Engines refuse a push without the header, also to a registry that asks for none.
const NO_AUTH: &str = "e30=";

/// One message of the engine's, and the state after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushStep {
    pub progress: PullProgress,
    /// The message as the command line would print it; none for one that only counts bytes.
    pub said: Option<String>,
    /// Digest of the image of several platforms of which one alone was pushed, because the engine does not have the others.
    pub in_part: Option<String>,
}

/// `POST /images/NAME/push`: pushes one tag, with the person's credentials for its registry, and yields the state after each
/// message. Dropping the stream cancels the push on the engine; layers that are complete stay in the registry, and the tag
/// there is as it was. The last state has the digest.
///
/// # Errors
/// In the stream `ImageNotFound`, `PlatformsMissing`, or what the engine said of the registry or of itself.
pub fn push(engine: &Engine, reference: &Reference) -> impl Stream<Item = Result<PushStep>> + Send + use<> {
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
        let mut account = Account::default();
        Ok(told.map(move |message| match message {
            Ok(message) => {
                let said = account.take(message, Instant::now());
                Ok(PushStep { progress: account.fold.progress.clone(), said, in_part: account.in_part.clone() })
            }
            Err(error) if account.missing && error.code != ErrorCode::EngineLost => {
                Err(Error { code: ErrorCode::PlatformsMissing, ..error })
            }
            Err(error) => Err(lookup.explain(error.about_push())),
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

/// What the engine says beside its messages: the manifest that the tag names in the registry now, and what was not pushed.
#[derive(Deserialize)]
#[serde(untagged)]
enum Aux {
    #[serde(rename_all = "PascalCase")]
    Pushed { digest: String },
    /// Of an image of several platforms the engine has one alone, and that was pushed.
    #[serde(rename_all = "camelCase")]
    InPart { manifest_pushed_instead_of_index: bool, original_index: Named, selected_manifest: Named },
    /// It can't be pushed: parts of it are neither here nor in the registry.
    #[serde(rename_all = "camelCase")]
    Missing { content_missing: bool },
}

#[derive(Deserialize)]
struct Named {
    digest: String,
}

/// `latest: digest: sha256:… size: 527`: with the containerd store this is all that the engine says of it.
fn digest_of(status: &str) -> Option<&str> {
    let (_, rest) = status.split_once(": digest: ")?;
    rest.split_whitespace().next().filter(|digest| digest.starts_with("sha256:"))
}

/// What the engine has told of a push so far.
#[derive(Default)]
struct Account {
    fold: Fold,
    in_part: Option<String>,
    missing: bool,
}

impl Account {
    /// Returns what the command line would print.
    fn take(&mut self, message: Message, now: Instant) -> Option<String> {
        let Some(aux) = &message.aux else {
            if let Some(digest) = message.status.as_deref().and_then(digest_of) {
                self.fold.progress.digest = Some(digest.to_owned());
            }
            return self.fold.take(message, now);
        };
        match Aux::deserialize(aux).ok()? {
            Aux::Pushed { digest } => {
                self.fold.progress.digest = Some(digest);
                None
            }
            Aux::InPart { manifest_pushed_instead_of_index: true, original_index, selected_manifest } => {
                let said = format!(
                    "Not all multiplatform-content is present and only the available single-platform image was pushed: \
                     {} -> {}",
                    original_index.digest, selected_manifest.digest
                );
                self.fold.progress.digest = Some(selected_manifest.digest);
                self.in_part = Some(original_index.digest);
                Some(said)
            }
            Aux::Missing { content_missing: true } => {
                self.missing = true;
                Some(MISSING.to_owned())
            }
            Aux::InPart { .. } | Aux::Missing { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pull::LayerPhase;
    use crate::units::ByteSize;

    fn account(lines: &str) -> (Account, Vec<String>) {
        let mut account = Account::default();
        let take = |line| account.take(serde_json::from_str(line).unwrap(), Instant::now());
        let said = lines.lines().filter_map(take).collect();
        (account, said)
    }

    fn fold(lines: &str) -> PullProgress {
        account(lines).0.fold.progress
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

    #[test]
    fn what_was_not_pushed_is_told() {
        let (told, said) = account(
            r#"{"status":"The push refers to repository [127.0.0.1:5000/acme/api]"}
{"progressDetail":{},"aux":{"manifestPushedInsteadOfIndex":true,"originalIndex":{"mediaType":"m","digest":"sha256:aa","size":1},"selectedManifest":{"mediaType":"m","digest":"sha256:bb","size":1}}}"#,
        );
        assert_eq!((told.in_part.as_deref(), told.missing), (Some("sha256:aa"), false));
        assert_eq!(told.fold.progress.digest.as_deref(), Some("sha256:bb"));
        assert!(said[1].contains("only the available single-platform image was pushed: sha256:aa -> sha256:bb"));

        let (told, said) = account(r#"{"aux":{"contentMissing":true,"desc":{"digest":"sha256:aa","size":1}}}"#);
        assert_eq!((told.in_part, told.missing, said.len()), (None, true, 1));
        assert!(!account(r#"{"aux":{"contentMissing":false}}"#).0.missing);
        assert_eq!(account(r#"{"aux":{"somethingNew":1}}"#).1, Vec::<String>::new());
    }
}
