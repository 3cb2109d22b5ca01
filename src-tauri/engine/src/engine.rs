//! A connection to one engine: bollard for the typed calls, and the same transport for what bollard cannot do byte for
//! byte (raw inspect documents, hijacked terminals, waits without a time limit).

use std::sync::{Arc, Weak};
use std::time::Duration;

use bollard::{BollardRequest, Docker};
use bytes::Bytes;
use http_body_util::{BodyExt, Either, Full};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::time::Instant;

use crate::calls::{Body, Calls};
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorCode, Result};
use crate::images::Touched;
use crate::registry::credentials::{Logins, Places, RegistryAuth};
use crate::removal::Known;
use crate::transport::{Address, Way};

/// How long the engine may take to begin an answer to an ordinary call. Removing a large image or stopping a container
/// takes tens of seconds; waits and streams do not go through this limit.
const CALL_TIMEOUT_SECONDS: u64 = 120;

/// How long an engine may take to say who it is before it counts as not answering.
const GREETING_TIMEOUT: Duration = Duration::from_secs(10);

/// What an engine says about itself (`GET /version` and `GET /info`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EngineInfo {
    /// `Docker` or `Podman`.
    pub product: String,
    /// `28.5.2`
    pub version: String,
    /// `1.51`
    pub api_version: String,
    /// `linux`
    pub os: String,
    /// `amd64`, in Go's spelling.
    pub arch: String,
    /// `overlay2`, `overlayfs`
    pub storage_driver: String,
    /// The engine keeps images in containerd's store (multi-platform images keep their index).
    pub containerd_store: bool,
    /// The engine's host name.
    pub host: String,
}

impl EngineInfo {
    pub fn is_podman(&self) -> bool {
        self.product == "Podman"
    }
}

/// A connection to one engine. Cheap to clone; the clones share connections.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

/// The same, for who has to do with it only as long as others have.
pub struct EngineWhileUsed(Weak<Inner>);

impl EngineWhileUsed {
    /// None where nobody has it any more.
    pub fn get(&self) -> Option<Engine> {
        self.0.upgrade().map(Engine)
    }
}

struct Inner {
    way: Way,
    calls: Calls,
    docker: Docker,
    info: EngineInfo,
    identity: String,
    name: String,
    logins: Arc<Logins>,
    /// None for this machine.
    host: Option<String>,
    known: Known,
    touched: Touched,
}

impl Engine {
    /// Connects and asks the engine who it is. Registries are asked without any credentials.
    ///
    /// # Errors
    /// `EndpointInvalid`, `EngineUnreachable`, `EngineForbidden`, or what the engine answered.
    pub async fn connect(endpoint: &Endpoint) -> Result<Self> {
        Self::connect_as(endpoint, Arc::new(Logins::new(Places::default()))).await
    }

    /// Connects for a person with these credentials for registries.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub async fn connect_as(endpoint: &Endpoint, logins: Arc<Logins>) -> Result<Self> {
        let address = Address::of(endpoint).await?;
        // A first connection by hand: its error still says why (no such file, permission denied, refused).
        drop(address.connect().await.map_err(|error| connect_error(&endpoint.address, &error))?);
        let way = Way::to(address);
        let calls = Calls::to(&way);
        let docker = bollard_through(calls.clone())?;
        let (info, id) = tokio::time::timeout(GREETING_TIMEOUT, greet(&docker)).await.map_err(|_| {
            Error::new(ErrorCode::TimedOut, format!("{} accepts connections but does not answer", endpoint.address))
        })??;
        let host = remote_host(&endpoint.address);
        let identity = identity(id.filter(|_| !info.is_podman()), &endpoint.address);
        let name = endpoint.name.clone();
        let (known, touched) = (Known::default(), Touched::default());
        Ok(Self(Arc::new(Inner { way, calls, docker, info, identity, name, logins, host, known, touched })))
    }

    /// What the engine said when the connection was made.
    pub fn info(&self) -> &EngineInfo {
        &self.0.info
    }

    /// Tells this engine from others, from one run of the application to the next. Holds no password.
    pub fn identity(&self) -> &str {
        &self.0.identity
    }

    /// Of its endpoint: how people call it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The machine that the engine runs on, as its address names it; none for this one.
    pub fn host(&self) -> Option<&str> {
        self.0.host.as_deref()
    }

    /// The credentials that pulls and pushes are done with.
    pub fn logins(&self) -> &Logins {
        &self.0.logins
    }

    /// What was gathered of its images for removals.
    pub(crate) fn known(&self) -> &Known {
        &self.0.known
    }

    /// The images that its events were about.
    pub(crate) fn touched(&self) -> &Touched {
        &self.0.touched
    }

    pub(crate) fn docker(&self) -> &Docker {
        &self.0.docker
    }

    pub(crate) fn way(&self) -> &Way {
        &self.0.way
    }

    /// Whether anybody else has to do with it.
    pub fn is_used_elsewhere(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// It is asked through a socket of this machine, its own or a forwarder's: an end that is gone is told of.
    pub fn is_on_a_socket(&self) -> bool {
        self.0.way.is_socket()
    }

    pub fn while_used(&self) -> EngineWhileUsed {
        EngineWhileUsed(Arc::downgrade(&self.0))
    }

    /// Whatever goes on over connections through which nothing has come since then ends as where they break.
    pub fn cut_silent(&self, since: Instant) {
        self.0.way.cut_silent(since);
    }

    /// `GET path`, the body as the engine sent it.
    pub(crate) async fn get_bytes(&self, path: &str) -> Result<Bytes> {
        let got = async {
            let response = self.call(Method::GET, path).await?;
            response.into_body().collect().await.map_err(|error| lost(&error))
        };
        let late = |_| Error::new(ErrorCode::TimedOut, format!("the engine did not answer to {path} in time"));
        let body = tokio::time::timeout(Duration::from_secs(CALL_TIMEOUT_SECONDS), got).await.map_err(late)??;
        Ok(body.to_bytes())
    }

    /// `GET path`, read as JSON. Callers name only the fields they need, so that engines may add to them.
    pub(crate) async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T> {
        serde_json::from_slice(&self.get_bytes(path).await?).map_err(|error| {
            Error::new(ErrorCode::EngineRefused, format!("the engine's answer to {path} can't be read: {error}"))
        })
    }

    /// A call without a body and without a time limit.
    pub(crate) async fn call(&self, method: Method, path: &str) -> Result<Response<Incoming>> {
        self.call_as(method, path, None).await
    }

    /// The same, for the engine to go to a registry with these credentials.
    pub(crate) async fn call_as(
        &self,
        method: Method,
        path: &str,
        auth: Option<&RegistryAuth>,
    ) -> Result<Response<Incoming>> {
        let auth = auth.map(|auth| (HeaderName::from_static(RegistryAuth::NAME), auth.value()));
        self.send(method, path, auth.as_slice(), bytes_body(Bytes::new())).await
    }

    /// A call with a body, without a time limit.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(HeaderName, HeaderValue)],
        body: Body,
    ) -> Result<Response<Incoming>> {
        let mut request = Request::builder().method(method).uri(format!("http://engine{path}"));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request
            .body(body)
            .map_err(|error| Error::new(ErrorCode::InvalidInput, format!("{path} is not a valid request: {error}")))?;
        let response = self.0.calls.request(request).await.map_err(|error| lost(&error))?;
        refused_or(response).await
    }
}

/// A body that is there as a whole.
pub(crate) fn bytes_body(bytes: Bytes) -> Body {
    Either::Left(Full::new(bytes))
}

/// Turns an answer of 400 and above into the engine's own words.
pub(crate) async fn refused_or(response: Response<Incoming>) -> Result<Response<Incoming>> {
    let status = response.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED || status == StatusCode::SWITCHING_PROTOCOLS {
        return Ok(response);
    }
    let body = response.into_body().collect().await.map_err(|error| lost(&error))?.to_bytes();
    let text = String::from_utf8_lossy(&body);
    let message = serde_json::from_slice::<serde_json::Value>(&body)
        .ok()
        .and_then(|value| value.get("message").and_then(|m| m.as_str()).map(str::to_owned))
        .unwrap_or_else(|| text.trim().to_owned());
    Err(Error::from_engine(status.as_u16(), message))
}

/// The connection broke, or could not be made any more.
pub(crate) fn lost(error: &dyn std::error::Error) -> Error {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message = format!("{message}: {cause}");
        source = cause.source();
    }
    Error::new(ErrorCode::EngineLost, message)
}

fn connect_error(address: &str, error: &std::io::Error) -> Error {
    let code = match error.kind() {
        std::io::ErrorKind::PermissionDenied => ErrorCode::EngineForbidden,
        _ => ErrorCode::EngineUnreachable,
    };
    Error::new(code, format!("{address}: {error}"))
}

/// `ssh://me@far:22` and `tcp://far:2375` name a machine; sockets and loopback addresses mean this one.
fn remote_host(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    if !matches!(scheme, "ssh" | "tcp" | "http" | "https") {
        return None;
    }
    let authority = rest.split('/').next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => authority.split(':').next()?,
    };
    let loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    // Through SSH even localhost may be another machine's view, but its ports are then this machine's.
    (!host.is_empty() && !loopback).then(|| host.to_owned())
}

fn bollard_through(calls: Calls) -> Result<Docker> {
    let transport = move |request: BollardRequest| {
        let calls = calls.clone();
        async move { calls.request(request).await.map_err(bollard::errors::Error::from) }
    };
    let version = bollard::API_DEFAULT_VERSION;
    Docker::connect_with_custom_transport(transport, Some("http://engine"), CALL_TIMEOUT_SECONDS, version)
        .map_err(Error::from)
}

/// The address, and Docker's id. Neither would do: an address may come to be another engine's, and engines of Docker 20.10 on one
/// machine share an id. Podman makes one up each time that it is asked.
fn identity(id: Option<String>, address: &str) -> String {
    let place = match address.split_once("://") {
        // Who asks is no part of it, and may come with a password.
        Some((scheme @ ("tcp" | "http" | "https"), rest)) => {
            let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
            format!("{scheme}://{place}")
        }
        _ => address.to_owned(),
    };
    match id {
        Some(id) => format!("{place} {id}"),
        None => place,
    }
}

/// Who the engine is, and its id.
async fn greet(docker: &Docker) -> Result<(EngineInfo, Option<String>)> {
    let version = docker.version().await?;
    let info = docker.info().await?;
    let podman = version.components.iter().flatten().any(|component| component.name.contains("Podman"));
    let containerd_store = info
        .driver_status
        .iter()
        .flatten()
        .any(|pair| pair.iter().any(|text| text.contains("io.containerd.snapshotter")));
    let greeted = EngineInfo {
        product: if podman { "Podman" } else { "Docker" }.to_owned(),
        version: version.version.unwrap_or_default(),
        api_version: version.api_version.unwrap_or_default(),
        os: version.os.unwrap_or_default(),
        arch: version.arch.unwrap_or_default(),
        storage_driver: info.driver.unwrap_or_default(),
        containerd_store,
        host: info.name.unwrap_or_default(),
    };
    Ok((greeted, info.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_told_by_its_address_without_a_password_and_its_id() {
        assert_eq!(identity(Some("A:B".into()), "unix:///run/docker.sock"), "unix:///run/docker.sock A:B");
        for (address, told) in [
            ("unix:///run/me@here/podman.sock", "unix:///run/me@here/podman.sock"),
            ("ssh://me@far", "ssh://me@far"),
            ("tcp://me:secret@far:2375", "tcp://far:2375"),
        ] {
            assert_eq!(identity(None, address), told);
        }
    }

    #[test]
    fn an_address_names_a_machine_or_this_one() {
        for (address, host) in [
            ("unix:///var/run/docker.sock", None),
            ("tcp://127.0.0.1:2375", None),
            ("tcp://localhost:2376", None),
            ("tcp://far.example:2376", Some("far.example")),
            ("ssh://me@far", Some("far")),
            ("ssh://far:2222/run/podman.sock", Some("far")),
            ("tcp://[fe80::1]:2375", Some("fe80::1")),
        ] {
            assert_eq!(remote_host(address).as_deref(), host, "{address}");
        }
    }
}
