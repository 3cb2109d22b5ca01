//! All the means together: which of them has credentials for a registry, where new ones are kept, and how they go.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use specta::Type;

use super::files::{self, AuthFile};
use super::helper::Helper;
use super::{Login, Means, RegistryAuth, key, keyring};
use crate::error::{Error, ErrorCode, Result};
use crate::reference::Reference;

/// Where the files are. Taken from the environment once, so that tests can give others.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Docker's `config.json`.
    pub docker_config: Option<PathBuf>,
    /// Podman's `auth.json`, the one that counts most first.
    pub podman_auth: Vec<PathBuf>,
    /// Ask the operating system's keyring.
    pub keyring: bool,
    /// Folder of credential helpers, where it is not the search path.
    pub helpers: Option<PathBuf>,
}

impl Places {
    /// From this process's environment: `DOCKER_CONFIG`, `REGISTRY_AUTH_FILE`, `XDG_RUNTIME_DIR`, `XDG_CONFIG_HOME`.
    pub fn from_env() -> Self {
        let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = dirs::home_dir();
        let in_home = |path: &str| home.as_ref().map(|home| home.join(path));
        let docker = var("DOCKER_CONFIG").or_else(|| in_home(".docker"));
        let podman_auth = match var("REGISTRY_AUTH_FILE") {
            Some(file) => vec![file],
            None => {
                let config = var("XDG_CONFIG_HOME").or_else(|| in_home(".config"));
                let folders = [var("XDG_RUNTIME_DIR"), config];
                folders.into_iter().flatten().map(|folder| folder.join("containers/auth.json")).collect()
            }
        };
        Self {
            docker_config: docker.map(|folder| folder.join("config.json")),
            podman_auth,
            keyring: true,
            helpers: None,
        }
    }
}

/// What was found for a registry.
#[derive(Debug, Default)]
pub struct Lookup {
    pub login: Option<Login>,
    pub means: Option<Means>,
    /// Means that failed on the way, in their words. Another one may have helped all the same.
    pub troubles: Vec<String>,
}

impl Lookup {
    /// What the engine is given with a pull or a push of this registry's.
    ///
    /// # Errors
    /// `Internal`
    pub fn for_engine(&self, domain: &str) -> Result<Option<RegistryAuth>> {
        self.login.as_ref().map(|login| login.for_engine(domain)).transpose()
    }

    /// The same error with the means that failed, where it may be due to them.
    pub fn explain(&self, error: Error) -> Error {
        let concerned = matches!(error.code, ErrorCode::RegistryUnauthorized | ErrorCode::RepositoryNotFound);
        if concerned && !self.troubles.is_empty() { error.with_detail(self.troubles.join("\n")) } else { error }
    }
}

/// A registry that a person is signed in to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// `ghcr.io`, or with a namespace `ghcr.io/acme`.
    pub registry: String,
    /// Empty for some tokens.
    pub username: String,
    pub means: Means,
    /// Another means has credentials for the same registry, and they are used instead.
    pub overridden: bool,
}

/// All of them, and what could not be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignIns {
    pub signed_in: Vec<SignedIn>,
    /// In the words of the means that failed.
    pub troubles: Vec<String>,
}

/// Where a sign-in to a registry would be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Keeping {
    pub means: Means,
    /// Why there is nothing better, where it is only the memory of this run.
    pub why: Option<String>,
}

/// A person's credentials.
pub struct Logins {
    places: Places,
    /// Of this run only, by registry.
    memory: Mutex<BTreeMap<String, Login>>,
}

impl Logins {
    pub fn new(places: Places) -> Self {
        Self { places, memory: Mutex::default() }
    }

    fn memory(&self) -> MutexGuard<'_, BTreeMap<String, Login>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a pull or push of this reference is to be done with. See [`Self::find`].
    pub async fn for_reference(&self, reference: &Reference) -> Lookup {
        self.find(&reference.domain, Some(&reference.path)).await
    }

    /// Looks for credentials: those signed in with for this run; then as Docker does, the helper of the registry, the helper
    /// for all, and the files; the keyring, which holds what was signed in with here, stands before the files. Podman's
    /// files come last. Means that fail are passed over and told.
    pub async fn find(&self, domain: &str, path: Option<&str>) -> Lookup {
        let mut lookup = Lookup::default();
        let kept = self.memory().get(domain).cloned();
        if lookup.take(Ok(kept), Means::Memory) {
            return lookup;
        }
        let files = self.files(&mut lookup.troubles).await;
        for helper in files.iter().filter_map(|(_, file)| file.helper(domain)) {
            if lookup.take(self.helper(helper).get(domain).await, Means::Helper { name: helper.to_owned() }) {
                return lookup;
            }
        }
        // Where there is no keyring, nothing was ever kept in one.
        if self.places.keyring
            && keyring::check().await.is_ok()
            && lookup.take(keyring::get(domain).await, Means::Keyring)
        {
            return lookup;
        }
        for (means, file) in files {
            if lookup.take(Ok(file.login(domain, path)), means) {
                return lookup;
            }
        }
        lookup
    }

    /// Namespaces of a registry that files hold credentials of their own for, as Podman's do: `acme`, `acme/deep`.
    pub async fn namespaces(&self, domain: &str) -> Vec<String> {
        // A file that can't be read is told by whoever looks for credentials.
        let files = self.files(&mut Vec::new()).await;
        let keys = files.iter().flat_map(|(_, file)| file.logins()).map(|(key, _)| key);
        let of_registry = keys.filter_map(|key| {
            let (host, namespace) = key.split_once('/')?;
            (host == domain).then(|| namespace.to_owned())
        });
        of_registry.collect()
    }

    /// Every registry a person is signed in to, in the order in which the means are asked.
    pub async fn list(&self) -> SignIns {
        let mut found = SignIns::default();
        let mut add = |registry: String, username: String, means: Means| {
            let same = |other: &SignedIn| other.registry == registry;
            let overridden = found.signed_in.iter().any(same);
            if !found.signed_in.iter().any(|other| same(other) && other.means == means) {
                found.signed_in.push(SignedIn { registry, username, means, overridden });
            }
        };
        let mut troubles = Vec::new();
        for (registry, login) in self.memory().iter() {
            add(registry.clone(), login.username().to_owned(), Means::Memory);
        }
        let files = self.files(&mut troubles).await;
        let mut lists: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (only, name) in files.iter().flat_map(|(_, file)| file.helpers()) {
            if !lists.contains_key(name) {
                let listed = self.helper(name).list().await.unwrap_or_else(|error| {
                    troubles.push(error.message);
                    BTreeMap::new()
                });
                lists.insert(name.to_owned(), listed.into_iter().map(|(key, user)| (key::plain(&key), user)).collect());
            }
            for (registry, username) in lists.get(name).into_iter().flatten() {
                if only.as_ref().is_none_or(|only| only == registry) {
                    add(registry.clone(), username.clone(), Means::Helper { name: name.to_owned() });
                }
            }
        }
        if self.places.keyring && keyring::check().await.is_ok() {
            match keyring::list().await {
                Ok(listed) => {
                    listed.into_iter().for_each(|(registry, username)| add(registry, username, Means::Keyring));
                }
                Err(error) => troubles.push(error.message),
            }
        }
        for (means, file) in &files {
            file.logins().for_each(|(registry, login)| add(registry, login.username().to_owned(), means.clone()));
        }
        found.troubles = troubles;
        found
    }

    /// Where a sign-in to this registry would be kept.
    ///
    /// # Errors
    /// `CredentialsUnavailable` where a configuration can't be read: then the helper in it is not known.
    pub async fn keeping(&self, domain: &str) -> Result<Keeping> {
        if let Some(path) = &self.places.docker_config
            && let Some(helper) = AuthFile::read(path).await?.helper(domain)
        {
            return Ok(Keeping { means: Means::Helper { name: helper.to_owned() }, why: None });
        }
        if !self.places.keyring {
            return Ok(Keeping { means: Means::Memory, why: None });
        }
        Ok(match keyring::check().await {
            Ok(()) => Keeping { means: Means::Keyring, why: None },
            Err(error) => Keeping { means: Means::Memory, why: Some(error.message) },
        })
    }

    /// Keeps credentials, which have been tested, where [`Self::keeping`] says.
    ///
    /// # Errors
    /// `CredentialsUnavailable`
    pub async fn keep(&self, domain: &str, login: Login) -> Result<Means> {
        let means = self.keeping(domain).await?.means;
        match &means {
            Means::Helper { name } => self.helper(name).store(domain, &login).await?,
            Means::Keyring => keyring::store(domain, &login).await?,
            _ => {
                self.memory().insert(domain.to_owned(), login);
                return Ok(means);
            }
        }
        // What is in memory would come first.
        self.memory().remove(domain);
        Ok(means)
    }

    /// Takes a registry's credentials out of one of the means.
    ///
    /// # Errors
    /// `CredentialsUnavailable`
    pub async fn forget(&self, registry: &str, means: &Means) -> Result<()> {
        match means {
            Means::Memory => {
                self.memory().remove(registry);
                Ok(())
            }
            Means::Helper { name } => self.helper(name).erase(registry).await,
            Means::Keyring => keyring::erase(registry).await,
            Means::DockerConfig { path } | Means::PodmanAuth { path } => {
                // Only a file that is looked at is changed, whatever the page names.
                let known = self.places.docker_config.iter().chain(&self.places.podman_auth);
                let file = known.into_iter().find(|known| known.display().to_string() == *path).cloned();
                let gone = || Error::new(ErrorCode::NotFound, format!("{path} is no file of credentials"));
                let (file, registry) = (file.ok_or_else(gone)?, registry.to_owned());
                let forgetting = tokio::task::spawn_blocking(move || files::forget(&file, &registry));
                forgetting.await.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?
            }
        }
    }

    fn helper<'a>(&'a self, name: &'a str) -> Helper<'a> {
        Helper { name, folder: self.places.helpers.as_deref() }
    }

    /// Docker's file, then Podman's.
    async fn files(&self, troubles: &mut Vec<String>) -> Vec<(Means, AuthFile)> {
        let named = |path: &PathBuf| path.display().to_string();
        let docker = self.places.docker_config.iter().map(|path| (path, Means::DockerConfig { path: named(path) }));
        let podman = self.places.podman_auth.iter().map(|path| (path, Means::PodmanAuth { path: named(path) }));
        let mut files = Vec::new();
        for (path, means) in docker.chain(podman) {
            match AuthFile::read(path).await {
                Ok(file) => files.push((means, file)),
                Err(error) => troubles.push(error.message),
            }
        }
        files
    }
}

impl Lookup {
    /// Whether these means have it.
    fn take(&mut self, answer: Result<Option<Login>>, means: Means) -> bool {
        match answer {
            Ok(Some(login)) => {
                (self.login, self.means) = (Some(login), Some(means));
                true
            }
            Ok(None) => false,
            Err(error) => {
                tracing::warn!("credentials: {error}");
                self.troubles.push(error.message);
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::password::Password;

    fn scene(config: &str, auth: &str) -> (tempfile::TempDir, Logins) {
        let folder = tempfile::tempdir().unwrap();
        let (docker, podman) = (folder.path().join("config.json"), folder.path().join("auth.json"));
        std::fs::write(&docker, config).unwrap();
        std::fs::write(&podman, auth).unwrap();
        let places = Places { docker_config: Some(docker), podman_auth: vec![podman], keyring: false, helpers: None };
        (folder, Logins::new(places))
    }

    #[tokio::test]
    async fn dockers_file_comes_before_podmans_and_this_run_before_both() {
        let (_folder, logins) = scene(
            r#"{"auths":{"a.example":{"auth":"YTpi"}}}"#,
            r#"{"auths":{"a.example":{"auth":"Yzpk"},"b.example/x":{"auth":"ZTpm"}}}"#,
        );
        let user = async |domain, path| logins.find(domain, path).await.login.map(|login| login.username().to_owned());
        assert_eq!(user("a.example", None).await.as_deref(), Some("a"));
        assert_eq!(user("b.example", Some("x/y")).await.as_deref(), Some("e"));
        assert_eq!(user("b.example", Some("z")).await, None);
        assert_eq!(logins.keep("a.example", Login::new("now", Password::new("p"))).await.unwrap(), Means::Memory);
        assert_eq!(user("a.example", None).await.as_deref(), Some("now"));

        let listed = logins.list().await.signed_in;
        let shown: Vec<_> = listed.iter().map(|one| (one.registry.as_str(), one.overridden)).collect();
        assert_eq!(shown, [("a.example", false), ("a.example", true), ("a.example", true), ("b.example/x", false)]);
        for one in &listed {
            logins.forget(&one.registry, &one.means).await.unwrap();
        }
        assert_eq!(logins.list().await, SignIns::default());
    }

    #[tokio::test]
    async fn means_that_fail_are_passed_over_and_told() {
        let (_folder, logins) =
            scene(r#"{"credsStore":"quayside-no-such","auths":{"a.example":{"auth":"YTpi"}}}"#, "{ broken");
        let lookup = logins.find("a.example", None).await;
        assert_eq!(lookup.login.as_ref().unwrap().username(), "a");
        assert_eq!(lookup.troubles.len(), 2, "{:?}", lookup.troubles);
        let refused = lookup.explain(Error::new(ErrorCode::RegistryUnauthorized, "no"));
        assert!(refused.detail.unwrap().contains("docker-credential-quayside-no-such"));
        // A configured helper that fails is not passed over when something is to be kept.
        let login = Login::new("me", Password::new("p"));
        assert_eq!(logins.keep("a.example", login).await.unwrap_err().code, ErrorCode::CredentialsUnavailable);
        let other = logins.forget("a.example", &Means::DockerConfig { path: "/etc/passwd".into() }).await.unwrap_err();
        assert_eq!(other.code, ErrorCode::NotFound);
    }
}
