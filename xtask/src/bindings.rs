//! Writes what TypeScript knows of the commands anew; a test keeps it current.

use crate::needs::When;
use crate::process::{cargo, watch};
use crate::{Result, deps, node};

pub fn bindings() -> Result {
    deps::ensure(&[When::Build])?;
    node::ensure_packages()?;
    if !std::path::Path::new("ui/dist/index.html").exists() {
        node::build()?;
    }
    let mut command = cargo(&["test", "--workspace", "--test", "shell", "bindings"]);
    watch("Writing the bindings", command.env("QUAYSIDE_WRITE_BINDINGS", "1"))
}
