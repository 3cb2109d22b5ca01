//! A person's credentials for registries, by the person's own means: credential helpers, Docker's and Podman's files, the
//! operating system's keyring. Nothing is ever written to a file of ours, and no password to anybody's file.

mod files;
mod helper;
pub mod key;
mod keyring;
mod logins;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use hyper::header::HeaderValue;
use serde::{Deserialize, Serialize};
use specta::Type;

pub use logins::{Keeping, Logins, Lookup, Places, SignIns, SignedIn};

use super::password::Password;
use crate::error::{Error, ErrorCode, Result};

/// Who a person is to one registry.
#[derive(Debug, Clone)]
pub struct Login {
    username: String,
    secret: Password,
    /// The secret is an identity token, which is exchanged for others, and no password.
    token: bool,
}

impl Login {
    pub fn new(username: impl Into<String>, secret: Password) -> Self {
        Self { username: username.into(), secret, token: false }
    }

    pub fn with_token(username: impl Into<String>, secret: Password) -> Self {
        Self { username: username.into(), secret, token: true }
    }

    /// Empty for some identity tokens.
    pub fn username(&self) -> &str {
        &self.username
    }

    pub fn secret(&self) -> &Password {
        &self.secret
    }

    pub fn is_token(&self) -> bool {
        self.token
    }

    /// `X-Registry-Auth`: JSON in the alphabet of base64 that is made for URLs, which is the one that engines read.
    ///
    /// # Errors
    /// `Internal`
    pub fn for_engine(&self, domain: &str) -> Result<RegistryAuth> {
        #[derive(Serialize)]
        struct Auth<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            username: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            password: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            identitytoken: Option<&'a str>,
            serveraddress: &'a str,
        }
        let secret = Some(self.secret.expose());
        let auth = Auth {
            username: (!self.username.is_empty()).then_some(&self.username),
            password: secret.filter(|_| !self.token),
            identitytoken: secret.filter(|_| self.token),
            serveraddress: key::server_address(domain),
        };
        let internal = |error: &dyn std::fmt::Display| Error::new(ErrorCode::Internal, error.to_string());
        let json = zeroize::Zeroizing::new(serde_json::to_vec(&auth).map_err(|error| internal(&error))?);
        let mut value = HeaderValue::try_from(URL_SAFE.encode(&*json)).map_err(|error| internal(&error))?;
        value.set_sensitive(true);
        Ok(RegistryAuth(value))
    }
}

/// The header that gives an engine a person's credentials for one registry. Its `Debug` is a mask.
#[derive(Debug, Clone)]
pub struct RegistryAuth(HeaderValue);

impl RegistryAuth {
    pub(crate) const NAME: &'static str = "x-registry-auth";

    pub(crate) fn value(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// Where credentials are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Means {
    /// `docker-credential-NAME`
    Helper { name: String },
    /// The operating system's keyring.
    Keyring,
    /// Docker's `config.json`.
    DockerConfig { path: String },
    /// Podman's `auth.json`.
    PodmanAuth { path: String },
    /// Until the application is closed.
    Memory,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_engine_gets_is_base64_for_urls() {
        // Standard base64 of these has a plus and a slash.
        let password = "p?>~:\"'ÿ 密";
        let auth = Login::new("me", Password::new(password)).for_engine("docker.io").unwrap();
        assert_eq!(format!("{auth:?}"), "RegistryAuth(Sensitive)");
        let text = auth.value();
        assert!(!text.as_bytes().iter().any(|b| b"+/".contains(b)), "{}", text.to_str().unwrap());
        let json: serde_json::Value = serde_json::from_slice(&URL_SAFE.decode(text.as_bytes()).unwrap()).unwrap();
        assert_eq!(json["password"], password);
        assert_eq!(json["serveraddress"], "https://index.docker.io/v1/");
        let token = Login::with_token("", Password::new("t")).for_engine("x.example").unwrap();
        let json: serde_json::Value =
            serde_json::from_slice(&URL_SAFE.decode(token.value().as_bytes()).unwrap()).unwrap();
        assert_eq!(json, serde_json::json!({ "identitytoken": "t", "serveraddress": "x.example" }));
    }
}
