//! The real window on a real engine, driven through WebDriver. One file per group of scenarios.
//!
//! Each trial opens the application anew, with its own settings, on an engine that holds nothing; every screen that it
//! names is kept as a picture, and an error on the page's console fails it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod page;
mod stage;
mod start;
mod window;

use std::process::ExitCode;

use quayside_test_support::run_trials;
use stage::Stage;

fn main() -> ExitCode {
    run_trials(Stage::start, vec![("start", start::trials())])
}
