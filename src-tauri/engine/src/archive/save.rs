//! `docker save` and `docker export`: what the engine has, as archives.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, TryStreamExt, stream};
use hyper::Method;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Download;
use crate::images::StepLayer;
use crate::inspect::object_name;
use crate::query::query;
use crate::units::ByteSize;
use crate::{Engine, Result, images};

/// Images that the engine is asked about at once.
const AT_ONCE: usize = 8;

/// What would be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedImages {
    /// Images, each counted once however many of its names are saved.
    pub images: u32,
    /// Bytes of their layers, each counted once where the engine tells which is which; where it keeps them compressed the
    /// archive is smaller.
    pub about: ByteSize,
}

/// `GET /images/NAME/json` for each, and `GET /images/NAME/history` where there are several: what saving these would take.
/// Nothing is changed.
///
/// # Errors
/// `ImageNotFound`, or what the engine answered.
pub async fn to_save(engine: &Engine, names: &[String]) -> Result<SavedImages> {
    let asked = stream::iter(names.to_vec()).map(|name| async move { images::details(engine, &name).await });
    let details: Vec<_> = asked.buffered(AT_ONCE).try_collect().await?;
    let sizes: BTreeMap<_, _> = details.into_iter().map(|image| (image.id, image.size.0)).collect();
    let images = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
    let shared = if images > 1 && !engine.info().containerd_store {
        shared(engine, sizes.keys().cloned().collect()).await?
    } else {
        0
    };
    Ok(SavedImages { images, about: ByteSize(sizes.values().sum::<u64>().saturating_sub(shared)) })
}

/// Bytes of layers that an image has in common with one before it.
async fn shared(engine: &Engine, ids: Vec<String>) -> Result<u64> {
    let (mut seen, mut shared) = (BTreeSet::new(), 0);
    let asked = stream::iter(ids).map(|id| async move { images::history(engine, &id, false).await });
    let mut histories = std::pin::pin!(asked.buffered(AT_ONCE));
    while let Some(history) = histories.try_next().await? {
        for step in &history.steps {
            let StepLayer::Made { index } = step.layer else { continue };
            let chain = history.layers.get(index as usize).map(|layer| layer.chain_id.clone());
            if chain.is_some_and(|chain| !seen.insert(chain)) {
                shared += step.size.0;
            }
        }
    }
    Ok(shared)
}

/// `GET /images/get?names=…`: the images with these names, as one archive for `docker load`. The engine gathers all of it
/// before it sends the first byte.
///
/// # Errors
/// `ImageNotFound`, `NoSpace` on the engine, or what the engine answered.
pub async fn save(engine: &Engine, names: &[String]) -> Result<Download> {
    for name in names {
        object_name(name)?;
    }
    let pairs: Vec<_> = names.iter().map(|name| ("names", name.as_str())).collect();
    engine.call(Method::GET, &format!("/images/get{}", query(&pairs))).await.map(Download::of)
}

/// `GET /containers/NAME/export`: the container's files, as one archive for `docker import`. Volumes are not part of it.
///
/// # Errors
/// `ContainerNotFound`, or what the engine answered.
pub async fn export(engine: &Engine, container: &str) -> Result<Download> {
    let path = format!("/containers/{}/export", object_name(container)?);
    engine.call(Method::GET, &path).await.map(Download::of)
}
