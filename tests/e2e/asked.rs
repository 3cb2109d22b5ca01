//! What the engine is asked until the grid stands, and while it follows the engine: by every request that the application
//! sends, as a recorder between the two takes them down. Never for what costs an engine seconds.

use quayside_test_support::{Canned, docker, trials};

use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage; the_grid_asks_for_nothing_that_costs_an_engine_seconds];

/// `system/df`, and lists of images with every step beneath them, however the engine's API may have them spelled.
fn is_costly(request: &str) -> bool {
    let target = request.split_once(' ').map_or(request, |(_, target)| target);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let all = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // An engine takes every other value for yes.
        name.eq_ignore_ascii_case("all") && !matches!(&*value.to_ascii_lowercase(), "" | "0" | "no" | "false" | "none")
    };
    path.ends_with("/system/df") || path.ends_with("/images/json") && query.split('&').any(all)
}

async fn the_grid_asks_for_nothing_that_costs_an_engine_seconds(stage: &Stage) {
    for costly in [
        "GET /system/df",
        "GET /v1.41/system/df?type=image",
        "GET /images/json?all=true",
        "GET /x/images/json?a=b&all=1",
    ] {
        assert!(is_costly(costly), "{costly}");
    }
    for cheap in ["GET /images/json", "GET /images/json?all=false&digests=true", "GET /containers/json?all=true"] {
        assert!(!is_costly(cheap), "{cheap}");
    }
    stage.clear();
    let engine = &stage.world.engine;
    for name in ["hello-world", "busybox"] {
        stage.load(name);
    }
    docker(engine, &["create", "--name", "user", "busybox", "true"]);
    let recorder = Canned::start(&stage.scratch.join("asked.sock"), engine.socket());
    let lists = || recorder.requests().iter().filter(|request| request.starts_with("GET /images/json")).count();

    let options = Options { docker_host: recorder.host(), ..Options::of(stage) };
    let window = Window::open_with(stage, options).await;
    let page = &window.page;
    let row = |name: &str| format!("[data-testid=image-row][data-reference=\"{name}:latest\"]");
    page.find_css(&row("busybox")).await;
    page.find_css(&row("hello-world")).await;
    page.settle().await;
    let started = lists();

    // Again from nothing, in a new page.
    page.script("document.body.dataset.old = 'yes'; location.reload()", vec![]).await;
    page.until("the new page", "!document.body.dataset.old").await;
    page.find_css(&row("busybox")).await;
    page.settle().await;
    let reloaded = lists();

    // A name comes, another goes, and the grid follows.
    docker(engine, &["tag", "busybox", "live"]);
    page.find_css(&row("live")).await;
    docker(engine, &["rmi", "hello-world"]);
    page.until("the row to go", &format!("!document.querySelector('{}')", row("hello-world"))).await;
    page.settle().await;

    let requests = recorder.requests();
    // All of it went this way.
    assert!(started > 0 && reloaded > started, "{requests:#?}");
    assert!(requests.iter().any(|request| request.starts_with("GET /events")), "{requests:#?}");
    assert!(requests.iter().any(|request| request.starts_with("GET /containers/json")), "{requests:#?}");
    let costly: Vec<_> = requests.iter().filter(|request| is_costly(request)).collect();
    assert!(costly.is_empty(), "{costly:#?}");
    window.close().await;
}
