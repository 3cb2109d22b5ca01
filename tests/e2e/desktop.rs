//! What is outside of the page: the system's own dialogs, driven by the keyboard as a person would.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::stage::Stage;

/// Generous: it only decides how long a failing trial takes.
const PATIENCE: Duration = Duration::from_secs(20);
const TICK: Duration = Duration::from_millis(100);

pub struct Desktop<'a> {
    stage: &'a Stage,
}

impl Desktop<'_> {
    pub fn of(stage: &Stage) -> Desktop<'_> {
        Desktop { stage }
    }

    /// Waits for a file dialog of this title, types a path into it, and waits until it is gone.
    pub async fn choose_file(&self, title: &str, path: &Path) {
        let dialog = self.wait(&format!("a dialog {title:?}"), || self.find(title)).await;
        // There is no window manager that would give it the keyboard.
        self.xdotool(&["windowfocus", "--sync", &dialog]);
        tokio::time::sleep(TICK).await;
        if title.starts_with("Open") {
            // GTK's way to a field for the path; a dialog to save has one already.
            self.xdotool(&["key", "slash"]);
            tokio::time::sleep(TICK).await;
        }
        self.xdotool(&["key", "ctrl+a"]);
        self.xdotool(&["type", "--delay", "5", &path.to_string_lossy()]);
        tokio::time::sleep(TICK).await;
        self.xdotool(&["key", "Return"]);
        let gone = || self.find(title).is_none().then_some(());
        self.wait(&format!("the dialog {title:?} to close"), gone).await;
    }

    /// Presses a button as the screen's own pointer does it, 2 the middle one and 3 the right one: WebDriver's lets go of another
    /// than it has pressed.
    pub fn press(&self, (x, y): (f64, f64), button: u32) {
        self.xdotool(&["mousemove", &x.to_string(), &y.to_string(), "click", &button.to_string()]);
    }

    fn find(&self, title: &str) -> Option<String> {
        let found = self.xdotool(&["search", "--onlyvisible", "--name", &format!("^{title}$")]);
        found.lines().next().map(str::to_owned)
    }

    async fn wait<T>(&self, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            assert!(Instant::now() < deadline, "waited in vain for {what}");
            tokio::time::sleep(TICK).await;
        }
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let output = Command::new("xdotool").args(arguments).env("DISPLAY", &self.stage.display).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}
