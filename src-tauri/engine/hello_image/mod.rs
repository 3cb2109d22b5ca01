//! The built-in hello image, from source: a message, eight machine instructions, an ELF header around them, and the archive
//! that `docker load` reads. No compiler or assembler for the target is needed, and the bytes are the same on every machine.

mod elf;

use sha2::{Digest, Sha256};
use std::io;

const MESSAGE: &str = "
Hello from Quayside!
This message shows that your engine works: it has loaded an image, created a
container from it, run the program inside and sent its output to this window.

An image is a file system plus parameters; a container is a running instance
of an image. This one is a file system with a single file, /hello.

This is the copy that Quayside carries with it, for when the registry can't be
reached. To try something more ambitious, pull an image and run it interactively.

";

/// Fixed, so that the image has the same id wherever it is built: the day Quayside began.
const CREATED: &str = "2026-11-23T00:00:00Z";

/// A processor that the image is made for.
pub struct Machine {
    /// As images name it.
    pub architecture: &'static str,
    program: fn(&[u8]) -> Vec<u8>,
}

pub const MACHINES: &[Machine] =
    &[Machine { architecture: "amd64", program: elf::amd64 }, Machine { architecture: "arm64", program: elf::arm64 }];

/// The archive (`docker save` format 1.2): manifest, configuration, one layer.
pub fn archive(machine: &Machine) -> io::Result<Vec<u8>> {
    let layer = tar(&[("hello", &(machine.program)(MESSAGE.as_bytes()), 0o755)])?;
    let config = serde_json::json!({
        "architecture": machine.architecture,
        "os": "linux",
        "created": CREATED,
        "config": {
            "Cmd": ["/hello"],
            "Labels": { "org.opencontainers.image.title": "hello", "org.opencontainers.image.vendor": "Quayside" }
        },
        "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", sha256(&layer))] },
        "history": [{ "created": CREATED, "created_by": "CMD [\"/hello\"]", "comment": "built into Quayside" }]
    })
    .to_string();
    let config_name = format!("{}.json", sha256(config.as_bytes()));
    let layer_name = format!("{}/layer.tar", sha256(&layer));
    let manifest = serde_json::json!([{
        "Config": config_name,
        "RepoTags": ["quayside/hello:latest"],
        "Layers": [layer_name]
    }])
    .to_string();
    tar(&[
        (&config_name, config.as_bytes(), 0o644),
        (&layer_name, &layer, 0o644),
        ("manifest.json", manifest.as_bytes(), 0o644),
    ])
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Files with their permissions, owned by root, without a date.
fn tar(files: &[(&str, &[u8], u32)]) -> io::Result<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes, mode) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(*mode);
        header.set_mtime(0);
        builder.append_data(&mut header, path, *bytes)?;
    }
    builder.into_inner()
}
