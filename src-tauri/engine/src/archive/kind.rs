//! What a file is, by a look into it: an archive of images, an archive of files, or neither. Asked before anything is sent,
//! for the engine would take gigabytes and then say that there is no image in them.

use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom};

use flate2::read::GzDecoder;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Entries looked at. An archive of images shows itself by its first ones; its list of names may come last, after two or
/// three for each layer.
const ENTRIES_MAX: usize = 2048;

/// Bytes unpacked of a compressed archive, in which nothing can be passed over.
const UNPACKED_MAX: u64 = 64 * 1024 * 1024;

/// Longest `manifest.json` or `index.json` that is read for its names.
const LIST_MAX: u64 = 4 * 1024 * 1024;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum ArchiveKind {
    /// Images, to be loaded.
    Images {
        /// As far as they are found without reading the whole file; an image may have none.
        names: Vec<String>,
    },
    /// Files, to be imported as an image.
    Files,
    /// Compressed in a way that is not looked into (zstd, xz, bzip2): the engine will tell.
    Compressed,
    /// No archive.
    Other,
}

/// Looks into a file.
///
/// # Errors
/// The system's, where it can't be read.
pub fn kind(mut file: impl Read + Seek) -> Result<ArchiveKind> {
    let mut head = [0; 6];
    let length = read_head(&mut file, &mut head)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(match &head[..length] {
        [0x1f, 0x8b, ..] => look(tar::Archive::new(GzDecoder::new(file).take(UNPACKED_MAX)).entries()?),
        // zstd, xz, bzip2
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0xfd, b'7', b'z', b'X', b'Z', 0] | [b'B', b'Z', b'h', ..] => {
            ArchiveKind::Compressed
        }
        _ => look(tar::Archive::new(file).entries_with_seek()?),
    })
}

fn read_head(file: &mut impl Read, head: &mut [u8]) -> Result<usize> {
    let mut length = 0;
    while length < head.len() {
        match file.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

fn look<R: Read>(entries: tar::Entries<'_, R>) -> ArchiveKind {
    let (mut seen, mut is_images, mut names) = (0, false, Vec::new());
    for entry in entries.take(ENTRIES_MAX) {
        // Where a look into it ends early (a broken end, the bound of what is unpacked) the first entries have told enough.
        let Ok(mut entry) = entry else { break };
        seen += 1;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let path = path.trim_start_matches("./");
        is_images |= is_of_images(path);
        if matches!(path, "manifest.json" | "index.json") {
            let listed = list(&mut entry, path == "manifest.json").unwrap_or_default();
            listed.into_iter().for_each(|name| {
                if !names.contains(&name) {
                    names.push(name);
                }
            });
        }
    }
    match (seen, is_images) {
        (0, _) => ArchiveKind::Other,
        (_, true) => ArchiveKind::Images { names },
        (_, false) => ArchiveKind::Files,
    }
}

/// Whether only an archive of images has this at its top: `docker save` of any age, `podman save`, an OCI layout.
fn is_of_images(path: &str) -> bool {
    let is_digest = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match path.trim_end_matches('/').split_once('/') {
        None => {
            matches!(path, "manifest.json" | "index.json" | "oci-layout" | "repositories")
                || path.strip_suffix(".json").or(path.strip_suffix(".tar")).is_some_and(is_digest)
        }
        Some(("blobs", rest)) => rest.split('/').next() == Some("sha256"),
        Some((folder, rest)) => is_digest(folder) && matches!(rest, "layer.tar" | "json" | "VERSION"),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    repo_tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Index {
    manifests: Vec<Descriptor>,
}

#[derive(Deserialize)]
struct Descriptor {
    annotations: Option<std::collections::BTreeMap<String, String>>,
}

fn list(entry: &mut impl Read, is_manifest: bool) -> Result<Vec<String>> {
    let mut text = Vec::new();
    entry.take(LIST_MAX).read_to_end(&mut text)?;
    let broken = |error: serde_json::Error| Error::new(ErrorKind::InvalidData, error);
    if is_manifest {
        let listed: Vec<Listed> = serde_json::from_slice(&text).map_err(broken)?;
        return Ok(listed.into_iter().flat_map(|image| image.repo_tags.unwrap_or_default()).collect());
    }
    let index: Index = serde_json::from_slice(&text).map_err(broken)?;
    let name = |descriptor: Descriptor| descriptor.annotations?.remove("io.containerd.image.name");
    let familiar = |name: String| crate::reference::Reference::parse(&name).map_or(name, |parsed| parsed.to_string());
    Ok(index.manifests.into_iter().filter_map(name).map(familiar).collect())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, path, text.as_bytes()).unwrap();
        }
        tar.into_inner().unwrap()
    }

    fn of(bytes: Vec<u8>) -> ArchiveKind {
        kind(Cursor::new(bytes)).unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn archives_of_images_are_told_with_their_names() {
        let hex = "a".repeat(64);
        let layer = format!("{hex}/layer.tar");
        let manifest = r#"[{"Config":"x.json","RepoTags":["busybox:latest","a/b:1"],"Layers":[]}]"#;
        let named = ArchiveKind::Images { names: vec!["busybox:latest".into(), "a/b:1".into()] };
        let old = archive(&[(&layer, "x"), ("manifest.json", manifest)]);
        assert_eq!(of(gzip(&old)), named);
        assert_eq!(of(old), named);
        let index =
            r#"{"manifests":[{"annotations":{"io.containerd.image.name":"docker.io/library/busybox:latest"}}]}"#;
        let blob = format!("blobs/sha256/{hex}");
        let oci = archive(&[(&blob, "x"), ("index.json", index), ("oci-layout", "{}")]);
        assert_eq!(of(oci), ArchiveKind::Images { names: vec!["busybox:latest".into()] });
        assert_eq!(of(archive(&[("manifest.json", "not json")])), ArchiveKind::Images { names: vec![] });
    }

    #[test]
    fn what_is_no_archive_of_images_is_told() {
        assert_eq!(of(archive(&[("bin/sh", "x"), ("etc/passwd", "root")])), ArchiveKind::Files);
        assert_eq!(of(archive(&[("app/manifest.json", "[]")])), ArchiveKind::Files);
        assert_eq!(of(gzip(&archive(&[("./etc/passwd", "root")]))), ArchiveKind::Files);
        assert_eq!(of(b"hello, this is a text that is no archive".repeat(50)), ArchiveKind::Other);
        assert_eq!(of(gzip(b"only a text")), ArchiveKind::Other);
        assert_eq!(of(vec![]), ArchiveKind::Other);
        assert_eq!(of(vec![0; 4096]), ArchiveKind::Other);
        assert_eq!(of(b"\x28\xb5\x2f\xfd-rest".to_vec()), ArchiveKind::Compressed);
    }
}
