//! Fast-forward beside a real xterm.js: one that is given everything, and one that is given what the tracker says, end in
//! the same state, cell by cell.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod recordings;
mod streams;
mod xterm;

use std::collections::VecDeque;
use std::sync::Mutex;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use quayside_terminal::{Piece, Resize, Size, Tracker};
use recordings::Recording;
use serde_json::Value;
use streams::Token;
use xterm::{Xterm, difference};

/// The whole, and the one that is spared something.
static TERMINALS: Mutex<Option<(Xterm, Xterm)>> = Mutex::new(None);

fn with_terminals<T>(act: impl FnOnce(&mut Xterm, &mut Xterm) -> T) -> T {
    let mut terminals = TERMINALS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (one, other) = terminals.get_or_insert_with(|| (Xterm::start(), Xterm::start()));
    act(one, other)
}

/// Everything that was printed and how large the terminal was.
struct Course {
    tracker: Tracker,
    bytes: Vec<u8>,
    /// Where one piece ends and the next begins.
    cuts: Vec<usize>,
}

impl Course {
    fn new(size: Size, above: usize) -> Course {
        Course::with_grain(size, above, 1)
    }

    /// With so many bytes at least between two places from where it can be taken up.
    fn with_grain(size: Size, above: usize, grain: u64) -> Course {
        Course { tracker: Tracker::with_grain(size, above, false, grain), bytes: Vec::new(), cuts: Vec::new() }
    }

    fn print(&mut self, bytes: &[u8], whole: &mut Xterm) {
        whole.write(bytes);
        self.bytes.extend_from_slice(bytes);
        self.cuts.push(self.bytes.len());
        self.tracker.push(bytes);
    }

    fn take(&mut self, token: &Token, whole: &mut Xterm) {
        match token {
            Token::Bytes(bytes) => self.print(bytes, whole),
            // Nobody is told a size that there is already, and xterm.js would do nothing.
            Token::Resize(size) if *size == self.tracker.size() => {}
            Token::Resize(size) => {
                let resize = self.tracker.resize(*size);
                self.tracker.report(resize.number, whole.resize(*size));
            }
        }
    }

    /// What a page that comes now is given.
    fn replay(&self, size: Size, above: usize, spared: &mut Xterm) {
        spared.renew(size, above);
        for piece in self.tracker.replay(0) {
            match piece {
                Piece::Say(bytes) => spared.write(&bytes),
                Piece::Resize(resize) => _ = spared.resize(resize.size),
                Piece::Bytes(from, to) => self.give(from, to, spared),
            }
        }
    }

    /// Gives it what was printed from one place to another, cut where it was cut before: what xterm.js makes of half a wide
    /// character depends on that.
    fn give(&self, from: u64, to: u64, terminal: &mut Xterm) {
        let mut at = from as usize;
        for cut in self.cuts.iter().copied().chain([to as usize]) {
            let cut = cut.min(to as usize);
            if cut > at {
                terminal.write(&self.bytes[at..cut]);
                at = cut;
            }
        }
    }
}

/// A page that is behind, as the shell serves it: sizes in the course of the output, and only it says how it took one.
#[derive(Default)]
struct Behind {
    sizes: VecDeque<Resize>,
    sent: u64,
    jumps: u32,
    /// It had a glimpse of what comes later, and goes on from there only when it is given this.
    ahead: Option<Vec<u8>>,
    glimpses: u32,
}

impl Behind {
    fn take(&mut self, token: &Token, course: &mut Course, whole: &mut Xterm) {
        match token {
            Token::Bytes(bytes) => course.print(bytes, whole),
            Token::Resize(size) if *size == course.tracker.size() => {}
            Token::Resize(size) => {
                whole.resize(*size);
                self.sizes.push_back(course.tracker.resize(*size));
            }
        }
    }

    /// Shows it the screen as it is now, where that is possible: the same as if it had been given everything.
    fn glimpse(&mut self, course: &Course, whole: &mut Xterm, spared: &mut Xterm) -> Result<(), TestCaseError> {
        if !self.sizes.is_empty() {
            return Ok(());
        }
        let Some(jump) = course.tracker.jump(self.sent) else { return Ok(()) };
        let Some(shown) = course.tracker.glimpse(self.sent, &jump) else { return Ok(()) };
        spared.write(&shown.say);
        course.give(shown.to, course.tracker.end(), spared);
        self.sent = jump.to;
        self.ahead = Some(jump.say);
        self.glimpses += 1;
        same_screen(whole, spared)
    }

    /// Gives it all that it has not been given, or what stands for that.
    fn catch_up(&mut self, course: &mut Course, spared: &mut Xterm) {
        loop {
            if self.sizes.is_empty()
                && let Some(jump) = course.tracker.jump(self.sent)
            {
                spared.write(&jump.say);
                self.sent = jump.to;
                self.jumps += 1;
                self.ahead = None;
            } else if let Some(say) = self.ahead.take() {
                spared.write(&say);
            }
            if let Some(resize) = self.sizes.pop_front_if(|resize| resize.at <= self.sent) {
                course.tracker.report(resize.number, spared.resize(resize.size));
                continue;
            }
            let end = self.sizes.front().map_or(course.tracker.end(), |resize| resize.at);
            if end <= self.sent {
                return;
            }
            course.give(self.sent, end, spared);
            self.sent = end;
        }
    }
}

fn same(whole: &mut Xterm, spared: &mut Xterm, replies: bool) -> Result<(), TestCaseError> {
    alike(whole.everything(), spared.everything(), replies)
}

/// The same but for the rows above the screen.
fn same_screen(whole: &mut Xterm, spared: &mut Xterm) -> Result<(), TestCaseError> {
    let (mut expected, mut found) = (whole.everything(), spared.everything());
    for all in [&mut expected, &mut found] {
        let above = all["normal"]["ybase"].as_u64().unwrap_or(0) as usize;
        if let Some(lines) = all["normal"]["lines"].as_array_mut() {
            lines.drain(..above);
        }
    }
    alike(expected, found, true)
}

fn alike(mut expected: Value, mut found: Value, replies: bool) -> Result<(), TestCaseError> {
    if [&expected, &found].iter().any(|all| all["broken"].is_string()) {
        return Err(TestCaseError::reject("xterm.js made a mistake of its own"));
    }
    for value in [&mut expected, &mut found] {
        let object = value.as_object_mut().unwrap();
        object.remove("bells");
        if !replies {
            object.remove("replies");
        }
        only_the_screen(&mut object["alternate"]);
    }
    match difference(&found, &expected, "") {
        None => Ok(()),
        Some(words) => Err(TestCaseError::fail(words)),
    }
}

/// Of the alternate screen nothing is kept that has left it. xterm.js keeps some rows where it was made lower before that screen
/// was first used: its list of rows is as long as before.
fn only_the_screen(alternate: &mut Value) {
    // It has no rows before it is used.
    let Some(left) = alternate.get_mut("ybase").and_then(|left| left.take().as_u64()) else { return };
    alternate["lines"].as_array_mut().unwrap().drain(..left as usize);
}

#[test]
fn rows_that_have_left_the_alternate_screen_are_no_part_of_it() {
    let size = |columns, rows| Size { columns, rows };
    with_terminals(|whole, spared| {
        let mut course = Course::new(size(4, 5), ROOMY);
        whole.renew(size(4, 5), ROOMY);
        let bytes = |text: &str| Token::Bytes(text.into());
        let lower = || Token::Resize(size(18, 3));
        let printed = [bytes("\r\n"), bytes("one\r\n"), bytes("longer than one row\r\n")];
        for token in [lower(), bytes("\x1b[?47h"), lower()].iter().chain(&printed) {
            course.take(token, whole);
        }
        course.replay(size(4, 5), ROOMY, spared);
        assert_eq!(whole.everything()["alternate"]["ybase"], 2, "xterm.js keeps what has left it");
        same(whole, spared, false).unwrap();
    });
}

/// xterm.js leaves the alternate buffer as large as it was where a terminal is made lower, until that buffer was shown and left;
/// rows that leave its screen are then counted with those above it, as a saved cursor shows.
#[test]
fn the_room_of_the_alternate_screen_is_what_all_the_bytes_leave() {
    const SIZE: Size = Size { columns: 20, rows: 4 };
    const ABOVE: usize = 3;
    let bytes = |text: &str| Token::Bytes(text.into());
    let lower = Token::Resize(Size { rows: 2, ..SIZE });
    let catch_up = bytes("");
    let lines = || bytes(&"line\r\n".repeat(12));
    let shown = bytes("\x1b[?47h\r\n\r\n\r\n\x1b7");
    let courses = [
        // The number of rows above the screen has grown meanwhile.
        vec![lower.clone(), catch_up.clone(), lines(), catch_up.clone(), shown.clone()],
        // It was shown and left meanwhile.
        vec![
            lines(),
            lower.clone(),
            lines(),
            catch_up.clone(),
            bytes("\x1b[?47h\x1b[?47l"),
            lines(),
            catch_up.clone(),
            shown.clone(),
        ],
        // Its cursor was saved before.
        vec![bytes("\x1b[?47h\x1b[2;2H\x1b7\x1b[?47l"), lower, catch_up.clone(), lines(), catch_up, shown],
    ];
    for (number, tokens) in courses.iter().enumerate() {
        with_terminals(|whole, spared| {
            let (mut course, mut page) = (Course::new(SIZE, ABOVE), Behind::default());
            whole.renew(SIZE, ABOVE);
            spared.renew(SIZE, ABOVE);
            for token in tokens {
                page.take(token, &mut course, whole);
                if *token == Token::Bytes(Vec::new()) {
                    page.catch_up(&mut course, spared);
                }
            }
            page.catch_up(&mut course, spared);
            assert!(page.jumps > 0, "course {number}: nothing was spared");
            let behind = same(whole, spared, true);
            assert!(behind.is_ok(), "course {number}: {behind:?}");
            course.replay(SIZE, ABOVE, spared);
            let again = same(whole, spared, false);
            assert!(again.is_ok(), "course {number}, loaded again: {again:?}");
        });
    }
}

/// What joins the character before it does so also where the terminal has taken another size between the two.
#[test]
fn a_mark_joins_what_was_printed_before_another_size() {
    let (size, other) = (Size { columns: 4, rows: 2 }, Size { columns: 6, rows: 3 });
    let bytes = |text: &str| Token::Bytes(text.into());
    for marks in ["\u{301}e\u{301}", "\u{fe0f}\u{200b}ab", "\x1b[bcd"] {
        with_terminals(|whole, spared| {
            let mut course = Course::new(size, 0);
            whole.renew(size, 0);
            for token in [bytes("0aA A"), Token::Resize(other), bytes(marks), bytes("\nA0A \r\n\r\n")] {
                course.take(&token, whole);
            }
            course.replay(size, 0, spared);
            let same = same(whole, spared, false);
            assert!(same.is_ok(), "{marks:?}: {same:?}");
        });
    }
}

/// What real programs printed, at several paces of a page: each time that it has caught up, and at the end.
#[test]
fn what_real_programs_print_ends_in_the_same_state() {
    for name in recordings::NAMES {
        let Recording { size, tokens } = Recording::read(name);
        let mut jumps = 0;
        // In more rows than these fill, for sizes: see `a_new_terminal_is_given_the_same_state`.
        for pace in [1, 2, 3, 5, 8, 13, 34, tokens.len()] {
            with_terminals(|whole, spared| {
                let (mut course, mut page) = (Course::new(size, ROOMY), Behind::default());
                whole.renew(size, ROOMY);
                spared.renew(size, ROOMY);
                for (number, token) in (1..).zip(&tokens) {
                    page.take(token, &mut course, whole);
                    if number % pace == 0 || number == tokens.len() {
                        page.catch_up(&mut course, spared);
                        let same = same(whole, spared, true);
                        assert!(same.is_ok(), "{name}, behind by {pace}, piece {number}: {same:?}");
                    }
                }
                jumps += page.jumps;
                // And a page that is loaded now.
                course.replay(size, ROOMY, spared);
                let same = same(whole, spared, false);
                assert!(same.is_ok(), "{name}, loaded again: {same:?}");
            });
        }
        println!("{name}: {} pieces, {jumps} jumps", tokens.len());
        assert!(jumps > 0, "{name}: nothing was spared");
    }
}

/// Above the screen is no room for all that programs print in lines: most of it is passed over.
#[test]
fn what_scrolls_away_of_real_programs_is_passed_over() {
    for name in recordings::NAMES {
        let Recording { size, tokens } = Recording::read(name);
        for above in [0, 7] {
            let mut jumps = 0;
            let mut looks = 0;
            for (pace, glimpses) in [(1, 1), (3, 1), (9, 2), (tokens.len(), 4)] {
                with_terminals(|whole, spared| {
                    let (mut course, mut page) = (Course::new(size, above), Behind::default());
                    whole.renew(size, above);
                    spared.renew(size, above);
                    let printed = tokens.iter().filter(|token| matches!(token, Token::Bytes(_)));
                    for (number, token) in (1..).zip(printed) {
                        page.take(token, &mut course, whole);
                        if number % pace == 0 {
                            page.catch_up(&mut course, spared);
                        } else if number % glimpses == 0 {
                            let seen = page.glimpse(&course, whole, spared);
                            assert!(seen.is_ok(), "{name}, {above} rows above, piece {number}: {seen:?}");
                        }
                    }
                    page.catch_up(&mut course, spared);
                    let same = same(whole, spared, true);
                    assert!(same.is_ok(), "{name}, {above} rows above, behind by {pace}: {same:?}");
                    jumps += page.jumps;
                    looks += page.glimpses;
                });
            }
            assert!(jumps > 0, "{name}, {above} rows above: nothing was spared");
            // Of these only a shell scrolls rows away that are kept.
            assert!(looks > 0 || above == 0 || name != "bash", "{name}, {above} rows above: no glimpse");
        }
    }
}

/// Colours, lines of several rows, wide characters, tabs: after each the screen is seen as it is, and in the end all is.
#[test]
fn a_glimpse_is_the_screen_as_it_is() {
    const SIZE: Size = Size { columns: 20, rows: 4 };
    let lines = (0..60).map(|number| match number % 5 {
        0 => format!("\x1b[3{}mline {number}\x1b[m and more\r\n", number % 8),
        1 => format!("\x1b[44m{number} longer than a single row of it\x1b[K\r\n"),
        2 => format!("\t{number}\r\n"),
        3 => format!("漢字 e\u{301} {number}\r\n\r\n"),
        _ => format!("{number}%\r{number}"),
    });
    with_terminals(|whole, spared| {
        let (mut course, mut page) = (Course::new(SIZE, 7), Behind::default());
        whole.renew(SIZE, 7);
        spared.renew(SIZE, 7);
        for (number, line) in (1..).zip(lines) {
            page.take(&Token::Bytes(line.into()), &mut course, whole);
            if number % 23 == 0 {
                page.catch_up(&mut course, spared);
            } else {
                let seen = page.glimpse(&course, whole, spared);
                assert!(seen.is_ok(), "line {number}: {seen:?}");
            }
        }
        assert!(page.glimpses > 10, "{} glimpses", page.glimpses);
        page.catch_up(&mut course, spared);
        let same = same(whole, spared, true);
        assert!(same.is_ok(), "{same:?}");
    });
}

/// How many streams each trial makes up; `QUAYSIDE_CASES` asks for more.
const CASES: u32 = 250;

/// More rows than a made up stream fills.
const ROOMY: usize = 4000;

fn cases() -> ProptestConfig {
    let cases = std::env::var("QUAYSIDE_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES);
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 40_000,
        max_shrink_time: 30_000,
        ..ProptestConfig::default()
    }
}

/// Colours wait until the next place from where the output can be taken up: with 1 they never do.
const GRAINS: std::ops::Range<u64> = 1..60;

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_new_terminal_is_given_the_same_state(
        size in streams::size(), above in 0..12usize, grain in GRAINS, stream in streams::stream(1),
    ) {
        with_terminals(|whole, spared| {
            let mut course = Course::with_grain(size, above, grain);
            whole.renew(size, above);
            for (number, token) in stream.iter().enumerate() {
                course.take(token, whole);
                // Also in the middle, where a size is about to wrap all rows anew.
                if number + 1 == stream.len() || matches!(stream[number + 1], Token::Resize(_)) {
                    course.replay(size, above, spared);
                    same(whole, spared, false)?;
                }
            }
            Ok::<(), TestCaseError>(())
        })?;
    }

    #[test]
    fn a_terminal_that_is_behind_is_brought_to_the_same_state(
        size in streams::size(), above in 0..12usize, grain in GRAINS,
        stream in streams::stream(0), ready in proptest::collection::vec(0..20u8, 120).no_shrink(),
    ) {
        with_terminals(|whole, spared| {
            let (mut course, mut page) = (Course::with_grain(size, above, grain), Behind::default());
            whole.renew(size, above);
            spared.renew(size, above);
            let mut ready = ready.into_iter();
            for token in &stream {
                page.take(token, &mut course, whole);
                match ready.next().unwrap_or(0) {
                    1..4 => page.catch_up(&mut course, spared),
                    4..8 => page.glimpse(&course, whole, spared)?,
                    _ => {}
                }
            }
            page.catch_up(&mut course, spared);
            same(whole, spared, true)
        })?;
    }

    /// Heights and widths in the course of the output, few rows above the screen so that all places for rows are taken, and a
    /// page that is behind: what it is spared may not change how xterm.js wraps rows later.
    #[test]
    fn a_page_that_is_behind_takes_sizes_as_one_that_is_not(
        size in streams::size(), above in 0..12usize, grain in GRAINS, widths in any::<bool>(),
        stream in streams::stream(3), ready in proptest::collection::vec(0..20u8, 120).no_shrink(),
    ) {
        with_terminals(|whole, spared| {
            let (mut course, mut page) = (Course::with_grain(size, above, grain), Behind::default());
            whole.renew(size, above);
            spared.renew(size, above);
            let mut ready = ready.into_iter();
            for token in &stream {
                let token = match token {
                    Token::Resize(other) if !widths => Token::Resize(Size { columns: size.columns, ..*other }),
                    token => token.clone(),
                };
                page.take(&token, &mut course, whole);
                match ready.next().unwrap_or(0) {
                    1..4 => page.catch_up(&mut course, spared),
                    4..8 => page.glimpse(&course, whole, spared)?,
                    _ => {}
                }
            }
            page.catch_up(&mut course, spared);
            same(whole, spared, true)
        })?;
    }
}
