//! What keeps a pull from ending that no cut wire can play: a certificate that nobody has vouched for, a disk without room,
//! a platform that the image is not made for. Each has its code, and leaves the engine as it was.

use futures_util::TryStreamExt;
use quayside_engine::pull::pull;
use quayside_engine::reference::Reference;
use quayside_engine::registry::repository;
use quayside_engine::{Engine, Error, ErrorCode};
use quayside_test_support::{
    PrivateDockerd, Registry, SelfSigned, Tunnel, World, docker, push_multi_platform, trials, try_docker,
};

use crate::faults::{is_old_or_new, is_there};

trials![World;
    a_certificate_that_nobody_vouches_for_is_told_as_that,
    a_full_disk_is_told_and_there_is_a_way_on,
    a_platform_that_is_not_there_is_told_and_leaves_nothing,
];

/// An address for documents, which belongs to nobody. The engine's proxy has it played on loopback, and only there: what is on
/// loopback itself, engines trust without looking.
const HOST: &str = "192.0.2.1";

async fn refused(engine: &Engine, name: &str, platform: Option<&str>) -> Error {
    let steps = pull(engine, &Reference::parse(name).unwrap(), platform).try_collect::<Vec<_>>();
    steps.await.expect_err("the pull failed")
}

/// Every image, by all that the docker command line tells of it.
fn all(engine: &PrivateDockerd) -> String {
    docker(engine, &["images", "--all", "--no-trunc", "--format", "{{.Repository}} {{.Tag}} {{.Digest}} {{.ID}}"])
}

async fn a_certificate_that_nobody_vouches_for_is_told_as_that(world: &World) {
    let server = SelfSigned::start(HOST);
    let tunnel = Tunnel::to(&format!("{HOST}:443"), server.socket_address());
    let own = PrivateDockerd::behind(world.engine.release(), &tunnel.proxy());
    let engine = Engine::connect(&crate::endpoint(own.host())).await.unwrap();
    let name = format!("{HOST}/acme/api:1");

    let error = refused(&engine, &name, None).await;
    assert_eq!(error.code, ErrorCode::RegistryCertificate, "{error:?}");
    // It was asked, by its name and through the proxy, and what it showed was not believed.
    assert!(tunnel.asked().contains(&format!("{HOST}:443")), "{:?}", tunnel.asked());
    assert!(error.message.contains("x509: "), "{error:?}");
    let told = try_docker(&own, &["pull", &name]).unwrap_err();
    assert!(told.contains("x509: "), "{told}");
    assert_eq!((all(&own), is_there(&own, &name)), (String::new(), false));

    // What the window itself asks of a registry is held against the system's authorities as well.
    let named = format!("{}/acme/api:1", server.socket_address());
    let error = repository::platforms(&engine, &named).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RegistryCertificate, "{error:?}");
}

async fn a_full_disk_is_told_and_there_is_a_way_on(world: &World) {
    const ROOM: u64 = 512 << 20;
    /// Half of what the image's layers are, packed or unpacked: 10 MB.
    const TOO_LITTLE: u64 = 5_000_000;
    // Of Docker Hub's 20.10 would tell how Docker Hub itself failed, which it asks after any fault of the mirror.
    let [busybox, image] =
        ["busybox", "hello-world"].map(|name| format!("{}/library/{name}", world.registry.address()));
    let own = PrivateDockerd::on_small_disk(world.engine.release(), None, ROOM);
    let engine = Engine::connect(&crate::endpoint(own.host())).await.unwrap();
    docker(&own, &["pull", "-q", &busybox]);
    let before = all(&own);

    own.disk().leave(TOO_LITTLE);
    let error = refused(&engine, &image, None).await;
    assert_eq!(error.code, ErrorCode::NoSpace, "{error:?}");
    assert!(!is_there(&own, &image));
    assert_eq!(all(&own), before);
    let told = try_docker(&own, &["pull", &image]).unwrap_err();
    assert!(told.contains("no space left on device"), "{told}");

    own.disk().resize(ROOM);
    pull(&engine, &Reference::parse(&image).unwrap(), None).try_collect::<Vec<_>>().await.unwrap();
    assert!(is_old_or_new(&own, &image));
    docker(&own, &["run", "--rm", &busybox, "true"]);
}

async fn a_platform_that_is_not_there_is_told_and_leaves_nothing(world: &World) {
    let engine = crate::connect(world).await;
    let registry = Registry::start();
    push_multi_platform(&registry, "acme/few", "1");
    let name = format!("{}/acme/few:1", registry.address());
    let before = all(&world.engine);

    let error = refused(&engine, &name, Some("linux/s390x")).await;
    assert_eq!(error.code, ErrorCode::PlatformNotFound, "{error:?}");
    assert!(!is_there(&world.engine, &name));
    assert_eq!(all(&world.engine), before);
    let told = try_docker(&world.engine, &["pull", "--platform", "linux/s390x", &name]).unwrap_err();
    assert!(told.contains("no matching manifest"), "{told}");

    // One of those that are there comes.
    let arm = pull(&engine, &Reference::parse(&name).unwrap(), Some("linux/arm64")).try_collect::<Vec<_>>();
    arm.await.unwrap();
    assert!(is_there(&world.engine, &name));
    docker(&world.engine, &["rmi", "-f", &name]);
    assert_eq!(all(&world.engine), before);
}
