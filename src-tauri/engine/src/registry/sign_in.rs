//! Signing in to a registry: the credentials are tested on it, and kept only if it takes them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::client::Registry;
use super::credentials::{Login, Means};
use super::password::Password;
use crate::reference::Reference;
use crate::{Engine, Error, ErrorCode, Result};

/// How a sign-in went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInReport {
    pub registry: String,
    pub means: Means,
    /// The registry lets anybody in, so that nothing was tested.
    pub untested: bool,
}

/// The registry that a person names: `ghcr.io`, `https://ghcr.io/`, `docker.io`; empty for Docker Hub.
///
/// # Errors
/// `InvalidReference`
pub fn domain(typed: &str) -> Result<String> {
    let plain = super::credentials::key::plain(typed.trim());
    if plain.is_empty() {
        return Ok(super::credentials::key::HUB.to_owned());
    }
    // What the grammar of references takes for a registry.
    match Reference::parse(&format!("{plain}/x")) {
        Ok(reference) if reference.domain == plain => Ok(plain),
        _ => Err(Error::new(ErrorCode::InvalidReference, format!("{typed:?} is not a registry's host name"))),
    }
}

/// `GET /v2/` with these credentials; then they are kept where [`super::credentials::Logins::keeping`] says.
///
/// # Errors
/// `InvalidReference`, `RegistryUnauthorized`, `CredentialsUnavailable`, or what else kept the registry from answering.
pub async fn sign_in(engine: &Engine, registry: &str, username: &str, secret: Password) -> Result<SignInReport> {
    let registry = domain(registry)?;
    let login = Login::new(username.trim(), secret);
    let untested = !Registry::open(engine, &registry, Some(login.clone())).await?.test().await?;
    let means = engine.logins().keep(&registry, login).await?;
    Ok(SignInReport { registry, means, untested })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_is_named_as_a_person_would() {
        for (typed, expected) in [
            ("", "docker.io"),
            ("docker.io", "docker.io"),
            (" https://index.docker.io/v1/ ", "docker.io"),
            ("https://ghcr.io/", "ghcr.io"),
            ("127.0.0.1:5000", "127.0.0.1:5000"),
            ("localhost:5000", "localhost:5000"),
        ] {
            assert_eq!(domain(typed).unwrap(), expected, "{typed:?}");
        }
        for odd in ["me@ghcr.io", "ghcr.io/acme", "no dots", "acme", "a b.example", "ghcr.io?x"] {
            assert_eq!(domain(odd).unwrap_err().code, ErrorCode::InvalidReference, "{odd:?}");
        }
    }
}
