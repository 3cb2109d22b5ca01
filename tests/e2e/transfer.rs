//! What moves images, from the window, against what docker then says: tags, pushes, saves, loads, imports, exports, commits.

use std::path::Path;
use std::process::Command;

use quayside_e2e::page::{Page, key};
use quayside_test_support::{Address, Proxy, Scratch, SmallDisk, docker, trials, try_docker};

use crate::desktop::Desktop;
use crate::drag::Drag;
use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    a_name_is_given_taken_away_and_given_back,
    an_image_is_pushed_and_can_be_pulled,
    an_image_is_saved_and_loaded_again,
    several_images_are_saved_in_one_compressed_file,
    what_is_dragged_onto_the_window_is_loaded,
    a_container_is_exported_and_imported,
    a_container_is_committed,
    a_save_that_is_killed_leaves_no_half_file,
    a_save_onto_a_full_disk_says_so_and_leaves_nothing,
];

fn id(stage: &Stage, name: &str) -> String {
    docker(&stage.world.engine, &["inspect", "-f", "{{.Id}}", name])
}

/// Files in a scratch folder, but for those that the folder is kept by.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains('.')).collect()
}

fn row(reference: &str) -> String {
    format!("[data-testid=image-row][data-reference=\"{reference}\"]")
}

/// Opens the menu of a row with the keyboard.
async fn row_menu(page: &Page, css: &str, item: &str) {
    page.click_css(css).await;
    page.chord(&[key::SHIFT, key::F10]).await;
    page.click(&format!("menu-{item}")).await;
}

/// Waits until the window says so in passing.
async fn said(page: &Page, words: &str) {
    let toasts = "[...document.querySelectorAll('[data-testid=toast]')]";
    page.until(words, &format!("{toasts}.some((toast) => toast.innerText.includes({words:?}))")).await;
}

/// Opens the newest job in Activity.
async fn newest_job(page: &Page, kind: &str) {
    page.click("nav-activity").await;
    page.click_css(&format!("[data-testid=job][data-kind={kind}] [data-testid=job-head]")).await;
    page.find("job-more").await;
    page.settle().await;
}

async fn a_name_is_given_taken_away_and_given_back(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    stage.load("hello-world");
    // What is loaded last comes above the other, and moves it.
    page.find_css(&row("hello-world:latest")).await;
    row_menu(page, &row("busybox:latest"), "tag").await;
    page.fill("tag-name", "Acme/Box").await;
    page.chord(&[key::ENTER]).await;
    page.text_that("tag-note", "a fault", |text| text.contains("Expected") || text.contains("lower case")).await;
    page.fill("tag-name", "hello-world:latest").await;
    page.text_with("tag-note", "another image").await;
    page.settle().await;
    page.picture("tag-moves").await;
    page.axe("[data-testid=tag-dialog]").await;
    page.fill("tag-name", "acme/box:1").await;
    page.text_with("tag-note", "No image").await;
    page.text_with("tag-line", "docker tag busybox:latest acme/box:1").await;
    page.chord(&[key::ENTER]).await;
    page.find_css(&row("acme/box:1")).await;
    assert_eq!(id(stage, "acme/box:1"), id(stage, "busybox"));

    row_menu(page, &row("acme/box:1"), "untag").await;
    page.poll("the name to go", async || try_docker(engine, &["inspect", "acme/box:1"]).is_err().then_some(())).await;
    page.click_css("[data-testid=toast]:last-of-type [data-testid=toast-action]").await;
    page.poll("the name to be back", async || try_docker(engine, &["inspect", "acme/box:1"]).ok()).await;

    page.command("docker tag busybox typed/name:2").await;
    page.find_css(&row("typed/name:2")).await;

    // A name that moves is said before, and goes back to the image that had it.
    let hello = id(stage, "hello-world");
    page.chord(&[key::CONTROL, 'k']).await;
    page.fill("command-input", "docker tag busybox hello-world:latest").await;
    page.text_with("command-choice", "loses").await;
    page.chord(&[key::ENTER]).await;
    page.poll("the name to move", async || (id(stage, "hello-world") != hello).then_some(())).await;
    page.click_css("[data-testid=toast]:last-of-type [data-testid=toast-action]").await;
    page.poll("the name to be back", async || (id(stage, "hello-world") == hello).then_some(())).await;
    window.close().await;
}

async fn an_image_is_pushed_and_can_be_pulled(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    let name = format!("{}/window/busybox:1", stage.world.registry.address());
    row_menu(page, &row("busybox:latest"), "push").await;
    page.find("push-official").await;
    page.settle().await;
    page.picture("push-official").await;
    page.click("push-tag").await;
    page.fill("tag-name", &name).await;
    page.click("tag-push").await;
    page.click("tag-confirm").await;
    said(page, "is pushed").await;
    newest_job(page, "push").await;
    page.settle().await;
    page.picture("push-done").await;
    let before = id(stage, &name);
    docker(engine, &["rmi", "-f", &before]);
    docker(engine, &["pull", "-q", &name]);
    assert_eq!(id(stage, &name), before);

    // Nobody listens there.
    docker(engine, &["tag", &name, "127.0.0.1:9/window/busybox:1"]);
    page.click("nav-images").await;
    row_menu(page, &row("127.0.0.1:9/window/busybox:1"), "push").await;
    page.text_with("push-registry", "127.0.0.1:9").await;
    page.settle().await;
    page.picture("push").await;
    page.click("push-start").await;
    said(page, "could not be pushed").await;
    newest_job(page, "push").await;
    page.picture("push-failed").await;
    window.close().await;
}

async fn an_image_is_saved_and_loaded_again(stage: &Stage) {
    let folder = Scratch::new();
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    let before = id(stage, "busybox");
    row_menu(page, &row("busybox:latest"), "save").await;
    let file = folder.join("busybox.tar");
    Desktop::of(stage).choose_file("Save File", &file).await;
    said(page, "is saved").await;
    newest_job(page, "save").await;
    page.picture("save-done").await;
    page.click("nav-images").await;
    assert_eq!(names(folder.path()), ["busybox.tar"], "nothing is left beside it");
    let listed = Command::new("tar").arg("tf").arg(&file).output().unwrap();
    assert!(String::from_utf8_lossy(&listed.stdout).contains("manifest.json"));

    docker(engine, &["rmi", "busybox"]);
    page.find("images-empty").await;
    page.chord(&[key::CONTROL, 'o']).await;
    Desktop::of(stage).choose_file("Open File", &file).await;
    page.find_css(&row("busybox:latest")).await;
    said(page, "is loaded").await;
    assert_eq!(id(stage, "busybox"), before);

    // A file that is no archive is refused before anything is sent.
    let notes = folder.join("notes.tar");
    std::fs::write(&notes, "only notes\n".repeat(200)).unwrap();
    page.command("docker load").await;
    Desktop::of(stage).choose_file("Open File", &notes).await;
    said(page, "no image").await;
    window.close().await;
}

async fn several_images_are_saved_in_one_compressed_file(stage: &Stage) {
    let folder = Scratch::new();
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    stage.load("hello-world");
    page.find_css(&row("hello-world:latest")).await;
    page.click_css(&row("busybox:latest")).await;
    page.ctrl_click(&row("hello-world:latest")).await;
    page.settle().await;
    page.picture("save-several").await;
    page.click("save-selected").await;
    let file = folder.join("both.tar.gz");
    Desktop::of(stage).choose_file("Save File", &file).await;
    said(page, "is saved").await;
    let checked = Command::new("gzip").arg("-t").arg(&file).status().unwrap();
    assert!(checked.success(), "gzip reads it");
    docker(engine, &["rmi", "busybox", "hello-world"]);
    let printed = docker(engine, &["load", "--input", &file.to_string_lossy()]);
    assert!(printed.contains("busybox:latest") && printed.contains("hello-world:latest"), "{printed}");
    window.close().await;
}

async fn what_is_dragged_onto_the_window_is_loaded(stage: &Stage) {
    let folder = Scratch::new();
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    let (image, notes) = (folder.join("busybox one.tar"), folder.join("notes.txt"));
    docker(engine, &["save", "--output", &image.to_string_lossy(), "busybox"]);
    docker(engine, &["rmi", "busybox"]);
    std::fs::write(&notes, "only notes").unwrap();
    page.find("images-empty").await;

    let drag = Drag::over(stage, &[&image, &notes]);
    page.find_css("[data-testid=drop-file][data-use=load]").await;
    page.find_css("[data-testid=drop-file][data-use=none]").await;
    page.text_with("drop-veil", "busybox:latest").await;
    page.settle().await;
    page.picture("drop").await;
    drag.leave();
    page.until("the veil to lift", "!document.querySelector('[data-testid=drop-veil]')").await;
    assert!(try_docker(engine, &["inspect", "busybox"]).is_err(), "what is not dropped is not loaded");

    Drag::over(stage, &[&image]).drop_here();
    page.find_css(&row("busybox:latest")).await;
    page.until("the veil to lift", "!document.querySelector('[data-testid=drop-veil]')").await;
    window.close().await;
}

async fn a_container_is_exported_and_imported(stage: &Stage) {
    let folder = Scratch::new();
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    docker(engine, &["run", "--name", "noted", "busybox", "sh", "-c", "echo kept > /note"]);
    page.command("docker export -o noted.tar noted").await;
    let file = folder.join("noted.tar");
    Desktop::of(stage).choose_file("Save File", &file).await;
    said(page, "are exported").await;

    // Dragged in: an archive of files is asked about.
    Drag::over(stage, &[&file]).drop_here();
    page.text_with("import-file", "noted.tar").await;
    page.fill("import-name", "from/export:1").await;
    page.click("import-changes-add").await;
    page.fill("import-changes-row", "CMD [\"cat\", \"/note\"]").await;
    page.text_with("import-line", "docker import").await;
    page.settle().await;
    page.picture("import").await;
    page.axe("[data-testid=import-dialog]").await;
    page.click("import-start").await;
    page.find_css(&row("from/export:1")).await;
    assert_eq!(docker(engine, &["run", "--rm", "from/export:1"]), "kept");
    window.close().await;
}

async fn a_container_is_committed(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    docker(engine, &["run", "-d", "--name", "worker", "busybox", "sh", "-c", "echo kept > /note; sleep 1000"]);
    page.click("nav-containers").await;
    row_menu(page, "[data-testid=container-row]", "commit").await;
    page.fill("commit-name", "from/commit:1").await;
    page.fill("commit-message", "a note").await;
    page.click("commit-changes-add").await;
    page.fill("commit-changes-row", "CMD [\"cat\", \"/note\"]").await;
    page.text_with("commit-line", "docker commit --message").await;
    page.settle().await;
    page.picture("commit").await;
    page.axe("[data-testid=commit-dialog]").await;
    page.click("commit-start").await;
    said(page, "is committed").await;
    let printed = docker(engine, &["inspect", "-f", "{{.Comment}}", "from/commit:1"]);
    assert_eq!(printed, "a note");
    assert_eq!(docker(engine, &["run", "--rm", "from/commit:1"]), "kept");
    window.close().await;
}

/// The application's process, which the driver has started.
fn application(folder: &Path) -> Option<u32> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let mut pids = processes.filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok());
    pids.find(|pid| {
        let open = std::fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        let mut files = open.filter_map(|file| std::fs::read_link(file.path()).ok());
        files.any(|file| file.parent() == Some(folder))
    })
}

async fn a_save_that_is_killed_leaves_no_half_file(stage: &Stage) {
    let folder = Scratch::new();
    stage.clear();
    stage.load("busybox");
    let file = folder.join("busybox.tar");
    // Between the application and the engine, so that the archive comes slowly.
    let wire = Proxy::unix(stage.scratch.join("slow.sock"), Address::Unix(stage.world.engine.socket().to_owned()));
    let options = Options { docker_host: wire.host(), ..Options::of(stage) };
    let window = Window::open_with(stage, options).await;
    let page = &window.page;
    page.find_css(&row("busybox:latest")).await;
    wire.throttle(Some(100_000));
    row_menu(page, &row("busybox:latest"), "save").await;
    Desktop::of(stage).choose_file("Save File", &file).await;
    let half = |name: &String| name.starts_with(".quayside-");
    page.poll("a file beside it", async || names(folder.path()).iter().any(half).then_some(())).await;
    page.settle().await;
    page.picture("save-under-way").await;
    let pid = page.poll("the application", async || application(folder.path())).await;
    assert!(Command::new("kill").args(["-s", "KILL", &pid.to_string()]).status().unwrap().success());
    let left = names(folder.path());
    assert!(left.iter().any(half), "the kill came in the middle: {left:?}");
    assert!(!file.exists(), "half a file never has the final name");
    drop(window);

    wire.throttle(None);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    row_menu(page, &row("busybox:latest"), "save").await;
    Desktop::of(stage).choose_file("Save File", &file).await;
    said(page, "is saved").await;
    assert_eq!(names(folder.path()), ["busybox.tar"], "what the killed one left is cleared away");
    assert!(std::fs::metadata(&file).unwrap().len() > 100_000);
    window.close().await;
}

async fn a_save_onto_a_full_disk_says_so_and_leaves_nothing(stage: &Stage) {
    const FULL: u64 = 1 << 20;
    const ROOM: u64 = 64 << 20;
    let folder = Scratch::new();
    let disk = SmallDisk::mount(&folder, FULL);
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("hello-world");
    row_menu(page, &row("hello-world:latest"), "save").await;
    Desktop::of(stage).choose_file("Save File", &disk.path().join("hello.tar")).await;
    said(page, "could not be saved").await;
    newest_job(page, "save").await;
    let error = page.text_with("job-error", "There is no room for the file").await;
    assert!(error.contains("Make room on that disk") && error.contains("No space left on device"), "{error}");
    page.text_with("job-left", "No file was written").await;
    page.settle().await;
    page.picture("save-disk-full").await;
    assert!(disk.names().is_empty(), "{:?}", disk.names());

    disk.resize(ROOM);
    page.click("job-again").await;
    page.find_css("[data-testid=job][data-kind=save][data-at=done]").await;
    assert_eq!(disk.names(), ["hello.tar"]);
    window.close().await;
}
