//! The real window on a real engine, driven through WebDriver. One file per group of scenarios.
//!
//! Each trial opens the application anew, with its own settings, on an engine that holds nothing; every screen that it
//! names is kept as a picture, and an error on the page's console fails it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod columns;
mod compare;
mod connection;
mod desktop;
mod files;
mod grid;
mod hello;
mod inspect;
mod inspect_place;
mod look;
mod manage;
mod shell;
mod showcase;
mod start;
mod terminal;

use std::process::ExitCode;

use quayside_e2e::{page, stage, window};
use quayside_test_support::run_trials;
use stage::Stage;

fn main() -> ExitCode {
    run_trials(
        Stage::start,
        vec![
            ("start", start::trials()),
            ("hello", hello::trials()),
            ("shell", shell::trials()),
            ("grid", grid::trials()),
            ("inspect", inspect::trials()),
            ("inspect_place", inspect_place::trials()),
            ("compare", compare::trials()),
            ("files", files::trials()),
            ("columns", columns::trials()),
            ("manage", manage::trials()),
            ("connection", connection::trials()),
            ("look", look::trials()),
            ("showcase", showcase::trials()),
        ],
    )
}
