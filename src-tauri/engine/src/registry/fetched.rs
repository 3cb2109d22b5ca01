//! Which layers of an image in a registry a pull would fetch. Engines go by different things: Docker's own store by what it has
//! exchanged with registries, containerd's by what it has unpacked or downloaded. The trials hold it against what is fetched.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::time::{Instant, timeout_at};

use super::manifest::Manifest;
use super::repository::Source;
use crate::reference::Reference;
use crate::removal::{Kin, Store, kin, store};
use crate::{Engine, Result};

/// Images whose manifests are read to learn by what digests their layers came, the likeliest first: registries count that as
/// they count pulls.
const ASKED_MAX: usize = 4;

/// How long registries are waited for that only say more of what is here. What is not known by then counts as to be fetched.
const PATIENCE: Duration = Duration::from_secs(5);

/// By what the layers are known that the engine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KnownBy {
    /// By what they hold, with all beneath them, whichever image has them.
    Content,
    /// By the digests under which a registry sent or took them.
    Digest,
    /// By images of the same repository alone: more can't be told of this engine.
    Repository,
}

impl KnownBy {
    pub(super) fn of(engine: &Engine) -> Self {
        match store(engine.info()) {
            Store::Classic => Self::Digest,
            Store::Containerd => Self::Content,
            Store::Podman => Self::Repository,
        }
    }
}

/// Whether the engine has each layer of this image, the lowest first, so that a pull would not fetch it. `diffs` is what the
/// layers are when they are unpacked.
///
/// # Errors
/// What the engine answered. That a registry does not answer is no error.
pub(super) async fn layers_here(
    engine: &Engine,
    name: &Reference,
    image: &Manifest,
    diffs: &[String],
) -> Result<Vec<bool>> {
    let layers: Vec<&str> = image.layers.iter().map(|layer| layer.digest.as_str()).collect();
    let kin = kin(engine, diffs).await?;
    let highest = |these: &mut dyn Iterator<Item = &Kin>| these.map(|one| one.stack).max().unwrap_or_default();
    let stack = highest(&mut kin.iter());
    Ok(match KnownBy::of(engine) {
        KnownBy::Repository => {
            let own = highest(&mut kin.iter().filter(|one| is_of(one, name)));
            (0..layers.len()).map(|at| at < own).collect()
        }
        KnownBy::Content => {
            // What stands upon other layers here is fetched, unless it was downloaded with another image.
            let others = kin.iter().filter(|one| one.reach > stack).collect();
            let exchanged = exchanged(engine, name, others).await;
            let downloaded =
                |digest: &str| exchanged.iter().any(|one| one.digests.as_ref().is_some_and(|all| all.contains(digest)));
            layers.iter().enumerate().map(|(at, digest)| at < stack || downloaded(digest)).collect()
        }
        KnownBy::Digest => {
            let config = image.config.as_ref().map(|config| config.digest.as_str());
            if kin.iter().any(|one| Some(one.id.as_str()) == config) {
                // Of the very image nothing is asked for.
                return Ok(vec![true; layers.len()]);
            }
            let came = exchanged(engine, name, kin.iter().filter(|one| one.stack > 0).collect()).await;
            // Above the first that is fetched, all are.
            let known =
                |at: &usize| *at < stack && layers.get(*at).is_some_and(|digest| is_known(name, &came, *at, digest));
            let from = (0..layers.len()).take_while(known).count();
            (0..layers.len()).map(|at| at < from).collect()
        }
    })
}

/// An image that is here, and the digests of its layers as a registry has them; none where that did not answer.
struct Exchanged<'a> {
    kin: &'a Kin,
    digests: Option<BTreeSet<String>>,
}

/// Whether the engine knows a layer by its digest. An image of the same repository is taken at its word where the registry
/// has forgotten it.
fn is_known(name: &Reference, came: &[Exchanged<'_>], at: usize, digest: &str) -> bool {
    came.iter().any(|one| match &one.digests {
        Some(digests) => digests.contains(digest),
        None => at < one.kin.stack && is_of(one.kin, name),
    })
}

/// Reads, by the digests that the engine has for them, how registries have the likeliest of these images.
async fn exchanged<'a>(engine: &Engine, name: &Reference, mut images: Vec<&'a Kin>) -> Vec<Exchanged<'a>> {
    images.retain(|one| !one.digests.is_empty());
    images.sort_by_key(|one| (Reverse(one.stack), !is_of(one, name)));
    images.truncate(ASKED_MAX);
    let deadline = Instant::now() + PATIENCE;
    let asked = join_all(images.iter().map(|kin| came(engine, name, kin, deadline))).await;
    images.into_iter().zip(asked).map(|(kin, digests)| Exchanged { kin, digests }).collect()
}

/// The digests of its layers, as the registry has them that the engine names.
async fn came(engine: &Engine, name: &Reference, image: &Kin, deadline: Instant) -> Option<BTreeSet<String>> {
    let own = image.digests.iter().find(|digest| repository_of(digest) == Some(name.name()));
    let digest = own.or(image.digests.first())?;
    let read = timeout_at(deadline, layers_of(engine, digest, &image.platform)).await.ok()?;
    read.inspect_err(|error| tracing::debug!("how {digest} came is not known: {error}")).ok()
}

/// `GET /v2/NAME/manifests/DIGEST`, and of an index that of the platform that is here: the digests of the layers.
async fn layers_of(engine: &Engine, digest: &str, platform: &str) -> Result<BTreeSet<String>> {
    let name = Reference::parse(digest)?;
    let source = Source::open(engine, &name).await?;
    let image = source.image_for(&name, platform).await?;
    Ok(image.layers.into_iter().map(|layer| layer.digest).collect())
}

fn is_of(image: &Kin, name: &Reference) -> bool {
    let name = name.name();
    image.names.iter().chain(&image.digests).any(|one| repository_of(one).as_ref() == Some(&name))
}

/// `docker.io/library/redis` of a name or a digest.
fn repository_of(name: &str) -> Option<String> {
    Reference::parse(name).ok().map(|name| name.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_of_its_repository_under_each_of_its_names() {
        let kin = |names: &[&str], digests: &[&str]| Kin {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            digests: digests.iter().map(|digest| (*digest).to_owned()).collect(),
            ..Kin::default()
        };
        let digest = format!("ghcr.io/acme/api@sha256:{}", "a".repeat(64));
        let redis = Reference::parse("redis:8").unwrap();
        assert!(is_of(&kin(&["docker.io/library/redis:7"], &[]), &redis));
        assert!(is_of(&kin(&[], &[&digest]), &Reference::parse("ghcr.io/acme/api:2").unwrap()));
        assert!(!is_of(&kin(&["acme/redis:7"], &[&digest]), &redis));
    }

    #[test]
    fn a_layer_is_known_by_its_digest_and_of_a_silent_registry_by_its_own_images() {
        let name = Reference::parse("acme/app:2").unwrap();
        let own = Kin { names: vec!["acme/app:1".into()], stack: 2, ..Kin::default() };
        let other = Kin { names: vec!["acme/base:1".into()], stack: 2, ..Kin::default() };
        let told = |kin, digests: Option<&[&str]>| Exchanged {
            kin,
            digests: digests.map(|all| all.iter().map(|one| (*one).to_owned()).collect()),
        };
        assert!(is_known(&name, &[told(&other, Some(&["sha256:1"]))], 0, "sha256:1"));
        assert!(!is_known(&name, &[told(&other, Some(&["sha256:1"]))], 1, "sha256:2"), "packed otherwise");
        assert!(!is_known(&name, &[told(&other, None)], 0, "sha256:1"));
        assert!(is_known(&name, &[told(&own, None)], 1, "sha256:2"));
        assert!(!is_known(&name, &[told(&own, None)], 2, "sha256:3"));
    }
}
