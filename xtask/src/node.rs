//! Node and the front end: its version, its packages, its build.

use std::path::Path;

use crate::Result;
use crate::process::{answer, npm, watch};

/// What Vite asks for.
const OLDEST: (u32, u32) = (20, 19);

pub fn ensure_node() -> Result {
    let remedy = format!(
        "Node {}.{} or newer is needed: https://nodejs.org, or `brew install node`, `nvm install 22`.",
        OLDEST.0, OLDEST.1
    );
    let Some(version) = answer("node", &["--version"]) else {
        return Err(format!("There is no Node here. {remedy}"));
    };
    if parse(&version).is_none_or(|version| version < OLDEST) {
        return Err(format!("Node {version} is too old. {remedy}"));
    }
    Ok(())
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// `npm ci`, where the lock file is newer than what is installed.
pub fn ensure_packages() -> Result {
    let modified = |path: &str| Path::new(path).metadata().and_then(|data| data.modified()).ok();
    // npm writes this file last, at each installation.
    let (wanted, installed) = (modified("ui/package-lock.json"), modified("ui/node_modules/.package-lock.json"));
    if installed.is_some() && installed >= wanted {
        return Ok(());
    }
    println!("Installing the front end's packages.");
    watch("Installing the front end's packages", &mut quiet(npm(&["ci", "--no-audit", "--no-fund"])))
}

pub fn build() -> Result {
    watch("Building the front end", &mut quiet(npm(&["run", "--silent", "build"])))
}

fn quiet(mut command: std::process::Command) -> std::process::Command {
    command.stdin(std::process::Stdio::null()).stdout(std::io::stderr());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(parse("v20.20.2"), Some((20, 20)));
        assert!(parse("v18.19.0") < Some(OLDEST));
        assert!(parse("v22.1.0") > Some(OLDEST));
        assert_eq!(parse("nonsense"), None);
    }
}
