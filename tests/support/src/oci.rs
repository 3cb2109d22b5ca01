//! Images of several platforms, with attestations, and of chosen layers, put into a registry through its API: the engines of the tests build
//! for one platform only.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::archive::{Layer, sha256};
use crate::registry::Registry;
use crate::scratch::Scratch;

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIGURATION: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const STATEMENT: &str = "application/vnd.in-toto+json";

/// What was pushed, by digest (`sha256:…`).
pub struct MultiPlatform {
    pub index: String,
    /// `linux/amd64` and the digest of its manifest, in the order of the index.
    pub platforms: Vec<(&'static str, String)>,
    /// One for each platform.
    pub attestations: Vec<String>,
}

impl MultiPlatform {
    /// Digests of all manifests.
    fn manifests(&self) -> impl Iterator<Item = &str> {
        self.platforms.iter().map(|(_, digest)| digest).chain(&self.attestations).map(String::as_str)
    }

    /// Bytes that the registry sends for one manifest: itself, its configuration, its layers.
    pub fn content(registry: &Registry, digest: &str) -> u64 {
        let manifest = registry.blob(digest);
        let parts: u64 = parts_of(&manifest).iter().filter_map(|part| part["size"].as_u64()).sum();
        manifest.len() as u64 + parts
    }

    /// Writes an archive for `docker load` with all that the registry has of it, attestations too, which no pull brings.
    /// `name` is whole, with its registry.
    pub fn archive(&self, registry: &Registry, name: &str, path: &Path) {
        let layout = Scratch::new();
        let blobs = layout.join("blobs/sha256");
        fs::create_dir_all(&blobs).unwrap();
        let keep = |digest: &str| {
            let bytes = registry.blob(digest);
            fs::write(blobs.join(digest.trim_start_matches("sha256:")), &bytes).unwrap();
            bytes
        };
        for manifest in self.manifests() {
            for part in parts_of(&keep(manifest)) {
                keep(part["digest"].as_str().unwrap());
            }
        }
        let size = keep(&self.index).len();
        let entry = json!({
            "mediaType": INDEX,
            "digest": self.index,
            "size": size,
            "annotations": { "io.containerd.image.name": name },
        });
        let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": [entry] });
        fs::write(layout.join("index.json"), index.to_string()).unwrap();
        fs::write(layout.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).unwrap();
        let files = ["oci-layout", "index.json", "blobs"];
        let tar = Command::new("tar").arg("-C").arg(layout.path()).arg("-cf").arg(path).args(files).status();
        assert!(tar.is_ok_and(|status| status.success()), "tar writes {}", path.display());
    }
}

/// The descriptors of a manifest's configuration and layers.
fn parts_of(manifest: &[u8]) -> Vec<Value> {
    let manifest: Value = serde_json::from_slice(manifest).unwrap();
    let layers = manifest["layers"].as_array().unwrap();
    layers.iter().chain([&manifest["config"]]).cloned().collect()
}

/// Puts `NAME:TAG` into the registry: linux/amd64, linux/arm64/v8 and linux/arm/v7, each with an attestation as buildx
/// writes it. The layers are text and unpack to some ten times their content. Only data: nothing in it can be run.
pub fn push_multi_platform(registry: &Registry, name: &str, tag: &str) -> MultiPlatform {
    let mut pushed = MultiPlatform { index: String::new(), platforms: Vec::new(), attestations: Vec::new() };
    let mut entries = Vec::new();
    for platform in ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"] {
        let parts: Vec<&str> = platform.split('/').collect();
        let content = format!("{platform} of {name}\n").repeat(20_000);
        let layer = Layer::build("COPY text / # buildkit").file("text", 0o644, content.as_bytes()).finish();
        let layers = [blob(registry, name, LAYER, &gzip(layer.tar(), "-6"))];
        let history = json!([{ "created": CREATED, "created_by": "COPY text / # buildkit" }]);
        let diff_ids = [format!("sha256:{}", sha256(layer.tar()))];
        let mut configuration = json!({
            "architecture": parts[1],
            "os": parts[0],
            "created": CREATED,
            "config": { "Cmd": ["/text"], "Labels": { "platform": platform } },
            "history": history,
            "rootfs": { "type": "layers", "diff_ids": diff_ids },
        });
        let mut described = json!({ "os": parts[0], "architecture": parts[1] });
        if let Some(variant) = parts.get(2) {
            configuration["variant"] = json!(variant);
            described["variant"] = json!(variant);
        }
        let configuration = blob(registry, name, CONFIGURATION, configuration.to_string().as_bytes());
        let mut entry = manifest(registry, name, &configuration, &layers);
        entry["platform"] = described;
        let digest = entry["digest"].as_str().unwrap().to_owned();
        entries.push(entry);
        pushed.platforms.push((platform, digest));
    }
    for (_, subject) in &pushed.platforms {
        let statement = json!({
            "_type": "https://in-toto.io/Statement/v0.1",
            "predicateType": "https://slsa.dev/provenance/v0.2",
            "subject": [{ "name": name, "digest": { "sha256": subject.trim_start_matches("sha256:") } }],
            "predicate": { "builder": { "id": "" }, "buildType": "https://mobyproject.org/buildkit@v1" },
        });
        let layers = [blob(registry, name, STATEMENT, statement.to_string().as_bytes())];
        let diff_ids = [layers[0]["digest"].clone()];
        let configuration = json!({
            "architecture": "unknown",
            "os": "unknown",
            "config": {},
            "rootfs": { "type": "layers", "diff_ids": diff_ids },
        });
        let configuration = blob(registry, name, CONFIGURATION, configuration.to_string().as_bytes());
        let mut entry = manifest(registry, name, &configuration, &layers);
        entry["platform"] = json!({ "os": "unknown", "architecture": "unknown" });
        entry["annotations"] = json!({
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": subject,
        });
        pushed.attestations.push(entry["digest"].as_str().unwrap().to_owned());
        entries.push(entry);
    }
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": entries });
    pushed.index = put_manifest(registry, name, tag, INDEX, &index)["digest"].as_str().unwrap().to_owned();
    pushed
}

/// Puts `NAME:TAG` of these layers into the registry, for this machine's platform: an image that no engine has had. Gives the
/// bytes of all layers as they are transferred.
pub fn push_layers(registry: &Registry, name: &str, tag: &str, layers: &[Arc<Layer>]) -> u64 {
    push_packed(registry, name, tag, layers, "-6")
}

/// The same with layers that are packed more or less tightly, from `-1` to `-9`: their digests are others, and what is in them
/// is not.
pub fn push_packed(registry: &Registry, name: &str, tag: &str, layers: &[Arc<Layer>], level: &str) -> u64 {
    let manifest = of_layers(registry, name, OWN, layers, level);
    put_manifest(registry, name, tag, MANIFEST, &manifest);
    let sizes = manifest["layers"].as_array().into_iter().flatten();
    sizes.filter_map(|blob| blob["size"].as_u64()).sum()
}

/// Puts `NAME:TAG` into the registry: for each architecture of Linux an image of its layers.
pub fn push_platforms(registry: &Registry, name: &str, tag: &str, images: &[(&str, Vec<Arc<Layer>>)]) {
    let entry = |(architecture, layers): &(&str, Vec<Arc<Layer>>)| {
        let manifest = of_layers(registry, name, architecture, layers, "-6");
        let digest = format!("sha256:{}", sha256(manifest.to_string().as_bytes()));
        let mut entry = put_manifest(registry, name, &digest, MANIFEST, &manifest);
        entry["platform"] = json!({ "os": "linux", "architecture": architecture });
        entry
    };
    let entries: Vec<Value> = images.iter().map(entry).collect();
    put_manifest(registry, name, tag, INDEX, &json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": entries }));
}

/// This machine's architecture, as images name it.
const OWN: &str = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };

/// Uploads an image's parts. Gives its manifest.
fn of_layers(registry: &Registry, name: &str, architecture: &str, layers: &[Arc<Layer>], level: &str) -> Value {
    let packed = |layer: &Arc<Layer>| blob(registry, name, LAYER, &gzip(layer.tar(), level));
    let blobs: Vec<Value> = layers.iter().map(packed).collect();
    let diff_ids: Vec<String> = layers.iter().map(|layer| format!("sha256:{}", sha256(layer.tar()))).collect();
    let configuration = json!({
        "architecture": architecture,
        "os": "linux",
        "created": CREATED,
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": diff_ids },
    });
    let configuration = blob(registry, name, CONFIGURATION, configuration.to_string().as_bytes());
    json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": configuration, "layers": blobs })
}

const CREATED: &str = "2025-06-01T12:00:00Z";

fn manifest(registry: &Registry, name: &str, configuration: &Value, layers: &[Value]) -> Value {
    let manifest = json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": configuration, "layers": layers });
    let digest = format!("sha256:{}", sha256(manifest.to_string().as_bytes()));
    put_manifest(registry, name, &digest, MANIFEST, &manifest)
}

/// Gives its descriptor.
fn put_manifest(registry: &Registry, name: &str, reference: &str, kind: &str, manifest: &Value) -> Value {
    let text = manifest.to_string();
    let path = format!("/v2/{name}/manifests/{reference}");
    request(registry, "PUT", &path, kind, text.as_bytes());
    json!({ "mediaType": kind, "digest": format!("sha256:{}", sha256(text.as_bytes())), "size": text.len() })
}

/// Gives its descriptor.
fn blob(registry: &Registry, name: &str, kind: &str, bytes: &[u8]) -> Value {
    let digest = format!("sha256:{}", sha256(bytes));
    let answer = request(registry, "POST", &format!("/v2/{name}/blobs/uploads/"), LAYER, b"");
    let location = answer.lines().find_map(|line| line.strip_prefix("Location: ")).expect("a place to upload to");
    let place = location.trim().replacen(&format!("http://{}", registry.address()), "", 1);
    request(registry, "PUT", &format!("{place}&digest={digest}"), "application/octet-stream", bytes);
    json!({ "mediaType": kind, "digest": digest, "size": bytes.len() })
}

/// Gives head and body of an answer that says that it was done.
fn request(registry: &Registry, method: &str, path: &str, kind: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(registry.socket_address()).unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", registry.address());
    write!(head, "Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len()).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 20"), "{method} {path}: {answer}");
    answer
}

/// Without a name and a time, so that the same bytes come out at every run.
fn gzip(bytes: &[u8], level: &str) -> Vec<u8> {
    let mut gzip = Command::new("gzip")
        .args(["-n", "-c", level])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip");
    let (mut input, bytes) = (gzip.stdin.take().unwrap(), bytes.to_vec());
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = gzip.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output.stdout
}
