//! What programs draw, held against the terminal's own cells and against what the page has drawn of them: colours, wide
//! characters, full screens, the pointer. A page that is loaded again shows the same, cell by cell.

use quayside_test_support::{docker, trials};
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::page::{Page, key};
use crate::picture::{View, is_drawn};
use crate::stage::Stage;
use crate::terminal::{Screen, Terminal, only_container, open_shell};
use crate::window::Window;

trials![Stage;
    charts_of_colours_have_their_colours,
    wide_and_combined_characters_stand_in_their_cells,
    full_screens_come_and_go_and_outlive_the_page,
    a_program_gets_what_the_pointer_does,
    a_wrong_picture_is_told_from_the_right_one,
];

/// Puts a file into the container, of any characters.
fn put(stage: &Stage, name: &str, text: &str) {
    let file = stage.scratch.join(name);
    std::fs::write(&file, text).unwrap();
    let to = format!("{}:/{name}", only_container(stage));
    docker(&stage.world.engine, &["cp", &file.to_string_lossy(), &to]);
}

/// The dock's edge goes up until the terminal has so many rows.
async fn make_room(page: &Page, terminal: &Terminal<'_>, rows: u64) {
    page.find("resize-dock").await.click().await.unwrap();
    page.poll("more rows", async || {
        page.chord(&[key::UP]).await;
        (terminal.size().await.0 >= rows).then_some(())
    })
    .await;
    terminal.agrees_on_its_size().await;
}

async fn reload<'a>(page: &'a Page, kind: &str) -> Terminal<'a> {
    page.client().refresh().await.unwrap();
    page.until("the terminals", "window.__quaysideTerminals").await;
    Terminal::front(page, kind).await
}

async fn theme(page: &Page, name: &str) {
    page.click("nav-settings").await;
    page.click(&format!("theme-{name}")).await;
    page.until("the theme", &format!("document.documentElement.dataset.theme === '{name}'")).await;
    page.click("nav-images").await;
}

/// Waits for the same cells, modes and cursor.
async fn is_again(page: &Page, terminal: &Terminal<'_>, before: &Screen) {
    let now = page.poll("a screen", async || terminal.screen().await).await;
    if now == *before {
        return;
    }
    let what = format!("the screen as it was, not first {}", now.difference(before));
    page.poll(&what, async || (terminal.screen().await? == *before).then_some(())).await;
}

const PER_ROW: usize = 32;

/// Each colour of the palette as ground, with its opposite as ink; two ramps of true colours; what text can look like; each
/// colour as ink that fills its cell, and the ink that nobody asked for.
fn charts() -> String {
    let mut text = String::from("\x1b[H\x1b[2J\x1b[3J");
    for number in 0..256 {
        text += &format!("\x1b[48;5;{number};38;5;{}m##\x1b[0m", 255 - number);
        if number % PER_ROW == PER_ROW - 1 {
            text += "\n";
        }
    }
    for (set, between) in [("48;2;", ";"), ("48:2::", ":")] {
        for step in 0..2 * PER_ROW {
            let (red, green) = (step * 4, 255 - step * 4);
            text += &format!("\x1b[{set}{red}{between}{green}{between}128m ");
        }
        text += "\x1b[0m\n";
    }
    for (number, name) in LOOKS {
        text += &format!("\x1b[{number}m{name}\x1b[0m ");
    }
    for number in 0..256 {
        if number % (2 * PER_ROW) == 0 {
            text += "\n";
        }
        text += &format!("\x1b[38;5;{number}m█\x1b[0m");
    }
    text + "█\n"
}

const LOOKS: [(u8, &str); 9] = [
    (1, "bold"),
    (2, "dim"),
    (3, "italic"),
    (4, "underline"),
    (5, "blink"),
    (7, "inverse"),
    (8, "invisible"),
    (9, "strike"),
    (53, "overline"),
];

async fn charts_of_colours_have_their_colours(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    make_room(page, &shell, 18).await;
    put(stage, "charts", &charts());
    shell.run("cat /charts; echo \"en\"d", "end").await;
    let screen = screen_with(page, &shell, "]#").await;
    for number in 0..256 {
        let cell = &screen.rows[number / PER_ROW][number % PER_ROW * 2];
        assert_eq!((&cell.ground, &cell.ink), (&number.to_string(), &(255 - number).to_string()));
    }
    let ramps = 256 / PER_ROW;
    for row in [ramps, ramps + 1] {
        for step in 0..2 * PER_ROW {
            assert_eq!(screen.rows[row][step].ground, format!("#{:02x}{:02x}80", step * 4, 255 - step * 4));
        }
    }
    let mut at = 0;
    for (_, name) in LOOKS {
        let cells = &screen.rows[ramps + 2][at..at + name.len()];
        assert!(cells.iter().all(|cell| cell.look == name), "{name}: {cells:?}");
        at += name.len() + 1;
    }

    for name in ["dark", "light"] {
        theme(page, name).await;
        is_drawn(page, &shell).await;
        page.settle().await;
        page.picture(&format!("terminal-colours-{name}")).await;
    }
    let shell = reload(page, "run").await;
    is_again(page, &shell, &screen).await;
    window.close().await;
}

/// Lines of characters and the columns that each takes; all end in a bar in the same column.
const CHARACTERS: [(&str, &[(&str, u64)]); 9] = [
    ("wide", &[("世", 2), ("界", 2), ("한", 2), ("글", 2), ("ｱ", 1), ("Ａ", 2)]),
    ("combined", &[("e\u{301}", 1), ("n\u{303}", 1), ("a\u{308}\u{304}", 1), ("世\u{301}", 2)]),
    ("emoji", &[("🚢", 2), ("😀", 2), ("🐳", 2), ("✅", 2)]),
    ("variation", &[("❤\u{fe0f}", 1), ("☎", 1)]),
    ("joined", &[("👩\u{200d}", 2), ("💻", 2)]),
    ("boxes", &[("┌", 1), ("─", 1), ("┬", 1), ("┐", 1), ("█", 1), ("░", 1), ("⣿", 1)]),
    ("arrows", &[("→", 1), ("✓", 1), ("•", 1), ("…", 1)]),
    ("greek", &[("λ", 1), ("Ω", 1), ("Ж", 1), ("é", 1)]),
    ("plain", &[("a", 1), ("b", 1)]),
];

const BAR: usize = 30;

/// The left edges of the bars that are drawn in the first rows, in cells.
async fn bars(page: &Page, terminal: &Terminal<'_>) -> Vec<f64> {
    let code = "const [session, count] = arguments;
        const screen = document.querySelector(`[data-session='${session}'] .xterm-screen`).getBoundingClientRect();
        const width = screen.width / window.__quaysideTerminals.size(session).columns;
        const rows = [...document.querySelector(`[data-session='${session}'] .xterm-rows`).children].slice(0, count);
        return rows.map((row) => {
            for (const span of row.children) {
                const at = span.textContent.indexOf('|');
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(span.firstChild, at);
                range.setEnd(span.firstChild, at + 1);
                return (range.getBoundingClientRect().left - screen.left) / width;
            }
            return -1;
        })";
    let arguments = vec![terminal.session.clone(), json!(CHARACTERS.len())];
    serde_json::from_value(page.script(code, arguments).await).unwrap()
}

async fn wide_and_combined_characters_stand_in_their_cells(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    make_room(page, &shell, 12).await;
    let mut text = String::from("\x1b[H\x1b[2J\x1b[3J");
    for (name, characters) in CHARACTERS {
        let all: String = characters.iter().map(|(character, _)| *character).collect();
        text += &format!("{name:12}{all}\x1b[{}G|\n", BAR + 1);
    }
    put(stage, "characters", &text);
    shell.run("cat /characters; echo \"en\"d", "end").await;
    let screen = screen_with(page, &shell, "]#").await;
    for (row, (name, characters)) in screen.rows.iter().zip(CHARACTERS) {
        let mut at = 12;
        for (character, width) in characters {
            let cell = &row[at];
            assert_eq!((cell.text.as_str(), cell.width), (*character, *width), "{name}");
            at += usize::try_from(*width).unwrap();
            if *width == 2 {
                assert_eq!((row[at - 1].text.as_str(), row[at - 1].width), ("", 0), "{name}");
            }
        }
        assert_eq!(row[BAR].text, "|", "{name}");
    }
    for theme_name in ["dark", "light"] {
        theme(page, theme_name).await;
        is_drawn(page, &shell).await;
        for ((name, _), bar) in CHARACTERS.iter().zip(bars(page, &shell).await) {
            assert!((bar - BAR as f64).abs() < 0.1, "{name}: its bar is drawn in column {bar}");
        }
        page.picture(&format!("terminal-characters-{theme_name}")).await;
    }
    let again = reload(page, "run").await;
    is_again(page, &again, &screen).await;

    // The cursor goes by columns too: typed behind wide characters, taken back one by one.
    again.paste("echo 世界x").await;
    page.chord(&['\u{E003}']).await;
    page.chord(&['\u{E003}']).await;
    again.run("y", "世y").await;
    window.close().await;
}

async fn full_screens_come_and_go_and_outlive_the_page(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    make_room(page, &shell, 14).await;
    shell.run("seq -f 'line %g' 200 > lines; clear; echo above", "above").await;
    let before = shell.screen().await.unwrap();
    assert!(!before.alternate);
    let (rows, _) = shell.size().await;

    shell.type_text("vi lines\n").await;
    shell.until("vi", |text| text.contains("lines 1/200")).await;
    page.type_text("Gix-").await;
    page.chord(&[key::ESCAPE]).await;
    // Escape and what follows at once would be one key to vi.
    let vi = screen_with(page, &shell, "[Modified]").await;
    assert!(vi.alternate, "vi has a screen of its own");
    assert_eq!(vi.line(usize::try_from(vi.cursor.1).unwrap()), "x-line 200");
    is_drawn(page, &shell).await;
    page.picture("program-vi").await;
    let shell = reload(page, "run").await;
    is_again(page, &shell, &vi).await;
    is_drawn(page, &shell).await;
    shell.type_text(":q!\n").await;
    let left = screen_with(page, &shell, "above").await;
    assert!(!left.alternate);
    assert!(left.rows[0] == before.rows[0], "what was there before is there again: {:?}", left.line(0));
    is_drawn(page, &shell).await;

    shell.type_text("less lines\n").await;
    screen_with(page, &shell, "line 1").await;
    page.type_text(" ").await;
    let second = format!("line {}", 2 * (rows - 1));
    let less = screen_with(page, &shell, &second).await;
    is_drawn(page, &shell).await;
    page.picture("program-less").await;
    let shell = reload(page, "run").await;
    is_again(page, &shell, &less).await;
    is_drawn(page, &shell).await;
    shell.type_text("G").await;
    screen_with(page, &shell, "line 200").await;
    shell.type_text("q").await;
    shell.run("clear; echo le\"ft\"", "left").await;

    // It draws anew so seldom that nothing moves while it is compared.
    shell.type_text("top -d 1000\n").await;
    let top = screen_with(page, &shell, "PPID").await;
    let head = (0..top.rows.len()).find(|row| top.line(*row).trim_start().starts_with("PID")).expect("a head");
    assert!(top.rows[head].iter().take(20).all(|cell| cell.look == "inverse"), "{:?}", top.rows[head]);
    is_drawn(page, &shell).await;
    page.picture("program-top").await;
    let shell = reload(page, "run").await;
    is_again(page, &shell, &top).await;
    is_drawn(page, &shell).await;
    shell.type_text("q").await;
    shell.run("echo $((6*7))", "42").await;
    is_drawn(page, &shell).await;
    window.close().await;
}

/// The screen once this is on it and its cursor rests.
async fn screen_with(page: &Page, terminal: &Terminal<'_>, part: &str) -> Screen {
    let found = async || {
        let screen = terminal.screen().await?;
        let is_there = (0..screen.rows.len()).any(|row| screen.line(row).contains(part));
        page.settle().await;
        (is_there && terminal.screen().await? == screen).then_some(screen)
    };
    page.poll(&format!("{part:?} on the screen"), found).await
}

/// The middle of a cell, counted from 1 as programs do.
async fn middle_of_cell(page: &Page, terminal: &Terminal<'_>, column: u64, row: u64) -> (f64, f64) {
    let code = "const [session, column, row] = arguments;
        const at = document.querySelector(`[data-session='${session}'] .xterm-screen`).getBoundingClientRect();
        const { columns, rows } = window.__quaysideTerminals.size(session);
        return [at.left + (column - 0.5) * at.width / columns, at.top + (row - 0.5) * at.height / rows].map(Math.round)";
    let arguments = vec![terminal.session.clone(), json!(column), json!(row)];
    serde_json::from_value(page.script(code, arguments).await).unwrap()
}

/// Starts `cat -v`, which says all that it gets and is told it at once.
async fn listen(page: &Page, terminal: &Terminal<'_>, modes: &str, tracking: &str) {
    terminal.run(&format!("stty -icanon -echo; printf '\\e[H\\e[2J\\e[?{modes}hready\\n'; cat -v"), "ready").await;
    let mode = format!("window.__quaysideTerminals.screen({}).mouse === '{tracking}'", terminal.session);
    page.until("the terminal to report the pointer", &mode).await;
}

async fn stop_listening(terminal: &Terminal<'_>, modes: &str, mark: u32) {
    terminal.interrupt().await;
    // What is typed before the prompt goes the way of what was interrupted.
    terminal.until("the prompt", |text| text.trim_end().ends_with("]#")).await;
    terminal
        .run(&format!("stty sane; printf '\\e[?{modes}l'; echo stopped-$(({mark}))"), &format!("stopped-{mark}"))
        .await;
}

async fn a_program_gets_what_the_pointer_does(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    let (_, columns) = shell.agrees_on_its_size().await;
    listen(page, &shell, "1000;1006", "vt200").await;
    let (x, y) = middle_of_cell(page, &shell, 12, 3).await;
    page.point_at(x, y).await;
    page.press_here().await;
    shell.shows("^[[<0;12;3M^[[<0;12;3m").await;
    Desktop::of(stage).press((x, y), 2);
    shell.shows("^[[<1;12;3M^[[<1;12;3m").await;
    wheel(page, &shell, (x, y)).await;
    shell.shows("^[[<65;12;3M").await;
    page.settle().await;
    page.picture("program-pointer").await;
    // A page that comes later reports as well.
    let shell = reload(page, "run").await;
    let mode = format!("window.__quaysideTerminals.screen({}).mouse === 'vt200'", shell.session);
    page.until("the mode again", &mode).await;
    let (x, y) = middle_of_cell(page, &shell, 5, 2).await;
    page.point_at(x, y).await;
    page.press_here().await;
    shell.shows("^[[<0;5;2M^[[<0;5;2m").await;
    stop_listening(&shell, "1000;1006", 1).await;

    // What is dragged.
    listen(page, &shell, "1002;1006", "drag").await;
    let from = middle_of_cell(page, &shell, 10, 2).await;
    let to = middle_of_cell(page, &shell, 20, 2).await;
    page.drag_from(from, (to.0 - from.0, to.1 - from.1)).await;
    let text = shell.shows("^[[<0;20;2m").await;
    assert!(text.contains("^[[<0;10;2M") && text.contains("^[[<32;20;2M"), "{text}");
    stop_listening(&shell, "1002;1006", 2).await;

    // Without the newer form a place is a byte, which is no character beyond column 95.
    assert!(columns > 100, "{columns} columns");
    listen(page, &shell, "1000", "vt200").await;
    let (x, y) = middle_of_cell(page, &shell, 100, 2).await;
    page.point_at(x, y).await;
    page.press_here().await;
    // 32 and the button, 32 + 100 as `cat -v` says it, 32 + 2.
    shell.shows("^[[M M-^D\"^[[M#M-^D\"").await;
    stop_listening(&shell, "1000", 3).await;

    // Nobody listens any more: a double click selects.
    shell.run("clear; echo marked", "marked").await;
    let (x, y) = middle_of_cell(page, &shell, 3, 1).await;
    page.double_click_at(x, y).await;
    page.until("a selection", "window.__quaysideTerminals.selection() === 'marked'").await;
    window.close().await;
}

/// One notch downwards.
async fn wheel(page: &Page, terminal: &Terminal<'_>, (x, y): (f64, f64)) {
    let code = "const [session, clientX, clientY] = arguments;
        document.querySelector(`[data-session='${session}'] .xterm-screen`).dispatchEvent(
            new WheelEvent('wheel', { clientX, clientY, deltaY: 1, deltaMode: 1, bubbles: true, cancelable: true }))";
    let _: Value = page.script(code, vec![terminal.session.clone(), json!(x), json!(y)]).await;
}

/// Row and column.
type At = (usize, usize);

/// The cells that are not as the buffer has them, once the first of each pair is drawn where the second should be.
fn faults(view: &View, copies: &[(At, At)]) -> Vec<At> {
    let mut snapshot = view.snapshot.clone();
    for (from, to) in copies {
        let (from, to) = (view.place(from.0, from.1), view.place(to.0, to.1));
        for (y, into) in from.lines.zip(to.lines) {
            for (x, to) in from.columns.clone().zip(to.columns.clone()) {
                snapshot.set(to, into, view.snapshot.at(x, y));
            }
        }
    }
    view.faults_in(&snapshot).iter().map(|fault| (fault.row, fault.column)).collect()
}

/// A comparison that can't fail proves nothing: each picture that is spoiled is told of, in the right cells and no others.
async fn a_wrong_picture_is_told_from_the_right_one(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let shell = open_shell(stage, page).await;
    put(
        stage,
        "lines",
        "\x1b[H\x1b[2J\x1b[3Jabc \x1b[41mabc\x1b[42mabc\x1b[0m \x1b[32mabc\x1b[0m\nabd\ne\u{301}e世 x\n\x1b[4mu\x1b[0mu\n",
    );
    shell.run("cat /lines; echo \"en\"d", "end").await;
    screen_with(page, &shell, "]#").await;
    let view = is_drawn(page, &shell).await;
    let cursor = (view.screen.cursor.1 as usize, view.screen.cursor.0 as usize);
    for (what, from, to) in [
        ("a character is missing", (0, 3), (0, 1)),
        ("there is one too many", (0, 1), (0, 3)),
        ("another character", (0, 1), (0, 2)),
        ("another ground", (0, 5), (0, 8)),
        ("brighter ink", (0, 1), (0, 12)),
        ("darker ink", (0, 12), (0, 1)),
        ("an accent is lost", (2, 1), (2, 0)),
        ("an accent is too many", (2, 0), (2, 1)),
        ("half of a wide character is missing", (0, 30), (2, 2)),
        ("a line is missing", (3, 1), (3, 0)),
        ("the cursor is missing", (0, 30), cursor),
    ] {
        assert_eq!(faults(&view, &[(from, to)]), [to], "{what}");
    }
    let late: Vec<_> = (0..14).map(|column| ((0, column), (0, column + 1))).collect();
    let told: Vec<_> = (1..15).map(|column| (0, column)).collect();
    assert_eq!(faults(&view, &late), told, "a column late");
    let early: Vec<_> = (0..14).map(|column| ((1, column), (0, column))).collect();
    let told: Vec<_> = [2, 4, 5, 6, 7, 8, 9, 11, 12, 13].map(|column| (0, column)).into();
    assert_eq!(faults(&view, &early), told, "a row early");
    window.close().await;
}
