//! Engines that are not behind a local socket: TCP, TLS with client certificates, SSH. All on loopback.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use quayside_engine::detach::DetachKeys;
use quayside_engine::exec::{self, Ending, ExecSpec};
use quayside_engine::hijack::{Hijacked, TerminalSize};
use quayside_engine::run::{self, RunSpec};
use quayside_engine::{Endpoint, Engine, ErrorCode, containers, images};
use quayside_test_support::{
    Address, PrivateDockerd, Process, Proxy, Scratch, World, docker, free_port, openssl, trials, wait_until,
};

trials![World;
    an_engine_behind_tcp,
    an_engine_behind_tls_knows_its_clients,
    an_engine_behind_ssh,
    what_keeps_from_connecting_is_said,
];

const SIZE: TerminalSize = TerminalSize { columns: 80, rows: 24 };

/// Typed calls, raw documents and hijacked terminals all go the same way. `near` is the same engine.
async fn works(engine: &Engine, near: &PrivateDockerd) {
    docker(near, &["pull", "-q", "busybox"]);
    assert!(images::exists(engine, "busybox").await.unwrap());
    let spec = RunSpec { image: "busybox".into(), command: "cat".into(), interactive: true, ..RunSpec::default() };
    let created = run::create(engine, &spec, SIZE).await.unwrap();
    let attached = run::attach(engine, &created, false, &DetachKeys::default()).await.unwrap();
    containers::start(engine, &created.id).await.unwrap();
    let run::Attached { stream: Hijacked { mut output, mut input }, exit } = attached;
    input.write(b"far away\r\x04").await.unwrap();
    let mut seen = Vec::new();
    while let Some((_, bytes)) = output.next().await.unwrap() {
        seen.extend(&bytes);
    }
    assert!(String::from_utf8_lossy(&seen).contains("far away\r\nfar away\r\n"), "{}", String::from_utf8_lossy(&seen));
    assert_eq!(exit.code().await.unwrap(), 0);
    containers::remove(engine, &created.id, false).await.unwrap();
    a_shell_works(engine, near).await;
}

/// Typed into, given another size, and ended.
async fn a_shell_works(engine: &Engine, near: &PrivateDockerd) {
    let host = docker(near, &["run", "-d", "--init", "busybox", "sleep", "1000"]);
    let spec = ExecSpec { container: host.clone(), ..ExecSpec::default() };
    let mut shell = exec::start(engine, &spec, SIZE, &DetachKeys::default()).await.unwrap();
    let sizes = [(SIZE, "24 80"), (TerminalSize { columns: 77, rows: 22 }, "22 77")];
    for (size, said) in sizes {
        exec::resize(engine, &shell.id, size).await.unwrap();
        shell.stream.input.write(b"stty size; sleep 2000 & echo end-$((40+2))\r").await.unwrap();
        let mut seen = String::new();
        while !seen.contains("end-42") {
            let (_, bytes) = shell.stream.output.next().await.unwrap().expect("the shell goes on");
            seen += &String::from_utf8_lossy(&bytes);
        }
        assert!(seen.contains(&format!("\n{said}\r\n")), "{seen}");
    }
    let running = || docker(near, &["exec", &host, "ps", "-o", "args"]).matches("sleep 2000").count();
    assert_eq!(running(), 2);
    let life = containers::life(engine, &host).await.unwrap();
    let ended = exec::end(engine, &life, &shell.id, &shell.mark, Some(&mut shell.stream)).await;
    assert_eq!(ended, Ok(Ending::Told));
    assert_eq!(running(), 0, "with what it had begun");
    docker(near, &["rm", "-f", &host]);
}

async fn an_engine_behind_tcp(world: &World) {
    let wire = Proxy::tcp(Address::Unix(world.engine.socket().to_owned()));
    let engine = Engine::connect(&crate::endpoint(format!("tcp://{}", wire.host_and_port()))).await.unwrap();
    works(&engine, &world.engine).await;
}

/// A certificate authority and what it has signed: `server-*.pem` for 127.0.0.1, and a client's under Docker's names.
fn certificates(folder: &Path) {
    openssl(folder, "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-ca -keyout ca-key.pem -out ca.pem");
    for (name, key, certificate, use_for) in [
        ("server", "server-key.pem", "server-cert.pem", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n"),
        ("client", "key.pem", "cert.pem", "extendedKeyUsage=clientAuth\n"),
    ] {
        std::fs::write(folder.join("extensions"), use_for).unwrap();
        openssl(folder, &format!("req -newkey rsa:2048 -nodes -subj /CN={name} -keyout {key} -out {name}.csr"));
        openssl(
            folder,
            &format!(
                "x509 -req -days 2 -in {name}.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -extfile extensions -out {certificate}"
            ),
        );
    }
}

async fn an_engine_behind_tls_knows_its_clients(world: &World) {
    let scratch = Scratch::new();
    certificates(scratch.path());
    let at = |name: &str| scratch.join(name).display().to_string();
    let address = format!("tcp://127.0.0.1:{}", free_port());
    let listen = [
        "--host",
        &address,
        "--tlsverify",
        "--tlscacert",
        &at("ca.pem"),
        "--tlscert",
        &at("server-cert.pem"),
        "--tlskey",
        &at("server-key.pem"),
    ]
    .map(str::to_owned);
    let own = PrivateDockerd::start_with(Some(&world.mirror.host_and_port()), &listen);
    let endpoint = Endpoint { tls_dir: Some(scratch.path().to_owned()), ..crate::endpoint(address.clone()) };
    let engine = Engine::connect(&endpoint).await.unwrap();
    assert_eq!(engine.info().version, docker(&own, &["version", "--format", "{{.Server.Version}}"]));
    assert!(images::list(&engine).await.unwrap().is_empty());
    works(&engine, &own).await;

    // Without the client's certificate the engine hangs up; with another authority it is not believed.
    let stranger = Scratch::new();
    std::fs::copy(scratch.join("ca.pem"), stranger.join("ca.pem")).unwrap();
    let unknown = Endpoint { tls_dir: Some(stranger.path().to_owned()), ..crate::endpoint(address.clone()) };
    assert!(Engine::connect(&unknown).await.is_err());
    certificates(stranger.path());
    let distrusted = Engine::connect(&unknown).await.err().unwrap();
    assert_eq!(distrusted.code, ErrorCode::EngineUnreachable, "{distrusted}");
}

/// An SSH server on loopback for the user who runs the tests, and an `ssh` that knows nothing but it.
struct Sshd {
    _process: Process,
    port: u16,
    scratch: Scratch,
}

impl Sshd {
    fn start() -> Self {
        let scratch = Scratch::new();
        let at = |name: &str| scratch.join(name).display().to_string();
        for key in ["host", "client"] {
            let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", &at(key)]).status();
            assert!(made.is_ok_and(|status| status.success()), "ssh-keygen makes a key");
        }
        let port = free_port();
        let settings = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n",
            at("host"),
            at("client.pub"),
        );
        std::fs::write(scratch.join("sshd_config"), settings).unwrap();
        // Where sshd keeps its children apart; it refuses to start without.
        std::fs::create_dir_all("/run/sshd").ok();
        let mut command = Command::new("/usr/sbin/sshd");
        command.args(["-D", "-e", "-f", &at("sshd_config")]);
        let process = Process::start(&mut command, &scratch.join("sshd.log"));
        wait_until("sshd to listen", || {
            assert!(process.is_running(), "sshd ended:\n{}", process.log());
            std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        let host_key = std::fs::read_to_string(scratch.join("host.pub")).unwrap();
        std::fs::write(scratch.join("known_hosts"), format!("[127.0.0.1]:{port} {host_key}")).unwrap();
        Self { _process: process, port, scratch }
    }

    /// An `ssh` that logs in with this key.
    fn ssh(&self, key: &str) -> PathBuf {
        let at = |name: &str| self.scratch.join(name).display().to_string();
        let script = format!(
            "#!/bin/sh\nexec ssh -F none -o IdentitiesOnly=yes -o IdentityFile={} -o UserKnownHostsFile={} \"$@\"\n",
            at(key),
            at("known_hosts"),
        );
        let path = self.scratch.join(format!("ssh-{key}"));
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        path
    }

    fn endpoint(&self, key: &str, socket: &Path) -> Endpoint {
        let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
        let address = format!("ssh://{}@127.0.0.1:{}{}", user.trim(), self.port, socket.display());
        Endpoint { ssh_program: Some(self.ssh(key)), ..crate::endpoint(address) }
    }
}

async fn an_engine_behind_ssh(world: &World) {
    let sshd = Sshd::start();
    let engine = Engine::connect(&sshd.endpoint("client", world.engine.socket())).await.unwrap();
    works(&engine, &world.engine).await;

    // A key that nobody has allowed in.
    let refused = Engine::connect(&sshd.endpoint("host", world.engine.socket())).await.err().unwrap();
    assert_eq!(refused.code, ErrorCode::EngineForbidden, "{refused}");
}

async fn what_keeps_from_connecting_is_said(_: &World) {
    let scratch = Scratch::new();
    let code = async |address: String| Engine::connect(&crate::endpoint(address)).await.err().map(|error| error.code);
    assert_eq!(
        code(format!("unix://{}/none.sock", scratch.path().display())).await,
        Some(ErrorCode::EngineUnreachable)
    );
    assert_eq!(code(format!("tcp://127.0.0.1:{}", free_port())).await, Some(ErrorCode::EngineUnreachable));
    assert_eq!(code("gopher://127.0.0.1".into()).await, Some(ErrorCode::EndpointInvalid));
    assert_eq!(code("ssh://me:secret@127.0.0.1".into()).await, Some(ErrorCode::EndpointInvalid));
}
