//! Runs async tests on one world that is started for the first of them and stopped after the last, also when they fail.
//!
//! The output and the options are those of `cargo test`. Trials run one after the other unless `--test-threads` says
//! otherwise: they share an engine, and lists of images are compared whole. In `cargo xtask test` one that fails has a second
//! try on a new world; where that passes, a line `shaky: NAME: why` is written, which is repeated at the end. One that does
//! not come to an end fails there, instead of keeping everything after it waiting: at its next wait, or, where it holds up
//! its thread, with all of the binary. The slowest are named when all is done.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use libtest_mimic::Arguments;

/// How many trials of a run are tried once more; none where it is not said.
const SECOND_TRIES: &str = "QUAYSIDE_SECOND_TRIES";

/// How many seconds a trial may take; any number where it is not said.
const TRIAL_SECONDS: &str = "QUAYSIDE_TRIAL_SECONDS";

/// After that, a trial that does not even wait ends the process.
const STUCK: Duration = Duration::from_secs(60);

/// Trials named with what they took.
const SLOWEST: usize = 10;

pub type TrialFuture<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Made by [`trials!`].
pub struct Trial<W> {
    pub name: &'static str,
    pub run: fn(&W) -> TrialFuture<'_>,
}

/// Lists a module's `async fn name(world: &World)` as `pub fn trials() -> Vec<Trial<World>>`.
#[macro_export]
macro_rules! trials {
    ($world:ty; $($name:ident),* $(,)?) => {
        pub fn trials() -> Vec<$crate::Trial<$world>> {
            vec![$($crate::Trial { name: stringify!($name), run: |world| Box::pin($name(world)) }),*]
        }
    };
}

type Shared<W> = Arc<Mutex<Option<Result<Arc<W>, String>>>>;

/// A world, and the trials that take place on it by the name of their group.
pub struct Scene<W> {
    /// What the names of its trials begin with; empty where a test binary has no other scene.
    pub name: &'static str,
    pub start: fn() -> W,
    pub groups: Vec<(&'static str, Vec<Trial<W>>)>,
}

/// The whole of a test binary's `main`. A trial is called `group::name`.
pub fn run_trials<W: Send + Sync + 'static>(start: fn() -> W, groups: Vec<(&'static str, Vec<Trial<W>>)>) -> ExitCode {
    run_scenes(vec![Scene { name: "", start, groups }])
}

/// The same for several worlds, one after the other. A trial is called `scene::group::name`.
pub fn run_scenes<W: Send + Sync + 'static>(scenes: Vec<Scene<W>>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(1);
    let runtime = Arc::new(tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap());
    let second_tries = Arc::new(AtomicUsize::new(number(SECOND_TRIES).unwrap_or(0)));
    let limit = number(TRIAL_SECONDS).map_or(Duration::MAX, Duration::from_secs);
    let taken: Arc<Mutex<Vec<(Duration, String)>>> = Arc::default();
    let mut before: Option<Shared<W>> = None;
    let mut list = Vec::new();
    for Scene { name: scene, start, groups } in scenes {
        let shared: Shared<W> = Arc::default();
        let prefix = if scene.is_empty() { String::new() } else { format!("{scene}::") };
        for (group, trials) in groups {
            for Trial { name, run } in trials {
                let (runtime, shared, before) = (runtime.clone(), shared.clone(), before.clone());
                let (second_tries, taken) = (second_tries.clone(), taken.clone());
                let name = format!("{prefix}{group}::{name}");
                list.push(libtest_mimic::Trial::test(name.clone(), move || {
                    before.as_ref().inspect(|before| close(before));
                    let attempt = || -> Result<(), String> {
                        let _watched = watched(&name, limit.saturating_add(STUCK));
                        let world = world(&shared, start)?;
                        let ended = async { tokio::time::timeout(limit, run(&world)).await };
                        catch_unwind(AssertUnwindSafe(|| runtime.block_on(ended)))
                            .map_err(|panic| said(&*panic))?
                            .map_err(|_| format!("it had not come to an end after {} s", limit.as_secs()))
                    };
                    let begin = Instant::now();
                    let tried = twice(attempt, || close(&shared), &second_tries);
                    taken.lock().unwrap_or_else(PoisonError::into_inner).push((begin.elapsed(), name.clone()));
                    if let Some(why) = tried? {
                        // On a line of its own: the runner has begun one with the trial's name.
                        eprintln!("\nshaky: {name}: {}", why.lines().next().unwrap_or_default());
                    }
                    Ok(())
                }));
            }
        }
        before = Some(shared);
    }
    let conclusion = libtest_mimic::run(&arguments, list);
    before.as_ref().inspect(|last| close(last));
    let mut taken = std::mem::take(&mut *taken.lock().unwrap_or_else(PoisonError::into_inner));
    taken.sort_by(|(one, _), (other, _)| other.cmp(one));
    for (time, name) in taken.iter().take(SLOWEST) {
        eprintln!("{:>6.1} s  {name}", time.as_secs_f64());
    }
    conclusion.exit_code()
}

fn number<T: std::str::FromStr>(variable: &str) -> Option<T> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Ends the process, and with it the world, where what this returns is not dropped in time.
fn watched(name: &str, limit: Duration) -> mpsc::Sender<()> {
    let (here, dropped) = mpsc::channel();
    let name = name.to_owned();
    std::thread::spawn(move || {
        if dropped.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            eprintln!("\n{name} holds up its thread: given up after {} s", limit.as_secs());
            std::process::exit(101);
        }
    });
    here
}

/// Why the first try failed, where the second one did not.
fn twice(
    attempt: impl Fn() -> Result<(), String>,
    anew: impl FnOnce(),
    second_tries: &AtomicUsize,
) -> Result<Option<String>, String> {
    let Err(why) = attempt() else { return Ok(None) };
    if second_tries.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err() {
        return Err(why);
    }
    anew();
    match attempt() {
        Ok(()) => Ok(Some(why)),
        Err(again) => Err(format!("{why}\n\nand at the second try: {again}")),
    }
}

/// Stops the world that nobody needs any more.
fn close<W>(shared: &Shared<W>) {
    drop(shared.lock().unwrap_or_else(PoisonError::into_inner).take());
}

/// Started once; a world that did not start fails every trial with its reason instead of trying again for each.
fn world<W>(shared: &Shared<W>, start: fn() -> W) -> Result<Arc<W>, String> {
    let mut slot = shared.lock().unwrap_or_else(PoisonError::into_inner);
    let world = slot.get_or_insert_with(|| match catch_unwind(start) {
        Ok(world) => Ok(Arc::new(world)),
        Err(panic) => Err(format!("the world did not start: {}", said(&*panic))),
    });
    world.clone()
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_fails_once_is_shaky_and_what_fails_twice_has_failed() {
        let second_tries = AtomicUsize::new(3);
        let tries = Cell::new(0);
        let renewed = Cell::new(0);
        let run = |until: usize| {
            tries.set(0);
            twice(
                || {
                    tries.set(tries.get() + 1);
                    if tries.get() >= until { Ok(()) } else { Err(format!("try {}", tries.get())) }
                },
                || renewed.set(renewed.get() + 1),
                &second_tries,
            )
        };
        assert_eq!(run(1), Ok(None));
        assert_eq!(renewed.get(), 0);
        assert_eq!(run(2), Ok(Some("try 1".into())));
        assert_eq!(run(3), Err("try 1\n\nand at the second try: try 2".into()));
        assert_eq!(run(2), Ok(Some("try 1".into())));
        assert_eq!(renewed.get(), 3);
        assert_eq!(run(2), Err("try 1".into()), "there are no more second tries");
    }
}
