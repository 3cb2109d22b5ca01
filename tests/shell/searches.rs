//! What a session has printed, looked through: all that is kept, as it is now, and for one session at a time.

use std::sync::Arc;

use quayside_engine::ErrorCode;
use quayside_shell::sessions::{SessionId, SessionInput, Sessions, TranscriptInfo, TranscriptQuery};
use quayside_test_support::{World, trials};

use crate::{Page, SIZE, connect, spec};

trials![World; what_was_printed_is_looked_through_until_its_session_is_closed];

fn query(text: &str, regex: bool) -> TranscriptQuery {
    TranscriptQuery { text: text.to_owned(), regex, ..TranscriptQuery::default() }
}

/// Off the threads that the session needs, as the commands do it.
async fn look(sessions: &Arc<Sessions>, id: SessionId, query: TranscriptQuery) -> TranscriptInfo {
    let sessions = Arc::clone(sessions);
    tokio::task::spawn_blocking(move || sessions.search(id, &query)).await.unwrap().unwrap().unwrap()
}

async fn what_was_printed_is_looked_through_until_its_session_is_closed(world: &World) {
    let (engine, sessions) = (connect(&world.engine).await, Arc::new(Sessions::default()));
    let (one, two) = (Page::new(&sessions, 1), Page::new(&sessions, 2));
    // Waits for a line, so that there is something to print between two searches.
    let script =
        "sh -c 'seq 30000 | sed s/$/-steps/; echo first-$((40+2)); read x; echo second-$((40+2)) 117-steps; read x'";
    let id = sessions.open_run(engine.clone(), spec(script, true), SIZE, one.clone()).unwrap().id;
    one.until("the first lines", |page| page.text().contains("first-42")).await;

    let found = look(&sessions, id, query("^(117|20117)-", true)).await;
    assert_eq!((found.found, found.dropped.0), (Some(2), 0));
    let rows = sessions.search_rows(id, 0, 9, false).unwrap();
    let texts: Vec<&str> = rows.items.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["117-steps", "20117-steps"]);
    let line = rows.items[0].line;
    assert_eq!(sessions.search_next(id, Some(line), true).unwrap(), Some((rows.items[1].line, 1)));
    assert_eq!(sessions.search_place(id, line).unwrap().later, 0);
    assert_eq!(sessions.search_text(id, u32::MAX).unwrap_err().code, ErrorCode::NotFound);
    // A wrong expression leaves the search as it was.
    let refused = sessions.search(id, &query("(", true)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput);
    assert_eq!(sessions.search_rows(id, 0, 9, false).unwrap(), rows);

    // What is printed afterwards is in the next search.
    assert_eq!(look(&sessions, id, query("second-42", false)).await.found, Some(0));
    sessions.input(id, SessionInput::Text("\r".into())).await.unwrap();
    one.until("the second line", |page| page.text().contains("second-42")).await;
    assert_eq!(look(&sessions, id, query("second-42", false)).await.found, Some(1));

    // Another session is looked through: the first is let go of, and what ends there ends nothing here.
    let other = sessions.open_run(engine, spec("echo elsewhere-117", false), SIZE, two.clone()).unwrap().id;
    two.end().await;
    assert_eq!(look(&sessions, other, query("117", false)).await.found, Some(1));
    assert_eq!(sessions.search_rows(id, 0, 9, false).unwrap_err().code, ErrorCode::SessionGone);
    sessions.search_end(id);
    assert_eq!(sessions.search_rows(other, 0, 9, false).unwrap().total, 1);
    sessions.close(other).unwrap();
    assert_eq!(sessions.search_rows(other, 0, 9, false).unwrap_err().code, ErrorCode::SessionGone);
    assert_eq!(sessions.search(other, &query("117", false)).unwrap_err().code, ErrorCode::SessionGone);

    sessions.input(id, SessionInput::Text("\r".into())).await.unwrap();
    one.end().await;
}
