//! Whose certificates are trusted: the authorities of the operating system, and those that the engines on this machine are
//! given for one registry (`certs.d`).

use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::sync::OnceCell;

use crate::{Error, ErrorCode, Result};

/// Where Docker and Podman look for a registry's authorities: `FOLDER/HOST:PORT/*.crt`.
const CERTS: [&str; 2] = ["/etc/docker/certs.d", "/etc/containers/certs.d"];

/// The system's, read once.
static SYSTEM: OnceCell<RootCertStore> = OnceCell::const_new();

/// The client's side of TLS for one registry. No certificate of the person's own is shown.
///
/// # Errors
/// `Internal`
pub async fn tls(authority: &str) -> Result<Arc<rustls::ClientConfig>> {
    let internal = |error: &dyn std::fmt::Display| Error::new(ErrorCode::Internal, error.to_string());
    let read = || async { tokio::task::spawn_blocking(system).await.map_err(|error| internal(&error)) };
    let system = SYSTEM.get_or_try_init(read).await?;
    let authority = authority.to_owned();
    let own = tokio::task::spawn_blocking(move || own(&authority)).await.map_err(|error| internal(&error))?;
    let mut roots = system.clone();
    roots.add_parsable_certificates(own);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| internal(&error))?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn system() -> RootCertStore {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!("certificate authorities of the system: {error}");
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    roots
}

fn own(authority: &str) -> Vec<CertificateDer<'static>> {
    let mut found = Vec::new();
    for folder in CERTS {
        let Ok(files) = std::fs::read_dir(Path::new(folder).join(authority)) else { continue };
        for file in files.flatten().map(|file| file.path()) {
            if file.extension().is_some_and(|extension| extension == "crt") {
                found.extend(CertificateDer::pem_file_iter(file).into_iter().flatten().flatten());
            }
        }
    }
    found
}
