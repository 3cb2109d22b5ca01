//! The text of logs as a person sees it and takes it along: selected while lines come, found on any ground, of containers whose names are long.

use quayside_test_support::{docker, trials, wait_until};

use crate::logs::{focus_lines, go_on, open, prints, shows};
use crate::page::key;
use crate::stage::Stage;
use crate::window::Window;

trials![Stage;
    text_that_is_selected_while_lines_come_is_what_is_copied,
    matches_and_names_are_told_apart,
];

async fn text_that_is_selected_while_lines_come_is_what_is_copied(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let first = "seq 1 300 | sed 's/^/before /'; printf 'with\\342\\200\\213out\\n'";
    prints(stage, "many", first, "seq 1 3000 | sed 's/^/after /'");
    wait_until("all lines", || docker(&stage.world.engine, &["logs", "many"]).contains("out"));
    open(page, "many").await;
    let last = "with⟨U+200B⟩out";
    shows(page, last).await;
    page.settle().await;

    // From the beginning of a line to the end of the next one.
    let ends = page
        .script(
            "const [from, to] = [...document.querySelectorAll('[data-testid=log-text]')].slice(-2)
                .map((one) => one.getBoundingClientRect());
            return [from.left + 1, from.top + 10, to.right - 6 - from.left, to.top - from.top]",
            Vec::new(),
        )
        .await;
    let [x, y, right, down] = [0, 1, 2, 3].map(|at| ends[at].as_f64().unwrap().round());
    page.drag_from((x, y), (right, down)).await;
    page.until("what is selected", "String(getSelection()).includes('300')").await;
    go_on(stage, "many");
    page.text_with("logs-to-end", "3,000 new lines").await;
    shows(page, last).await;
    page.picture("log-text-selected").await;
    page.chord(&[key::CONTROL, 'c']).await;
    let selected = "before 300\nwith\u{200b}out";
    page.poll("the copy", async || (page.clipboard().await == selected).then_some(())).await;

    // At the end nothing is selected, and nothing is copied.
    page.chord(&[key::END]).await;
    shows(page, "after 3000").await;
    page.until("nothing selected", "getSelection().isCollapsed").await;
    focus_lines(page).await;
    page.chord(&[key::CONTROL, 'c']).await;
    let said = "[...document.querySelectorAll('[data-testid=toast]')].some((one) => one.textContent.includes('Nothing is chosen'))";
    page.until("why nothing is copied", said).await;
    assert_eq!(page.clipboard().await, selected);

    // What is read is read on when the page is loaded anew.
    // Where a row begins: a part of one is not kept.
    page.script("document.querySelector('[data-testid=logs-lines]').scrollTop = 58000", Vec::new()).await;
    page.until("away from the end", "document.querySelector('[data-testid=logs]').dataset.stuck === 'false'").await;
    page.settle().await;
    let first = "(() => { const edge = document.querySelector('[data-testid=logs-lines]')?.getBoundingClientRect();
        return [...document.querySelectorAll('[data-testid=log-text]')]
            .find((one) => one.getBoundingClientRect().bottom > edge.top + 1)?.textContent; })()";
    let read = page.script(&format!("return {first}"), Vec::new()).await;
    page.client().refresh().await.unwrap();
    page.click_css("[data-testid=dock-tab][data-kind=logs]").await;
    page.until(&format!("the line {read}"), &format!("{first} === {read}")).await;
    window.close().await;
}

async fn matches_and_names_are_told_apart(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let names = [1, 2, 3].map(|number| format!("myproject-backend-worker-{number}"));
    let lines = "printf '\\033[43m a needle on yellow \\033[0m and \\033[7m a needle turned over \\033[0m\\n'; \
                 printf '\\033[30mblack \\033[90mgrey \\033[2mdim \\033[38;2;0;0;90mblue needle\\033[0m\\n'; \
                 printf '\\033[1;31mERROR\\033[0m a needle\\n'";
    for name in &names {
        prints(stage, name, lines, "true");
        wait_until("all lines", || docker(&stage.world.engine, &["logs", name]).contains("ERROR"));
    }
    page.command(&format!("docker logs -ftn5 {}", names.join(" "))).await;
    page.text_with("logs-held", "9 lines").await;
    let drawn = "[...new Set([...document.querySelectorAll('[data-testid=log-line] .name [aria-hidden]')].map((one) => one.textContent))].join()";
    page.until("their names", &format!("{drawn} === 'worker-1,worker-2,worker-3'")).await;
    page.fill("logs-search", "needle").await;
    page.text_with("logs-count", "of 9").await;
    // Whatever ground the program has named, a match has that of a match.
    let grounds = "new Set([...document.querySelectorAll('[data-testid=log-line]:not(.current) [data-testid=log-text] mark')]\
                   .map((one) => getComputedStyle(one).backgroundColor)).size";
    page.until("one ground", &format!("{grounds} === 1")).await;
    focus_lines(page).await;
    page.settle().await;
    page.picture("log-matches").await;
    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.settle().await;
    page.picture("log-matches-dark").await;
    window.close().await;
}
