//! Images: the list against the command line's, removal as previewed.

use std::collections::BTreeSet;

use quayside_engine::ErrorCode;
use quayside_engine::images::{self, ForceEffect};
use quayside_test_support::{World, docker, trials, try_docker};

trials![World;
    the_list_is_that_of_docker_images,
    a_preview_is_what_then_happens,
    an_image_in_use_is_explained,
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

async fn a_preview_is_what_then_happens(world: &World) {
    let engine = crate::connect(world).await;
    let id = crate::untagged_image(world, "preview");
    docker(&world.engine, &["tag", &id, "preview/a:1"]);
    docker(&world.engine, &["tag", &id, "preview/a"]);

    let name_only = images::removal_preview(&engine, "preview/a:1").await.unwrap();
    assert_eq!((name_only.untagged.as_slice(), name_only.deletes_image), (&["preview/a:1".to_owned()][..], false));
    assert_eq!(name_only.remaining, ["preview/a:latest"]);
    let report = images::remove(&engine, "preview/a:1", false).await.unwrap();
    assert_eq!((report.untagged.as_slice(), report.deleted.len()), (&["preview/a:1".to_owned()][..], 0));

    let all = images::removal_preview(&engine, "preview/a").await.unwrap();
    assert!(all.deletes_image && all.remaining.is_empty() && !all.needs_force);
    let report = images::remove(&engine, "preview/a", false).await.unwrap();
    assert!(report.deleted.contains(&id), "{report:?}");
    assert!(!images::exists(&engine, &id).await.unwrap());
}

async fn an_image_in_use_is_explained(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["tag", "busybox", "used/image:1"]);
    docker(&world.engine, &["rmi", "busybox"]);
    let container = docker(&world.engine, &["create", "--name", "user-of-image", "used/image:1", "sleep", "1000"]);

    let preview = images::removal_preview(&engine, "used/image:1").await.unwrap();
    assert_eq!(preview.containers.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["user-of-image"]);
    assert_eq!((preview.needs_force, preview.force), (true, Some(ForceEffect::DeletesImage)));
    let refused = images::remove(&engine, "used/image:1", false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ImageInUse, "{refused}");

    docker(&world.engine, &["start", &container]);
    let preview = images::removal_preview(&engine, "used/image:1").await.unwrap();
    assert_eq!(preview.force, Some(ForceEffect::UntagsOnly));
    let report = images::remove(&engine, "used/image:1", true).await.unwrap();
    assert_eq!((report.untagged.as_slice(), report.deleted.len()), (&["used/image:1".to_owned()][..], 0));
    let preview = images::removal_preview(&engine, &preview.id).await.unwrap();
    assert_eq!(preview.force, Some(ForceEffect::Refused));
    let refused = images::remove(&engine, &preview.id, true).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ImageInUse, "{refused}");

    docker(&world.engine, &["rm", "-f", &container]);
    docker(&world.engine, &["rmi", &preview.id]);
    assert!(try_docker(&world.engine, &["inspect", &preview.id]).is_err());
}

async fn what_is_not_there_is_said(world: &World) {
    let engine = crate::connect(world).await;
    assert_eq!(images::details(&engine, "no/such:image").await.unwrap_err().code, ErrorCode::ImageNotFound);
    assert_eq!(images::remove(&engine, "no/such:image", false).await.unwrap_err().code, ErrorCode::ImageNotFound);
    assert_eq!(images::details(&engine, "../containers/x").await.unwrap_err().code, ErrorCode::InvalidReference);
}
