//! Images: the list against the command line's.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use quayside_engine::{ErrorCode, events, images, removal};
use quayside_test_support::{World, docker, docker_command, many_images, trials};

trials![World;
    the_list_is_that_of_docker_images,
    what_is_not_there_is_said,
    a_removal_of_hundreds_fails_no_list,
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

/// containerd's store refuses a list while images go; what is kept of the one before is brought up to date by single ones.
async fn a_removal_of_hundreds_fails_no_list(world: &World) {
    const MANY: usize = 300;
    const AT_ONCE: usize = 4;
    let engine = crate::connect(world).await;
    many_images(&world.engine, MANY);
    let mut events = events::open(&engine).await.unwrap();
    let heard = tokio::spawn(async move { while let Ok(Some(_)) = events.next().await {} });
    let is_one = |row: &images::ImageRow| row.repository.as_ref().is_some_and(|name| name.starts_with("many/"));
    let ids = |rows: Vec<images::ImageRow>| rows.into_iter().filter(is_one).map(|row| row.id).collect::<BTreeSet<_>>();
    let mut kept = loop {
        if let Some(rows) = images::list_to_keep(&engine).await.unwrap() {
            break ids(rows);
        }
    };
    assert_eq!(kept.len(), MANY);

    let names: Vec<String> = (0..MANY).map(|number| format!("many/{number:05}")).collect();
    let remove = |names: &[String]| docker_command(&world.engine).arg("rmi").args(names).stdout(Stdio::null()).spawn();
    let mut removals: Vec<_> = names.chunks(MANY / AT_ONCE).map(|names| remove(names).unwrap()).collect();
    let deadline = Instant::now() + Duration::from_mins(5);
    loop {
        assert!(Instant::now() < deadline, "still there: {kept:?}");
        let ended: Option<Vec<_>> = removals.iter_mut().map(|removal| removal.try_wait().unwrap()).collect();
        match images::list_to_keep(&engine).await.unwrap() {
            Some(rows) => kept = ids(rows),
            None => {
                for image in images::touched(&engine).await.unwrap().into_iter().flatten() {
                    assert!(image.id.is_none() || image.rows.iter().any(is_one), "{image:?}");
                    if image.id.is_none() {
                        kept.remove(&image.subject);
                    }
                }
            }
        }
        // The events may come a while after the removals; and that store may refuse one of those as well.
        match ended {
            Some(ended) if ended.iter().any(|ended| !ended.success()) => {
                let left = images::list(&engine).await.unwrap().into_iter().filter(is_one);
                let left: Vec<String> = left.filter_map(|row| row.repository).collect();
                removals = if left.is_empty() { Vec::new() } else { vec![remove(&left).unwrap()] };
            }
            Some(_) if kept.is_empty() => break,
            Some(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            None => {}
        }
    }
    let left = images::list(&engine).await.unwrap();
    assert_eq!(left.into_iter().filter(is_one).count(), 0);
    heard.abort();
}
