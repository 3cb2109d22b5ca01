//! Containers on the engine: list, start, stop, remove, and what the main process of one does.

use std::time::{Duration, Instant};

use bollard::query_parameters::RemoveContainerOptions;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::inspect::object_name;
use crate::units::UnixSeconds;
use crate::{Engine, Error, ErrorCode, Result};

/// How long an engine may take to remove what it is removing by itself, and the time between two looks.
const REMOVAL_PATIENCE: Duration = Duration::from_secs(10);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// A container's state, in the engine's words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ContainerState {
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
    /// A word that this version does not know.
    #[default]
    #[serde(other)]
    Unknown,
}

impl ContainerState {
    /// It has a process.
    pub fn is_alive(self) -> bool {
        matches!(self, Self::Running | Self::Paused | Self::Restarting)
    }
}

/// One line of `docker ps -a`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContainerRow {
    pub id: String,
    /// Without the leading slash.
    pub name: String,
    /// The image as it was named when the container was created.
    pub image: String,
    /// `sha256:…`
    pub image_id: String,
    /// Shell-quoted, as `docker ps` prints it.
    pub command: String,
    pub created: UnixSeconds,
    pub state: ContainerState,
    /// `Up 2 hours`, `Exited (0) 3 minutes ago`, in the engine's words.
    pub status: String,
    /// `0.0.0.0:8080->80/tcp`
    pub ports: Vec<String>,
}

/// One element of `GET /containers/json`, as far as it is shown. Read by hand and not by bollard's model, which refuses the
/// whole list when one container is in a state that it does not know.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Summary {
    id: String,
    names: Option<Vec<String>>,
    image: String,
    #[serde(rename = "ImageID")]
    image_id: String,
    command: String,
    created: i64,
    state: Option<ContainerState>,
    status: String,
    ports: Option<Vec<Port>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Port {
    #[serde(rename = "IP")]
    ip: Option<String>,
    private_port: u16,
    public_port: Option<u16>,
    r#type: String,
}

/// `GET /containers/json?all=1`: the rows of `docker ps -a`, newest first.
///
/// # Errors
/// What the engine answered, or `EngineLost`.
pub async fn list(engine: &Engine) -> Result<Vec<ContainerRow>> {
    let summaries: Vec<Summary> = engine.get("/containers/json?all=1").await?;
    let rows: Vec<ContainerRow> = summaries.into_iter().map(row).collect();
    engine.known().note_containers(&rows);
    Ok(rows)
}

fn row(summary: Summary) -> ContainerRow {
    let names = summary.names.unwrap_or_default();
    // Links give a container further names with a second slash.
    let own = names.iter().find(|name| name.matches('/').count() == 1).or_else(|| names.first());
    let mut ports: Vec<String> = summary.ports.unwrap_or_default().iter().map(port).collect();
    ports.sort();
    ports.dedup();
    ContainerRow {
        name: own.map(|name| name.trim_start_matches('/').to_owned()).unwrap_or_default(),
        id: summary.id,
        image: summary.image,
        image_id: summary.image_id,
        command: summary.command,
        created: UnixSeconds(summary.created),
        state: summary.state.unwrap_or_default(),
        status: summary.status,
        ports,
    }
}

/// As `docker ps` prints it: `0.0.0.0:8080->80/tcp`, `80/tcp`.
fn port(port: &Port) -> String {
    let inside = format!("{}/{}", port.private_port, port.r#type);
    match (&port.ip, port.public_port) {
        (Some(ip), Some(public)) if ip.contains(':') => format!("[{ip}]:{public}->{inside}"),
        (Some(ip), Some(public)) => format!("{ip}:{public}->{inside}"),
        (None, Some(public)) => format!("{public}->{inside}"),
        (_, None) => inside,
    }
}

/// A container's main process, as far as `GET /containers/NAME/json` tells of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Life {
    pub id: String,
    /// Without the leading slash.
    pub name: String,
    /// As it was named when the container was created.
    pub image: String,
    /// It has a terminal.
    pub tty: bool,
    /// Its input is open, and is closed when the first who writes to it leaves.
    pub open_stdin: bool,
    pub stdin_once: bool,
    pub running: bool,
    /// Its processes stand still. Docker calls it running then, Podman does not.
    pub paused: bool,
    /// Of the last time that it ran. None while that goes on, and while Podman is stopping it: its process has its grace
    /// period then, or has ended and the code is not written down yet.
    pub exit_code: Option<i32>,
    /// When it was started last, in the engine's words: tells one life of the container from another.
    pub started: String,
}

impl Life {
    /// Its process is there, and is not being stopped.
    pub fn goes_on(&self) -> bool {
        self.running || self.paused
    }
}

/// Podman's word for a container that is told to stop. It does not call it running.
const STOPPING: &str = "stopping";

/// `GET /containers/NAME/json`
///
/// # Errors
/// `ContainerNotFound`, or what the engine answered.
pub async fn life(engine: &Engine, name: &str) -> Result<Life> {
    let Inspected { id, name, config, state } = engine.get(&format!("/containers/{}/json", object_name(name)?)).await?;
    Ok(Life {
        id,
        name: name.trim_start_matches('/').to_owned(),
        image: config.image,
        tty: config.tty,
        open_stdin: config.open_stdin,
        stdin_once: config.stdin_once,
        exit_code: state.ended(),
        running: state.running,
        paused: state.paused,
        started: state.started_at,
    })
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Inspected {
    id: String,
    name: String,
    config: InspectedConfig,
    state: InspectedState,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct InspectedConfig {
    image: String,
    tty: bool,
    open_stdin: bool,
    stdin_once: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct InspectedState {
    status: String,
    running: bool,
    paused: bool,
    exit_code: i32,
    started_at: String,
}

impl InspectedState {
    fn ended(&self) -> Option<i32> {
        (!self.running && !self.paused && self.status != STOPPING).then_some(self.exit_code)
    }
}

/// `POST /containers/NAME/start`. A container that runs already is left alone.
///
/// # Errors
/// `ContainerNotFound`, `PortInUse`, `CommandNotFound`, or what the engine answered.
pub async fn start(engine: &Engine, id: &str) -> Result<()> {
    Ok(engine.docker().start_container(object_name(id)?, None).await?)
}

/// `POST /containers/NAME/stop`: asks the process to end, kills it after the container's own grace period.
///
/// # Errors
/// `ContainerNotFound`, or what the engine answered.
pub async fn stop(engine: &Engine, id: &str) -> Result<()> {
    Ok(engine.docker().stop_container(object_name(id)?, None).await?)
}

/// `POST /containers/NAME/restart`
///
/// # Errors
/// `ContainerNotFound`, or what the engine answered.
pub async fn restart(engine: &Engine, id: &str) -> Result<()> {
    Ok(engine.docker().restart_container(object_name(id)?, None).await?)
}

/// `DELETE /containers/NAME`: its file system changes go with it, its volumes stay. With `force` a
/// running one is killed first. One that the engine is removing already (`--rm`) is waited for.
///
/// # Errors
/// `ContainerNotFound`, `ContainerRunning`, or what the engine answered.
pub async fn remove(engine: &Engine, id: &str, force: bool) -> Result<()> {
    let options = RemoveContainerOptions { force, ..RemoveContainerOptions::default() };
    let removed = engine.docker().remove_container(object_name(id)?, Some(options)).await.map_err(Error::from);
    match removed {
        Err(error) if error.message.contains("is already in progress") => gone(engine, id, error).await,
        removed => removed,
    }
}

/// Waits until the engine has no such container; after a while, this error.
async fn gone(engine: &Engine, id: &str, error: Error) -> Result<()> {
    let path = format!("/containers/{}/json", object_name(id)?);
    let until = Instant::now() + REMOVAL_PATIENCE;
    loop {
        match engine.get::<serde::de::IgnoredAny>(&path).await {
            Err(error) if error.code == ErrorCode::ContainerNotFound => return Ok(()),
            Err(error) => return Err(error),
            Ok(_) if Instant::now() >= until => return Err(error),
            Ok(_) => tokio::time::sleep(BETWEEN_LOOKS).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_of_docker_ps() {
        let text = r#"{"Id":"c1","Names":["/web/alias","/web"],"Image":"nginx","ImageID":"sha256:aa","Command":"nginx -g",
            "Created":5,"State":"purring","Status":"Up","Ports":[
            {"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"IP":"::","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},
            {"PrivatePort":443,"Type":"tcp"}],"Unknown":{}}"#;
        let row = row(serde_json::from_str(text).unwrap());
        assert_eq!((row.name.as_str(), row.state), ("web", ContainerState::Unknown));
        assert_eq!(row.ports, ["0.0.0.0:8080->80/tcp", "443/tcp", "[::]:8080->80/tcp"]);
    }

    #[test]
    fn a_container_has_ended_when_its_engine_says_so() {
        let ended = |text: &str| serde_json::from_str::<InspectedState>(text).unwrap().ended();
        assert_eq!(ended(r#"{"Status":"exited","Running":false,"Paused":false,"ExitCode":7}"#), Some(7));
        assert_eq!(ended(r#"{"Status":"running","Running":true,"Paused":false,"ExitCode":0}"#), None);
        assert_eq!(ended(r#"{"Status":"paused","Running":true,"Paused":true,"ExitCode":0}"#), None, "Docker");
        assert_eq!(ended(r#"{"Status":"paused","Running":false,"Paused":true,"ExitCode":0}"#), None, "Podman");
        assert_eq!(ended(r#"{"Status":"stopping","Running":false,"Paused":false,"ExitCode":0}"#), None, "Podman");
    }
}
