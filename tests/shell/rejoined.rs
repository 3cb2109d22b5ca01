//! What is left of a session that was lost, and of what was meant for it, when it is connected again.

use std::sync::Arc;
use std::time::Duration;

use quayside_engine::exec::ExecSpec;
use quayside_engine::run::RunSpec;
use quayside_engine::units::UnixMillis;
use quayside_engine::{Engine, ErrorCode};
use quayside_shell::sessions::{Loss, SessionId, SessionInput, SessionPhase, Sessions};
use quayside_test_support::{Address, Fault, Kind, Proxy, Scratch, World, docker, trials};

use crate::joined::is_running;
use crate::{Page, SIZE, connect, connect_to, spec};

trials![World;
    nothing_that_was_typed_before_reaches_the_new_shell,
    a_command_is_run_again_by_a_person_and_never_twice_at_once,
    a_command_that_takes_no_notice_is_not_run_beside_itself,
    a_command_is_not_run_again_for_a_tab_that_is_closed_meanwhile,
    a_raw_transcript_has_nothing_of_ours,
    a_shell_that_ended_with_its_container_is_not_looked_for,
    an_attempt_that_hangs_holds_up_no_other_and_fails_for_all_who_asked,
    a_run_whose_container_is_restarted_is_joined_again,
];

fn typed(text: impl Into<String>) -> SessionInput {
    SessionInput::Text(text.into())
}

fn wire_to(world: &World, scratch: &Scratch) -> Proxy {
    Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()))
}

/// A container in which nothing but shells does anything.
fn host(world: &World) -> String {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["run", "-d", "busybox", "sleep", "1001"])
}

async fn open(sessions: &Arc<Sessions>, engine: &Engine, host: &str, number: u32) -> Page {
    let page = Page::new(sessions, number);
    let spec = ExecSpec { container: host.to_owned(), ..ExecSpec::default() };
    let info = sessions.open_exec(engine.clone(), spec, SIZE, page.clone()).await.unwrap();
    assert_eq!((info.id, info.connection), (SessionId(number), 0));
    is_running(&page).await;
    page
}

fn phase(page: &Page) -> Option<SessionPhase> {
    page.last().map(|info| info.phase)
}

async fn is_lost(page: &Page) {
    page.until("the loss", |page| matches!(phase(page), Some(SessionPhase::Lost { .. }))).await;
}

async fn restarted(world: &World, sessions: &Sessions, engine: &Engine, host: &str, pages: &[&Page]) {
    docker(&world.engine, &["restart", "-t", "0", host]);
    for page in pages {
        is_lost(page).await;
    }
    sessions.look_after_lost(engine, false).await.unwrap();
    let is_so = |page: &Page| phase(page) == Some(SessionPhase::Lost { loss: Loss::Restarted });
    for page in pages {
        page.until("a container that runs again", is_so).await;
    }
}

async fn nothing_that_was_typed_before_reaches_the_new_shell(world: &World) {
    const STOLEN: &str = "touch /stolen\r";
    let scratch = Scratch::new();
    let wire = wire_to(world, &scratch);
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let host = host(world);
    let page = open(&sessions, &engine, &host, 1).await;
    let id = SessionId(1);
    // Nothing reads what is typed from here on, nor would it be a command to what does not.
    sessions.input(id, typed("stty raw -echo; exec sleep 1002\r")).await.unwrap();
    let runs = || docker(&world.engine, &["exec", &host, "ps", "-o", "args"]);
    page.until("what does not read", |_| runs().contains("sleep 1002")).await;

    // A paste, piece by piece as a page sends it, until none is taken.
    let taken = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let pasting = tokio::spawn({
        let (sessions, taken) = (Arc::clone(&sessions), Arc::clone(&taken));
        async move {
            loop {
                if let Err(error) = sessions.input_to(id, 0, typed(STOLEN.repeat(1000))).await {
                    return error;
                }
                taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        }
    });
    let mut before = usize::MAX;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = taken.load(std::sync::atomic::Ordering::Relaxed);
        if now > 64 && now == before {
            break;
        }
        before = now;
    }
    wire.cut_now();
    is_lost(&page).await;
    // Also where nobody connects it again.
    let refused = tokio::time::timeout(Duration::from_secs(60), pasting).await.expect("whoever waits is told");
    assert_eq!(refused.unwrap().code, ErrorCode::SessionGone);
    assert_eq!(sessions.input(id, typed(STOLEN)).await.unwrap_err().code, ErrorCode::SessionGone);

    sessions.reconnect(id, Ok(engine)).await.unwrap();
    is_running(&page).await;
    assert_eq!(page.last().unwrap().connection, 1);
    let late = sessions.input_to(id, 0, typed(STOLEN)).await;
    assert_eq!(late.unwrap_err().code, ErrorCode::SessionGone, "a page that has not heard of it yet");
    sessions.input_to(id, 1, typed("echo there-$((1+1)); ls /\r")).await.unwrap();
    page.until("the new shell", |page| page.text().contains("there-2") && page.text().contains("etc")).await;
    let files = docker(&world.engine, &["exec", &host, "ls", "/"]);
    assert!(!files.contains("stolen"), "{files}");
    sessions.close(id).unwrap();
    page.end().await;
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn a_command_is_run_again_by_a_person_and_never_twice_at_once(world: &World) {
    // Says whether another one is at work.
    const WORK: &str = "if [ -e /work ]; then echo both; else echo alone; fi; touch /work; \
        trap 'rm /work; exit' HUP; while :; do sleep 0.1; done";
    let scratch = Scratch::new();
    let wire = wire_to(world, &scratch);
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let host = host(world);
    let (page, id) = (Page::new(&sessions, 1), SessionId(1));
    let spec = ExecSpec {
        container: host.clone(),
        command: format!("sh -c \"{WORK}\""),
        env: vec!["TOKEN=s3cret".to_owned()],
        ..ExecSpec::default()
    };
    sessions.open_exec(engine.clone(), spec, SIZE, page.clone()).await.unwrap();
    page.until("its beginning", |page| page.text() == "alone\r\n").await;
    let at_work = || docker(&world.engine, &["exec", &host, "ls", "/"]).contains("work");
    page.until("its work", |_| at_work()).await;
    wire.cut_now();
    is_lost(&page).await;
    sessions.look_after_lost(&engine, true).await.unwrap();
    is_lost(&page).await;
    assert_eq!((page.text().as_str(), at_work()), ("alone\r\n", true), "nobody has asked for another");

    sessions.reconnect(id, Ok(engine)).await.unwrap();
    page.until("the second", |page| page.text().matches("\r\nalone").count() + page.text().matches("both").count() > 0)
        .await;
    let text = page.text();
    assert!(!text.contains("both"), "{text}");
    assert!(text.contains("──────── docker exec -it -e TOKEN ") && text.contains(" sh … ────────"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
    sessions.close(id).unwrap();
    page.end().await;
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn a_command_that_takes_no_notice_is_not_run_beside_itself(world: &World) {
    let scratch = Scratch::new();
    let wire = wire_to(world, &scratch);
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let host = host(world);
    let (page, id) = (Page::new(&sessions, 1), SessionId(1));
    let command = "sh -c \"trap '' HUP; echo begun; exec sleep 1003\"".to_owned();
    let spec = ExecSpec { container: host.clone(), command, ..ExecSpec::default() };
    sessions.open_exec(engine.clone(), spec, SIZE, page.clone()).await.unwrap();
    page.until("its beginning", |page| page.text() == "begun\r\n").await;
    let runs = || docker(&world.engine, &["exec", &host, "ps", "-o", "args"]);
    let many = || runs().lines().filter(|line| line.trim() == "sleep 1003").count();
    page.until("its work", |_| many() == 1).await;
    wire.cut_now();
    is_lost(&page).await;
    let name = page.last().unwrap().container_name.unwrap();
    // Nor at another attempt.
    for _ in 0..2 {
        let refused = sessions.reconnect(id, Ok(engine.clone())).await.unwrap_err();
        assert_eq!((refused.code, &refused.message), (ErrorCode::StillRuns, &name));
        assert_eq!((page.text().as_str(), many()), ("begun\r\n", 1));
    }
    // A person has ended it.
    docker(&world.engine, &["exec", &host, "killall", "-KILL", "sleep"]);
    sessions.reconnect(id, Ok(engine)).await.unwrap();
    page.until("the second", |page| page.text().matches("begun\r\n").count() == 2).await;
    docker(&world.engine, &["rm", "-f", &host]);
    sessions.close(id).unwrap();
    page.end().await;
}

async fn a_command_is_not_run_again_for_a_tab_that_is_closed_meanwhile(world: &World) {
    // Hears that it is to end, and takes its time.
    const WORK: &str = "echo x >>/begun; trap 'touch /told' HUP; while [ ! -e /end ]; do sleep 0.1; done";
    let scratch = Scratch::new();
    let wire = wire_to(world, &scratch);
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let host = host(world);
    let (page, id) = (Page::new(&sessions, 1), SessionId(1));
    let spec = ExecSpec { container: host.clone(), command: format!("sh -c \"{WORK}\""), ..ExecSpec::default() };
    sessions.open_exec(engine.clone(), spec, SIZE, page.clone()).await.unwrap();
    let has = |file: &str| docker(&world.engine, &["exec", &host, "ls", "/"]).lines().any(|name| name == file);
    page.until("its beginning", |_| has("begun")).await;
    wire.cut_now();
    is_lost(&page).await;
    let again = tokio::spawn({
        let sessions = Arc::clone(&sessions);
        async move { sessions.reconnect(id, Ok(engine)).await }
    });
    page.until("its being told", |_| has("told")).await;
    sessions.close(id).unwrap();
    docker(&world.engine, &["exec", &host, "touch", "/end"]);
    page.end().await;
    again.await.unwrap().unwrap_err();
    assert_eq!(docker(&world.engine, &["exec", &host, "cat", "/begun"]), "x");
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn a_raw_transcript_has_nothing_of_ours(world: &World) {
    const PRINTED: &[u8] = b"\x1b[31mred and \xc3";
    let scratch = Scratch::new();
    let wire = wire_to(world, &scratch);
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let host = host(world);
    let (page, id) = (Page::new(&sessions, 1), SessionId(1));
    let command = "sh -c 'printf \"\\033[31mred and \\303\"; exec sleep 1003'".to_owned();
    let spec = ExecSpec { container: host.clone(), command, ..ExecSpec::default() };
    sessions.open_exec(engine.clone(), spec, SIZE, page.clone()).await.unwrap();
    let raw = || sessions.raw_transcript(id).unwrap().bytes();
    page.until("what it prints", |_| raw() == PRINTED).await;
    wire.cut_now();
    is_lost(&page).await;
    sessions.reconnect(id, Ok(engine)).await.unwrap();
    page.until("the same again", |page| page.text().matches("red and ").count() == 2).await;
    page.until("all of it", |_| raw().len() >= 2 * PRINTED.len()).await;
    assert_eq!(raw(), [PRINTED, PRINTED].concat());

    // To read, in the terminal and for a page that comes later it is there.
    let later = Page::new(&sessions, 1);
    sessions.attach(id, later.clone()).unwrap();
    let read = String::from_utf8_lossy(&sessions.transcript(id).unwrap().bytes()).into_owned();
    for text in [page.text(), later.text(), read] {
        assert!(text.contains("──────── docker exec -it "), "{text}");
    }
    sessions.close(id).unwrap();
    later.end().await;
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn a_shell_that_ended_with_its_container_is_not_looked_for(world: &World) {
    let (engine, sessions) = (connect_to(world.engine.host()).await, Arc::new(Sessions::default()));
    let host = host(world);
    let page = open(&sessions, &engine, &host, 1).await;
    restarted(world, &sessions, &engine, &host, &[&page]).await;
    let created = || {
        let now = UnixMillis::now().0 / 1000 + 1;
        let about = format!("container={host}");
        let asked = ["events", "--since=1h", &format!("--until={now}"), "--filter", &about, "--format", "{{.Action}}"];
        docker(&world.engine, &asked).lines().filter(|line| line.starts_with("exec_create")).count()
    };
    let before = created();
    sessions.reconnect(SessionId(1), Ok(engine)).await.unwrap();
    is_running(&page).await;
    assert_eq!(created(), before + 1, "the new shell alone");
    sessions.close(SessionId(1)).unwrap();
    page.end().await;
    docker(&world.engine, &["rm", "-f", &host]);
}

async fn an_attempt_that_hangs_holds_up_no_other_and_fails_for_all_who_asked(world: &World) {
    let scratch = Scratch::new();
    let wire = wire_to(world, &scratch);
    let (engine, sessions) = (connect_to(wire.host()).await, Arc::new(Sessions::default()));
    let host = host(world);
    let pages = [open(&sessions, &engine, &host, 1).await, open(&sessions, &engine, &host, 2).await];
    restarted(world, &sessions, &engine, &host, &[&pages[0], &pages[1]]).await;
    // The first that is asked for has no answer.
    let stall = Fault { kind: Kind::Stall, at: 0, after_request: Some("/exec".to_owned()), once: true };
    wire.set_fault(Some(stall));
    let by_itself = tokio::spawn({
        let (sessions, engine) = (Arc::clone(&sessions), engine.clone());
        async move { sessions.look_after_lost(&engine, true).await }
    });
    let runs = |page: &Page| phase(page) == Some(SessionPhase::Running);
    pages[0].until("the other one", |_| pages.iter().any(runs)).await;
    let hangs = pages.iter().position(|page| !runs(page)).expect("one of them has no answer");
    let clicked = tokio::spawn({
        let (sessions, engine) = (Arc::clone(&sessions), engine.clone());
        async move { sessions.reconnect(SessionId(hangs as u32 + 1), Ok(engine)).await }
    });
    // It would have been told at once that all is well.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!clicked.is_finished(), "{:?}", clicked.await);
    wire.cut_now();
    let told = clicked.await.unwrap().unwrap_err();
    assert_eq!(told.code, ErrorCode::EngineLost, "{told:?}");
    by_itself.await.unwrap().unwrap();
    assert!(matches!(phase(&pages[hangs]), Some(SessionPhase::Lost { .. })));
    // And the next one is another attempt.
    sessions.reconnect(SessionId(hangs as u32 + 1), Ok(engine)).await.unwrap();
    is_running(&pages[hangs]).await;
    sessions.close_all().await;
    for page in &pages {
        page.end().await;
    }
    docker(&world.engine, &["rm", "-f", &host]);
}

/// With `--rm` an engine removes none that it restarts, and tells nobody that it has ended meanwhile.
async fn a_run_whose_container_is_restarted_is_joined_again(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    for (number, (remove, terminal)) in
        [(false, true), (true, true), (false, false), (true, false)].into_iter().enumerate()
    {
        let command = if terminal { "sh" } else { "sh -c 'while sleep 0.1; do echo goes on; done'" };
        let page = Page::new(&sessions, u32::try_from(number).unwrap() + 1);
        let run = RunSpec { remove, ..spec(command, terminal) };
        let id = sessions.open_run(engine.clone(), run, SIZE, page.clone()).unwrap().id;
        let begun = if terminal { "#" } else { "goes on" };
        page.until("what it prints first", |page| page.text().contains(begun)).await;
        let container = page.last().unwrap().container.unwrap();
        docker(&world.engine, &["restart", "-t", "0", &container]);
        let is_so = |page: &Page| phase(page) == Some(SessionPhase::Lost { loss: Loss::Restarted });
        page.until("a container that runs again", is_so).await;
        sessions.reconnect(id, Ok(engine.clone())).await.unwrap();
        is_running(&page).await;
        let before = page.text().len();
        if terminal {
            sessions.input_to(id, 1, typed("echo again-$((1+1))\r")).await.unwrap();
        }
        let goes_on = if terminal { "again-2" } else { "goes on" };
        page.until("the other life", |page| page.text()[before..].contains(goes_on)).await;
        sessions.close(id).unwrap();
        page.end().await;
        docker(&world.engine, &["rm", "-f", &container]);
    }
}
