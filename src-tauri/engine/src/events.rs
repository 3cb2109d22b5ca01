//! What happens on the engine, as it happens: `GET /events`, reduced to what the page may have to fetch again.

use std::time::Duration;

use bytes::{Buf, BytesMut};
use http_body_util::BodyExt;
use hyper::Method;
use hyper::body::Incoming;
use serde::Deserialize;

use crate::Engine;
use crate::engine::lost;
use crate::error::Result;
use crate::images::Announced;

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Images,
    Containers,
    /// A container's process has ended. Lists may call it running for a moment longer: Docker 20.10 announces the end up
    /// to 100 ms before it can be read. Fetch again after [`SETTLES_WITHIN`].
    ContainerEnded,
    Volumes,
    Networks,
}

/// After which the end of a container can be read everywhere: several times what was measured.
pub const SETTLES_WITHIN: Duration = Duration::from_millis(400);

/// An open stream of events. It ends when the engine does.
pub struct Events {
    engine: Engine,
    body: Incoming,
    buffer: BytesMut,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    actor: Actor,
}

#[derive(Deserialize, Default)]
struct Actor {
    /// An image's id or reference.
    #[serde(rename = "ID", default)]
    id: String,
    #[serde(rename = "Attributes", default)]
    attributes: Attributes,
}

#[derive(Deserialize, Default)]
struct Attributes {
    /// Podman says in it alone what was pulled.
    #[serde(default)]
    name: String,
}

/// Subscribes from now on. Fetch lists after this returns, or an event between the two is missed.
///
/// # Errors
/// What the engine answered, or `EngineLost`.
pub async fn open(engine: &Engine) -> Result<Events> {
    // {"type":["container","image","volume","network"]}
    let filters = "%7B%22type%22%3A%5B%22container%22%2C%22image%22%2C%22volume%22%2C%22network%22%5D%7D";
    let response = engine.call(Method::GET, &format!("/events?filters={filters}")).await?;
    engine.touched().listen();
    Ok(Events { engine: engine.clone(), body: response.into_body(), buffer: BytesMut::new() })
}

impl Events {
    /// The next change that matters; none when the engine ends the stream. Cancel-safe.
    ///
    /// # Errors
    /// `EngineLost` where the connection breaks.
    pub async fn next(&mut self) -> Result<Option<Change>> {
        loop {
            while let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line = self.buffer.split_to(end);
                self.buffer.advance(1);
                if let Some(Told { change, subject, announced }) = change(&line) {
                    if change == Change::Images {
                        let announced = announced.filter(|_| self.engine.info().containerd_store);
                        self.engine.touched().note(subject, announced);
                    }
                    return Ok(Some(change));
                }
            }
            match self.body.frame().await {
                None => return Ok(None),
                Some(Err(error)) => return Err(lost(&error)),
                Some(Ok(frame)) => {
                    if let Some(data) = frame.data_ref() {
                        self.buffer.extend_from_slice(data);
                    }
                }
            }
        }
    }
}

/// What an event tells.
struct Told {
    change: Change,
    /// The image that it is about, where it says so.
    subject: Option<String>,
    announced: Option<Announced>,
}

/// Health checks and shells make a steady stream of `exec_*` events that change nothing on screen.
fn change(line: &[u8]) -> Option<Told> {
    let message: Message = serde_json::from_slice(line).ok()?;
    let quiet = ["exec_", "top", "attach", "detach", "resize", "copy", "archive-path", "export"];
    let Actor { id, attributes } = message.actor;
    let is_image = message.r#type == "image";
    let announced = is_image.then(|| Announced::read(&message.action, &id, &attributes.name)).flatten();
    let subject = [id, attributes.name].into_iter().find(|name| !name.is_empty()).filter(|_| is_image);
    let change = match message.r#type.as_str() {
        "image" if message.action != "save" && message.action != "push" => Some(Change::Images),
        // The image that is made of it is told of in no event of its own.
        "container" if message.action == "commit" => Some(Change::Images),
        "container" if message.action == "die" => Some(Change::ContainerEnded),
        "container" if !quiet.iter().any(|prefix| message.action.starts_with(prefix)) => Some(Change::Containers),
        // Mounting changes nothing that an inspect of the volume tells.
        "volume" if message.action != "mount" && message.action != "unmount" => Some(Change::Volumes),
        "network" => Some(Change::Networks),
        _ => None,
    };
    change.map(|change| Told { change, subject, announced })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_name_what_they_change() {
        let told = |line| change(line).map(|told| told.change);
        assert_eq!(told(br#"{"Type":"image","Action":"pull","Actor":{}}"#), Some(Change::Images));
        assert_eq!(told(br#"{"Type":"container","Action":"die"}"#), Some(Change::ContainerEnded));
        assert_eq!(told(br#"{"Type":"container","Action":"commit"}"#), Some(Change::Images));
        assert_eq!(told(br#"{"Type":"container","Action":"start"}"#), Some(Change::Containers));
        assert_eq!(told(br#"{"Type":"container","Action":"exec_start: sh"}"#), None);
        assert_eq!(told(br#"{"Type":"volume","Action":"destroy"}"#), Some(Change::Volumes));
        assert_eq!(told(br#"{"Type":"volume","Action":"mount"}"#), None);
        assert_eq!(told(br#"{"Type":"network","Action":"connect"}"#), Some(Change::Networks));
        assert_eq!(told(br#"{"Type":"pod","Action":"create"}"#), None);
        assert_eq!(told(b"not json"), None);
    }

    #[test]
    fn an_image_is_told_by_the_name_that_the_event_has() {
        let subject = |line| change(line).and_then(|told| told.subject);
        assert_eq!(
            subject(br#"{"Type":"image","Action":"tag","Actor":{"ID":"sha256:aa"}}"#).as_deref(),
            Some("sha256:aa")
        );
        let pulled = br#"{"Type":"image","Action":"pull","Actor":{"ID":"","Attributes":{"name":"a/b:1"}}}"#;
        assert_eq!(subject(pulled).as_deref(), Some("a/b:1"));
        assert_eq!(subject(br#"{"Type":"container","Action":"commit","Actor":{"ID":"bb"}}"#), None);
        assert_eq!(subject(br#"{"Type":"image","Action":"prune"}"#), None);
    }
}
