//! Pulls from a registry that lets nobody in without a password: by each of a person's own means, with a password that a
//! careless encoding breaks.

use std::sync::Arc;

use futures_util::TryStreamExt;
use quayside_engine::pull::pull;
use quayside_engine::reference::Reference;
use quayside_engine::registry::credentials::{Login, Logins, Means, Places};
use quayside_engine::registry::password::Password;
use quayside_engine::registry::updates::{UpdateState, updates};
use quayside_engine::{Engine, ErrorCode, Result, images};
use quayside_test_support::{CredentialHelper, HOSTILE, Registry, Scratch, World, seed_registry, trials, try_docker};

trials![World;
    a_private_image_comes_with_the_persons_own_credentials,
    a_helper_keeps_what_was_signed_in_with,
];

async fn as_person(world: &World, places: Places) -> Engine {
    Engine::connect_as(&crate::endpoint(world.engine.host()), Arc::new(Logins::new(places))).await.unwrap()
}

async fn pulled(engine: &Engine, name: &str) -> Result<()> {
    pull(engine, &Reference::parse(name)?, None).try_collect::<Vec<_>>().await.map(drop)
}

/// `user:password` as Docker's and Podman's files hold it; base64 of the machine's own.
fn auth(user: &str, password: &str) -> String {
    let mut child = std::process::Command::new("base64")
        .arg("-w0")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), format!("{user}:{password}").as_bytes()).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

async fn a_private_image_comes_with_the_persons_own_credentials(world: &World) {
    let registry = Registry::private_and_hostile();
    seed_registry(&registry);
    let name = format!("{}/library/hello-world:latest", registry.address());
    let scratch = Scratch::new();
    let file = scratch.join("auth.json");
    let write = |user: &str, password: &str| {
        let key = format!("{}/library", registry.address());
        std::fs::write(&file, format!(r#"{{"auths":{{"{key}":{{"auth":"{}"}}}}}}"#, auth(user, password))).unwrap();
    };
    let docker = Places { docker_config: Some(file.clone()), ..Places::default() };
    let podman = Places { podman_auth: vec![file.clone()], ..Places::default() };

    let nobody = pulled(&as_person(world, Places::default()).await, &name).await.unwrap_err();
    assert!(matches!(nobody.code, ErrorCode::RegistryUnauthorized | ErrorCode::RepositoryNotFound), "{nobody:?}");
    write(HOSTILE.user, "wrong");
    let wrong = pulled(&as_person(world, docker.clone()).await, &name).await.unwrap_err();
    assert!(matches!(wrong.code, ErrorCode::RegistryUnauthorized | ErrorCode::RepositoryNotFound), "{wrong:?}");
    write(HOSTILE.user, HOSTILE.password);
    for places in [docker, podman] {
        let engine = as_person(world, places).await;
        pulled(&engine, &name).await.unwrap();
        assert!(images::exists(&engine, &name).await.unwrap());
        // So is what the registry has, with credentials that are for the namespace alone.
        let mut states = Vec::new();
        updates(&engine, std::slice::from_ref(&name), |update| states.push(update.state)).await.unwrap();
        assert_eq!(states, [UpdateState::UpToDate]);
        try_docker(&world.engine, &["rmi", &name]).unwrap();
    }
}

async fn a_helper_keeps_what_was_signed_in_with(world: &World) {
    let registry = Registry::private_and_hostile();
    seed_registry(&registry);
    // For all registries, and for this one alone.
    helper_keeps(world, &registry, CredentialHelper::CONFIG).await;
    helper_keeps(world, &registry, &format!(r#"{{"credHelpers":{{"{}":"fake"}}}}"#, registry.address())).await;
}

async fn helper_keeps(world: &World, registry: &Registry, written: &str) {
    let (domain, name) = (registry.address(), format!("{}/library/hello-world:latest", registry.address()));
    let scratch = Scratch::new();
    let helper = CredentialHelper::install();
    let config = scratch.join("config.json");
    std::fs::write(&config, written).unwrap();
    let helpers = Some(helper.folder().to_owned());
    let engine = as_person(world, Places { docker_config: Some(config.clone()), helpers, ..Places::default() }).await;
    let logins = engine.logins();

    assert!(logins.find(&domain, None).await.login.is_none());
    let fake = Means::Helper { name: "fake".into() };
    assert_eq!(logins.keep(&domain, Login::new(HOSTILE.user, Password::new(HOSTILE.password))).await.unwrap(), fake);
    assert!(helper.kept().is_some(), "the helper has it");
    let listed = logins.list().await;
    assert_eq!(listed.troubles, Vec::<String>::new());
    assert_eq!(listed.signed_in.len(), 1);
    assert_eq!((&listed.signed_in[0].registry, listed.signed_in[0].username.as_str()), (&domain, HOSTILE.user));
    pulled(&engine, &name).await.unwrap();
    try_docker(&world.engine, &["rmi", &name]).unwrap();

    logins.forget(&domain, &fake).await.unwrap();
    assert!(logins.list().await.signed_in.is_empty());
    assert!(pulled(&engine, &name).await.is_err());
    assert_eq!(std::fs::read_to_string(config).unwrap(), written, "nothing was written to it");
}
