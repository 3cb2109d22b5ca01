//! Lines of logs that are more than a row: read to their end, found in beyond what is shown, coloured by what was before them.

use quayside_test_support::{docker, trials, wait_until};

use crate::logs::{focus_lines, go_on, open, prints, shows};
use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    a_line_of_ten_megabytes_is_read_to_its_end_by_keys,
    a_colour_goes_on_in_the_next_line,
    several_containers_say_by_how_many_lines_they_begin,
];

/// What is drawn of the line that is unfolded and in sight.
const IN_SIGHT: &str =
    "(() => { const seen = document.querySelector('[data-testid=logs-line]')?.getBoundingClientRect();
    return [...document.querySelectorAll('[data-testid=logs-line-piece]')].filter((one) => {
        const at = one.getBoundingClientRect(); return at.bottom > seen.top + 1 && at.top < seen.bottom - 1; }); })()";

const TOP: &str = "document.querySelector('[data-testid=logs-line]').getBoundingClientRect().top";

/// The match that was gone to stands where one sees it.
async fn sees_the_match(page: &Page, text: &str) {
    let seen = format!(
        "(() => {{ const mark = document.querySelector('[data-testid=logs-line] mark[data-current]');
            const edge = document.querySelector('[data-testid=logs-line]')?.getBoundingClientRect();
            const at = mark?.getBoundingClientRect();
            return mark?.textContent === {text:?} && at.top >= edge.top && at.bottom <= edge.bottom; }})()"
    );
    page.until(&format!("the match {text:?} in sight"), &seen).await;
}

async fn last_piece_ends_in_sight(page: &Page, with: &str) {
    let ends = format!(
        "(() => {{ const last = {IN_SIGHT}.at(-1); const seen = document.querySelector('[data-testid=logs-line]');
            return last?.textContent.endsWith({with:?})
                && last.getBoundingClientRect().bottom <= seen.getBoundingClientRect().bottom + 1; }})()"
    );
    page.until("the end in sight", &ends).await;
}

async fn a_line_of_ten_megabytes_is_read_to_its_end_by_keys(stage: &Stage) {
    const LENGTH: usize = 10_000_000;
    let window = Window::open(stage).await;
    let page = &window.page;
    let line = format!("printf 'first \\033[32mneedle\\033[0m '; head -c {LENGTH} /dev/zero | tr '\\0' x");
    let first = format!("echo before; {line}; printf ' the \\033[31mlast needle\\033[0m of all\\n'; echo short");
    prints(stage, "long", &first, "echo after");
    wait_until("all to be printed", || docker(&stage.world.engine, &["logs", "--tail", "1", "long"]) == "short");
    page.command("docker logs --tail 1000 long").await;
    shows(page, "short").await;
    page.text_with("logs-held", "3 lines").await;

    // Found where nothing of it is shown: the line says so, and the match is gone to.
    focus_lines(page).await;
    page.chord(&[key::CONTROL, 'f']).await;
    page.type_text("last needle").await;
    page.text_with("logs-count", "1 of 1").await;
    page.find_css("[data-testid=log-line].current .further").await;
    page.settle().await;
    page.picture("log-line-found-further").await;
    page.chord(&[key::ENTER]).await;
    sees_the_match(page, "last needle").await;
    page.text_with("logs-line-count", "1 of 1").await;
    let whole = "10,000,036 characters";
    page.text_with("logs-line-about", whole).await;
    let red =
        "document.querySelector('[data-testid=logs-line] mark[data-current]').getAttribute('style').includes('red')";
    page.until("its colour", red).await;
    page.settle().await;
    page.picture("log-line-far-end").await;
    page.axe("[data-testid=dock]").await;
    page.until("a page that holds little of it", "document.body.textContent.length < 100000").await;

    // Both of them, from the find field.
    page.chord(&[key::CONTROL, 'a']).await;
    page.type_text("needle").await;
    sees_the_match(page, "needle").await;
    page.text_with("logs-line-count", "1 of 2").await;
    page.chord(&[key::ENTER]).await;
    page.text_with("logs-line-count", "2 of 2").await;
    sees_the_match(page, "needle").await;
    last_piece_ends_in_sight(page, " of all").await;

    // Read on by keys: into the line, from its beginning to its end and back.
    focus_lines(page).await;
    for _ in 0..10 {
        page.chord(&[key::TAB]).await;
        let there = page.script("return document.activeElement?.dataset.testid", Vec::new()).await;
        if there == "logs-line" {
            break;
        }
    }
    page.chord(&[key::HOME]).await;
    page.until("the beginning", &format!("{IN_SIGHT}[0]?.textContent.startsWith('first needle xxx')")).await;
    page.chord(&[key::PAGE_DOWN]).await;
    page.until("a page on", &format!("{IN_SIGHT}[0]?.getBoundingClientRect().top < {TOP} - 20")).await;
    page.chord(&[key::END]).await;
    last_piece_ends_in_sight(page, " of all").await;
    page.until("how far it is", &format!("{IN_SIGHT}.at(-1).dataset.before === '10,000,000'")).await;
    page.chord(&[key::PAGE_UP]).await;
    page.until("a page back", &format!("!{IN_SIGHT}.at(-1).textContent.endsWith(' of all')")).await;
    page.chord(&[key::ESCAPE]).await;
    page.until("nothing unfolded", "!document.querySelector('[data-testid=logs-unfolded]')").await;

    // By the mouse, where the line is cut; and in the other theme.
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.click("logs-wrap").await;
    let rest = "[...document.querySelectorAll('[data-testid=log-line] [data-rest]')][0]";
    page.until("where it is cut", &format!("{rest} !== undefined")).await;
    page.script(&format!("{rest}.scrollIntoView({{ block: 'center' }})"), Vec::new()).await;
    page.click_css("[data-testid=log-line] [data-rest]").await;
    page.text_with("logs-line-about", whole).await;
    sees_the_match(page, "needle").await;
    page.settle().await;
    page.picture("log-line-dark").await;
    page.axe("[data-testid=dock]").await;
    go_on(stage, "long");
    page.click("logs-fold").await;
    page.until("nothing unfolded", "!document.querySelector('[data-testid=logs-unfolded]')").await;
    window.close().await;
}

async fn a_colour_goes_on_in_the_next_line(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let first = "printf '\\033[31mred begins\\n'; echo an error is plain >&2; echo and goes on; \
                 i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); done; printf 'until \\033[0mhere\\n'";
    prints(stage, "colours", first, "echo plain again");
    wait_until("all lines", || docker(&stage.world.engine, &["logs", "colours"]).contains("until"));
    open(page, "colours").await;
    shows(page, "until here").await;
    let colour = |text: &str| {
        format!(
            "[...document.querySelectorAll('[data-testid=log-text]')].find((one) => one.textContent === {text:?})\
             ?.querySelector('span')?.style.color ?? ''"
        )
    };
    // Nobody knows what was before the first line that is here.
    page.until("a plain line", &format!("({}) === ''", colour("line 299"))).await;
    focus_lines(page).await;
    page.chord(&[key::HOME]).await;
    page.text_with("logs-held", "304 lines").await;
    // The count is told before the rows are there: what is read stays where it is until then.
    let above = "[...document.querySelectorAll('[data-testid=log-line]')].some((row) => row.dataset.number < 0)";
    page.until("the rows above", above).await;
    page.chord(&[key::HOME]).await;
    shows(page, "red begins").await;
    page.until("its colour below", &format!("({}).includes('red')", colour("and goes on"))).await;
    page.until("of one output", &format!("({}) === ''", colour("an error is plain"))).await;
    page.settle().await;
    page.picture("log-colours").await;
    page.chord(&[key::END]).await;
    shows(page, "until here").await;
    page.until("its colour to the last", &format!("({}).includes('red')", colour("line 299"))).await;
    go_on(stage, "colours");
    shows(page, "plain again").await;
    page.until("a plain line", &format!("({}) === ''", colour("plain again"))).await;
    window.close().await;
}

async fn several_containers_say_by_how_many_lines_they_begin(stage: &Stage) {
    stage.clear();
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    for name in ["one", "two"] {
        prints(
            stage,
            name,
            &format!("seq 1 6000 | sed 's/$/ of {name}/'; head -c 20000 /dev/zero | tr '\\0' y; echo"),
            "true",
        );
        wait_until("all lines", || docker(&stage.world.engine, &["logs", "--tail", "1", name]).ends_with("yyy"));
    }
    page.client().set_window_size(900, 860).await.unwrap();
    page.command("docker logs --tail 20000 one two").await;
    page.find("logs-lines").await;
    page.text_with("last-command", "--tail 5000").await;
    // An engine counts a long line twice.
    page.text_with("logs-held", "998 lignes").await;
    page.text_with("logs-fewer", "000 de chacun au début").await;
    focus_lines(page).await;
    page.chord(&[key::UP]).await;
    page.chord(&[key::ENTER]).await;
    page.text_with("logs-line-about", "caractères").await;
    page.settle().await;
    page.picture("log-lines-french").await;
    page.axe("[data-testid=dock]").await;
    page.click("logs-range").await;
    page.text_with("logs-range-form", "Pour plusieurs conteneurs").await;
    let asked = "document.querySelector('[data-testid=logs-tail]').value === '20000'";
    page.until("what was asked for", asked).await;
    page.settle().await;
    page.picture("logs-several-range").await;
    page.axe("[data-testid=logs-range-form]").await;
    window.close().await;
}
