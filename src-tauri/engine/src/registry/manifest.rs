//! What a registry holds under a tag: an image's manifest, or an index of them by platform; of Docker's media types and of
//! OCI's. Only what is asked for is read.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{Error, ErrorCode, Result};

/// Everything that is understood, for the header `Accept`.
pub const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json";

#[derive(Debug, Clone, Deserialize)]
pub struct Descriptor {
    pub digest: String,
    pub size: u64,
    pub platform: Option<Platform>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Platform {
    pub os: String,
    pub architecture: String,
    #[serde(default)]
    pub variant: String,
}

impl Platform {
    /// `linux/arm64/v8`
    pub fn text(&self) -> String {
        let variant = if self.variant.is_empty() { String::new() } else { format!("/{}", self.variant) };
        format!("{}/{}{variant}", self.os, self.architecture)
    }

    /// Attestations stand in an index as manifests for no platform.
    fn is_real(&self) -> bool {
        self.os != "unknown" && !self.os.is_empty()
    }

    /// Whether a person who asks for `wanted` means this: the variant may be left out.
    pub fn meets(&self, wanted: &str) -> bool {
        let mut wanted = wanted.split('/');
        let (os, architecture, variant) = (wanted.next(), wanted.next().map(usual), wanted.next());
        Some(self.os.as_str()) == os
            && Some(usual(&self.architecture)) == architecture
            && variant.is_none_or(|variant| variant == self.usual_variant())
    }

    /// Where an index leaves it out, engines mean the variant that all have.
    fn usual_variant(&self) -> &str {
        match (usual(&self.architecture), self.variant.as_str()) {
            ("arm64", "") => "v8",
            ("arm", "") => "v7",
            (_, variant) => variant,
        }
    }
}

/// An architecture in Go's spelling.
fn usual(architecture: &str) -> &str {
    match architecture {
        "x86_64" | "x86-64" => "amd64",
        "aarch64" => "arm64",
        "i386" => "386",
        other => other,
    }
}

/// Bytes of the largest layer that is believed: 16 TiB. No sum of them overflows.
const SIZE_MAX: u64 = 1 << 44;

/// An index or a manifest; which one shows by what it holds.
#[derive(Deserialize)]
pub struct Manifest {
    #[serde(default)]
    manifests: Vec<Descriptor>,
    pub config: Option<Descriptor>,
    #[serde(default)]
    pub layers: Vec<Descriptor>,
}

impl Manifest {
    /// # Errors
    /// `RegistryFailed` for anything else than a manifest or an index.
    pub fn read(body: &[u8]) -> Result<Self> {
        let odd =
            |why: String| Error::new(ErrorCode::RegistryFailed, format!("the registry's answer is no manifest: {why}"));
        let manifest: Self = serde_json::from_slice(body).map_err(|error| odd(error.to_string()))?;
        if manifest.config.is_none() && manifest.manifests.is_empty() {
            return Err(odd("it names neither a configuration nor platforms".to_owned()));
        }
        if manifest.layers.iter().chain(&manifest.config).any(|part| part.size > SIZE_MAX) {
            return Err(odd("it names a size that nothing has".to_owned()));
        }
        Ok(manifest)
    }

    /// The images of an index, each with its platform; none for a manifest of one image.
    pub fn images(&self) -> impl Iterator<Item = (&Platform, &Descriptor)> {
        let real = |one: &&Descriptor| one.platform.as_ref().is_some_and(Platform::is_real);
        self.manifests.iter().filter(real).filter_map(|one| Some((one.platform.as_ref()?, one)))
    }

    pub fn is_index(&self) -> bool {
        self.config.is_none()
    }
}

/// `sha256:…` of these bytes.
pub fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// Whether bytes are what their digest says. Digests of other algorithms than SHA-256 are hardly in use and not checked.
///
/// # Errors
/// `RegistryFailed` where they are not.
pub fn verify(bytes: &[u8], wanted: &str) -> Result<()> {
    let found = digest(bytes);
    if found == wanted || !wanted.starts_with("sha256:") {
        return Ok(());
    }
    Err(Error::new(ErrorCode::RegistryFailed, format!("the registry sent {found} in the place of {wanted}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_and_manifests_are_told_apart() {
        let index = Manifest::read(
            br#"{"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
                {"digest":"sha256:aa","size":1,"platform":{"os":"linux","architecture":"arm","variant":"v7"}},
                {"digest":"sha256:bb","size":1,"platform":{"os":"unknown","architecture":"unknown"}}]}"#,
        )
        .unwrap();
        let named: Vec<_> = index.images().map(|(platform, _)| platform.text()).collect();
        assert_eq!((index.is_index(), named), (true, vec!["linux/arm/v7".to_owned()]));
        let image = Manifest::read(br#"{"config":{"digest":"sha256:cc","size":2},"layers":[]}"#).unwrap();
        assert!(!image.is_index() && image.images().next().is_none());
        for odd in [&b"<html>"[..], b"{}", b"[]"] {
            assert_eq!(Manifest::read(odd).err().unwrap().code, ErrorCode::RegistryFailed);
        }
    }

    #[test]
    fn a_platform_is_meant_with_or_without_its_variant() {
        let platform = Platform { os: "linux".into(), architecture: "arm".into(), variant: "v7".into() };
        assert!(platform.meets("linux/arm/v7") && platform.meets("linux/arm"));
        assert!(!platform.meets("linux/arm64") && !platform.meets("linux") && !platform.meets("linux/ar"));
    }

    #[test]
    fn bytes_are_held_against_their_digest() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert!(verify(b"", empty).is_ok());
        assert_eq!(verify(b"x", empty).unwrap_err().code, ErrorCode::RegistryFailed);
    }
}
