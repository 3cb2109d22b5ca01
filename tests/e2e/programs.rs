//! What programs draw, held against the terminal's own cells and against what the page has drawn of them: colours, wide
//! characters, full screens, the pointer. A page that is loaded again shows the same, cell by cell.

use std::time::{Duration, Instant};

use quayside_test_support::{docker, trials};
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::page::{Page, key};
use crate::stage::Stage;
use crate::terminal::{Screen, Terminal, only_container, open_shell};
use crate::window::Window;

trials![Stage;
    charts_of_colours_have_their_colours,
    wide_and_combined_characters_stand_in_their_cells,
    full_screens_come_and_go_and_outlive_the_page,
    a_program_gets_what_the_pointer_does,
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

/// The ink and the ground of these cells as they are drawn, each `#rrggbb`.
async fn drawn(page: &Page, terminal: &Terminal<'_>, row: usize, columns: &[usize]) -> Vec<(String, String)> {
    let code = "const [session, row, columns] = arguments;
        const line = document.querySelector(`[data-session='${session}'] .xterm-rows`).children[row];
        const screen = document.querySelector(`[data-session='${session}'] .xterm-screen`).getBoundingClientRect();
        const width = screen.width / window.__quaysideTerminals.size(session).columns;
        const { top, height } = line.getBoundingClientRect();
        const hex = (colour) => '#' + colour.match(/\\d+/g).slice(0, 3).map((n) => Number(n).toString(16).padStart(2, '0')).join('');
        return columns.map((column) => {
            const x = screen.left + (column + 0.5) * width;
            const span = [...line.children].find((one) => {
                const at = one.getBoundingClientRect();
                return at.left <= x && x < at.right;
            });
            const style = getComputedStyle(span ?? line);
            return [hex(style.color), hex(style.backgroundColor)];
        })";
    let arguments = vec![terminal.session.clone(), json!(row), json!(columns)];
    serde_json::from_value(page.script(code, arguments).await).unwrap()
}

/// Of the palette's 240 colours that no theme changes.
fn palette(number: usize) -> String {
    let step = |level: usize| if level == 0 { 0 } else { 55 + 40 * level };
    match number {
        16..=231 => {
            let cube = number - 16;
            format!("#{:02x}{:02x}{:02x}", step(cube / 36), step(cube / 6 % 6), step(cube % 6))
        }
        232..=255 => format!("#{0:02x}{0:02x}{0:02x}", 8 + 10 * (number - 232)),
        _ => panic!("{number} is the theme's"),
    }
}

const PER_ROW: usize = 32;

/// Each colour of the palette as ground, with its opposite as ink; two ramps of true colours; what text can look like.
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
    text += "\n";
    for number in 0..THEMED {
        text += &format!("\x1b[48;5;{number}m  \x1b[0m");
    }
    for number in 0..THEMED {
        text += &format!("\x1b[38;5;{number}m██\x1b[0m");
    }
    text + "██\n"
}

/// Colours that are the theme's: grounds without ink, and inks that fill their cells; the ink that nobody asked for after them.
const THEMED: usize = 16;

/// The theme's own colours by its tokens: those of the palette in their order, the ink and the ground that nobody asked for.
async fn themed(page: &Page) -> Vec<String> {
    let code = "const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
        const tokens = [...names, ...names.map((name) => `bright-${name}`)].map((name) => `--ansi-${name}`);
        const style = getComputedStyle(document.documentElement);
        return [...tokens, '--term-ink', '--term'].map((token) => style.getPropertyValue(token).trim())";
    let colours: Vec<String> = serde_json::from_value(page.script(code, Vec::new()).await).unwrap();
    assert!(colours.iter().all(|colour| colour.len() == 7), "{colours:?}");
    colours
}

/// The sixteen grounds, the sixteen inks, and what nobody asked for, as the pixels of the screen have them.
async fn themed_is_drawn(page: &Page, terminal: &Terminal<'_>, row: u64, name: &str) {
    let colours = themed(page).await;
    let (ink, ground) = (&colours[THEMED], &colours[THEMED + 1]);
    let expected: Vec<&String> = colours[..THEMED].iter().chain(&colours[..THEMED]).chain([ink, ground]).collect();
    let mut places = Vec::new();
    for number in 0..expected.len() as u64 {
        // Between the two cells of each: no edge is near.
        let (x, y) = middle_of_cell(page, terminal, number * 2 + 1, row).await;
        let (next, _) = middle_of_cell(page, terminal, number * 2 + 2, row).await;
        places.push(((x + next) / 2.0, y));
    }
    // The page is in its new theme before the screen is drawn in it.
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        page.settle().await;
        let pixels = page.pixels(&places).await;
        if pixels.iter().eq(expected.iter().copied()) {
            return;
        }
        assert!(Instant::now() < deadline, "{name}: {pixels:?} are drawn, the theme has {expected:?}");
    }
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
    make_room(page, &shell, 15).await;
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

    // What the page draws of them, in either theme.
    for name in ["dark", "light"] {
        theme(page, name).await;
        let mut colours = themed(page).await;
        colours.truncate(THEMED);
        for row in 0..ramps {
            let columns: Vec<usize> = (0..PER_ROW).map(|column| column * 2).collect();
            for (column, (ink, ground)) in drawn(page, &shell, row, &columns).await.into_iter().enumerate() {
                let number = row * PER_ROW + column;
                let colour = |number: usize| colours.get(number).cloned().unwrap_or_else(|| palette(number));
                assert_eq!(ground, colour(number), "{name}: the ground {number}");
                assert_eq!(ink, colour(255 - number), "{name}: the ink {}", 255 - number);
            }
        }
        themed_is_drawn(page, &shell, ramps as u64 + 4, name).await;
        let (_, ground) = drawn(page, &shell, ramps + 1, &[2 * PER_ROW - 1]).await.remove(0);
        assert_eq!(ground, "#fc0380", "{name}");
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
        page.settle().await;
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
    page.settle().await;
    page.picture("program-vi").await;
    let shell = reload(page, "run").await;
    is_again(page, &shell, &vi).await;
    shell.type_text(":q!\n").await;
    let left = screen_with(page, &shell, "above").await;
    assert!(!left.alternate);
    assert!(left.rows[0] == before.rows[0], "what was there before is there again: {:?}", left.line(0));

    shell.type_text("less lines\n").await;
    screen_with(page, &shell, "line 1").await;
    page.type_text(" ").await;
    let second = format!("line {}", 2 * (rows - 1));
    let less = screen_with(page, &shell, &second).await;
    page.settle().await;
    page.picture("program-less").await;
    let shell = reload(page, "run").await;
    is_again(page, &shell, &less).await;
    shell.type_text("G").await;
    screen_with(page, &shell, "line 200").await;
    shell.type_text("q").await;
    shell.run("clear; echo le\"ft\"", "left").await;

    // It draws anew so seldom that nothing moves while it is compared.
    shell.type_text("top -d 1000\n").await;
    let top = screen_with(page, &shell, "PPID").await;
    let head = (0..top.rows.len()).find(|row| top.line(*row).trim_start().starts_with("PID")).expect("a head");
    assert!(top.rows[head].iter().take(20).all(|cell| cell.look == "inverse"), "{:?}", top.rows[head]);
    page.settle().await;
    page.picture("program-top").await;
    let shell = reload(page, "run").await;
    is_again(page, &shell, &top).await;
    shell.type_text("q").await;
    shell.run("echo $((6*7))", "42").await;
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
