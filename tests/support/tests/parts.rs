//! Each part of the floor, proved on this machine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use quayside_test_support::{
    Address, Canned, Fault, Kind, PrivateDockerd, PrivatePodman, Proxy, Release, Scratch, World, docker,
    docker_command, many_images, seed_tarball, try_docker, wait_until,
};

/// A zombie is dead: not every machine's first process cares for orphans.
fn alive(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

#[test]
fn a_world_pulls_and_runs_the_seeds() {
    let world = World::start();
    let engine = &world.engine;
    let hello = docker(engine, &["run", "--rm", "hello-world"]);
    assert!(hello.starts_with("\nHello from Docker!\n"), "{hello}");
    assert_eq!(docker(engine, &["inspect", "--format", "{{len .RootFS.Layers}}", "hello-world"]), "3");
    assert_eq!(docker(engine, &["run", "--rm", "busybox", "echo", "hi"]), "hi");
    let script = "echo $((6*7)); . /etc/os-release; echo $PRETTY_NAME; head -c 1000 /dev/zero | sha256sum | wc -c; \
                  for tool in vi top stty less seq dd sleep tput sh; do type -P $tool >/dev/null || echo no $tool; done";
    let centos = docker(engine, &["run", "--rm", "centos", "/bin/bash", "-c", script]);
    assert_eq!(centos, "42\nCentOS Linux 8\n68");
    let prompt = Command::new("script")
        .args(["-qec", &format!("/usr/bin/docker -H {} run -it --rm centos", engine.host()), "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .and_then(|mut child| {
            child.stdin.take().unwrap().write_all(b"exit 3\n")?;
            child.wait_with_output()
        })
        .unwrap();
    let screen = String::from_utf8_lossy(&prompt.stdout).into_owned();
    assert!(screen.contains("\u{1b}[1;32m[root@"), "{screen:?}");
    assert_eq!(prompt.status.code(), Some(3));
}

#[test]
fn a_world_on_sid_stands_beside_one_on_the_machines_own() {
    let (old, new) = (World::start(), World::start_on_sid());
    for world in [&old, &new] {
        assert!(docker(&world.engine, &["run", "--rm", "hello-world"]).starts_with("\nHello from Docker!\n"));
    }
    let store = |world: &World| docker(&world.engine, &["info", "--format", "{{json .DriverStatus}}"]);
    assert!(store(&new).contains("io.containerd.snapshotter.v1"), "{}", store(&new));
    assert!(!store(&old).contains("io.containerd.snapshotter.v1"), "{}", store(&old));
    // The witness is as new as the engine: this option came with 28.
    assert!(docker(&new.engine, &["images", "--tree"]).contains("hello-world"));
    assert!(try_docker(&old.engine, &["images", "--tree"]).is_err());
    new.mirror.refuse();
    let error = try_docker(&new.engine, &["pull", "busybox"]).unwrap_err();
    assert!(error.contains("connection refused"), "{error}");
}

#[test]
fn an_engine_answers_with_what_a_test_put_there() {
    let world = World::start();
    let scratch = Scratch::new();
    let canned = Canned::start(&scratch.join("front.sock"), world.engine.socket());
    canned.answer("/v1.41/networks/made-up", r#"{"Name":"made-up","Id":"1"}"#);
    let host = canned.host();
    let docker = |arguments: &[&str]| {
        let output = Command::new("docker").args(["-H", &host]).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(docker(&["network", "inspect", "-f", "{{.Name}}", "made-up"]), "made-up\n");
    assert_eq!(docker(&["network", "inspect", "-f", "{{.Name}}", "bridge"]), "bridge\n");
    // Attached, with the connection taken over in both directions.
    assert!(docker(&["run", "--rm", "hello-world"]).starts_with("\nHello from Docker!"));
}

#[test]
fn a_slow_mirror_shows_progress_and_a_closed_one_fails_at_once() {
    let world = World::start();
    world.mirror.throttle(Some(2_000_000));
    let mut pull = docker_command(&world.engine).args(["pull", "hello-world"]).stdout(Stdio::null()).spawn().unwrap();
    wait_until("a part of the image to arrive", || world.mirror.bytes_down() > 1_000_000);
    assert!(pull.try_wait().unwrap().is_none(), "a throttled pull takes a while");
    world.mirror.throttle(None);
    assert!(pull.wait().unwrap().success());

    world.mirror.refuse();
    let error = try_docker(&world.engine, &["pull", "busybox"]).unwrap_err();
    assert!(error.contains("connection refused"), "{error}");
    world.mirror.heal();
    docker(&world.engine, &["pull", "busybox"]);

    world.registry.stop();
    assert!(try_docker(&world.engine, &["pull", "centos"]).is_err());
    world.registry.start_again();
    docker(&world.engine, &["pull", "centos"]);
}

#[test]
fn an_engine_comes_back_after_stop_and_kill_and_leaves_nothing() {
    comes_back_and_leaves_nothing(Release::Installed);
}

#[test]
fn so_does_the_one_of_sid() {
    comes_back_and_leaves_nothing(Release::Sid);
}

fn comes_back_and_leaves_nothing(release: Release) {
    let engine = PrivateDockerd::start_on(release, None);
    docker(&engine, &["load", "--input", &seed_tarball("busybox").to_string_lossy()]);
    docker(&engine, &["run", "--detach", "--name", "sleeper", "busybox", "sleep", "1000"]);
    let sleeper: u32 = docker(&engine, &["inspect", "--format", "{{.State.Pid}}", "sleeper"]).parse().unwrap();
    let first = engine.pid().unwrap();
    engine.restart();
    assert_ne!(engine.pid().unwrap(), first);
    assert!(!alive(sleeper), "a stopped engine stops its containers");
    assert!(docker(&engine, &["images"]).contains("busybox"));

    docker(&engine, &["start", "sleeper"]);
    let sleeper: u32 = docker(&engine, &["inspect", "--format", "{{.State.Pid}}", "sleeper"]).parse().unwrap();
    engine.kill();
    assert!(engine.socket().exists() && try_docker(&engine, &["version"]).is_err());
    engine.start_again();
    docker(&engine, &["start", "sleeper"]);
    engine.kill();

    let folder = engine.scratch().path().to_owned();
    let bridge = format!("/sys/class/net/{}", engine.scratch().name().replace('-', "x"));
    assert!(Path::new(&bridge).exists());
    drop(engine);
    assert!(!folder.exists() && !Path::new(&bridge).exists() && !alive(sleeper));
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap();
    assert!(!mounts.contains(&*folder.to_string_lossy()));
}

/// Run by the test below in a process of its own, which is then killed.
#[test]
#[ignore = "only as a child"]
fn owner_of_an_engine() {
    let release = if std::env::var_os("SID").is_some() { Release::Sid } else { Release::Installed };
    let engine = PrivateDockerd::start_on(release, None);
    docker(&engine, &["load", "--input", &seed_tarball("busybox").to_string_lossy()]);
    docker(&engine, &["run", "--detach", "busybox", "sleep", "1000"]);
    println!("ready {} {}", engine.pid().unwrap(), engine.scratch().path().display());
    thread::park();
}

#[test]
fn a_killed_test_leaves_nothing() {
    for sid in [false, true] {
        killed(Command::new(std::env::current_exe().unwrap()).envs(sid.then_some(("SID", "1"))));
    }
}

fn killed(owner: &mut Command) {
    let mut owner = owner
        .args(["--ignored", "--exact", "owner_of_an_engine", "--nocapture"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut output = owner.stdout.take().unwrap();
    wait_until("the engine to be ready", || {
        let mut bytes = [0; 512];
        let count = output.read(&mut bytes).unwrap();
        said += &String::from_utf8_lossy(&bytes[..count]);
        said.contains("ready ") && said.ends_with('\n')
    });
    let line = said.lines().find_map(|line| line.split_once("ready ")).unwrap().1;
    let (pid, folder) = line.split_once(' ').unwrap();
    let pid: u32 = pid.parse().unwrap();
    assert!(alive(pid) && Path::new(folder).exists());
    owner.kill().unwrap();
    owner.wait().unwrap();
    wait_until("the janitor to clear up", || !Path::new(folder).exists());
    assert!(!alive(pid));
}

#[test]
fn many_images_are_made_in_one_load() {
    let engine = PrivateDockerd::start(None);
    many_images(&engine, 200);
    assert_eq!(docker(&engine, &["images", "--quiet"]).lines().count(), 200);
    assert!(docker(&engine, &["images", "many/00199"]).contains("latest"));
}

#[test]
fn podman_pulls_and_runs_the_seeds() {
    // Whoever uses Podman has it already.
    let has_bridge = || Path::new("/sys/class/net/cni-podman0").exists();
    let had_bridge = has_bridge();
    let world = World::start();
    let podman = PrivatePodman::start(Some(&world.mirror.host_and_port()));
    let hello = podman.podman(&["run", "--rm", "docker.io/library/hello-world:latest"]).unwrap();
    assert!(hello.contains("Hello from Docker!"), "{hello}");
    let through_api = Command::new("/usr/bin/docker")
        .args(["-H", &podman.host(), "run", "--rm", "docker.io/library/busybox:latest", "echo", "hi"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&through_api.stdout).trim(), "hi", "{through_api:?}");
    assert_eq!(has_bridge(), had_bridge, "the machine's network stays as it is");
}

/// A server that answers every line with the alphabet.
fn alphabet() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let mut buffer = [0; 64];
                while stream.read(&mut buffer).is_ok_and(|count| count > 0) {
                    if stream.write_all(b"abcdefghijklmnopqrstuvwxyz").is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

fn ask(proxy: &Proxy, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(proxy.host_and_port()).unwrap();
    stream.write_all(request).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn a_wire_cuts_corrupts_and_refuses_where_it_is_told() {
    let proxy = Proxy::tcp(Address::Tcp(alphabet()));
    assert_eq!(ask(&proxy, b"x\n").len(), 26);
    let fault = |kind, text: Option<&str>| Fault { kind, at: 5, after_request: text.map(str::to_owned), once: false };

    proxy.set_fault(Some(fault(Kind::Cut, None)));
    assert_eq!(ask(&proxy, b"x\n"), "abcde");
    proxy.set_fault(Some(fault(Kind::Cut, Some("magic"))));
    assert_eq!(ask(&proxy, b"x\n").len(), 26);
    assert_eq!(ask(&proxy, b"some magic\n"), "abcde");

    let before = proxy.bytes_up();
    proxy.set_fault(Some(fault(Kind::CutSending, Some("magic"))));
    assert_eq!(ask(&proxy, b"x\n").len(), 26);
    ask(&proxy, b"some magic\n");
    assert_eq!(proxy.bytes_up() - before, 2 + 5, "what comes after the cut does not reach the server");
    proxy.set_fault(Some(Fault { at: 0, ..fault(Kind::CutSending, None) }));
    assert_eq!(ask(&proxy, b"x\n"), "");

    proxy.set_fault(Some(Fault { once: true, ..fault(Kind::Corrupt, None) }));
    let mut stream = TcpStream::connect(proxy.host_and_port()).unwrap();
    stream.write_all(b"x\n").unwrap();
    let mut answer = [0; 26];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(answer[4..7], [b'e', !b'f', b'g']);
    assert_eq!(ask(&proxy, b"x\n").len(), 26);

    proxy.refuse();
    assert!(TcpStream::connect(proxy.host_and_port()).is_err());
    assert_eq!(stream.read(&mut answer).unwrap_or(0), 0, "an open connection ends too");
    proxy.heal();
    assert_eq!(ask(&proxy, b"x\n").len(), 26);
}
