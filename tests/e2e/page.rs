//! What a person does with the page: look, click, type, wait. Things are found by `data-testid`.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::stage::{SCREEN, target};

/// Generous: it only decides how long a failing trial takes.
const PATIENCE: Duration = Duration::from_secs(30);
const TICK: Duration = Duration::from_millis(50);

/// Keys as WebDriver names them.
pub mod key {
    pub const CONTROL: char = '\u{E009}';
    pub const SHIFT: char = '\u{E008}';
    pub const TAB: char = '\u{E004}';
    pub const ENTER: char = '\u{E007}';
    pub const ESCAPE: char = '\u{E00C}';
    pub const ALT: char = '\u{E00A}';
    pub const LEFT: char = '\u{E012}';
    pub const UP: char = '\u{E013}';
    pub const RIGHT: char = '\u{E014}';
    pub const DOWN: char = '\u{E015}';
    pub const HOME: char = '\u{E011}';
    pub const END: char = '\u{E010}';
    pub const F2: char = '\u{E032}';
    pub const F10: char = '\u{E03A}';
    pub const DELETE: char = '\u{E017}';
    pub const PAGE_UP: char = '\u{E00E}';
    pub const PAGE_DOWN: char = '\u{E00F}';
    pub const INSERT: char = '\u{E016}';
}

/// Red, green, blue.
pub type Colour = [u8; 3];

/// `#rrggbb`.
pub fn hex([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The pixels of the whole screen, line by line.
#[derive(Clone)]
pub struct Snapshot(Vec<u8>);

impl Snapshot {
    fn channels(x: usize, y: usize) -> std::ops::Range<usize> {
        let start = 3 * (y * SCREEN.0 as usize + x);
        start..start + 3
    }

    pub fn at(&self, x: usize, y: usize) -> Colour {
        let [red, green, blue] = self.0[Snapshot::channels(x, y)] else { panic!("three bytes") };
        [red, green, blue]
    }

    pub fn set(&mut self, x: usize, y: usize, colour: Colour) {
        self.0[Snapshot::channels(x, y)].copy_from_slice(&colour);
    }
}

pub struct Page {
    client: Client,
    display: String,
}

impl Page {
    pub fn new(client: Client, display: String) -> Page {
        Page { client, display }
    }

    pub fn into_client(self) -> Client {
        self.client
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits until it is there and visible.
    pub async fn find(&self, id: &str) -> Element {
        self.find_css(&by_id(id)).await
    }

    pub async fn find_css(&self, css: &str) -> Element {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(element) = self.client.find(Locator::Css(css)).await
                && element.is_displayed().await.unwrap_or(false)
            {
                return element;
            }
            if Instant::now() > deadline {
                self.give_up(&format!("{css} is not on the page")).await;
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Waits until it can be clicked: present, visible, enabled, not moving under something else.
    pub async fn click(&self, id: &str) {
        self.click_css(&by_id(id)).await;
    }

    pub async fn click_css(&self, css: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let element = self.find_css(css).await;
            let error = match self.click_on(element).await {
                Ok(true) => return,
                Ok(false) => "it is disabled, or moved away".into(),
                Err(error) => error.to_string(),
            };
            if Instant::now() > deadline {
                self.give_up(&format!("{css} can't be clicked: {error}")).await;
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// False where it is disabled, or where the layout moved between looking and pressing, so that something else was hit.
    /// What takes no pointer (an option of a list, say) tells nothing, and counts as clicked.
    async fn click_on(&self, element: Element) -> Result<bool, CmdError> {
        // WebDriver presses a button that does nothing yet without a word.
        if !element.is_enabled().await? {
            return Ok(false);
        }
        let watch = "const [element] = arguments;
            const hit = (window.hit = { element, down: null, click: null });
            for (const [type, key] of [['pointerdown', 'down'], ['click', 'click']])
                addEventListener(type, (event) => (hit[key] = event.composedPath().includes(element)),
                    { capture: true, once: true });";
        self.client.execute(watch, vec![serde_json::to_value(&element)?]).await?;
        element.click().await?;
        let hit = "const { element, down, click } = window.hit ?? {};
            return down !== false && (click !== false || !element.isConnected)";
        Ok(self.client.execute(hit, Vec::new()).await.ok().and_then(|hit| hit.as_bool()) != Some(false))
    }

    /// Replaces what a field holds.
    pub async fn fill(&self, id: &str, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // A field that has only just opened may be drawn anew under one's hands.
            let field = self.find(id).await;
            let error = match field.clear().await {
                // Clearing alone tells the page nothing: a letter comes and goes.
                Ok(()) => match field.send_keys(if text.is_empty() { "x\u{E003}" } else { text }).await {
                    Ok(()) => return,
                    Err(error) => error,
                },
                Err(error) => error,
            };
            if Instant::now() > deadline {
                self.give_up(&format!("{id} can't be filled: {error}")).await;
            }
            tokio::time::sleep(TICK).await;
        }
    }

    pub async fn text(&self, id: &str) -> String {
        self.find(id).await.text().await.unwrap()
    }

    /// Waits until the text satisfies, and gives it.
    pub async fn text_that(&self, id: &str, what: &str, yes: impl Fn(&str) -> bool) -> String {
        let script = "const e = document.querySelector(arguments[0]); return e && e.innerText";
        let mut text = String::new();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Value::String(now) = self.script(script, vec![json!(by_id(id))]).await {
                text = now;
                if yes(&text) {
                    return text;
                }
            }
            tokio::time::sleep(TICK).await;
        }
        self.give_up(&format!("{id}: not {what}, but:\n{text}")).await
    }

    pub async fn text_with(&self, id: &str, part: &str) -> String {
        self.text_that(id, &format!("with {part:?}"), |text| text.contains(part)).await
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&self, what: &str, expression: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.script(&format!("return !!({expression})"), Vec::new()).await != Value::Bool(true) {
            if Instant::now() > deadline {
                self.give_up(&format!("waited in vain for: {what}")).await;
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Asks until there is an answer, and gives it.
    pub async fn poll<T>(&self, what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            if Instant::now() > deadline {
                self.give_up(&format!("waited in vain for {what}")).await;
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Lets transitions end and two frames pass, so that a picture shows the state and not the way there.
    pub async fn settle(&self) {
        let code = "const done = arguments[arguments.length - 1];
            const moving = document.getAnimations().filter((each) => each.effect?.getTiming().iterations !== Infinity);
            Promise.allSettled(moving.map((each) => each.finished)).then(() =>
                requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        self.client.execute_async(code, Vec::new()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    pub async fn double_click_at(&self, x: f64, y: f64) {
        let mut actions = MouseActions::new("mouse".into()).then(PointerAction::MoveTo { duration: None, x, y });
        for _ in 0..2 {
            actions = actions
                .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
                .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    pub async fn point_at(&self, x: f64, y: f64) {
        let actions = MouseActions::new("mouse".into()).then(PointerAction::MoveTo { duration: None, x, y });
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Where the pointer is.
    pub async fn press_here(&self) {
        let actions = MouseActions::new("mouse".into())
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Where the pointer is, with Ctrl held down.
    pub async fn ctrl_press_here(&self) {
        let held = KeyActions::new("keyboard".into()).then(KeyAction::Down { value: key::CONTROL });
        self.client.perform_actions(held).await.unwrap();
        self.press_here().await;
        self.client.release_actions().await.unwrap();
    }

    /// Presses on one place and lets go on another, with some of the way in between.
    pub async fn drag_from(&self, (x, y): (f64, f64), by: (f64, f64)) {
        let to = |part: f64| PointerAction::MoveTo {
            duration: Some(Duration::from_millis(50)),
            x: (x + by.0 * part).round(),
            y: (y + by.1 * part).round(),
        };
        let mut actions = MouseActions::new("mouse".into())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        for part in [0.25, 0.5, 0.75, 1.0] {
            actions = actions.then(to(part));
        }
        self.client.perform_actions(actions.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT })).await.unwrap();
    }

    /// The middle of an element, in whole pixels of the window.
    pub async fn middle_of(&self, css: &str) -> (f64, f64) {
        self.find_css(css).await;
        let code = "const r = document.querySelector(arguments[0]).getBoundingClientRect();
            return [r.left + r.width / 2, r.top + r.height / 2]";
        let at = self.script(code, vec![json!(css)]).await;
        (at[0].as_f64().unwrap().round(), at[1].as_f64().unwrap().round())
    }

    pub async fn middle_click_at(&self, x: f64, y: f64) {
        const MIDDLE: u64 = 1;
        let actions = MouseActions::new("mouse".into())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down { button: MIDDLE })
            .then(PointerAction::Up { button: MIDDLE });
        self.client.perform_actions(actions).await.unwrap();
    }

    pub async fn script(&self, code: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(code, arguments).await.unwrap()
    }

    /// Presses the keys together, in order, and releases them: `&[key::CONTROL, 'c']`.
    pub async fn chord(&self, keys: &[char]) {
        let mut actions = KeyActions::new("keyboard".into());
        for &value in keys {
            actions = actions.then(KeyAction::Down { value });
        }
        for &value in keys.iter().rev() {
            actions = actions.then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Types into whatever has the focus.
    pub async fn type_text(&self, text: &str) {
        let mut actions = KeyActions::new("keyboard".into());
        for value in text.chars() {
            let value = if value == '\n' { key::ENTER } else { value };
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// With Ctrl held down, as one adds to a selection.
    pub async fn ctrl_click(&self, css: &str) {
        self.click_holding(key::CONTROL, css).await;
    }

    pub async fn click_holding(&self, key: char, css: &str) {
        let element = self.find_css(css).await;
        let held = KeyActions::new("keyboard".into()).then(KeyAction::Down { value: key });
        self.client.perform_actions(held).await.unwrap();
        let clicked = element.click().await;
        self.client.release_actions().await.unwrap();
        clicked.unwrap();
    }

    /// What the system's clipboard holds, as the application reads it.
    pub async fn clipboard(&self) -> String {
        let code = "const done = arguments[arguments.length - 1];
            window.__TAURI_INTERNALS__.invoke('clipboard_read').then(done, () => done(''))";
        let text = self.client.execute_async(code, Vec::new()).await.unwrap();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Types a command into the command bar and waits until its document is drawn.
    pub async fn inspect(&self, command: &str) {
        self.command(command).await;
        let drawn = "!document.querySelector('[data-testid=command-bar]') && \
                     document.querySelector('[data-testid=inspect-place] [data-testid=inspect][data-state=ready]')";
        self.until(&format!("the document of {command}"), drawn).await;
        self.find("inspect-node").await;
    }

    /// Types a command into the command bar.
    pub async fn command(&self, command: &str) {
        self.find("nav-images").await;
        self.chord(&[key::CONTROL, 'k']).await;
        self.fill("command-input", command).await;
        self.chord(&[key::ENTER]).await;
    }

    /// What has the keyboard sees what it sees when a person pastes, without the clipboard.
    pub async fn paste(&self, text: &str) {
        let code = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
            const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event)";
        self.script(code, vec![json!(text)]).await;
    }

    /// Types a path into the path bar of the document in sight.
    pub async fn go_to_path(&self, path: &str) {
        self.type_path(path).await;
        self.chord(&[key::ENTER]).await;
        let gone = "!document.querySelector('[data-testid=inspect-path-field]')";
        self.until(&format!("the path {path} to be found"), gone).await;
    }

    /// Opens the field of the path bar and types; to clear it as WebDriver does would leave it.
    pub async fn type_path(&self, path: &str) {
        self.click("inspect-edit-path").await;
        let ready = "document.activeElement?.dataset.testid === 'inspect-path-field'";
        self.until("the field of the path bar", ready).await;
        self.chord(&[key::CONTROL, 'a']).await;
        self.type_text(path).await;
    }

    /// Chooses from the menu of the row that is selected in the tree.
    pub async fn copy_menu(&self, what: &str) {
        self.node_menu(&format!("inspect-copy-{what}")).await;
    }

    pub async fn node_menu(&self, item: &str) {
        self.script("document.querySelector('[data-testid=inspect-tree]').focus()", Vec::new()).await;
        self.chord(&[key::SHIFT, key::F10]).await;
        self.click(&format!("menu-{item}")).await;
    }

    /// Fails on what axe finds wrong with the accessibility of this part of the page.
    pub async fn axe(&self, css: &str) {
        const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(AXE).expect("axe-core is among the page's packages");
        self.settle().await;
        self.script(&source, Vec::new()).await;
        let code = "const done = arguments[arguments.length - 1];
            axe.run(document.querySelector(arguments[0])).then(({ violations }) => done(violations.map(({ id, help, nodes }) =>
                `${id}: ${help}\\n` + nodes.slice(0, 3).map(({ html, failureSummary }) =>
                    `  ${html}\\n  ${failureSummary}`).join('\\n'))), (error) => done([String(error)]))";
        let found = self.client.execute_async(code, vec![json!(css)]).await.unwrap();
        let found: Vec<&str> = found.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(found.is_empty(), "{css}:\n{}", found.join("\n"));
    }

    /// Keeps a picture of the whole screen as `NAME.png`.
    pub async fn picture(&self, name: &str) {
        let file = self.picture_file(name);
        let taken = Command::new("import").args(["-display", &self.display, "-window", "root"]).arg(&file).status();
        assert!(taken.is_ok_and(|status| status.success()), "no picture {}", file.display());
    }

    /// What the screen shows now.
    pub fn snapshot(&self) -> Snapshot {
        let arguments = ["-display", &self.display, "-window", "root", "-depth", "8", "rgb:-"];
        let taken = Command::new("import").args(arguments).output().unwrap();
        assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
        Snapshot(taken.stdout)
    }

    /// The colours of these places of the window as the screen has them, each `#rrggbb`.
    pub async fn pixels(&self, places: &[(f64, f64)]) -> Vec<String> {
        let snapshot = self.snapshot();
        places.iter().map(|(x, y)| hex(snapshot.at(*x as usize, *y as usize))).collect()
    }

    /// What the page's console has said, and what broke its content security policy.
    pub async fn errors(&self) -> Vec<String> {
        let errors = self.client.execute("return window.__quaysideErrors", Vec::new()).await;
        match errors {
            Ok(Value::Array(errors)) => errors.iter().map(|error| error.as_str().unwrap_or("?").to_owned()).collect(),
            other => vec![format!("window.__quaysideErrors is missing: {other:?}")],
        }
    }

    fn picture_file(&self, name: &str) -> PathBuf {
        let folder = target().join("quayside-test/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        folder.join(format!("{name}.png"))
    }

    /// Fails with a picture of the screen.
    pub async fn give_up(&self, what: &str) -> ! {
        static FAILURES: AtomicU32 = AtomicU32::new(1);
        let name = format!("failure-{}", FAILURES.fetch_add(1, Ordering::Relaxed));
        self.picture(&name).await;
        let errors = self.errors().await.join("\n");
        panic!("{what}\n{errors}\nThe screen: {}", self.picture_file(&name).display());
    }
}

fn by_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}
