//! `docker save` and `docker export`: what the engine has, as archives.

use std::collections::BTreeMap;

use hyper::Method;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Download;
use crate::inspect::object_name;
use crate::query::query;
use crate::units::ByteSize;
use crate::{Engine, Result, images};

/// What would be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedImages {
    /// Images, each counted once however many of its names are saved.
    pub images: u32,
    /// Sum of their sizes. The archive is smaller where they share layers, and where the engine keeps them compressed.
    pub about: ByteSize,
}

/// `GET /images/NAME/json` for each: what saving these would take. Nothing is changed.
///
/// # Errors
/// `ImageNotFound`, or what the engine answered.
pub async fn to_save(engine: &Engine, names: &[String]) -> Result<SavedImages> {
    let mut sizes = BTreeMap::new();
    for name in names {
        let image = images::details(engine, name).await?;
        sizes.insert(image.id, image.size.0);
    }
    let images = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
    Ok(SavedImages { images, about: ByteSize(sizes.into_values().sum()) })
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
