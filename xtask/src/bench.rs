//! Builds the application as `run` does, and measures it beside the docker command line and a raw socket.

use std::process::Command;

use crate::needs::When;
use crate::process::{cargo, target, watch};
use crate::{Result, deps, node, run};

pub fn bench(arguments: &[String]) -> Result {
    deps::ensure(&[When::Build, When::Test])?;
    node::ensure_packages()?;
    let application = run::build()?;
    let program = "quayside-bench";
    // The whole workspace is selected, as for the tests: another selection would mean everything built twice.
    watch("Building the bench", &mut cargo(&["build", "--locked", "--workspace", "--bin", program]))?;
    println!("Measuring. This takes some minutes; what else the machine does meanwhile makes the figures worse.");
    let mut bench = Command::new(target().join("debug").join(program));
    watch("The bench", bench.args(arguments).arg(application))
}
