//! Which other images on the engine stand on the same layers. The engine has no answer to that: every image's own list of
//! layers is asked for, once, and kept. An image is named by its content, so what was read of it stays true.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bollard::models::ImageSummary;
use bollard::query_parameters::ListImagesOptions;
use futures_util::{StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use specta::Type;

use super::{NONE, inspect};
use crate::{Engine, ErrorCode, Result};

/// Images asked about at once: enough to keep an engine busy, few enough to leave it free for others.
const AT_ONCE: usize = 8;
/// Images whose layers are remembered: some 4 MB of digests. Beyond, all are forgotten and read anew.
const REMEMBERED: usize = 10_000;

/// A layer by the digest of its diff id: 32 bytes instead of 71.
type LayerKey = [u8; 32];
type Layers = Arc<[LayerKey]>;

/// The layers of the images that were asked about, by image id.
#[derive(Debug, Default)]
pub struct LayerTable(Mutex<HashMap<String, Layers>>);

impl LayerTable {
    fn get(&self, id: &str) -> Option<Layers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn keep(&self, id: &str, layers: &Layers) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(id.to_owned(), Arc::clone(layers));
    }

    /// The layers of an image, the lowest first; none where it is gone.
    async fn of(&self, engine: &Engine, id: &str) -> Result<Option<Layers>> {
        if let Some(known) = self.get(id) {
            return Ok(Some(known));
        }
        match inspect(engine, id).await {
            Ok(image) => {
                let diff_ids = image.root_fs.and_then(|fs| fs.layers).unwrap_or_default();
                let layers: Layers = diff_ids.iter().map(|diff_id| Sha256::digest(diff_id.as_bytes()).into()).collect();
                self.keep(id, &layers);
                Ok(Some(layers))
            }
            Err(error) if error.code == ErrorCode::ImageNotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Another image that stands on the same layers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Sharing {
    pub id: String,
    /// Its tags; none for an untagged image.
    pub names: Vec<String>,
    /// How many layers both have in common, from the lowest.
    pub layers: u32,
}

/// `GET /images/json`, and `GET /images/ID/json` of each that is not known yet: the images that begin with the same layers
/// as this one. Those with most in common come first.
///
/// # Errors
/// `ImageNotFound`, or what the engine answered.
pub async fn sharing(engine: &Engine, known: &LayerTable, reference: &str) -> Result<Vec<Sharing>> {
    let image = inspect(engine, reference).await?;
    let Some(own) = known.of(engine, &image.id).await? else { return Ok(Vec::new()) };
    let others = engine.docker().list_images(None::<ListImagesOptions>).await?;
    let others = others.into_iter().filter(|other| other.id != image.id);
    let one = |other: ImageSummary| {
        let own = Arc::clone(&own);
        async move {
            let layers = known.of(engine, &other.id).await?.map_or(0, |layers| common(&own, &layers));
            Result::Ok((layers > 0).then(|| shared(other, layers)))
        }
    };
    let found: Vec<Option<Sharing>> =
        futures_util::stream::iter(others).map(one).buffered(AT_ONCE).try_collect().await?;
    let mut found: Vec<Sharing> = found.into_iter().flatten().collect();
    found.sort_by(|a, b| b.layers.cmp(&a.layers).then_with(|| a.names.cmp(&b.names)));
    Ok(found)
}

fn shared(image: ImageSummary, layers: usize) -> Sharing {
    Sharing {
        id: image.id,
        names: image.repo_tags.into_iter().filter(|name| !name.starts_with(NONE)).collect(),
        layers: u32::try_from(layers).unwrap_or(u32::MAX),
    }
}

/// How many layers two images have in common: from the lowest, for a layer stands on those beneath.
pub(crate) fn common<T: PartialEq>(one: &[T], other: &[T]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_in_common_from_the_lowest() {
        assert_eq!(common(&[1, 2, 3], &[1, 2, 4, 3]), 2);
        assert_eq!(common(&[1], &[2, 1]), 0);
        assert_eq!(common::<u8>(&[], &[]), 0);
    }

    #[test]
    fn the_table_is_bounded() {
        let table = LayerTable::default();
        let layers: Layers = Arc::new([[0; 32]]);
        for number in 0..=REMEMBERED {
            table.keep(&number.to_string(), &layers);
        }
        assert!(table.get("0").is_none());
        assert_eq!(table.get(&REMEMBERED.to_string()).unwrap().len(), 1);
    }
}
