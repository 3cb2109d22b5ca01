//! How the engine reaches registries, which is how Quayside does it too: mirrors of Docker Hub, registries that the engine
//! is told to trust without TLS.

use std::collections::HashMap;

use serde::Deserialize;

use super::credentials::key;
use crate::{Engine, Result};

/// The part of `GET /info` that is about registries. Podman leaves most of it out.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Info {
    registry_config: Option<RegistryConfig>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RegistryConfig {
    index_configs: Option<HashMap<String, Index>>,
    mirrors: Option<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Index {
    secure: Option<bool>,
    mirrors: Option<Vec<String>>,
}

/// What the engine is told of registries.
pub struct Setup {
    indexes: HashMap<String, Index>,
    mirrors: Vec<String>,
    /// The engine is on another machine: what it calls loopback is not ours.
    remote: bool,
}

impl Setup {
    /// `GET /info`
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn of(engine: &Engine) -> Result<Self> {
        let config = engine.get::<Info>("/info").await?.registry_config.unwrap_or_default();
        let indexes = config.index_configs.unwrap_or_default();
        let mirrors = config.mirrors.unwrap_or_default();
        Ok(Self { indexes, mirrors, remote: engine.host().is_some() })
    }

    /// Where names of Docker Hub are looked for before Docker Hub: `http://127.0.0.1:5000/`.
    pub fn mirrors(&self, domain: &str) -> Vec<String> {
        if domain != key::HUB {
            return Vec::new();
        }
        let of_index = self.indexes.get(domain).and_then(|index| index.mirrors.clone()).unwrap_or_default();
        if self.mirrors.is_empty() { of_index } else { self.mirrors.clone() }
    }

    /// Whether the engine talks to this registry also where it can't be sure of it. Networks that it is told to trust as a
    /// whole are not read.
    pub fn is_insecure(&self, domain: &str) -> bool {
        is_loopback(domain) || self.indexes.get(domain).is_some_and(|index| index.secure == Some(false))
    }

    /// Whether an address means the engine's own machine, which is not this one.
    pub fn is_elsewhere(&self, authority: &str) -> bool {
        self.remote && is_loopback(authority)
    }
}

/// `localhost`, `127.0.0.1:5000`, `[::1]`: what Docker too takes for trustworthy without TLS.
pub fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_told_from_names_that_begin_like_it() {
        for authority in ["localhost", "localhost:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]:5000", "[::1]"] {
            assert!(is_loopback(authority), "{authority}");
        }
        for authority in ["localhost.example", "127.0.0.1.example:5000", "10.0.0.1", "[2001:db8::1]:5000", ""] {
            assert!(!is_loopback(authority), "{authority}");
        }
    }

    #[test]
    fn what_the_engine_says_of_registries_is_read() {
        let info: Info = serde_json::from_str(
            r#"{"RegistryConfig":{"IndexConfigs":{"docker.io":{"Secure":true,"Mirrors":["http://127.0.0.1:1/"]},
                "10.0.0.9:5000":{"Secure":false,"Mirrors":[]}},"Mirrors":["http://127.0.0.1:1/"]},"Other":1}"#,
        )
        .unwrap();
        let config = info.registry_config.unwrap();
        let (indexes, mirrors) = (config.index_configs.unwrap(), config.mirrors.unwrap());
        let setup = Setup { indexes, mirrors, remote: true };
        assert_eq!(setup.mirrors("docker.io"), ["http://127.0.0.1:1/"]);
        assert!(setup.mirrors("ghcr.io").is_empty());
        assert!(setup.is_insecure("10.0.0.9:5000") && !setup.is_insecure("ghcr.io"));
        assert!(setup.is_elsewhere("127.0.0.1:1") && !setup.is_elsewhere("ghcr.io"));
        assert!(serde_json::from_str::<Info>("{}").unwrap().registry_config.is_none());
    }
}
