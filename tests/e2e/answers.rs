//! What a registry answers to a pull, as the window says it: refusals, nonsense, the end, nothing. Each has its words and
//! what to do next, and once the registry is as any other again, the same button gets the image. And how much it has of an
//! image, before the engine says so.

use quayside_e2e::page::{Page, key};
use quayside_test_support::{Answer, Layer, Release, ScriptedRegistry, docker, noise, push_layers, trials, try_docker};

use crate::stage::Stage;
use crate::window::{Options, Window};

trials![Stage;
    each_answer_of_a_registry_has_its_words,
    a_limit_of_pulls_is_told_in_french,
    the_total_of_a_pull_is_there_while_layers_wait,
];

fn name(registry: &ScriptedRegistry) -> String {
    format!("{}/library/hello-world:latest", registry.address())
}

async fn open_and_pull(page: &Page, reference: &str) {
    page.until("no dialog", "!document.querySelector('[role=dialog]')").await;
    page.chord(&[key::CONTROL, 'p']).await;
    page.fill("pull-reference", reference).await;
    page.click("pull-start").await;
}

async fn each_answer_of_a_registry_has_its_words(stage: &Stage) {
    let registry = ScriptedRegistry::start(Some(&stage.world.registry));
    let name = name(&registry);
    let window = Window::open(stage).await;
    let page = &window.page;
    page.find("images-empty").await;
    for (what, answer, title, remedy) in [
        ("401", ScriptedRegistry::unauthorized(), "The registry asks for a sign-in", "ign in"),
        ("404", ScriptedRegistry::not_found(), "The repository has no such tag", "Check the tag"),
        ("429", ScriptedRegistry::too_many(30), "The registry’s limit of pulls is reached", "Wait for the limit"),
        ("500", ScriptedRegistry::broken(), "The registry answers with a fault", "try again in a while"),
        ("garbage", ScriptedRegistry::garbage(), "The registry answers with a fault", "try again in a while"),
        ("the end", Answer::Close, "The registry can’t be reached", "Check the network"),
    ] {
        registry.heal();
        registry.answer("/manifests/", answer);
        open_and_pull(page, &name).await;
        let said = page.text_with("pull-error", title).await;
        assert!(said.contains(remedy), "{what}: {said}");
        // What the engine said of it stands beneath, and both ways on are there.
        assert!(!page.text("error-words").await.is_empty(), "{what}: {said}");
        page.find("pull-edit").await;
        page.find("pull-retry").await;
        if what == "429" {
            // A higher limit is for whoever is signed in.
            page.find("pull-sign-in").await;
            page.settle().await;
            page.picture("pull-limit").await;
            page.axe("[data-testid=pull-dialog]").await;
        }
        assert!(try_docker(&stage.world.engine, &["inspect", &name]).is_err(), "{what}: the engine has it");
        page.click("pull-close").await;
    }

    // One that says nothing holds a pull up for as long as the engine has patience; a person need not wait for it.
    registry.heal();
    registry.answer("/manifests/", registry.silence());
    open_and_pull(page, &name).await;
    page.text_with("pull-progress", "Asking the registry").await;
    page.click("pull-stop").await;
    page.text_with("pull-progress", "Stopped").await;
    registry.heal();
    page.click("pull-retry").await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    assert!(docker(&stage.world.engine, &["run", "--rm", &name]).contains("Hello from Docker!"));
    window.close().await;
}

async fn a_limit_of_pulls_is_told_in_french(stage: &Stage) {
    let registry = ScriptedRegistry::start(Some(&stage.world.registry));
    stage.clear();
    let window = Window::open_with(stage, Options { language: "fr_FR.UTF-8", ..Options::of(stage) }).await;
    let page = &window.page;
    page.find("images-empty").await;
    registry.answer("/manifests/", ScriptedRegistry::too_many(30));
    open_and_pull(page, &name(&registry)).await;
    let said = page.text_with("pull-error", "La limite de téléchargements du registre est atteinte").await;
    assert!(said.contains("Attendez"), "{said}");
    page.text_with("pull-retry", "Réessayer").await;
    page.settle().await;
    page.picture("pull-limit-fr").await;
    registry.heal();
    page.click("pull-retry").await;
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    window.close().await;
}

async fn the_total_of_a_pull_is_there_while_layers_wait(stage: &Stage) {
    // Seven layers of 300 kB: with what an archive adds, 2.1 MB as they are transferred.
    const LAYERS: u64 = 7;
    const LAYER: usize = 300_000;
    let layer = |seed: u64| {
        Layer::build("COPY noise /").file(&format!("noise-{seed}"), 0o644, &noise(2000 + seed, LAYER)).finish()
    };
    let layers: Vec<_> = (0..LAYERS).map(layer).collect();
    let sum = push_layers(&stage.world.registry, "library/seven-layers", "1", &layers);
    assert!((2_100_000..2_110_000).contains(&sum), "{sum}");
    let window = Window::open(stage).await;
    let page = &window.page;
    page.find("images-empty").await;
    stage.world.mirror.throttle(Some(64 * 1024));
    open_and_pull(page, "seven-layers:1").await;
    page.text_with("pull-progress", "of 2.1MB").await;
    page.find_css("[data-testid=pull-layer][data-phase=waiting]").await;
    if stage.world.engine.release() == Release::Installed {
        // With the containerd store small layers are counted when they are whole.
        page.text_with("pull-progress", "left").await;
    }
    page.settle().await;
    page.picture("pull-total").await;
    stage.world.mirror.throttle(None);
    page.find_css("[data-testid=pull-progress][data-phase=done]").await;
    page.text_with("pull-progress", "7 of 7 layers").await;
    window.close().await;
}
