//! Runs and shells, byte for byte.

use std::time::Duration;

use quayside_engine::detach::DetachKeys;
use quayside_engine::exec::{self, ExecSpec, Exit};
use quayside_engine::hijack::{Hijacked, Output, Source, TerminalSize};
use quayside_engine::run::{self, RunSpec};
use quayside_engine::{Engine, ErrorCode, containers, hello};
use quayside_test_support::{World, docker, trials, wait_until};
use sha2::{Digest, Sha256};

trials![World;
    the_built_in_hello_says_hello,
    exit_codes_and_both_outputs_arrive,
    output_before_the_attach_is_not_lost,
    a_prompt_without_a_newline_is_shown,
    sixty_four_mebibytes_keep_their_checksum,
    the_terminal_has_the_size_it_was_given,
    a_shell_in_a_running_container,
    a_shell_is_ended_with_its_children,
    a_shell_that_has_only_just_begun_is_ended_too,
    what_cannot_run_is_explained,
    a_container_with_rm_is_gone_at_its_end,
];

const SIZE: TerminalSize = TerminalSize { columns: 111, rows: 33 };

fn spec(command: &str, interactive: bool) -> RunSpec {
    RunSpec { image: "busybox".into(), command: command.into(), interactive, ..RunSpec::default() }
}

struct Ended {
    out: Vec<u8>,
    err: Vec<u8>,
    code: i32,
    id: String,
}

async fn run_to_end(engine: &Engine, spec: &RunSpec, typed: &[u8]) -> Ended {
    let created = run::create(engine, spec, SIZE).await.unwrap();
    let attached = run::attach(engine, &created, spec.remove, &DetachKeys::default()).await.unwrap();
    containers::start(engine, &created.id).await.unwrap();
    let run::Attached { stream: Hijacked { mut output, mut input }, exit } = attached;
    if !typed.is_empty() {
        input.write(typed).await.unwrap();
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    while let Some((source, bytes)) = output.next().await.unwrap() {
        if source == Source::Stdout { out.extend(&bytes) } else { err.extend(&bytes) }
    }
    let code = exit.code().await.unwrap();
    if !spec.remove {
        containers::remove(engine, &created.id, false).await.unwrap();
    }
    Ended { out, err, code, id: created.id }
}

async fn busybox(world: &World) -> Engine {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    crate::connect(world).await
}

async fn the_built_in_hello_says_hello(world: &World) {
    let engine = crate::connect(world).await;
    hello::load(&engine).await.unwrap();
    hello::load(&engine).await.unwrap();
    let spec = RunSpec { image: hello::BUILT_IN.into(), ..RunSpec::default() };
    let ended = run_to_end(&engine, &spec, b"").await;
    let text = String::from_utf8(ended.out).unwrap();
    assert!(text.contains("Hello from Quayside!") && text.ends_with("interactively.\n\n"), "{text}");
    assert_eq!(ended.code, 0);
    let size = docker(&world.engine, &["inspect", "-f", "{{.Size}}", hello::BUILT_IN]).parse::<u64>().unwrap();
    assert!(size < 2000, "a static program of a few hundred bytes, not {size}");
    docker(&world.engine, &["rmi", hello::BUILT_IN]);
}

async fn exit_codes_and_both_outputs_arrive(world: &World) {
    let engine = busybox(world).await;
    let ended = run_to_end(&engine, &spec("sh -c 'echo out; echo err >&2; exit 42'", false), b"").await;
    assert_eq!((ended.out.as_slice(), ended.err.as_slice(), ended.code), (&b"out\n"[..], &b"err\n"[..], 42));
}

async fn output_before_the_attach_is_not_lost(world: &World) {
    let engine = busybox(world).await;
    for _ in 0..10 {
        let ended = run_to_end(&engine, &spec("echo first", false), b"").await;
        assert_eq!((ended.out.as_slice(), ended.code), (&b"first\n"[..], 0));
    }
}

/// Reads until the text appears.
async fn expect(output: &mut Output, seen: &mut Vec<u8>, text: &str) {
    let deadline = Duration::from_secs(30);
    let read = async {
        while !String::from_utf8_lossy(seen).contains(text) {
            let (_, bytes) = output.next().await.unwrap().expect("the stream ended");
            seen.extend(&bytes);
        }
    };
    let found = tokio::time::timeout(deadline, read).await;
    assert!(found.is_ok(), "no {text:?} in {:?}", String::from_utf8_lossy(seen));
}

async fn a_prompt_without_a_newline_is_shown(world: &World) {
    let engine = busybox(world).await;
    let spec = spec("sh -c 'printf \"name? \"; read name; printf \"hello $name\"'", true);
    let created = run::create(&engine, &spec, SIZE).await.unwrap();
    let attached = run::attach(&engine, &created, false, &DetachKeys::default()).await.unwrap();
    containers::start(&engine, &created.id).await.unwrap();
    let run::Attached { stream: Hijacked { mut output, mut input }, exit } = attached;
    let mut seen = Vec::new();
    expect(&mut output, &mut seen, "name? ").await;
    input.write("wörld\r".as_bytes()).await.unwrap();
    expect(&mut output, &mut seen, "hello wörld").await;
    while output.next().await.unwrap().is_some() {}
    assert_eq!(exit.code().await.unwrap(), 0);
    containers::remove(&engine, &created.id, false).await.unwrap();
}

async fn sixty_four_mebibytes_keep_their_checksum(world: &World) {
    const LENGTH: usize = 64 * 1024 * 1024;
    let engine = busybox(world).await;
    let script =
        "sh -c 'stty raw -echo; dd if=/dev/urandom of=/data bs=1M count=64 2>/dev/null; sha256sum </data; cat /data'";
    for interactive in [true, false] {
        let ended = run_to_end(
            &engine,
            &spec(&script.replace("stty raw -echo; ", if interactive { "stty raw -echo; " } else { "" }), interactive),
            b"",
        )
        .await;
        assert_eq!(ended.code, 0);
        let end = ended.out.iter().position(|byte| *byte == b'\n').unwrap();
        let told = String::from_utf8_lossy(&ended.out[..end]).split(' ').next().unwrap().to_owned();
        let data = &ended.out[end + 1..];
        assert_eq!(data.len(), LENGTH);
        let counted: String = Sha256::digest(data).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(counted, told, "interactive: {interactive}");
    }
}

async fn the_terminal_has_the_size_it_was_given(world: &World) {
    let engine = busybox(world).await;
    let created = run::create(&engine, &spec("sh", true), SIZE).await.unwrap();
    let attached = run::attach(&engine, &created, false, &DetachKeys::default()).await.unwrap();
    containers::start(&engine, &created.id).await.unwrap();
    run::resize(&engine, &created.id, SIZE).await.unwrap();
    let run::Attached { stream: Hijacked { mut output, mut input }, .. } = attached;
    let mut seen = Vec::new();
    input.write(b"stty size\r").await.unwrap();
    expect(&mut output, &mut seen, "33 111").await;
    run::resize(&engine, &created.id, TerminalSize { columns: 80, rows: 24 }).await.unwrap();
    input.write(b"stty size\r").await.unwrap();
    expect(&mut output, &mut seen, "24 80").await;
    containers::remove(&engine, &created.id, true).await.unwrap();
}

/// A container that sleeps, removed when dropped.
struct Sleeper<'a>(&'a World, String);

impl Sleeper<'_> {
    fn start(world: &World) -> Sleeper<'_> {
        docker(&world.engine, &["pull", "-q", "centos"]);
        Sleeper(world, docker(&world.engine, &["run", "-d", "centos", "sleep", "1000"]))
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        docker(&self.0.engine, &["rm", "-f", &self.1]);
    }
}

async fn a_shell_in_a_running_container(world: &World) {
    let engine = busybox(world).await;
    let sleeper = Sleeper::start(world);
    let spec = ExecSpec { container: sleeper.1.clone(), ..ExecSpec::default() };
    let running = exec::start(&engine, &spec, SIZE, &DetachKeys::default()).await.unwrap();
    exec::resize(&engine, &running.id, SIZE).await.unwrap();
    let Hijacked { mut output, mut input } = running.stream;
    let mut seen = Vec::new();
    input.write(b"echo $((6*7)) $BASH_VERSION; stty size\r").await.unwrap();
    expect(&mut output, &mut seen, "42 ").await;
    expect(&mut output, &mut seen, "33 111").await;
    assert_eq!(exec::exit(&engine, &running.id).await.unwrap(), None);
    input.write(b"exit 7\r").await.unwrap();
    while output.next().await.unwrap().is_some() {}
    let mut code = None;
    while code.is_none() {
        code = exec::exit(&engine, &running.id).await.unwrap();
    }
    assert_eq!(code, Some(Exit::Ended(7)));
}

async fn a_shell_is_ended_with_its_children(world: &World) {
    let engine = busybox(world).await;
    let sleeper = Sleeper::start(world);
    let life = containers::life(&engine, &sleeper.1).await.unwrap();
    let spec = ExecSpec { container: sleeper.1.clone(), ..ExecSpec::default() };
    let running = exec::start(&engine, &spec, SIZE, &DetachKeys::default()).await.unwrap();
    let Hijacked { mut output, mut input } = running.stream;
    let mut seen = Vec::new();
    input.write(b"sleep 777 & echo going\r").await.unwrap();
    expect(&mut output, &mut seen, "\r\ngoing").await;
    exec::end(&engine, &life, &running.id, &running.mark, None).await.unwrap();
    wait_until("only the container's own process is left", || {
        let processes = docker(&world.engine, &["top", &sleeper.1, "-o", "pid,args"]);
        processes.lines().count() == 2 && processes.contains("sleep 1000")
    });
}

async fn a_shell_that_has_only_just_begun_is_ended_too(world: &World) {
    let engine = busybox(world).await;
    let sleeper = Sleeper::start(world);
    let life = containers::life(&engine, &sleeper.1).await.unwrap();
    let spec = ExecSpec { container: sleeper.1.clone(), ..ExecSpec::default() };
    for _ in 0..20 {
        let running = exec::start(&engine, &spec, SIZE, &DetachKeys::default()).await.unwrap();
        exec::end(&engine, &life, &running.id, &running.mark, None).await.unwrap();
    }
    wait_until("only the container's own process is left", || {
        docker(&world.engine, &["top", &sleeper.1, "-o", "pid,args"]).lines().count() == 2
    });
}

async fn what_cannot_run_is_explained(world: &World) {
    let engine = busybox(world).await;
    let created = run::create(&engine, &spec("no-such-command", false), SIZE).await.unwrap();
    let error = containers::start(&engine, &created.id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::CommandNotFound, "{error}");
    containers::remove(&engine, &created.id, false).await.unwrap();

    let absent = RunSpec { image: "no/such:image".into(), ..RunSpec::default() };
    assert_eq!(run::create(&engine, &absent, SIZE).await.unwrap_err().code, ErrorCode::ImageNotFound);
    let named = RunSpec { name: "taken".into(), ..spec("true", false) };
    let created = run::create(&engine, &named, SIZE).await.unwrap();
    assert_eq!(run::create(&engine, &named, SIZE).await.unwrap_err().code, ErrorCode::NameInUse);
    let stopped = ExecSpec { container: created.id.clone(), ..ExecSpec::default() };
    assert_eq!(
        exec::start(&engine, &stopped, SIZE, &DetachKeys::default()).await.err().map(|e| e.code),
        Some(ErrorCode::ContainerNotRunning)
    );
    containers::remove(&engine, &created.id, false).await.unwrap();
    assert_eq!(containers::start(&engine, "no-such-container").await.unwrap_err().code, ErrorCode::ContainerNotFound);

    let sleeper = Sleeper::start(world);
    assert_eq!(containers::remove(&engine, &sleeper.1, false).await.unwrap_err().code, ErrorCode::ContainerRunning);
}

async fn a_container_with_rm_is_gone_at_its_end(world: &World) {
    let engine = busybox(world).await;
    let ended = run_to_end(&engine, &RunSpec { remove: true, ..spec("sh -c 'exit 3'", false) }, b"").await;
    assert_eq!(ended.code, 3);
    let rows = containers::list(&engine).await.unwrap();
    assert!(!rows.iter().any(|row| row.id == ended.id));
}
