//! Builds the application and opens its window, on a screen made for it where there is none.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::display::{self, Display};
use crate::needs::When;
use crate::process::{Guard, bound, cargo, target, watch};
use crate::{Result, deps, engine, node};

pub fn run(arguments: &[String]) -> Result {
    let mut occasions = vec![When::Build];
    if display::is_missing() {
        occasions.push(When::Screenless);
    }
    if !engine::is_within_reach() {
        println!("No container engine answers here and none is installed.");
        occasions.push(When::Engine);
    }
    deps::ensure(&occasions)?;
    node::ensure_packages()?;
    let application = build()?;
    let program = application.to_str().ok_or("the path of this repository is not UTF-8: move it")?;
    let mut command = bound(program);
    // Where no engine answers, the application starts one for the person.
    command.args(arguments).env("QUAYSIDE_START_ENGINE", "1");
    if display::is_missing() { without_screen(&mut command) } else { watch("Quayside", &mut command) }
}

/// The application as a person gets it; gives its path.
pub fn build() -> Result<PathBuf> {
    node::build()?;
    println!("Building Quayside. The first time takes some minutes.");
    watch("Building Quayside", &mut cargo(&["build", "--release", "--package", "quayside"]))?;
    let application = target().join("release").join(if cfg!(windows) { "quayside.exe" } else { "quayside" });
    application.canonicalize().map_err(|error| format!("{}: {error}", application.display()))
}

fn without_screen(command: &mut Command) -> Result {
    let folder = target().join("quayside-run");
    let mut display = Display::start(Path::new(&folder))?;
    println!(
        "There is no screen here: the window opens on a virtual one (Xvfb {}). Each time it settles, a picture of it \
         goes to {}. Ctrl-C closes it.",
        display.name,
        folder.display(),
    );
    command.env("DISPLAY", &display.name).env("DBUS_SESSION_BUS_ADDRESS", &display.bus).env("NO_AT_BRIDGE", "1");
    let child = command.spawn().map_err(|error| format!("Quayside does not start: {error}"))?;
    let mut window = Guard(child);
    loop {
        if let Some(status) = window.0.try_wait().map_err(|error| error.to_string())? {
            return if status.success() { Ok(()) } else { Err(format!("Quayside ended with {status}.")) };
        }
        if let Some(file) = display.look() {
            println!("{}", file.display());
        }
        std::thread::sleep(Duration::from_millis(250));
    }
}
