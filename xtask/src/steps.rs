//! One thing after the other, each with its log, going on after a failure, and counting as the runners count.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Result;
use crate::process::target;

/// How much of a failing step's log is shown; all of it stays in the file.
const SHOWN_LINES: usize = 120;

/// Trials of a step that are tried once more: what is broken fails twice, or fails in more of them.
const SECOND_TRIES: &str = "3";

/// What a trial may take that waits for what never comes. Five times the longest.
const TRIAL_SECONDS: &str = "300";

/// What is made up is the same in each run: what refuses a change is to be its own fault. By hand, and in the soak, it is
/// something else each time.
const MADE_UP_FROM: &str = "24301";

/// What a line begins with that tells of a trial which failed and then passed.
const SHAKY: &str = "shaky: ";

pub struct Step {
    name: &'static str,
    command: Command,
}

pub fn step(name: &'static str, command: Command) -> Step {
    Step { name, command }
}

#[derive(Default)]
pub struct Summary {
    lines: Vec<String>,
    /// Trials that passed at their second try.
    shaky: Vec<String>,
    passed: usize,
    failed: usize,
}

impl Summary {
    /// Runs one step. It counts as many tests as its runner says, or as one.
    pub fn run(&mut self, mut step: Step) {
        eprint!("{} ... ", step.name);
        let begin = Instant::now();
        let (succeeded, text) = match execute(&mut step) {
            Ok(done) => done,
            Err(error) => (false, error),
        };
        let seconds = begin.elapsed().as_secs();
        eprintln!("{seconds} s");
        let (mut passed, mut failed) = counts(&text);
        if failed == 0 && !succeeded {
            failed = 1;
        } else if passed + failed == 0 {
            passed = 1;
        }
        if failed > 0 {
            eprintln!("{}\n{} failed; all of it: {}", tail(&text), step.name, log(step.name).display());
        }
        self.shaky.extend(text.lines().filter(|line| line.starts_with(SHAKY)).map(str::to_owned));
        self.passed += passed;
        self.failed += failed;
        self.lines.push(format!("{:<12} {passed:>5} passed {failed:>4} failed {seconds:>5} s", step.name));
    }

    pub fn run_all(&mut self, steps: Vec<Step>) {
        for step in steps {
            self.run(step);
        }
    }

    pub fn fail(&mut self, name: &str, error: &str) {
        eprintln!("{error}");
        self.failed += 1;
        self.lines.push(format!("{name:<12} {:>5} passed {:>4} failed", 0, 1));
    }

    /// The steps, and at the very end the one line that a runner reads.
    pub fn close(self) -> Result {
        eprintln!("\n{}", [self.lines, self.shaky].concat().join("\n"));
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { Ok(()) } else { Err(format!("The logs are in {}.", folder().display())) }
    }
}

pub fn folder() -> PathBuf {
    target().join("quayside-test")
}

fn log(name: &str) -> PathBuf {
    folder().join(format!("{}.log", name.replace(' ', "-")))
}

fn execute(step: &mut Step) -> std::result::Result<(bool, String), String> {
    let path = log(step.name);
    let say = |error: std::io::Error| format!("{} does not start: {error}", step.name);
    fs::create_dir_all(folder()).map_err(say)?;
    let file = File::create(&path).map_err(say)?;
    let both = file.try_clone().map_err(say)?;
    step.command.env("QUAYSIDE_SECOND_TRIES", SECOND_TRIES).env("PROPTEST_RNG_SEED", MADE_UP_FROM);
    step.command.env("QUAYSIDE_TRIAL_SECONDS", TRIAL_SECONDS);
    step.command.env("CI", "true").env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never");
    let status = step.command.stdin(Stdio::null()).stdout(file).stderr(both).status().map_err(say)?;
    let text = fs::read(&path).map_err(say)?;
    Ok((status.success(), String::from_utf8_lossy(&text).into_owned()))
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
}

/// Adds up "test result: ok. 3 passed; 0 failed; …" (Rust) and "Tests  1 failed | 11 passed (12)" (Vitest).
fn counts(text: &str) -> (usize, usize) {
    let mut sum = (0, 0);
    for line in text.lines().map(str::trim) {
        if line.starts_with("test result: ") || line.starts_with("Tests  ") {
            sum.0 += before(line, "passed");
            sum.1 += before(line, "failed");
        }
    }
    sum
}

/// The number right before a word.
fn before(line: &str, word: &str) -> usize {
    let words: Vec<&str> = line.split_whitespace().collect();
    let place = words.iter().position(|other| other.trim_end_matches([';', ',']) == word);
    place.and_then(|place| words.get(place.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_added_over_runners() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\
                    noise: 9 passed\n\
                    test result: FAILED. 2 passed; 1 failed; 0 ignored\n\
                    \u{20}     Tests  1 failed | 11 passed (12)\n\
                    \u{20} Test Files  1 failed (1)\n";
        assert_eq!(counts(text), (16, 2));
        assert_eq!(counts(""), (0, 0));
    }
}
