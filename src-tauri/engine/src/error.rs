//! The one error of the domain: a closed code that the page has a sentence and a remedy for, the engine's own words, and
//! what else is known. Sentences for people do not belong here; they live in the page's catalogues.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::document::PatternFault;

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
    /// What is asked about is on another engine than the one in use.
    EngineNotInUse,
    /// No engine can be started on this machine by this user.
    EmbeddedEngineUnavailable,
    /// No such image on the engine.
    ImageNotFound,
    /// No such container on the engine.
    ContainerNotFound,
    /// A container uses the image, or another name refers to it.
    ImageInUse,
    /// The name is the only one that the image has: without it the image itself would go.
    LastName,
    /// The image is not as it was when its removal was agreed to: other names, other containers.
    ImageChanged,
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
    /// The container has no shell.
    NoShell,
    /// What is to be run again may still run from before.
    StillRuns,
    /// The container's logging driver keeps no log that could be read.
    LogsUnavailable,
    /// The engine can't read a part of the container's log: the file that it is in is damaged.
    LogDamaged,
    /// The log can't be read again: a container of the view has been removed, and what is held of it is all that there is.
    LogGone,
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
    /// A credential helper, a keyring or a file that keeps credentials failed.
    CredentialsUnavailable,
    /// The registry answered with an error of its own, or with something that can't be read.
    RegistryFailed,
    /// The registry counts pulls and this address has used its share.
    RateLimited,
    /// The image is not made for the platform asked for.
    PlatformNotFound,
    /// An image of several platforms can't be pushed: some of them are neither on the engine nor in the registry.
    PlatformsMissing,
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
    /// A file that was chosen could not be read or written.
    FileUnavailable,
    /// The name of a file, or of a folder on the way to it, is no text.
    FileNameUnreadable,
    /// The disk that a file is written to is full.
    DiskFull,
    /// A file is not what was asked for: no archive of images, or no archive at all.
    NotAnArchive,
    /// The archive holds the files of a system and no image; it can be imported as one.
    ArchiveOfFiles,
    /// No program of the system's opens web pages.
    BrowserUnavailable,
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
    /// Of a regular expression that is none: what is wrong with it.
    #[serde(default)]
    #[specta(optional)]
    pub pattern: Option<PatternFault>,
}

/// What every fallible function of the domain returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with these words and nothing more.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), detail: None, pattern: None }
    }

    /// What an HTTP answer of `status` with these words means.
    pub fn from_engine(status: u16, message: impl Into<String>) -> Self {
        let message = message.into();
        let code = classify(status, &message);
        Self::new(code, message)
    }

    /// The same error, read as what the engine says of a registry: the engine passes on the registry's or the network
    /// library's sentence, whatever status it gives with it.
    #[must_use]
    pub fn about_registry(self) -> Self {
        let code = match self.code {
            ErrorCode::EngineRefused | ErrorCode::NotFound | ErrorCode::ImageNotFound | ErrorCode::InvalidInput => {
                registry_code(&self.message)
            }
            code => code,
        };
        Self { code, ..self }
    }

    /// The same error, read as what the engine says of a push: like of a registry, but that the image itself may be what is
    /// missing.
    #[must_use]
    pub fn about_push(self) -> Self {
        const HERE: [&str; 4] =
            ["does not exist locally with the tag", "tag does not exist", "no such image", "image not known"];
        let text = self.message.to_ascii_lowercase();
        if HERE.iter().any(|words| text.contains(words)) {
            return Self { code: ErrorCode::ImageNotFound, ..self };
        }
        if text.contains("multiple matching manifests found") {
            return Self { code: ErrorCode::PlatformsMissing, ..self };
        }
        let error = self.about_registry();
        // A registry hides what one may not write to as what is not there; to sign in is the way on.
        let refused = matches!(error.code, ErrorCode::RepositoryNotFound)
            && (text.contains("insufficient_scope") || text.contains("access denied"));
        if refused { Self { code: ErrorCode::RegistryUnauthorized, ..error } } else { error }
    }

    /// The same error with more to read.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl From<bollard::errors::Error> for Error {
    fn from(error: bollard::errors::Error) -> Self {
        use bollard::errors::Error as Bollard;
        match error {
            Bollard::DockerResponseServerError { status_code, message } => Self::from_engine(status_code, message),
            Bollard::DockerStreamError { error } => Self::new(ErrorCode::EngineRefused, error),
            Bollard::RequestTimeoutError => Self::new(ErrorCode::TimedOut, "the engine did not answer in time"),
            Bollard::JsonDataError { .. } | Bollard::JsonSerdeError { .. } => {
                Self::new(ErrorCode::EngineRefused, format!("the engine's answer can't be read: {error}"))
            }
            Bollard::DockerContainerWaitError { error, .. } => Self::new(ErrorCode::EngineRefused, error),
            other => crate::engine::lost(&other),
        }
    }
}

/// The engine gives a status and a sentence; where the status does not tell cases apart that a person would treat
/// differently, its sentence does. Sentences are those of Docker 20.10 to 29 and Podman 4 and 5.
fn classify(status: u16, message: &str) -> ErrorCode {
    let text = message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["no space left on device"]) {
        return ErrorCode::NoSpace;
    }
    if says(&["port is already allocated", "address already in use"]) {
        return ErrorCode::PortInUse;
    }
    // Of the process in the container; mounts and hooks fail with the same words about other files.
    let starts_process =
        says(&["starting container process", "start container process", "crun: executable", "oci runtime"]);
    if starts_process
        && says(&["executable file not found", "exec: \"", "exec format error"])
        && !says(&["mounting", "hook"])
    {
        return ErrorCode::CommandNotFound;
    }
    match status {
        404 if says(&["no such image", "image not known", "failed to find image", "reference does not exist"]) => {
            ErrorCode::ImageNotFound
        }
        404 if says(&["no such container", "no container with"]) => ErrorCode::ContainerNotFound,
        404 => ErrorCode::NotFound,
        409 if says(&["is already in use by container", "name is in use", "is already in use"])
            && says(&["container name", "name \"", "the container name"]) =>
        {
            ErrorCode::NameInUse
        }
        409 if says(&[
            "unable to remove repository",
            "unable to delete",
            "image is being used",
            "image is in use",
            "image used by",
        ]) =>
        {
            ErrorCode::ImageInUse
        }
        // Podman's words, with 500.
        _ if says(&["exec sessions on running containers"]) => ErrorCode::ContainerNotRunning,
        409 if says(&["running container", "container is running"]) => ErrorCode::ContainerRunning,
        409 if says(&["is not running", "is paused"]) => ErrorCode::ContainerNotRunning,
        400 if says(&["invalid reference format", "invalid repository name", "invalid tag format"]) => {
            ErrorCode::InvalidReference
        }
        400 => ErrorCode::InvalidInput,
        // Podman, of images to be saved.
        500.. if says(&["image not known"]) => ErrorCode::ImageNotFound,
        500.. if says(&["image is in use", "image used by", "image is being used"]) => ErrorCode::ImageInUse,
        500.. if says(&["name is in use", "already in use"]) => ErrorCode::NameInUse,
        _ => ErrorCode::EngineRefused,
    }
}

/// What the engine's account of a pull or push that failed means. The engine passes on the registry's or the network
/// library's sentence; there is nothing else to go by.
fn registry_code(message: &str) -> ErrorCode {
    /// First match wins: the more particular ones stand first.
    const MEANINGS: &[(ErrorCode, &[&str])] = &[
        (ErrorCode::NoSpace, &["no space left on device"]),
        (ErrorCode::RateLimited, &["toomanyrequests", "rate limit", "429 too many"]),
        (
            ErrorCode::RegistryCertificate,
            &["x509:", "certificate signed by", "certificate has expired", "tls: failed to verify"],
        ),
        (
            ErrorCode::PlatformNotFound,
            &["no matching manifest for", "does not match the specified platform", "no match for platform"],
        ),
        // containerd says this after "pull access denied", and of a missing layer "not found".
        (ErrorCode::RegistryUnauthorized, &["no basic auth"]),
        (ErrorCode::RegistryFailed, &["could not fetch content descriptor"]),
        (
            ErrorCode::RepositoryNotFound,
            &[
                "pull access denied",
                "repository does not exist",
                "name unknown",
                "repository name not known",
                "insufficient_scope",
            ],
        ),
        (ErrorCode::TagNotFound, &["manifest unknown", "manifest for", "not found: manifest", ": not found"]),
        (
            ErrorCode::RegistryUnauthorized,
            &[
                "unauthorized",
                "authentication required",
                "401 unauthorized",
                "status code 401",
                "403 forbidden",
                "denied:",
            ],
        ),
        (ErrorCode::InvalidReference, &["invalid reference format", "could not parse reference"]),
        // An answer, and of no use; before what says that there was none, for both are often told in one sentence.
        (
            ErrorCode::RegistryFailed,
            &[
                "500 internal server error",
                "502 bad gateway",
                "503 service unavailable",
                "504 gateway timeout",
                "received unexpected http status",
                "unexpected status from",
                "unexpected status code",
                "error unmarshalling content",
                "invalid character",
                "malformed http",
                "malformed mime header",
                "unexpected media type",
            ],
        ),
        (
            ErrorCode::RegistryUnreachable,
            &[
                "no such host",
                "connection refused",
                "i/o timeout",
                "network is unreachable",
                "no route to host",
                "tls handshake timeout",
                "client.timeout exceeded",
                "request canceled while waiting",
                "context deadline exceeded",
                "connection reset",
                "broken pipe",
                "use of closed network connection",
                // Go's words where the other end goes away while something is sent or awaited.
                "closed pipe",
                "server closed idle connection",
                "transport connection broken",
                "transport failed to read from server",
                "unexpected eof",
                "server gave http response to https",
                "temporary failure in name resolution",
                "server misbehaving",
                "proxyconnect",
                "dial tcp",
                "connection timed out",
                "pinging container registry",
                "error pinging",
                ": eof",
                // containerd's words for a request without an answer, whatever kept it from one.
                "failed to do request",
            ],
        ),
    ];
    let text = message.to_ascii_lowercase();
    let meaning = MEANINGS.iter().find(|(_, words)| words.iter().any(|word| text.contains(word)));
    meaning.map_or(ErrorCode::EngineRefused, |(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engines_sentences_get_their_code() {
        let cases: &[(u16, &str, ErrorCode)] = &[
            (404, "No such image: nope:latest", ErrorCode::ImageNotFound),
            (500, "localhost/nope:latest: image not known", ErrorCode::ImageNotFound),
            (404, "No such container: nope", ErrorCode::ContainerNotFound),
            (
                409,
                "conflict: unable to remove repository reference \"busybox:latest\" (must force) - container 0e4 is using its referenced image b1",
                ErrorCode::ImageInUse,
            ),
            (
                409,
                "conflict: unable to delete b1 (cannot be forced) - image is being used by running container 0e",
                ErrorCode::ImageInUse,
            ),
            (
                409,
                "Conflict. The container name \"/web\" is already in use by container \"8b\". You have to remove (or rename) that container to be able to reuse that name.",
                ErrorCode::NameInUse,
            ),
            (
                409,
                "You cannot remove a running container 8b. Stop the container before attempting removal or force remove",
                ErrorCode::ContainerRunning,
            ),
            (409, "Container 8b is not running", ErrorCode::ContainerNotRunning),
            (
                500,
                "can only create exec sessions on running containers: container state improper",
                ErrorCode::ContainerNotRunning,
            ),
            (
                500,
                "driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:80 failed: port is already allocated",
                ErrorCode::PortInUse,
            ),
            (
                400,
                "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"nope\": executable file not found in $PATH: unknown",
                ErrorCode::CommandNotFound,
            ),
            // About other files and other sockets than it looks.
            (500, "error mounting \"x\" to rootfs: permission denied: unknown", ErrorCode::EngineRefused),
            (500, "dial unix /run/containerd/containerd.sock: connect: connection refused", ErrorCode::EngineRefused),
            (404, "No such container: manifest-x", ErrorCode::ContainerNotFound),
            (
                409,
                "cannot remove container x: container is paused and must be unpaused first",
                ErrorCode::ContainerNotRunning,
            ),
            (500, "something else", ErrorCode::EngineRefused),
        ];
        for (status, message, code) in cases {
            assert_eq!(Error::from_engine(*status, *message).code, *code, "{message}");
        }
    }
    #[test]
    fn what_the_engine_says_of_registries_gets_its_code() {
        let cases: &[(u16, &str, ErrorCode)] = &[
            (
                500,
                "Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io: no such host",
                ErrorCode::RegistryUnreachable,
            ),
            (500, "dial tcp 127.0.0.1:40123: connect: connection refused", ErrorCode::RegistryUnreachable),
            (
                404,
                "pull access denied for acme/certificates, repository does not exist or may require 'docker login': denied",
                ErrorCode::RepositoryNotFound,
            ),
            (404, "manifest for busybox:nope not found: manifest unknown: manifest unknown", ErrorCode::TagNotFound),
            (500, "Get https://x/v2/: x509: certificate signed by unknown authority", ErrorCode::RegistryCertificate),
            (500, "unauthorized: authentication required", ErrorCode::RegistryUnauthorized),
            (
                404,
                "failed to resolve reference \"r:5000/a:1\": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials",
                ErrorCode::RegistryUnauthorized,
            ),
            (
                500,
                "unexpected status from GET request to https://r/v2/a/manifests/1: 403 Forbidden",
                ErrorCode::RegistryUnauthorized,
            ),
            (500, "received unexpected HTTP status: 500 Internal Server Error", ErrorCode::RegistryFailed),
            (
                404,
                "failed to copy: httpReadSeeker: failed open: could not fetch content descriptor sha256:98 (text/html) from remote: not found",
                ErrorCode::RegistryFailed,
            ),
            (
                500,
                "failed commit on ref \"manifest-sha256:43\": failed to do request: Put \"https://r/v2/a/manifests/1\": readfrom tcp 127.0.0.1:2->127.0.0.1:3: write tcp 127.0.0.1:2->127.0.0.1:3: use of closed network connection",
                ErrorCode::RegistryUnreachable,
            ),
            (
                500,
                "Put \"http://r/v2/a/manifests/1\": write tcp 127.0.0.1:2->127.0.0.1:3: write: broken pipe",
                ErrorCode::RegistryUnreachable,
            ),
            (500, "toomanyrequests: You have reached your pull rate limit", ErrorCode::RateLimited),
            (500, "write /var/lib/docker/x: no space left on device", ErrorCode::NoSpace),
        ];
        for (status, message, code) in cases {
            assert_eq!(Error::from_engine(*status, *message).about_registry().code, *code, "{message}");
        }
    }

    #[test]
    fn what_the_engine_says_of_a_push_gets_its_code() {
        let cases: &[(&str, ErrorCode)] = &[
            ("An image does not exist locally with the tag: acme/api", ErrorCode::ImageNotFound),
            ("tag does not exist: 127.0.0.1:5000/acme/api:1", ErrorCode::ImageNotFound),
            ("failed to find image r/no/such:1: r/no/such:1: image not known", ErrorCode::ImageNotFound),
            ("denied: requested access to the resource is denied", ErrorCode::RegistryUnauthorized),
            ("no basic auth credentials", ErrorCode::RegistryUnauthorized),
            ("multiple matching manifests found but no specific platform requested", ErrorCode::PlatformsMissing),
            (
                "push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
                ErrorCode::RegistryUnauthorized,
            ),
            (
                "Get \"http://127.0.0.1:9/v2/\": dial tcp 127.0.0.1:9: connect: connection refused",
                ErrorCode::RegistryUnreachable,
            ),
        ];
        for (message, code) in cases {
            assert_eq!(Error::from_engine(500, *message).about_push().code, *code, "{message}");
        }
    }
}
