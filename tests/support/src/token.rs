//! A registry that wants tokens, as Docker Hub and most others do: 401 names a realm, the realm gives a token for a name
//! and a password, and the token opens what its scope says. In front of a real registry without any sign-in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::accounts::HOSTILE;
use crate::front::{Answer, Request, serve};
use crate::proxy::Address;
use crate::registry::Registry;

const SERVICE: &str = "quayside.test";
/// Everybody may pull what is below it, as from Docker Hub.
const PUBLIC: &str = "library/";

/// What each token opens: `repository:acme/api:pull`, one action each.
type Grants = BTreeMap<String, Vec<String>>;

#[derive(Default)]
struct State {
    grants: Grants,
    given: usize,
}

pub struct TokenRegistry {
    address: String,
    state: Arc<Mutex<State>>,
}

impl TokenRegistry {
    /// Its one account is [`HOSTILE`]; without an account, `library/` can be pulled and nothing else.
    pub fn start(registry: &Registry) -> TokenRegistry {
        let state = Arc::<Mutex<State>>::default();
        let known = Arc::clone(&state);
        let behind = Address::Tcp(registry.socket_address());
        let address = serve(&Address::Tcp(([127, 0, 0, 1], 0).into()), Some(behind), move |request| {
            let mut state = known.lock().unwrap();
            if request.path() == "/token" { state.give(request) } else { state.judge(request) }
        });
        let Address::Tcp(address) = address else { unreachable!("it was told to listen on TCP") };
        TokenRegistry { address: address.to_string(), state }
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// No token that was given so far opens anything any more.
    pub fn expire(&self) {
        self.state.lock().unwrap().grants.clear();
    }

    /// How many tokens were given so far.
    pub fn given(&self) -> usize {
        self.state.lock().unwrap().given
    }
}

impl State {
    fn give(&mut self, request: &Request) -> Answer {
        if request.method() != "GET" {
            // OAuth 2 is newer than many a registry.
            return Answer::json("404 Not Found", "{}");
        }
        let signed_in = match request.header("Authorization") {
            Some(given) if given == HOSTILE.basic => true,
            Some(_) => return refusal("401 Unauthorized", "UNAUTHORIZED", "incorrect username or password", None),
            None => false,
        };
        let asked = request.query().split('&').filter_map(|part| part.strip_prefix("scope=")).flat_map(|scopes| {
            let scopes = decode(scopes);
            scopes.split(' ').flat_map(actions).collect::<Vec<_>>()
        });
        let public = |action: &String| action.starts_with(&format!("repository:{PUBLIC}")) && action.ends_with(":pull");
        let granted = asked.filter(|action| signed_in || public(action)).collect();
        self.given += 1;
        let token = format!("token-{}", self.given);
        self.grants.insert(token.clone(), granted);
        let body = serde_json::json!({ "token": token, "access_token": token, "expires_in": 300 });
        Answer::json("200 OK", body.to_string())
    }

    fn judge(&self, request: &Request) -> Answer {
        let host = request.header("Host").unwrap_or_default();
        let token = request.header("Authorization").and_then(|given| given.strip_prefix("Bearer "));
        let grants = token.and_then(|token| self.grants.get(token));
        let wanted = wanted(request);
        let enough = |grants: &Vec<String>| wanted.iter().all(|action| grants.contains(action));
        if grants.is_some_and(enough) {
            return Answer::PassOn;
        }
        let mut challenge = format!("Bearer realm=\"http://{host}/token\",service=\"{SERVICE}\"");
        if let Some(scope) = scope(&wanted) {
            challenge += &format!(",scope=\"{scope}\"");
        }
        let (code, words) = match grants {
            Some(_) => {
                challenge += ",error=\"insufficient_scope\"";
                ("DENIED", "requested access to the resource is denied")
            }
            None => ("UNAUTHORIZED", "authentication required"),
        };
        refusal("401 Unauthorized", code, words, Some(challenge))
    }
}

/// `repository:acme/api:pull,push` is two actions.
fn actions(scope: &str) -> Vec<String> {
    let Some((resource, actions)) = scope.rsplit_once(':') else { return Vec::new() };
    actions.split(',').map(|action| format!("{resource}:{action}")).collect()
}

/// The actions as one scope again; they concern one resource.
fn scope(actions: &[String]) -> Option<String> {
    let (resource, _) = actions.first()?.rsplit_once(':')?;
    let names: Vec<&str> = actions.iter().filter_map(|action| Some(action.rsplit_once(':')?.1)).collect();
    Some(format!("{resource}:{}", names.join(",")))
}

fn wanted(request: &Request) -> Vec<String> {
    let Some(path) = request.path().strip_prefix("/v2/").filter(|path| !path.is_empty()) else { return Vec::new() };
    if path == "_catalog" {
        return vec!["registry:catalog:*".into()];
    }
    let end = ["/manifests/", "/blobs/", "/tags/"].iter().filter_map(|part| path.find(part)).min();
    let name = &path[..end.unwrap_or(path.len())];
    let actions: &[&str] = match request.method() {
        "GET" | "HEAD" => &["pull"],
        "DELETE" => &["delete"],
        _ => &["pull", "push"],
    };
    actions.iter().map(|action| format!("repository:{name}:{action}")).collect()
}

fn refusal(status: &'static str, code: &str, words: &str, challenge: Option<String>) -> Answer {
    let body = serde_json::json!({ "errors": [{ "code": code, "message": words, "detail": null }] }).to_string();
    let mut headers = vec![("Content-Type", "application/json".to_owned())];
    headers.extend(challenge.map(|challenge| ("WWW-Authenticate", challenge)));
    Answer::Http { status, headers, body: body.into_bytes().into() }
}

/// Of a query: percent signs and plus signs.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                u8::from_str_radix(&String::from_utf8_lossy(&digits), 16).unwrap_or(b'?')
            }
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
