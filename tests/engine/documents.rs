//! Inspect documents: the engine's own text, read as `docker inspect` prints it, with paths that lead to the value.

use quayside_engine::document::{Copied, Kind, Link, NodeId, Reading, Scope};
use quayside_engine::inspect::{self, Subject, SubjectKind};
use quayside_engine::{Engine, ErrorCode};
use quayside_test_support::{World, docker, trials, try_docker};

trials![World;
    an_image_reads_as_docker_inspect_prints_it,
    a_container_reads_as_docker_inspect_prints_it,
    every_copied_template_prints_its_value,
    what_is_not_there_is_said,
    volumes_and_networks_read_as_docker_inspect_prints_them,
    a_name_means_every_object_that_is_called_so,
    fields_are_read_of_many_objects_at_once,
    links_lead_to_objects_that_are_there,
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
            if document.kind(node).is_container() {
                let json = serde_json::from_str::<serde_json::Value>(&printed);
                assert!(json.is_ok(), "{template}: {printed}");
            }
        }
    }
    docker(&world.engine, &["rm", "-v", "templates"]);
}

async fn volumes_and_networks_read_as_docker_inspect_prints_them(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["volume", "create", "--label", "com.example.a=<b>", "read-volume"]);
    docker(&world.engine, &["network", "create", "--label", "x=y", "read-network"]);
    for (kind, name) in [(SubjectKind::Volume, "read-volume"), (SubjectKind::Network, "read-network")] {
        let reading = read(&engine, kind, name).await;
        let printed = docker(&world.engine, &[kind.word(), "inspect", name]);
        // docker reads these into types of its own, and prints their fields in its own order.
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(json(&as_printed(&reading)), json(&printed));
        for pointer in ["/Name", "/Driver", "/Scope"] {
            let node = reading.document().find(pointer).unwrap();
            let template = reading.document().template(node);
            let printed = docker(&world.engine, &[kind.word(), "inspect", "-f", &template, name]);
            assert_eq!(printed, reading.document().value(node));
        }
        docker(&world.engine, &[kind.word(), "rm", name]);
    }
}

async fn a_name_means_every_object_that_is_called_so(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["create", "--name", "busybox", "busybox"]);
    docker(&world.engine, &["volume", "create", "busybox"]);
    docker(&world.engine, &["network", "create", "busybox"]);
    let kinds = async |name: &str, kind| {
        let found = inspect::resolve(&engine, name, kind).await.unwrap();
        found.into_iter().map(|subject| subject.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("busybox", None).await, SubjectKind::ALL);
    // A container is told by what stays when it is called otherwise.
    let container = inspect::resolve(&engine, "busybox", Some(SubjectKind::Container)).await.unwrap();
    let id = docker(&world.engine, &["container", "inspect", "-f", "{{.Id}}", "busybox"]);
    assert_eq!(container, [subject(SubjectKind::Container, &id)]);
    let names = inspect::names(&engine).await.unwrap();
    for kind in [SubjectKind::Volume, SubjectKind::Network] {
        assert!(names.contains(&subject(kind, "busybox")), "{names:?}");
    }
    assert_eq!(kinds("busybox", Some(SubjectKind::Volume)).await, [SubjectKind::Volume]);
    assert_eq!(kinds("busybox:latest", None).await, [SubjectKind::Image]);
    assert_eq!(kinds("not-there", None).await, []);
    // No image can be called so.
    assert_eq!(kinds("Not-There", None).await, []);
    assert!(inspect::resolve(&engine, "a/../b", None).await.is_err());
    for arguments in [["rm", "busybox"], ["volume", "rm"], ["network", "rm"]] {
        let arguments = if arguments[0] == "rm" { arguments.to_vec() } else { [&arguments[..], &["busybox"]].concat() };
        docker(&world.engine, &arguments);
    }
}

async fn fields_are_read_of_many_objects_at_once(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let names: Vec<String> = (0..20).map(|n| format!("fields-{n}")).collect();
    for name in &names {
        let label = format!("com.example.of={name}");
        let create = ["create", "--name", name, "--label", &label, "-e", "DB_PASSWORD=hunter2", "busybox", "true"];
        docker(&world.engine, &create);
    }
    let asked = [names.clone(), vec!["gone".to_owned()]].concat();
    let pointers =
        ["/Config/Labels/com.example.of", "/HostConfig/ShmSize", "/Config/Env/0", "/Nope"].map(str::to_owned);
    let read = inspect::fields(&engine, SubjectKind::Container, asked.clone(), &pointers).await.unwrap();
    assert_eq!(read.iter().map(|object| &object.name).collect::<Vec<_>>(), asked.iter().collect::<Vec<_>>());
    for (name, object) in names.iter().zip(&read) {
        let [label, size, env, nope] = &object.values[..] else { panic!("{object:?}") };
        assert_eq!(label.as_ref().unwrap().value.as_ref().unwrap().text, *name);
        assert_eq!(size.as_ref().unwrap().number, Some(67_108_864.0));
        let env = &env.as_ref().unwrap().value.as_ref().unwrap().text;
        assert!(env.starts_with("DB_PASSWORD=") && !env.contains("hunter2"), "{env}");
        assert_eq!(*nope, None);
    }
    assert!(read[20].values.iter().all(Option::is_none));
    let remove: Vec<&str> = ["rm"].into_iter().chain(names.iter().map(String::as_str)).collect();
    docker(&world.engine, &remove);
}

async fn links_lead_to_objects_that_are_there(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["network", "create", "linked-net"]);
    docker(&world.engine, &["volume", "create", "linked-volume"]);
    let run = ["run", "-d", "--name", "linked", "--network", "linked-net", "-v", "linked-volume:/data"];
    docker(&world.engine, &[&run[..], &["-p", "127.0.0.1::80", "busybox", "sleep", "600"]].concat());
    let mut reading = read(&engine, SubjectKind::Container, "linked").await;
    reading.expand(Scope::All).unwrap();
    let rows: Vec<_> = (0..reading.row_count()).step_by(500).flat_map(|start| reading.rows(start, 500).rows).collect();
    let links: Vec<(String, Link)> =
        rows.into_iter().filter_map(|row| Some((row.pointer.unwrap_or_default(), row.link?))).collect();
    let mut kinds = Vec::new();
    for (pointer, link) in &links {
        if let Link::Object { subject } = link {
            let found = inspect::resolve(&engine, &subject.name, Some(subject.kind)).await.unwrap();
            assert_eq!(found, std::slice::from_ref(subject), "{pointer}");
            kinds.push(subject.kind);
        }
    }
    for kind in [SubjectKind::Image, SubjectKind::Volume, SubjectKind::Network] {
        assert!(kinds.contains(&kind), "no link to a {}: {links:?}", kind.word());
    }
    let published = docker(&world.engine, &["port", "linked", "80/tcp"]);
    let port: u16 = published.rsplit(':').next().unwrap().trim().parse().unwrap();
    assert!(
        links.iter().any(|(_, link)| *link == Link::Port { host: "127.0.0.1".to_owned(), port }),
        "no link to port {port}: {links:?}"
    );
    docker(&world.engine, &["rm", "-f", "linked"]);
    docker(&world.engine, &["volume", "rm", "linked-volume"]);
    docker(&world.engine, &["network", "rm", "linked-net"]);
}

async fn what_is_not_there_is_said(world: &World) {
    let engine = crate::connect(world).await;
    for (kind, code) in [
        (SubjectKind::Image, ErrorCode::ImageNotFound),
        (SubjectKind::Container, ErrorCode::ContainerNotFound),
        (SubjectKind::Volume, ErrorCode::NotFound),
        (SubjectKind::Network, ErrorCode::NotFound),
    ] {
        let error = inspect::raw(&engine, &subject(kind, "not-there")).await.unwrap_err();
        assert_eq!(error.code, code);
    }
}
