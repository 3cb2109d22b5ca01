//! The window on Podman, whose Docker API differs where it matters: whole names, no bytes while it pulls, sums that it gives
//! no account of. The podman command line is the second witness.

use quayside_e2e::page::{Page, key};
use quayside_test_support::{PrivatePodman, Scratch, trials};
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::stage::Stage;
use crate::terminal::Terminal;
use crate::window::{Options, Window};

trials![Stage;
    images_of_podman_are_moved_from_the_window,
    containers_of_podman_are_run_from_the_window,
    lines_of_podmans_terminals_have_their_times,
];

const BUSYBOX: &str = "docker.io/library/busybox:latest";
const CENTOS: &str = "docker.io/library/centos:latest";

fn start(stage: &Stage) -> PrivatePodman {
    stage.clear();
    PrivatePodman::start(Some(&stage.world.mirror.host_and_port()))
}

async fn open(stage: &Stage, podman: &PrivatePodman) -> Window {
    Window::open_with(stage, Options { docker_host: podman.host(), ..Options::of(stage) }).await
}

fn row(reference: &str) -> String {
    format!("[data-testid=image-row][data-reference=\"{reference}\"]")
}

/// Opens the menu of a row with the keyboard.
async fn row_menu(page: &Page, reference: &str, item: &str) {
    page.click_css(&row(reference)).await;
    page.chord(&[key::SHIFT, key::F10]).await;
    page.click(&format!("menu-{item}")).await;
}

/// Waits for the newest job of a kind to be done, from wherever one is, and goes back to the images.
async fn done(page: &Page, kind: &str) {
    page.click("nav-activity").await;
    page.find_css(&format!("[data-testid=job][data-kind={kind}][data-at=done]")).await;
    page.click("nav-images").await;
}

async fn pull(page: &Page, reference: &str) {
    page.click("pull-open").await;
    page.fill("pull-reference", reference).await;
    page.click("pull-start").await;
}

/// The rows of the grid are the lines of `podman images`: name, id, size.
async fn rows_are_those_of_podman(page: &Page, podman: &PrivatePodman) {
    let code = "return [...document.querySelectorAll('[data-testid=image-row]')]
        .map((row) => [row.dataset.reference, row.innerText.split(/\\s+/)])";
    page.poll("the rows of podman images", async || {
        let printed = podman.podman(&["images", "--format", "{{.Repository}}:{{.Tag}}|{{.ID}}|{{.Size}}"]).unwrap();
        let rows = page.script(code, Vec::new()).await;
        let rows = rows.as_array().unwrap();
        let shown = |line: &str| {
            let mut parts = line.split('|');
            let name = json!(parts.next().unwrap());
            let words: Vec<_> = parts.map(|part| json!(part.replace(' ', ""))).collect();
            let has = |row: &Value| words.iter().all(|word| row[1].as_array().unwrap().contains(word));
            rows.iter().any(|row| row[0] == name && has(row))
        };
        (rows.len() == printed.lines().count() && printed.lines().all(shown)).then_some(())
    })
    .await;
}

fn id(podman: &PrivatePodman, image: &str) -> Result<String, String> {
    podman.podman(&["image", "inspect", "--format", "{{.Id}}", image])
}

async fn images_of_podman_are_moved_from_the_window(stage: &Stage) {
    let podman = start(stage);
    let folder = Scratch::new();
    let window = open(stage, &podman).await;
    let page = &window.page;
    page.find("images-empty").await;
    stage.world.mirror.throttle(Some(500_000));
    pull(page, CENTOS).await;
    // It counts layers and no bytes.
    page.text_with("pull-progress", "of 2 layers").await;
    page.settle().await;
    page.picture("podman-pull").await;
    stage.world.mirror.throttle(None);
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    pull(page, BUSYBOX).await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    let busybox = id(&podman, BUSYBOX).unwrap();

    let there = format!("{}/window/box:1", stage.world.mirror.host_and_port());
    row_menu(page, BUSYBOX, "tag").await;
    page.fill("tag-name", &there).await;
    page.click("tag-push").await;
    page.click("tag-confirm").await;
    page.find_css(&row(&there)).await;
    done(page, "push").await;
    rows_are_those_of_podman(page, &podman).await;
    page.settle().await;
    page.picture("podman-images").await;
    row_menu(page, &there, "untag").await;
    page.poll("the name to go", async || id(&podman, &there).is_err().then_some(())).await;
    pull(page, &there).await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.click("pull-close").await;
    assert_eq!(id(&podman, &there).unwrap(), busybox, "what was pushed is what comes back");

    row_menu(page, BUSYBOX, "save").await;
    let file = folder.join("busybox.tar");
    Desktop::of(stage).choose_file("Save File", &file).await;
    done(page, "save").await;

    // Removed with all of its names, the preview first.
    page.click("nav-settings").await;
    page.click("undo-0").await;
    page.click("nav-images").await;
    page.click_css(&row(BUSYBOX)).await;
    page.ctrl_click(&row(&there)).await;
    page.chord(&[key::DELETE]).await;
    page.text_with("remove-sum", "1 image deleted").await;
    page.settle().await;
    page.picture("podman-remove").await;
    page.click("remove-confirm").await;
    page.poll("the image to go", async || id(&podman, &busybox).is_err().then_some(())).await;
    rows_are_those_of_podman(page, &podman).await;

    page.chord(&[key::CONTROL, 'o']).await;
    Desktop::of(stage).choose_file("Open File", &file).await;
    page.find_css(&row(BUSYBOX)).await;
    assert_eq!(id(&podman, BUSYBOX).unwrap(), busybox, "what was saved is what is loaded");

    // An image without a name is what a clean-up takes.
    podman.podman(&["create", "--name", "noted", BUSYBOX, "true"]).unwrap();
    let nameless = podman.podman(&["commit", "--quiet", "noted"]).unwrap();
    podman.podman(&["rm", "noted"]).unwrap();
    page.command("docker image prune").await;
    page.until("one row", "document.querySelectorAll('[data-testid=remove-row]').length === 1").await;
    page.settle().await;
    page.picture("podman-clean-up").await;
    page.click("clean-up-confirm").await;
    page.poll("the nameless one to go", async || id(&podman, nameless.trim()).is_err().then_some(())).await;
    page.until("no dialog", "!document.querySelector('[role=dialog]')").await;
    rows_are_those_of_podman(page, &podman).await;
    window.close().await;
}

async fn containers_of_podman_are_run_from_the_window(stage: &Stage) {
    let podman = start(stage);
    let window = open(stage, &podman).await;
    let page = &window.page;
    page.click("run-hello-empty").await;
    let terminal = Terminal::front(page, "hello").await;
    terminal.shows("Hello from Docker!").await;
    terminal.exited_with(0).await;
    page.settle().await;
    page.picture("podman-hello").await;

    podman.podman(&["pull", "--quiet", CENTOS]).unwrap();
    page.click_css(&row(CENTOS)).await;
    page.click("details-run-interactive").await;
    let shell = Terminal::front(page, "run").await;
    shell.shows("[root@").await;
    shell.run("echo $((6*7))", "42").await;
    shell.agrees_on_its_size().await;
    page.settle().await;
    page.picture("podman-shell").await;
    shell.type_text("exit 3\n").await;
    shell.exited_with(3).await;

    // Out of the terminal, to which the keys go.
    page.click("nav-images").await;
    page.inspect(&format!("docker image inspect {CENTOS}")).await;
    page.go_to_path(".Id").await;
    let id = id(&podman, CENTOS).unwrap();
    page.text_with("inspect-tree", &id[..20]).await;
    page.settle().await;
    page.picture("podman-inspect").await;
    window.close().await;
}

/// Podman gives them to the second; what looks like an instant may be printed too.
async fn lines_of_podmans_terminals_have_their_times(stage: &Stage) {
    let podman = start(stage);
    let window = open(stage, &podman).await;
    let page = &window.page;
    podman.podman(&["pull", "--quiet", BUSYBOX]).unwrap();
    let script = "echo quay; sleep 1.2; echo '2026-01-02T03:04:05Z printed'";
    let run = ["run", "--detach", "--tty", "--name", "printer", BUSYBOX, "sh", "-c", script];
    podman.podman(&run).unwrap();
    podman.podman(&["wait", "printer"]).unwrap();
    page.click("nav-containers").await;
    page.click_css("[data-testid=container-row][data-name=printer]").await;
    page.click("selection-logs").await;
    let code = "return [...document.querySelectorAll('[data-testid=log-line]')].map((line) =>
        [line.querySelector('.at')?.title ?? '', line.querySelector('[data-testid=log-text]').textContent])";
    let shown = page
        .poll("two lines", async || {
            let lines: Vec<(String, String)> = serde_json::from_value(page.script(code, Vec::new()).await).ok()?;
            (lines.len() == 2).then_some(lines)
        })
        .await;
    page.settle().await;
    page.picture("podman-log-times").await;

    // The file that Podman writes begins each line with its instant.
    let path = podman.podman(&["inspect", "--format", "{{.HostConfig.LogConfig.Path}}", "printer"]).unwrap();
    let kept = std::fs::read_to_string(path.trim()).unwrap();
    let texts: Vec<&str> = shown.iter().map(|(_, text)| &**text).collect();
    assert_eq!(texts, ["quay", "2026-01-02T03:04:05Z printed"]);
    assert_eq!(kept.lines().count(), 2, "{kept}");
    for ((at, _), line) in shown.iter().zip(kept.lines()) {
        // Minutes and seconds: the window's hours are those of another place.
        assert_eq!(at[14..19], line[14..19], "{at} {line}");
    }
    window.close().await;
}
