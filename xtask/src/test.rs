//! Everything: what `check` looks at, unit tests, bindings, engine tests and the real window.
//!
//! Goes on after a failure, says at the end what each step counted, and closes with one line, `N passed, M failed`.

use crate::needs::When;
use crate::process::{cargo, npm};
use crate::steps::{Summary, step};
use crate::{Result, check, deps, node};

/// What the names of trials on the newer engine begin with.
const NEWER: &str = "sid::";

pub fn test() -> Result {
    let mut summary = Summary::default();
    let ready = deps::ensure(&[When::Build, When::Test])
        .and_then(|()| deps::ensure_rust_tools())
        .and_then(|()| node::ensure_packages());
    if let Err(error) = ready {
        summary.fail("setup", &error);
        return summary.close();
    }
    summary.run_all(check::steps());
    summary.run(step("ui units", npm(&["test"])));
    // All of them select the whole workspace: another selection would mean other features and everything built twice.
    let rust =
        |name, arguments: &[&str]| step(name, cargo(&[&["test", "--locked", "--workspace"], arguments].concat()));
    summary.run(rust("units", &["--lib", "--bins", "--no-fail-fast"]));
    summary.run(rust("corpora", &["--test", "corpora", "--test", "references", "--no-fail-fast"]));
    summary.run(rust("support", &["--test", "parts", "--test", "registries", "--no-fail-fast"]));
    summary.run(rust("shell", &["--test", "shell"]));
    summary.run(rust("terminal", &["--test", "terminal"]));
    // On the machine's own engine, and on the newer one.
    let both = |test, newer| {
        vec![rust(test, &["--test", test, "--", "--skip", NEWER]), rust(newer, &["--test", test, "--", NEWER])]
    };
    summary.run_all(both("sessions", "sessions sid"));
    summary.run_all(both("engine", "engine sid"));
    summary.run(step("build", cargo(&["build", "--locked", "--workspace", "--bins"])));
    summary.run_all(both("e2e", "e2e sid"));
    summary.close()
}
