//! A registry that misbehaves as a test tells it, request by request, in front of a real one or of none.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::front::{Answer, serve};
use crate::proxy::Address;
use crate::registry::Registry;

#[derive(Default)]
struct Script {
    /// The first whose text is in the path counts.
    lines: Vec<(String, Answer)>,
    /// Becomes true when those end who were left without an answer.
    over: Arc<AtomicBool>,
    requests: Vec<String>,
}

pub struct ScriptedRegistry {
    address: String,
    script: Arc<Mutex<Script>>,
}

impl ScriptedRegistry {
    /// What no line of the script concerns is answered by `registry`; without one it is told to be not found.
    pub fn start(registry: Option<&Registry>) -> ScriptedRegistry {
        let script = Arc::<Mutex<Script>>::default();
        let (known, alone) = (Arc::clone(&script), registry.is_none());
        let behind = registry.map(|registry| Address::Tcp(registry.socket_address()));
        let address = serve(&Address::Tcp(([127, 0, 0, 1], 0).into()), behind, move |request| {
            let mut script = known.lock().unwrap();
            script.requests.push(format!("{} {}", request.method(), request.path()));
            let line = script.lines.iter().find(|(part, _)| request.path().contains(part));
            match line {
                Some((_, answer)) => answer.clone(),
                // By this a client knows a registry.
                None if alone && request.path() == "/v2/" => Answer::json("200 OK", "{}"),
                None if alone => ScriptedRegistry::not_found(),
                None => Answer::PassOn,
            }
        });
        let Address::Tcp(address) = address else { unreachable!("it was told to listen on TCP") };
        ScriptedRegistry { address: address.to_string(), script }
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// From now on, whatever has `part` in its path is answered so: `/v2/` for all, `/manifests/`, `/blobs/`, a name.
    pub fn answer(&self, part: &str, answer: Answer) {
        let lines = &mut self.script.lock().unwrap().lines;
        lines.retain(|(other, _)| other != part);
        lines.push((part.to_owned(), answer));
    }

    /// From now on, whatever has `part` in its path wants a token that its server refuses to everybody, with a 403.
    pub fn close(&self, part: &str) {
        const REALM: &str = "/refusing-token";
        let challenge = format!("Bearer realm=\"http://{}{REALM}\",service=\"scripted\"", self.address);
        let words = "authentication required";
        self.answer(part, fault("401 Unauthorized", "UNAUTHORIZED", words, vec![("WWW-Authenticate", challenge)]));
        self.answer(REALM, fault("403 Forbidden", "DENIED", "requested access to the resource is denied", vec![]));
    }

    /// A registry as any other again. Who still waits for an answer sees the connection end.
    pub fn heal(&self) {
        let mut script = self.script.lock().unwrap();
        script.lines.clear();
        std::mem::take(&mut script.over).store(true, Ordering::Relaxed);
    }

    /// No answer and no end, until it is healed.
    pub fn silence(&self) -> Answer {
        Answer::Silence(self.script.lock().unwrap().over.clone())
    }

    /// `GET /v2/`, in the order in which they came.
    pub fn requests(&self) -> Vec<String> {
        self.script.lock().unwrap().requests.clone()
    }

    /// 401 that asks for a name and a password.
    pub fn unauthorized() -> Answer {
        let challenge = ("WWW-Authenticate", "Basic realm=\"scripted\"".to_owned());
        fault("401 Unauthorized", "UNAUTHORIZED", "authentication required", vec![challenge])
    }

    pub fn not_found() -> Answer {
        fault("404 Not Found", "MANIFEST_UNKNOWN", "manifest unknown", vec![])
    }

    /// 404 for the repository as a whole.
    pub fn no_repository() -> Answer {
        fault("404 Not Found", "NAME_UNKNOWN", "repository name not known to registry", vec![])
    }

    /// 429 as Docker Hub words it; `seconds` go into Retry-After.
    pub fn too_many(seconds: u32) -> Answer {
        let words = "You have reached your pull rate limit. You may increase the limit by authenticating and upgrading";
        fault("429 Too Many Requests", "TOOMANYREQUESTS", words, vec![("Retry-After", seconds.to_string())])
    }

    pub fn broken() -> Answer {
        fault("500 Internal Server Error", "UNKNOWN", "unknown error", vec![])
    }

    /// The page that a proxy puts in a registry's place.
    pub fn html() -> Answer {
        let headers = vec![("Content-Type", "text/html".to_owned())];
        Answer::Http { status: "200 OK", headers, body: (*b"<!DOCTYPE html><title>Welcome</title>").into() }
    }

    /// What is no HTTP.
    pub fn garbage() -> Answer {
        Answer::Raw((*b"\x16\x03\x01\0\xa5 SSH-2.0 * BAD \r\n\xff\xfe\0").into())
    }
}

/// An error as the distribution's API writes one.
fn fault(status: &'static str, code: &str, words: &str, mut headers: Vec<(&'static str, String)>) -> Answer {
    headers.push(("Content-Type", "application/json".to_owned()));
    headers.push(("Docker-Distribution-Api-Version", "registry/2.0".to_owned()));
    let body = serde_json::json!({ "errors": [{ "code": code, "message": words, "detail": null }] }).to_string();
    Answer::Http { status, headers, body: body.into_bytes().into() }
}
