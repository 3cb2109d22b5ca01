//! Names given and taken away, and a container kept as an image: against what docker then says.

use quayside_engine::commit::{CommitSpec, commit};
use quayside_engine::reference::Reference;
use quayside_engine::tag::{tag, untag};
use quayside_engine::{ErrorCode, images};
use quayside_test_support::{World, docker, trials, try_docker};

trials![World;
    a_name_is_given_and_taken_away,
    a_name_moves_from_one_image_to_another,
    a_container_becomes_an_image,
];

fn reference(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

async fn a_name_is_given_and_taken_away(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let id = docker(&world.engine, &["inspect", "-f", "{{.Id}}", "busybox"]);
    tag(&engine, "busybox", &reference("127.0.0.1:5999/named/deep:1.0-x_y")).await.unwrap();
    tag(&engine, &id, &reference("named/short")).await.unwrap();
    for name in ["127.0.0.1:5999/named/deep:1.0-x_y", "named/short:latest"] {
        assert_eq!(docker(&world.engine, &["inspect", "-f", "{{.Id}}", name]), id);
        assert_eq!(untag(&engine, name).await.unwrap(), id);
        assert!(try_docker(&world.engine, &["inspect", name]).is_err());
    }
    let last = untag(&engine, "busybox:latest").await.unwrap_err();
    assert_eq!(last.code, ErrorCode::LastName, "{last}");
    assert!(images::exists(&engine, "busybox").await.unwrap(), "the last name is not taken away");

    let digest = format!("busybox@sha256:{}", "f".repeat(64));
    assert_eq!(tag(&engine, "busybox", &reference(&digest)).await.unwrap_err().code, ErrorCode::InvalidReference);
    let missing = tag(&engine, "no/such:image", &reference("a")).await.unwrap_err();
    assert_eq!(missing.code, ErrorCode::ImageNotFound, "{missing}");
    assert_eq!(untag(&engine, "no/such:image").await.unwrap_err().code, ErrorCode::ImageNotFound);
    docker(&world.engine, &["rmi", "busybox"]);
}

async fn a_name_moves_from_one_image_to_another(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "hello-world"]);
    let untagged = crate::untagged_image(world, "moved");
    tag(&engine, "hello-world", &reference("moved/name")).await.unwrap();
    tag(&engine, &untagged, &reference("moved/name")).await.unwrap();
    assert_eq!(docker(&world.engine, &["inspect", "-f", "{{.Id}}", "moved/name"]), untagged);
    docker(&world.engine, &["rmi", "moved/name", "hello-world"]);
}

async fn a_container_becomes_an_image(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let script = "echo kept > /note; sleep 1000";
    let container = docker(&world.engine, &["run", "-d", "--name", "to-commit", "busybox", "sh", "-c", script]);
    docker(&world.engine, &["exec", &container, "sh", "-c", "until [ -s /note ]; do sleep 0.1; done"]);
    let spec = CommitSpec {
        container: "to-commit".into(),
        reference: "committed/box:1".into(),
        author: "Ada <ada@example.org>".into(),
        message: "a note & more".into(),
        pause: true,
        changes: vec!["CMD [\"cat\", \"/note\"]".into(), "LABEL kind=\"a = b\"".into()],
    };
    let made = commit(&engine, &spec).await.unwrap();
    let format = "{{.Id}}|{{.Author}}|{{.Comment}}|{{index .Config.Labels \"kind\"}}";
    let printed = docker(&world.engine, &["inspect", "-f", format, "committed/box:1"]);
    assert_eq!(printed, format!("{made}|Ada <ada@example.org>|a note & more|a = b"));
    assert_eq!(docker(&world.engine, &["run", "--rm", "committed/box:1"]), "kept");
    assert_eq!(docker(&world.engine, &["inspect", "-f", "{{.State.Status}}", "to-commit"]), "running");

    let nameless =
        commit(&engine, &CommitSpec { container: container.clone(), ..CommitSpec::default() }).await.unwrap();
    assert_eq!(docker(&world.engine, &["inspect", "-f", "{{len .RepoTags}}", &nameless]), "0");
    let wrong = CommitSpec { container: container.clone(), changes: vec!["COOK a".into()], ..CommitSpec::default() };
    let refused = commit(&engine, &wrong).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput, "{refused}");
    let gone = CommitSpec { container: "no-such".into(), ..CommitSpec::default() };
    assert_eq!(commit(&engine, &gone).await.unwrap_err().code, ErrorCode::ContainerNotFound);
    docker(&world.engine, &["rm", "-f", &container]);
    docker(&world.engine, &["rmi", "committed/box:1", &nameless, "busybox"]);
}
