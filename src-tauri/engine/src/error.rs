//! The one error of the domain: a closed code that the page has a sentence and a remedy for, the engine's own words, and
//! what else is known. Sentences for people do not belong here; they live in the page's catalogues.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What went wrong, as far as it changes what a person should do next. Grows only when the page needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// Nothing answers at the engine's address.
    EngineUnreachable,
    /// The socket is there but this user may not open it.
    EngineForbidden,
    /// The address names something that can't be connected to (unknown scheme, missing TLS material).
    EndpointInvalid,
    /// The connection to the engine broke in the middle of something.
    EngineLost,
    /// No engine can be started on this machine by this user.
    EmbeddedEngineUnavailable,
    /// No such image on the engine.
    ImageNotFound,
    /// No such container on the engine.
    ContainerNotFound,
    /// A container uses the image, or another name refers to it.
    ImageInUse,
    /// The container is running, so the engine will not remove it.
    ContainerRunning,
    /// The container is not running, so nothing can be executed in it.
    ContainerNotRunning,
    /// Another container has this name.
    NameInUse,
    /// A port on the host is taken already.
    PortInUse,
    /// The command is not in the image.
    CommandNotFound,
    /// The registry can't be reached: no route, no name, refused, timed out, or not a registry.
    RegistryUnreachable,
    /// The registry's certificate is not trusted.
    RegistryCertificate,
    /// The registry says that there is no such repository, or that one must sign in to see it.
    RepositoryNotFound,
    /// The repository is there, the tag or digest is not.
    TagNotFound,
    /// The registry asks for a sign-in, or refused this one.
    RegistryUnauthorized,
    /// The registry counts pulls and this address has used its share.
    RateLimited,
    /// The image is not made for the platform asked for.
    PlatformNotFound,
    /// The engine's disk is full.
    NoSpace,
    /// Not a valid image reference.
    InvalidReference,
    /// Something a person typed can't be understood (a port, a command, a name).
    InvalidInput,
    /// The object is gone from the engine, or was never there (other than images and containers).
    NotFound,
    /// The session has ended or belongs to an earlier run of the application.
    SessionGone,
    /// A person asked for it to stop.
    Cancelled,
    /// The engine did not answer in time.
    TimedOut,
    /// The settings could not be read or written.
    SettingsUnavailable,
    /// The clipboard could not be read or written.
    ClipboardUnavailable,
    /// The engine refused, with words of its own.
    EngineRefused,
    /// A fault of this application.
    Internal,
}

/// Why something failed. `message` is the engine's or the system's own words in one line, `detail` what more there is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[serde(rename = "CommandError")]
#[error("{message}")]
pub struct Error {
    pub code: ErrorCode,
    pub message: String,
    pub detail: Option<String>,
}

/// What every fallible function of the domain returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with these words and nothing more.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), detail: None }
    }

    /// The same error with more to read.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}
