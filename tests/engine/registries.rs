//! Registries through their own API: signing in by password and by token, tags, platforms, what a pull would change, and
//! every bad answer told apart.

use futures_util::TryStreamExt;
use quayside_engine::document::Difference;
use quayside_engine::pull::pull;
use quayside_engine::reference::Reference;
use quayside_engine::registry::credentials::Means;
use quayside_engine::registry::password::Password;
use quayside_engine::registry::repository;
use quayside_engine::registry::sign_in::sign_in;
use quayside_engine::registry::updates::{UpdateState, updates};
use quayside_engine::search::search;
use quayside_engine::{Engine, ErrorCode, Result};
use quayside_test_support::{
    Answer, Archive, HOSTILE, Image, Layer, Registry, Release, Scratch, ScriptedRegistry, TokenRegistry, World, docker,
    push_layers, push_multi_platform, seed_registry, trials, try_docker,
};
use serde_json::json;

trials![World;
    a_sign_in_is_tested_before_it_is_kept,
    a_registry_of_tokens_is_signed_in_to,
    tags_and_platforms_are_those_of_the_registry,
    the_engines_search_is_told_as_it_answers,
    bad_answers_are_told_apart,
    an_update_is_seen_and_previewed_as_it_then_comes,
    what_was_loaded_is_no_update_of_itself,
    another_platform_is_not_here_because_one_is,
    what_no_registry_has_fails_no_check,
    a_repository_that_a_sign_in_does_not_open_is_told_as_one_that_is_not_there,
    what_a_server_of_tokens_refuses_is_refused_for_that_image_alone,
];

async fn code<T>(answer: impl Future<Output = Result<T>>) -> ErrorCode {
    answer.await.err().map(|error| error.code).expect("it failed")
}

async fn a_sign_in_is_tested_before_it_is_kept(world: &World) {
    let registry = Registry::private_and_hostile();
    seed_registry(&registry);
    let engine = crate::connect(world).await;
    let (domain, name) = (registry.address(), format!("{}/library/hello-world", registry.address()));
    assert_eq!(code(repository::tags(&engine, &name)).await, ErrorCode::RegistryUnauthorized);
    for (user, password) in [(HOSTILE.user, "wrong"), ("nobody", HOSTILE.password)] {
        let wrong = sign_in(&engine, &domain, user, Password::new(password)).await.unwrap_err();
        assert_eq!(wrong.code, ErrorCode::RegistryUnauthorized, "{wrong:?}");
        assert!(!format!("{wrong:?}").contains(HOSTILE.password), "{wrong:?}");
    }
    assert!(engine.logins().list().await.signed_in.is_empty());

    let report = sign_in(&engine, &domain, HOSTILE.user, Password::new(HOSTILE.password)).await.unwrap();
    assert_eq!((report.means, report.untested), (Means::Memory, false));
    assert_eq!(repository::tags(&engine, &name).await.unwrap().tags, ["latest"]);
    pull(&engine, &Reference::parse(&name).unwrap(), None).try_collect::<Vec<_>>().await.unwrap();
    docker(&world.engine, &["rmi", &name]);

    let open = Registry::start();
    let report = sign_in(&engine, &open.address(), "me", Password::new("p")).await.unwrap();
    assert!(report.untested);
    assert_eq!(code(sign_in(&engine, "127.0.0.1:9", "me", Password::new("p"))).await, ErrorCode::RegistryUnreachable);
}

async fn a_registry_of_tokens_is_signed_in_to(world: &World) {
    let behind = Registry::start();
    seed_registry(&behind);
    push_multi_platform(&behind, "acme/api", "1");
    let registry = TokenRegistry::start(&behind);
    let engine = crate::connect(world).await;
    let (public, private) =
        (format!("{}/library/busybox", registry.address()), format!("{}/acme/api:1", registry.address()));
    assert_eq!(repository::tags(&engine, &public).await.unwrap().tags, ["latest"]);
    assert_eq!(code(repository::tags(&engine, &private)).await, ErrorCode::RegistryUnauthorized);
    let domain = registry.address();
    let wrong = sign_in(&engine, &domain, HOSTILE.user, Password::new("wrong"));
    assert_eq!(code(wrong).await, ErrorCode::RegistryUnauthorized);
    let report = sign_in(&engine, &domain, HOSTILE.user, Password::new(HOSTILE.password)).await.unwrap();
    assert!(!report.untested);
    assert_eq!(repository::tags(&engine, &private).await.unwrap().tags, ["1"]);
    assert_eq!(
        repository::platforms(&engine, &private).await.unwrap(),
        ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"]
    );
}

async fn tags_and_platforms_are_those_of_the_registry(world: &World) {
    let engine = crate::connect(world).await;
    // Docker Hub, by way of the engine's mirror.
    assert_eq!(repository::tags(&engine, "busybox").await.unwrap().tags, ["latest"]);
    let registry = Registry::start();
    for tag in ["1", "1.1", "2"] {
        push_multi_platform(&registry, "acme/many", tag);
    }
    let name = format!("{}/acme/many:2", registry.address());
    let mut tags = repository::tags(&engine, &name).await.unwrap().tags;
    tags.sort();
    assert_eq!(tags, ["1", "1.1", "2"]);
    let preview = repository::preview(&engine, &name, Some("linux/arm64")).await.unwrap();
    assert_eq!((preview.platform.as_str(), preview.here.as_deref()), ("linux/arm64/v8", None));
    assert!(preview.fetch.0 > 0 && preview.fetch == preview.total);
    let other = repository::preview(&engine, &name, Some("linux/s390x"));
    assert_eq!(code(other).await, ErrorCode::PlatformNotFound);
}

async fn the_engines_search_is_told_as_it_answers(world: &World) {
    let engine = crate::connect(world).await;
    // The search of Docker Hub is older than the API that images come by; the engine speaks it to any registry.
    let registry = ScriptedRegistry::start(None);
    registry.answer("/v1/_ping", Answer::json("200 OK", r#"{"standalone":true}"#));
    registry.answer(
        "/v1/search",
        Answer::json(
            "200 OK",
            r#"{"num_results":2,"query":"red is","results":[
                {"name":"redis","description":"A <b>store</b>","star_count":13214,"is_official":true,"is_automated":false},
                {"name":"acme/redis","star_count":0,"is_official":false,"is_automated":false}]}"#,
        ),
    );
    let found = search(&engine, &format!(" {}/red&is ", registry.address())).await.unwrap();
    let told: Vec<_> = found.iter().map(|hit| (hit.name.as_str(), hit.stars, hit.official)).collect();
    // By these names they are pulled, from where they were found.
    let names = ["redis", "acme/redis"].map(|name| format!("{}/{name}", registry.address()));
    assert_eq!(told, [(names[0].as_str(), 13_214, true), (names[1].as_str(), 0, false)]);
    assert_eq!(found[0].description, "A <b>store</b>");
    registry.answer("/v1/search", ScriptedRegistry::broken());
    assert!(search(&engine, &format!("{}/redis", registry.address())).await.is_err());
}

async fn bad_answers_are_told_apart(world: &World) {
    let engine = crate::connect(world).await;
    let behind = Registry::start();
    seed_registry(&behind);
    let registry = ScriptedRegistry::start(Some(&behind));
    let name = format!("{}/library/busybox", registry.address());
    for (answer, expected) in [
        (ScriptedRegistry::unauthorized(), ErrorCode::RegistryUnauthorized),
        (ScriptedRegistry::not_found(), ErrorCode::TagNotFound),
        (ScriptedRegistry::no_repository(), ErrorCode::RepositoryNotFound),
        (ScriptedRegistry::too_many(30), ErrorCode::RateLimited),
        (ScriptedRegistry::broken(), ErrorCode::RegistryFailed),
        (ScriptedRegistry::html(), ErrorCode::RegistryFailed),
        (ScriptedRegistry::garbage(), ErrorCode::RegistryUnreachable),
        (Answer::Close, ErrorCode::RegistryUnreachable),
    ] {
        registry.answer("/manifests/", answer);
        let error = repository::preview(&engine, &name, None).await.unwrap_err();
        assert_eq!(error.code, expected, "{error:?}");
        if expected == ErrorCode::RateLimited {
            assert_eq!(error.detail.as_deref(), Some("Retry-After: 30"));
        }
    }
    registry.heal();
    // A storage that says another thing than its digest is not believed, and what it is sent to on another host is not told
    // who asks.
    registry.answer("/blobs/", Answer::json("200 OK", "{}"));
    assert_eq!(code(repository::preview(&engine, &name, None)).await, ErrorCode::RegistryFailed);
    registry.heal();
    let away = ScriptedRegistry::start(Some(&behind));
    let to = format!("http://{}/elsewhere", away.address());
    registry.answer(
        "/blobs/",
        Answer::Http { status: "307 Temporary Redirect", headers: vec![("Location", to)], body: (*b"").into() },
    );
    assert_eq!(code(repository::preview(&engine, &name, None)).await, ErrorCode::TagNotFound);
    assert!(away.requests().iter().any(|request| request == "GET /elsewhere"), "{:?}", away.requests());
}

async fn state_of(engine: &Engine, name: &str) -> UpdateState {
    let mut found = Vec::new();
    updates(engine, &[name.to_owned()], |one| found.push(one)).await.unwrap();
    found.remove(0).state
}

async fn an_update_is_seen_and_previewed_as_it_then_comes(world: &World) {
    let engine = crate::connect(world).await;
    let registry = Registry::start();
    let name = format!("{}/acme/app:1", registry.address());
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["tag", "busybox", &name]);
    docker(&world.engine, &["push", "-q", &name]);
    let state = async || state_of(&engine, &name).await;
    assert_eq!(state().await, UpdateState::UpToDate);
    assert!(repository::preview(&engine, &name, None).await.unwrap().up_to_date);

    // Somebody pushes another image under the same tag: one layer and one variable more.
    let old = docker(&world.engine, &["inspect", "-f", "{{index .RepoDigests 0}}", &name]);
    let container = docker(&world.engine, &["create", &name]);
    docker(&world.engine, &["cp", "/etc/hostname", &format!("{container}:/note")]);
    docker(&world.engine, &["commit", "--change", "ENV STAGE=two", &container, &name]);
    docker(&world.engine, &["rm", &container]);
    docker(&world.engine, &["push", "-q", &name]);
    docker(&world.engine, &["rmi", &name]);
    docker(&world.engine, &["pull", "-q", &old.replace(":latest", "")]);
    docker(&world.engine, &["tag", &old, &name]);

    assert!(matches!(state().await, UpdateState::Newer { .. }));
    let preview = repository::preview(&engine, &name, None).await.unwrap();
    assert!(!preview.up_to_date && preview.here.is_some());
    let fetched: Vec<_> = preview.layers.iter().filter(|layer| !layer.here).collect();
    assert_eq!(fetched.len(), 1, "{preview:?}");
    assert_eq!(preview.fetch, fetched[0].size);
    let differing = preview.configuration.unwrap();
    let told: Vec<_> = differing.iter().map(|one| (one.name.as_deref(), one.difference)).collect();
    assert_eq!(told, [(Some("STAGE"), Difference::Added)], "the builder's own traces are no difference");

    let pulled: Vec<_> = pull(&engine, &Reference::parse(&name).unwrap(), None).try_collect().await.unwrap();
    assert_eq!(pulled.last().unwrap().progress.digest.as_deref(), Some(preview.digest.as_str()));
    assert_eq!(state().await, UpdateState::UpToDate);
    assert_eq!(state_of(&engine, "no/such:1").await, UpdateState::Local);
    try_docker(&world.engine, &["rmi", "-f", &name, &old]).ok();
}

/// With containerd's store the engine has a digest for it that no registry knows.
async fn what_was_loaded_is_no_update_of_itself(world: &World) {
    let (engine, registry, scratch) = (crate::connect(world).await, Registry::start(), Scratch::new());
    let layer = |text: &str| Layer::build("COPY text /").file("text", 0o644, text.as_bytes()).finish();
    let (own, other) = (vec![layer("own")], vec![layer("other")]);
    push_layers(&registry, "acme/own", "1", &own);
    push_layers(&registry, "acme/other", "1", &other);
    let names = ["own", "other"].map(|name| format!("{}/acme/{name}:1", registry.address()));
    let created = "2025-06-01T12:00:00Z".to_owned();
    let image = Image { references: names.to_vec(), created, parameters: json!({}), layers: own };
    Archive::write(&scratch.join("own.tar"), &[image]);
    docker(&world.engine, &["load", "--input", &scratch.join("own.tar").to_string_lossy()]);
    match world.engine.release() {
        // It has no digest at all.
        Release::Installed => assert_eq!(state_of(&engine, &names[0]).await, UpdateState::Local),
        Release::Sid => {
            assert_eq!(state_of(&engine, &names[0]).await, UpdateState::UpToDate);
            assert!(matches!(state_of(&engine, &names[1]).await, UpdateState::Newer { .. }));
        }
    }
    for (name, is_own) in names.iter().zip([true, false]) {
        assert_eq!(repository::preview(&engine, name, None).await.unwrap().up_to_date, is_own, "{name}");
        docker(&world.engine, &["rmi", name]);
    }
}

async fn another_platform_is_not_here_because_one_is(world: &World) {
    let engine = crate::connect(world).await;
    let registry = Registry::start();
    push_multi_platform(&registry, "acme/many", "1");
    let name = format!("{}/acme/many:1", registry.address());
    let preview = async |platform| repository::preview(&engine, &name, platform).await.unwrap();
    docker(&world.engine, &["pull", "-q", "--platform", "linux/amd64", &name]);
    let first = docker(&world.engine, &["inspect", "-f", "{{.Id}}", &name]);
    assert!(preview(Some("linux/amd64")).await.up_to_date);
    let other = preview(Some("linux/arm64")).await;
    // Their layers differ: nothing of it is here, and the digest that the tag stands for is the same for both.
    assert!(
        !other.up_to_date && other.other_platform && other.here.is_some() && other.fetch == other.total,
        "{other:?}"
    );

    docker(&world.engine, &["pull", "-q", "--platform", "linux/arm64", &name]);
    assert!(preview(Some("linux/arm64")).await.up_to_date);
    // A store of several platforms has both now, another one only what was pulled last.
    let kept = engine.info().containerd_store;
    assert_eq!(preview(Some("linux/amd64")).await.up_to_date, kept);
    assert!(!preview(Some("linux/arm/v7")).await.up_to_date);
    docker(&world.engine, &["rmi", "-f", &name]);
    try_docker(&world.engine, &["rmi", "-f", &first]).ok();
}

async fn what_no_registry_has_fails_no_check(world: &World) {
    let engine = crate::connect(world).await;
    let (open, closed) = (Registry::start(), Registry::private_and_hostile());
    docker(&world.engine, &["pull", "-q", "busybox"]);
    for registry in [&open, &closed] {
        let name = format!("{}/acme/mine:1", registry.address());
        docker(&world.engine, &["tag", "busybox", &name]);
        let state = state_of(&engine, &name).await;
        // With the containerd store it has a digest all the same, and the registry is asked.
        match state {
            UpdateState::Local => assert!(!engine.info().containerd_store),
            UpdateState::Absent { .. } => assert!(engine.info().containerd_store),
            other => panic!("{other:?}"),
        }
        docker(&world.engine, &["rmi", &name]);
    }
    // One that the registry had, and has no more.
    let registry = ScriptedRegistry::start(Some(&open));
    let name = format!("{}/acme/gone:1", registry.address());
    docker(&world.engine, &["tag", "busybox", &name]);
    docker(&world.engine, &["push", "-q", &name]);
    assert_eq!(state_of(&engine, &name).await, UpdateState::UpToDate);
    registry.answer("/manifests/", ScriptedRegistry::not_found());
    assert!(matches!(state_of(&engine, &name).await, UpdateState::Absent { .. }));
    registry.answer("/manifests/", ScriptedRegistry::broken());
    assert!(matches!(state_of(&engine, &name).await, UpdateState::Failed { .. }));
    docker(&world.engine, &["rmi", &name]);
}

async fn a_repository_that_a_sign_in_does_not_open_is_told_as_one_that_is_not_there(world: &World) {
    let engine = crate::connect(world).await;
    let registry = ScriptedRegistry::start(None);
    let name = format!("{}/acme/others:1", registry.address());
    let challenge = format!("Bearer realm=\"http://{}/token\",service=\"scripted\"", registry.address());
    let refusal = r#"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}"#;
    let closed = Answer::Http {
        status: "401 Unauthorized",
        headers: vec![("WWW-Authenticate", challenge)],
        body: refusal.as_bytes().into(),
    };
    registry.answer("/token", Answer::json("200 OK", r#"{"token":"opens-nothing"}"#));
    registry.answer("/acme/", closed);
    assert_eq!(code(repository::tags(&engine, &name)).await, ErrorCode::RegistryUnauthorized);
    // It lets anybody in at its door, so the sign-in is kept untested.
    sign_in(&engine, &registry.address(), "me", Password::new("p")).await.unwrap();
    assert_eq!(code(repository::tags(&engine, &name)).await, ErrorCode::RepositoryNotFound);
}

async fn what_a_server_of_tokens_refuses_is_refused_for_that_image_alone(world: &World) {
    let engine = crate::connect(world).await;
    let behind = Registry::start();
    let registry = ScriptedRegistry::start(Some(&behind));
    let names = ["first", "closed", "last"].map(|name| format!("{}/acme/{name}:1", registry.address()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    for name in &names {
        docker(&world.engine, &["tag", "busybox", name]);
        docker(&world.engine, &["push", "-q", name]);
    }
    registry.close("/acme/closed/");
    let states = async || {
        let mut found = Vec::new();
        updates(&engine, &names, |one| found.push(one.state)).await.unwrap();
        found
    };
    let [first, closed, last] = states().await.try_into().unwrap();
    assert_eq!([first, last], [UpdateState::UpToDate, UpdateState::UpToDate]);
    match closed {
        UpdateState::Failed { error } => {
            assert!(!engine.info().containerd_store);
            assert_eq!(error.code, ErrorCode::RegistryUnauthorized, "{error:?}");
        }
        // Every image has a digest there, also one that no registry has: it may be hidden, or not there at all.
        UpdateState::Absent { .. } => assert!(engine.info().containerd_store),
        other => panic!("{other:?}"),
    }

    // Who is signed in, and may not all the same, is told that it is not there.
    sign_in(&engine, &registry.address(), "me", Password::new("p")).await.unwrap();
    let [first, closed, last] = states().await.try_into().unwrap();
    assert_eq!([first, last], [UpdateState::UpToDate, UpdateState::UpToDate]);
    assert!(matches!(closed, UpdateState::Absent { .. }), "{closed:?}");
    docker(&world.engine, &[&["rmi"][..], &names.each_ref().map(String::as_str)].concat());
}
