//! Whether registries have other images than the engine for the same tags, without fetching any.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use futures_util::StreamExt;
use hyper::Method;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::client::Registry;
use super::credentials::key;
use super::manifest::{self, Manifest};
use super::repository::{has_same, pull_scope, wanted};
use crate::reference::Reference;
use crate::{Engine, Error, ErrorCode, Result, images};

/// Registries, and tags, that are asked at once.
const AT_ONCE: usize = 6;

/// Whether the registry has another image for a tag than the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageUpdate {
    /// As it was asked for.
    pub reference: String,
    /// Id of the image that was held against the registry; none where the engine has none of this name.
    pub id: Option<String>,
    pub state: UpdateState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "is")]
pub enum UpdateState {
    UpToDate,
    /// The registry has this one now.
    Newer {
        digest: String,
    },
    /// The image did not come from a registry, so there is nothing to hold against it.
    Local,
    /// The registry has none of this name, or shows it to nobody who is not signed in.
    Absent {
        error: Error,
    },
    Failed {
        error: Error,
    },
}

/// Asks registries, a tag at a time and without fetching anything, whether they have another image than the engine. `each` is
/// given every answer as it comes, in the order of the references.
///
/// # Errors
/// What the engine answered. What a registry answered is part of the result.
pub async fn updates(engine: &Engine, references: &[String], mut each: impl FnMut(ImageUpdate)) -> Result<()> {
    let rows = images::list(engine).await?;
    let mut known: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    for row in rows {
        let reference = row.reference();
        let (id, digests) = known.entry(reference).or_insert_with(|| (row.id, BTreeSet::new()));
        // Under the names of other repositories it may have been pushed, and is not known to this one; but the containerd
        // store, where the digest is the id, tells it under one name only.
        let own = |digest: &String| {
            digest.split_once('@').is_some_and(|(name, digest)| digest == id || Some(name) == row.repository.as_deref())
        };
        digests.extend(row.digests.into_iter().filter(own));
    }
    let known = &known;
    let mut namespaces: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut doors = BTreeSet::new();
    for reference in references {
        let Ok(reference) = Reference::parse(reference) else { continue };
        if !namespaces.contains_key(&reference.domain) {
            namespaces.insert(reference.domain.clone(), engine.logins().namespaces(&reference.domain).await);
        }
        doors.insert(door(&reference, &namespaces));
    }
    let namespaces = &namespaces;
    // One client and one sign-in for all tags that the same credentials are for.
    let opened = futures_util::stream::iter(doors).map(|(domain, namespace)| async move {
        let login = engine.logins().find(&domain, namespace.as_deref()).await.login;
        let signed_in = login.is_some();
        let registry = Registry::open(engine, &domain, login).await.map(Arc::new);
        ((domain, namespace), Asked { registry, signed_in, silent: OnceLock::new() })
    });
    let registries: BTreeMap<Door, Asked> = opened.buffer_unordered(AT_ONCE).collect().await;
    let registries = &registries;
    // There every image has a digest, also one that was built here and that no registry has ever seen.
    let any_digest = engine.info().containerd_store;
    let one = |reference: &String| {
        let reference = reference.clone();
        async move {
            let here = known.get(&reference);
            let state = match (here.filter(|(_, digests)| !digests.is_empty()), Reference::parse(&reference)) {
                (None, _) => UpdateState::Local,
                (_, Err(error)) => UpdateState::Failed { error },
                (Some((id, digests)), Ok(name)) => {
                    let asked = registries.get(&door(&name, namespaces));
                    let digests: Vec<&str> = digests.iter().filter_map(|one| Some(one.split_once('@')?.1)).collect();
                    match newest(asked, &name).await {
                        Ok(digest) if digests.contains(&&*digest) => UpdateState::UpToDate,
                        Ok(_) if any_digest && is_there_otherwise(engine, asked, &name, id, &digests).await => {
                            UpdateState::UpToDate
                        }
                        Ok(digest) => UpdateState::Newer { digest },
                        Err(error) if is_absent(&error, any_digest && asked.is_some_and(|asked| !asked.signed_in)) => {
                            UpdateState::Absent { error }
                        }
                        Err(error) => UpdateState::Failed { error },
                    }
                }
            };
            ImageUpdate { reference, id: here.map(|(id, _)| id.clone()), state }
        }
    };
    let mut answers = std::pin::pin!(futures_util::stream::iter(references).map(one).buffered(AT_ONCE));
    while let Some(answer) = answers.next().await {
        each(answer);
    }
    Ok(())
}

/// A registry, and the namespace of it that a person has credentials of its own for.
type Door = (String, Option<String>);

/// The one by which a repository is asked about: its narrowest namespace, as for a pull.
fn door(name: &Reference, namespaces: &BTreeMap<String, Vec<String>>) -> Door {
    let of_registry = namespaces.get(&name.domain).into_iter().flatten();
    let fitting = of_registry.filter_map(|namespace| {
        let fit = key::fit(&format!("{}/{namespace}", name.domain), &name.domain, Some(&name.path))?;
        Some((fit, namespace))
    });
    (name.domain.clone(), fitting.max().map(|(_, namespace)| namespace.clone()))
}

/// Whether a registry says that it has no such image; `hidden` where a sign-in that it asks for may say no more than that.
fn is_absent(error: &Error, hidden: bool) -> bool {
    match error.code {
        ErrorCode::TagNotFound | ErrorCode::RepositoryNotFound => true,
        ErrorCode::RegistryUnauthorized => hidden,
        _ => false,
    }
}

/// A registry, as far as it answers.
struct Asked {
    registry: Result<Arc<Registry>>,
    /// It is asked as this person, and not as anybody.
    signed_in: bool,
    /// Why it is not asked any more.
    silent: OnceLock<Error>,
}

/// `HEAD /v2/NAME/manifests/TAG`, which registries do not count as a pull.
async fn newest(asked: Option<&Asked>, name: &Reference) -> Result<String> {
    let asked = asked.ok_or_else(|| Error::new(ErrorCode::Internal, "the registry was not opened"))?;
    let registry = asked.registry.as_ref().map_err(Clone::clone)?;
    if let Some(error) = asked.silent.get() {
        return Err(error.clone());
    }
    let path = format!("/v2/{}/manifests/{}", name.path, wanted(name));
    let scope = pull_scope(&name.path);
    let head = registry.ask(Method::HEAD, &path, manifest::ACCEPT, &scope).await;
    if let Ok(answer) = &head
        && let Some(digest) = answer.header("docker-content-digest")
    {
        return Ok(digest.to_owned());
    }
    // Neither does it answer another question, nor one about another tag.
    if let Err(error) = &head
        && matches!(
            error.code,
            ErrorCode::RateLimited | ErrorCode::RegistryUnreachable | ErrorCode::RegistryCertificate
        )
    {
        return Err(asked.silent.get_or_init(|| error.clone()).clone());
    }
    // A refusal without a body does not say why, and a registry need not give the digest with it.
    let answer = registry.ask(Method::GET, &path, manifest::ACCEPT, &scope).await?;
    Manifest::read(&answer.body)?;
    Ok(manifest::digest(&answer.body))
}

/// Whether the registry has the image under another digest. With containerd's store an engine makes up a manifest for what it
/// loads from an archive, and gives its digest as one that came from a registry; but no registry knows it. What one does know
/// is another image. False also where it does not answer: it has said that its digest is another.
async fn is_there_otherwise(
    engine: &Engine,
    asked: Option<&Asked>,
    name: &Reference,
    id: &str,
    digests: &[&str],
) -> bool {
    let Some(Ok(registry)) = asked.map(|asked| asked.registry.as_ref()) else { return false };
    for digest in digests {
        let path = format!("/v2/{}/manifests/{digest}", name.path);
        let head = registry.ask(Method::HEAD, &path, manifest::ACCEPT, &pull_scope(&name.path)).await;
        if !matches!(head, Err(error) if error.code == ErrorCode::TagNotFound) {
            return false;
        }
    }
    let same = has_same(engine, Arc::clone(registry), name, id).await;
    same.inspect_err(|error| tracing::debug!("{name} is not held against the registry: {error}")).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_registry_has_not_is_no_failure() {
        let error = |code| Error::new(code, "");
        assert!(
            is_absent(&error(ErrorCode::TagNotFound), false) && is_absent(&error(ErrorCode::RepositoryNotFound), false)
        );
        assert!(is_absent(&error(ErrorCode::RegistryUnauthorized), true));
        assert!(!is_absent(&error(ErrorCode::RegistryUnauthorized), false));
        assert!(!is_absent(&error(ErrorCode::RateLimited), true));
    }

    #[test]
    fn a_repository_is_asked_about_with_the_credentials_of_its_narrowest_namespace() {
        let of_ghcr = ["acme", "acme/deep"].map(str::to_owned).to_vec();
        let namespaces = BTreeMap::from([("ghcr.io".to_owned(), of_ghcr)]);
        let by = |name: &str| door(&Reference::parse(name).unwrap(), &namespaces).1;
        assert_eq!(by("ghcr.io/acme/api:1").as_deref(), Some("acme"));
        assert_eq!(by("ghcr.io/acme/deep/api:1").as_deref(), Some("acme/deep"));
        assert_eq!(by("ghcr.io/acmes/api:1"), None);
        assert_eq!(by("quay.io/acme/api:1"), None);
    }
}
