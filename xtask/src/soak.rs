//! Hours of random sessions on a private engine, 256 MiB through every way there is, and thousands of made up streams: the
//! long forms of three groups of trials. Fails when a byte is not as it was, or when something is left behind.

use crate::needs::When;
use crate::process::{cargo, watch};
use crate::{Result, deps, node};

/// Minutes of random sessions, unless it is said otherwise.
const MINUTES: u64 = 120;

/// Of each of two kinds; some minutes.
const STREAMS: u32 = 5000;

const USAGE: &str = "cargo xtask soak [--minutes N] [--seed N]";

pub fn soak(arguments: &[String]) -> Result {
    let asked = Asked::parse(arguments)?;
    deps::ensure(&[When::Build, When::Test])?;
    node::ensure_packages()?;
    // The shell embeds the page.
    node::build()?;
    println!(
        "{STREAMS} streams that are made up, through xterm.js as a whole and as a page that is spared some of them."
    );
    watch("The streams", asked.trials("terminal", "").env("QUAYSIDE_CASES", STREAMS.to_string()))?;
    println!("256 MiB through an attachment, a shell and a log, on Docker 20.10, on a newer one and on Podman.");
    watch("The bytes", &mut asked.trials("engine", "bytes::"))?;
    println!("Random sessions for {} minutes, and what each lap leaves behind.", asked.minutes);
    watch("The soak", asked.trials("sessions", "soak::").args(["--skip", "sid::"]))
}

struct Asked {
    minutes: u64,
    seed: Option<u64>,
}

impl Asked {
    fn parse(arguments: &[String]) -> Result<Asked> {
        let mut asked = Asked { minutes: MINUTES, seed: None };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let number = words.next().and_then(|number| number.parse().ok()).ok_or(USAGE)?;
            match word.as_str() {
                "--minutes" => asked.minutes = number,
                "--seed" => asked.seed = Some(number),
                _ => return Err(USAGE.to_owned()),
            }
        }
        // No lap at all would prove nothing.
        if asked.minutes == 0 { Err(USAGE.to_owned()) } else { Ok(asked) }
    }

    fn trials(&self, binary: &str, group: &str) -> std::process::Command {
        // The whole workspace is selected, as for the tests: another selection would mean everything built twice.
        let mut command = cargo(&["test", "--locked", "--workspace", "--test", binary, "--", group]);
        command.env("QUAYSIDE_SOAK_MINUTES", self.minutes.to_string());
        if let Some(seed) = self.seed {
            command.env("QUAYSIDE_SOAK_SEED", seed.to_string());
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_a_seed_can_be_given() {
        let parse = |line: &str| Asked::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let told = |line| parse(line).map(|asked| (asked.minutes, asked.seed));
        assert_eq!(told(""), Ok((MINUTES, None)));
        assert_eq!(told("--minutes 5 --seed 7"), Ok((5, Some(7))));
        assert!(told("--minutes").is_err() && told("--minutes x").is_err() && told("--hours 2").is_err());
        assert!(told("--minutes 0").is_err());
    }
}
