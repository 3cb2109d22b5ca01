//! Runs async tests on one world that is started for the first of them and stopped after the last, also when they fail.
//!
//! The output and the options are those of `cargo test`. Trials run one after the other unless `--test-threads` says
//! otherwise: they share an engine, and lists of images are compared whole.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed};

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

/// The whole of a test binary's `main`. A trial is called `group::name`.
pub fn run_trials<W: Send + Sync + 'static>(start: fn() -> W, groups: Vec<(&str, Vec<Trial<W>>)>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(1);
    let runtime = Arc::new(tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap());
    let shared: Shared<W> = Arc::default();
    let mut list = Vec::new();
    for (group, trials) in groups {
        for Trial { name, run } in trials {
            let (runtime, shared) = (runtime.clone(), shared.clone());
            list.push(libtest_mimic::Trial::test(format!("{group}::{name}"), move || {
                let world = world(&shared, start)?;
                catch_unwind(AssertUnwindSafe(|| runtime.block_on(run(&world)))).map_err(|panic| said(&*panic))?;
                Ok(())
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, list);
    drop(shared.lock().unwrap_or_else(PoisonError::into_inner).take());
    conclusion.exit_code()
}

/// Started once; a world that did not start fails every trial with its reason instead of trying again for each.
fn world<W>(shared: &Shared<W>, start: fn() -> W) -> Result<Arc<W>, Failed> {
    let mut slot = shared.lock().unwrap_or_else(PoisonError::into_inner);
    let world = slot.get_or_insert_with(|| match catch_unwind(start) {
        Ok(world) => Ok(Arc::new(world)),
        Err(panic) => Err(format!("the world did not start: {}", said(&*panic))),
    });
    world.clone().map_err(Failed::from)
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}
