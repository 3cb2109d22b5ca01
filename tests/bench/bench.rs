//! What all measures share: the stage, the raw socket, how often each is taken, and how a failure becomes a sentence.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use quayside_e2e::stage::Stage;
use quayside_e2e::window::{Options, Window};
use quayside_test_support::docker_command;

use crate::figures::{Samples, milliseconds};
use crate::raw::Raw;

/// For all runs of one line of the table.
pub const PATIENCE: Duration = Duration::from_secs(90);

pub struct Bench {
    pub stage: Stage,
    pub raw: Raw,
    pub application: PathBuf,
    pub runs: usize,
    /// Keys whose echo is measured: a 99th percentile wants more than seven.
    pub keys: usize,
}

impl Bench {
    pub fn start(application: PathBuf, stage: Stage, quick: bool) -> Bench {
        for name in ["hello-world", "busybox", "centos"] {
            stage.load(name);
        }
        let raw = Raw::new(stage.world.engine.socket());
        let (runs, keys) = if quick { (3, 40) } else { (7, 200) };
        Bench { stage, raw, application, runs, keys }
    }

    pub fn options(&self) -> Options {
        Options { application: Some(self.application.clone()), ..Options::of(&self.stage) }
    }

    /// The release build under WebDriver, on the engine as it is, with its grid painted.
    pub async fn window(&self) -> Window {
        let window = Window::open_with(&self.stage, self.options()).await;
        let mut patience = 3;
        // containerd's store takes a while to list thousands.
        while attempt(window.page.find("images-grid")).await.is_err() && patience > 0 {
            patience -= 1;
        }
        window.page.find("images-grid").await;
        window.page.settle().await;
        window
    }

    /// What the page's console has said spoils no figure, but is worth a look.
    pub async fn close(&self, window: Window) {
        if let Err(said) = attempt(window.close()).await {
            eprintln!("  {said}");
        }
    }

    /// Times a docker command from its start to its end, once to warm up and then as often as everything else.
    pub fn docker(&self, arguments: &[&str], before_each: impl Fn()) -> Samples {
        let samples = (0..=self.runs).map(|_| {
            before_each();
            let mut command = docker_command(&self.stage.world.engine);
            let begin = Instant::now();
            let output = command.args(arguments).stdin(Stdio::null()).output().expect("docker runs");
            let took = milliseconds(begin.elapsed());
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            took
        });
        samples.skip(1).collect()
    }

    /// Times something done over the raw socket, in the same way.
    pub fn raw_runs(&self, before_each: impl Fn(), run: impl Fn(&Raw)) -> Samples {
        let samples = (0..=self.runs).map(|_| {
            before_each();
            let begin = Instant::now();
            run(&self.raw);
            milliseconds(begin.elapsed())
        });
        samples.skip(1).collect()
    }
}

/// Whatever goes wrong in there is said in one line of the table.
pub async fn attempt<T>(work: impl Future<Output = T>) -> Result<T, String> {
    attempt_within(PATIENCE, work).await
}

/// The same for what may take longer, because it is no measure but makes one possible.
pub async fn attempt_within<T>(patience: Duration, work: impl Future<Output = T>) -> Result<T, String> {
    match tokio::time::timeout(patience, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(figures)) => Ok(figures),
        Ok(Err(panic)) => Err(said(&*panic)),
        Err(_) => Err(format!("not done within {} s", patience.as_secs())),
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.map_or_else(|| "for no stated reason".to_owned(), |text| text.lines().take(2).collect::<Vec<_>>().join(" "))
}

pub async fn pause(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
