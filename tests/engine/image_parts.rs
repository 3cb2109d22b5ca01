//! What an image is made of: its parameters, the steps and layers by which it came to be, what other images share with it,
//! and how two of them differ.

use std::fs;

use quayside_engine::document::{Difference, MASK, Secret};
use quayside_engine::images::{self, LayerDifference, LayerTable, ParameterKind, StepLayer};
use quayside_engine::{Engine, ErrorCode};
use quayside_test_support::{PrivateDockerd, Scratch, World, docker, trials};
use serde_json::Value;

trials![World;
    parameters_are_those_of_docker_inspect,
    steps_are_those_of_docker_history_and_their_layers_are_known,
    shared_layers_are_found,
    two_images_differ_as_they_were_built,
];

const DOCKERFILE: &str = r#"FROM busybox
ENV A=1 DB_PASSWORD=hunter2
ARG V=2
RUN echo $V > /one
WORKDIR /app
COPY file /app/
RUN true
EXPOSE 80/tcp 443/tcp
VOLUME /data
USER 1000:1000
HEALTHCHECK --interval=30s --retries=2 CMD test -e /one
STOPSIGNAL SIGINT
ONBUILD RUN make all
LABEL a.b=c api-key=abcdefgh
SHELL ["/bin/sh", "-ec"]
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["exec sleep \"$A\""]
"#;

/// Builds an image; the builder of Docker 20.10 leaves an image for each step.
fn build(engine: &PrivateDockerd, name: &str, dockerfile: &str) {
    let scratch = Scratch::new();
    fs::write(scratch.join("Dockerfile"), dockerfile).unwrap();
    fs::write(scratch.join("file"), "content\n").unwrap();
    docker(engine, &["pull", "-q", "busybox"]);
    docker(engine, &["build", "--quiet", "--tag", name, &scratch.path().to_string_lossy()]);
}

fn inspected(world: &World, name: &str) -> Value {
    let printed: Value = serde_json::from_str(&docker(&world.engine, &["inspect", name])).unwrap();
    printed[0].clone()
}

async fn parameters_are_those_of_docker_inspect(world: &World) {
    let engine = crate::connect(world).await;
    build(&world.engine, "parts:1", DOCKERFILE);
    let printed = inspected(world, "parts:1");
    let details = images::details(&engine, "parts:1").await.unwrap();
    assert_eq!(details.id, printed["Id"].as_str().unwrap());
    assert_eq!(details.size.0, printed["Size"].as_u64().unwrap());
    assert_eq!(details.layers as usize, printed["RootFS"]["Layers"].as_array().unwrap().len());
    assert_eq!(details.tags, ["parts:1"]);

    // What is told is at its place in the document, or masked there.
    for parameter in &details.parameters {
        let there = printed.pointer(&parameter.value.pointer).unwrap_or_else(|| panic!("{parameter:?}"));
        let told = match there {
            Value::String(text) => {
                let text = text.split_once('=').filter(|_| parameter.kind == ParameterKind::Environment);
                text.map_or_else(|| there.as_str().unwrap().to_owned(), |(_, value)| value.to_owned())
            }
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        match parameter.value.secret {
            Secret::None => assert_eq!(parameter.value.text, told, "{parameter:?}"),
            _ => assert_eq!(parameter.value.text, MASK, "{parameter:?}"),
        }
    }
    let of = |kind| {
        let of_kind = details.parameters.iter().filter(|one| one.kind == kind);
        of_kind.map(|one| one.name.clone().unwrap_or_else(|| one.value.text.clone())).collect::<Vec<_>>()
    };
    let config = &printed["Config"];
    let names = |map: &Value| map.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(of(ParameterKind::Environment).len(), config["Env"].as_array().unwrap().len());
    assert_eq!(of(ParameterKind::Port), names(&config["ExposedPorts"]));
    assert_eq!(of(ParameterKind::Volume), names(&config["Volumes"]));
    assert_eq!(of(ParameterKind::Label), names(&config["Labels"]));
    assert_eq!(of(ParameterKind::Entrypoint), ["/bin/sh -c"]);
    assert_eq!(of(ParameterKind::Command), [r#"'exec sleep "$A"'"#]);
    assert_eq!(of(ParameterKind::HealthTest), ["test -e /one"]);
    assert_eq!(of(ParameterKind::HealthRetries), ["2"]);
    assert_eq!(of(ParameterKind::OnBuild), ["RUN make all"]);
    assert_eq!(of(ParameterKind::Shell), ["/bin/sh -ec"]);

    let secret = details.parameters.iter().find(|one| one.name.as_deref() == Some("DB_PASSWORD")).unwrap();
    let asked = async |shown| images::value(&engine, "parts:1", &secret.value.pointer, shown).await.unwrap();
    assert_eq!((asked(true).await.as_str(), asked(false).await.as_str()), ("hunter2", MASK));
    let nowhere = images::value(&engine, "parts:1", "/Config/Nope", false).await.unwrap_err();
    assert_eq!(nowhere.code, ErrorCode::NotFound);
    docker(&world.engine, &["rmi", "parts:1"]);
}

async fn steps_are_those_of_docker_history_and_their_layers_are_known(world: &World) {
    let engine = crate::connect(world).await;
    build(&world.engine, "parts:2", DOCKERFILE);
    let history = images::history(&engine, "parts:2", true).await.unwrap();
    let format = "{{.ID}}\t{{.Size}}\t{{.CreatedBy}}";
    let arguments = ["history", "--no-trunc", "--human=false", "--format", format, "parts:2"];
    let printed = docker(&world.engine, &arguments);
    let told = history.steps.iter().map(|step| {
        let id = step.id.as_deref().unwrap_or("<missing>");
        format!("{id}\t{}\t{}", step.size.0, step.created_by.trim())
    });
    assert_eq!(told.collect::<Vec<_>>(), printed.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>());

    let diff_ids: Vec<_> = history.layers.iter().map(|layer| layer.diff_id.as_str()).collect();
    assert_eq!(serde_json::json!(diff_ids), inspected(world, "parts:2")["RootFS"]["Layers"]);
    // The classic builder left an image for each of its steps: how many layers that one has is the second witness.
    let mut witnessed = 0;
    for pair in history.steps.windows(2) {
        let [step, before] = pair else { continue };
        let (Some(id), Some(id_before)) = (&step.id, &before.id) else { continue };
        let count = |id: &str| inspected(world, id)["RootFS"]["Layers"].as_array().unwrap().len();
        let (now, then) = (count(id), count(id_before));
        match step.layer {
            StepLayer::Made { index } => assert_eq!((index as usize + 1, now), (now, then + 1), "{step:?}"),
            StepLayer::None => assert_eq!(now, then, "{step:?}"),
            // Both weigh nothing, and the engine does not say which of them made a layer.
            StepLayer::Unknown => {
                let is = |keyword| step.instruction.keyword.as_deref() == Some(keyword);
                assert!(is("WORKDIR") || is("COPY") || step.instruction.text == "true", "{step:?}");
                continue;
            }
        }
        witnessed += 1;
    }
    assert!(witnessed >= 12, "{witnessed} steps have a witness");
    let weighed = |line: &str| line.split('\t').nth(1).and_then(|size| size.parse::<u64>().ok()).unwrap();
    assert_eq!(history.size.0, printed.lines().map(weighed).sum::<u64>());

    let line = |at: usize| {
        let instruction = &history.steps[at].instruction;
        format!("{} {}", instruction.keyword.as_deref().unwrap_or_default(), instruction.text)
    };
    let lines: Vec<_> = (0..history.steps.len()).map(line).collect();
    assert_eq!(lines[0], r#"CMD ["exec sleep \"$A\""]"#, "{lines:#?}");
    for expected in ["RUN true", "WORKDIR /app", "RUN echo $V > /one", "USER 1000:1000", "STOPSIGNAL SIGINT"] {
        assert!(lines.iter().any(|line| line == expected), "{expected} is not among {lines:#?}");
    }
    let run = history.steps.iter().find(|step| step.instruction.text == "true").unwrap();
    assert_eq!(run.instruction.arguments, ["V=2"]);

    let masked = serde_json::to_string(&images::history(&engine, "parts:2", false).await.unwrap()).unwrap();
    assert!(!masked.contains("hunter2") && !masked.contains("abcdefgh"), "{masked}");
    docker(&world.engine, &["rmi", "parts:2"]);
}

async fn shared_layers_are_found(world: &World) {
    let engine = crate::connect(world).await;
    let known = LayerTable::default();
    build(&world.engine, "share/base:1", "FROM busybox\nRUN echo a > /a\n");
    build(&world.engine, "share/top:1", "FROM share/base:1\nRUN echo b > /b\nENV B=1\n");
    docker(&world.engine, &["tag", "share/top:1", "share/top:again"]);
    let found = images::sharing(&engine, &known, "share/base:1").await.unwrap();
    let of = |name: &str| found.iter().find(|one| one.names.iter().any(|other| other == name)).cloned().unwrap();
    assert_eq!(of("share/top:1").layers, 2);
    assert_eq!(of("busybox:latest").layers, 1);
    assert!(of("share/top:1").names.contains(&"share/top:again".to_owned()));
    assert!(found.is_sorted_by(|one, other| one.layers >= other.layers));

    // What is known stays known, and an image that has gone is in nobody's way.
    docker(&world.engine, &["rmi", "share/top:1", "share/top:again"]);
    let found = images::sharing(&engine, &known, "share/base:1").await.unwrap();
    assert!(found.iter().all(|one| !one.names.iter().any(|name| name.starts_with("share/top"))));
    docker(&world.engine, &["rmi", "share/base:1"]);
    let gone = images::sharing(&engine, &known, "share/base:1").await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::ImageNotFound);
}

async fn two_images_differ_as_they_were_built(world: &World) {
    let engine = crate::connect(world).await;
    differ(&engine, &world.engine).await;
}

async fn differ(engine: &Engine, with: &PrivateDockerd) {
    let left = "FROM busybox\nRUN echo a > /a\nENV SAME=1 CHANGED=1 TOKEN=one GONE=1\nRUN echo l > /l\nCMD [\"a\"]\n";
    let right = "FROM busybox\nRUN echo a > /a\nENV SAME=1 CHANGED=2 TOKEN=two COME=1\nRUN echo rr > /l\nEXPOSE 80\n";
    build(with, "differ:1", left);
    build(with, "differ:2", right);
    let told = images::compare(engine, "differ:1", "differ:2", false).await.unwrap();
    let of = |name: &str| {
        let one = told.parameters.iter().find(|one| one.name.as_deref() == Some(name)).unwrap();
        (
            one.difference,
            one.left.as_ref().map(|said| said.text.clone()),
            one.right.as_ref().map(|said| said.text.clone()),
        )
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(of("SAME"), (Difference::Same, text("1"), text("1")));
    assert_eq!(of("CHANGED"), (Difference::Changed, text("1"), text("2")));
    assert_eq!(of("TOKEN"), (Difference::Changed, text(MASK), text(MASK)));
    assert_eq!(of("GONE"), (Difference::Removed, text("1"), None));
    assert_eq!(of("COME"), (Difference::Added, None, text("1")));
    assert_eq!(of("80/tcp").0, Difference::Added);
    assert_eq!((told.layers.common, told.left.layers, told.right.layers), (2, 3, 3));
    for end in [&told.left, &told.right] {
        let size = docker(with, &["inspect", "-f", "{{.Size}}", &end.reference]);
        assert_eq!(end.size.0.to_string(), size);
    }
    let changed: Vec<_> = told.layers.steps.iter().map(|step| step.difference).collect();
    assert!(changed.contains(&LayerDifference::Instruction), "{changed:?}");
    let base = told.layers.common_size.unwrap().0;
    let own: u64 = told.layers.steps.iter().filter_map(|step| Some(step.left.as_ref()?.size.0)).sum();
    let history = images::history(engine, "differ:1", false).await.unwrap();
    assert_eq!(base + own, history.size.0);
    assert!(!serde_json::to_string(&told).unwrap().contains("\"one\""));

    let alike = images::compare(engine, "differ:1", "differ:1", false).await.unwrap();
    assert!(alike.parameters.iter().all(|one| one.difference == Difference::Same));
    assert_eq!((alike.layers.steps.len(), alike.layers.common), (0, 3));
    let missing = images::compare(engine, "differ:1", "no/such:image", false).await.unwrap_err();
    assert_eq!(missing.code, ErrorCode::ImageNotFound);
    docker(with, &["rmi", "differ:1", "differ:2"]);
}
