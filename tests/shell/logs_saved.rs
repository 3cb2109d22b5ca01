//! Logs that are saved whole, on real engines: to the byte, however long they are, and never half of one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use quayside_engine::ErrorCode;
use quayside_engine::endpoint::Surroundings;
use quayside_shell::jobs::{JobInfo, JobOrigin, JobOutcome, JobPhase, JobProgress, Jobs, LogOf, LogOrder, Record};
use quayside_shell::logs::{LogPhase, Logs, LogsInfo, runtime};
use quayside_test_support::{Address, Fault, Kind, Proxy, Scratch, World, docker, docker_command, trials};

use crate::jobs::{Page, start};
use crate::logs::{ALL, connected_in, until};

trials![World;
    a_log_that_is_longer_than_what_a_view_holds_is_saved_to_the_byte,
    logs_of_several_containers_are_one_file_in_the_order_of_time,
    a_log_that_is_stopped_or_loses_the_engine_leaves_the_old_file,
    a_log_of_podman_is_saved_to_the_byte,
];

/// Lines of 720 bytes that are numbered, more than a view holds of them, and an end without a newline.
const LONG: &str = "yes \"$(head -c 700 /dev/zero | tr '\\0' x)\" | head -n 105000 | cat -n; \
    head -c 40000 /dev/zero | tr '\\0' y; printf 'é the end'";

fn named(id: &str, name: &str) -> LogOf {
    LogOf { id: id.to_owned(), name: name.to_owned() }
}

fn save(containers: Vec<LogOf>, timestamps: bool, path: &Path) -> JobOrigin {
    let path = path.to_string_lossy().into_owned();
    JobOrigin::SaveLog(LogOrder { containers, since: None, until: None, timestamps, path })
}

/// One that has printed this and ended.
fn printed(world: &World, options: &[&str], script: &str) -> String {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = docker(&world.engine, &[&["run", "-d"], options, &["busybox", "sh", "-c", script]].concat());
    docker(&world.engine, &["wait", &id]);
    id
}

/// What `docker logs` prints.
fn log(world: &World, arguments: &[&str]) -> Vec<u8> {
    let done = docker_command(&world.engine).arg("logs").args(arguments).output().unwrap();
    assert!(done.status.success());
    done.stdout
}

fn is_done(job: &JobInfo, path: &Path) {
    let size = path.metadata().unwrap().len();
    assert!(matches!(job.phase, JobPhase::Done { .. }), "{job:?}");
    let written = matches!(&job.outcome, Some(JobOutcome::Written { path: said, size: told })
        if Path::new(said) == path && told.0 == size);
    assert!(written, "{job:?}");
}

async fn a_log_that_is_longer_than_what_a_view_holds_is_saved_to_the_byte(world: &World) {
    let id = printed(world, &[], LONG);
    let surroundings = Surroundings { docker_host: Some(world.engine.host()), ..Surroundings::default() };
    let (connection, keeping) = connected_in(surroundings).await;
    let logs = Logs::new(Arc::clone(&connection), runtime().unwrap(), Arc::new(|_| {}));
    let view = logs.get(logs.open(std::slice::from_ref(&id), ALL, false).await.unwrap().id).unwrap();
    let is_read = |info: &LogsInfo| matches!(info.containers[0].phase, LogPhase::Ended { .. });
    until("the log", &view, is_read).await;
    assert!(view.info().is_part(), "more than is held: {:?}", view.info());

    let (engine, jobs) = (connection.engine().unwrap(), Jobs::new(Record::none()));
    let (page, scratch) = (Page::attach(&jobs), Scratch::new());
    let path = scratch.join("web.log");
    for (timestamps, arguments) in [(false, vec![&*id]), (true, vec!["--timestamps", &*id])] {
        let order = view.whole_log(timestamps).unwrap();
        let origin = JobOrigin::SaveLog(LogOrder { path: path.to_string_lossy().into_owned(), ..order });
        let job = page.end(start(&jobs, &engine, origin)).await;
        is_done(&job, &path);
        let (saved, expected) = (std::fs::read(&path).unwrap(), log(world, &arguments));
        let cut = expected.len() - expected.iter().rev().position(|byte| *byte == b'\n').unwrap();
        assert!(saved[..cut] == expected[..cut], "{} bytes of {}", saved.len(), expected.len());
        // Docker writes an instant before each piece of the last line, which is cut; the line has one.
        let last = String::from_utf8(saved[cut..].to_vec()).unwrap();
        let text = if timestamps { last.split_once(' ').unwrap().1 } else { &*last };
        assert_eq!(text, format!("{}é the end", "y".repeat(40_000)));
    }
    logs.close(view.id());
    keeping.abort();
    docker(&world.engine, &["rm", &id]);
}

async fn logs_of_several_containers_are_one_file_in_the_order_of_time(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let script = |name: &str| format!("for i in $(seq 100); do echo {name} $i; sleep 0.01; done");
    let run = |name: &str| docker(&world.engine, &["run", "-d", "busybox", "sh", "-c", &script(name)]);
    let ids = ["web", "db"].map(run);
    let mut expected = Vec::new();
    for (id, name) in ids.iter().zip(["web", "db"]) {
        docker(&world.engine, &["wait", id]);
        let text = String::from_utf8(log(world, &["--timestamps", id])).unwrap();
        expected.extend(text.lines().map(|line| {
            let (at, text) = line.split_once(' ').unwrap();
            (at.to_owned(), name, text.to_owned())
        }));
    }
    assert_eq!(expected.len(), 200);
    // With nine digits each, in the same zone.
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    let turns = expected.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
    assert!(turns > 2, "they print by turns");
    let (engine, jobs) = (crate::connect(&world.engine).await, Jobs::new(Record::none()));
    let (page, scratch) = (Page::attach(&jobs), Scratch::new());
    for timestamps in [false, true] {
        let path = scratch.join(format!("{timestamps}.log"));
        let containers = vec![named(&ids[0], "web"), named(&ids[1], "db")];
        is_done(&page.end(start(&jobs, &engine, save(containers, timestamps, &path))).await, &path);
        let line = |(at, name, text): &(String, &str, String)| match timestamps {
            true => format!("{name} | {at} {text}\n"),
            false => format!("{name} | {text}\n"),
        };
        assert_eq!(std::fs::read_to_string(&path).unwrap(), expected.iter().map(line).collect::<String>());
    }
    docker(&world.engine, &["rm", &ids[0], &ids[1]]);
}

async fn a_log_that_is_stopped_or_loses_the_engine_leaves_the_old_file(world: &World) {
    let id = printed(world, &[], "seq 200000");
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let engine = crate::connect_to(wire.host()).await;
    let jobs = Jobs::new(Record::none());
    let page = Page::attach(&jobs);
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("web.log");
    let is_as_it_was = || {
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "the old one");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "something is left beside it");
    };
    let strike = |kind| {
        let after_request = Some(format!("/containers/{id}/logs"));
        wire.set_fault(Some(Fault { kind, at: 1_000_000, after_request, once: false }));
    };
    std::fs::write(&path, "the old one").unwrap();
    let origin = || save(vec![named(&id, "web")], false, &path);

    strike(Kind::Stall);
    let job = start(&jobs, &engine, origin());
    let some = |job: &JobInfo| matches!(job.progress, JobProgress::Bytes { done, total: None, .. } if done.0 > 0);
    page.until("some bytes", job, some).await;
    jobs.cancel(job).unwrap();
    let job = page.end(job).await;
    assert_eq!((job.phase, job.outcome), (JobPhase::Cancelled, None));
    is_as_it_was();

    strike(Kind::Cut);
    let job = page.end(start(&jobs, &engine, origin())).await;
    assert!(matches!(&job.phase, JobPhase::Failed { error } if error.code == ErrorCode::EngineLost), "{job:?}");
    is_as_it_was();

    wire.set_fault(None);
    is_done(&page.end(jobs.again(job.id, engine.clone(), "test", Duration::ZERO).unwrap().id).await, &path);
    assert!(std::fs::read(&path).unwrap() == log(world, &[&id]));

    docker(&world.engine, &["rm", &id]);
    std::fs::write(&path, "the old one").unwrap();
    let job = page.end(start(&jobs, &engine, origin())).await;
    assert!(matches!(&job.phase, JobPhase::Failed { error } if error.code == ErrorCode::ContainerNotFound), "{job:?}");
    is_as_it_was();
}

/// Which cuts a terminal's line wherever the process paused.
async fn a_log_of_podman_is_saved_to_the_byte(world: &World) {
    let podman = crate::podman_with_busybox(world);
    let host = Some(format!("unix://{}", podman.socket().display()));
    let (connection, keeping) = connected_in(Surroundings { docker_host: host, ..Surroundings::default() }).await;
    let (engine, jobs) = (connection.engine().unwrap(), Jobs::new(Record::none()));
    let (page, scratch) = (Page::attach(&jobs), Scratch::new());
    let script = "seq 30000; printf 'more? '; sleep 0.1; echo yes; head -c 40000 /dev/zero | tr '\\0' y; printf end";
    for (kind, newline) in [("-d", "\n"), ("-dt", "\r\n")] {
        let id = podman.podman(&["run", kind, crate::PODMANS_BUSYBOX, "sh", "-c", script]).unwrap();
        podman.podman(&["wait", &id]).unwrap();
        let path = scratch.join(format!("{kind}.log"));
        is_done(&page.end(start(&jobs, &engine, save(vec![named(&id, "web")], false, &path))).await, &path);
        let lines: String = (1..=30_000).map(|number| format!("{number}{newline}")).collect();
        let expected = format!("{lines}more? yes{newline}{}end", "y".repeat(40_000));
        assert!(std::fs::read_to_string(&path).unwrap() == expected, "{kind}");
        podman.podman(&["rm", "-f", &id]).unwrap();
    }
    keeping.abort();
}
