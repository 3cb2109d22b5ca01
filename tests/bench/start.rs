//! From the application's first instruction to the painted grid, without any driver; then its memory, and its idleness.

use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use quayside_test_support::{Process, Scratch};

use crate::bench::{Bench, attempt, pause};
use crate::figures::{Samples, milliseconds};
use crate::processes::{family, memory, processor};
use crate::report::{Measure, QUAYSIDE, Report, folder};
use crate::screen::Screen;

/// No change for so long, and the window is painted.
const STILL: Duration = Duration::from_millis(1500);
const PATIENCE: Duration = Duration::from_secs(20);
const IDLE: Duration = Duration::from_secs(10);
/// Every sixteenth line of the screen crosses everything that is drawn.
const STEP: usize = 16;

#[derive(Default, Clone)]
struct Figures {
    first: Samples,
    painted: Samples,
    memory: Samples,
    idle: Samples,
}

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    let found = attempt(all(bench)).await;
    let each = |take: fn(&Figures) -> &Samples| found.as_ref().map(|found| take(found).clone()).map_err(Clone::clone);
    let idle = format!("of one core, over {} s without a hand on it", IDLE.as_secs());
    let mut report = report.lock().unwrap();
    report.add(
        Measure::new("start, three images on the engine, no driver", "ms")
            .line(QUAYSIDE, "exec → first pixels of the window", each(|found| &found.first))
            .line(QUAYSIDE, "exec → last change on the screen: grid painted", each(|found| &found.painted)),
    );
    report.add(Measure::new("memory after the start", "MiB").line(
        QUAYSIDE,
        "PSS of all its processes",
        each(|found| &found.memory),
    ));
    report.add(Measure::new("processor while idle", "%").line(QUAYSIDE, idle, each(|found| &found.idle)));
}

async fn all(bench: &Bench) -> Figures {
    let mut found = Figures::default();
    for run in 0..=bench.runs {
        let one = one(bench, run == bench.runs).await;
        // The first finds nothing in the file cache.
        if run > 0 {
            found.first.0.extend(one.first.0);
            found.painted.0.extend(one.painted.0);
            found.memory.0.extend(one.memory.0);
            found.idle.0.extend(one.idle.0);
        }
    }
    found
}

async fn one(bench: &Bench, last: bool) -> Figures {
    let screen = Screen::open(&bench.stage.frame_buffer());
    let lines: Vec<usize> = (STEP / 2..screen.height).step_by(STEP).collect();
    let home = Scratch::new();
    let mut command = Command::new(&bench.application);
    bench.options().surround(&mut command, &bench.stage, home.path());
    let begin = Instant::now();
    let application = Process::start(&mut command, &home.join("application.log"));
    home.adopt(application.pid());
    let changes = screen.settles(&lines, STILL, PATIENCE);
    assert!(application.is_running(), "it ended: {}", application.log());
    let (Some(first), Some(painted)) = (changes.first(), changes.last()) else { panic!("the screen stays blank") };
    let processes = family(&bench.application);
    let mut figures = Figures {
        first: Samples(vec![milliseconds(*first - begin)]),
        painted: Samples(vec![milliseconds(*painted - begin)]),
        memory: Samples(vec![memory(&processes)]),
        idle: Samples::default(),
    };
    if last {
        keep_picture(&bench.stage.display);
        pause(2000).await;
        let before = processor(&processes);
        tokio::time::sleep(IDLE).await;
        figures.idle.0.push((processor(&processes) - before) / IDLE.as_secs_f64() * 100.0);
    }
    application.stop();
    pause(300).await;
    figures
}

/// That the last change on the screen was indeed the grid is for a person to see.
fn keep_picture(display: &str) {
    let _ = std::fs::create_dir_all(folder());
    let file = folder().join("start.png");
    let _ = Command::new("import").args(["-display", display, "-window", "root"]).arg(file).status();
}
