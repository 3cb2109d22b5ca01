//! `docker exec`: a command in a container that runs already.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What `docker exec -it` is asked to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ExecSpec {
    /// Container id or name.
    pub container: String,
    /// As typed; empty for the best shell that the container has.
    pub command: String,
    /// Empty for the container's own user.
    pub user: String,
}
