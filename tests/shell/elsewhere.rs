//! What a session's buttons do while another engine is in use than its own.

use std::sync::Arc;

use quayside_engine::run::RunSpec;
use quayside_engine::{Endpoint, EndpointSource, Engine, ErrorCode, Result};
use quayside_shell::sessions::{Loss, SessionId, SessionInfo, SessionPhase, Sessions};
use quayside_test_support::{PrivateDockerd, World, docker, trials, try_docker};

use crate::joined::{is_lost, is_running, others, shell_in, text};
use crate::{Page, SIZE, connect, spec};

trials![World; a_session_asks_its_own_engine_for_its_container];

async fn named(engine: &PrivateDockerd, name: &str) -> Engine {
    let endpoint = Endpoint {
        id: name.into(),
        name: name.into(),
        address: engine.host(),
        source: EndpointSource::DockerHost,
        tls_dir: None,
        ssh_program: None,
    };
    Engine::connect(&endpoint).await.unwrap()
}

fn needs_its_own<T: std::fmt::Debug>(answer: Result<T>) {
    let error = answer.unwrap_err();
    assert_eq!((error.code, error.message.as_str()), (ErrorCode::EngineNotInUse, "its own"));
}

async fn a_session_asks_its_own_engine_for_its_container(world: &World) {
    let own = PrivateDockerd::start(Some(&world.mirror.host_and_port()));
    docker(&own, &["pull", "-q", "busybox"]);
    let (engine, other) = (named(&own, "its own").await, connect(&world.engine).await);
    let in_use = || Ok(other.clone());
    let sessions = Arc::new(Sessions::default());

    // One that has ended.
    let page = Page::new(&sessions, 1);
    let run = RunSpec { remove: false, ..spec("true", false) };
    let id = sessions.open_run(engine.clone(), run, SIZE, page.clone()).unwrap().id;
    let SessionInfo { engine: name, container, .. } = page.end().await;
    let container = container.unwrap();
    let is_there = || try_docker(&own, &["inspect", &container]).is_ok();
    assert_eq!(name, "its own");
    needs_its_own(sessions.remove_container(id, in_use()).await);
    assert!(is_there() && !sessions.get(id).unwrap().info().container_removed);
    for _ in 0..2 {
        // That it is gone already is believed of its own engine.
        sessions.remove_container(id, Ok(engine.clone())).await.unwrap();
        assert!(!is_there() && sessions.get(id).unwrap().info().container_removed);
    }

    // One that goes on.
    let host = docker(&own, &["run", "-dt", "busybox", "sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.1; done"]);
    let (page, split) = (Page::new(&sessions, 2), Page::new(&sessions, 3));
    let id = sessions.open_exec(engine.clone(), shell_in(&host), SIZE, page.clone()).await.unwrap().id;
    page.until("the prompt", |page| page.text().contains('#')).await;
    let beside = async |of, page: &Page| {
        let open = async |engine, container: String| {
            sessions.open_exec(engine, shell_in(&container), SIZE, page.clone()).await
        };
        sessions.with_container(of, in_use(), open).await
    };
    assert_eq!(beside(id, &split).await.unwrap().engine, "its own");
    split.until("the prompt", |page| page.text().contains('#')).await;
    sessions.input(SessionId(3), text("exit\r")).await.unwrap();
    split.end().await;
    needs_its_own(beside(SessionId(3), &Page::new(&sessions, 4)).await);

    sessions.stop_container(id, in_use()).await.unwrap();
    is_lost(&page, |loss| matches!(loss, Loss::Stopped { .. })).await;
    sessions.start_container(id, in_use()).await.unwrap();
    sessions.reconnect(id, in_use()).await.unwrap();
    is_running(&page).await;
    page.until("its shell", |_| others(&own, &host) > 0).await;

    // One whose own engine is away is not told what the other one says.
    own.kill();
    is_lost(&page, |loss| matches!(loss, Loss::Engine { .. })).await;
    needs_its_own(sessions.reconnect(id, in_use()).await);
    needs_its_own(sessions.start_container(id, in_use()).await);
    assert!(matches!(page.last().unwrap().phase, SessionPhase::Lost { .. }));
    sessions.close(id).unwrap();
    page.end().await;
}
