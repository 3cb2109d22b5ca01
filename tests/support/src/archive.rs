//! Writes images as `docker load` reads them: made, not downloaded, the same bytes at every run.

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// One change to the file system.
pub struct Layer {
    tar: Vec<u8>,
    digest: String,
    created_by: String,
}

/// Collects the files of a layer. Parents come before children, as in any archive.
pub struct LayerBuilder {
    tar: tar::Builder<Vec<u8>>,
    created_by: String,
}

impl Layer {
    /// `created_by` is what `docker history` says of it.
    pub fn build(created_by: &str) -> LayerBuilder {
        LayerBuilder { tar: tar::Builder::new(Vec::new()), created_by: created_by.to_owned() }
    }

    pub(crate) fn tar(&self) -> &[u8] {
        &self.tar
    }
}

impl LayerBuilder {
    pub fn file(mut self, path: &str, mode: u32, content: &[u8]) -> LayerBuilder {
        let mut header = header(tar::EntryType::Regular, mode);
        header.set_size(content.len() as u64);
        self.tar.append_data(&mut header, path, content).unwrap();
        self
    }

    pub fn directory(mut self, path: &str, mode: u32) -> LayerBuilder {
        self.tar.append_data(&mut header(tar::EntryType::Directory, mode), path, &[][..]).unwrap();
        self
    }

    pub fn link(mut self, path: &str, target: &str) -> LayerBuilder {
        self.tar.append_link(&mut header(tar::EntryType::Symlink, 0o777), path, target).unwrap();
        self
    }

    pub fn finish(self) -> Arc<Layer> {
        let tar = self.tar.into_inner().unwrap();
        Arc::new(Layer { digest: sha256(&tar), tar, created_by: self.created_by })
    }
}

/// A file system plus parameters.
pub struct Image {
    /// `name:tag`, none for an untagged image.
    pub references: Vec<String>,
    /// RFC 3339.
    pub created: String,
    /// Cmd, Env, Labels and so on, in the engine's own spelling.
    pub parameters: Value,
    pub layers: Vec<Arc<Layer>>,
}

impl Image {
    fn configuration(&self) -> String {
        let history = |layer: &Arc<Layer>| json!({ "created": self.created, "created_by": layer.created_by });
        let mut history: Vec<Value> = self.layers.iter().map(history).collect();
        history.push(json!({
            "created": self.created,
            "created_by": format!("/bin/sh -c #(nop) {}", self.parameters),
            "empty_layer": true,
        }));
        json!({
            "architecture": if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" },
            "os": "linux",
            "created": self.created,
            "config": self.parameters,
            "history": history,
            "rootfs": {
                "type": "layers",
                "diff_ids": self.layers.iter().map(|layer| format!("sha256:{}", layer.digest)).collect::<Vec<_>>(),
            },
        })
        .to_string()
    }

    /// The image's id, as the classic store of Docker computes it.
    pub fn id(&self) -> String {
        format!("sha256:{}", sha256(self.configuration().as_bytes()))
    }
}

pub struct Archive;

impl Archive {
    /// Layers that images share are written once.
    pub fn write(path: &Path, images: &[Image]) {
        let mut tar = tar::Builder::new(BufWriter::new(File::create(path).unwrap()));
        let mut put = |name: &str, content: &[u8]| {
            let mut header = header(tar::EntryType::Regular, 0o644);
            header.set_size(content.len() as u64);
            tar.append_data(&mut header, name, content).unwrap();
        };
        let mut written = std::collections::HashSet::new();
        let mut manifest = Vec::with_capacity(images.len());
        for image in images {
            for layer in &image.layers {
                if written.insert(layer.digest.clone()) {
                    put(&layer_path(layer), &layer.tar);
                }
            }
            let configuration = image.configuration();
            let name = format!("{}.json", sha256(configuration.as_bytes()));
            put(&name, configuration.as_bytes());
            manifest.push(json!({
                "Config": name,
                "RepoTags": image.references,
                "Layers": image.layers.iter().map(layer_path).collect::<Vec<_>>(),
            }));
        }
        put("manifest.json", Value::Array(manifest).to_string().as_bytes());
        tar.into_inner().unwrap().into_inner().unwrap().sync_all().unwrap();
    }
}

fn layer_path(layer: &Arc<Layer>) -> String {
    format!("{}/layer.tar", layer.digest)
}

fn header(kind: tar::EntryType, mode: u32) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_mtime(1_700_000_000);
    header.set_size(0);
    header
}

/// Bytes that can't be compressed; others for each seed.
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
