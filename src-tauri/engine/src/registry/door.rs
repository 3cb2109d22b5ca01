//! HTTP to one host: bounded in time and size, without following anything anywhere by itself. The way there is direct: a
//! proxy that the person or the engine has is not used.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use super::roots;
use crate::transport::{Address, Connector, Way};
use crate::{Error, ErrorCode, Result};

/// A registry that needs longer for one answer does not answer.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Largest answer that is read, in bytes. The specification asks registries to take manifests of 4 MiB.
const ANSWER_MAX: usize = 8 * 1024 * 1024;

const AGENT: &str = concat!("Quayside/", env!("CARGO_PKG_VERSION"));

/// A host, and whether it is talked to over TLS.
#[derive(Clone)]
pub struct Door {
    /// `host` or `host:port`.
    authority: String,
    secure: bool,
    client: Client<Connector, Full<Bytes>>,
}

/// What is asked.
pub struct Ask<'a> {
    pub method: Method,
    /// Path and query.
    pub path: &'a str,
    pub accept: &'a str,
    pub authorization: Option<HeaderValue>,
    /// The body of a form.
    pub form: Option<String>,
}

impl<'a> Ask<'a> {
    pub fn get(path: &'a str) -> Self {
        Self { method: Method::GET, path, accept: "*/*", authorization: None, form: None }
    }
}

/// What was answered.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Door {
    /// A host over TLS.
    ///
    /// # Errors
    /// `InvalidReference` for an authority that is none, `Internal`.
    pub async fn secure(authority: &str) -> Result<Self> {
        let (host, port) = host_and_port(authority, 443)?;
        let config = roots::tls(authority).await?;
        Ok(Self::to(authority, true, Address::Tls { host, port, config }))
    }

    /// A host without TLS.
    ///
    /// # Errors
    /// `InvalidReference` for an authority that is none.
    pub fn plain(authority: &str) -> Result<Self> {
        let (host, port) = host_and_port(authority, 80)?;
        Ok(Self::to(authority, false, Address::Tcp { host, port }))
    }

    /// The host of an address that is written in full.
    ///
    /// # Errors
    /// `RegistryFailed` for one that is not of HTTP, `Internal`.
    pub async fn of(uri: &Uri) -> Result<Self> {
        let odd = || Error::new(ErrorCode::RegistryFailed, format!("the registry names the address {uri}"));
        let authority = uri.authority().ok_or_else(odd)?;
        // A name in it would be a password's place.
        if authority.as_str().contains('@') {
            return Err(odd());
        }
        match uri.scheme_str() {
            Some("https") => Self::secure(authority.as_str()).await,
            Some("http") => Self::plain(authority.as_str()),
            _ => Err(odd()),
        }
    }

    /// A registry that need not have TLS: with it where it has, as the engine does it. A certificate that is not trusted is
    /// a fault all the same.
    ///
    /// # Errors
    /// `RegistryUnreachable`, `RegistryCertificate`
    pub async fn either(authority: &str) -> Result<Self> {
        let secure = Self::secure(authority).await?;
        let (host, port) = host_and_port(authority, 443)?;
        let config = roots::tls(authority).await?;
        match (Address::Tls { host, port, config }).connect().await {
            Ok(_) => Ok(secure),
            Err(error) => match unreachable(authority, &error) {
                error if error.code == ErrorCode::RegistryCertificate => Err(error),
                _ => Self::plain(authority),
            },
        }
    }

    fn to(authority: &str, secure: bool, address: Address) -> Self {
        let client = Client::builder(TokioExecutor::new()).build(Connector(Way::to(address)));
        Self { authority: authority.to_owned(), secure, client }
    }

    pub fn authority(&self) -> &str {
        &self.authority
    }

    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether an address leads to this same host in the same way.
    pub fn leads(&self, uri: &Uri) -> bool {
        let scheme = if self.secure { "https" } else { "http" };
        uri.scheme_str() == Some(scheme) && uri.authority().is_some_and(|to| to.as_str() == self.authority)
    }

    /// # Errors
    /// `RegistryUnreachable`, `RegistryCertificate`, `RegistryFailed` for an answer that is too long.
    pub async fn ask(&self, ask: Ask<'_>) -> Result<Answer> {
        let scheme = if self.secure { "https" } else { "http" };
        let mut request = Request::builder()
            .method(ask.method)
            .uri(format!("{scheme}://{}{}", self.authority, ask.path))
            .header(USER_AGENT, AGENT)
            .header(ACCEPT, ask.accept);
        if let Some(authorization) = ask.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if ask.form.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let odd = |error: hyper::http::Error| Error::new(ErrorCode::InvalidReference, error.to_string());
        let request = request.body(Full::new(Bytes::from(ask.form.unwrap_or_default()))).map_err(odd)?;
        let answer = async {
            let response = self.client.request(request).await.map_err(|error| unreachable(&self.authority, &error))?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, ANSWER_MAX).collect().await.map_err(|error| {
                if error.is::<http_body_util::LengthLimitError>() {
                    let words = format!("{}: the answer is longer than {ANSWER_MAX} bytes", self.authority);
                    return Error::new(ErrorCode::RegistryFailed, words);
                }
                unreachable(&self.authority, &*error)
            })?;
            Ok(Answer { status: head.status, headers: head.headers, body: body.to_bytes() })
        };
        let late = |_| {
            let words = format!("{}: no answer within {} seconds", self.authority, TIME_LIMIT.as_secs());
            Error::new(ErrorCode::RegistryUnreachable, words)
        };
        tokio::time::timeout(TIME_LIMIT, answer).await.map_err(late)?
    }
}

/// The whole chain of causes, for the last one says most.
fn unreachable(authority: &str, error: &(dyn std::error::Error + 'static)) -> Error {
    let mut message = format!("{authority}: {}", crate::engine::lost(error).message);
    message.truncate(message.floor_char_boundary(1000));
    let code = if message.contains("invalid peer certificate") {
        ErrorCode::RegistryCertificate
    } else {
        ErrorCode::RegistryUnreachable
    };
    Error::new(code, message)
}

fn host_and_port(authority: &str, default: u16) -> Result<(String, u16)> {
    let odd = || Error::new(ErrorCode::InvalidReference, format!("{authority:?} is not a registry's host name"));
    let parsed: hyper::http::uri::Authority = authority.parse().map_err(|_| odd())?;
    let host = parsed.host().trim_start_matches('[').trim_end_matches(']');
    let odd_port = parsed.port_u16().is_none() && parsed.host().len() < authority.len();
    if host.is_empty() || authority.contains('@') || odd_port {
        return Err(odd());
    }
    Ok((host.to_owned(), parsed.port_u16().unwrap_or(default)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_leads_to_one_host() {
        let door = Door::plain("127.0.0.1:5000").unwrap();
        assert!(door.leads(&"http://127.0.0.1:5000/v2/".parse().unwrap()));
        for other in ["https://127.0.0.1:5000/", "http://127.0.0.1:5001/", "http://127.0.0.1:5000@evil.example/", "/x"]
        {
            assert!(!door.leads(&other.parse().unwrap()), "{other}");
        }
        for odd in ["me:pass@host", "", "a b", "host:port"] {
            assert!(Door::plain(odd).is_err(), "{odd:?}");
        }
        assert!(Door::of(&"ftp://x.example/".parse().unwrap()).await.is_err());
    }
}
