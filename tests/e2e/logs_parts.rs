//! Parts of a log: earlier lines come as one scrolls up, a search is told to be in a part, and the place is kept.

use quayside_test_support::{Scratch, docker, docker_command, trials, wait_until};

use crate::desktop::Desktop;
use crate::logs::{focus_lines, go_on, open, phase, prints, shows};
use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    older_lines_come_as_one_scrolls_up_and_stay_where_they_are,
    the_place_is_kept_while_another_tab_is_looked_at,
    a_search_says_that_it_is_in_a_part_and_leads_to_all,
    a_part_ends_where_it_was_told_to_and_goes_back_to_its_beginning,
    what_is_held_in_part_is_saved_whole,
    a_merged_view_says_where_the_lines_of_one_begin_and_fetches_those_above,
    a_match_stays_chosen_and_in_sight_where_the_lines_around_it_are_shown_again,
    a_few_lines_are_chosen_searched_and_scrolled_by_the_pointer,
];

const ROWS_ABOVE: &str = "document.querySelector('[data-testid=logs-lines]').scrollTop > 0";

/// Fetches what is above until there is nothing more.
async fn to_the_beginning(page: &Page, held: &str, first: &str) {
    focus_lines(page).await;
    page.chord(&[key::HOME]).await;
    page.text_with("logs-held", held).await;
    page.until("rows above", ROWS_ABOVE).await;
    page.chord(&[key::HOME]).await;
    shows(page, first).await;
    page.until("nothing earlier", "!document.querySelector('[data-testid=logs-earlier]')").await;
    page.text_with("logs-held", held).await;
}

/// How far below the upper edge of the lines this one is drawn, in CSS pixels.
async fn height_of(page: &Page, text: &str) -> f64 {
    let found = format!(
        "const list = document.querySelector('[data-testid=logs-lines]');
         const line = [...list.querySelectorAll('[data-testid=log-text]')].find((one) => one.textContent === {text:?});
         return line.getBoundingClientRect().top - list.getBoundingClientRect().top;"
    );
    page.script(&found, Vec::new()).await.as_f64().unwrap()
}

async fn older_lines_come_as_one_scrolls_up_and_stay_where_they_are(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    prints(stage, "many", "seq 1 20000 | sed 's/^/line /'", "echo after all");
    // All is printed before the view is opened: what is followed comes on top of its tail.
    wait_until("20,000 lines", || docker(&stage.world.engine, &["logs", "--tail", "1", "many"]) == "line 20000");
    open(page, "many").await;
    shows(page, "line 20000").await;
    page.text_with("logs-held", "200 lines").await;
    focus_lines(page).await;
    // Each time the first line is gone to, those before it come, twice as many as the last time, and it stays in sight.
    for (first, held) in [(19801, "1,200 lines"), (18801, "3,200 lines"), (16801, "7,200 lines")] {
        page.chord(&[key::HOME]).await;
        page.text_with("logs-held", held).await;
        // Held is not drawn yet: the rows have moved when a thousand are above what is in sight.
        page.until("rows above", "document.querySelector('[data-testid=logs-lines]').scrollTop > 10000").await;
        shows(page, &format!("line {first}")).await;
    }
    go_on(stage, "many");
    page.text_with("logs-to-end", "1 new line").await;
    shows(page, "line 16801").await;
    page.settle().await;
    page.picture("logs-older").await;
    focus_lines(page).await;
    page.chord(&[key::END]).await;
    shows(page, "after all").await;
    // To the beginning: the whole log is held, and there is nothing earlier.
    page.click("logs-range").await;
    page.click("logs-tail").await;
    page.chord(&[key::CONTROL, 'a']).await;
    page.chord(&[key::DELETE]).await;
    page.click("logs-begin").await;
    page.text_with("logs-held", "20,001 lines").await;
    shows(page, "after all").await;
    focus_lines(page).await;
    page.chord(&[key::HOME]).await;
    shows(page, "line 1").await;
    page.until("nothing earlier", "!document.querySelector('[data-testid=logs-earlier]')").await;
    window.close().await;
}

async fn the_place_is_kept_while_another_tab_is_looked_at(stage: &Stage) {
    const READ: &str = "line 19801";
    let window = Window::open(stage).await;
    let page = &window.page;
    prints(stage, "other", "seq 1 300", "true");
    prints(stage, "many", "seq 1 20000 | sed 's/^/line /'", "seq 1 500 | sed 's/^/more /'");
    wait_until("20,000 lines", || docker(&stage.world.engine, &["logs", "--tail", "1", "many"]) == "line 20000");
    open(page, "other").await;
    shows(page, "300").await;
    open(page, "many").await;
    shows(page, "line 20000").await;
    focus_lines(page).await;
    page.chord(&[key::HOME]).await;
    page.text_with("logs-held", "1,200 lines").await;
    page.until("rows above", "document.querySelector('[data-testid=logs-lines]').scrollTop > 10000").await;
    shows(page, READ).await;
    page.chord(&[key::ENTER]).await;
    page.text_with("logs-line", READ).await;
    let gone = "!document.querySelector('[data-testid=logs-lines]')";
    let selected = format!("document.querySelector('.current [data-testid=log-text]')?.textContent === {READ:?}");
    for wraps in [false, true] {
        if wraps {
            page.click("logs-wrap").await;
            page.until("wrapped lines", "document.querySelector('[data-testid=log-line].wrap')").await;
            shows(page, READ).await;
            page.settle().await;
        }
        let height = height_of(page, READ).await;
        page.click("dock-collapse").await;
        page.until("no dock", gone).await;
        if !wraps {
            go_on(stage, "many");
            wait_until("more", || docker(&stage.world.engine, &["logs", "--tail", "1", "many"]) == "more 500");
        }
        page.click("dock-collapse").await;
        shows(page, READ).await;
        page.text_with("logs-to-end", "500 new lines").await;
        assert_eq!(height_of(page, READ).await, height, "wrapped: {wraps}");
        // The other one is at its end still.
        page.chord(&[key::CONTROL, key::PAGE_UP]).await;
        shows(page, "300").await;
        page.chord(&[key::CONTROL, key::PAGE_DOWN]).await;
        shows(page, READ).await;
        page.text_with("logs-line", READ).await;
        page.until("what was selected", &selected).await;
        assert_eq!(height_of(page, READ).await, height, "wrapped: {wraps}");
    }
    page.settle().await;
    page.picture("logs-place-kept").await;
    window.close().await;
}

async fn a_search_says_that_it_is_in_a_part_and_leads_to_all(stage: &Stage) {
    stage.clear();
    for (language, dark) in [("C.UTF-8", false), ("fr_FR.UTF-8", true)] {
        let window = Window::open_with(stage, Options { language, ..Options::of(stage) }).await;
        let page = &window.page;
        if dark {
            page.client().set_window_size(720, 700).await.unwrap();
            page.click("nav-settings").await;
            page.click("theme-dark").await;
        } else {
            prints(stage, "rare", "echo a needle; seq 1 100000 | sed 's/^/line /'", "true");
            wait_until("all lines", || docker(&stage.world.engine, &["logs", "--tail", "1", "rare"]) == "line 100000");
        }
        page.command("docker logs -f --tail 200 rare").await;
        shows(page, "line 100000").await;
        focus_lines(page).await;
        page.chord(&[key::CONTROL, 'f']).await;
        page.type_text("needle").await;
        page.text_with("logs-part", "200").await;
        page.text_with("logs-count", if dark { "Rien ici" } else { "No match here" }).await;
        page.settle().await;
        page.picture(if dark { "logs-part-french" } else { "logs-part" }).await;
        page.axe("[data-testid=dock]").await;
        if dark {
            page.click("logs-regex").await;
            page.type_text("(").await;
            page.text_with("logs-count", "groupe\u{a0}( non fermé, au caractère 7").await;
            page.settle().await;
            page.picture("logs-pattern-french").await;
            page.axe("[data-testid=dock]").await;
            page.fill("logs-search", "needle").await;
            page.click("logs-regex").await;
        }
        // Only matches, of which there is none: what is above is not fetched by itself.
        page.click("logs-matches-only").await;
        page.find("logs-empty").await;
        page.settle().await;
        page.text_with("logs-held", "200").await;
        page.picture(if dark { "logs-part-none-french" } else { "logs-part-none" }).await;
        page.click("logs-matches-only").await;
        page.click("logs-read-all").await;
        shows(page, "a needle").await;
        page.text_with("logs-count", if dark { "1 sur 1" } else { "1 of 1" }).await;
        page.until("all of it", "!document.querySelector('[data-testid=logs-part]')").await;
        window.close().await;
    }
}

async fn a_part_ends_where_it_was_told_to_and_goes_back_to_its_beginning(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    prints(stage, "part", "seq 1 1500; sleep 2; seq 1501 1750", "echo after all");
    wait_until("all lines", || docker(engine, &["logs", "--tail", "1", "part"]) == "1750");
    // Between the two halves: the first of the second without its part of a second.
    let stamped = docker(engine, &["logs", "--timestamps", "--tail", "250", "part"]);
    let instant = format!("{}Z", &stamped[.."2026-01-02T03:04:05".len()]);
    let nothing_earlier = "!document.querySelector('[data-testid=logs-earlier]')";

    // No less than what is asked for.
    page.command(&format!("docker logs --since {instant} part")).await;
    page.text_with("logs-held", "250 lines").await;
    shows(page, "1750").await;
    page.until("nothing earlier", nothing_earlier).await;
    focus_lines(page).await;
    page.chord(&[key::HOME]).await;
    shows(page, "1501").await;
    page.click("dock-tab-close").await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab]')").await;

    // The last lines before the end, though the container went on; what is above them, and nothing below.
    page.command(&format!("docker logs --until {instant} --tail 200 part")).await;
    page.text_with("logs-held", "200 lines").await;
    shows(page, "1500").await;
    phase(page, "read").await;
    page.settle().await;
    page.picture("logs-until").await;
    // Not more at once than where no end is named.
    focus_lines(page).await;
    page.chord(&[key::HOME]).await;
    page.text_with("logs-held", "1,200 lines").await;
    page.until("rows above", ROWS_ABOVE).await;
    to_the_beginning(page, "1,500 lines", "1").await;
    page.chord(&[key::END]).await;
    shows(page, "1500").await;

    // The other half, by its last lines, followed.
    page.click("logs-range").await;
    page.fill("logs-until", "").await;
    page.fill("logs-since", &instant).await;
    page.click("logs-begin").await;
    shows(page, "1750").await;
    page.text_with("logs-held", "200 lines").await;
    phase(page, "following").await;
    to_the_beginning(page, "250 lines", "1501").await;
    go_on(stage, "part");
    page.text_with("logs-to-end", "1 new line").await;
    page.chord(&[key::END]).await;
    shows(page, "after all").await;
    window.close().await;
}

async fn what_is_held_in_part_is_saved_whole(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    let folder = Scratch::new();
    // An engine reads the two outputs by two threads: what comes a moment later comes last.
    prints(stage, "long", "seq 1 20000 | sed 's/^/line /'; sleep 1; echo oops >&2", "true");
    let printed = || docker_command(engine).args(["logs", "long"]).output().unwrap();
    wait_until("all lines", || printed().stdout.ends_with(b"line 20000\n") && printed().stderr == b"oops\n");
    page.command("docker logs --tail 200 long").await;
    shows(page, "oops").await;
    page.click("logs-timestamps").await;
    page.until("no times", "!document.querySelector('[data-testid=log-line] .at')").await;
    page.click("logs-stderr").await;
    page.text_with("logs-held", "1 of 200 lines").await;

    let saved = folder.join("long.log");
    page.click("logs-more").await;
    page.text_with("logs-save-whole", "the whole log").await;
    page.settle().await;
    page.picture("logs-save-whole").await;
    page.axe("[role=menu]").await;
    page.click("logs-save-whole").await;
    Desktop::of(stage).choose_file("Save File", &saved).await;
    page.text_with("toast", "The whole log of long is saved").await;
    // Where the one output stands in the other an engine does not say exactly.
    let text = std::fs::read_to_string(&saved).unwrap();
    let (errors, lines): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| *line == "oops");
    assert_eq!(errors, ["oops"]);
    assert_eq!(format!("{}\n", lines.join("\n")).into_bytes(), printed().stdout);
    window.close().await;
}

/// Two that have printed one after the other, and go on when they are told to.
fn one_after_the_other(stage: &Stage) {
    let has_printed = |name: &str, last: &str| {
        wait_until(last, || docker(&stage.world.engine, &["logs", "--tail", "1", name]) == last);
    };
    prints(stage, "quiet", "seq 1 300 | sed 's/^/quiet /'", "seq 301 340 | sed 's/^/quiet /'");
    has_printed("quiet", "quiet 300");
    prints(stage, "busy", "seq 1 3000 | sed 's/^/busy /'", "true");
    has_printed("busy", "busy 3000");
}

async fn a_merged_view_says_where_the_lines_of_one_begin_and_fetches_those_above(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    one_after_the_other(stage);
    page.command("docker logs -f --tail 4 quiet busy").await;
    shows(page, "busy 3000").await;
    page.text_with("logs-missing", "busy").await;
    let marked = "document.querySelector('[data-testid=logs-missing]').closest('[data-testid=log-line]')";
    page.until(
        "the first line",
        &format!("{marked}.querySelector('[data-testid=log-text]').textContent === 'busy 2997'"),
    )
    .await;
    page.settle().await;
    page.picture("logs-missing").await;
    page.axe("[data-testid=dock]").await;
    page.click("dock-tab-close").await;
    page.until("no tab", "!document.querySelector('[data-testid=dock-tab]')").await;

    page.command("docker logs -f --tail 200 quiet busy").await;
    shows(page, "busy 3000").await;
    page.text_with("logs-held", "400 lines").await;
    // Where the lines of one begin, and far from the first row.
    page.script("document.querySelector('[data-testid=logs-lines]').scrollTop = 4000", Vec::new()).await;
    page.text_with("logs-held", "1,400 lines").await;
    shows(page, "busy 2801").await;
    window.close().await;
}

async fn a_match_stays_chosen_and_in_sight_where_the_lines_around_it_are_shown_again(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    one_after_the_other(stage);
    page.command("docker logs -f --tail 300 quiet busy").await;
    shows(page, "busy 3000").await;
    focus_lines(page).await;
    for _ in 0..13 {
        page.chord(&[key::UP]).await;
    }
    page.fill("logs-search", "7$").await;
    page.click("logs-regex").await;
    page.text_with("logs-count", "59 of 60").await;
    page.click("logs-matches-only").await;
    page.text_with("logs-held", "60 of 600 lines").await;
    page.text_with("logs-count", "59 of 60").await;
    page.settle().await;
    focus_lines(page).await;
    page.chord(&[key::UP]).await;
    page.chord(&[key::UP]).await;
    let selected =
        |text: &str| format!("document.querySelector('.current [data-testid=log-text]')?.textContent === {text:?}");
    page.until("another match", &selected("busy 2967")).await;
    // What stands around it is looked at.
    page.click("logs-matches-only").await;
    shows(page, "busy 2966").await;
    page.until("the same match", &selected("busy 2967")).await;
    page.text_with("logs-count", "57 of 60").await;
    page.click("logs-stderr").await;
    page.find("logs-empty").await;
    page.click("logs-both").await;
    shows(page, "busy 2966").await;
    window.close().await;
}

/// All of them are in sight, and not all of the log is.
async fn a_few_lines_are_chosen_searched_and_scrolled_by_the_pointer(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let wide = "printf '%0900d' 7 | tr 0 '.'; echo ' the needle of it'";
    prints(stage, "few", &format!("seq 1 300 | sed 's/^/line /'; {wide}; echo last"), "true");
    wait_until("all lines", || docker(&stage.world.engine, &["logs", "--tail", "1", "few"]) == "last");
    page.command("docker logs --tail 4 few").await;
    shows(page, "last").await;

    page.text_with("logs-held", "4 lines").await;
    let up = "document.querySelector('[data-testid=logs-lines]').dispatchEvent(
        new WheelEvent('wheel', { deltaY: -60, bubbles: true, cancelable: true }))";
    page.script(up, Vec::new()).await;
    page.text_with("logs-held", "302 lines").await;
    shows(page, "last").await;

    // Where the text is: a row is as wide as the widest.
    let text_of = async |text: &str| {
        let lines = "[...document.querySelectorAll('[data-testid=log-text]')]";
        let at = format!("return {lines}.findIndex((one) => one.textContent === {text:?})");
        let at = page.script(&at, Vec::new()).await.as_u64().unwrap();
        format!("[data-testid=log-line]:nth-child({}) [data-testid=log-text]", at + 1)
    };
    page.click_css(&text_of("line 300").await).await;
    page.click_holding(key::SHIFT, &text_of("last").await).await;
    page.until("three lines", "document.querySelectorAll('[data-testid=log-line][aria-selected=true]').length === 3")
        .await;
    page.until("no text", "getSelection().isCollapsed").await;

    // Where it is found it is seen, however far to the right.
    page.chord(&[key::CONTROL, 'f']).await;
    page.type_text("needle").await;
    let seen = "(() => { const seen = document.querySelector('[data-testid=logs-lines]').getBoundingClientRect();
        const at = document.querySelector('.current mark')?.getBoundingClientRect();
        return at?.left > seen.left && at.right < seen.right; })()";
    page.until("the match in sight", seen).await;
    page.picture("logs-match-to-the-right").await;
    page.chord(&[key::CONTROL, 'a']).await;
    page.type_text("300").await;
    page.until("another one, at the left", seen).await;
    page.until("all that is before it", "document.querySelector('[data-testid=logs-lines]').scrollLeft === 0").await;
    window.close().await;
}
