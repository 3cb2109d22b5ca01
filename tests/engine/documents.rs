//! Inspect documents: the engine's own text, read as `docker inspect` prints it, with paths that lead to the value.

use quayside_engine::document::{Copied, Kind, NodeId, Reading};
use quayside_engine::inspect::{self, Subject, SubjectKind};
use quayside_engine::{Engine, ErrorCode};
use quayside_test_support::{World, docker, trials, try_docker};

trials![World;
    an_image_reads_as_docker_inspect_prints_it,
    a_container_reads_as_docker_inspect_prints_it,
    every_copied_template_prints_its_value,
    what_is_not_there_is_said,
];

/// Labels whose keys no template takes without quotes.
const LABELS: [&str; 4] = ["com.example.a/b=x", "say=\"hi\" \\ there", "é=ü", "nl=<none>&\ttab"];

fn subject(kind: SubjectKind, name: &str) -> Subject {
    Subject { kind, name: name.to_owned() }
}

async fn read(engine: &Engine, kind: SubjectKind, name: &str) -> Reading {
    Reading::new(inspect::raw(engine, &subject(kind, name)).await.unwrap(), &[])
}

fn container(world: &World, name: &str) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let mut arguments =
        vec!["create", "--name", name, "-p", "127.0.0.1::80", "-e", "A=b=c", "-v", "/data", "--memory", "64m"];
    arguments.extend(["--health-cmd", "true", "--health-interval", "30s", "--add-host", "one:10.0.0.1"]);
    for label in LABELS {
        arguments.extend(["--label", label]);
    }
    arguments.extend(["busybox", "sh", "-c", "echo \"q\""]);
    docker(&world.engine, &arguments);
}

/// `docker inspect` prints an array of what the engine sent, laid out.
fn as_printed(reading: &Reading) -> String {
    let object = reading.copy(NodeId::ROOT, Copied::Json, true).unwrap().text;
    let lines: Vec<_> = object.lines().map(|line| format!("    {line}")).collect();
    format!("[\n{}\n]", lines.join("\n"))
}

async fn an_image_reads_as_docker_inspect_prints_it(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let reading = read(&engine, SubjectKind::Image, "busybox").await;
    assert_eq!(as_printed(&reading), docker(&world.engine, &["image", "inspect", "busybox"]));
}

async fn a_container_reads_as_docker_inspect_prints_it(world: &World) {
    let engine = crate::connect(world).await;
    container(world, "read-me");
    let reading = read(&engine, SubjectKind::Container, "read-me").await;
    assert_eq!(as_printed(&reading), docker(&world.engine, &["container", "inspect", "read-me"]));
    docker(&world.engine, &["rm", "-v", "read-me"]);
}

async fn every_copied_template_prints_its_value(world: &World) {
    let engine = crate::connect(world).await;
    container(world, "templates");
    for (kind, name) in [(SubjectKind::Container, "templates"), (SubjectKind::Image, "busybox")] {
        let reading = read(&engine, kind, name).await;
        let document = reading.document();
        for node in (0..document.len()).map(NodeId) {
            let template = document.template(node);
            let printed = try_docker(&world.engine, &["inspect", "-f", &template, name]);
            let printed = printed.unwrap_or_else(|error| panic!("{template}: {error}"));
            // Go has forms of its own for containers, null, instants and durations.
            let own_form = template.contains(".Healthcheck.") || template.contains(".LastTagTime");
            if !document.kind(node).is_container() && document.kind(node) != Kind::Null && !own_form {
                assert_eq!(printed, document.value(node).trim_end(), "{template}");
            }
        }
    }
    docker(&world.engine, &["rm", "-v", "templates"]);
}

async fn what_is_not_there_is_said(world: &World) {
    let engine = crate::connect(world).await;
    for (kind, code) in
        [(SubjectKind::Image, ErrorCode::ImageNotFound), (SubjectKind::Container, ErrorCode::ContainerNotFound)]
    {
        let error = inspect::raw(&engine, &subject(kind, "not-there")).await.unwrap_err();
        assert_eq!(error.code, code);
    }
}
