//! What deleting frees on the containerd image store, which keeps layers unpacked and as they were downloaded: about, since
//! the engine does not tell what each was as a download.

use quayside_engine::removal::{self, Doubt, Fate, ForceEffect, RemovalTarget};
use quayside_test_support::{World, docker, layers_size, trials, try_docker};

use crate::removals::{FORCE, PLAIN, WITH_CONTAINERS, carry_out, fates, load, plan};
use crate::removals::{a_changed_image_is_left_alone, containers_go_first_where_that_was_chosen};

trials![World;
    what_is_foretold_is_about_what_the_disk_says,
    a_pulled_image_frees_what_was_downloaded_too,
    force_takes_the_name_and_leaves_the_image_to_its_container,
    a_changed_image_is_left_alone,
    containers_go_first_where_that_was_chosen,
];

/// Notes of the store's own, a few kilobytes an image, are in no sum; shares of a download are an estimate.
fn about(foretold: u64, gone: u64) -> bool {
    foretold.abs_diff(gone) <= foretold / 50 + 20_000
}

async fn what_is_foretold_is_about_what_the_disk_says(world: &World) {
    let engine = crate::connect(world).await;
    for (names, shares) in [
        (vec!["shared/a:1"], true),
        (vec!["shared/b:1"], true),
        (vec!["shared/a:1", "shared/c:1"], true),
        (vec!["shared/c:1", "shared/b:1", "shared/a:1", "shared/alone:1"], false),
    ] {
        load(&world.engine);
        let foretold = plan(&engine, &names, PLAIN).await;
        assert!(fates(&foretold).iter().all(|fate| *fate == Fate::Deletes), "{foretold:?}");
        assert_eq!(foretold.sum.shared.0 > 0, shares, "{names:?}: {:?}", foretold.sum);
        let before = layers_size(&world.engine);
        let disk = removal::disk_use(&engine).await.unwrap().unwrap();
        assert_eq!(disk.0, before, "the same question without containers and volumes");
        carry_out(&engine, &foretold, PLAIN).await;
        let gone = before - layers_size(&world.engine);
        assert!(about(foretold.sum.freed.0, gone), "{names:?}: {} foretold, {gone} gone", foretold.sum.freed.0);
        if shares {
            assert_eq!(foretold.sum.doubts, [Doubt::Content], "{names:?}");
        }
    }
    for name in ["shared/a:1", "shared/b:1", "shared/c:1", "shared/alone:1"] {
        let _ = try_docker(&world.engine, &["rmi", name]);
    }
}

async fn a_pulled_image_frees_what_was_downloaded_too(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "hello-world"]);
    let foretold = plan(&engine, &["hello-world:latest"], PLAIN).await;
    assert_eq!(foretold.sum.doubts, [], "nothing is shared, so nothing is guessed");
    let before = layers_size(&world.engine);
    carry_out(&engine, &foretold, PLAIN).await;
    let gone = before - layers_size(&world.engine);
    assert!(about(foretold.sum.freed.0, gone), "{} foretold, {gone} gone", foretold.sum.freed.0);
    // Once unpacked and once as it came, which for noise is as much again.
    assert!(gone > 19_000_000, "{gone}");
}

async fn force_takes_the_name_and_leaves_the_image_to_its_container(world: &World) {
    let engine = crate::connect(world).await;
    load(&world.engine);
    docker(&world.engine, &["create", "--name", "force-still", "shared/b:1", "/x"]);
    let forced = plan(&engine, &["shared/b:1"], FORCE).await;
    assert_eq!((fates(&forced), forced.items[0].force), (vec![Fate::Untags], Some(ForceEffect::UntagsOnly)));
    assert_eq!(forced.sum.freed.0, 0);
    carry_out(&engine, &forced, FORCE).await;
    let id = forced.items[0].target.id.clone();
    let nameless = [RemovalTarget { id: id.clone(), name: None }];
    assert_eq!(docker(&world.engine, &["inspect", "-f", "{{.Id}}", &id]), id, "the image is still there");
    let with = removal::removal_plan(&engine, &nameless, WITH_CONTAINERS).await.unwrap();
    assert_eq!(fates(&with), [Fate::Deletes]);
    carry_out(&engine, &with, WITH_CONTAINERS).await;
    assert!(try_docker(&world.engine, &["inspect", &id]).is_err());
    docker(&world.engine, &["rmi", "shared/a:1", "shared/c:1", "shared/alone:1"]);
}
