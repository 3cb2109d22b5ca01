//! The images that tests pull: hello-world, busybox and a stand-in for centos, kept under `target/quayside-seeds`.
//!
//! Bump VERSION when their content changes. Two runs may build at once: each writes beside and renames.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::archive::{Archive, Image, Layer};
use crate::cli::docker;
use crate::dockerd::PrivateDockerd;
use crate::programs::{libraries_of, read, static_program};
use crate::registry::Registry;
use crate::scratch::Scratch;

const VERSION: &str = "v2";
const NAMES: [&str; 3] = ["hello-world", "busybox", "centos"];
const HELLO: &str = include_str!("hello.c");
const MEGABYTE: usize = 1_000_000;

/// The archive of one seed image, for `docker load` and the like. Its reference is `NAME:latest`.
pub fn seed_tarball(name: &str) -> PathBuf {
    let path = cache().join(format!("{name}.tar"));
    if !path.exists() {
        let scratch = Scratch::new();
        let image = match name {
            "hello-world" => hello_world(),
            "busybox" => busybox(),
            "centos" => centos(),
            _ => panic!("no seed image is called {name}"),
        };
        let fresh = path.with_extension(scratch.name());
        Archive::write(&fresh, &[image]);
        fs::rename(&fresh, &path).unwrap();
    }
    path
}

/// Puts every seed image into the registry as `library/NAME:latest`. An engine pushes them once; later runs copy.
pub fn seed_registry(registry: &Registry) {
    let prepared = cache().join("registry");
    if !prepared.exists() {
        let staging = Registry::start();
        let engine = PrivateDockerd::start(Some(&staging.address()));
        for name in NAMES {
            docker(&engine, &["load", "--input", &seed_tarball(name).to_string_lossy()]);
            let target = format!("{}/library/{name}:latest", staging.address());
            docker(&engine, &["tag", &format!("{name}:latest"), &target]);
            docker(&engine, &["push", "--quiet", &target]);
        }
        drop(engine);
        staging.stop();
        let fresh = cache().join(format!("registry-{}", std::process::id()));
        let copied = Command::new("cp").arg("-a").arg(staging.storage()).arg(&fresh).status().unwrap();
        assert!(copied.success(), "the pushed seeds could not be kept");
        if fs::rename(&fresh, &prepared).is_err() {
            // Another run was first.
            fs::remove_dir_all(&fresh).unwrap();
        }
    }
    registry.adopt_storage(&prepared);
}

/// Gives the engine `count` distinct tagged images `many/N:latest` that share one layer.
pub fn many_images(engine: &PrivateDockerd, count: usize) {
    let layer = Layer::build("COPY file / # buildkit").file("file", 0o644, b"one file\n").finish();
    let images: Vec<Image> = (0..count)
        .map(|number| Image {
            references: vec![format!("many/{number:05}:latest")],
            created: format!("2024-{:02}-{:02}T12:00:00Z", number % 12 + 1, number % 28 + 1),
            parameters: json!({ "Cmd": ["/file"], "Labels": { "number": number.to_string() } }),
            layers: vec![layer.clone()],
        })
        .collect();
    let path = engine.scratch().join("many.tar");
    Archive::write(&path, &images);
    docker(engine, &["load", "--quiet", "--input", &path.to_string_lossy()]);
    fs::remove_file(path).unwrap();
}

/// What is made once and kept.
pub(crate) fn seeds() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    let seeds = target.join("quayside-seeds");
    fs::create_dir_all(&seeds).unwrap();
    seeds.canonicalize().unwrap()
}

fn cache() -> PathBuf {
    let cache = seeds().join(VERSION);
    fs::create_dir_all(&cache).unwrap();
    cache
}

fn hello_world() -> Image {
    Image {
        references: vec!["hello-world:latest".into()],
        created: "2025-01-21T23:32:32Z".into(),
        parameters: json!({ "Cmd": ["/hello"], "Env": [PATH] }),
        layers: vec![
            Layer::build("COPY hello / # buildkit").file("hello", 0o755, &static_program(HELLO)).finish(),
            Layer::build("COPY ballast-1 / # buildkit").file("ballast-1", 0o644, &noise(1, 4 * MEGABYTE)).finish(),
            Layer::build("COPY ballast-2 / # buildkit").file("ballast-2", 0o644, &noise(2, 6 * MEGABYTE)).finish(),
        ],
    }
}

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const BUSYBOX: &str = "/bin/busybox";

fn busybox() -> Image {
    let applets = Command::new(BUSYBOX).arg("--list").output().expect("busybox-static is installed").stdout;
    let mut layer = Layer::build("ADD busybox.tar.gz / # buildkit")
        .directory("bin/", 0o755)
        .directory("etc/", 0o755)
        .directory("root/", 0o700)
        .directory("tmp/", 0o1777)
        .file("bin/busybox", 0o755, &fs::read(BUSYBOX).unwrap())
        .file("etc/passwd", 0o644, b"root:x:0:0:root:/root:/bin/sh\n")
        .file("etc/group", 0o644, b"root:x:0:\n");
    for applet in String::from_utf8(applets).unwrap().lines().filter(|applet| *applet != "busybox") {
        layer = layer.link(&format!("bin/{applet}"), "busybox");
    }
    Image {
        references: vec!["busybox:latest".into()],
        created: "2024-09-26T21:31:42Z".into(),
        parameters: json!({ "Cmd": ["sh"], "Env": [PATH] }),
        layers: vec![layer.finish()],
    }
}

/// What a person expects of `docker run -it centos /bin/bash`: bash itself, the core utilities, a coloured prompt.
fn centos() -> Image {
    const PROGRAMS: [&str; 34] = [
        "bash",
        "basename",
        "cat",
        "chmod",
        "cp",
        "cut",
        "date",
        "dd",
        "dirname",
        "du",
        "echo",
        "env",
        "head",
        "id",
        "ln",
        "ls",
        "mkdir",
        "mv",
        "od",
        "printf",
        "pwd",
        "rm",
        "seq",
        "sha256sum",
        "sleep",
        "sort",
        "stty",
        "tail",
        "tee",
        "touch",
        "tput",
        "tr",
        "uname",
        "wc",
    ];
    const APPLETS: [&str; 10] = ["clear", "find", "grep", "hostname", "less", "ps", "sed", "top", "vi", "yes"];
    let mut layer = Layer::build("ADD centos-8.tar.xz / # buildkit");
    for (path, mode) in [("etc/", 0o755), ("root/", 0o700), ("tmp/", 0o1777), ("usr/", 0o755), ("usr/bin/", 0o755)] {
        layer = layer.directory(path, mode);
    }
    for (name, target) in [("bin", "usr/bin"), ("sbin", "usr/bin"), ("lib", "usr/lib"), ("lib64", "usr/lib64")] {
        layer = layer.link(name, target);
    }
    let mut libraries = BTreeSet::new();
    for name in PROGRAMS {
        let path = format!("/usr/bin/{name}");
        layer = layer.file(&format!("usr/bin/{name}"), 0o755, &read(&path));
        libraries.extend(libraries_of(&path));
    }
    for library in &libraries {
        let place = if library.starts_with("/usr/") { library[1..].to_owned() } else { format!("usr{library}") };
        layer = layer.file(&place, 0o755, &read(library));
    }
    layer = layer.file("usr/bin/busybox", 0o755, &read(BUSYBOX)).link("usr/bin/sh", "bash");
    for applet in APPLETS {
        layer = layer.link(&format!("usr/bin/{applet}"), "busybox");
    }
    for name in ["x/xterm", "x/xterm-256color", "v/vt100", "l/linux"] {
        layer = layer.file(&format!("usr/lib/terminfo/{name}"), 0o644, &read(&format!("/usr/lib/terminfo/{name}")));
    }
    let settings = Layer::build("COPY etc root / # buildkit")
        .file("etc/passwd", 0o644, b"root:x:0:0:root:/root:/bin/bash\n")
        .file("etc/group", 0o644, b"root:x:0:\n")
        .file("etc/os-release", 0o644, OS_RELEASE.as_bytes())
        .file("etc/centos-release", 0o644, b"CentOS Linux release 8.4.2105\n")
        .file("root/.bashrc", 0o644, BASHRC.as_bytes());
    Image {
        references: vec!["centos:latest".into()],
        created: "2021-09-15T18:20:05Z".into(),
        parameters: json!({
            "Cmd": ["/bin/bash"],
            "Env": [PATH, "LANG=C.UTF-8"],
            "Labels": { "org.label-schema.name": "CentOS Base Image", "org.label-schema.license": "GPLv2" },
        }),
        layers: vec![layer.finish(), settings.finish()],
    }
}

const OS_RELEASE: &str = r#"NAME="CentOS Linux"
VERSION="8"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="8"
PRETTY_NAME="CentOS Linux 8"
"#;
const BASHRC: &str = r#"PS1='\[\e[1;32m\][\u@\h \W]\$\[\e[0m\] '
alias ls='ls --color=auto'
"#;

/// Bytes that no compression shrinks, the same at every run (xorshift64).
fn noise(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}
