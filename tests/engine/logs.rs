//! Logs of containers, to the byte beside `docker logs`: with a terminal and without, cut, followed, in part.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use quayside_engine::hijack::Source;
use quayside_engine::logs::{self, LogTime, Logs, LogsQuery, Record};
use quayside_engine::{Engine, ErrorCode};
use quayside_test_support::{PrivatePodman, Scratch, World, docker, docker_command, trials};

trials![World;
    every_byte_is_read_as_docker_prints_it,
    a_line_longer_than_what_docker_cuts_is_one_line,
    a_part_of_a_log_is_what_was_asked_for,
    what_is_printed_later_is_followed,
    a_log_is_followed_through_a_proxy_that_refuses_http_1_0,
    a_driver_that_keeps_nothing_is_said,
];

/// All byte values on both outputs, and a last line that does not end.
const EVERY_BYTE: &str = r#"i=0; while [ $i -lt 256 ]; do o=$(printf '%03o' $i); printf "\\$o$i\n"; printf "\\$o err\n" >&2; i=$((i+1)); done; printf 'no end'"#;

/// What it prints on both outputs; a terminal is one, and returns at each newline.
fn every_byte(tty: bool) -> (Vec<u8>, Vec<u8>) {
    let newline: &[u8] = if tty { b"\r\n" } else { b"\n" };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    for number in 0..=255u8 {
        let byte = if number == b'\n' { newline } else { &[number] };
        out.extend([byte, number.to_string().as_bytes(), newline].concat());
        let wrong = [byte, b" err", newline].concat();
        if tty { out.extend(wrong) } else { err.extend(wrong) }
    }
    out.extend(b"no end");
    (out, err)
}

async fn read_all(logs: &mut Logs) -> Vec<Record> {
    let mut all = Vec::new();
    while let Some(records) = logs.next().await.unwrap() {
        all.extend(records);
    }
    all
}

/// What the records of one output say, as it was printed.
fn printed(records: &[Record], source: Source) -> Vec<u8> {
    let of = records.iter().filter(|record| record.source == source);
    of.flat_map(|record| [&record.bytes[..], if record.ends { b"\n" } else { b"" }].concat()).collect()
}

fn text(records: &[Record]) -> String {
    String::from_utf8(printed(records, Source::Stdout)).unwrap()
}

/// What `docker logs` prints: on its standard output and on its standard error.
fn witness(world: &World, arguments: &[&str]) -> (Vec<u8>, Vec<u8>) {
    let output = docker_command(&world.engine).arg("logs").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.stdout, output.stderr)
}

/// Runs a script to its end, with a terminal or without; the container stays.
fn ran(world: &World, name: &str, tty: bool, script: &str) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let options: &[&str] = if tty { &["-t"] } else { &[] };
    docker(&world.engine, &[&["run", "-d", "--name", name], options, &["busybox", "sh", "-c", script]].concat());
    docker(&world.engine, &["wait", name]);
}

async fn read(engine: &Engine, name: &str, asked: &LogsQuery) -> Vec<Record> {
    let printer = logs::printer(engine, name).await.unwrap();
    read_all(&mut logs::open(engine, &printer.id, printer.tty, asked).await.unwrap()).await
}

async fn every_byte_is_read_as_docker_prints_it(world: &World) {
    let engine = crate::connect(world).await;
    for tty in [false, true] {
        ran(world, "bytes", tty, EVERY_BYTE);
        let printer = logs::printer(&engine, "bytes").await.unwrap();
        assert_eq!((printer.tty, printer.name.as_str()), (tty, "bytes"));
        let records = read(&engine, "bytes", &LogsQuery::default()).await;
        let (out, err) = witness(world, &["bytes"]);
        assert_eq!(printed(&records, Source::Stdout), out, "tty: {tty}");
        assert_eq!(printed(&records, Source::Stderr), err, "tty: {tty}");
        assert!(records.iter().all(|record| record.is_first == record.time.is_some()), "each has its instant");
        docker(&world.engine, &["rm", "bytes"]);
    }
}

async fn a_line_longer_than_what_docker_cuts_is_one_line(world: &World) {
    let engine = crate::connect(world).await;
    for tty in [false, true] {
        // What it cuts may be a character or no text at all.
        let script = r"for n in 16383 16384 16385 200000; do head -c $n /dev/zero | tr '\0' x; echo; done;
            for unit in 世 '\377' 'a\377'; do yes $(printf $unit) | head -n 30000 | tr -d '\n'; echo; done";
        ran(world, "long", tty, script);
        let records = read(&engine, "long", &LogsQuery::default()).await;
        let (out, _) = witness(world, &["long"]);
        assert!(printed(&records, Source::Stdout) == out, "tty: {tty}");
        assert_eq!(records.iter().filter(|record| !record.goes_on).count(), 7, "tty: {tty}");
        // What an engine counts, for `tail`.
        let counted = records.iter().filter(|record| record.is_first).count();
        let tail = LogsQuery { tail: Some(counted as u64 - 1), ..LogsQuery::default() };
        assert_eq!(read(&engine, "long", &tail).await.iter().filter(|record| record.is_first).count(), counted - 1);
        docker(&world.engine, &["rm", "long"]);
    }
}

async fn a_part_of_a_log_is_what_was_asked_for(world: &World) {
    let engine = crate::connect(world).await;
    ran(world, "part", false, "for n in 1 2 3 4 5 6; do echo $n; sleep 0.02; done");
    let all = read(&engine, "part", &LogsQuery::default()).await;
    assert_eq!(text(&all), "1\n2\n3\n4\n5\n6\n");
    let stamps: String = all.iter().map(|record| format!("{}\n", record.time.unwrap())).collect();
    let stamped = String::from_utf8(witness(world, &["-t", "part"]).0).unwrap();
    let witnessed: String = stamped.lines().map(|line| format!("{}\n", line.split(' ').next().unwrap())).collect();
    assert_eq!(stamps, witnessed);

    let asked = |query: LogsQuery| {
        let engine = engine.clone();
        async move { text(&read(&engine, "part", &query).await) }
    };
    let at = |n: usize| all[n].time;
    assert_eq!(asked(LogsQuery { tail: Some(2), ..LogsQuery::default() }).await, "5\n6\n");
    assert_eq!(asked(LogsQuery { tail: Some(0), ..LogsQuery::default() }).await, "");
    // Both ends are in it: what a view goes by that asks for what it has not.
    assert_eq!(asked(LogsQuery { since: at(3), ..LogsQuery::default() }).await, "4\n5\n6\n");
    assert_eq!(asked(LogsQuery { until: at(2), ..LogsQuery::default() }).await, "1\n2\n3\n");
    let after = at(3).map(|time: LogTime| time.after(1));
    assert_eq!(asked(LogsQuery { since: after, ..LogsQuery::default() }).await, "5\n6\n");
    assert_eq!(asked(LogsQuery { tail: Some(4), until: at(3), ..LogsQuery::default() }).await, "3\n4\n");
    docker(&world.engine, &["rm", "part"]);
}

async fn what_is_printed_later_is_followed(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    // It prints when it is told to, so that nothing depends on how long anything takes.
    let script = "echo ready; while ! [ -e /go ]; do sleep 0.05; done; echo later; echo wrong >&2; exit 3";
    docker(&world.engine, &["run", "-d", "--name", "followed", "busybox", "sh", "-c", script]);
    let printer = logs::printer(&engine, "followed").await.unwrap();
    assert!(printer.state.is_alive());
    let asked = LogsQuery { follow: true, ..LogsQuery::default() };
    let mut followed = logs::open(&engine, &printer.id, printer.tty, &asked).await.unwrap();
    let first = tokio::time::timeout(Duration::from_secs(60), followed.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(text(&first), "ready\n");
    docker(&world.engine, &["exec", "followed", "touch", "/go"]);
    let rest = tokio::time::timeout(Duration::from_secs(60), read_all(&mut followed)).await.unwrap();
    assert_eq!((text(&rest).as_str(), printed(&rest, Source::Stderr)), ("later\n", b"wrong\n".to_vec()));
    docker(&world.engine, &["wait", "followed"]);
    assert_eq!(logs::printer(&engine, "followed").await.unwrap().exit_code, 3);
    docker(&world.engine, &["rm", "followed"]);
    let gone = logs::printer(&engine, "followed").await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::ContainerNotFound);
}

/// Passes on what is asked in HTTP/1.1, and refuses all else, until the trials have ended.
fn proxy_of_http_1_1(path: &Path, engine: &Path, refused: &Arc<AtomicU32>) -> String {
    let (listener, engine, refused) = (UnixListener::bind(path).unwrap(), engine.to_owned(), Arc::clone(refused));
    thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, engine, refused) = (client.unwrap(), engine.clone(), Arc::clone(&refused));
            thread::spawn(move || {
                let mut head = vec![0; 4096];
                let length = client.read(&mut head).unwrap();
                if String::from_utf8_lossy(&head[..length])
                    .lines()
                    .next()
                    .is_some_and(|line| line.ends_with("HTTP/1.0"))
                {
                    let refusal = b"HTTP/1.1 426 Upgrade Required\r\nupgrade: HTTP/1.1\r\ncontent-length: 0\r\n\r\n";
                    client.write_all(refusal).unwrap();
                    refused.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                let mut server = UnixStream::connect(engine).unwrap();
                server.write_all(&head[..length]).unwrap();
                let (mut up, mut down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || std::io::copy(&mut up, &mut server).ok());
                std::io::copy(&mut down, &mut client).ok();
                client.shutdown(Shutdown::Both).ok();
            });
        }
    });
    format!("unix://{}", path.display())
}

async fn a_log_is_followed_through_a_proxy_that_refuses_http_1_0(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["run", "-d", "--name", "behind", "busybox", "sh", "-c", "echo one; sleep 1000000"]);
    let scratch = Scratch::new();
    let refused = Arc::default();
    let host = proxy_of_http_1_1(&scratch.join("proxy.sock"), world.engine.socket(), &refused);
    let engine = Engine::connect(&crate::endpoint(host)).await.unwrap();
    let asked = LogsQuery { follow: true, ..LogsQuery::default() };
    let mut log = logs::open(&engine, "behind", false, &asked).await.unwrap();
    assert_eq!(text(&log.next().await.unwrap().unwrap()), "one\n");
    let nowhere = logs::open(&engine, "nowhere", false, &asked).await.err().unwrap();
    assert_eq!(nowhere.code, ErrorCode::ContainerNotFound);
    assert_eq!(refused.load(Ordering::Relaxed), 2);
    docker(&world.engine, &["rm", "-f", "behind"]);
    let end = tokio::time::timeout(Duration::from_secs(30), log.next()).await.expect("the log goes on");
    assert_eq!(end.unwrap(), None);
}

async fn a_driver_that_keeps_nothing_is_said(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["run", "--log-driver", "none", "--name", "silent", "busybox", "echo", "x"]);
    let printer = logs::printer(&engine, "silent").await.unwrap();
    let error = logs::open(&engine, &printer.id, printer.tty, &LogsQuery::default()).await.err().unwrap();
    assert_eq!(error.code, ErrorCode::LogsUnavailable, "{error:?}");
    docker(&world.engine, &["rm", "silent"]);
}

/// What containers printed, beside `podman logs`; `image` is there already.
pub async fn on_podman(engine: &Engine, podman: &PrivatePodman, image: &str) {
    for tty in [false, true] {
        let options: &[&str] = if tty { &["-t"] } else { &[] };
        podman.podman(&[&["run", "--name", "bytes"], options, &[image, "sh", "-c", EVERY_BYTE]].concat()).unwrap();
        let records = read(engine, "bytes", &LogsQuery::default()).await;
        let (out, err) = every_byte(tty);
        assert_eq!(printed(&records, Source::Stdout), out, "tty: {tty}");
        assert_eq!(printed(&records, Source::Stderr), err, "tty: {tty}");
        podman.podman(&["rm", "bytes"]).unwrap();

        let script = "i=0; while [ $i -lt 50 ]; do echo line $i; echo wrong $i >&2; i=$((i+1)); done; head -c 40000 /dev/zero | tr '\\0' x; echo";
        let options: &[&str] = if tty { &["-t"] } else { &[] };
        let run = [&["run", "-d", "--name", "printer"], options, &[image, "sh", "-c", script]].concat();
        podman.podman(&run).unwrap();
        podman.podman(&["wait", "printer"]).unwrap();
        let records = read(engine, "printer", &LogsQuery::default()).await;
        let said = podman.podman(&["logs", "printer"]).unwrap();
        assert_eq!(text(&records).trim_end(), said.trim_end(), "tty: {tty}");
        let first = records.iter().filter(|record| record.is_first);
        assert!(first.clone().count() > 0 && first.clone().all(|record| record.time.is_some()), "{records:?}");
        let wrong = String::from_utf8(printed(&records, Source::Stderr)).unwrap();
        assert_eq!(wrong.lines().count(), if tty { 0 } else { 50 });
        let tail = read(engine, "printer", &LogsQuery { tail: Some(2), ..LogsQuery::default() }).await;
        assert_eq!(tail.iter().filter(|record| !record.goes_on).count(), 2, "{tail:?}");
        podman.podman(&["rm", "printer"]).unwrap();
    }
    // Of a terminal whose line pauses, Podman has an instant for each piece, and what looks like one may be printed too.
    let script = "printf 'name? '; sleep 1.2; echo quay; printf '2026-01-02T03:04:05Z x\\r'; sleep 1.2; echo done";
    let before = now();
    podman.podman(&["run", "-d", "-t", "--name", "printer", image, "sh", "-c", script]).unwrap();
    podman.podman(&["wait", "printer"]).unwrap();
    let after = now();
    let records = read(engine, "printer", &LogsQuery::default()).await;
    assert_eq!(text(&records), "name? quay\r\n2026-01-02T03:04:05Z x\rdone\r\n");
    let times: Vec<i64> = records.iter().filter_map(|record| record.time).map(|time| time.0 / 1_000_000_000).collect();
    assert!(times.len() >= 4 && times.is_sorted() && times[0] < times[times.len() - 1], "{times:?}");
    assert!(before <= times[0] && times[times.len() - 1] <= after, "{before} {times:?} {after}");
    let (begun, done) = (records[0].time, records.iter().rev().find_map(|record| record.time));
    let since = read(engine, "printer", &LogsQuery { since: done, ..LogsQuery::default() }).await;
    assert_eq!(text(&since), "done\r\n");
    let until = LogsQuery { until: begun.map(LogTime::next_second), ..LogsQuery::default() };
    assert_eq!(text(&read(engine, "printer", &until).await), "name? ");
    podman.podman(&["rm", "printer"]).unwrap();
}

/// Seconds since the epoch.
fn now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64
}
