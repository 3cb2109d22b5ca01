//! What runs already is joined: the right shell, the main process, and the keys that leave either.

use std::sync::Arc;
use std::time::Duration;

use quayside_engine::attach;
use quayside_engine::detach::DetachKeys;
use quayside_engine::exec::{self, Ending, ExecSpec, Exit};
use quayside_engine::hijack::{Hijacked, Output, TerminalSize};
use quayside_engine::{Engine, ErrorCode, containers, shells};
use quayside_test_support::{
    Archive, IGNORES_ALL, Image, Layer, Scratch, World, docker, static_program, trials, wait_until,
};
use serde_json::json;
use sha2::{Digest, Sha256};

trials![World;
    the_best_shell_is_found_without_running_anything,
    each_image_gets_the_shell_that_it_has,
    a_shell_ends_in_an_image_that_has_little_else,
    an_image_without_a_shell_is_told_as_such,
    a_shell_has_its_user_its_folder_and_its_environment,
    the_keys_leave_a_main_process_running_and_a_shell,
    a_size_that_is_begun_is_told_to_its_end,
    what_is_let_go_of_is_told_from_what_has_ended,
    what_is_let_go_of_out_of_sight_may_go_on,
    a_main_process_without_a_terminal_reads_lines,
    what_a_leaving_reader_would_end_is_only_watched,
    every_byte_comes_through_a_shell_and_an_attachment,
];

const SIZE: TerminalSize = TerminalSize { columns: 111, rows: 33 };

/// Reads until the text appears.
async fn expect(output: &mut Output, text: &str) -> String {
    let mut seen = Vec::new();
    let read = async {
        while !String::from_utf8_lossy(&seen).contains(text) {
            let (_, bytes) = output.next().await.unwrap().expect("the stream ended");
            seen.extend(&bytes);
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(60), read).await;
    assert!(found.is_ok(), "no {text:?} in {:?}", String::from_utf8_lossy(&seen));
    String::from_utf8_lossy(&seen).into_owned()
}

async fn to_the_end(output: &mut Output) {
    let read = async { while output.next().await.unwrap().is_some() {} };
    assert!(tokio::time::timeout(Duration::from_secs(60), read).await.is_ok(), "the stream does not end");
}

fn start(world: &World, arguments: &[&str]) -> String {
    docker(&world.engine, &[&["run", "-d"], arguments].concat())
}

/// What runs in a busybox besides its first process and the question itself.
fn others(world: &World, id: &str) -> Vec<String> {
    let listed = docker(&world.engine, &["exec", id, "ps", "-o", "pid,args"]);
    let lines = listed.lines().skip(1).map(|line| line.trim().to_owned());
    lines.filter(|line| !line.starts_with("1 ") && !line.ends_with("ps -o pid,args")).collect()
}

fn is_running(world: &World, id: &str) -> bool {
    docker(&world.engine, &["inspect", "-f", "{{.State.Running}}", id]) == "true"
}

async fn the_best_shell_is_found_without_running_anything(world: &World) {
    let engine = crate::connect(world).await;
    for (image, shell) in [("busybox", "/bin/ash"), ("centos", "/bin/bash")] {
        docker(&world.engine, &["pull", "-q", image]);
        let id = docker(&world.engine, &["create", image]);
        assert_eq!(shells::best(&engine, &id).await.unwrap(), shell);
        docker(&world.engine, &["rm", &id]);
    }
    assert_eq!(shells::best(&engine, "no-such").await.unwrap_err().code, ErrorCode::ContainerNotFound);
}

/// Says how it was called, and reads until nothing more comes. It stands in for PowerShell, which no package here has: this is
/// about finding it.
const STAND_IN: &str = r#"#include <stdio.h>
int main(int count, char **words) {
    printf("called as %s with %d arguments\n", words[0], count - 1);
    fflush(stdout);
    while (getchar() != EOF) {}
    return 0;
}"#;

/// Gives the engine an image of this one layer, with this search path.
fn load(world: &World, name: &str, layer: Arc<Layer>, path: &str) {
    load_by(&|arguments| docker(&world.engine, arguments), name, layer, path);
}

fn load_by(cli: &dyn Fn(&[&str]) -> String, name: &str, layer: Arc<Layer>, path: &str) {
    let image = Image {
        references: vec![format!("{name}:latest")],
        created: "2026-01-01T00:00:00Z".into(),
        parameters: json!({ "Env": [format!("PATH={path}")] }),
        layers: vec![layer],
    };
    let scratch = Scratch::new();
    let archive = scratch.join("image.tar");
    Archive::write(&archive, &[image]);
    cli(&["load", "--quiet", "--input", &archive.to_string_lossy()]);
}

async fn each_image_gets_the_shell_that_it_has(world: &World) {
    const SUM: &str = "echo sum-$((40+2))\r";
    let engine = crate::connect(world).await;
    let busybox = std::fs::read("/bin/busybox").unwrap();
    let power_shell = static_program(STAND_IN);
    let layer = || Layer::build("ADD rootfs.tar.gz / # buildkit");
    let with_zsh = || layer().program("bin/zsh", "/bin/zsh-static");
    let images = [
        ("shells/zsh", with_zsh().finish(), "/bin/zsh", "echo $ZSH_NAME-$((40+2))\r", "zsh-42"),
        // Beside others.
        ("shells/zsh-and-sh", with_zsh().program("bin/sh", "/bin/dash").finish(), "/bin/zsh", SUM, "sum-42"),
        (
            "shells/bash-and-zsh",
            with_zsh().program("usr/bin/bash", "/bin/bash").finish(),
            "/usr/bin/bash",
            SUM,
            "sum-42",
        ),
        ("shells/sh", layer().program("bin/sh", "/bin/dash").finish(), "/bin/sh", SUM, "sum-42"),
        ("shells/usr-sh", layer().program("usr/bin/sh", "/bin/dash").finish(), "/usr/bin/sh", SUM, "sum-42"),
        // As images without a system have it for who looks for a mistake.
        (
            "shells/debug",
            layer().file("busybox/busybox", 0o755, &busybox).link("busybox/sh", "/busybox/busybox").finish(),
            "/busybox/sh",
            SUM,
            "sum-42",
        ),
        (
            "shells/pwsh",
            layer()
                .file("opt/microsoft/powershell/7/pwsh", 0o755, &power_shell)
                .link("usr/bin/pwsh", "/opt/microsoft/powershell/7/pwsh")
                .finish(),
            "/usr/bin/pwsh",
            "\r",
            "called as /usr/bin/pwsh with 0 arguments",
        ),
        (
            "shells/pwsh-alone",
            layer().file("opt/microsoft/powershell/7/pwsh", 0o755, &power_shell).finish(),
            "/opt/microsoft/powershell/7/pwsh",
            "\r",
            "called as /opt/microsoft/powershell/7/pwsh with 0 arguments",
        ),
    ];
    for (name, layer, shell, typed, answer) in images {
        load(world, name, layer, "/bin:/usr/bin:/busybox");
        // It waits for what nobody types.
        let id = start(world, &["-i", name, shell]);
        assert_eq!(shells::best(&engine, &id).await.unwrap(), shell, "{name}");
        let spec = ExecSpec { container: id.clone(), ..ExecSpec::default() };
        let running = exec::start(&engine, &spec, SIZE, &DetachKeys::default()).await.unwrap();
        let Hijacked { mut output, mut input } = running.stream;
        input.write(typed.as_bytes()).await.unwrap();
        expect(&mut output, answer).await;
        docker(&world.engine, &["rm", "-f", &id]);
        docker(&world.engine, &["rmi", name]);
    }
}

async fn a_shell_ends_in_an_image_that_has_little_else(world: &World) {
    shells_end(&crate::connect(world).await, &|arguments| docker(&world.engine, arguments)).await;
}

/// Where there is no `grep`, no `sh`, and no shell at all that could look for others; as the engine says of each.
pub async fn shells_end(engine: &Engine, cli: &dyn Fn(&[&str]) -> String) {
    const SUM: &str = "echo sum-$((40+2))\r";
    let layer = || Layer::build("ADD rootfs.tar.gz / # buildkit");
    let stand_in = static_program(STAND_IN);
    let images = [
        ("localhost/few/sh", layer().program("bin/sh", "/bin/dash").finish()),
        ("localhost/few/zsh", layer().program("bin/zsh", "/bin/zsh-static").finish()),
        (
            "localhost/few/pwsh",
            layer()
                .file("usr/bin/pwsh", 0o755, &stand_in)
                .file("bin/stubborn", 0o755, &static_program(IGNORES_ALL))
                .finish(),
        ),
    ];
    let [sh, zsh, pwsh] = images.map(|(name, layer)| {
        load_by(cli, name, layer, "/bin:/usr/bin");
        let main = if name.ends_with("pwsh") { "pwsh" } else { name.rsplit('/').next().unwrap() };
        // It waits for what nobody types.
        cli(&["run", "-d", "-i", name, main])
    });
    let mut stays = Vec::new();
    for (id, command, user, typed, answer, by_terminal, ending, goes_on) in [
        // By a search, whether or not their terminal is still there.
        (&sh, "", "", SUM, "sum-42", false, Ending::Told, false),
        (&sh, "", "1000", SUM, "sum-42", false, Ending::Told, false),
        (&sh, "sh -c 'echo begun; read line; read line'", "", "", "begun", false, Ending::Told, false),
        (&zsh, "", "", SUM, "sum-42", false, Ending::Told, false),
        (&zsh, "", "1000", SUM, "sum-42", false, Ending::Told, false),
        // By their terminal alone.
        (&pwsh, "", "", "half a line", "called", true, Ending::Told, false),
        (&pwsh, "", "", "", "called", false, Ending::Unreachable, true),
        (&pwsh, "stubborn", "", "", "begun", true, Ending::Unreachable, true),
    ] {
        let what = format!("{command:?} as {user:?}, {ending:?}");
        let spec =
            ExecSpec { container: id.clone(), command: command.into(), user: user.into(), ..ExecSpec::default() };
        let mut running = exec::start(engine, &spec, SIZE, &DetachKeys::default()).await.unwrap();
        running.stream.input.write(typed.as_bytes()).await.unwrap();
        expect(&mut running.stream.output, answer).await;
        let stream = by_terminal.then_some(&mut running.stream);
        let life = containers::life(engine, id).await.unwrap();
        assert_eq!(exec::end(engine, &life, &running.id, &running.mark, stream).await, Ok(ending), "{what}");
        if goes_on {
            assert_eq!(exec::exit(engine, &running.id).await, Ok(None), "{what}");
            stays.push((life, running));
            continue;
        }
        let ended = async {
            while exec::exit(engine, &running.id).await.unwrap().is_none() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(60), ended).await.is_ok(), "{what}");
    }
    cli(&["restart", "--time", "0", &pwsh]);
    for (life, running) in stays {
        let ending = exec::end(engine, &life, &running.id, &running.mark, None).await;
        assert_eq!(ending, Ok(Ending::Told), "with that life of its container it has ended");
    }
    for id in [sh, zsh, pwsh] {
        cli(&["rm", "-f", &id]);
    }
}

async fn an_image_without_a_shell_is_told_as_such(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "hello-world"]);
    let id = docker(&world.engine, &["create", "hello-world"]);
    assert_eq!(shells::best(&engine, &id).await.unwrap_err().code, ErrorCode::NoShell);
    docker(&world.engine, &["rm", &id]);
}

async fn a_shell_has_its_user_its_folder_and_its_environment(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = start(world, &["busybox", "sleep", "1000"]);
    let spec = ExecSpec {
        container: id.clone(),
        command: "sh -c 'echo $(id -u) $(pwd) \"$GREETING\" $TERM'".into(),
        user: "1000".into(),
        working_dir: "/tmp".into(),
        env: vec!["GREETING=hello = wörld ".into()],
    };
    let running = exec::start(&engine, &spec, SIZE, &DetachKeys::default()).await.unwrap();
    let Hijacked { mut output, .. } = running.stream;
    expect(&mut output, "1000 /tmp hello = wörld  xterm-256color").await;
    docker(&world.engine, &["rm", "-f", &id]);
}

async fn the_keys_leave_a_main_process_running_and_a_shell(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = start(world, &["-it", "busybox", "sh"]);
    let life = containers::life(&engine, &id).await.unwrap();
    assert!(life.tty && life.running && attach::listens(&life));
    for keys in [DetachKeys::default(), DetachKeys::parse("ctrl-e,x").unwrap()] {
        let Hijacked { mut output, mut input } = attach::open(&engine, &life, &keys).await.unwrap();
        input.write(b"echo main-$((40+2))\r").await.unwrap();
        expect(&mut output, "main-42").await;
        input.write(keys.bytes()).await.unwrap();
        to_the_end(&mut output).await;
        assert!(is_running(world, &id));

        let spec = ExecSpec { container: id.clone(), ..ExecSpec::default() };
        let running = exec::start(&engine, &spec, SIZE, &keys).await.unwrap();
        let Hijacked { mut output, mut input } = running.stream;
        input.write(b"echo shell-$((40+2))\r").await.unwrap();
        expect(&mut output, "shell-42").await;
        input.write(keys.bytes()).await.unwrap();
        to_the_end(&mut output).await;
        // Docker says 126 of it. 20.10 hangs up on the terminal as well: most shells end then, and what ignores that goes on.
        let exit = exec::exit(&engine, &running.id).await.unwrap();
        assert!(matches!(exit, None | Some(Exit::LetGo(_))), "{exit:?}");
        exec::end(&engine, &life, &running.id, &running.mark, None).await.unwrap();
        wait_until("only the main process is left", || others(world, &id).is_empty());
    }
    docker(&world.engine, &["rm", "-f", &id]);
    assert_eq!(containers::life(&engine, &id).await.unwrap_err().code, ErrorCode::ContainerNotFound);
}

async fn a_size_that_is_begun_is_told_to_its_end(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = start(world, &["-it", "busybox", "sh", "-c", "while :; do stty size; sleep 0.1; done"]);
    let life = containers::life(&engine, &id).await.unwrap();
    let mut told = Box::pin(attach::resize(&engine, &life, SIZE));
    tokio::select! {
        biased;
        _ = &mut told => panic!("no engine is so quick"),
        () = std::future::ready(()) => {}
    }
    drop(told);
    let rows = || docker(&world.engine, &["logs", "--tail", "1", &id]);
    let asked = format!("{} {}", SIZE.rows, SIZE.columns);
    wait_until("the size that was asked for", || rows().contains(&asked));
    docker(&world.engine, &["rm", "-f", &id]);
}

async fn what_is_let_go_of_is_told_from_what_has_ended(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = start(world, &["busybox", "sleep", "1000"]);
    let life = containers::life(&engine, &id).await.unwrap();
    let keys = DetachKeys::default();
    let mut marks = Vec::new();
    // Docker says 126 of both. What another user runs, root may not look into.
    for (user, typed, goes_on) in [
        ("", &b"exit 126\r"[..], false),
        ("", keys.bytes(), true),
        ("1000", b"exit 126\r", false),
        ("1000", keys.bytes(), true),
    ] {
        let spec = ExecSpec { container: id.clone(), user: user.into(), ..ExecSpec::default() };
        let running = exec::start(&engine, &spec, SIZE, &keys).await.unwrap();
        let Hijacked { mut output, mut input } = running.stream;
        // Left by the keys it may be hung up on, and reads no more.
        let waits = if goes_on { "; sleep 1000" } else { "" };
        input.write(format!("trap '' HUP; echo shell-$((40+2)){waits}\r").as_bytes()).await.unwrap();
        expect(&mut output, "shell-42").await;
        assert_eq!(exec::exit(&engine, &running.id).await.unwrap(), None);
        assert!(exec::runs(&engine, &id, &running.mark).await.unwrap(), "as {user:?}");
        input.write(typed).await.unwrap();
        to_the_end(&mut output).await;
        let exit = async {
            while exec::exit(&engine, &running.id).await.unwrap() != Some(Exit::LetGo(126)) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(60), exit).await.is_ok(), "goes on: {goes_on}");
        assert_eq!(exec::runs(&engine, &id, &running.mark).await.unwrap(), goes_on, "as {user:?}");
        if goes_on {
            docker(&world.engine, &["pause", &id]);
            assert!(exec::runs(&engine, &id, &running.mark).await.unwrap());
            assert_eq!(exec::end(&engine, &life, &running.id, &running.mark, None).await, Ok(Ending::Paused));
            docker(&world.engine, &["unpause", &id]);
        }
        exec::end(&engine, &life, &running.id, &running.mark, None).await.unwrap();
        marks.push(running.mark);
    }
    docker(&world.engine, &["rm", "-f", &id]);
    for mark in marks {
        assert_eq!(exec::runs(&engine, &id, &mark).await, Ok(false), "with its container it has ended");
    }
}

/// In an image with nothing to look for it with.
async fn what_is_let_go_of_out_of_sight_may_go_on(world: &World) {
    let engine = crate::connect(world).await;
    let layer =
        Layer::build("ADD rootfs.tar.gz / # buildkit").file("bin/stubborn", 0o755, &static_program(IGNORES_ALL));
    load(world, "out-of-sight", layer.finish(), "/bin");
    let id = start(world, &["out-of-sight", "stubborn"]);
    let life = containers::life(&engine, &id).await.unwrap();
    let keys = DetachKeys::default();
    let spec = ExecSpec { container: id.clone(), command: "stubborn".into(), ..ExecSpec::default() };
    let running = exec::start(&engine, &spec, SIZE, &keys).await.unwrap();
    let Hijacked { mut output, mut input } = running.stream;
    expect(&mut output, "begun").await;
    input.write(keys.bytes()).await.unwrap();
    to_the_end(&mut output).await;
    let end = || exec::end(&engine, &life, &running.id, &running.mark, None);
    assert_eq!(end().await, Ok(Ending::Unreachable));
    docker(&world.engine, &["restart", "--time", "0", &id]);
    assert_eq!(end().await, Ok(Ending::Told));
    docker(&world.engine, &["rm", "-f", &id]);
    docker(&world.engine, &["rmi", "out-of-sight"]);
}

async fn a_main_process_without_a_terminal_reads_lines(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = start(world, &["-i", "busybox", "sh", "-c", "while read line; do echo got $line; done"]);
    let life = containers::life(&engine, &id).await.unwrap();
    assert!(life.open_stdin && !life.tty && attach::listens(&life));
    for round in 0..2 {
        let Hijacked { mut output, mut input } = attach::open(&engine, &life, &DetachKeys::default()).await.unwrap();
        input.write(format!("line {round}\n").as_bytes()).await.unwrap();
        expect(&mut output, &format!("got line {round}")).await;
        drop((output, input));
        assert!(is_running(world, &id), "who leaves takes nothing along");
    }
    docker(&world.engine, &["rm", "-f", &id]);
}

async fn what_a_leaving_reader_would_end_is_only_watched(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    // It ends with its input.
    let script = "(while true; do echo tick; sleep 0.2; done) & cat; exit 3";
    let id = docker(&world.engine, &["create", "-i", "busybox", "sh", "-c", script]);
    assert_eq!(docker(&world.engine, &["inspect", "--format", "{{.Config.StdinOnce}}", &id]), "true");
    docker(&world.engine, &["start", &id]);
    let life = containers::life(&engine, &id).await.unwrap();
    assert!(!attach::listens(&life));
    let mut stream = attach::open(&engine, &life, &DetachKeys::default()).await.unwrap();
    expect(&mut stream.output, "tick\ntick\n").await;
    drop(stream);
    assert!(is_running(world, &id));
    docker(&world.engine, &["stop", "-t", "0", &id]);
    let stopped = containers::life(&engine, &id).await.unwrap();
    let refused = attach::open(&engine, &stopped, &DetachKeys::default()).await.err();
    assert_eq!(refused.map(|error| error.code), Some(ErrorCode::ContainerNotRunning));
    docker(&world.engine, &["rm", &id]);
}

const LENGTH: usize = 32 * 1024 * 1024;

/// Waits for a line, then says a checksum and what it is of.
const SAYS: &str = "head -c 33554432 /dev/urandom > /data; echo ready; read go; sha256sum < /data; cat /data";

/// Reads to the end: behind the checksum comes what it is of.
async fn keeps_its_checksum(stream: Hijacked, ready: bool, what: &str) {
    let Hijacked { mut output, mut input } = stream;
    if ready {
        expect(&mut output, "ready").await;
    }
    input.write(b"go\n").await.unwrap();
    let mut seen = Vec::with_capacity(LENGTH + 100);
    while let Some((_, bytes)) = output.next().await.unwrap() {
        seen.extend(&bytes);
    }
    // What was on its way before the line was sent has no blank in it.
    let told = seen.iter().position(|byte| *byte == b' ').unwrap();
    let begin = told + seen[told..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let told = String::from_utf8_lossy(&seen[told - 64..told]).into_owned();
    let data = &seen[begin..];
    assert_eq!(data.len(), LENGTH, "{what}");
    let counted: String = Sha256::digest(data).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(counted, told, "{what}");
}

async fn every_byte_comes_through_a_shell_and_an_attachment(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let keys = DetachKeys::default();
    for (terminal, raw) in [("-it", "stty raw -echo; "), ("-i", "")] {
        // Attached to while it waits: what came before is nobody's.
        let id = start(world, &[terminal, "busybox", "sh", "-c", &format!("{raw}{SAYS}")]);
        wait_until("it to wait", || docker(&world.engine, &["logs", &id]).contains("ready"));
        let life = containers::life(&engine, &id).await.unwrap();
        keeps_its_checksum(attach::open(&engine, &life, &keys).await.unwrap(), false, terminal).await;
        docker(&world.engine, &["rm", "-f", &id]);
    }
    let id = start(world, &["busybox", "sleep", "1000"]);
    let command = format!("sh -c 'stty raw -echo; {SAYS}'");
    let spec = ExecSpec { container: id.clone(), command, ..ExecSpec::default() };
    let running = exec::start(&engine, &spec, SIZE, &keys).await.unwrap();
    keeps_its_checksum(running.stream, true, "a shell").await;
    docker(&world.engine, &["rm", "-f", &id]);
}
