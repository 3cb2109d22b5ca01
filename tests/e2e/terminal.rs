//! The terminal in front: its text comes from the page's own probe, for a screen can't be read back from pixels.

use quayside_test_support::docker;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::page::{Page, key};
use crate::stage::Stage;

/// What a terminal's buffer has on the screen; the names are those of `ui/src/features/terminal/screen.ts`.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Screen {
    pub alternate: bool,
    /// Column and row, from 0.
    pub cursor: (u64, u64),
    pub mouse: String,
    pub bracketed_paste: bool,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub struct Cell {
    pub text: String,
    pub width: u64,
    pub ink: String,
    pub ground: String,
    pub look: String,
}

impl Cell {
    /// Bold, italic and so on.
    pub fn is(&self, look: &str) -> bool {
        self.look.split(' ').any(|one| one == look)
    }
}

impl Screen {
    /// Where the two are not the same, for who has to find out why.
    pub fn difference(&self, other: &Screen) -> String {
        let head = |one: &Screen| format!("{} {:?} {} {}", one.alternate, one.cursor, one.mouse, one.bracketed_paste);
        let mut said = format!("{} | {}", head(self), head(other));
        for (row, (mine, theirs)) in self.rows.iter().zip(&other.rows).enumerate() {
            if let Some(column) = (0..mine.len()).find(|column| mine.get(*column) != theirs.get(*column)) {
                let (mine, theirs) = (mine.get(column), theirs.get(column));
                said += &format!("\nrow {row}, column {column}: {mine:?} | {theirs:?}");
            }
        }
        said
    }

    pub fn line(&self, row: usize) -> String {
        let texts = self.rows[row].iter().map(|cell| if cell.text.is_empty() { " " } else { &cell.text });
        texts.collect::<String>().trim_end().to_owned()
    }
}

/// One session's tab and terminal.
pub struct Terminal<'a> {
    page: &'a Page,
    pub session: Value,
}

impl<'a> Terminal<'a> {
    /// The one whose tab is selected, once it is of this kind: `hello`, `run`, `exec`.
    pub async fn front(page: &'a Page, kind: &str) -> Terminal<'a> {
        let tab = page.find_css(&format!("[data-testid=dock-tab][aria-selected=true][data-kind={kind}]")).await;
        let session = tab.attr("data-session").await.unwrap().unwrap();
        Terminal { page, session: json!(session.parse::<u64>().unwrap()) }
    }

    /// The whole buffer; empty before there is one.
    pub async fn text(&self) -> String {
        let code = "return window.__quaysideTerminals?.text(arguments[0]) ?? ''";
        self.page.script(code, vec![self.session.clone()]).await.as_str().unwrap_or_default().to_owned()
    }

    /// The screen cell by cell; none before there is one.
    pub async fn screen(&self) -> Option<Screen> {
        let code = "return window.__quaysideTerminals?.screen(arguments[0])";
        serde_json::from_value(self.page.script(code, vec![self.session.clone()]).await).unwrap()
    }

    /// Rows and columns of the terminal on screen, in the order of `stty size`.
    pub async fn size(&self) -> (u64, u64) {
        let code = "return window.__quaysideTerminals.size(arguments[0])";
        let size = self.page.script(code, vec![self.session.clone()]).await;
        (size["rows"].as_u64().unwrap(), size["columns"].as_u64().unwrap())
    }

    /// Waits until the text satisfies, and gives it.
    pub async fn until(&self, what: &str, yes: impl Fn(&str) -> bool) -> String {
        self.page.poll(&format!("terminal: {what}"), async || Some(self.text().await).filter(|text| yes(text))).await
    }

    pub async fn shows(&self, part: &str) -> String {
        self.until(&format!("{part:?}"), |text| text.contains(part)).await
    }

    pub async fn shows_lines(&self, wanted: &str) -> String {
        self.until(&format!("{wanted:?}"), |text| has_lines(text, wanted)).await
    }

    pub async fn type_text(&self, text: &str) {
        self.focus().await;
        self.page.type_text(text).await;
    }

    /// What the page sees when a person pastes, without the clipboard.
    pub async fn paste(&self, text: &str) {
        self.focus().await;
        self.page.paste(text).await;
    }

    pub async fn interrupt(&self) {
        self.focus().await;
        self.page.chord(&[key::CONTROL, 'c']).await;
    }

    /// Runs a line at the prompt; its answer is a line of its own.
    pub async fn run(&self, line: &str, answer: &str) {
        self.type_text(&format!("{line}\n")).await;
        self.shows_lines(answer).await;
    }

    /// What `stty size` says is what is drawn, after both have settled.
    pub async fn agrees_on_its_size(&self) -> (u64, u64) {
        for round in 0..100 {
            let (rows, columns) = self.size().await;
            // The mark tells this round's answer from an earlier one's; its echo holds a quote that the answer has not.
            self.type_text(&format!("echo \"s\"{round}-$(stty size)\n")).await;
            let text = self.until("stty's answer", |text| text.contains(&format!("\ns{round}-"))).await;
            if has_lines(&text, &format!("s{round}-{rows} {columns}")) && self.size().await == (rows, columns) {
                return (rows, columns);
            }
        }
        panic!("stty never agrees with the pane: {:?}\n{}", self.size().await, self.text().await);
    }

    pub async fn exited_with(&self, code: i32) {
        self.page.find_css(&format!("[data-testid=session-exit][data-code=\"{code}\"]")).await;
    }

    /// The middle of a cell near the beginning of this row of the screen.
    pub async fn place_in_row(&self, row: u32) -> (f64, f64) {
        let code = "const rows = document.querySelector(`[data-session='${arguments[0]}'] .xterm-rows`).children;
            const r = rows[arguments[1]].getBoundingClientRect();
            return [Math.round(r.left) + 12, Math.round(r.top + r.height / 2)]";
        let at = self.page.script(code, vec![self.session.clone(), json!(row)]).await;
        (at[0].as_f64().unwrap(), at[1].as_f64().unwrap())
    }

    pub async fn focus(&self) {
        let code = "window.__quaysideTerminals.focus(arguments[0])";
        self.page.script(code, vec![self.session.clone()]).await;
    }
}

fn has_lines(text: &str, wanted: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let wanted: Vec<&str> = wanted.lines().collect();
    lines.windows(wanted.len()).any(|window| window == wanted)
}

/// Selects centos in the grid and runs it interactively.
pub async fn open_shell<'a>(stage: &Stage, page: &'a Page) -> Terminal<'a> {
    stage.load("centos");
    page.click_css("[data-testid=image-row][data-reference=\"centos:latest\"]").await;
    page.click("details-run-interactive").await;
    let terminal = Terminal::front(page, "run").await;
    terminal.shows("[root@").await;
    terminal
}

/// The one container of this engine.
pub fn only_container(stage: &Stage) -> String {
    let all = docker(&stage.world.engine, &["ps", "--all", "--quiet", "--no-trunc"]);
    assert_eq!(all.lines().count(), 1, "{all}");
    all
}
