//! One registry's HTTP API, by the distribution specification: sign-in by password or token, redirects, faults in the words
//! of this domain. What is asked of it belongs to `repository`.
//!
//! Requests go to the registry that a reference names, or to the mirror that the engine uses for it. Credentials go to that
//! registry and to the server of tokens that it names, and never along with a redirect to another host.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{HeaderValue, LOCATION, RETRY_AFTER};
use hyper::{Method, StatusCode, Uri};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::challenge::Challenge;
use super::credentials::{Login, key};
use super::door::{Answer, Ask, Door};
use super::password::Password;
use super::setup::{Setup, is_loopback};
use crate::query::query;
use crate::{Engine, Error, ErrorCode, Result};

/// Where names of Docker Hub are really kept.
const HUB_HOST: &str = "registry-1.docker.io";

/// Redirects of one request: a registry sends to its storage once, perhaps through a gate.
const REDIRECTS_MAX: usize = 5;

/// How a program calls itself to a server of tokens.
const CLIENT_ID: &str = "quayside";

/// A registry as this person.
pub struct Registry {
    /// In the order in which they are asked: mirrors, then the registry itself.
    doors: Vec<Place>,
    login: Option<Login>,
}

struct Place {
    door: Door,
    /// A mirror knows nothing of the person.
    mirror: bool,
    /// By scope.
    authorizations: Mutex<HashMap<String, HeaderValue>>,
}

impl Registry {
    /// The registry of this domain, as the engine reaches it.
    ///
    /// # Errors
    /// `RegistryUnreachable`, `RegistryCertificate`, or what the engine answered.
    pub async fn open(engine: &Engine, domain: &str, login: Option<Login>) -> Result<Self> {
        let setup = Setup::of(engine).await?;
        let mut doors = Vec::new();
        for mirror in setup.mirrors(domain) {
            let uri = mirror.parse::<Uri>().ok().filter(|uri| uri.authority().is_some());
            match uri {
                Some(uri) if !setup.is_elsewhere(uri.authority().map_or("", |authority| authority.as_str())) => {
                    doors.push(Place::new(Door::of(&uri).await?, true));
                }
                _ => tracing::warn!("the mirror {mirror} can't be asked from here"),
            }
        }
        let host = if domain == key::HUB { HUB_HOST } else { domain };
        if setup.is_elsewhere(host) {
            let words = format!("{host} is on the engine's machine and can't be asked from here");
            return Err(Error::new(ErrorCode::RegistryUnreachable, words));
        }
        let door = if setup.is_insecure(domain) { Door::either(host).await? } else { Door::secure(host).await? };
        doors.push(Place::new(door, false));
        Ok(Self { doors, login })
    }

    /// Asks for something below `/v2/`. Of several places the first that has it answers; where none has, the first that
    /// could be reached says why.
    ///
    /// # Errors
    /// `RepositoryNotFound`, `TagNotFound`, `RegistryUnauthorized`, `RateLimited`, `RegistryUnreachable`,
    /// `RegistryCertificate`, `RegistryFailed`
    pub async fn ask(&self, method: Method, path: &str, accept: &str, scope: &str) -> Result<Answer> {
        let mut first: Option<Error> = None;
        for place in &self.doors {
            match self.ask_at(place, &method, path, accept, scope).await.and_then(granted) {
                Ok(answer) => return Ok(answer),
                Err(error) => {
                    if first.as_ref().is_none_or(|first| first.code == ErrorCode::RegistryUnreachable) {
                        first = Some(error);
                    }
                }
            }
        }
        Err(first.unwrap_or_else(|| Error::new(ErrorCode::Internal, "there is no registry to ask")))
    }

    /// `GET /v2/NAME/tags/list` of the registry itself: whether it knows the repository. None where it does not tell: an
    /// answer of any other kind, and any that this person is refused, may have other reasons.
    pub async fn knows(&self, path: &str, scope: &str) -> Option<bool> {
        let place = self.doors.iter().find(|place| !place.mirror)?;
        let asked = format!("/v2/{path}/tags/list?n=1");
        let answer = self.ask_at(place, &Method::GET, &asked, "application/json", scope).await.ok()?;
        if answer.status.is_success() {
            return Some(true);
        }
        let is_unknown = answer.status == StatusCode::NOT_FOUND && Faults::of(&answer).names("NAME_UNKNOWN");
        is_unknown.then_some(false)
    }

    /// `GET /v2/` of the registry itself, as this person. Whether it asks for a sign-in at all.
    ///
    /// # Errors
    /// `RegistryUnauthorized` where it does not take these credentials; else as [`Self::ask`].
    pub async fn test(&self) -> Result<bool> {
        let Some(place) = self.doors.iter().find(|place| !place.mirror) else { return Ok(false) };
        let open = place.door.ask(Ask::get("/v2/")).await?;
        if open.status != StatusCode::UNAUTHORIZED {
            // One that lets anybody in may still know a wrong password when it sees one.
            granted(open)?;
            let authorization = self.login.as_ref().filter(|login| !login.is_token()).map(basic).transpose()?;
            granted(place.door.ask(Ask { authorization, ..Ask::get("/v2/") }).await?)?;
            return Ok(false);
        }
        granted(self.ask_at(place, &Method::GET, "/v2/", "*/*", "").await?)?;
        Ok(true)
    }

    async fn ask_at(&self, place: &Place, method: &Method, path: &str, accept: &str, scope: &str) -> Result<Answer> {
        let send = async |authorization| {
            place.door.ask(Ask { method: method.clone(), path, accept, authorization, form: None }).await
        };
        let known = place.known(scope);
        let mut answer = send(known.clone()).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            let Some(challenge) = Challenge::of(&answer.headers) else { return Ok(answer) };
            let by_token = matches!(challenge, Challenge::Bearer { .. });
            let Some(authorization) = self.authorize(place, challenge, scope).await? else { return Ok(answer) };
            // The same once more would be answered in the same way.
            if known.as_ref() != Some(&authorization) {
                place.keep(scope, authorization.clone());
                answer = send(Some(authorization)).await?;
            }
            // Its server of tokens has taken the sign-in: what is refused then is this repository, which is not there or not
            // for this person.
            if by_token && answer.status == StatusCode::UNAUTHORIZED && self.login.is_some() && !place.mirror {
                return granted(answer).map_err(|error| match error.code {
                    ErrorCode::RegistryUnauthorized if !scope.is_empty() => {
                        Error { code: ErrorCode::RepositoryNotFound, ..error }
                    }
                    _ => error,
                });
            }
        }
        follow(place, answer, accept, place.known(scope)).await
    }

    /// What the registry wants to see with a request; none where there is nothing to show.
    async fn authorize(&self, place: &Place, challenge: Challenge, scope: &str) -> Result<Option<HeaderValue>> {
        let login = self.login.as_ref().filter(|_| !place.mirror);
        match challenge {
            Challenge::Basic => login.filter(|login| !login.is_token()).map(basic).transpose(),
            Challenge::Bearer { realm, service, scope: asked } => {
                let scope = if asked.is_empty() { scope } else { &asked };
                let token = token(&place.door, &realm, &service, scope, login).await?;
                let text = Zeroizing::new(format!("Bearer {}", token.expose()));
                sensitive(&text).map(Some)
            }
        }
    }
}

impl Place {
    fn new(door: Door, mirror: bool) -> Self {
        Self { door, mirror, authorizations: Mutex::default() }
    }

    fn known(&self, scope: &str) -> Option<HeaderValue> {
        self.authorizations.lock().unwrap_or_else(PoisonError::into_inner).get(scope).cloned()
    }

    fn keep(&self, scope: &str, value: HeaderValue) {
        self.authorizations.lock().unwrap_or_else(PoisonError::into_inner).insert(scope.to_owned(), value);
    }
}

fn basic(login: &Login) -> Result<HeaderValue> {
    let pair = Zeroizing::new(format!("{}:{}", login.username(), login.secret().expose()));
    sensitive(&Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes()))))
}

fn sensitive(text: &str) -> Result<HeaderValue> {
    let odd = |_| Error::new(ErrorCode::RegistryFailed, "the token can't be part of a request");
    let mut value = HeaderValue::from_str(text).map_err(odd)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Gets a token: `GET realm?service=…&scope=…` with a password, or a `POST` that exchanges an identity token.
async fn token(from: &Door, realm: &str, service: &str, scope: &str, login: Option<&Login>) -> Result<Password> {
    #[derive(Deserialize)]
    struct Given {
        token: Option<Password>,
        access_token: Option<Password>,
    }
    let odd = |why: &str| Error::new(ErrorCode::RegistryFailed, format!("{}: {why}", from.authority()));
    let uri: Uri = realm.parse().map_err(|_| odd(&format!("{realm:?} is no address of a server of tokens")))?;
    let plain = uri.scheme_str() == Some("http");
    // A registry over TLS does not get to send a password over a wire without.
    if plain && (from.is_secure() || !is_loopback(uri.authority().map_or("", |to| to.as_str())) && !from.leads(&uri)) {
        return Err(odd("its server of tokens has no TLS"));
    }
    let door = if from.leads(&uri) { from.clone() } else { Door::of(&uri).await? };
    let asked_for = uri.path_and_query().map_or("/", |path| path.as_str());
    let answer = match login.filter(|login| login.is_token()) {
        Some(login) => {
            let pairs = [
                ("grant_type", "refresh_token"),
                ("service", service),
                ("client_id", CLIENT_ID),
                ("scope", scope),
                ("refresh_token", login.secret().expose()),
            ];
            let form = query(&pairs).trim_start_matches('?').to_owned();
            door.ask(Ask { method: Method::POST, form: Some(form), ..Ask::get(asked_for) }).await?
        }
        None => {
            let account = login.map_or("", Login::username);
            let more = query(&[("account", account), ("client_id", CLIENT_ID), ("service", service), ("scope", scope)]);
            let more = if asked_for.contains('?') { more.replacen('?', "&", 1) } else { more };
            let path = format!("{asked_for}{more}");
            door.ask(Ask { authorization: login.map(basic).transpose()?, ..Ask::get(&path) }).await?
        }
    };
    // Who asks is known there, and still may not: what is refused is this repository.
    let closed = answer.status == StatusCode::FORBIDDEN && login.is_some() && !scope.is_empty();
    let answer = granted(answer).map_err(|error| match error.code {
        ErrorCode::RegistryUnauthorized if closed => Error { code: ErrorCode::RepositoryNotFound, ..error },
        _ => error,
    })?;
    let given: Given = serde_json::from_slice(&answer.body).map_err(|_| odd("its token can't be read"))?;
    let token = given.token.filter(|token| !token.is_empty()).or(given.access_token);
    token.filter(|token| !token.is_empty()).ok_or_else(|| odd("its server of tokens gave none"))
}

/// Goes where the registry keeps what was asked for. On another host nobody is told who asks.
async fn follow(place: &Place, mut answer: Answer, accept: &str, authorization: Option<HeaderValue>) -> Result<Answer> {
    let mut door = place.door.clone();
    for _ in 0..REDIRECTS_MAX {
        if !answer.status.is_redirection() || answer.status == StatusCode::NOT_MODIFIED {
            return Ok(answer);
        }
        let odd = |why: &str| Error::new(ErrorCode::RegistryFailed, format!("{}: {why}", door.authority()));
        let to = answer.headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
        let uri: Uri = to.parse().map_err(|_| odd("it sends elsewhere without saying where"))?;
        if uri.authority().is_some() && !door.leads(&uri) {
            if door.is_secure() && uri.scheme_str() != Some("https") {
                return Err(odd("it sends to an address without TLS"));
            }
            door = Door::of(&uri).await?;
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let authorization = authorization.clone().filter(|_| door.authority() == place.door.authority());
        answer = door.ask(Ask { accept, authorization, ..Ask::get(path) }).await?;
    }
    Err(Error::new(ErrorCode::RegistryFailed, format!("{}: it sends on and on", place.door.authority())))
}

/// An error as the specification has it: `{"errors": [{"code", "message"}]}`. Servers of tokens say `details` or `message`.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Faults {
    errors: Vec<Fault>,
    details: Option<String>,
    message: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fault {
    code: String,
    message: String,
}

impl Faults {
    fn of(answer: &Answer) -> Self {
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    fn names(&self, code: &str) -> bool {
        self.errors.iter().any(|fault| fault.code.eq_ignore_ascii_case(code))
    }
}

/// Characters of what a registry says that are kept.
const WORDS_MAX: usize = 1000;

/// The answer, unless it is a refusal.
fn granted(answer: Answer) -> Result<Answer> {
    let status = answer.status;
    if status.is_success() {
        return Ok(answer);
    }
    let faults = Faults::of(&answer);
    let code = match status.as_u16() {
        _ if faults.names("TOOMANYREQUESTS") => ErrorCode::RateLimited,
        429 => ErrorCode::RateLimited,
        401 | 403 => ErrorCode::RegistryUnauthorized,
        404 if faults.names("NAME_UNKNOWN") => ErrorCode::RepositoryNotFound,
        404 => ErrorCode::TagNotFound,
        _ => ErrorCode::RegistryFailed,
    };
    let said: Vec<&str> = faults.errors.iter().map(|fault| fault.message.as_str()).filter(|m| !m.is_empty()).collect();
    let said = if said.is_empty() { faults.details.or(faults.message).unwrap_or_default() } else { said.join("; ") };
    let said: String = said.chars().take(WORDS_MAX).collect();
    let words = if said.is_empty() { status.to_string() } else { format!("{status}: {said}") };
    let mut error = Error::new(code, words);
    if let Some(later) = answer.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()) {
        error = error.with_detail(format!("Retry-After: {later}"));
    }
    Err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &'static str) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        let mut headers = hyper::HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("30"));
        granted(Answer { status, headers, body: body.into() }).err().unwrap()
    }

    #[test]
    fn refusals_get_their_code_and_keep_the_registrys_words() {
        let unknown = r#"{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}"#;
        assert_eq!(refused(404, unknown).code, ErrorCode::RepositoryNotFound);
        assert_eq!(refused(404, "").code, ErrorCode::TagNotFound);
        assert_eq!(
            refused(401, r#"{"details":"incorrect username or password"}"#).code,
            ErrorCode::RegistryUnauthorized
        );
        let limited = refused(429, r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"pull rate limit"}]}"#);
        assert_eq!((limited.code, limited.detail.as_deref()), (ErrorCode::RateLimited, Some("Retry-After: 30")));
        assert!(limited.message.ends_with("pull rate limit"), "{limited}");
        assert_eq!(refused(500, "<html>").code, ErrorCode::RegistryFailed);
        assert_eq!(refused(302, "").code, ErrorCode::RegistryFailed);
    }
}
