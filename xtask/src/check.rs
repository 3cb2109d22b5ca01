//! Formatting, lints and types, in Rust and in the front end.

use crate::needs::When;
use crate::process::{cargo, npm};
use crate::steps::{Step, Summary, step};
use crate::{Result, deps, node};

pub fn check() -> Result {
    deps::ensure(&[When::Build])?;
    deps::ensure_rust_tools()?;
    node::ensure_packages()?;
    let mut summary = Summary::default();
    summary.run_all(steps());
    summary.close()
}

/// The front end is built first: the application's macros look at what they embed.
pub fn steps() -> Vec<Step> {
    vec![
        step("ui build", npm(&["run", "build"])),
        step("format", cargo(&["fmt", "--all", "--check"])),
        step("clippy", cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        step("ui format", npm(&["run", "format:check"])),
        step("ui lint", npm(&["run", "lint"])),
        step("ui types", npm(&["run", "check"])),
    ]
}
