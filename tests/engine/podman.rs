//! The same domain on Podman's Docker API, which differs where it matters: names, sizes, messages, waits.

use std::time::Duration;

use futures_util::StreamExt;
use quayside_engine::detach::DetachKeys;
use quayside_engine::events::{self, Change};
use quayside_engine::exec::{self, ExecSpec, Exit};
use quayside_engine::hijack::{Hijacked, TerminalSize};
use quayside_engine::images::{self, LayerTable, ParameterKind, StepLayer, TouchedImage};
use quayside_engine::inspect::{self, Subject, SubjectKind};
use quayside_engine::pull::{LayerPhase, pull};
use quayside_engine::reference::Reference;
use quayside_engine::run::{self, RunSpec};
use quayside_engine::{Engine, ErrorCode, containers, hello, removal};
use quayside_test_support::{PrivatePodman, World, trials, wait_until};

trials![World; the_main_job_on_podman];

const SIZE: TerminalSize = TerminalSize { columns: 90, rows: 25 };

/// One trial, because a private Podman takes its time to come up.
async fn the_main_job_on_podman(world: &World) {
    let podman = PrivatePodman::start(Some(&world.mirror.host_and_port()));
    let engine = Engine::connect(&crate::endpoint(podman.host())).await.unwrap();
    assert_eq!(engine.info().product, "Podman");

    hello::load(&engine).await.unwrap();
    let (out, code) = run_to_end(&engine, hello::BUILT_IN, "").await;
    assert!(out.contains("Hello from Quayside!"), "{out}");
    assert_eq!(code, 0);

    let name = "docker.io/library/busybox:latest";
    let states: Vec<_> = pull(&engine, &Reference::parse(name).unwrap(), None).collect().await;
    let last = states.into_iter().next_back().unwrap().unwrap().progress;
    assert!(
        last.layers
            .iter()
            .all(|layer| matches!(layer.phase, LayerPhase::Complete | LayerPhase::Exists | LayerPhase::Downloaded)),
        "{last:?}"
    );
    let missing =
        pull(&engine, &Reference::parse("docker.io/library/nothing:1").unwrap(), None).collect::<Vec<_>>().await;
    let error = missing.into_iter().find_map(Result::err).unwrap();
    assert!(matches!(error.code, ErrorCode::TagNotFound | ErrorCode::RepositoryNotFound), "{error:?}");

    let rows = images::list(&engine).await.unwrap();
    let printed = podman.podman(&["images", "--format", "{{.Repository}}:{{.Tag}}"]).unwrap();
    for row in &rows {
        assert!(printed.contains(&row.reference()), "{} is not in {printed}", row.reference());
    }
    let (out, code) = run_to_end(&engine, name, "sh -c 'echo $((6*7)); exit 9'").await;
    assert_eq!((out.as_str(), code), ("42\n", 9));

    let spec =
        RunSpec { image: name.into(), command: "sleep 1000".into(), name: "sleeper".into(), ..RunSpec::default() };
    let created = run::create(&engine, &spec, SIZE).await.unwrap();
    containers::start(&engine, &created.id).await.unwrap();
    let document =
        inspect::raw(&engine, &Subject { kind: SubjectKind::Container, name: "sleeper".into() }).await.unwrap();
    assert!(String::from_utf8_lossy(&document).contains(&created.id));

    let shell = ExecSpec { container: created.id.clone(), ..ExecSpec::default() };
    let running = exec::start(&engine, &shell, SIZE, &DetachKeys::default()).await.unwrap();
    exec::resize(&engine, &running.id, SIZE).await.unwrap();
    let Hijacked { mut output, mut input } = running.stream;
    input.write(b"stty size; exit 3\r").await.unwrap();
    let mut seen = Vec::new();
    while let Ok(Some((_, bytes))) = output.next().await {
        seen.extend(&bytes);
    }
    assert!(String::from_utf8_lossy(&seen).contains("25 90"), "{}", String::from_utf8_lossy(&seen));
    let mut code = None;
    while code.is_none() {
        code = exec::exit(&engine, &running.id).await.unwrap();
    }
    assert_eq!(code, Some(Exit::Ended(3)));

    shells_are_ended(&engine, &podman, &shell).await;
    crate::joining::shells_end(&engine, &|arguments| podman.podman(arguments).unwrap()).await;
    what_it_is_made_of(&engine, name).await;
    what_events_were_about(&engine, &podman).await;
    crate::logs::on_podman(&engine, &podman, name).await;

    let refused = removal::remove(&engine, name, false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ImageInUse, "{refused:?}");
    containers::remove(&engine, &created.id, true).await.unwrap();
    removal::remove(&engine, name, false).await.unwrap();
}

/// Also such as have only just begun, of which Podman has a code already; and one that has its own reasons for 126.
async fn shells_are_ended(engine: &Engine, podman: &PrivatePodman, spec: &ExecSpec) {
    let processes = || podman.podman(&["top", &spec.container, "args"]).unwrap();
    let shells = || processes().lines().filter(|line| line.trim() == "/bin/ash").count();
    let life = containers::life(engine, &spec.container).await.unwrap();
    for user in ["", "", "", "", "", "", "", "", "1000", "1000"] {
        let spec = &ExecSpec { user: user.into(), ..spec.clone() };
        let running = exec::start(engine, spec, SIZE, &DetachKeys::default()).await.unwrap();
        exec::end(engine, &life, &running.id, &running.mark, None).await.unwrap();
        wait_until("no shell to be left", || shells() == 0);
        assert!(!exec::runs(engine, &spec.container, &running.mark).await.unwrap());
    }
    let running = exec::start(engine, spec, SIZE, &DetachKeys::default()).await.unwrap();
    let Hijacked { mut output, mut input } = running.stream;
    input.write(b"echo begun-$((1+1))\r").await.unwrap();
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("begun-2") {
        seen.extend(output.next().await.unwrap().unwrap().1);
    }
    assert_eq!(exec::exit(engine, &running.id).await.unwrap(), None);
    assert!(exec::runs(engine, &spec.container, &running.mark).await.unwrap());
    input.write(b"exit 126\r").await.unwrap();
    while let Ok(Some(_)) = output.next().await {}
    let ended = async {
        loop {
            match exec::exit(engine, &running.id).await.unwrap() {
                None => tokio::time::sleep(Duration::from_millis(20)).await,
                Some(exit) => break exit,
            }
        }
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(60), ended).await.unwrap(), Exit::Ended(126));
}

/// Each as the list has it.
async fn what_events_were_about(engine: &Engine, podman: &PrivatePodman) {
    let mut events = events::open(engine).await.unwrap();
    images::list_to_keep(engine).await.unwrap();
    for act in ["tag busybox touched/one:1", "tag busybox touched/two:2", "rmi touched/two:2", "rmi touched/one:1"] {
        podman.podman(&act.split(' ').collect::<Vec<_>>()).unwrap();
        assert_eq!(events.next().await.unwrap(), Some(Change::Images), "{act}");
        let told = images::touched(engine).await.unwrap().expect(act);
        assert_eq!(told.len(), 1, "{act}: {told:?}");
        let listed = images::list(engine).await.unwrap();
        let listed: Vec<_> = listed.into_iter().filter(|row| Some(&row.id) == told[0].id.as_ref()).collect();
        assert_eq!((&told[0].subject, &told[0].rows), (&listed[0].id, &listed), "{act}");
    }
    podman.podman(&["pull", "--quiet", "docker.io/library/hello-world:latest"]).unwrap();
    let id = podman.podman(&["images", "--no-trunc", "--quiet", "hello-world"]).unwrap();
    podman.podman(&["rmi", "hello-world"]).unwrap();
    let gone = TouchedImage { subject: id.trim().to_owned(), id: None, rows: Vec::new() };
    // Podman tells of the name and of the image, as they come and go.
    let told = async {
        let mut told = Vec::new();
        while !told.contains(&gone) {
            assert_eq!(events.next().await.unwrap(), Some(Change::Images));
            told.extend(images::touched(engine).await.unwrap().unwrap());
        }
    };
    tokio::time::timeout(Duration::from_secs(60), told).await.unwrap();

    // Of a file that was loaded only the whole list tells.
    let tar = podman.scratch().join("loaded.tar").to_string_lossy().into_owned();
    podman.podman(&["save", "--quiet", "--output", &tar, "busybox"]).unwrap();
    podman.podman(&["load", "--quiet", "--input", &tar]).unwrap();
    let loaded = tokio::time::timeout(Duration::from_secs(60), events.next()).await.unwrap();
    assert_eq!(loaded.unwrap(), Some(Change::Images));
    images::touched(engine).await.unwrap();
}

async fn what_it_is_made_of(engine: &Engine, name: &str) {
    let details = images::details(engine, name).await.unwrap();
    let command = details.parameters.iter().find(|one| one.kind == ParameterKind::Command).unwrap();
    assert_eq!((command.value.text.as_str(), details.layers), ("sh", 1));
    let history = images::history(engine, name, false).await.unwrap();
    let made = history.steps.iter().filter(|step| step.layer == StepLayer::Made { index: 0 });
    assert_eq!(made.map(|step| step.instruction.keyword.as_deref()).collect::<Vec<_>>(), [Some("ADD")]);
    assert_eq!(history.layers.len(), 1);
    let told = images::compare(engine, name, hello::BUILT_IN, false).await.unwrap();
    assert_eq!((told.layers.common, told.left.id == told.right.id), (0, false));
    let others = images::sharing(engine, &LayerTable::default(), name).await.unwrap();
    assert!(others.is_empty(), "{others:?}");
}

async fn run_to_end(engine: &Engine, image: &str, command: &str) -> (String, i32) {
    let spec = RunSpec { image: image.into(), command: command.into(), ..RunSpec::default() };
    let created = run::create(engine, &spec, SIZE).await.unwrap();
    let attached = run::attach(engine, &created, false, &DetachKeys::default()).await.unwrap();
    containers::start(engine, &created.id).await.unwrap();
    let run::Attached { stream: Hijacked { mut output, .. }, exit } = attached;
    let mut out = Vec::new();
    while let Some((_, bytes)) = output.next().await.unwrap() {
        out.extend(&bytes);
    }
    let code = exit.code().await.unwrap();
    containers::remove(engine, &created.id, false).await.unwrap();
    (String::from_utf8_lossy(&out).into_owned(), code)
}
