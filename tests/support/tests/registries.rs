//! The registries that want a sign-in or misbehave, proved with the docker command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::io::Write;
use std::process::Stdio;

use quayside_test_support::{
    HOSTILE, PrivateDockerd, Registry, Release, ScriptedRegistry, TokenRegistry, docker, docker_command,
    push_multi_platform, seed_registry, seed_tarball, try_docker,
};

fn sign_in(engine: &PrivateDockerd, registry: &str, password: &str) -> bool {
    let arguments = ["login", "--username", HOSTILE.user, "--password-stdin", registry];
    let mut login = docker_command(engine).args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    login.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
    login.wait().unwrap().success()
}

/// What a registry that wants a sign-in must let through and what not.
fn is_private(engine: &PrivateDockerd, registry: &str) {
    let image = format!("{registry}/acme/api:1");
    docker(engine, &["tag", "busybox", &image]);
    assert!(try_docker(engine, &["push", &image]).is_err());
    assert!(!sign_in(engine, registry, "wrong"));
    assert!(sign_in(engine, registry, HOSTILE.password));
    docker(engine, &["push", &image]);
    docker(engine, &["rmi", &image]);
    docker(engine, &["pull", &image]);
    docker(engine, &["logout", registry]);
    docker(engine, &["rmi", &image]);
    assert!(try_docker(engine, &["pull", &image]).is_err());
}

#[test]
fn a_hostile_password_opens_and_a_wrong_one_does_not() {
    for release in [Release::Installed, Release::Sid] {
        let engine = PrivateDockerd::start_on(release, None);
        docker(&engine, &["load", "--input", &seed_tarball("busybox").to_string_lossy()]);
        is_private(&engine, &Registry::private_and_hostile().address());

        let open = Registry::start();
        seed_registry(&open);
        let tokens = TokenRegistry::start(&open);
        is_private(&engine, &tokens.address());
        docker(&engine, &["pull", &format!("{}/library/hello-world", tokens.address())]);
        assert!(tokens.given() > 3);
        tokens.expire();
        docker(&engine, &["pull", &format!("{}/library/busybox", tokens.address())]);
    }
}

#[test]
fn a_scripted_registry_says_what_it_is_told() {
    let open = Registry::start();
    seed_registry(&open);
    let registry = ScriptedRegistry::start(Some(&open));
    let engine = PrivateDockerd::start(None);
    let image = format!("{}/library/busybox", registry.address());
    docker(&engine, &["pull", &image]);
    docker(&engine, &["rmi", &image]);
    registry.answer("/manifests/", ScriptedRegistry::too_many(7));
    let error = try_docker(&engine, &["pull", &image]).unwrap_err();
    assert!(error.contains("toomanyrequests"), "{error}");
    assert!(registry.requests().iter().any(|request| request == "GET /v2/library/busybox/manifests/latest"));
    for (answer, words) in [
        (ScriptedRegistry::unauthorized(), "unauthorized"),
        (ScriptedRegistry::not_found(), "manifest unknown"),
        (ScriptedRegistry::broken(), "500 Internal Server Error"),
        (ScriptedRegistry::html(), "invalid character"),
        (ScriptedRegistry::garbage(), "malformed HTTP"),
        (quayside_test_support::Answer::Close, "EOF"),
    ] {
        registry.answer("/manifests/", answer);
        let error = try_docker(&engine, &["pull", &image]).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
    registry.heal();
    docker(&engine, &["pull", &image]);

    let alone = ScriptedRegistry::start(None);
    let error = try_docker(&engine, &["pull", &format!("{}/nothing", alone.address())]).unwrap_err();
    assert!(error.contains("manifest unknown"), "{error}");
}

#[test]
fn an_image_of_several_platforms_is_pulled_by_both_engines() {
    let registry = Registry::start();
    let pushed = push_multi_platform(&registry, "library/multi", "1");
    let image = format!("{}/library/multi:1", registry.address());
    for release in [Release::Installed, Release::Sid] {
        let engine = PrivateDockerd::start_on(release, None);
        for platform in ["linux/amd64", "linux/arm64"] {
            let said = docker(&engine, &["pull", "--platform", platform, &image]);
            assert!(said.contains(&format!("Digest: {}", pushed.index)), "{said}");
        }
        if release == Release::Sid {
            let tree = docker(&engine, &["images", "--tree"]);
            assert!(pushed.platforms.iter().all(|(platform, _)| tree.contains(platform)), "{tree}");
        }
    }
    assert_eq!((pushed.platforms.len(), pushed.attestations.len()), (3, 3));
}
