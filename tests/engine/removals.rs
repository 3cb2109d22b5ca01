//! What deleting frees, against what the engine's disk then says: `docker system df` and the folder itself; and removals
//! that are carried out as they were planned, or not at all.

use std::path::Path;
use std::sync::Arc;

use quayside_engine::removal::{
    self, ChangedSince, Doubt, Fate, ForceEffect, Reclaim, RemovalPlan, RemovalTarget, RemovalWays, Removed,
};
use quayside_engine::{Engine, ErrorCode, images};
use quayside_test_support::{
    Archive, Image, Layer, PrivateDockerd, PrivatePodman, Scratch, World, docker, layers_size, trials, try_docker,
};
use serde_json::json;

trials![World;
    what_is_foretold_is_what_the_disk_says,
    layers_are_gathered_in_the_background,
    steps_of_a_classic_build_go_with_the_last_image,
    containers_go_first_where_that_was_chosen,
    what_force_does_is_what_was_said,
    a_changed_image_is_left_alone,
    podman_frees_what_was_foretold,
];

pub(crate) const PLAIN: RemovalWays = RemovalWays { with_containers: false, force: false };
pub(crate) const WITH_CONTAINERS: RemovalWays = RemovalWays { with_containers: true, force: false };
pub(crate) const FORCE: RemovalWays = RemovalWays { with_containers: false, force: true };

fn layer(name: &str, megabytes: usize) -> Arc<Layer> {
    let content: Vec<u8> = name.bytes().cycle().take(megabytes * 1_000_000).collect();
    Layer::build(&format!("COPY {name} / # buildkit")).file(name, 0o644, &content).finish()
}

/// Images that share layers: `shared/a:1` and `shared/c:1` two of them, `shared/b:1` one, `shared/alone:1` none; a layer that
/// weighs nothing among them, and the same change upon other layers.
fn family() -> Vec<Image> {
    let (base, a, b, c, alone) = (layer("base", 5), layer("a", 2), layer("b", 3), layer("c", 1), layer("alone", 4));
    let nothing = Layer::build("RUN /bin/sh -c true # buildkit").directory("empty", 0o755).finish();
    let image = |name: &str, layers: Vec<Arc<Layer>>| Image {
        references: vec![format!("shared/{name}:1")],
        created: "2024-01-01T00:00:00Z".into(),
        parameters: json!({ "Cmd": ["/x"], "Labels": { "name": name } }),
        layers,
    };
    vec![
        image("a", vec![base.clone(), a.clone()]),
        image("b", vec![base.clone(), nothing, b]),
        image("c", vec![base, a.clone(), c]),
        image("alone", vec![alone, a]),
    ]
}

pub(crate) fn load(engine: &PrivateDockerd) {
    let path = engine.scratch().join("family.tar");
    Archive::write(&path, &family());
    docker(engine, &["load", "--quiet", "--input", &path.to_string_lossy()]);
}

/// Rows as a person picks them.
pub(crate) async fn targets(engine: &Engine, names: &[&str]) -> Vec<RemovalTarget> {
    let rows = images::list(engine).await.unwrap();
    let one = |name: &&str| {
        let row = rows.iter().find(|row| row.reference().ends_with(name)).unwrap_or_else(|| panic!("no image {name}"));
        RemovalTarget { id: row.id.clone(), name: row.tag.as_ref().map(|_| row.reference()) }
    };
    names.iter().map(one).collect()
}

pub(crate) async fn plan(engine: &Engine, names: &[&str], ways: RemovalWays) -> RemovalPlan {
    removal::removal_plan(engine, &targets(engine, names).await, ways).await.unwrap()
}

pub(crate) fn fates(plan: &RemovalPlan) -> Vec<Fate> {
    plan.items.iter().map(|item| item.fate).collect()
}

/// Carries a plan out, and gives what the engine says that it has freed.
pub(crate) async fn carry_out(engine: &Engine, plan: &RemovalPlan, ways: RemovalWays) -> u64 {
    let mut freed = 0;
    for item in &plan.items {
        match removal::carry_out(engine, item, ways, drop).await {
            Removed::Deleted { freed: bytes } => freed += bytes.map_or(0, |bytes| bytes.0),
            Removed::Untagged => assert_eq!(item.fate, Fate::Untags),
            other => panic!("{item:?}: {other:?}"),
        }
    }
    freed
}

/// Bytes of a folder's files.
fn bytes_of(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let each = entries.flatten().map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => bytes_of(&entry.path()),
        Ok(metadata) if metadata.is_file() => metadata.len(),
        _ => 0,
    });
    each.sum()
}

/// What `docker system df` prints of images, in bytes.
fn printed(engine: &PrivateDockerd) -> f64 {
    let line = docker(engine, &["system", "df", "--format", "{{.Type}} {{.Size}}"]);
    let size = line.lines().find_map(|line| line.strip_prefix("Images ")).unwrap();
    let digits = size.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &size[digits.len()..] {
        "B" => 1.0,
        "kB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        other => panic!("{other}"),
    };
    digits.parse::<f64>().unwrap() * unit
}

async fn what_is_foretold_is_what_the_disk_says(world: &World) {
    let engine = crate::connect(world).await;
    for (names, images, freed, shared) in [
        (vec!["shared/a:1"], 1, 0, 7_000_000),
        (vec!["shared/b:1"], 1, 3_000_000, 5_000_000),
        (vec!["shared/alone:1"], 1, 6_000_000, 0),
        (vec!["shared/a:1", "shared/c:1"], 2, 3_000_000, 5_000_000),
        (vec!["shared/c:1", "shared/b:1", "shared/a:1"], 3, 11_000_000, 0),
    ] {
        load(&world.engine);
        let foretold = plan(&engine, &names, PLAIN).await;
        let sum = Reclaim {
            images,
            freed: quayside_engine::units::ByteSize(freed),
            shared: quayside_engine::units::ByteSize(shared),
            ..foretold.sum.clone()
        };
        assert_eq!(foretold.sum, sum, "{names:?}");
        assert_eq!(foretold.sum.doubts, [], "{names:?}");
        let folder = world.engine.scratch().join("data/overlay2");
        let before = (layers_size(&world.engine), bytes_of(&folder), printed(&world.engine));
        let told = carry_out(&engine, &foretold, PLAIN).await;
        let after = (layers_size(&world.engine), bytes_of(&folder), printed(&world.engine));
        assert_eq!(told, freed, "{names:?}: what the engine says it deleted");
        assert_eq!(before.0 - after.0, freed, "{names:?}: docker system df, to the byte");
        // On the disk lie also the engine's own notes of each layer: its name, its link.
        let gone = before.1 - after.1;
        assert!((freed..freed + 10_000).contains(&gone), "{names:?}: {gone} bytes are gone from the disk");
        #[allow(clippy::cast_precision_loss, reason = "a few megabytes")]
        let (promise, printed) = (freed as f64, before.2 - after.2);
        assert!((promise - printed).abs() <= 0.01 * before.2, "{names:?}: docker system df prints {printed}");
        for name in names {
            assert!(try_docker(&world.engine, &["inspect", name]).is_err(), "{name} is still there");
        }
    }
    for name in ["shared/b:1", "shared/alone:1"] {
        let _ = try_docker(&world.engine, &["rmi", name]);
    }
}

async fn layers_are_gathered_in_the_background(world: &World) {
    let engine = crate::connect(world).await;
    load(&world.engine);
    let targets = targets(&engine, &["shared/b:1"]).await;
    let first = removal::reclaim(&engine, targets.clone()).await.unwrap();
    assert!(first.gathering && first.of >= 4, "{first:?}");
    let sum = loop {
        let sum = removal::reclaim(&engine, targets.clone()).await.unwrap();
        if !sum.gathering {
            break sum;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!((sum.freed.0, sum.shared.0, sum.images, sum.gathered), (3_000_000, 5_000_000, 1, sum.of));
    docker(&world.engine, &["rmi", "shared/a:1", "shared/b:1", "shared/c:1", "shared/alone:1"]);
}

async fn steps_of_a_classic_build_go_with_the_last_image(world: &World) {
    let engine = crate::connect(world).await;
    load(&world.engine);
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let folder = world.engine.scratch().join("context");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("one"), vec![1; 1_500_000]).unwrap();
    std::fs::write(folder.join("two"), vec![2; 2_500_000]).unwrap();
    let build = |tag: &str, file: &str| {
        std::fs::write(folder.join("Dockerfile"), file).unwrap();
        docker(&world.engine, &["build", "--quiet", "--tag", tag, &folder.to_string_lossy()]);
    };
    build("built/base:1", "FROM busybox\nCOPY one /one\nENV A=b\nRUN true\n");
    build("built/app:1", "FROM built/base:1\nLABEL a=b\nCOPY two /two\nCMD [\"x\"]\n");
    build("built/app:2", "FROM built/base:1\nLABEL a=b\nCOPY two /two\nCMD [\"y\"]\n");

    // What others are built upon loses its name only.
    let base = plan(&engine, &["built/base:1"], PLAIN).await;
    assert_eq!((fates(&base), base.sum.freed.0), (vec![Fate::Untags], 0));
    // One app: its steps are those of the other.
    let one = plan(&engine, &["built/app:1"], PLAIN).await;
    assert_eq!((fates(&one), one.sum.freed.0), (vec![Fate::Deletes], 0));
    // All, the base first: it has to wait.
    let all = plan(&engine, &["built/base:1", "built/app:1", "built/app:2"], PLAIN).await;
    assert_eq!(fates(&all), [Fate::Deletes; 3], "{all:?}");
    assert_eq!(all.items[2].target.name.as_deref(), Some("built/base:1"));
    assert_eq!(all.sum.doubts, []);
    let before = layers_size(&world.engine);
    let told = carry_out(&engine, &all, PLAIN).await;
    assert_eq!(before - layers_size(&world.engine), all.sum.freed.0);
    assert_eq!((told, all.sum.freed.0), (4_000_000, 4_000_000));
    let left = docker(&world.engine, &["images", "--all", "--quiet", "--filter", "dangling=true"]);
    assert_eq!(left, "", "nothing is left of the build");
    docker(&world.engine, &["rmi", "shared/a:1", "shared/b:1", "shared/c:1", "shared/alone:1", "busybox"]);
}

pub(crate) async fn containers_go_first_where_that_was_chosen(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["tag", "busybox", "held/one:1"]);
    docker(&world.engine, &["rmi", "busybox"]);
    let running = docker(&world.engine, &["run", "-d", "--name", "holds-running", "held/one:1", "sleep", "1000"]);
    docker(&world.engine, &["create", "--name", "holds-still", "held/one:1", "true"]);
    // The engine removes this one itself as soon as it is stopped.
    docker(&world.engine, &["run", "-d", "--rm", "--name", "holds-shortly", "held/one:1", "sleep", "1000"]);

    let plain = plan(&engine, &["held/one:1"], PLAIN).await;
    assert_eq!(fates(&plain), [Fate::HeldRunning]);
    let names: Vec<_> = plain.items[0].containers.iter().map(|user| (user.name.as_str(), user.running)).collect();
    assert!(names.contains(&("holds-running", true)) && names.contains(&("holds-still", false)), "{names:?}");
    // What is held is not carried out, whatever one is asked.
    let refused = removal::carry_out(&engine, &plain.items[0], PLAIN, drop).await;
    assert!(matches!(refused, Removed::Differs { .. }), "{refused:?}");
    assert_eq!(docker(&world.engine, &["inspect", "-f", "{{.State.Status}}", &running]), "running");

    let with = plan(&engine, &["held/one:1"], WITH_CONTAINERS).await;
    assert_eq!(fates(&with), [Fate::Deletes]);
    let before = layers_size(&world.engine);
    carry_out(&engine, &with, WITH_CONTAINERS).await;
    let gone = before - layers_size(&world.engine);
    // The containerd store counts what containers have written among the layers.
    let slack = if engine.info().containerd_store { 100_000 } else { 0 };
    assert!((with.sum.freed.0..=with.sum.freed.0 + slack).contains(&gone), "{gone} bytes gone: {:?}", with.sum);
    assert_eq!(docker(&world.engine, &["ps", "--all", "--quiet", "--filter", "name=holds-"]), "");
}

async fn what_force_does_is_what_was_said(world: &World) {
    let engine = crate::connect(world).await;
    load(&world.engine);
    docker(&world.engine, &["create", "--name", "force-still", "shared/b:1", "/x"]);
    let forced = plan(&engine, &["shared/b:1"], FORCE).await;
    assert_eq!((fates(&forced), forced.items[0].force), (vec![Fate::Deletes], Some(ForceEffect::DeletesImage)));
    // The container keeps the layers.
    assert_eq!(forced.sum.freed.0, 0);
    let told = carry_out(&engine, &forced, FORCE).await;
    assert_eq!(told, 0);
    // A container of an image that is gone keeps layers that nobody can name.
    let others = plan(&engine, &["shared/alone:1"], PLAIN).await;
    assert_eq!(others.sum.doubts, [Doubt::StrayContainers]);
    docker(&world.engine, &["rm", "force-still"]);

    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["run", "-d", "--name", "force-running", "busybox", "sleep", "1000"]);
    let forced = plan(&engine, &["busybox:latest"], FORCE).await;
    assert_eq!((fates(&forced), forced.items[0].force), (vec![Fate::Untags], Some(ForceEffect::UntagsOnly)));
    carry_out(&engine, &forced, FORCE).await;
    let id = forced.items[0].target.id.clone();
    let nameless = [RemovalTarget { id: id.clone(), name: None }];
    let refused = removal::removal_plan(&engine, &nameless, FORCE).await.unwrap();
    assert_eq!((fates(&refused), refused.items[0].force), (vec![Fate::HeldRunning], Some(ForceEffect::Refused)));
    let said = removal::remove(&engine, &id, true).await.unwrap_err();
    assert_eq!(said.code, ErrorCode::ImageInUse, "{said}");
    docker(&world.engine, &["rm", "-f", "force-running"]);
    docker(&world.engine, &["rmi", &id, "shared/a:1", "shared/c:1", "shared/alone:1"]);
}

pub(crate) async fn a_changed_image_is_left_alone(world: &World) {
    let engine = crate::connect(world).await;
    load(&world.engine);
    let names = ["shared/a:1", "shared/b:1", "shared/c:1", "shared/alone:1"];
    let planned = plan(&engine, &names, PLAIN).await;
    let item = |name: &str| planned.items.iter().find(|item| item.target.name.as_deref() == Some(name)).unwrap();
    docker(&world.engine, &["tag", "shared/a:1", "shared/more:1"]);
    docker(&world.engine, &["tag", "shared/c:1", "shared/b:1"]);
    docker(&world.engine, &["create", "--name", "came-later", "shared/alone:1", "/x"]);
    let gone = docker(&world.engine, &["inspect", "-f", "{{.Id}}", "shared/c:1"]);
    docker(&world.engine, &["rmi", "shared/c:1"]);
    let listed = || {
        let printed = docker(&world.engine, &["images", "--all", "--no-trunc"]);
        let mut lines: Vec<String> = printed.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let before = listed();
    for (name, expected) in [
        ("shared/a:1", ChangedSince::Named { names: vec!["shared/more:1".into()] }),
        ("shared/b:1", ChangedSince::Renamed { id: gone }),
        ("shared/c:1", ChangedSince::Gone),
    ] {
        let result = removal::carry_out(&engine, item(name), WITH_CONTAINERS, drop).await;
        assert_eq!(result, Removed::Differs { difference: expected }, "{name}");
    }
    let result = removal::carry_out(&engine, item("shared/alone:1"), WITH_CONTAINERS, drop).await;
    let Removed::Differs { difference: ChangedSince::Used { containers } } = result else { panic!("{result:?}") };
    assert_eq!(containers[0].name, "came-later");
    assert_eq!(listed(), before, "nothing was done");
    docker(&world.engine, &["rm", "came-later"]);
    docker(&world.engine, &["rmi", "-f", "shared/a:1", "shared/more:1", "shared/b:1", "shared/alone:1"]);
    docker(&world.engine, &["image", "prune", "--force"]);
}

async fn podman_frees_what_was_foretold(_world: &World) {
    let podman = PrivatePodman::start(None);
    let engine = Engine::connect(&crate::endpoint(podman.host())).await.unwrap();
    let scratch = Scratch::new();
    let path = scratch.join("family.tar");
    Archive::write(&path, &family());
    podman.podman(&["load", "--quiet", "--input", &path.to_string_lossy()]).unwrap();
    let foretold = plan(&engine, &["shared/b:1"], PLAIN).await;
    // Podman counts a layer as the archive that it came in, headers included.
    let about = |bytes: u64, sum: u64| (sum..sum + sum / 100).contains(&bytes);
    assert_eq!(fates(&foretold), [Fate::Deletes]);
    assert!(about(foretold.sum.freed.0, 3_000_000) && about(foretold.sum.shared.0, 5_000_000), "{:?}", foretold.sum);
    let both = plan(&engine, &["shared/a:1", "shared/c:1"], PLAIN).await;
    assert!(about(both.sum.freed.0, 3_000_000) && about(both.sum.shared.0, 5_000_000), "{:?}", both.sum);
    let folder = podman.podman(&["info", "--format", "{{.Store.GraphRoot}}"]).unwrap();
    let before = bytes_of(Path::new(folder.trim()));
    carry_out(&engine, &both, PLAIN).await;
    let gone = before - bytes_of(Path::new(folder.trim()));
    assert!(about(gone, 3_000_000), "{gone} bytes are gone from the disk");
    let listed = podman.podman(&["images", "--format", "{{.Repository}}"]).unwrap();
    let is_there = |name: &str| listed.lines().any(|line| line == name);
    assert!(!is_there("localhost/shared/a") && is_there("localhost/shared/b"), "{listed}");
    podman.podman(&["create", "--name", "held", "localhost/shared/b:1", "/x"]).unwrap();
    let held = plan(&engine, &["shared/b:1"], PLAIN).await;
    assert_eq!((fates(&held), held.items[0].force), (vec![Fate::HeldStopped], Some(ForceEffect::RemovesContainers)));
    let with = plan(&engine, &["shared/b:1"], WITH_CONTAINERS).await;
    carry_out(&engine, &with, WITH_CONTAINERS).await;
    assert_eq!(podman.podman(&["ps", "--all", "--quiet"]).unwrap().trim(), "");
}
