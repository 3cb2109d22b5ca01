//! `docker run`: create, attach, start, resize, wait, in the order that loses nothing.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What `docker run` is asked to do, as a person fills it in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct RunSpec {
    /// Image reference or id.
    pub image: String,
    /// As typed, split as a shell would; empty for the image's own command.
    pub command: String,
    /// Empty for a name of the engine's choice.
    pub name: String,
    /// `-it`: a terminal and its input.
    pub interactive: bool,
    /// `--rm`
    pub remove: bool,
    /// `KEY=value`
    pub env: Vec<String>,
    /// `8080:80`, `127.0.0.1:8080:80/tcp`
    pub publish: Vec<String>,
    /// `name:/path`, `/host:/path:ro`
    pub volumes: Vec<String>,
    /// Empty for the image's own.
    pub user: String,
    /// Empty for the image's own.
    pub working_dir: String,
}
