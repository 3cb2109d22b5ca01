//! Images: the list against the command line's.

use std::collections::BTreeSet;

use quayside_engine::{ErrorCode, images, removal};
use quayside_test_support::{World, docker, trials};

trials![World;
    the_list_is_that_of_docker_images,
    what_is_not_there_is_said,
];

async fn the_list_is_that_of_docker_images(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["tag", "busybox", "127.0.0.1:5999/some/where/deep:1.0-x_y"]);
    docker(&world.engine, &["tag", "busybox", "list/other"]);
    let untagged = crate::untagged_image(world, "untagged");
    let format = "{{.Repository}} {{.Tag}} {{.ID}}";
    let printed: BTreeSet<String> =
        docker(&world.engine, &["images", "--no-trunc", "--format", format]).lines().map(str::to_owned).collect();
    let none = || "<none>".to_owned();
    let listed: BTreeSet<String> = images::list(&engine)
        .await
        .unwrap()
        .into_iter()
        .map(|row| {
            let (repository, tag) = (row.repository.unwrap_or_else(none), row.tag.unwrap_or_else(none));
            format!("{repository} {tag} {}", row.id)
        })
        .collect();
    assert_eq!(listed, printed);
    assert!(printed.iter().any(|line| line.starts_with("<none> <none>")), "{printed:?}");
    docker(&world.engine, &["rmi", "127.0.0.1:5999/some/where/deep:1.0-x_y", "list/other", &untagged]);
}

async fn what_is_not_there_is_said(world: &World) {
    let engine = crate::connect(world).await;
    assert_eq!(images::details(&engine, "no/such:image").await.unwrap_err().code, ErrorCode::ImageNotFound);
    assert_eq!(removal::remove(&engine, "no/such:image", false).await.unwrap_err().code, ErrorCode::ImageNotFound);
    assert_eq!(images::details(&engine, "../containers/x").await.unwrap_err().code, ErrorCode::InvalidReference);
}
