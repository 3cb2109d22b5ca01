//! A screen and a session bus where the machine has none, and a picture of each state that the screen settles in.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};

use crate::Result;
use crate::process::{Guard, bound};

const SIZE: &str = "1440x900x24";
/// Looks in a row without a change that count as settled; at four looks a second, one second.
const SETTLED_LOOKS: u32 = 4;
/// Bytes of the frame buffer that may differ without a change worth a picture: a blinking caret has about 1,000.
const IGNORED_BYTES: usize = 4_000;

pub fn is_missing() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY")
}

/// Xvfb and a session bus of this run's own.
pub struct Display {
    pub name: String,
    pub bus: String,
    folder: PathBuf,
    frame: Vec<u8>,
    quiet_looks: u32,
    saved: Option<Vec<u8>>,
    pictures: u32,
    _screen: (Guard, BufReader<ChildStdout>),
    _bus: (Guard, BufReader<ChildStdout>),
}

impl Display {
    /// `folder` takes the pictures and the frame buffer; what an earlier run left there goes.
    pub fn start(folder: &Path) -> Result<Display> {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        let mut xvfb = bound("Xvfb");
        // It chooses a free number itself and writes it to the given descriptor.
        xvfb.args(["-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp", "-fbdir"]).arg(folder);
        let (number, screen) = first_line(&mut xvfb)?;
        let mut dbus = bound("dbus-daemon");
        dbus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let (bus, bus_guard) = first_line(&mut dbus)?;
        Ok(Display {
            name: format!(":{number}"),
            bus,
            folder: folder.to_owned(),
            frame: Vec::new(),
            quiet_looks: 0,
            saved: None,
            pictures: 0,
            _screen: screen,
            _bus: bus_guard,
        })
    }

    /// Call it about four times a second. Gives a file when the screen has settled in something new.
    pub fn look(&mut self) -> Option<PathBuf> {
        let frame = fs::read(self.folder.join("Xvfb_screen0")).ok()?;
        if differ(&frame, &self.frame) {
            self.frame = frame;
            self.quiet_looks = 0;
            return None;
        }
        self.quiet_looks += 1;
        if self.quiet_looks != SETTLED_LOOKS {
            return None;
        }
        // Before the window is there, the screen is one colour: no picture of that.
        let blank = self.saved.is_none() && is_blank(&self.frame);
        if blank || self.saved.as_ref().is_some_and(|saved| !differ(&self.frame, saved)) {
            return None;
        }
        self.saved = Some(self.frame.clone());
        self.pictures += 1;
        let file = self.folder.join(format!("{:03}.png", self.pictures));
        let taken = Command::new("import").args(["-display", &self.name, "-window", "root"]).arg(&file).status();
        taken.is_ok_and(|status| status.success()).then_some(file)
    }
}

fn differ(one: &[u8], other: &[u8]) -> bool {
    one.len() != other.len() || one.iter().zip(other).filter(|(one, other)| one != other).count() > IGNORED_BYTES
}

fn is_blank(frame: &[u8]) -> bool {
    // The file begins with a header and a colour table of a few kilobytes.
    let pixels = frame.get(16_384..).unwrap_or_default();
    pixels.windows(5).all(|window| window[0] == window[4])
}

/// Starts a program that first says one line and then stays. Its output is kept open, or it would be told to end.
fn first_line(command: &mut Command) -> Result<(String, (Guard, BufReader<ChildStdout>))> {
    let program = command.get_args().find(|word| !word.to_string_lossy().starts_with('-')).map_or_else(
        || command.get_program().to_string_lossy().into_owned(),
        |word| word.to_string_lossy().into_owned(),
    );
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{program} does not start: {error}"))?;
    let output = child.stdout.take();
    let guard = Guard(child);
    let mut reader = BufReader::new(output.ok_or("a pipe was asked for")?);
    let mut line = String::new();
    let said = reader.read_line(&mut line);
    if said.is_err() || line.trim().is_empty() {
        return Err(format!("{program} ended before it was ready: start it by hand to see why."));
    }
    Ok((line.trim().to_owned(), (guard, reader)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_is_no_change() {
        let frame = vec![0_u8; 100_000];
        let mut caret = frame.clone();
        caret[5_000..6_000].fill(255);
        assert!(!differ(&frame, &caret));
        caret[5_000..50_000].fill(255);
        assert!(differ(&frame, &caret) && !is_blank(&caret) && is_blank(&frame));
    }
}
