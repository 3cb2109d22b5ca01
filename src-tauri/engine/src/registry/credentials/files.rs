//! Docker's `config.json` and Podman's `auth.json`, as far as they concern registries. Passwords are read from them and
//! never written to them; a sign-out takes one out.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Login, key};
use crate::error::{Error, ErrorCode, Result};
use crate::registry::password::Password;

/// What such a file says of registries.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct AuthFile {
    auths: BTreeMap<String, Auth>,
    creds_store: Option<String>,
    cred_helpers: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Auth {
    /// `user:password` in base64.
    auth: Option<Password>,
    username: Option<String>,
    password: Option<Password>,
    identitytoken: Option<Password>,
}

impl AuthFile {
    /// A file that is missing says nothing.
    ///
    /// # Errors
    /// `CredentialsUnavailable` for one that can't be read.
    pub async fn read(path: &Path) -> Result<Self> {
        let unreadable = |why: String| {
            Error::new(ErrorCode::CredentialsUnavailable, format!("{} can't be read: {why}", path.display()))
        };
        match tokio::fs::read(path).await {
            Ok(text) if text.trim_ascii().is_empty() => Ok(Self::default()),
            Ok(text) => serde_json::from_slice(&text).map_err(|error| unreadable(place(&error))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(unreadable(error.to_string())),
        }
    }

    /// The helper that is responsible for a registry: one of its own, else the one for all.
    pub fn helper(&self, domain: &str) -> Option<&str> {
        let own = self.cred_helpers.iter().find(|(key, _)| key::domain(key) == domain).map(|(_, helper)| helper);
        own.or(self.creds_store.as_ref()).map(String::as_str).filter(|helper| !helper.is_empty())
    }

    /// The helper for all registries, and those for particular ones with their registry.
    pub fn helpers(&self) -> impl Iterator<Item = (Option<String>, &str)> {
        let own = self.cred_helpers.iter().map(|(registry, helper)| (Some(key::domain(registry)), helper.as_str()));
        own.chain(self.creds_store.iter().map(|helper| (None, helper.as_str())))
            .filter(|(_, helper)| !helper.is_empty())
    }

    /// What the file itself holds for a repository.
    pub fn login(&self, domain: &str, path: Option<&str>) -> Option<Login> {
        let fits = self.auths.iter().filter_map(|(key, auth)| Some((key::fit(key, domain, path)?, auth.login()?)));
        fits.max_by_key(|(fit, _)| *fit).map(|(_, login)| login)
    }

    /// Every registry, or namespace of one, that the file itself holds credentials for.
    pub fn logins(&self) -> impl Iterator<Item = (String, Login)> {
        self.auths.iter().filter_map(|(key, auth)| Some((key::plain(key), auth.login()?)))
    }
}

/// Where the fault is, without the text around it: that may be a password.
fn place(error: &serde_json::Error) -> String {
    format!("it is not valid at line {}, column {}", error.line(), error.column())
}

impl Auth {
    fn login(&self) -> Option<Login> {
        let decoded = self.auth.as_ref().and_then(decode);
        if let Some(token) = self.identitytoken.clone().filter(|token| !token.is_empty()) {
            let username = decoded.map(|(username, _)| username).or_else(|| self.username.clone());
            return Some(Login::with_token(username.unwrap_or_default(), token));
        }
        let (username, secret) = decoded.or_else(|| Some((self.username.clone()?, self.password.clone()?)))?;
        Some(Login::new(username, secret))
    }
}

fn decode(auth: &Password) -> Option<(String, Password)> {
    let bytes = zeroize::Zeroizing::new(STANDARD.decode(auth.expose()).ok()?);
    let text = std::str::from_utf8(&bytes).ok()?.trim_end_matches('\0');
    let (username, password) = text.split_once(':')?;
    Some((username.to_owned(), Password::new(password)))
}

/// Takes out of a file what it holds for a registry, as `docker logout` and `podman logout` do. Everything else stays as it
/// is written. The file is replaced whole and keeps its permissions.
///
/// # Errors
/// `CredentialsUnavailable` where it can't be read or written.
pub fn forget(path: &Path, registry: &str) -> Result<()> {
    let failed = |why: &dyn std::fmt::Display| {
        Error::new(ErrorCode::CredentialsUnavailable, format!("{} can't be changed: {why}", path.display()))
    };
    type Object = BTreeMap<String, Box<RawValue>>;
    // A link is followed: what it leads to is replaced.
    let path = std::fs::canonicalize(path).map_err(|error| failed(&error))?;
    let text = std::fs::read(&path).map_err(|error| failed(&error))?;
    let mut file: Object = serde_json::from_slice(&text).map_err(|error| failed(&place(&error)))?;
    let Some(auths) = file.get("auths") else { return Ok(()) };
    let mut auths: Object = serde_json::from_str(auths.get()).map_err(|error| failed(&place(&error)))?;
    auths.retain(|key, _| key::plain(key) != registry);
    let raw = serde_json::value::to_raw_value(&auths).map_err(|error| failed(&error))?;
    file.insert("auths".to_owned(), raw);
    let permissions = std::fs::metadata(&path).map_err(|error| failed(&error))?.permissions();
    let replaced = || {
        let beside = path.with_extension("json.quayside-new");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut new = options.open(&beside)?;
        new.write_all(&serde_json::to_vec_pretty(&file)?)?;
        new.set_permissions(permissions)?;
        new.sync_all()?;
        std::fs::rename(&beside, &path)
    };
    replaced().map_err(|error: std::io::Error| failed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> AuthFile {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_password_may_hold_anything() {
        let password = "a:b?c>d~é\"'\\";
        let auth = STANDARD.encode(format!("me:{password}"));
        let file =
            file(&format!(r#"{{"auths":{{"https://index.docker.io/v1/":{{"auth":"{auth}"}},"ghcr.io":{{}}}}}}"#));
        let login = file.login("docker.io", Some("library/x")).unwrap();
        assert_eq!((login.username(), login.secret().expose()), ("me", password));
        assert!(file.login("ghcr.io", None).is_none(), "a helper's mark holds nothing");
        assert_eq!(file.logins().count(), 1);
    }

    #[test]
    fn namespaces_and_tokens() {
        let file = file(
            r#"{"auths":{"quay.io":{"auth":"YTpi"},"quay.io/acme":{"auth":"Yzpk"},"x.example":{"auth":"ZTo=","identitytoken":"tok"}}}"#,
        );
        assert_eq!(file.login("quay.io", Some("acme/api")).unwrap().username(), "c");
        assert_eq!(file.login("quay.io", Some("acmes/api")).unwrap().username(), "a");
        let token = file.login("x.example", None).unwrap();
        assert!(token.is_token());
        assert_eq!((token.username(), token.secret().expose()), ("e", "tok"));
    }

    #[test]
    fn the_helper_of_a_registry_comes_before_the_one_for_all() {
        let file = file(r#"{"credsStore":"all","credHelpers":{"gcr.io":"own","https://index.docker.io/v1/":"hub"}}"#);
        assert_eq!(file.helper("gcr.io"), Some("own"));
        assert_eq!(file.helper("docker.io"), Some("hub"));
        assert_eq!(file.helper("ghcr.io"), Some("all"));
        assert_eq!(file.helpers().count(), 3);
    }

    #[tokio::test]
    async fn a_sign_out_takes_out_one_and_keeps_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        std::fs::write(
            &path,
            r#"{"currentContext":"work","auths":{"a.example":{"auth":"YTpi"},"https://index.docker.io/v1/":{"auth":"Yzpk"}},"n":1.50}"#,
        )
        .unwrap();
        forget(&path, "docker.io").unwrap();
        let read = AuthFile::read(&path).await.unwrap();
        assert!(read.login("docker.io", None).is_none() && read.login("a.example", None).is_some());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("1.50") && text.contains("work"), "{text}");

        std::fs::write(&path, r#"{"auths":{"a":{"auth":"c2VjcmV0"#).unwrap();
        let error = AuthFile::read(&path).await.err().unwrap();
        assert_eq!(error.code, ErrorCode::CredentialsUnavailable);
        assert!(!error.message.contains("c2Vj"), "{error}");
        assert!(AuthFile::read(&folder.path().join("none")).await.is_ok());
    }
}
