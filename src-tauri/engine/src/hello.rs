//! The built-in hello: an image of a few hundred bytes that Quayside carries for the day the registry can't be reached.
//! The archives are made at build time by `hello_image/`; nothing here is downloaded.

use futures_util::StreamExt;

use crate::Engine;
use crate::error::{Error, ErrorCode, Result};
use bollard::query_parameters::ImportImageOptions;

/// What the one-click hello runs.
pub const HELLO_WORLD: &str = "hello-world";

/// What the built-in image is called on the engine.
pub const BUILT_IN: &str = "quayside/hello:latest";

const AMD64: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hello-amd64.tar"));
const ARM64: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hello-arm64.tar"));

/// `POST /images/load`: puts the built-in image on the engine, as `docker load` does. Loading it again changes nothing.
///
/// # Errors
/// `PlatformNotFound` where the engine's processor is neither amd64 nor arm64, or what the engine answered.
pub async fn load(engine: &Engine) -> Result<()> {
    let archive = match engine.info().arch.as_str() {
        "amd64" | "x86_64" => AMD64,
        "arm64" | "aarch64" => ARM64,
        other => {
            let message = format!("the built-in image is made for amd64 and arm64, the engine runs on {other}");
            return Err(Error::new(ErrorCode::PlatformNotFound, message));
        }
    };
    let options = ImportImageOptions { quiet: true, ..ImportImageOptions::default() };
    let body = bollard::body_full(bytes::Bytes::from_static(archive));
    let mut answers = std::pin::pin!(engine.docker().import_image(options, body, None));
    while let Some(answer) = answers.next().await {
        answer?;
    }
    Ok(())
}
