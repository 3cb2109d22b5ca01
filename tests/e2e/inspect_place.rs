//! The Inspect place: objects of every kind in tabs, found by name, walked by links and paths, with their secrets kept.

use quayside_test_support::{Scratch, docker, trials};
use serde_json::{Value, json};

use crate::page::{Page, key};
use crate::stage::Stage;
use crate::window::{Options, Window, browser_that_writes_down};

trials![Stage;
    a_name_of_many_objects_is_asked_about,
    links_lead_to_objects_and_back,
    a_path_is_typed_completed_and_refused,
    secrets_stay_hidden_until_asked_for,
    what_is_of_no_interest_is_left_out,
    labels_of_any_text_are_inert,
    the_tree_is_walked_by_keyboard,
    what_is_copied_leads_back,
    a_container_that_is_renamed_is_followed,
];

async fn rows(page: &Page) -> usize {
    const ROW_HEIGHT: f64 = 22.0;
    let code = "return document.querySelector('[data-testid=inspect-tree] > *').getBoundingClientRect().height";
    (page.script(code, Vec::new()).await.as_f64().unwrap() / ROW_HEIGHT).round() as usize
}

/// The path of the row that the keyboard is on.
async fn active(page: &Page) -> String {
    let code = "const tree = document.querySelector('[data-testid=inspect-tree]');
        return document.getElementById(tree.getAttribute('aria-activedescendant'))?.dataset.path ?? null";
    page.script(code, Vec::new()).await.as_str().unwrap_or("nothing").to_owned()
}

async fn active_is(page: &Page, path: &str) {
    page.poll(&format!("the row {path}"), async || (active(page).await == path).then_some(())).await;
}

async fn a_name_of_many_objects_is_asked_about(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    let engine = &stage.world.engine;
    stage.load("busybox");
    docker(engine, &["create", "--name", "busybox", "busybox"]);
    docker(engine, &["volume", "create", "busybox"]);
    docker(engine, &["network", "create", "busybox"]);
    page.command("docker inspect busybox").await;
    page.find("command-question").await;
    page.until("four kinds to choose from", "document.querySelectorAll('[data-testid=command-choice]').length === 4")
        .await;
    page.settle().await;
    page.picture("inspect-ambiguous").await;
    page.axe("[data-testid=command-bar]").await;
    page.click_css("[data-testid=command-choice][data-choice^='volume:']").await;
    page.find_css("[data-testid=inspect-node][data-path='/Mountpoint']").await;

    page.inspect("docker network inspect busybox").await;
    page.find_css("[data-testid=inspect-node][data-path='/IPAM']").await;
    page.inspect("docker inspect --type container busybox").await;
    page.find_css("[data-testid=inspect-node][data-path='/HostConfig']").await;
    let tabs = page.script("return document.querySelectorAll('[data-testid=inspect-tab]').length", Vec::new()).await;
    assert_eq!(tabs, json!(3));
    page.settle().await;
    page.picture("inspect-tabs").await;

    page.command("docker inspect no-such-thing").await;
    page.text_with("command-fault", "no-such-thing").await;
    page.chord(&[key::ESCAPE]).await;
    // The command that was meant is in the log, as it would be typed.
    page.text_with("last-command", "docker inspect no-such-thing").await;
    docker(engine, &["rm", "busybox"]);
    docker(engine, &["volume", "rm", "busybox"]);
    docker(engine, &["network", "rm", "busybox"]);
    window.close().await;
}

async fn links_lead_to_objects_and_back(stage: &Stage) {
    let folder = Scratch::new();
    stage.clear();
    stage.load("busybox");
    let engine = &stage.world.engine;
    docker(engine, &["network", "create", "shop-net"]);
    docker(engine, &["volume", "create", "shop-data"]);
    let run = ["run", "-d", "--name", "shop", "--network", "shop-net", "-v", "shop-data:/data", "-p", "127.0.0.1::80"];
    docker(engine, &[&run[..], &["busybox", "sleep", "1000"]].concat());
    let opened = browser_that_writes_down(&folder);
    let options = Options { programs: Some(folder.path().to_owned()), ..Options::of(stage) };
    let window = Window::open_with(stage, options).await;
    let page = &window.page;
    page.inspect("docker container inspect shop").await;
    page.click("inspect-expand-all").await;

    page.go_to_path("/Mounts/0/Name").await;
    page.click_css("[data-testid=inspect-node][data-path='/Mounts/0/Name'] [data-testid=inspect-link]").await;
    page.find_css("[data-testid=inspect-node][data-path='/Mountpoint']").await;
    page.chord(&[key::ALT, key::LEFT]).await;
    page.find_css("[data-testid=inspect-node][data-path='/Mounts/0/Name']").await;

    page.go_to_path("/NetworkSettings/Networks/shop-net/NetworkID").await;
    page.click_css("[data-path='/NetworkSettings/Networks/shop-net/NetworkID'] [data-testid=inspect-link]").await;
    page.find_css("[data-testid=inspect-node][data-path='/IPAM']").await;

    page.inspect("docker container inspect shop").await;
    let published = docker(engine, &["port", "shop", "80/tcp"]);
    let port = published.rsplit(':').next().unwrap().trim();
    page.go_to_path("/NetworkSettings/Ports/80~1tcp/0/HostPort").await;
    page.settle().await;
    page.picture("inspect-links").await;
    page.click_css("[data-path='/NetworkSettings/Ports/80~1tcp/0/HostPort'] [data-testid=inspect-link]").await;
    let address = page
        .poll("the port to be opened", async || {
            std::fs::read_to_string(&opened).ok().filter(|text| text.ends_with('\n'))
        })
        .await;
    assert_eq!(address.trim(), format!("http://127.0.0.1:{port}/"));
    docker(engine, &["rm", "-f", "shop"]);
    docker(engine, &["volume", "rm", "shop-data"]);
    docker(engine, &["network", "rm", "shop-net"]);
    window.close().await;
}

async fn a_path_is_typed_completed_and_refused(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("centos");
    page.inspect("docker image inspect centos").await;
    for (path, pointer) in [
        (".Config.Env[1]", "/Config/Env/1"),
        ("/RootFS/Layers/0", "/RootFS/Layers/0"),
        (".[0].Config.Cmd", "/Config/Cmd"),
        ("{{index .Config.Env 0}}", "/Config/Env/0"),
    ] {
        page.go_to_path(path).await;
        active_is(page, pointer).await;
    }
    page.type_path(".Config.Ent").await;
    page.find("inspect-completion").await;
    page.settle().await;
    page.picture("inspect-path").await;
    page.chord(&[key::CONTROL, 'a']).await;
    page.type_text(".Nope\n").await;
    page.find("inspect-path-wrong").await;
    page.chord(&[key::ESCAPE]).await;
    // Back goes where one was before.
    page.chord(&[key::ALT, key::LEFT]).await;
    active_is(page, "/Config/Cmd").await;
    page.chord(&[key::ALT, key::RIGHT]).await;
    active_is(page, "/Config/Env/0").await;
    window.close().await;
}

async fn secrets_stay_hidden_until_asked_for(stage: &Stage) {
    const SECRET: &str = "correct-horse-battery";
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("busybox");
    let password = format!("DB_PASSWORD={SECRET}");
    let arguments = ["create", "--name", "keeper", "-e", &password, "busybox", "sh", "-c"];
    docker(&stage.world.engine, &[&arguments[..], &["mysql --password=correct-horse-battery"]].concat());
    page.inspect("docker container inspect keeper").await;
    page.click("inspect-expand-all").await;
    page.go_to_path("/Config/Env/0").await;
    let html = async || page.script("return document.documentElement.innerHTML", Vec::new()).await.to_string();
    page.text_with("inspect-path", "Env").await;
    assert!(!html().await.contains(SECRET));
    page.settle().await;
    page.picture("inspect-secret").await;
    page.click("inspect-view-json").await;
    page.find("inspect-json").await;
    assert!(!html().await.contains(SECRET));
    page.click("inspect-view-tree").await;

    // A search does not tell it either.
    page.fill("inspect-search", SECRET).await;
    page.text_that("inspect-count", "nothing found", |text| !text.contains('1')).await;
    page.fill("inspect-search", "").await;

    page.go_to_path("/Config/Env").await;
    page.copy_menu("json").await;
    let copied =
        page.poll("a copy", async || Some(page.clipboard().await).filter(|text| text.contains("DB_PASSWORD"))).await;
    assert!(!copied.contains(SECRET), "{copied}");
    page.click("toast-action").await;
    page.poll("the copy with the secret", async || page.clipboard().await.contains(SECRET).then_some(())).await;

    page.click_css("[data-path='/Config/Env/0'] [data-testid=inspect-secret]").await;
    page.poll("the secret on the page", async || html().await.contains(SECRET).then_some(())).await;
    page.click_css("[data-path='/Config/Env/0'] [data-testid=inspect-secret]").await;
    page.poll("the secret to be hidden again", async || (!html().await.contains(SECRET)).then_some(())).await;
    window.close().await;
}

async fn what_is_of_no_interest_is_left_out(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("busybox");
    docker(&stage.world.engine, &["create", "--name", "plain", "-e", "SHOWN=1", "busybox"]);
    page.inspect("docker container inspect plain").await;
    let some = rows(page).await;
    page.click("inspect-expand-all").await;
    let all = page.poll("more rows", async || Some(rows(page).await).filter(|all| *all > some)).await;
    page.click("inspect-view").await;
    page.click("menu-inspect-hide-defaults").await;
    page.poll("fewer rows", async || (rows(page).await + 20 < all).then_some(())).await;
    page.find_css("[data-testid=inspect-node][data-path='/Id']").await;
    page.settle().await;
    page.picture("inspect-hide-defaults").await;
    page.click("inspect-view").await;
    page.click("menu-inspect-hide-defaults").await;
    page.poll("all rows", async || (rows(page).await == all).then_some(())).await;

    page.fill("inspect-search", "SHOWN").await;
    page.text_with("inspect-count", "1 of 1").await;
    page.click("inspect-matches-only").await;
    page.poll("the match and what stands around it", async || (rows(page).await == 4).then_some(())).await;
    page.find_css("[data-testid=inspect-node][data-path='/Config/Env/0']").await;
    page.settle().await;
    page.picture("inspect-only-matches").await;
    window.close().await;
}

async fn labels_of_any_text_are_inert(stage: &Stage) {
    let labels = [
        "markup=<img src=x onerror=\"window.__broken=1\"><script>window.__broken=1</script><b>bold</b>",
        "ansi=\u{1b}[31mred\u{1b}[0m\u{7}",
        "rtl=\u{202e}gnp.exe\u{200b}",
        "template={{.Config}} ${7*7} {constructor.constructor('window.__broken=1')()}",
    ];
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("busybox");
    let mut arguments = vec!["create", "--name", "odd"];
    labels.iter().for_each(|label| arguments.extend(["--label", label]));
    docker(&stage.world.engine, &[&arguments[..], &["busybox"]].concat());
    page.inspect("docker container inspect odd").await;
    page.go_to_path("/Config/Labels").await;
    page.script("document.querySelector('[data-testid=inspect-tree]').focus()", Vec::new()).await;
    page.chord(&[key::RIGHT]).await;
    page.find_css("[data-testid=inspect-node][data-path='/Config/Labels/markup']").await;
    let drawn = page
        .script(
            "const row = (name) => document.querySelector(`[data-path='/Config/Labels/${name}']`);
            return { text: row('markup').textContent, elements: row('markup').querySelectorAll('img, script, b').length,
                ansi: row('ansi').textContent, rtl: row('rtl').textContent, broken: window.__broken ?? null }",
            Vec::new(),
        )
        .await;
    assert_eq!((&drawn["elements"], &drawn["broken"]), (&json!(0), &Value::Null), "{drawn}");
    assert!(drawn["text"].as_str().unwrap().contains("<script>window.__broken=1</script>"), "{drawn}");
    for name in ["ansi", "rtl"] {
        let text = drawn[name].as_str().unwrap();
        assert!(!text.chars().any(|char| matches!(char, '\u{1b}' | '\u{7}' | '\u{202e}' | '\u{200b}')), "{text:?}");
    }
    page.settle().await;
    page.picture("inspect-odd-labels").await;
    window.close().await;
}

/// The WAI-ARIA tree pattern, key by key.
async fn the_tree_is_walked_by_keyboard(stage: &Stage) {
    // Loaded first: its event would refresh the document between two keys.
    stage.clear();
    stage.load("centos");
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.inspect("docker image inspect centos").await;
    page.click("inspect-collapse-all").await;
    page.script("document.querySelector('[data-testid=inspect-tree]').focus()", Vec::new()).await;
    let press = async |key: char, path: &str| {
        page.chord(&[key]).await;
        active_is(page, path).await;
    };
    press(key::HOME, "").await;
    press(key::DOWN, "/Id").await;
    press(key::DOWN, "/RepoTags").await;
    press(key::RIGHT, "/RepoTags").await;
    press(key::RIGHT, "/RepoTags/0").await;
    press(key::LEFT, "/RepoTags").await;
    press(key::LEFT, "/RepoTags").await;
    page.find_css("[data-testid=inspect-node][data-path='/RepoTags'][aria-expanded=false]").await;
    press(key::DOWN, "/RepoDigests").await;
    press('c', "/Comment").await;
    page.type_text("onf").await;
    active_is(page, "/Config").await;
    press(key::END, "/Metadata").await;
    press(key::UP, "/RootFS").await;
    page.chord(&['*']).await;
    page.find_css("[data-testid=inspect-node][data-path='/RootFS'][aria-expanded=true]").await;
    page.find_css("[data-testid=inspect-node][data-path='/Metadata'][aria-expanded=true]").await;
    let row = page
        .script(
            "const row = document.querySelector('[data-path=\"/RootFS/Type\"]');
            return ['role', 'aria-level', 'aria-posinset', 'aria-setsize'].map((name) => row.getAttribute(name))",
            Vec::new(),
        )
        .await;
    assert_eq!(row, json!(["treeitem", "3", "1", "2"]));
    page.axe("[data-testid=inspect-place]").await;
    window.close().await;
}

/// Every kind of copy, from the menu.
async fn what_is_copied_leads_back(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.load("centos");
    let engine = &stage.world.engine;
    page.inspect("docker image inspect centos").await;
    let copied = async |what: &str, wanted: &str| {
        page.copy_menu(what).await;
        page.poll(&format!("{what}: {wanted}"), async || (page.clipboard().await == wanted).then_some(())).await;
    };
    page.go_to_path("/Config/Env/1").await;
    let value = docker(engine, &["inspect", "-f", "{{index .Config.Env 1}}", "centos"]);
    copied("value", &value).await;
    copied("key", "1").await;
    copied("pointer", "/Config/Env/1").await;
    copied("jq", ".[0].Config.Env[1]").await;
    copied("template", "{{index .Config.Env 1}}").await;
    page.go_to_path("/Config/Cmd").await;
    copied("yaml", "- /bin/bash").await;
    copied("json", "[\n    \"/bin/bash\"\n]").await;
    window.close().await;
}

async fn a_container_that_is_renamed_is_followed(stage: &Stage) {
    stage.clear();
    stage.load("busybox");
    let engine = &stage.world.engine;
    docker(engine, &["create", "--name", "before", "busybox"]);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.inspect("docker inspect before").await;
    page.text_with("inspect-tab", "before").await;
    docker(engine, &["rename", "before", "after"]);
    page.text_with("inspect-tab", "after").await;
    page.until(
        "the new name in the document",
        "document.querySelector('[data-testid=inspect-node][data-path=\"/Name\"]')?.textContent.includes('/after')",
    )
    .await;
    page.until("no fault", "!document.querySelector('[data-testid=inspect-error]')").await;
    window.close().await;
}
