//! Removing one target exactly as it was planned, or not at all: what has changed on the engine since is told instead.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::scene::Listed;
use super::{Fate, ForceEffect, ImageUser, PlannedRemoval, RemovalWays, remove};
use crate::containers;
use crate::inspect::object_name;
use crate::units::ByteSize;
use crate::{Engine, ErrorCode, Result};

/// What is not any more as it was when a person read the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "how")]
pub enum ChangedSince {
    /// There is no such image, or it has lost this name.
    Gone,
    /// The name means another image now.
    Renamed { id: String },
    /// The image has further names, so that only one of them would go.
    Named { names: Vec<String> },
    /// It was to keep other names, and has none of them any more.
    LastName,
    /// Containers were made from it.
    Used { containers: Vec<ImageUser> },
    /// A container that stood still runs now.
    Started { container: ImageUser },
}

/// What became of one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "is")]
pub enum Removed {
    /// The image is gone. `freed` is what the engine says it has freed, where it says so.
    Deleted { freed: Option<ByteSize> },
    /// The name is gone.
    Untagged,
    /// Nothing was done.
    Differs { difference: ChangedSince },
    /// The engine refused. Containers that stood in the way may be gone.
    Failed { error: crate::Error },
}

/// Removes a target, the containers in its way first where that was planned. `say` gets what the engine said, line by line,
/// as `docker rmi` prints it.
///
/// # Errors
/// None: what went wrong is the result, so that those after it have their turn. Dropped in the middle, it has removed
/// the image or not.
pub async fn carry_out(
    engine: &Engine,
    planned: &PlannedRemoval,
    ways: RemovalWays,
    say: impl Fn(String) + Send + Sync,
) -> Removed {
    match attempt(engine, planned, ways, &say).await {
        Ok(removed) => removed,
        Err(error) => Removed::Failed { error },
    }
}

async fn attempt(
    engine: &Engine,
    planned: &PlannedRemoval,
    ways: RemovalWays,
    say: &(impl Fn(String) + Send + Sync),
) -> Result<Removed> {
    let reference = planned.target.reference();
    let users = match planned.fate {
        Fate::Deletes | Fate::Untags => containers::list(engine).await?,
        _ => return Ok(Removed::Differs { difference: ChangedSince::Gone }),
    };
    let users = users
        .into_iter()
        .filter(|row| row.image_id == planned.target.id)
        .map(|row| ImageUser { running: row.state.is_alive(), id: row.id, name: row.name })
        .collect();
    let differs = difference(planned, present(engine, reference).await?, users);
    let users = match differs {
        Ok(users) => users,
        Err(difference) => return Ok(Removed::Differs { difference }),
    };
    if planned.fate == Fate::Deletes && ways.with_containers {
        for user in &users {
            remove_container(engine, user).await?;
            say(user.name.clone());
        }
    }
    let force = ways.force && planned.force.is_some_and(|force| force != ForceEffect::Refused);
    let report = remove(engine, reference, force).await?;
    report.untagged.iter().for_each(|name| say(format!("Untagged: {name}")));
    report.deleted.iter().for_each(|id| say(format!("Deleted: {id}")));
    // Podman leaves out the algorithm.
    let bare = |id: &str| id.trim_start_matches("sha256:").to_owned();
    if !report.deleted.iter().any(|id| bare(id) == bare(&planned.target.id)) {
        return Ok(Removed::Untagged);
    }
    let layers: Vec<u64> = report.deleted.iter().filter_map(|id| engine.known().size_of_layer(id)).collect();
    // Of the engines only Docker's classic store names layers; an image that frees none is told from one of another store
    // by the store alone.
    let names_layers = !engine.info().is_podman() && !engine.info().containerd_store;
    Ok(Removed::Deleted { freed: names_layers.then(|| ByteSize(layers.iter().sum())) })
}

/// Docker's `LayersSize`: bytes of all layers of all images, counted once, with what was downloaded where that is kept. None
/// where the engine can't say it without going through every container and volume as well.
///
/// # Errors
/// What the engine answered.
pub async fn disk_use(engine: &Engine) -> Result<Option<ByteSize>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Use {
        layers_size: u64,
    }
    if !engine.info().containerd_store {
        return Ok(None);
    }
    Ok(Some(ByteSize(engine.get::<Use>("/system/df?type=image").await?.layers_size)))
}

/// Stopped as a person would, not killed. One that is gone already is no fault.
async fn remove_container(engine: &Engine, user: &ImageUser) -> Result<()> {
    let gone = |error: crate::Error| if error.code == ErrorCode::ContainerNotFound { Ok(()) } else { Err(error) };
    if user.running {
        containers::stop(engine, &user.id).await.or_else(gone)?;
    }
    containers::remove(engine, &user.id, false).await.or_else(gone)
}

/// The image that the reference means now; none where there is none.
pub(crate) async fn present(engine: &Engine, reference: &str) -> Result<Option<Listed>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Inspected {
        id: String,
        repo_tags: Option<Vec<String>>,
        repo_digests: Option<Vec<String>>,
    }
    let path = format!("/images/{}/json", object_name(reference)?);
    let image: Inspected = match engine.get(&path).await {
        Ok(image) => image,
        Err(error) if error.code == ErrorCode::ImageNotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let named = |names: Option<Vec<String>>| {
        names.unwrap_or_default().into_iter().filter(|name| !name.starts_with("<none>")).collect()
    };
    // Podman leaves out the algorithm.
    let id = if image.id.contains(':') { image.id } else { format!("sha256:{}", image.id) };
    Ok(Some(Listed { id, tags: named(image.repo_tags), digests: named(image.repo_digests), size: 0 }))
}

/// The containers to remove, or what is not as planned.
fn difference(
    planned: &PlannedRemoval,
    image: Option<Listed>,
    users: Vec<ImageUser>,
) -> std::result::Result<Vec<ImageUser>, ChangedSince> {
    let Some(image) = image else { return Err(ChangedSince::Gone) };
    if image.id != planned.target.id {
        return Err(ChangedSince::Renamed { id: image.id });
    }
    let names = image.references();
    let others: Vec<&str> = names.iter().copied().filter(|name| planned.target.name.as_deref() != Some(name)).collect();
    if planned.target.name.is_some() && others.len() == names.len() {
        return Err(ChangedSince::Gone);
    }
    if planned.fate == Fate::Untags {
        // With no other names to stay for, the image stays for other reasons, which the engine knows itself.
        let last = others.is_empty() && !planned.stays.is_empty();
        return if last { Err(ChangedSince::LastName) } else { Ok(Vec::new()) };
    }
    if !others.is_empty() {
        return Err(ChangedSince::Named { names: others.into_iter().map(str::to_owned).collect() });
    }
    let known = |user: &ImageUser| planned.containers.iter().find(|known| known.id == user.id);
    let new: Vec<ImageUser> = users.iter().filter(|user| known(user).is_none()).cloned().collect();
    if !new.is_empty() {
        return Err(ChangedSince::Used { containers: new });
    }
    match users.iter().find(|user| user.running && known(user).is_some_and(|known| !known.running)) {
        Some(started) => Err(ChangedSince::Started { container: started.clone() }),
        None => Ok(users),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::removal::RemovalTarget;

    fn planned(name: Option<&str>, fate: Fate, stays: &[&str]) -> PlannedRemoval {
        PlannedRemoval {
            target: RemovalTarget { id: "sha256:aa".into(), name: name.map(str::to_owned) },
            fate,
            stays: stays.iter().map(|name| (*name).to_owned()).collect(),
            containers: vec![user("c1", false)],
            force: None,
            size: ByteSize(1),
            freed: ByteSize(1),
        }
    }

    fn user(id: &str, running: bool) -> ImageUser {
        ImageUser { id: id.into(), name: format!("name-of-{id}"), running }
    }

    fn image(id: &str, tags: &[&str]) -> Option<Listed> {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Some(Listed { id: id.into(), tags, ..Listed::default() })
    }

    #[test]
    fn what_has_changed_since_the_plan_is_told() {
        let deletes = planned(Some("a:1"), Fate::Deletes, &[]);
        let now = |image, users| difference(&deletes, image, users);
        assert_eq!(now(image("sha256:aa", &["a:1"]), vec![user("c1", false)]), Ok(vec![user("c1", false)]));
        assert_eq!(now(image("sha256:aa", &["a:1"]), vec![]), Ok(vec![]));
        assert_eq!(now(None, vec![]), Err(ChangedSince::Gone));
        assert_eq!(now(image("sha256:bb", &["a:1"]), vec![]), Err(ChangedSince::Renamed { id: "sha256:bb".into() }));
        let named = ChangedSince::Named { names: vec!["b:1".into()] };
        assert_eq!(now(image("sha256:aa", &["a:1", "b:1"]), vec![]), Err(named));
        let new = user("c2", true);
        let used = ChangedSince::Used { containers: vec![new.clone()] };
        assert_eq!(now(image("sha256:aa", &["a:1"]), vec![user("c1", false), new]), Err(used));
        let started = ChangedSince::Started { container: user("c1", true) };
        assert_eq!(now(image("sha256:aa", &["a:1"]), vec![user("c1", true)]), Err(started));

        let untags = planned(Some("a:1"), Fate::Untags, &["b:1"]);
        assert_eq!(difference(&untags, image("sha256:aa", &["a:1", "c:1"]), vec![user("c9", true)]), Ok(vec![]));
        assert_eq!(difference(&untags, image("sha256:aa", &["a:1"]), vec![]), Err(ChangedSince::LastName));
        let nameless = planned(None, Fate::Deletes, &[]);
        let named = ChangedSince::Named { names: vec!["new:1".into()] };
        assert_eq!(difference(&nameless, image("sha256:aa", &["new:1"]), vec![]), Err(named));
    }
}
