use super::*;
use crate::connection::Connection;
use crate::logs::lines::{HELD_MAX, RowMark};
use crate::logs::{LogFilter, RowsAsked};
use quayside_engine::document::SearchQuery;
use quayside_engine::endpoint::Surroundings;
use quayside_engine::hijack::Source;
use quayside_engine::registry::credentials::{Logins, Places};
use tokio::sync::watch;

fn line(text: &str) -> Record {
    let bytes = text.as_bytes().to_vec().into();
    let time = Some(UnixMillis::now().into());
    Record { source: Source::Stdout, time, bytes, is_first: true, goes_on: false, ends: true }
}

/// A view of a container that nobody follows, with room for so many bytes.
async fn view(most: usize) -> Arc<View> {
    let logins = Arc::new(Logins::new(Places::default()));
    let connection = Arc::new(Connection::new(Surroundings::default(), logins, None));
    let way = Way { connection, reading: Handle::current(), happened: watch::Sender::new(()).subscribe() };
    let range = LogsRange { tail: None, since: None, until: None, follow: true };
    let tell: Tell = Arc::new(|_| {});
    let view = View::open(LogsId(1), &[], range, false, way, &tell).await.unwrap();
    let mut state = lock(&view.state);
    state.lines = Lines::at_most(most);
    (state.has_earlier, state.is_looked_at, state.is_gone) = (vec![false], vec![true], vec![false]);
    drop(state);
    view
}

/// The last row with its number, or the first ones as they were drawn.
fn reads(view: &View, at_end: bool) -> Vec<i64> {
    let read = RowMark { number: None, row: 0, first_row: view.info().first_row };
    let asked = RowsAsked { start: 0, count: 5, read, marks: Vec::new(), at_end };
    view.rows(&asked).items.iter().map(|row| row.number.0).collect()
}

#[tokio::test]
async fn what_is_read_stays_and_so_does_what_others_are_to_stand_above_of() {
    let view = view(100 * 130).await;
    let print = |count: usize| view.take(0, 1, vec![line("0123456789"); count]).unwrap();
    print(99);
    reads(&view, true);
    print(20);
    assert_eq!((reads(&view, false), view.info().detached), (vec![19, 20, 21, 22, 23], false));
    for _ in 0..9 {
        print(20);
    }
    let info = view.info();
    assert_eq!((reads(&view, false)[0], info.lines, info.detached), (19, 120, true));
    assert_eq!(lock(&view.state).lines.counted_of(0), 100 + 9 * 20, "an engine counts them all");
    view.clear();
    // Not quite full, and nobody reads.
    print(99);
    lock(&view.state).is_fetching = true;
    for _ in 0..9 {
        print(20);
    }
    let (info, first) = (view.info(), lock(&view.state).lines.row(0).unwrap().1.number);
    assert_eq!((info.lines, info.detached, first), (119, true, 139));
    view.clear();
    lock(&view.state).is_fetching = false;
    print(300);
    assert_eq!((view.info().lines, view.info().detached), (100, false));
    // Of what was printed before there was a view only the end is wanted, also while somebody reads already.
    view.clear();
    reads(&view, false);
    let old = |text: &str| Record { time: Some(LogTime(1)), ..line(text) };
    for number in 0..30 {
        view.take(0, 1, vec![old(&format!("{number:010}")); 20]).unwrap();
    }
    let info = view.info();
    assert_eq!((info.lines, info.detached, info.earlier), (100, false, Earlier::More));
    assert_eq!(lock(&view.state).lines.row(99).unwrap().1.bytes, "0000000029");
}

#[tokio::test]
async fn no_container_is_followed_twice_in_a_view() {
    let view = view(HELD_MAX).await;
    let container = |id: &str| LoggedContainer {
        id: id.to_owned(),
        name: id.to_owned(),
        replaced: false,
        phase: LogPhase::Removed,
    };
    lock(&view.state).containers = vec![container("web"), container("web_new")];
    lock(&view.state).has_earlier = vec![true; 2];
    lock(&view.state).is_gone = vec![true; 2];
    let taken = view.replace(0, 1, "web_new").map_err(|error| error.code);
    assert_eq!((taken, view.info().containers[0].clone()), (Err(ErrorCode::ContainerNotFound), container("web")));
    view.replace(0, 1, "another").unwrap();
    assert_eq!(
        view.info().containers[0],
        LoggedContainer { name: "web".to_owned(), replaced: true, ..container("another") }
    );
}

#[tokio::test]
async fn what_was_removed_is_gone_until_somebody_says_otherwise() {
    let view = view(100 * 130).await;
    let name = || "web".to_owned();
    let one = LoggedContainer { id: name(), name: name(), replaced: false, phase: LogPhase::Following };
    lock(&view.state).containers = vec![one];
    view.take(0, 1, vec![line("0123456789"); 3]).unwrap();
    for phase in [LogPhase::Removed, LogPhase::Elsewhere { engine: "another".to_owned() }, LogPhase::Lost] {
        view.set_phase(0, 1, phase).unwrap();
        let refused = view.begin(view.info().range).await.map_err(|error| (error.code, error.message));
        assert_eq!((refused, view.info().lines), (Err((ErrorCode::LogGone, name())), 3));
    }
    view.take(0, 1, vec![line("0123456789"); 200]).unwrap();
    assert_eq!((view.info().lines, view.info().earlier), (100, Earlier::Nothing), "nobody has what was dropped");
    view.set_phase(0, 1, LogPhase::Following).unwrap();
    view.take(0, 1, vec![line("0123456789"); 20]).unwrap();
    assert_eq!(view.info().earlier, Earlier::More);
    view.begin(view.info().range).await.unwrap();
    assert_eq!((view.info().lines, view.info().beginning), (0, 2));
}

#[tokio::test]
async fn what_was_being_fetched_does_not_come_into_a_view_that_was_cleared() {
    let view = view(100 * 130).await;
    let reading = lock(&view.state).reading.clone();
    view.clear();
    assert!(reading.is_cancelled() && !lock(&view.state).reading.is_cancelled());
}

#[tokio::test]
async fn those_who_print_do_not_wait_while_lines_are_looked_through() {
    let view = view(HELD_MAX).await;
    let text = "x".repeat(100_000);
    lock(&view.state).lines.take(0, (0..100).map(|n| line(&format!("{text}{n}"))).collect());
    let query = SearchQuery { text: "x[0-9]*5$".to_owned(), regex: true, match_case: true };
    let filter = LogFilter { query, matches_only: true, ..LogFilter::default() };
    let looking = Arc::clone(&view);
    let looking = tokio::task::spawn_blocking(move || looking.filter(filter));
    let mut came = 0;
    while !looking.is_finished() {
        {
            let mut state = lock(&view.state);
            if state.lines.is_sifting() {
                state.lines.take(0, vec![line("x5"), line("x6")]);
                came += 1;
            }
        }
        tokio::task::yield_now().await;
    }
    let info = looking.await.unwrap().unwrap();
    assert!(came > 0, "it was held up all the while");
    assert_eq!((info.lines, info.rows, info.found), (100 + 2 * came, 10 + came, 10 + came));
}
