//! The real window on real engines, driven through WebDriver. One file per group of scenarios.
//!
//! Each trial opens the application anew, with its own settings, on an engine that holds nothing; every screen that it
//! names is kept as a picture, and an error on the page's console fails it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod activity;
mod answers;
mod arrange;
mod asked;
mod bell;
mod bytes;
mod columns;
mod compare;
mod connection;
mod desktop;
mod drag;
mod drawing;
mod files;
mod grid;
mod hello;
mod inspect;
mod inspect_place;
mod joining;
mod keyring;
mod leaving;
mod links;
mod log_lines;
mod log_text;
mod logs;
mod logs_parts;
mod look;
mod manage;
mod names;
mod overview;
mod panes;
mod pasting;
mod picture;
mod platforms;
mod podman;
mod programs;
mod pull_faults;
mod registries;
mod removals;
mod search;
mod shell;
mod showcase;
mod start;
mod terminal;
mod terminal_settings;
mod transcript;
mod transfer;

use std::process::ExitCode;

use quayside_e2e::{page, stage, window};
use quayside_test_support::{Scene, Trial, run_scenes};
use stage::Stage;

fn main() -> ExitCode {
    let installed = vec![
        ("start", start::trials()),
        ("hello", hello::trials()),
        ("shell", shell::trials()),
        ("pasting", pasting::trials()),
        ("transcript", transcript::trials()),
        ("links", links::trials()),
        ("drawing", drawing::trials()),
        ("bell", bell::trials()),
        ("terminal_settings", terminal_settings::trials()),
        ("panes", panes::trials()),
        ("programs", programs::trials()),
        ("joining", joining::trials()),
        ("leaving", leaving::trials()),
        ("grid", grid::trials()),
        ("arrange", arrange::trials()),
        ("inspect", inspect::trials()),
        ("inspect_place", inspect_place::trials()),
        ("compare", compare::trials()),
        ("files", files::trials()),
        ("columns", columns::trials()),
        ("logs", logs::trials()),
        ("logs_parts", logs_parts::trials()),
        ("log_lines", log_lines::trials()),
        ("log_text", log_text::trials()),
        ("manage", manage::trials()),
        ("names", names::trials()),
        ("overview", overview::trials()),
        ("registries", registries::trials()),
        ("search", search::trials()),
        ("keyring", keyring::trials()),
        ("removals", removals::trials()),
        ("activity", activity::trials()),
        ("transfer", transfer::trials()),
        ("answers", answers::trials()),
        ("pull_faults", pull_faults::trials()),
        ("asked", asked::trials()),
        ("podman", podman::trials()),
        ("connection", connection::trials()),
        ("look", look::trials()),
        ("showcase", showcase::trials()),
    ];
    // With the containerd image store: what an engine of today may answer otherwise.
    let sid = vec![
        ("hello", hello::trials()),
        ("joining", joining::trials()),
        ("manage", manage::trials()),
        ("names", names::trials()),
        ("platforms", platforms::trials()),
        ("registries", registries::trials()),
        ("search", search::trials()),
        ("removals", without(removals::trials(), &[removals::FIVE_HUNDRED])),
        ("activity", activity::trials()),
        ("overview", overview::trials()),
        ("transfer", transfer::trials()),
        ("answers", answers::trials()),
        ("grid", without(grid::trials(), &[grid::THOUSAND])),
        ("arrange", arrange::trials()),
        ("columns", columns::trials()),
        ("keyring", keyring::trials()),
        ("look", without(look::trials(), &look::OF_THE_PAGE)),
        ("pull_faults", pull_faults::trials()),
        ("asked", asked::trials()),
        ("shell", shell::trials()),
        ("programs", programs::trials()),
        ("panes", panes::trials()),
        ("logs", logs::trials()),
        ("logs_parts", logs_parts::trials()),
        ("leaving", without(leaving::trials(), &leaving::OF_THE_WINDOW)),
    ];
    run_scenes(vec![
        Scene { name: "", start: Stage::start, groups: installed },
        Scene { name: "sid", start: Stage::start_on_sid, groups: sid },
    ])
}

fn without(mut trials: Vec<Trial<Stage>>, names: &[&str]) -> Vec<Trial<Stage>> {
    let all = trials.len();
    trials.retain(|trial| !names.contains(&trial.name));
    assert_eq!(trials.len() + names.len(), all, "{names:?} are not among the trials");
    trials
}
