//! Measures the release build of the application in its real window, beside the docker command line and a raw socket on
//! the same engine in the same run. Prints a table and writes `target/quayside-bench/bench.json`.
//!
//! `cargo xtask bench` builds both and calls this with the application's path. No figure decides anything: a measure that
//! cannot be taken says why in its row, and the rest goes on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failure is caught and stands in the table"
)]

mod bench;
mod figures;
mod grid;
mod hello;
mod inspect;
mod inspect_large;
mod lists;
mod logs;
mod machine;
mod processes;
mod raw;
mod report;
mod screen;
mod sessions;
mod start;
mod stopwatch;
mod terminal;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bench::Bench;
use quayside_e2e::stage::Stage;
use report::Report;

/// No measure begins after this.
const BUDGET: Duration = Duration::from_secs(480);
/// What hangs all the same is given up, and what was measured until then is printed.
const LIMIT: Duration = Duration::from_secs(600);

const USAGE: &str = "quayside-bench [--quick] [--sid] [--only NAME] APPLICATION
  --quick      3 runs of each measure instead of 7
  --sid        on Debian sid's engine, with the containerd image store
  --only NAME  start, hello, inspect, inspect_large, terminal, sessions, logs, lists or grid";

fn main() -> ExitCode {
    let (mut quick, mut on_sid) = (false, false);
    let mut only = None;
    let mut application = None;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--quick" => quick = true,
            "--sid" => on_sid = true,
            "--only" => only = words.next(),
            path if !path.starts_with('-') => application = Path::new(path).canonicalize().ok(),
            _ => application = None,
        }
    }
    let Some(application) = application else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    // A failure is said in its row.
    std::panic::set_hook(Box::new(|_| ()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let stage = if on_sid { Stage::start_on_sid } else { Stage::start };
    runtime.block_on(run(application, stage, quick, only.as_deref()));
    ExitCode::SUCCESS
}

async fn run(application: PathBuf, stage: fn() -> Stage, quick: bool, only: Option<&str>) {
    let begin = Instant::now();
    let report = Arc::new(Mutex::new(Report::default()));
    give_up_in_time(&report);
    eprintln!("Starting an engine, a registry and a screen ...");
    let bench = Bench::start(application, stage(), quick);
    report.lock().unwrap().facts = machine::facts(&bench);
    macro_rules! phase {
        ($name:ident) => {
            if only.is_none_or(|only| only == stringify!($name)) {
                if begin.elapsed() < BUDGET {
                    eprintln!("{} ...", stringify!($name));
                    $name::measure(&bench, &report).await;
                } else {
                    eprintln!("{}: left out, there is no time for it", stringify!($name));
                }
            }
        };
    }
    // The lists come last: what they load stays on the engine.
    phase!(start);
    phase!(hello);
    phase!(inspect);
    phase!(inspect_large);
    phase!(terminal);
    phase!(sessions);
    phase!(logs);
    phase!(lists);
    phase!(grid);
    finish(&report, begin.elapsed());
}

fn finish(report: &Mutex<Report>, took: Duration) {
    let mut report = report.lock().unwrap();
    report.facts["seconds"] = took.as_secs().into();
    report.facts["loadAtTheEnd"] = machine::load().into();
    println!("{}", report.table());
    match report.write() {
        Ok(path) => println!("All samples: {}", path.display()),
        Err(error) => eprintln!("The samples could not be written: {error}"),
    }
}

fn give_up_in_time(report: &Arc<Mutex<Report>>) {
    let report = report.clone();
    std::thread::spawn(move || {
        std::thread::sleep(LIMIT);
        eprintln!("Something hangs; this is what was measured until now.");
        finish(&report, LIMIT);
        // What was started goes with this process: its scratch folders have a janitor each.
        std::process::exit(1);
    });
}
