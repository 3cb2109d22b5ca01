//! Logs of containers that do not live quietly: their file is damaged or turned over, they crash and start again, they are
//! removed and made anew, they keep no log.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use quayside_engine::endpoint::Surroundings;
use quayside_engine::{Error, ErrorCode};
use quayside_shell::logs::{Earlier, LogPhase, Logs, LogsInfo, LogsRange, View, runtime};
use quayside_test_support::{Address, Proxy, Scratch, Trial, World, docker, trials, wait_until};
use tokio::task::JoinHandle;

use crate::logs::{ALL, hearing, shows, until};

/// Newer engines read no further than they know to have written: what is put into the file of one that runs is no damage to it.
mod damaged {
    use super::*;
    trials![World;
        a_damaged_log_is_followed_behind_the_damage,
        a_damaged_log_of_what_has_ended_is_read_and_said,
        what_is_below_damage_is_fetched_to_its_first_line,
    ];
}

/// Docker 20.10 may miss that a file is turned over while it follows: it gives no more, or not all, to `docker logs -f` as well.
mod turned_over {
    use super::*;
    trials![World; a_log_that_is_turned_over_has_every_line_once];
}

mod on_all {
    use super::*;
    trials![World;
        a_container_that_crashes_again_and_again_is_asked_for_once_a_life,
        a_container_that_is_made_anew_is_followed_in_the_same_view,
        what_a_removed_container_printed_is_not_thrown_away,
        what_could_not_be_read_is_tried_again_beside_what_is_gone,
        nothing_but_what_is_new_has_the_first_lines_of_the_next_life,
        a_prompt_that_another_life_follows_is_a_line_of_its_own,
        a_line_that_is_dated_later_than_the_next_is_fetched_with_it,
        a_long_line_has_every_byte_once,
        a_driver_that_keeps_nothing_is_said_in_the_view,
    ];
}

pub fn trials() -> Vec<Trial<World>> {
    [damaged::trials(), on_all::trials()].into_iter().flatten().collect()
}

pub fn trials_on_sid() -> Vec<Trial<World>> {
    [turned_over::trials(), on_all::trials()].into_iter().flatten().collect()
}

/// Views on the engine, which hear of its events, and the wire to it.
struct Reading<'a> {
    world: &'a World,
    logs: Arc<Logs>,
    keeping: JoinHandle<()>,
    wire: Proxy,
    _scratch: Scratch,
}

impl Reading<'_> {
    async fn on(world: &World) -> Reading<'_> {
        docker(&world.engine, &["pull", "-q", "busybox"]);
        let scratch = Scratch::new();
        let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
        let surroundings = Surroundings { docker_host: Some(wire.host()), ..Surroundings::default() };
        let (logs, keeping) = hearing(surroundings, &runtime().unwrap()).await;
        Reading { world, logs, keeping, wire, _scratch: scratch }
    }

    /// Runs it in the background; its id.
    fn run(&self, options: &[&str], script: &str) -> String {
        self.cli(&[&["run", "-d"], options, &["busybox", "sh", "-c", script]].concat())
    }

    fn cli(&self, arguments: &[&str]) -> String {
        docker(&self.world.engine, arguments)
    }

    async fn open(&self, containers: &[&str], range: LogsRange) -> Arc<View> {
        let containers: Vec<String> = containers.iter().map(|name| (*name).to_owned()).collect();
        loop {
            match self.logs.open(&containers, range, false).await {
                // Its wire was cut a moment before.
                Err(Error { code: ErrorCode::EngineLost | ErrorCode::EngineUnreachable, .. }) => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                opened => return self.logs.get(opened.unwrap().id).unwrap(),
            }
        }
    }

    fn end(self, containers: &[&str]) {
        for view in self.logs.list() {
            self.logs.close(view.id);
        }
        self.keeping.abort();
        for container in containers {
            self.cli(&["rm", "-f", container]);
        }
    }

    fn file(&self, id: &str) -> PathBuf {
        self.world.engine.scratch().join(format!("data/containers/{id}/{id}-json.log"))
    }

    /// What a power cut leaves in the file of a log: nothing, for as much as had not been written yet.
    fn damage(&self, id: &str) {
        let path = self.file(id);
        let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(file.metadata().unwrap().len() + DAMAGE).unwrap();
    }
}

/// An engine jumps over less: 20,000 times it tries to read on behind what is no text.
const DAMAGE: u64 = 16 * 1024 * 1024;

fn text(view: &View) -> String {
    String::from_utf8(view.text(None, false, true).0).unwrap()
}

fn phase(info: &LogsInfo) -> &LogPhase {
    &info.containers[0].phase
}

/// Prints when it is told to.
fn when_told(file: &str, words: &str) -> String {
    format!("until [ -e /{file} ]; do sleep 0.05; done; echo {words}")
}

async fn a_damaged_log_is_followed_behind_the_damage(world: &World) {
    let reading = Reading::on(world).await;
    for (kind, newline) in [("-i", "\n"), ("-t", "\r\n")] {
        let behind = format!("{}; seq 11 30; touch /done", when_told("a", "cut off"));
        let script = ["seq 5", &behind, &when_told("b", "new"), "sleep 1000000"].join("; ");
        let id = reading.run(&[kind], &script);
        let before = reading.open(&[&id], ALL).await;
        until("the lines", &before, |info| info.lines == 5).await;
        reading.damage(&id);
        reading.cli(&["exec", &id, "touch", "/a"]);
        reading.cli(&["exec", &id, "sh", "-c", "until [ -e /done ]; do sleep 0.05; done"]);
        wait_until("what is behind", || reading.cli(&["logs", "--tail", "1", &id]).trim() == "30");
        reading.wire.count(format!("/containers/{id}/logs"));
        let after = reading.open(&[&id], ALL).await;
        let is_damaged = |info: &LogsInfo| {
            matches!(phase(info), LogPhase::Damaged { error }
            if error.code == ErrorCode::LogDamaged && error.message.contains("rror"))
        };
        until("the damage", &after, is_damaged).await;
        let last = format!("30{newline}");
        until("what is behind it", &after, |_| text(&after).ends_with(&last)).await;
        reading.cli(&["exec", &id, "touch", "/b"]);
        let last = format!("new{newline}");
        until("what is new", &after, |_| text(&after).ends_with(&last)).await;
        // As many as could be had, of one step less than what comes upon the damage.
        let behind: String = (21..=30).map(|number| format!("{number}{newline}")).collect();
        assert_eq!(text(&after), [&seq(5, newline), &behind, &*last].concat());
        assert!(reading.wire.counted() <= 10, "{} requests", reading.wire.counted());
        assert!(is_damaged(&after.info()), "{:?}", after.info());
        reading.cli(&["rm", "-f", &id]);
    }
    reading.end(&[]);
}

fn seq(last: u32, newline: &str) -> String {
    (1..=last).map(|number| format!("{number}{newline}")).collect()
}

async fn a_damaged_log_of_what_has_ended_is_read_and_said(world: &World) {
    let reading = Reading::on(world).await;
    let id = reading.run(&[], &["seq 5", &when_told("a", "cut off")].join("; "));
    let view = reading.open(&[&id], ALL).await;
    until("the lines", &view, |info| info.lines == 5).await;
    reading.damage(&id);
    reading.cli(&["exec", &id, "touch", "/a"]);
    reading.cli(&["wait", &id]);
    for range in [ALL, LogsRange { follow: false, ..ALL }] {
        let view = reading.open(&[&id], range).await;
        let is_said = |info: &LogsInfo| {
            matches!(phase(info), LogPhase::Failed { error }
            if error.code == ErrorCode::LogDamaged)
        };
        until("the damage", &view, is_said).await;
        assert_eq!(text(&view), seq(5, "\n"));
    }
    reading.end(&[&id]);
}

async fn what_is_below_damage_is_fetched_to_its_first_line(world: &World) {
    let reading = Reading::on(world).await;
    let script = ["seq 100", &when_told("a", "cut off"), "seq 1001 1500; echo done; sleep 1000000"].join("; ");
    let id = reading.run(&[], &script);
    wait_until("the lines", || reading.cli(&["logs", &id]).ends_with("100"));
    reading.damage(&id);
    reading.cli(&["exec", &id, "touch", "/a"]);
    wait_until("what is behind", || reading.cli(&["logs", "--tail", "1", &id]).trim() == "done");
    let view = reading.open(&[&id], LogsRange { tail: Some(200), ..ALL }).await;
    until("the tail", &view, |info| info.lines == 200 && *phase(info) == LogPhase::Following).await;
    let mut pages = 0;
    while view.info().earlier == Earlier::More {
        view.fetch_earlier().await.unwrap();
        pages += 1;
        assert!(pages < 50, "{:?}", view.info());
    }
    let below: String = (1001..=1500).map(|number| format!("{number}\n")).collect();
    assert_eq!(text(&view), below + "done\n");
    assert!(matches!(phase(&view.info()), LogPhase::Damaged { .. }), "{:?}", view.info());
    reading.end(&[&id]);
}

async fn a_container_that_crashes_again_and_again_is_asked_for_once_a_life(world: &World) {
    const LIVES: usize = 6;
    let reading = Reading::on(world).await;
    let script = "echo $(cat /proc/uptime); exit 3";
    reading.wire.count("/logs?");
    let id = reading.run(&["--restart", "always"], script);
    let view = reading.open(&[&id], ALL).await;
    let is_between = |info: &LogsInfo| *phase(info) == LogPhase::Restarting { code: 3 };
    until("a life after others", &view, |info| info.lines as usize >= LIVES && is_between(info)).await;
    let (lines, asked) = (text(&view), reading.wire.counted());
    let witness = reading.cli(&["logs", &id]) + "\n";
    assert!(witness.starts_with(&lines), "{lines:?} of {witness:?}");
    // Of a life what it printed, as it is followed and when it has ended.
    let lives = lines.lines().count();
    assert!(asked <= 2 * lives + 2, "{asked} requests of {lives} lives");
    // What it prints when it lives at last is followed.
    reading.cli(&["stop", &id]);
    until("its end", &view, |info| *phase(info) == LogPhase::Ended { code: 3 }).await;
    let all = reading.cli(&["logs", &id]) + "\n";
    until("every line once", &view, |_| shows(&view, &all)).await;
    reading.end(&[&id]);
}

async fn a_container_that_is_made_anew_is_followed_in_the_same_view(world: &World) {
    let reading = Reading::on(world).await;
    let other = reading.run(&["--name", "beside"], "echo beside; sleep 1000000");
    let script = |words: &str| format!("echo {words}; {}; sleep 1000000", when_told("go", "later"));
    let first = reading.run(&["--name", "anew"], &script("first"));
    let (alone, both) = (reading.open(&["anew"], ALL).await, reading.open(&["anew", "beside"], ALL).await);
    until("the first", &alone, |_| shows(&alone, "first\n")).await;
    until("both", &both, |info| info.lines == 2).await;
    reading.cli(&["rm", "-f", &first]);
    until("its end", &alone, |info| *phase(info) == LogPhase::Removed).await;
    let second = reading.run(&["--name", "anew"], &script("second"));
    let is_anew = |info: &LogsInfo| {
        let container = &info.containers[0];
        container.id == second && container.replaced && container.phase == LogPhase::Following
    };
    until("the second", &alone, is_anew).await;
    // Another that has the name before the first one goes.
    reading.cli(&["rename", "anew", "was"]);
    let third = reading.run(&["--name", "anew"], &script("third"));
    reading.cli(&["rm", "-f", &second]);
    until("the third", &alone, |info| info.containers[0].id == third).await;
    reading.cli(&["exec", "anew", "touch", "/go"]);
    until("all lives", &alone, |_| shows(&alone, "first\nsecond\nthird\nlater\n")).await;
    let merged = "beside | beside\nanew | first\nanew | second\nanew | third\nanew | later\n";
    until("all lives beside another", &both, |_| shows(&both, merged)).await;
    // What was above is gone with the first.
    assert_eq!(alone.fetch_earlier().await.unwrap().earlier, Earlier::Nothing);
    reading.end(&[&third, &other]);
}

async fn a_log_that_is_turned_over_has_every_line_once(world: &World) {
    let reading = Reading::on(world).await;
    let options = ["--log-opt", "max-size=60k", "--log-opt", "max-file=2"];
    // The first file holds the first lines.
    // No faster than an engine follows: where a file is thrown away before that has come to it, it goes on with the next.
    let print = |from: u32, to: u32| {
        format!("seq {from} {to} | while read n; do echo $n; [ $((n % 100)) -gt 0 ] || sleep 0.05; done")
    };
    let script = format!(
        "{}; until [ -e /go ]; do sleep 0.05; done; {}; until [ -e /end ]; do sleep 0.05; done; {}; sleep 1000000",
        print(1, 700),
        print(701, 4000),
        print(4001, 4010),
    );
    let id = reading.run(&options, &script);
    let (all, last) =
        (reading.open(&[&id], ALL).await, reading.open(&[&id], LogsRange { tail: Some(10), ..ALL }).await);
    until("the first lines", &all, |_| text(&all).ends_with("\n700\n")).await;
    until("the last of them", &last, |_| text(&last).ends_with("\n700\n")).await;
    reading.cli(&["exec", &id, "touch", "/go"]);
    // While it is turned over again and again.
    while !text(&last).ends_with("\n4000\n") && last.info().earlier == Earlier::More {
        last.fetch_earlier().await.unwrap();
    }
    reading.cli(&["exec", &id, "touch", "/end"]);
    for view in [&all, &last] {
        until("the last line", view, |_| text(view).ends_with("\n4010\n")).await;
        let numbers: Vec<u32> = text(view).lines().map(|line| line.parse().unwrap()).collect();
        let turned: Vec<&[u32]> = numbers.windows(2).filter(|pair| pair[0] >= pair[1]).collect();
        assert!(turned.is_empty(), "{turned:?} of {} lines", numbers.len());
        let kept: Vec<u32> = reading.cli(&["logs", &id]).lines().map(|line| line.parse().unwrap()).collect();
        let held = &numbers[numbers.len().saturating_sub(kept.len())..];
        // Where there is more above, what is held may be less than what is kept.
        let kept = match view.info().earlier {
            Earlier::Nothing => &kept[..],
            _ => &kept[kept.len().saturating_sub(held.len())..],
        };
        assert_eq!(held, kept);
    }
    reading.end(&[&id]);
}

/// An engine gives all pieces of a line one instant, and these are alike.
async fn a_long_line_has_every_byte_once(world: &World) {
    let reading = Reading::on(world).await;
    let piece = "head -c 50000 /dev/zero | tr '\\0' x";
    let lines = format!("{piece}; {piece}; echo; {piece}; sleep 0.1; echo error >&2; sleep 0.1; {piece}; echo");
    let script = format!("{}; {lines}; {}; {lines}; sleep 1000000", when_told("a", "one"), when_told("b", "two"));
    let id = reading.run(&[], &script);
    let view = reading.open(&[&id], ALL).await;
    until("that it is followed", &view, |info| *phase(info) == LogPhase::Following).await;
    let long = "x".repeat(100_000);
    let mut all = Vec::new();
    let lines_of = |view: &View| {
        let mut lines: Vec<String> = text(view).lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    for (file, begins) in [("a", "one"), ("b", "two")] {
        reading.cli(&["exec", &id, "touch", &format!("/{file}")]);
        all.extend([begins, "error", &long, &long].map(str::to_owned));
        all.sort_unstable();
        wait_until("the lines in the log", || reading.cli(&["logs", &id]).matches(&long).count() == all.len() / 2);
        let anew = reading.open(&[&id], ALL).await;
        for view in [&view, &anew] {
            let lengths = || lines_of(view).iter().map(String::len).collect::<Vec<_>>();
            until("all of it", view, |info| info.lines as usize >= all.len()).await;
            let whole: usize = all.iter().map(String::len).sum();
            let came = async {
                while lengths().iter().sum::<usize>() < whole {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            let came = tokio::time::timeout(Duration::from_secs(20), came).await;
            assert!(came.is_ok() && lines_of(view) == all, "{:?}", lengths());
        }
        // What comes next comes by another answer, which begins within what is here.
        reading.wire.cut_now();
    }
    reading.end(&[&id]);
}

async fn a_driver_that_keeps_nothing_is_said_in_the_view(world: &World) {
    let reading = Reading::on(world).await;
    let id = reading.run(&["--log-driver", "none"], "echo x; sleep 1000000");
    let view = reading.open(&[&id], ALL).await;
    let is_said = |info: &LogsInfo| {
        matches!(phase(info), LogPhase::Failed { error }
        if error.code == ErrorCode::LogsUnavailable)
    };
    until("that there is no log", &view, is_said).await;
    assert_eq!(view.info().lines, 0);
    reading.end(&[&id]);
}

async fn what_a_removed_container_printed_is_not_thrown_away(world: &World) {
    let reading = Reading::on(world).await;
    let id = reading.run(&[], "seq 3; sleep 1000000");
    let few = LogsRange { tail: Some(2), ..ALL };
    // Of the second one nobody hears that it is gone.
    let (view, read) =
        (reading.open(&[&id], few).await, reading.open(&[&id], LogsRange { follow: false, ..few }).await);
    until("its lines", &view, |info| info.lines == 2 && info.earlier == Earlier::More).await;
    until("its lines", &read, |info| info.lines == 2 && *phase(info) == LogPhase::Read).await;
    reading.cli(&["rm", "-f", &id]);
    until("that it is gone", &view, |info| *phase(info) == LogPhase::Removed).await;
    assert_eq!(view.info().earlier, Earlier::Nothing, "gone with it");
    for view in [view, read] {
        let before = view.info().range;
        let refused = view.begin(LogsRange { tail: Some(1), ..before }).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::LogGone);
        assert_eq!((text(&view), view.info().range), ("2\n3\n".to_owned(), before));
    }
    reading.end(&[]);
}

async fn what_could_not_be_read_is_tried_again_beside_what_is_gone(world: &World) {
    let reading = Reading::on(world).await;
    let (gone, silent) =
        (reading.run(&[], "seq 3; sleep 1000000"), reading.run(&["--log-driver", "none"], "sleep 1000000"));
    let view = reading.open(&[&gone, &silent], ALL).await;
    let has_failed = |info: &LogsInfo| matches!(info.containers[1].phase, LogPhase::Failed { .. });
    until("its lines, and no log of the other", &view, |info| info.lines == 3 && has_failed(info)).await;
    reading.cli(&["rm", "-f", &gone]);
    until("that it is gone", &view, |info| *phase(info) == LogPhase::Removed).await;
    reading.wire.count(format!("/containers/{silent}/logs"));
    let range = view.info().range;
    let tried = reading.logs.begin(view.id(), range).await.unwrap();
    wait_until("the log to be asked for", || reading.wire.counted() > 0);
    assert_eq!((tried.lines, tried.range, view.info().lines), (3, range, 3));
    let other = LogsRange { tail: Some(1), ..range };
    assert_eq!(reading.logs.begin(view.id(), other).await.unwrap_err().code, ErrorCode::LogGone);
    reading.end(&[&silent]);
}

/// A terminal's log has neither frames nor a newline there. Docker writes what is unfinished when the terminal is closed.
async fn a_prompt_that_another_life_follows_is_a_line_of_its_own(world: &World) {
    let reading = Reading::on(world).await;
    let id = reading.run(&["-t"], "printf '/ # '; exec sleep 1000000");
    let followed = reading.open(&[&id], ALL).await;
    let lives = |lives: u32| move |info: &LogsInfo| info.lines == lives && *phase(info) == LogPhase::Following;
    for life in 1..=3 {
        wait_until("the prompt", || reading.cli(&["exec", &id, "cat", "/proc/1/comm"]) == "sleep");
        reading.cli(&["restart", "-t", "0", &id]);
        until("its record", &followed, lives(life)).await;
    }
    let read = reading.open(&[&id], ALL).await;
    until("all of them", &read, lives(3)).await;
    assert_eq!([text(&followed), text(&read)], ["/ # / # / # "; 2], "as it was printed");
    reading.end(&[&id]);
}

/// An engine takes the instants of two outputs side by side, and reads no further than to the first that is too late.
async fn a_line_that_is_dated_later_than_the_next_is_fetched_with_it(world: &World) {
    let reading = Reading::on(world).await;
    let id = reading.run(&[], "echo");
    reading.cli(&["wait", &id]);
    let record = |(second, name): (u32, &str)| {
        let stream = if name == "late" { "stderr" } else { "stdout" };
        format!("{{\"log\":\"{name}\\n\",\"stream\":\"{stream}\",\"time\":\"2026-01-01T00:00:00.{second:09}Z\"}}\n")
    };
    let records = [(1, "one"), (2, "two"), (3, "tick"), (5, "late"), (4, "tick"), (6, "six"), (7, "seven")];
    std::fs::write(reading.file(&id), records.map(record).concat()).unwrap();
    let view = reading.open(&[&id], LogsRange { tail: Some(3), ..ALL }).await;
    until("its end", &view, |info| *phase(info) == LogPhase::Ended { code: 0 }).await;
    assert_eq!(text(&view), "tick\nsix\nseven\n");
    view.fetch_earlier().await.unwrap();
    assert_eq!(text(&view), "one\ntwo\ntick\nlate\ntick\nsix\nseven\n");
    reading.end(&[&id]);
}

/// As long as nothing has come, the end of the log is what is asked for: of no lines there are none.
async fn nothing_but_what_is_new_has_the_first_lines_of_the_next_life(world: &World) {
    let reading = Reading::on(world).await;
    let script = "if [ -e /second ]; then echo new; else echo old; touch /second; fi; exec sleep 1000000";
    let id = reading.run(&[], script);
    wait_until("what it prints first", || reading.cli(&["logs", &id]) == "old");
    let view = reading.open(&[&id], LogsRange { tail: Some(0), ..ALL }).await;
    until("a log that is followed", &view, |info| *phase(info) == LogPhase::Following).await;
    // It prints before the application has heard of it.
    reading.wire.stall(true);
    reading.cli(&["restart", "-t", "0", &id]);
    wait_until("what it prints then", || reading.cli(&["logs", &id]).ends_with("new"));
    reading.wire.stall(false);
    until("that it goes on", &view, |info| info.lines == 1).await;
    assert_eq!(text(&view), "new\n");
    // Also of one that has ended before it is looked at, and had no life before.
    let created = reading.cli(&["create", "busybox", "echo", "at last"]);
    let view = reading.open(&[&created], LogsRange { tail: Some(0), ..ALL }).await;
    until("a container that is there", &view, |info| *phase(info) == LogPhase::Created).await;
    reading.wire.stall(true);
    reading.cli(&["start", &created]);
    reading.cli(&["wait", &created]);
    reading.wire.stall(false);
    until("its end", &view, |info| *phase(info) == LogPhase::Ended { code: 0 }).await;
    assert_eq!(text(&view), "at last\n");
    reading.end(&[&id, &created]);
}
