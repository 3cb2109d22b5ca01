//! Searching a registry by words, which the engine does.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::query::query;
use crate::reference::split_domain;
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

/// `GET /images/search`. Docker Hub can be searched, and some others, whose name stands before the words as before a
/// repository: `quay.io/prometheus`.
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
    // Words to look for are no name: they may have spaces and capitals.
    let (registry, _) = split_domain(term.trim());
    let hit = |hit: Hit| SearchHit {
        name: whole(&registry, &hit.name),
        description: hit.description,
        stars: hit.star_count,
        official: hit.is_official || !hit.official.is_empty(),
    };
    Ok(hits.into_iter().map(hit).collect())
}

/// A registry tells names without itself, Podman with it; Docker Hub need not be named.
fn whole(registry: &str, name: &str) -> String {
    let path = name.strip_prefix(&format!("{registry}/")).unwrap_or(name);
    if registry == key::HUB { path.to_owned() } else { format!("{registry}/{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hit_can_be_pulled_by_its_name() {
        assert_eq!(whole("docker.io", "redis"), "redis");
        assert_eq!(whole("docker.io", "docker.io/library/redis"), "library/redis");
        assert_eq!(whole("quay.io", "prometheus/node"), "quay.io/prometheus/node");
        assert_eq!(whole("quay.io", "quay.io/prometheus/node"), "quay.io/prometheus/node");
        for (term, registry) in [("quay.io/node exporter", "quay.io"), ("quay.io/Prom", "quay.io"), ("a b", key::HUB)] {
            assert_eq!(split_domain(term).0, registry, "{term}");
        }
    }
}
