//! Where an engine may be: `DOCKER_HOST`, Docker contexts, the usual sockets. What is spoken there belongs to
//! `transport.rs`, and whether anything answers to `engine.rs`.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use specta::Type;

/// Where an endpoint's address was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EndpointSource {
    /// The environment variable `DOCKER_HOST`.
    DockerHost,
    /// A Docker context (`docker context ls`).
    Context,
    /// A socket in one of the usual places.
    Socket,
    /// The engine that Quayside started for the person.
    Embedded,
}

/// An address where an engine may answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// Stable between runs: the source and the name.
    pub id: String,
    /// What a person calls it: a context's name, `DOCKER_HOST`, `Podman (rootless)`.
    pub name: String,
    /// `unix:///run/docker.sock`, `tcp://10.0.0.5:2376`, `ssh://user@host`.
    pub address: String,
    pub source: EndpointSource,
    /// Folder with `ca.pem`, `cert.pem` and `key.pem` for a TLS address.
    #[serde(skip)]
    pub tls_dir: Option<PathBuf>,
    /// The program that logs in to an `ssh` address, where it is not the `ssh` of the path.
    #[serde(skip)]
    pub ssh_program: Option<PathBuf>,
}

/// What the search looks at. Taken from the environment once, so that tests can give another.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    pub docker_host: Option<String>,
    /// `DOCKER_CONTEXT`
    pub docker_context: Option<String>,
    /// `DOCKER_CERT_PATH`, else the folder of Docker's configuration, where `DOCKER_TLS_VERIFY` is set.
    pub docker_cert_path: Option<PathBuf>,
    /// `DOCKER_CONFIG`, else `~/.docker`.
    pub docker_config: Option<PathBuf>,
    pub home: Option<PathBuf>,
    /// `XDG_RUNTIME_DIR`
    pub runtime_dir: Option<PathBuf>,
    /// Socket of the engine that Quayside starts.
    pub embedded_socket: Option<PathBuf>,
}

impl Surroundings {
    /// From this process's environment.
    pub fn from_env() -> Self {
        let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let home = dirs::home_dir();
        let docker_config = var("DOCKER_CONFIG").map(PathBuf::from).or_else(|| Some(home.as_ref()?.join(".docker")));
        Self {
            docker_host: var("DOCKER_HOST"),
            docker_context: var("DOCKER_CONTEXT"),
            docker_cert_path: var("DOCKER_TLS_VERIFY")
                .and_then(|_| var("DOCKER_CERT_PATH").map(PathBuf::from).or_else(|| docker_config.clone())),
            docker_config,
            home,
            runtime_dir: var("XDG_RUNTIME_DIR").map(PathBuf::from),
            embedded_socket: crate::embedded::socket(),
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// Everything that can be switched to, the best first.
    pub all: Vec<Endpoint>,
    /// The first one was chosen by the person's own configuration (`DOCKER_HOST` or a context): another engine must not
    /// be taken silently in its place.
    pub first_is_chosen: bool,
    /// The context that the person's configuration names, where there is no such context.
    pub missing_context: Option<String>,
}

/// Looks for addresses, without connecting to any: `DOCKER_HOST`, the current context, sockets that exist, the other
/// contexts.
pub fn find(surroundings: &Surroundings) -> Endpoints {
    let contexts = surroundings.docker_config.as_deref().map(contexts).unwrap_or_default();
    let current = surroundings
        .docker_context
        .clone()
        .filter(|name| name != "default")
        .or_else(|| current_context(surroundings.docker_config.as_deref()?));
    let mut all = Vec::new();
    if let Some(host) = &surroundings.docker_host {
        all.push(Endpoint {
            id: "dockerHost".to_owned(),
            name: "DOCKER_HOST".to_owned(),
            address: host.clone(),
            source: EndpointSource::DockerHost,
            tls_dir: surroundings.docker_cert_path.clone(),
            ssh_program: None,
        });
    }
    let (now, others): (Vec<_>, Vec<_>) =
        contexts.into_iter().partition(|context| Some(&context.name) == current.as_ref());
    all.extend(now);
    let first_is_chosen = !all.is_empty();
    let missing_context = current.filter(|_| !first_is_chosen);
    all.extend(sockets(surroundings));
    all.extend(others);
    Endpoints { all, first_is_chosen, missing_context }
}

/// The usual places, as far as there is a socket.
fn sockets(surroundings: &Surroundings) -> Vec<Endpoint> {
    let runtime = surroundings.runtime_dir.as_deref();
    let home = surroundings.home.as_deref();
    let at = |base: Option<&Path>, path: &str| base.map(|base| base.join(path));
    let places = [
        ("Docker", Some(PathBuf::from("/var/run/docker.sock")), EndpointSource::Socket),
        ("Docker (rootless)", at(runtime, "docker.sock"), EndpointSource::Socket),
        ("Docker Desktop", at(home, ".docker/desktop/docker.sock"), EndpointSource::Socket),
        ("Docker Desktop", at(home, ".docker/run/docker.sock"), EndpointSource::Socket),
        ("Podman (rootless)", at(runtime, "podman/podman.sock"), EndpointSource::Socket),
        ("Podman", Some(PathBuf::from("/run/podman/podman.sock")), EndpointSource::Socket),
        ("Quayside", surroundings.embedded_socket.clone(), EndpointSource::Embedded),
    ];
    let endpoint = |(name, path, source): (&str, Option<PathBuf>, EndpointSource)| {
        let path = path.filter(|path| path.exists())?;
        let address = format!("unix://{}", path.display());
        let id =
            format!("{}:{}", if source == EndpointSource::Embedded { "embedded" } else { "socket" }, path.display());
        Some(Endpoint { id, name: name.to_owned(), address, source, tls_dir: None, ssh_program: None })
    };
    places.into_iter().filter_map(endpoint).collect()
}

fn current_context(config: &Path) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Config {
        current_context: Option<String>,
    }
    let text = std::fs::read_to_string(config.join("config.json")).ok()?;
    let config: Config = serde_json::from_str(&text).ok()?;
    // `default` stands for what would be used without contexts.
    config.current_context.filter(|name| !name.is_empty() && name != "default")
}

/// Docker's context store: `contexts/meta/HASH/meta.json`, TLS material in `contexts/tls/HASH/docker`.
fn contexts(config: &Path) -> Vec<Endpoint> {
    let Ok(folders) = std::fs::read_dir(config.join("contexts/meta")) else { return Vec::new() };
    let mut found: Vec<Endpoint> = folders.flatten().filter_map(|folder| context(config, &folder.path())).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn context(config: &Path, folder: &Path) -> Option<Endpoint> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Meta {
        name: String,
        endpoints: std::collections::HashMap<String, MetaEndpoint>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct MetaEndpoint {
        host: Option<String>,
    }
    let text = std::fs::read_to_string(folder.join("meta.json")).ok()?;
    let meta: Meta = serde_json::from_str(&text)
        .inspect_err(|error| tracing::warn!("cannot read the Docker context in {}: {error}", folder.display()))
        .ok()?;
    let address = meta.endpoints.get("docker")?.host.clone()?;
    let tls = config.join("contexts/tls").join(folder.file_name()?).join("docker");
    Some(Endpoint {
        id: format!("context:{}", meta.name),
        name: meta.name,
        address,
        source: EndpointSource::Context,
        tls_dir: Some(tls).filter(|dir| dir.is_dir()),
        ssh_program: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn store() -> tempfile::TempDir {
        let store = tempfile::tempdir().unwrap();
        let meta = |name: &str, host: &str| {
            format!(
                r#"{{"Name":"{name}","Metadata":{{}},"Endpoints":{{"docker":{{"Host":"{host}","SkipTLSVerify":false}}}}}}"#
            )
        };
        write(&store.path().join("config.json"), r#"{"currentContext":"work","auths":{}}"#);
        write(&store.path().join("contexts/meta/aa/meta.json"), &meta("work", "tcp://10.0.0.5:2376"));
        write(&store.path().join("contexts/meta/bb/meta.json"), &meta("home", "unix:///home/me/docker.sock"));
        write(&store.path().join("contexts/meta/cc/meta.json"), "not json");
        write(&store.path().join("contexts/tls/aa/docker/ca.pem"), "");
        store
    }

    #[test]
    fn contexts_are_found_with_their_tls_material() {
        let store = store();
        let surroundings = Surroundings { docker_config: Some(store.path().into()), ..Surroundings::default() };
        let found = find(&surroundings);
        assert!(found.first_is_chosen);
        assert_eq!(found.all[0].id, "context:work");
        assert_eq!(found.all[0].tls_dir, Some(store.path().join("contexts/tls/aa/docker")));
        assert!(found.all.iter().any(|endpoint| endpoint.id == "context:home" && endpoint.tls_dir.is_none()));

        let other = find(&Surroundings { docker_context: Some("home".into()), ..surroundings.clone() });
        assert_eq!(other.all[0].id, "context:home");
        let gone = find(&Surroundings { docker_context: Some("gone".into()), ..surroundings.clone() });
        assert_eq!((gone.missing_context.as_deref(), gone.first_is_chosen), (Some("gone"), false));
        let host = find(&Surroundings { docker_host: Some("unix:///x".into()), ..surroundings });
        assert_eq!((host.all[0].id.as_str(), host.all[1].id.as_str()), ("dockerHost", "context:work"));
    }

    #[test]
    fn only_sockets_that_exist_are_named() {
        let runtime = tempfile::tempdir().unwrap();
        write(&runtime.path().join("podman/podman.sock"), "");
        let found = find(&Surroundings { runtime_dir: Some(runtime.path().into()), ..Surroundings::default() });
        assert!(!found.first_is_chosen);
        assert!(found.all.iter().any(|endpoint| endpoint.name == "Podman (rootless)"));
        assert!(!found.all.iter().any(|endpoint| endpoint.name == "Docker (rootless)"));
    }
}
