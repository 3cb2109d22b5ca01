//! What a contributor types: `cargo xtask run`, `test`, `bench`, `soak`, `check`, `bindings`, `screenshots`.
//!
//! Each finds what this machine lacks and installs it, then does its one thing. Whatever goes wrong is one sentence
//! with its remedy. The application's own rules do not live here.

mod bench;
mod bindings;
mod check;
mod deps;
mod display;
mod engine;
mod needs;
mod node;
mod process;
mod run;
mod screenshots;
mod soak;
mod steps;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run          install what is missing, build Quayside and open its window
cargo xtask test         everything: formatting, lints, types, unit, engine and end-to-end tests
cargo xtask check        formatting, lints and types only
cargo xtask bench        measure the application beside the docker command line and a raw socket (--quick: 3 runs, --sid)
cargo xtask soak         hours of random sessions, and 256 MiB each way: what is left behind (--minutes 120, --seed N)
cargo xtask bindings     write ui/src/ipc/bindings.ts anew from the commands in Rust
cargo xtask screenshots  take the pictures of the last end-to-end run into docs/screenshots";

/// A failure is what to tell the person: what is wrong and what to do.
type Result<T = ()> = std::result::Result<T, String>;

fn main() -> ExitCode {
    if let Err(error) = process::enter_repository() {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("run") => run::run(&arguments[1..]),
        Some("test") => test::test(),
        Some("bench") => bench::bench(&arguments[1..]),
        Some("soak") => soak::soak(&arguments[1..]),
        Some("check") => check::check(),
        Some("bindings") => bindings::bindings(),
        Some("screenshots") => screenshots::screenshots(),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
