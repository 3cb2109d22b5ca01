//! The work of saving a log whole, which may be far longer than what a view holds of it: from the engine into a file.

use futures_util::stream::{self, BoxStream, StreamExt};
use quayside_engine::Engine;
use quayside_engine::command_line::quote;
use quayside_engine::error::Result;
use quayside_engine::logs::{self, LogTime, LogsQuery, Record};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Job;
use super::save::Saving;
use crate::logs::{LogsRange, Merged, Written, command_line};

/// All that containers have printed, or what of it lies between two instants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LogOrder {
    pub containers: Vec<LogOf>,
    #[specta(type = Option<String>)]
    pub since: Option<LogTime>,
    #[specta(type = Option<String>)]
    pub until: Option<LogTime>,
    /// Each line says when it was printed.
    pub timestamps: bool,
    pub path: String,
}

/// Whose log it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LogOf {
    pub id: String,
    pub name: String,
}

impl LogOrder {
    pub(super) fn subject(&self) -> String {
        self.containers.iter().map(|container| container.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// `docker logs web > web.log 2>&1`
    pub(super) fn command_line(&self) -> String {
        let range = LogsRange { tail: None, since: self.since, until: self.until, follow: false };
        let one = |container: &LogOf| command_line::of(&container.id, &container.name, &range, self.timestamps);
        let lines: Vec<_> = self.containers.iter().map(one).collect();
        let path = quote(&self.path);
        match &lines[..] {
            [line] => format!("{line} > {path} 2>&1"),
            lines => format!("{{ {}; wait; }} > {path} 2>&1", lines.join(" & ")),
        }
    }
}

/// Saves it. Dropping the future leaves what stood at the path before.
///
/// # Errors
/// `ContainerNotFound`, `LogsUnavailable`, `LogDamaged`, `FileUnavailable`, `DiskFull`, or what the engine answered, also in the
/// middle of it.
pub(super) async fn work(job: &Job, engine: &Engine, order: &LogOrder) -> Result<()> {
    let mut saving = Saving::begin(job, &order.path)?;
    let asked = LogsQuery { follow: false, tail: None, since: order.since, until: order.until };
    let mut opened = Vec::with_capacity(order.containers.len());
    for container in &order.containers {
        let tty = logs::printer(engine, &container.id).await?.tty;
        opened.push(records(logs::open(engine, &container.id, tty, &asked).await?));
    }
    let names: Vec<String> = order.containers.iter().map(|container| container.name.clone()).collect();
    let names = (names.len() > 1).then_some(&names[..]);
    let mut merged = Merged::new(opened, Written { names, timestamps: order.timestamps, as_printed: true });
    while let Some(text) = merged.next().await? {
        saving.write(text).await?;
    }
    saving.finish().await
}

fn records(log: logs::Logs) -> BoxStream<'static, Result<Vec<Record>>> {
    let next = |mut log: logs::Logs| async move { Ok(log.next().await?.map(|records| (records, log))) };
    stream::try_unfold(log, next).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quayside_engine::units::UnixMillis;

    #[test]
    fn the_command_line_is_one_that_saves_the_same() {
        let of = |name: &str| LogOf { id: "1".repeat(64), name: name.to_owned() };
        let path = "/tmp/my log.txt".to_owned();
        let web = LogOrder { containers: vec![of("web")], since: None, until: None, timestamps: false, path };
        assert_eq!(web.command_line(), "docker logs web > '/tmp/my log.txt' 2>&1");
        let (containers, since) = (vec![of("web"), of("db")], Some(UnixMillis(1_500).into()));
        let both = LogOrder { containers, since, timestamps: true, path: "/tmp/x.log".to_owned(), ..web };
        let [web, db] = ["web", "db"].map(|name| format!("docker logs --timestamps --since 1.500 {name}"));
        assert_eq!(both.command_line(), format!("{{ {web} & {db}; wait; }} > /tmp/x.log 2>&1"));
        assert_eq!(both.subject(), "web, db");
    }
}
