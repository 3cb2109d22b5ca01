//! What moves images, on Podman's Docker API, with the podman command line as the second witness: names, pushes and pulls,
//! archives both ways, file systems, commits, removals.

use std::fs::File;
use std::path::Path;

use futures_util::TryStreamExt;
use quayside_engine::archive::{self, ArchiveKind, Download, ImportSpec, Source};
use quayside_engine::commit::{CommitSpec, commit};
use quayside_engine::pull::{PullProgress, pull};
use quayside_engine::push::push;
use quayside_engine::reference::Reference;
use quayside_engine::tag::{tag, untag};
use quayside_engine::{Engine, ErrorCode, Result, removal};
use quayside_test_support::{PrivatePodman, Scratch, World, trials};

trials![World; images_are_moved_on_podman];

const BUSYBOX: &str = "docker.io/library/busybox:latest";

fn name(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

async fn pulled(engine: &Engine, reference: &str) -> PullProgress {
    let steps: Vec<_> = pull(engine, &name(reference), None).try_collect().await.unwrap();
    steps.into_iter().next_back().unwrap().progress
}

async fn written(mut download: Download, path: &Path) {
    let mut all = Vec::new();
    while let Some(bytes) = download.next().await.unwrap() {
        all.extend_from_slice(&bytes);
    }
    std::fs::write(path, all).unwrap();
}

fn source(path: &Path) -> Source {
    let file = File::open(path).unwrap();
    let length = file.metadata().unwrap().len();
    Source { bytes: Box::new(tokio::fs::File::from_std(file)), length }
}

/// The full id that podman prints.
fn id(podman: &PrivatePodman, image: &str) -> std::result::Result<String, String> {
    podman.podman(&["image", "inspect", "--format", "sha256:{{.Id}}", image])
}

fn comment(podman: &PrivatePodman, image: &str) -> String {
    podman.podman(&["image", "inspect", "--format", "{{.Comment}}", image]).unwrap()
}

/// One trial, because a private Podman takes its time to come up.
async fn images_are_moved_on_podman(world: &World) {
    let registry = world.mirror.host_and_port();
    let podman = PrivatePodman::start(Some(&registry));
    let engine = Engine::connect(&crate::endpoint(podman.host())).await.unwrap();
    let scratch = Scratch::new();
    pulled(&engine, BUSYBOX).await;
    let busybox = id(&podman, BUSYBOX).unwrap();

    let there = format!("{registry}/podman/box:1");
    tag(&engine, BUSYBOX, &name(&there)).await.unwrap();
    assert_eq!(id(&podman, &there).unwrap(), busybox);
    let missing = tag(&engine, "localhost/no/such:image", &name("localhost/a:1")).await.unwrap_err();
    assert_eq!(missing.code, ErrorCode::ImageNotFound, "{missing:?}");

    push_and_pull(&engine, &podman, &there, &busybox).await;
    assert_eq!(untag(&engine, &there).await.unwrap(), busybox);
    assert!(id(&podman, &there).is_err());
    let last = untag(&engine, BUSYBOX).await.unwrap_err();
    assert_eq!(last.code, ErrorCode::LastName, "{last:?}");

    save_and_load(&engine, &podman, &scratch.join("busybox.tar"), &busybox).await;
    export_and_import(&engine, &podman, &scratch.join("files.tar")).await;

    let container = podman.podman(&["run", "-d", BUSYBOX, "sh", "-c", "echo kept > /note; sleep 1000"]).unwrap();
    let spec = CommitSpec {
        container: container.clone(),
        reference: "localhost/committed/box:1".into(),
        message: "a note".into(),
        changes: vec!["CMD [\"cat\", \"/note\"]".into()],
        ..CommitSpec::default()
    };
    let made = commit(&engine, &spec).await.unwrap();
    assert_eq!(id(&podman, "localhost/committed/box:1").unwrap(), made);
    assert_eq!(podman.podman(&["run", "--rm", "localhost/committed/box:1"]).unwrap(), "kept");
    assert_eq!(comment(&podman, "localhost/committed/box:1"), "a note");
    let gone = commit(&engine, &CommitSpec { container: "no-such".into(), ..CommitSpec::default() }).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::ContainerNotFound, "{gone:?}");

    let refused = removal::remove(&engine, BUSYBOX, false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ImageInUse, "{refused:?}");
    podman.podman(&["rm", "--force", "--time", "0", &container]).unwrap();
    removal::remove(&engine, "localhost/committed/box:1", false).await.unwrap();
    removal::remove(&engine, BUSYBOX, false).await.unwrap();
    assert!(id(&podman, BUSYBOX).is_err());
}

async fn push_and_pull(engine: &Engine, podman: &PrivatePodman, there: &str, image: &str) {
    let steps: Result<Vec<_>> = push(engine, &name(there)).try_collect().await;
    let last = steps.unwrap().into_iter().next_back().unwrap().progress;
    let digest = last.digest.clone().unwrap_or_else(|| panic!("no digest: {last:?}"));
    podman.podman(&["untag", there, there]).unwrap();
    let by_digest = format!("{}@{digest}", there.rsplit_once(':').unwrap().0);
    podman.podman(&["pull", "--quiet", &by_digest]).unwrap();
    assert_eq!(id(podman, &by_digest).unwrap(), image);
    pulled(engine, there).await;
    assert_eq!(id(podman, there).unwrap(), image);
    podman.podman(&["untag", there, &by_digest]).unwrap();

    let missing = push(engine, &name("127.0.0.1:9/no/such:1")).try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(missing.code, ErrorCode::ImageNotFound, "{missing:?}");
    podman.podman(&["tag", there, "127.0.0.1:9/box:1"]).unwrap();
    let unreachable = push(engine, &name("127.0.0.1:9/box:1")).try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(unreachable.code, ErrorCode::RegistryUnreachable, "{unreachable:?}");
    podman.podman(&["untag", there, "127.0.0.1:9/box:1"]).unwrap();
}

async fn save_and_load(engine: &Engine, podman: &PrivatePodman, file: &Path, image: &str) {
    written(archive::save(engine, &[BUSYBOX.to_owned()]).await.unwrap(), file).await;
    let kind = archive::kind(File::open(file).unwrap()).unwrap();
    assert_eq!(kind, ArchiveKind::Images { names: vec![BUSYBOX.to_owned()] });
    let missing = archive::save(engine, &["localhost/no/such:image".to_owned()]).await.err().unwrap();
    assert_eq!(missing.code, ErrorCode::ImageNotFound, "{missing:?}");

    podman.podman(&["rmi", "--force", BUSYBOX]).unwrap();
    podman.podman(&["load", "--quiet", "--input", &file.to_string_lossy()]).unwrap();
    assert_eq!(id(podman, BUSYBOX).unwrap(), image, "what was saved is what podman loads");
    podman.podman(&["rmi", "--force", BUSYBOX]).unwrap();
    let loaded = archive::load(engine, source(file), |_| {}).await.unwrap();
    assert_eq!(loaded.images, [BUSYBOX]);
    assert_eq!(id(podman, BUSYBOX).unwrap(), image);

    std::fs::write(file, "no archive at all\n".repeat(1000)).unwrap();
    let refused = archive::load(engine, source(file), |_| {}).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAnArchive, "{refused:?}");
}

async fn export_and_import(engine: &Engine, podman: &PrivatePodman, file: &Path) {
    podman.podman(&["run", "--name", "noted", BUSYBOX, "sh", "-c", "echo kept > /note"]).unwrap();
    written(archive::export(engine, "noted").await.unwrap(), file).await;
    assert_eq!(archive::kind(File::open(file).unwrap()).unwrap(), ArchiveKind::Files);
    let spec = ImportSpec {
        reference: "localhost/imported/box:1".into(),
        message: "from an export".into(),
        changes: vec!["CMD [\"cat\", \"/note\"]".into()],
        ..ImportSpec::default()
    };
    let made = archive::import(engine, source(file), &spec, |_| {}).await.unwrap();
    assert_eq!(id(podman, "localhost/imported/box:1").unwrap(), made);
    assert_eq!(podman.podman(&["run", "--rm", "localhost/imported/box:1"]).unwrap(), "kept");
    assert_eq!(comment(podman, "localhost/imported/box:1"), "from an export");
    let missing = archive::export(engine, "no-such-container").await.err().unwrap();
    assert_eq!(missing.code, ErrorCode::ContainerNotFound, "{missing:?}");
    podman.podman(&["rm", "noted"]).unwrap();
    podman.podman(&["rmi", "localhost/imported/box:1"]).unwrap();
}
