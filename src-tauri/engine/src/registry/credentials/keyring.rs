//! The operating system's keyring: the Secret Service of the desktop on Linux, the keychain on macOS. One entry a registry,
//! its user name and secret together.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error as KeyringError};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Login;
use crate::error::{Error, ErrorCode, Result};
use crate::registry::password::Password;

/// The name under which a person finds the entries in the keyring's own window.
const SERVICE: &str = "Quayside: image registries";

/// A locked keyring asks the person for its password.
const TIME_LIMIT: Duration = Duration::from_secs(60);

#[derive(Serialize)]
struct Keep<'a> {
    username: &'a str,
    secret: &'a str,
    token: bool,
}

#[derive(Deserialize)]
struct Kept {
    username: String,
    secret: Password,
    #[serde(default)]
    token: bool,
}

/// Whether there is a keyring to keep something in.
///
/// # Errors
/// `CredentialsUnavailable`: why there is none.
pub async fn check() -> Result<()> {
    with_store(|_| Ok(())).await
}

/// What the keyring has for a registry.
///
/// # Errors
/// `CredentialsUnavailable` with the system's words; also where there is no keyring.
pub async fn get(domain: &str) -> Result<Option<Login>> {
    let domain = domain.to_owned();
    with_store(move |store| match Entry::new_in_store(&store, SERVICE, &domain)?.get_secret() {
        Ok(bytes) => Ok(read(Zeroizing::new(bytes))),
        Err(KeyringError::NoEntry) => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

/// # Errors
/// `CredentialsUnavailable` with the system's words.
pub async fn store(domain: &str, login: &Login) -> Result<()> {
    let domain = domain.to_owned();
    let keep = Keep { username: login.username(), secret: login.secret().expose(), token: login.is_token() };
    let text = Zeroizing::new(serde_json::to_vec(&keep).map_err(|error| failed(&error))?);
    with_store(move |store| Entry::new_in_store(&store, SERVICE, &domain)?.set_secret(&text)).await
}

/// # Errors
/// `CredentialsUnavailable` with the system's words, other than that there is nothing.
pub async fn erase(domain: &str) -> Result<()> {
    let domain = domain.to_owned();
    with_store(move |store| match Entry::new_in_store(&store, SERVICE, &domain)?.delete_credential() {
        Err(KeyringError::NoEntry) => Ok(()),
        answer => answer,
    })
    .await
}

/// Registries with their user names.
///
/// # Errors
/// `CredentialsUnavailable` with the system's words; also where there is no keyring.
pub async fn list() -> Result<Vec<(String, String)>> {
    with_store(|store| {
        let mut found = Vec::new();
        for entry in Entry::search_in_store(&store, &HashMap::from([("service", SERVICE)]))? {
            let Some((_, domain)) = entry.get_specifiers() else { continue };
            if let Some(login) = read(Zeroizing::new(entry.get_secret()?)) {
                found.push((domain, login.username().to_owned()));
            }
        }
        Ok(found)
    })
    .await
}

/// None for an entry that is not of this application's making.
fn read(bytes: Zeroizing<Vec<u8>>) -> Option<Login> {
    let kept: Kept = serde_json::from_slice(&bytes).ok()?;
    Some(if kept.token {
        Login::with_token(kept.username, kept.secret)
    } else {
        Login::new(kept.username, kept.secret)
    })
}

/// On a thread that may wait: the keyring may be asking the person.
async fn with_store<T: Send + 'static>(
    act: impl FnOnce(Arc<CredentialStore>) -> keyring_core::Result<T> + Send + 'static,
) -> Result<T> {
    let acting = tokio::task::spawn_blocking(move || act(open()?));
    let late = |_| failed(&format!("it did not answer within {} seconds", TIME_LIMIT.as_secs()));
    let done = tokio::time::timeout(TIME_LIMIT, acting).await.map_err(late)?;
    done.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
}

#[cfg(target_os = "linux")]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(dbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(KeyringError::NoDefaultStore)
}

fn failed(why: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorCode::CredentialsUnavailable, format!("keyring: {why}"))
}
