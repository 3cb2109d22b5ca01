//! Searching a registry by words, which the engine does.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::query::query;
use crate::registry::credentials::key;
use crate::{Engine, Result};

/// Hits that are asked for; the first page of a registry's own search.
const LIMIT: &str = "25";

/// A repository that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// `redis`, `bitnami/redis`
    pub name: String,
    pub description: String,
    pub stars: u32,
    pub official: bool,
}

/// `GET /images/search`. Docker Hub can be searched, most other registries can't.
///
/// # Errors
/// What the engine said of the registry or of itself.
pub async fn search(engine: &Engine, term: &str) -> Result<Vec<SearchHit>> {
    #[derive(Deserialize)]
    struct Hit {
        #[serde(alias = "Name")]
        name: String,
        #[serde(alias = "Description", default)]
        description: String,
        #[serde(alias = "Stars", default)]
        star_count: u32,
        #[serde(default)]
        is_official: bool,
        /// Podman's word for it: `[OK]`.
        #[serde(rename = "Official", default)]
        official: String,
    }
    let path = format!("/images/search{}", query(&[("term", term.trim()), ("limit", LIMIT)]));
    let hits: Vec<Hit> = engine.get(&path).await.map_err(crate::Error::about_registry)?;
    let hit = |hit: Hit| SearchHit {
        name: hit.name.strip_prefix(&format!("{}/", key::HUB)).unwrap_or(&hit.name).to_owned(),
        description: hit.description,
        stars: hit.star_count,
        official: hit.is_official || !hit.official.is_empty(),
    };
    Ok(hits.into_iter().map(hit).collect())
}
