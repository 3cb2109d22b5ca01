//! The `docker logs` that a view stands for, and a log that is saved whole.

use quayside_engine::command_line::docker;
use quayside_engine::logs::LogTime;

use super::{LoggedContainer, LogsRange};

/// Names are cut so: `docker logs` takes an id as it is listed.
const SHORT_ID: usize = 12;

/// Of all containers of a view.
pub(super) fn shown(containers: &[LoggedContainer], range: &LogsRange, timestamps: bool) -> String {
    let one = |container: &LoggedContainer| of(&container.id, &container.name, range, timestamps);
    containers.iter().map(one).collect::<Vec<_>>().join(" & ")
}

/// Of one container.
pub fn of(id: &str, name: &str, range: &LogsRange, timestamps: bool) -> String {
    let seconds = |at: LogTime| {
        let exact = at.to_unix();
        exact.strip_suffix("000000").map(str::to_owned).unwrap_or(exact)
    };
    let tail = range.tail.map(|tail| tail.to_string());
    let (since, until) = (range.since.map(seconds), range.until.map(seconds));
    let mut words = vec!["logs"];
    words.extend(range.follow.then_some("--follow"));
    words.extend(timestamps.then_some("--timestamps"));
    // With an end `--tail` would count what is not shown.
    let counted = tail.as_ref().filter(|_| until.is_none());
    for (option, value) in [("--tail", counted), ("--since", since.as_ref()), ("--until", until.as_ref())] {
        words.extend(value.into_iter().flat_map(|value| [option, value.as_str()]));
    }
    words.push(if name.is_empty() { id.get(..SHORT_ID).unwrap_or(id) } else { name });
    let line = docker(words);
    match tail.filter(|_| until.is_some()) {
        Some(tail) => format!("{line} 2>&1 | tail -n {tail}"),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quayside_engine::units::UnixMillis;

    #[test]
    fn the_command_line_is_one_that_shows_the_same() {
        let id = "1".repeat(64);
        let line = |range: LogsRange| of(&id, "web", &range, false);
        let range = LogsRange { tail: Some(200), since: Some(UnixMillis(1_500).into()), until: None, follow: true };
        assert_eq!(line(range), "docker logs --follow --tail 200 --since 1.500 web");
        assert_eq!(of(&id, "", &range, false), "docker logs --follow --tail 200 --since 1.500 111111111111");
        let ended = LogsRange { until: Some(UnixMillis(2_000).into()), follow: false, ..range };
        assert_eq!(line(ended), "docker logs --since 1.500 --until 2.000 web 2>&1 | tail -n 200");
        assert_eq!(line(LogsRange { tail: None, ..ended }), "docker logs --since 1.500 --until 2.000 web");
        let exact = LogsRange { tail: None, until: Some(LogTime(2_123_456_789)), ..ended };
        assert_eq!(line(exact), "docker logs --since 1.500 --until 2.123456789 web");
    }
}
