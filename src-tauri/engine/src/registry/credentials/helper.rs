//! Programs that keep credentials: `docker-credential-NAME`, by the protocol of docker-credential-helpers. The verb is an
//! argument, everything else goes through standard input and output; no shell is between.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use zeroize::Zeroizing;

use super::{Login, key};
use crate::error::{Error, ErrorCode, Result};
use crate::registry::password::Password;

/// A helper may ask the person to unlock a keyring; one that takes longer is not coming back.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// More than any list of registries; a helper that says more is not one.
const ANSWER_MAX: u64 = 1024 * 1024;

/// As helpers say that they have nothing: `credentials not found in native keychain`.
const NOT_FOUND: &str = "credentials not found";

/// The user name that stands for an identity token.
const TOKEN_USER: &str = "<token>";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry<'a> {
    #[serde(rename = "ServerURL")]
    server_url: &'a str,
    username: &'a str,
    secret: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Kept {
    username: String,
    secret: Password,
}

/// One such program.
pub struct Helper<'a> {
    pub name: &'a str,
    /// Where it is, if not on the search path.
    pub folder: Option<&'a Path>,
}

impl Helper<'_> {
    /// What it has for a registry; none where it has nothing.
    ///
    /// # Errors
    /// `CredentialsUnavailable` with the helper's words.
    pub async fn get(&self, domain: &str) -> Result<Option<Login>> {
        let answer = match self.ask("get", key::server_address(domain).as_bytes()).await {
            Err(error) if error.message.contains(NOT_FOUND) => return Ok(None),
            answer => answer?,
        };
        // The answer holds the secret: what is wrong with it is said without it.
        let kept: Kept = serde_json::from_slice(&answer).map_err(|_| self.failed("its answer can't be read"))?;
        if kept.secret.is_empty() {
            return Ok(None);
        }
        Ok(Some(if kept.username == TOKEN_USER {
            Login::with_token(String::new(), kept.secret)
        } else {
            Login::new(kept.username, kept.secret)
        }))
    }

    /// # Errors
    /// `CredentialsUnavailable` with the helper's words.
    pub async fn store(&self, domain: &str, login: &Login) -> Result<()> {
        let username = if login.is_token() { TOKEN_USER } else { login.username() };
        let entry = Entry { server_url: key::server_address(domain), username, secret: login.secret().expose() };
        let text = Zeroizing::new(serde_json::to_vec(&entry).map_err(|error| self.failed(&error.to_string()))?);
        self.ask("store", &text).await.map(drop)
    }

    /// # Errors
    /// `CredentialsUnavailable` with the helper's words, other than that it has nothing.
    pub async fn erase(&self, domain: &str) -> Result<()> {
        match self.ask("erase", key::server_address(domain).as_bytes()).await {
            Err(error) if error.message.contains(NOT_FOUND) => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// Registries as the helper knows them, with their user names.
    ///
    /// # Errors
    /// `CredentialsUnavailable` with the helper's words.
    pub async fn list(&self) -> Result<BTreeMap<String, String>> {
        let answer = match self.ask("list", b"").await {
            Err(error) if error.message.contains(NOT_FOUND) => return Ok(BTreeMap::new()),
            answer => answer?,
        };
        if matches!(answer.trim_ascii(), b"" | b"null") {
            return Ok(BTreeMap::new());
        }
        serde_json::from_slice(&answer).map_err(|_| self.failed("its list can't be read"))
    }

    fn program(&self) -> Result<PathBuf> {
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        if self.name.is_empty() || !self.name.bytes().all(is_name) {
            return Err(self.failed("that is no name of a program"));
        }
        let program = format!("docker-credential-{}", self.name);
        Ok(self.folder.map_or_else(|| PathBuf::from(&program), |folder| folder.join(&program)))
    }

    async fn ask(&self, verb: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let late = |_| self.failed(&format!("it did not answer within {} seconds", TIME_LIMIT.as_secs()));
        let talk = talk(self.program()?, verb, input);
        let done = tokio::time::timeout(TIME_LIMIT, talk).await.map_err(late)?;
        let (success, answer) = done.map_err(|error| self.failed(&error.to_string()))?;
        if success {
            return Ok(answer);
        }
        // By the protocol an error's words are on standard output.
        let words = String::from_utf8_lossy(&answer).trim().to_owned();
        Err(self.failed(if words.is_empty() { "it failed without a word" } else { &words }))
    }

    fn failed(&self, why: &str) -> Error {
        Error::new(ErrorCode::CredentialsUnavailable, format!("docker-credential-{}: {why}", self.name))
    }
}

/// Runs the program; whether it succeeded, and what it wrote. It ends with the future.
async fn talk(program: PathBuf, verb: &str, input: &[u8]) -> std::io::Result<(bool, Zeroizing<Vec<u8>>)> {
    let mut child = Command::new(program)
        .arg(verb)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let write = async {
        if let Some(mut stdin) = stdin {
            // One that does not read its input has its reasons; its answer tells.
            stdin.write_all(input).await.ok();
        }
    };
    let mut answer = Zeroizing::new(Vec::new());
    let read = async {
        match stdout {
            Some(stdout) => stdout.take(ANSWER_MAX).read_to_end(&mut answer).await.map(drop),
            None => Ok(()),
        }
    };
    let ((), read) = tokio::join!(write, read);
    read?;
    Ok((child.wait().await?.success(), answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_helper_is_named_and_not_a_path() {
        for helper in ["", "../x", "a/b", "a b", "a;b"] {
            let error = Helper { name: helper, folder: None }.get("x.example").await.unwrap_err();
            assert_eq!(error.code, ErrorCode::CredentialsUnavailable, "{helper:?}");
        }
        let missing = Helper { name: "quayside-has-no-such", folder: None }.get("x.example").await.unwrap_err();
        assert!(missing.message.starts_with("docker-credential-quayside-has-no-such: "), "{missing}");
    }
}
