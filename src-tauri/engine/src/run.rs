//! `docker run`: create, attach, start, resize, wait, in the order that loses nothing.

use std::collections::HashMap;
use std::time::Duration;

use bollard::models::{ContainerCreateBody, HostConfig, PortBinding};
use bollard::query_parameters::{CreateContainerOptions, ResizeContainerTTYOptions};
use http_body_util::BodyExt;
use hyper::Method;
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio_util::task::AbortOnDropHandle;

use crate::command_line::split;
use crate::containers::Life;
use crate::detach::DetachKeys;
use crate::engine::lost;
use crate::hijack::{self, Hijacked, TerminalSize};
use crate::inspect::object_name;
use crate::{Engine, Error, ErrorCode, Result, attach, containers};

/// How long the terminal of a process that is only just starting may refuse its size.
const RESIZE_PATIENCE: Duration = Duration::from_secs(1);
const RESIZE_PAUSE: Duration = Duration::from_millis(20);

/// In which Podman has read a size that it was told.
const RESIZES_APART: Duration = Duration::from_millis(100);

/// Between two such attempts while it is being started.
const EARLY_PAUSE: Duration = Duration::from_millis(3);

/// How long the engine may take to accept a wait before the container is started all the same.
const WAIT_PATIENCE: Duration = Duration::from_secs(2);

/// How long the wait may take to answer once the output has ended, before the container itself is asked; and how often.
/// A process may also close its output and go on for as long as it likes.
const EXIT_PATIENCE: Duration = Duration::from_secs(3);
const EXIT_PAUSE: Duration = Duration::from_millis(250);

/// What `docker run` is asked to do, as a person fills it in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct RunSpec {
    /// Image reference or id.
    pub image: String,
    /// As typed, split as a shell would; empty for the image's own command.
    pub command: String,
    /// Empty for a name of the engine's choice.
    pub name: String,
    /// `-it`: a terminal and its input.
    pub interactive: bool,
    /// `--rm`
    pub remove: bool,
    /// `KEY=value`
    pub env: Vec<String>,
    /// `8080:80`, `127.0.0.1:8080:80/tcp`
    pub publish: Vec<String>,
    /// `name:/path`, `/host:/path:ro`
    pub volumes: Vec<String>,
    /// Empty for the image's own.
    pub user: String,
    /// Empty for the image's own.
    pub working_dir: String,
}

/// A container that has been created and not started.
#[derive(Debug, Clone)]
pub struct Created {
    pub id: String,
    pub name: String,
    pub tty: bool,
}

/// A container that is about to start: attached, and waited for.
pub struct Attached {
    pub stream: Hijacked,
    pub exit: Exit,
}

/// `POST /containers/create`
///
/// # Errors
/// `ImageNotFound` where it must be pulled first; `InvalidInput` for a port, a volume or a command that can't be read;
/// `NameInUse`, or what the engine answered.
pub async fn create(engine: &Engine, spec: &RunSpec, size: TerminalSize) -> Result<Created> {
    let name = Some(spec.name.trim()).filter(|name| !name.is_empty()).map(str::to_owned);
    let options = CreateContainerOptions { name, ..CreateContainerOptions::default() };
    let created = engine.docker().create_container(Some(options), body(spec, size)?).await?;
    let Life { name, tty, .. } = containers::life(engine, &created.id).await?;
    Ok(Created { id: created.id, name, tty })
}

fn body(spec: &RunSpec, size: TerminalSize) -> Result<ContainerCreateBody> {
    let filled = |values: &[String]| -> Vec<String> {
        values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
    };
    let option = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    let mut port_bindings = HashMap::new();
    let published = filled(&spec.publish).iter().map(|text| publish(text)).collect::<Result<Vec<_>>>()?;
    for (inside, binding) in published.into_iter().flatten() {
        let bindings = port_bindings.entry(inside).or_insert_with(|| Some(Vec::new()));
        bindings.get_or_insert_default().push(binding);
    }
    let command = split(&spec.command)?;
    Ok(ContainerCreateBody {
        image: option(&spec.image),
        cmd: if command.is_empty() { None } else { Some(command) },
        tty: Some(spec.interactive),
        open_stdin: Some(spec.interactive),
        stdin_once: Some(spec.interactive),
        attach_stdin: Some(spec.interactive),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        env: Some(variables(&spec.env).map(str::to_owned).collect()),
        exposed_ports: Some(port_bindings.keys().cloned().collect()),
        user: option(&spec.user),
        working_dir: option(&spec.working_dir),
        host_config: Some(HostConfig {
            auto_remove: Some(spec.remove),
            binds: Some(filled(&spec.volumes)),
            port_bindings: Some(port_bindings),
            // Engines since API 1.42 start the terminal with this size; older ones are told after the start.
            console_size: spec.interactive.then(|| vec![size.rows.into(), size.columns.into()]),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    })
}

/// Lines that are not empty. A value may well end in a blank.
pub(crate) fn variables(lines: &[String]) -> impl Iterator<Item = &str> {
    lines.iter().map(|line| line.trim_start()).filter(|line| !line.is_empty())
}

/// `[ip:][host]:container[/protocol]`, as `docker run -p` takes it: each port a number or a range. Of two ranges each port goes
/// to its own; of many for one the engine takes one that is free.
fn publish(text: &str) -> Result<Vec<(String, PortBinding)>> {
    let bad =
        || Error::new(ErrorCode::InvalidInput, format!("{text} does not say which port to publish, as 8080:80 does"));
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (outside, inside) = ports.rsplit_once(':').unwrap_or(("", ports));
    let (ip, host) = match outside.rsplit_once(':') {
        Some((ip, host)) => (Some(ip.trim_matches(['[', ']']).to_owned()), host),
        None => (None, outside),
    };
    let range = |text: &str| {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let range = first.parse::<u16>().ok()?..=last.parse::<u16>().ok()?;
        (*range.start() > 0 && !range.is_empty()).then_some(range)
    };
    let inside = range(inside).ok_or_else(bad)?;
    let outside = if host.is_empty() { None } else { Some(range(host).ok_or_else(bad)?) };
    if !matches!(protocol, "tcp" | "udp" | "sctp") {
        return Err(bad());
    }
    if ip.as_ref().is_some_and(|ip| ip.parse::<std::net::IpAddr>().is_err()) {
        return Err(bad());
    }
    let hosts: Vec<Option<String>> = match outside {
        None => vec![None; inside.len()],
        Some(_) if inside.len() == 1 => vec![Some(host.to_owned())],
        Some(outside) => outside.map(|port| Some(port.to_string())).collect(),
    };
    if hosts.len() != inside.len() {
        return Err(bad());
    }
    let bound = |(port, host_port)| (format!("{port}/{protocol}"), PortBinding { host_ip: ip.clone(), host_port });
    Ok(inside.zip(hosts).map(bound).collect())
}

/// Attaches to a created container and starts waiting for its end, so that nothing it prints or does can be missed.
///
/// # Errors
/// What the engine answered, or `EngineLost`.
pub async fn attach(engine: &Engine, created: &Created, removed_at_exit: bool, keys: &DetachKeys) -> Result<Attached> {
    let path = attach::path(&created.id, created.tty, keys);
    let stream = hijack::open(engine, &path, String::new(), created.tty).await?;
    let condition = if removed_at_exit { "removed" } else { "next-exit" };
    let path = format!("/containers/{}/wait?condition={condition}", created.id);
    let (accepted, is_accepted) = tokio::sync::oneshot::channel();
    let waiting = engine.clone();
    let wait = tokio::spawn(async move {
        let response = waiting.call(Method::POST, &path).await?;
        accepted.send(()).ok();
        let body = response.into_body().collect().await.map_err(|error| lost(&error))?.to_bytes();
        let code = serde_json::from_slice::<serde_json::Value>(&body).ok();
        code.and_then(|value| value.get("StatusCode")?.as_i64())
            .and_then(|code| i32::try_from(code).ok())
            // Podman says -1 where it could not follow the container to its end.
            .filter(|code| *code >= 0)
            .ok_or_else(|| Error::new(ErrorCode::EngineRefused, "the engine did not say how the container ended"))
    });
    // The answer's head says that the wait is registered. An engine that holds it back until the end is not waited for.
    tokio::time::timeout(WAIT_PATIENCE, is_accepted).await.ok();
    let exit = Exit { wait: AbortOnDropHandle::new(wait), engine: engine.clone(), id: created.id.clone() };
    Ok(Attached { stream, exit })
}

/// The end of a container that was attached to. Dropping it gives up waiting.
pub struct Exit {
    wait: AbortOnDropHandle<Result<i32>>,
    engine: Engine,
    id: String,
}

impl Exit {
    /// The exit code, asked for after the output has ended. Engines have been seen to break a wait off, to answer it with
    /// nothing, and (Podman) to register it too late to see a short process end: then the container itself is asked, until
    /// it is no longer running.
    ///
    /// # Errors
    /// `EngineLost` where the engine goes away first.
    pub async fn code(mut self) -> Result<i32> {
        if let Ok(Ok(Ok(code))) = tokio::time::timeout(EXIT_PATIENCE, &mut self.wait).await {
            return Ok(code);
        }
        loop {
            match containers::life(&self.engine, &self.id).await? {
                Life { exit_code: Some(code), .. } => return Ok(code),
                _ => tokio::time::sleep(EXIT_PAUSE).await,
            }
        }
    }
}

/// `POST /containers/NAME/start`, and the size of its terminal as soon as it has one. Engines before API 1.42, and Podman,
/// take no size with the creation: they hold a resize back while they start the process, and do it then, before they
/// answer to either.
///
/// # Errors
/// `ContainerNotFound`, `PortInUse`, `CommandNotFound`, or what the engine answered.
pub async fn start(engine: &Engine, created: &Created, size: TerminalSize) -> Result<()> {
    let start = containers::start(engine, &created.id);
    if !created.tty {
        return start.await;
    }
    at_once(start, || resize_once(engine, &created.id, size)).await
}

/// Begins something and asks for the terminal's size meanwhile, again and again until it is there.
pub(crate) async fn at_once<T, F: Future<Output = Result<()>>>(
    begin: impl Future<Output = Result<T>>,
    mut resize: impl FnMut() -> F,
) -> Result<T> {
    let ask = async {
        loop {
            resize().await.ok();
            tokio::time::sleep(EARLY_PAUSE).await;
        }
    };
    tokio::select! {
        begun = begin => begun,
        never = ask => never,
    }
}

async fn resize_once(engine: &Engine, id: &str, size: TerminalSize) -> Result<()> {
    let options = ResizeContainerTTYOptions { h: size.rows.into(), w: size.columns.into() };
    Ok(engine.docker().resize_container_tty(id, options).await?)
}

/// `POST /containers/NAME/resize`, again and again for a second: a process that is only just starting has no terminal yet.
///
/// # Errors
/// What the engine answered last.
pub async fn resize(engine: &Engine, id: &str, size: TerminalSize) -> Result<()> {
    let id = object_name(id)?;
    patiently(engine, || resize_once(engine, id, size)).await
}

/// Tries until it succeeds or [`RESIZE_PATIENCE`] is over. Podman is told twice: of two sizes that come together its monitor of the
/// container takes the first for both.
pub(crate) async fn patiently<F: Future<Output = Result<()>>>(
    engine: &Engine,
    mut attempt: impl FnMut() -> F,
) -> Result<()> {
    let end = tokio::time::Instant::now() + RESIZE_PATIENCE;
    loop {
        match attempt().await {
            Err(_) if tokio::time::Instant::now() < end => tokio::time::sleep(RESIZE_PAUSE).await,
            Ok(()) if engine.info().is_podman() => {
                tokio::time::sleep(RESIZES_APART).await;
                return attempt().await;
            }
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_keeps_the_blank_at_its_end() {
        let lines = ["A=b ", " ", "", " C="].map(str::to_owned);
        assert_eq!(variables(&lines).collect::<Vec<_>>(), ["A=b ", "C="]);
    }

    #[test]
    fn ports_are_read_as_docker_run_does() {
        let read = |text: &str| {
            let one = |(inside, binding): (String, PortBinding)| {
                let outside = [binding.host_ip, binding.host_port].into_iter().flatten().collect::<Vec<_>>();
                format!("{} -> {inside}", outside.join(" "))
            };
            publish(text).ok().map(|all| all.into_iter().map(one).collect::<Vec<_>>().join(", "))
        };
        let cases = [
            ("80", Some(" -> 80/tcp")),
            ("8000-8001:80-81/udp", Some("8000 -> 80/udp, 8001 -> 81/udp")),
            ("8000-8010:80", Some("8000-8010 -> 80/tcp")),
            ("80-81", Some(" -> 80/tcp,  -> 81/tcp")),
            ("8000-8002:80-81", None),
            ("8001-8000:80", None),
            ("8080:80", Some("8080 -> 80/tcp")),
            ("53:53/udp", Some("53 -> 53/udp")),
            ("127.0.0.1:8080:80", Some("127.0.0.1 8080 -> 80/tcp")),
            ("127.0.0.1::80", Some("127.0.0.1 -> 80/tcp")),
            ("[::1]:8080:80", Some("::1 8080 -> 80/tcp")),
            ("eighty", None),
            ("0", None),
            ("70000:80", None),
            ("host:80:80", None),
            ("80/icmp", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
