//! Finds what is missing and installs it where apt does that; elsewhere names it in one message.

use std::process::{Command, Stdio};

use crate::needs::{NEEDS, Need, When};
use crate::process::{answer, has_program, watch};
use crate::{Result, node};

/// Makes sure of everything that the given occasions need, and of Rust's own tools.
pub fn ensure(occasions: &[When]) -> Result {
    node::ensure_node()?;
    if cfg!(target_os = "linux") {
        install(&missing(occasions), occasions)?;
    }
    Ok(())
}

/// rustfmt and clippy, which a minimal Rust lacks.
pub fn ensure_rust_tools() -> Result {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        let works = || crate::process::cargo(&[tool, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if works().is_ok_and(|status| status.success()) {
            continue;
        }
        let remedy = format!("cargo {tool} is missing: install it with `rustup component add {component}`.");
        if !has_program("rustup") {
            return Err(remedy);
        }
        println!("Installing {component} with rustup.");
        watch(&remedy, Command::new("rustup").args(["component", "add", component]))?;
    }
    Ok(())
}

fn missing(occasions: &[When]) -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| need.when.iter().any(|when| occasions.contains(when)) && !need.is_met()).collect()
}

fn install(missing: &[&Need], occasions: &[When]) -> Result {
    if missing.is_empty() {
        return Ok(());
    }
    for need in missing {
        println!("There is no {} here.", need.what);
    }
    if !has_program("apt-get") {
        return Err(by_hand(missing));
    }
    let packages = names(missing, |need| need.apt);
    let line = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
    let Some(mut update) = as_root("apt-get") else {
        return Err(format!("Installing needs an administrator. Run this, then try again:\n  sudo {line}"));
    };
    println!("Installing: {}", packages.join(" "));
    let remedy = format!("Installing packages. To try by hand:\n  {line}\nThat");
    // A list that cannot be refreshed is no reason to stop: the packages may be known already.
    let _ = update.args(["update", "--quiet"]).stdin(Stdio::null()).stdout(Stdio::null()).status();
    let mut install = as_root("apt-get").ok_or("sudo has gone")?;
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&packages);
    // Thousands of lines on a bare machine; what goes wrong is on standard error.
    watch(&remedy, install.stdin(Stdio::null()).stdout(Stdio::null()))?;
    let still = self::missing(occasions);
    if still.is_empty() { Ok(()) } else { Err(by_hand(&still)) }
}

/// As root, or through sudo, which may only ask where a person can answer.
fn as_root(program: &str) -> Option<Command> {
    const ENVIRONMENT: [&str; 2] = ["DEBIAN_FRONTEND=noninteractive", "APT_LISTCHANGES_FRONTEND=none"];
    let mut command = Command::new("env");
    if answer("id", &["-u"])? != "0" {
        if !has_program("sudo") {
            return None;
        }
        command = Command::new("sudo");
        if !std::io::IsTerminal::is_terminal(&std::io::stdin()) {
            command.arg("--non-interactive");
        }
        command.arg("env");
    }
    command.args(ENVIRONMENT).arg(program);
    Some(command)
}

fn by_hand(missing: &[&Need]) -> String {
    let list = |name: fn(&Need) -> &'static str| names(missing, name).join(" ");
    let (dnf, pacman, apt) = (list(|need| need.dnf), list(|need| need.pacman), list(|need| need.apt));
    let remedy = if has_program("dnf") {
        format!("  sudo dnf install {dnf}")
    } else if has_program("pacman") {
        format!("  sudo pacman -S --needed {pacman}")
    } else {
        format!("  Debian, Ubuntu: {apt}\n  Fedora: {dnf}\n  Arch: {pacman}")
    };
    format!("Install these packages, then try again (untried here, the names may differ):\n{remedy}")
}

fn names(missing: &[&Need], name: fn(&Need) -> &'static str) -> Vec<&'static str> {
    let mut names: Vec<&str> = missing.iter().map(|need| name(need)).collect();
    names.sort_unstable();
    names.dedup();
    names
}
