//! What is known of an engine's images: what was listed last, and the layers of each image, gathered once. An image's id is a
//! digest, so what was read of it stays true for as long as the connection lasts.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bollard::models::ImageSummary;
use futures_util::{StreamExt, stream};
use serde::Deserialize;

use super::layers::{LayerTable, Sizes, sizes};
use super::plan;
use super::scene::{Listed, Made, Scene, Store};
use super::{Reclaim, RemovalPlan, RemovalTarget, RemovalWays};
use crate::containers::{self, ContainerRow};
use crate::inspect::object_name;
use crate::registry::manifest::Platform;
use crate::{Engine, EngineInfo, ErrorCode, Result, images};

/// Images asked about at once: enough to be done with thousands in seconds, few enough to leave the engine free for others.
const AT_ONCE: usize = 8;

/// What the history of an image says where a builder with a cache made it.
const BUILDKIT: &str = "buildkit.dockerfile";

/// How engines write that a name is missing.
const NONE: &str = "<none>";

/// Belongs to a connection.
#[derive(Default)]
pub(crate) struct Known {
    state: Mutex<State>,
    /// One gathers at a time.
    gathering: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    listed: Vec<Listed>,
    containers: Vec<ContainerRow>,
    table: LayerTable,
    made: HashMap<String, Arc<Made>>,
    /// The engine lists them and can't say more.
    unreadable: HashSet<String>,
    /// How often the engine was asked, for its list or for a single image: what was asked later is newer.
    asked: u64,
    /// The number of the list that is known.
    list: u64,
    /// What single images were when they were asked for, the newest answers last.
    looks: VecDeque<Look>,
    /// Worked out from all of these; none where one has changed since.
    scene: Option<Arc<Scene>>,
    /// Why the last gathering ended early.
    failed: Option<crate::Error>,
}

/// An answer about a single image.
struct Look {
    asked: u64,
    id: String,
    /// None where the engine had no such image.
    image: Option<Listed>,
}

/// Lists take seconds at most, or some twenty with thousands of images in containerd's store.
const LOOKS_KEPT: usize = 1024;

impl Known {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The engine is about to be asked for its list or for a single image: the number of the question.
    pub(crate) fn ask(&self) -> u64 {
        let mut state = self.state();
        state.asked += 1;
        state.asked
    }

    /// The engine's images were listed.
    pub(crate) fn note_images(&self, summaries: &[ImageSummary], asked: u64) {
        let mut listed: Vec<Listed> = summaries.iter().map(listed).collect();
        let mut state = self.state();
        state.list = state.list.max(asked);
        for look in state.looks.iter().filter(|look| look.asked > asked) {
            take_over(&mut listed, look);
        }
        if state.listed != listed {
            (state.listed, state.scene) = (listed, None);
            state.unreadable.clear();
        }
    }

    /// A single image was looked at.
    pub(crate) fn note_image(&self, id: &str, summary: Option<&ImageSummary>, asked: u64) {
        let look = Look { asked, id: id.to_owned(), image: summary.map(listed) };
        let mut state = self.state();
        if asked < state.list {
            return;
        }
        if take_over(&mut state.listed, &look) {
            state.scene = None;
            state.unreadable.remove(id);
        }
        state.looks.push_back(look);
        if state.looks.len() > LOOKS_KEPT {
            state.looks.pop_front();
        }
    }

    /// The engine's containers were listed.
    pub(crate) fn note_containers(&self, rows: &[ContainerRow]) {
        let mut state = self.state();
        if state.containers != rows {
            (state.containers, state.scene) = (rows.to_vec(), None);
        }
    }

    /// Bytes of a layer, by the chain id that engines name it by.
    pub(crate) fn size_of_layer(&self, chain: &str) -> Option<u64> {
        self.state().table.size_of_chain(chain)
    }
}

fn listed(summary: &ImageSummary) -> Listed {
    let named = |names: &[String]| names.iter().filter(|name| !name.starts_with(NONE)).cloned().collect();
    Listed {
        id: summary.id.clone(),
        tags: named(&summary.repo_tags),
        digests: named(&summary.repo_digests),
        size: u64::try_from(summary.size).unwrap_or_default(),
    }
}

/// The image as it was looked at instead of what is listed of it. A name that it has is no other's any more. True where that
/// changes something.
fn take_over(images: &mut Vec<Listed>, Look { id, image, .. }: &Look) -> bool {
    let before = images.len();
    let Some(now) = image else {
        images.retain(|image| image.id != *id);
        return images.len() < before;
    };
    let mut changed = false;
    for image in images.iter_mut().filter(|image| image.id != *id) {
        let names = image.tags.len();
        image.tags.retain(|tag| !now.tags.contains(tag));
        changed |= image.tags.len() < names;
    }
    match images.iter_mut().find(|image| image.id == *id) {
        Some(image) if image == now => changed,
        Some(image) => {
            image.clone_from(now);
            true
        }
        // It may be a step that others are built on, which no list has.
        None if now.references().is_empty() => changed,
        None => {
            images.push(now.clone());
            true
        }
    }
}

impl State {
    /// Images, and steps beneath them, that nothing is known of yet.
    fn missing(&self) -> Vec<String> {
        let listed = self.listed.iter().map(|image| &image.id);
        let beneath = self.made.values().filter_map(|made| made.parent.as_ref());
        let unknown = |id: &&String| !self.made.contains_key(*id) && !self.unreadable.contains(*id);
        let mut missing: Vec<String> = listed.chain(beneath).filter(unknown).cloned().collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    fn scene(&mut self, store: Store) -> Arc<Scene> {
        let State { scene, listed, containers, made, table, .. } = self;
        Arc::clone(scene.get_or_insert_with(|| Arc::new(Scene::new(store, listed, containers, made, table))))
    }

    fn note(&mut self, id: String, read: Option<Read>) {
        self.scene = None;
        let Some(Read { diffs, sizes, made }) = read else {
            self.unreadable.insert(id);
            return;
        };
        let chain = self.table.chain(&diffs, &sizes);
        self.made.insert(id, Arc::new(Made { chain, ..made }));
    }
}

/// What removing these would free, by what was listed last: quick, and without a call to the engine while all layers are
/// known. Those that are not yet are gathered in the background.
///
/// # Errors
/// Why the last gathering ended early.
pub async fn reclaim(engine: &Engine, targets: Vec<RemovalTarget>) -> Result<Reclaim> {
    let store = store(engine.info());
    let (mut sum, missing) = {
        let mut state = engine.known().state();
        if let Some(error) = state.failed.take() {
            return Err(error);
        }
        let scene = state.scene(store);
        let mut sum = plan::reclaim(&scene, &state.table, &targets);
        // One that has just come is in a list, or is looked at, in a moment.
        sum.gathering = targets.iter().any(|target| !scene.images.contains_key(&target.id));
        (sum, !state.missing().is_empty())
    };
    if missing {
        sum.gathering = true;
        let engine = engine.clone();
        tokio::spawn(async move {
            // Another one is at it already: it will be done with these too.
            let Ok(_alone) = engine.known().gathering.try_lock() else { return };
            if let Err(error) = gather(&engine).await {
                engine.known().state().failed = Some(error);
            }
        });
    }
    Ok(sum)
}

/// What `docker rmi` of all these would do now. The engine is asked anew for its images and containers; nothing is changed.
///
/// # Errors
/// What the engine answered.
pub async fn removal_plan(engine: &Engine, targets: &[RemovalTarget], ways: RemovalWays) -> Result<RemovalPlan> {
    tokio::try_join!(images::list(engine), containers::list(engine))?;
    {
        let _alone = engine.known().gathering.lock().await;
        gather(engine).await?;
    }
    let mut state = engine.known().state();
    let scene = state.scene(store(engine.info()));
    Ok(plan::plan(&scene, &state.table, targets, ways))
}

/// An image of the engine's, and the layers that it has in common with another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kin {
    pub id: String,
    pub names: Vec<String>,
    /// `repository@sha256:…`
    pub digests: Vec<String>,
    /// `linux/arm64/v8`
    pub platform: String,
    /// How many they have in common from the lowest.
    pub stack: usize,
    /// How far up the other one has a layer that this one has too, upon whichever others.
    pub reach: usize,
}

/// The images that have any of these layers, the lowest first, by what was listed last. `GET /images/ID/json` and
/// `/images/ID/history` of those that are not known yet.
///
/// # Errors
/// What the engine answered.
pub(crate) async fn kin(engine: &Engine, diffs: &[String]) -> Result<Vec<Kin>> {
    {
        let _alone = engine.known().gathering.lock().await;
        gather(engine).await?;
    }
    let state = engine.known().state();
    let one = |image: &Listed| {
        let made = state.made.get(&image.id)?;
        let own: Vec<&str> = made.chain.iter().filter_map(|at| Some(state.table.get(*at)?.diff.as_str())).collect();
        let reach = diffs.iter().rposition(|diff| own.contains(&diff.as_str()))? + 1;
        let stack = images::layers_in_common(&own, &diffs.iter().map(String::as_str).collect::<Vec<_>>());
        Some(Kin {
            id: image.id.clone(),
            names: image.tags.clone(),
            digests: image.digests.clone(),
            platform: made.platform.clone(),
            stack,
            reach,
        })
    };
    Ok(state.listed.iter().filter_map(one).collect())
}

pub(crate) fn store(info: &EngineInfo) -> Store {
    match info {
        info if info.is_podman() => Store::Podman,
        EngineInfo { containerd_store: true, .. } => Store::Containerd,
        _ => Store::Classic,
    }
}

/// `GET /images/ID/json` and `/images/ID/history` of every image that is not known yet, and of the steps beneath.
async fn gather(engine: &Engine) -> Result<()> {
    loop {
        let missing = engine.known().state().missing();
        if missing.is_empty() {
            return Ok(());
        }
        let mut found = stream::iter(missing).map(|id| read(engine, id)).buffer_unordered(AT_ONCE);
        while let Some(read) = found.next().await {
            let (id, read) = read?;
            engine.known().state().note(id, read);
        }
    }
}

struct Read {
    diffs: Vec<String>,
    sizes: Sizes,
    made: Made,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Inspected {
    parent: String,
    os: String,
    architecture: String,
    variant: String,
    size: u64,
    #[serde(rename = "RootFS")]
    root_fs: Option<RootFs>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RootFs {
    layers: Option<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Step {
    created_by: String,
    comment: String,
    size: u64,
}

/// None where the engine has no more to say about it: it is gone, or can't be read.
async fn read(engine: &Engine, id: String) -> Result<(String, Option<Read>)> {
    let name = object_name(&id)?;
    let (inspect, history) = (format!("/images/{name}/json"), format!("/images/{name}/history"));
    let asked = tokio::join!(engine.get::<Inspected>(&inspect), engine.get::<Vec<Step>>(&history));
    let Some(image) = said(asked.0)? else { return Ok((id, None)) };
    // A history that the engine can't tell leaves the sum.
    let mut steps = said(asked.1)?.unwrap_or_default();
    steps.reverse();
    let store = store(engine.info());
    let diffs = image.root_fs.and_then(|fs| fs.layers).unwrap_or_default();
    let told: Vec<(&str, u64)> = steps.iter().map(|step| (step.created_by.as_str(), step.size)).collect();
    // Only Docker's classic store says the size of the layers as that of the image.
    let total = if store == Store::Classic { image.size } else { told.iter().map(|step| step.1).sum() };
    let read = Read {
        sizes: sizes(&told, diffs.len(), total),
        diffs,
        made: Made {
            chain: Vec::new(),
            parent: Some(image.parent).filter(|parent| !parent.is_empty()),
            content: if store == Store::Containerd { image.size } else { 0 },
            built: store != Store::Podman && steps.iter().any(|step| step.comment.starts_with(BUILDKIT)),
            platform: Platform { os: image.os, architecture: image.architecture, variant: image.variant }.text(),
        },
    };
    Ok((id, Some(read)))
}

/// What the engine refuses to say is none; that it is not there is an error.
fn said<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(said) => Ok(Some(said)),
        Err(error) => match error.code {
            ErrorCode::EngineLost | ErrorCode::EngineUnreachable | ErrorCode::EngineForbidden | ErrorCode::TimedOut => {
                Err(error)
            }
            _ => Ok(None),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(id: &str, tags: &[&str]) -> ImageSummary {
        ImageSummary {
            id: id.into(),
            repo_tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..ImageSummary::default()
        }
    }

    fn known(known: &Known) -> Vec<String> {
        known.state().listed.iter().map(|image| format!("{} {}", image.id, image.tags.join(" "))).collect()
    }

    #[test]
    fn what_was_looked_at_since_holds_against_a_list() {
        let all = Known::default();
        let look = |id: &str, tags: Option<&[&str]>| {
            all.note_image(id, tags.map(|tags| summary(id, tags)).as_ref(), all.ask());
        };
        let list = [summary("a", &["x:1", "y:1"]), summary("b", &["z:1"])];
        all.note_images(&list, all.ask());
        look("c", Some(&["y:1"]));
        assert_eq!(known(&all), ["a x:1", "b z:1", "c y:1"], "a name is moved");
        look("step", Some(&[]));
        assert_eq!(known(&all).len(), 3, "no list has it");

        let late = all.ask();
        let before = all.ask();
        look("b", None);
        look("a", Some(&["x:1", "w:1"]));
        let old = [summary("a", &["x:1"]), summary("b", &["z:1"]), summary("c", &["y:1"])];
        all.note_images(&old, before);
        assert_eq!(known(&all), ["a x:1 w:1", "c y:1"], "the list is older than what was looked at");
        all.note_image("c", None, late);
        assert_eq!(known(&all), ["a x:1 w:1", "c y:1"], "what was asked before the list is older than it");
        all.note_images(&old, all.ask());
        assert_eq!(known(&all), ["a x:1", "b z:1", "c y:1"], "the list is newer");
        for number in 0..2 * LOOKS_KEPT {
            look(&number.to_string(), None);
        }
        assert_eq!((known(&all).len(), all.state().looks.len()), (3, LOOKS_KEPT));
    }
}
