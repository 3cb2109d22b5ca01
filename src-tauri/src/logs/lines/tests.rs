use quayside_engine::Result;
use quayside_engine::logs::{plain, shown};

use super::line::LONG;
use super::*;
use crate::logs::window::SHOWN_MAX;
use crate::logs::{LineNumber, RowsAsked};

fn record(source: Source, time: i64, text: &str) -> Record {
    let bytes = text.as_bytes().to_vec().into();
    Record { source, time: Some(LogTime(time)), bytes, is_first: true, goes_on: false, ends: true }
}

fn out(time: i64, text: &str) -> Record {
    record(Source::Stdout, time, text)
}

fn filled(count: i64) -> Lines {
    let mut lines = Lines::default();
    lines.take(0, (0..count).map(|n| out(n, &format!("line {n}"))).collect());
    lines
}

fn texts(lines: &Lines) -> Vec<String> {
    (0..lines.row_count()).map(|row| plain(&lines.row(row).unwrap().1.bytes).into_owned()).collect()
}

fn query(text: &str, matches_only: bool) -> LogFilter {
    let query = SearchQuery { text: text.to_owned(), regex: true, match_case: true };
    LogFilter { query, matches_only, ..LogFilter::default() }
}

fn filter(lines: &mut Lines, filter: LogFilter) -> Result<()> {
    let sieve = Arc::new(Sieve::new(filter)?);
    lines.sift(Arc::clone(&sieve));
    let mut from = Place::MIN;
    while let Some(slice) = lines.slice(from) {
        from = slice.end();
        lines.take_slice(slice.judge(&sieve));
    }
    lines.sifted();
    Ok(())
}

/// A row that the page has drawn, by its line, or by its place alone.
fn mark(lines: &Lines, row: usize) -> RowMark {
    let number = lines.row(row).map(|(_, line)| LineNumber(line.number));
    RowMark { number, row: row as i32, first_row: LineNumber(lines.first_row()) }
}

fn next(lines: &Lines, row: usize, forward: bool) -> Option<(usize, usize)> {
    lines.next_found(&mark(lines, row), forward, false)
}

fn settle(lines: &mut Lines) {
    if let Some(grown) = lines.grown() {
        lines.take_grown(grown.judge());
    }
}

/// What is kept up to date must be what a look at everything would give.
fn is_sound(lines: &Lines) {
    let mut again: Vec<(Place, bool, bool)> = Vec::new();
    for (number, line) in (lines.first..).zip(&lines.lines) {
        let judged = lines.judge(line.source, &line.bytes).0;
        again.push((number, judged.is_found, judged.is_row));
    }
    let of = |which: fn(&(Place, bool, bool)) -> bool| {
        again.iter().filter(|one| which(one)).map(|one| one.0).collect::<Vec<_>>()
    };
    assert_eq!(of(|one| one.2), Vec::from_iter(lines.rows.iter().copied()));
    assert_eq!(of(|one| one.1), Vec::from_iter(lines.found.iter().copied()));
    let bytes: usize = lines.lines.iter().map(|line| line.bytes.len() + LINE_COST).sum();
    assert_eq!(lines.bytes(), bytes);
    let mut numbers: Vec<Number> = lines.lines.iter().map(|line| line.number).collect();
    assert!(lines.is_mixed || numbers.is_sorted());
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), lines.len(), "each has its own");
    assert!(numbers.iter().all(|number| (lines.earliest..lines.next).contains(number)));
}

#[test]
fn a_line_that_has_no_end_yet_is_a_row_and_grows() {
    let mut lines = Lines::default();
    filter(&mut lines, query("name\\? x$", false)).unwrap();
    lines.take(0, vec![Record { ends: false, ..out(1, "name? ") }, record(Source::Stderr, 2, "between")]);
    assert_eq!((texts(&lines), lines.found_count()), (vec!["name? ".to_owned(), "between".to_owned()], 0));
    lines.take(0, vec![Record { goes_on: true, is_first: false, ends: false, time: None, ..out(0, "x") }]);
    assert_eq!((texts(&lines)[0].as_str(), lines.found_count()), ("name? x", 0), "nobody has asked");
    settle(&mut lines);
    assert_eq!(lines.found_count(), 1);
    lines.take(0, vec![Record { goes_on: true, is_first: false, time: None, ..out(0, "y") }, out(3, "next")]);
    assert_eq!((texts(&lines).len(), lines.found_count()), (3, 0));
    is_sound(&lines);
}

#[test]
fn what_is_too_much_is_dropped_above_and_rows_say_so() {
    let mut lines = Lines::at_most(20 * (LINE_COST + 10));
    filter(&mut lines, query("[02468]$", true)).unwrap();
    for n in 0..100 {
        lines.take(0, vec![out(n, &format!("{n:010}"))]);
        is_sound(&lines);
    }
    assert_eq!((lines.len(), lines.row_count(), lines.first_row()), (20, 10, 40));
    assert_eq!(lines.held_of(0), (20, Some(LogTime(80))));
    let long = "x".repeat(5000);
    lines.take(0, vec![out(200, &long)]);
    assert_eq!((lines.len(), lines.bytes()), (1, 5000 + LINE_COST), "the newest line is never dropped");
}

#[test]
fn expressions_find_and_sift_and_say_what_is_wrong() {
    let mut lines = filled(30);
    filter(&mut lines, query("line 1.", false)).unwrap();
    assert_eq!((lines.row_count(), lines.found_count()), (30, 10));
    assert_eq!(next(&lines, 0, true), Some((10, 0)));
    assert_eq!(next(&lines, 10, true), Some((11, 1)));
    assert_eq!(next(&lines, 19, true), Some((10, 0)), "around the end");
    assert_eq!(next(&lines, 10, false), Some((19, 9)));
    filter(&mut lines, query("line 1.", true)).unwrap();
    assert_eq!((lines.row_count(), next(&lines, 9, true)), (10, Some((0, 0))));
    let error = filter(&mut lines, query("(", true)).unwrap_err();
    assert_eq!((error.code, error.message.as_str()), (quayside_engine::ErrorCode::InvalidInput, "unclosed group"));
    assert_eq!(lines.row_count(), 10, "what was there before stays");
    lines.take(0, vec![record(Source::Stderr, 99, "\x1b[31mline 1\x1b[0m5")]);
    assert_eq!(lines.row_count(), 11, "what is seen is searched");
    filter(&mut lines, LogFilter { outputs: Outputs::Stderr, ..LogFilter::default() }).unwrap();
    assert_eq!(texts(&lines), ["line 15"]);
    is_sound(&lines);
}

#[test]
fn containers_are_merged_in_the_order_of_time() {
    let mut lines = Lines::default();
    filter(&mut lines, query("b", false)).unwrap();
    lines.take(0, vec![out(10, "a10"), out(20, "a20"), out(30, "a30")]);
    lines.take(1, vec![out(5, "b5"), out(20, "b20"), out(25, "b25"), out(40, "b40")]);
    is_sound(&lines);
    assert_eq!(texts(&lines), ["b5", "a10", "a20", "b20", "b25", "a30", "b40"]);
    // What was printed before what is held stands before it, whatever its clock says.
    let earlier = [1, 7, 11].map(|time| Line::begin(0, &out(time, &format!("a{time}"))));
    lines.take_earlier(earlier.into());
    assert_eq!(texts(&lines), ["a1", "b5", "a7", "a11", "a10", "a20", "b20", "b25", "a30", "b40"]);
    assert_eq!(lines.first_row(), -1, "one has come above all");
    is_sound(&lines);
}

#[test]
fn what_was_sent_again_is_told_from_what_is_earlier() {
    let line = |time: i64, text: &str| Line::begin(0, &out(time, text));
    let names = |lines: Vec<Line>| lines.iter().map(|line| plain(&line.bytes).into_owned()).collect::<Vec<_>>();
    let mut lines = Lines::default();
    lines.take(0, vec![out(30, "c"), out(40, "d")]);
    assert_eq!(names(lines.before_held(0, vec![line(10, "a"), line(20, "b"), line(30, "c")])), ["a", "b"]);
    assert_eq!(names(lines.before_held(0, vec![line(30, "c")])), Vec::<String>::new());
    // It was moved while it was asked for, and nothing agrees: time decides.
    assert_eq!(names(lines.before_held(0, vec![line(20, "b"), line(30, "other")])), ["b"]);
    // Only seconds, and the same line again and again: the count decides.
    let second = 1_000_000_000;
    let mut same = Lines::default();
    same.take(0, vec![out(second, "tick"), out(second, "tick"), out(2 * second, "tock")]);
    let sent = vec![line(0, "tick"), line(second, "tick"), line(second, "tick"), line(second, "tick")];
    assert_eq!(same.before_held(0, sent).len(), 2);
    // The line before says the same, and what is held was left out for one between them that is dated later.
    assert_eq!(names(same.before_held(0, vec![line(0, "tock"), line(1, "tick")])), ["tock", "tick"]);
    // What is held is the end of a line that the engine cuts.
    let mut cut = Lines::default();
    cut.take(0, vec![out(10, "cleared")]);
    cut.clear();
    cut.take(0, vec![out(30, "end")]);
    let drawn = mark(&cut, 0);
    assert_eq!(names(cut.before_held(0, vec![line(10, "a"), line(29, "begin end")])), ["a"]);
    assert_eq!((texts(&cut), mark(&cut, 0)), (vec!["begin end".to_owned()], drawn));
    is_sound(&cut);
}

#[test]
fn a_line_whose_beginning_is_not_here_says_so() {
    let line = |time: i64, text: &str| Line::begin(0, &out(time, text));
    let is_headless = |lines: &Lines| lines.row(0).unwrap().1.is_headless;
    let mut lines = Lines::default();
    lines.take(0, vec![out(30, "c"), out(40, "d")]);
    let cases: [(&[Line], Option<usize>, &str, bool); 5] = [
        // It is the first that was sent: nobody knows.
        (&[line(30, "c"), line(40, "d")], Some(0), "c", false),
        (&[line(30, "b and c"), line(40, "d")], Some(0), "b and c", true),
        (&[line(30, "b and c")], Some(0), "b and c", true),
        // What was sent has moved meanwhile.
        (&[line(40, "d")], None, "b and c", true),
        (&[line(20, "z"), line(30, "a, b and c"), line(40, "d")], Some(1), "a, b and c", false),
    ];
    for (sent, at, text, headless) in cases {
        assert_eq!(lines.meet(0, sent), at);
        if let Some(at) = at {
            lines.take_beginning(0, sent, at);
        }
        assert_eq!((texts(&lines)[0].as_str(), is_headless(&lines)), (text, headless));
        is_sound(&lines);
    }
    // A further part of a line that is not held any more; and what turns out to be the beginning of all.
    let mut lines = Lines::default();
    lines.take(0, vec![Record { goes_on: true, ..out(1, "end") }]);
    assert!(is_headless(&lines));
    // It is said as long as its beginning can be fetched.
    let read = RowMark { number: None, row: 0, first_row: LineNumber(0) };
    let asked = RowsAsked { start: 0, count: 1, read, marks: Vec::new(), at_end: false };
    let said = [true, false].map(|has_earlier| lines.window(1, &asked, &[has_earlier]).items[0].begun_before);
    assert_eq!(said, [true, false]);
    lines.begins(0);
    assert!(!is_headless(&lines));
}

#[test]
fn earlier_lines_may_cost_the_newest_and_a_line_goes_on_where_it_was() {
    let mut lines = Lines::at_most(10 * (LINE_COST + 10));
    lines.take(0, vec![Record { ends: false, ..out(100, "0123456789") }]);
    let earlier: Vec<Line> = (0..5).map(|n| Line::begin(0, &out(n, "earlier..."))).collect();
    assert!(!lines.take_earlier(earlier));
    lines.take(0, vec![Record { goes_on: true, is_first: false, time: None, ..out(0, "!") }]);
    assert_eq!(texts(&lines).last().unwrap(), "0123456789!");
    let earlier: Vec<Line> = (0..8).map(|n| Line::begin(0, &out(-9 + n, "earlier..."))).collect();
    assert_eq!((lines.held_of(0).0, lines.below(0)), (6, 0));
    assert!(lines.take_earlier(earlier), "newer ones had to go");
    assert_eq!(lines.held_of(0).0 + lines.below(0), 14, "an engine counts them too");
    lines.pass(0, &[out(101, "after"), Record { is_first: false, ..out(101, "more of it") }]);
    assert_eq!(lines.held_of(0).0 + lines.below(0), 15);
    assert!(lines.bytes() <= 10 * (LINE_COST + 10));
    is_sound(&lines);
    lines.clear();
    assert_eq!((lines.len(), lines.row_count(), lines.bytes(), lines.below(0)), (0, 0, 0, 0));
    lines.take(0, vec![out(200, "after")]);
    assert_eq!(texts(&lines), ["after"]);
    is_sound(&lines);
}

/// Of each line the colour that it begins in, by its number; none for plain.
fn begun_in(lines: &Lines) -> Vec<Option<u32>> {
    lines.lines.iter().map(|line| line.style.color.map(|color| color.0)).collect()
}

#[test]
fn a_colour_that_is_left_behind_goes_on_in_the_next_line_of_the_same_output() {
    let err = |time: i64, text: &str| record(Source::Stderr, time, text);
    let part = |text: &str, goes_on: bool, ends| Record { is_first: !goes_on, goes_on, ends, ..out(6, text) };
    let mut lines = Lines::default();
    lines.take(0, vec![out(1, "\x1b[31mred"), err(2, "error"), out(3, "still \x1b[32mgreen"), out(4, "\x1b[mplain")]);
    lines.take(1, vec![out(5, "of another")]);
    // A sequence may come in pieces, and the line is dropped before all of it has.
    lines.take(
        0,
        vec![part("a \x1b[3", false, false), err(7, "\x1b[33m"), part("4mblue", true, true), out(8, ""), err(9, "")],
    );
    assert_eq!(begun_in(&lines), [None, None, Some(1), Some(2), None, None, None, Some(4), Some(3)]);
    // A line that has no end because its process ended.
    lines.take(0, vec![part("\x1b[35m", false, false), part("next", false, true)]);
    assert_eq!(begun_in(&lines)[9..], [Some(4), Some(5)]);
    let mut few = Lines::at_most(3 * LINE_COST);
    few.take(0, vec![part("\x1b[31m", false, false)]);
    for n in 0..9 {
        few.take(0, vec![err(n, "error")]);
    }
    few.take(0, vec![out(20, "goes on")]);
    assert_eq!(begun_in(&few).last(), Some(&Some(1)));
    few.clear();
    few.take(0, vec![out(21, "anew")]);
    assert_eq!(begun_in(&few), [None]);
}

#[test]
fn lines_that_are_fetched_above_colour_those_below_as_if_all_had_come_in_their_order() {
    let texts = ["", "\x1b[31mred", "x", "\x1b[1mbold", "y", "\x1b[mplain", "z", "\x1b[32mgreen", "", "\x1b[39m", ""];
    let all: Vec<Record> = (0..texts.len() * 3)
        .map(|n| record(if n % 3 == 1 { Source::Stderr } else { Source::Stdout }, n as i64, texts[n * 7 % texts.len()]))
        .collect();
    let mut whole = Lines::default();
    whole.take(0, all.clone());
    let styles = |lines: &Lines, from: usize| lines.lines.iter().skip(from).map(|line| line.style).collect::<Vec<_>>();
    for first in 0..all.len() {
        for middle in first..all.len() {
            let mut lines = Lines::default();
            lines.take(0, all[middle..].to_vec());
            // From what an engine sent, which are put together as they would have come.
            for part in [&all[first..middle], &all[..first]] {
                let mut sent = Lines::default();
                sent.take(0, part.to_vec());
                lines.take_earlier(sent.lines.into());
            }
            assert_eq!(styles(&lines, 0), styles(&whole, 0), "{first}, {middle}");
            lines.take(0, all.clone());
            let mut twice = Lines::default();
            twice.take(0, [&all[..], &all[..]].concat());
            assert_eq!(styles(&lines, 0), styles(&twice, 0), "{first}, {middle}: what comes then");
        }
    }
    // The beginning of a line colours what is after it.
    let mut lines = Lines::default();
    lines.take(0, vec![out(30, "end"), out(40, "next")]);
    let sent = [Line::begin(0, &out(29, "\x1b[31mbegin end")), Line::begin(0, &out(40, "next"))];
    lines.take_beginning(0, &sent, 0);
    assert_eq!(begun_in(&lines), [None, Some(1)]);
}

#[test]
fn what_is_saved_is_what_was_printed() {
    let names = ["web".to_owned(), "db".to_owned()];
    let saved = |lines: &Lines, how: Written| {
        let (text, count) = lines.rows_to_write(i64::MIN, i64::MAX).text(how);
        (String::from_utf8(text).unwrap(), count)
    };
    let printed = Written { as_printed: true, ..Written::default() };
    let mut lines = Lines::default();
    lines.take(0, vec![out(1, "\x1b[1mone\x1b[m"), Record { ends: false, ..out(2, "name? ") }]);
    assert_eq!(saved(&lines, printed), ("\x1b[1mone\x1b[m\nname? ".to_owned(), 2));
    assert_eq!(saved(&lines, Written::default()).0, "one\nname? \n");
    // It was the last that a process printed before it crashed, and it was started again.
    lines.take(1, vec![out(1_000_000_003, "two")]);
    assert_eq!(saved(&lines, printed).0, "\x1b[1mone\x1b[m\nname? two\n");
    let named = Written { names: Some(&names), ..printed };
    assert_eq!(saved(&lines, named).0, "web | \x1b[1mone\x1b[m\nweb | name? \ndb | two\n");
    let timed = saved(&lines, Written { timestamps: true, ..printed }).0;
    assert_eq!(timed.lines().nth(2), Some("1970-01-01T00:00:01.000000003Z two"));
    lines.take(1, vec![Record { ends: false, ..out(4, "end") }]);
    lines.take(1, vec![Record { goes_on: true, is_first: false, time: None, ..out(0, "ed") }]);
    assert!(saved(&lines, named).0.ends_with("db | ended\n"));
}

/// Of one output, as it grows.
fn part(text: &str, goes_on: bool, ends: bool) -> Record {
    Record { is_first: !goes_on, goes_on, ends, ..out(6, text) }
}

#[test]
fn a_line_that_grows_is_judged_when_somebody_asks_and_when_it_ends() {
    let mut lines = Lines::default();
    filter(&mut lines, query("x$", true)).unwrap();
    lines.take(0, vec![part("a", false, false)]);
    for _ in 0..10 {
        lines.take(0, vec![part("x", true, false)]);
        assert_eq!((lines.row_count(), lines.found_count()), (0, 0));
    }
    let grown = lines.grown().unwrap();
    lines.take(0, vec![part("y", true, false)]);
    assert!(lines.take_grown(grown.judge()), "as it was when it was asked for");
    assert_eq!((lines.row_count(), lines.found_count()), (1, 1));
    settle(&mut lines);
    assert_eq!((lines.row_count(), lines.found_count()), (0, 0));
    assert!(lines.grown().is_none(), "once");
    // Dropped, gone on with another line, or looked for something else meanwhile.
    lines.take(0, vec![part("x", true, false)]);
    let before = lines.grown().unwrap();
    filter(&mut lines, query("y", true)).unwrap();
    is_sound(&lines);
    assert!(!lines.take_grown(before.judge()));
    lines.take(0, vec![part("y", true, false)]);
    let cleared = lines.grown().unwrap();
    lines.clear();
    assert!(!lines.take_grown(cleared.judge()));
    lines.take(0, vec![part("y", false, false), part("x", true, false), part("x", false, true)]);
    is_sound(&lines);
    lines.take(0, vec![part("x", false, false), part("y", true, true)]);
    assert_eq!(texts(&lines), ["yx", "xy"]);
    is_sound(&lines);
}

#[test]
fn what_matches_is_left_out_and_counted_as_it_comes_and_grows() {
    let mut lines = filled(20);
    let only = LogFilter { exclude: true, ..query("line 1", false) };
    filter(&mut lines, only.clone()).unwrap();
    is_sound(&lines);
    assert_eq!((lines.row_count(), lines.found_count(), next(&lines, 0, true)), (9, 11, None));
    lines.take(0, vec![out(30, "other"), out(31, "line 12")]);
    lines.take(0, vec![Record { ends: false, ..out(32, "line ") }]);
    assert_eq!((lines.row_count(), lines.found_count()), (11, 12));
    lines.take(0, vec![Record { goes_on: true, is_first: false, time: None, ..out(0, "1") }]);
    settle(&mut lines);
    is_sound(&lines);
    assert_eq!((lines.row_count(), lines.found_count()), (10, 13));
    assert!(!texts(&lines).iter().any(|text| text.contains("line 1")));
    // It has the last word, and nothing to say where nothing is looked for.
    filter(&mut lines, LogFilter { matches_only: true, ..only.clone() }).unwrap();
    assert_eq!(lines.row_count(), 10);
    filter(&mut lines, LogFilter { query: SearchQuery::default(), ..only }).unwrap();
    assert_eq!((lines.row_count(), lines.found_count()), (23, 0));
}

#[test]
fn a_line_without_an_instant_stands_behind_what_came_before_it() {
    let mut lines = Lines::default();
    lines.take(0, vec![out(5, "a"), out(20, "b")]);
    lines.take(1, vec![out(10, "c"), Record { time: None, ..out(0, "undated") }, out(30, "d")]);
    assert_eq!(texts(&lines), ["a", "c", "undated", "b", "d"]);
    lines.take(0, vec![Record { time: None, ..out(0, "last") }]);
    assert_eq!(texts(&lines).last().map(String::as_str), Some("last"));
}

#[test]
fn a_filter_goes_through_the_lines_while_they_come_and_go() {
    let count = 3 * 10_000;
    for at_each in 0..6 {
        let mut lines = Lines::at_most((count + 20) * (LINE_COST + 10));
        lines.take(0, vec![part("the 5th, ", false, false)]);
        lines.take(0, (0..count as i64).map(|n| record(Source::Stderr, 100 * n, &format!("line {n}"))).collect());
        let sieve = Arc::new(Sieve::new(query("[05](th)?$", true)).unwrap());
        lines.sift(Arc::clone(&sieve));
        let (mut from, mut slices) = (Place::MIN, 0);
        while let Some(slice) = lines.slice(from) {
            from = slice.end();
            let judged = slice.judge(&sieve);
            slices += 1;
            match at_each {
                0 => lines.take(0, vec![part("and the 5th", true, false)]),
                1 => lines.take(0, (0..50).map(|n| out(9_999_999, &format!("more {n}"))).collect()),
                // Among those that are judged.
                2 => lines.take(1, (0..50).map(|n| out(slices * 900_000 + 100 * n, &format!("other {n}"))).collect()),
                3 => lines.take_earlier((0..9).map(|n| Line::begin(1, &out(1 + 100_000 * n, "10"))).collect()),
                4 => lines.take_earlier((0..9).map(|n| Line::begin(0, &out(-9 + n, "earlier 5"))).collect()),
                _ => {
                    if slices == 2 {
                        lines.clear();
                        lines.take(0, vec![out(1, "anew 5"), out(2, "anew 6")]);
                    }
                    false
                }
            };
            assert_eq!(lines.row_count(), lines.len(), "the filter before");
            lines.take_slice(judged);
            settle(&mut lines);
        }
        assert!(slices >= 2 && lines.filter().query.text.is_empty(), "{at_each}");
        assert!(
            lines.lines.iter().filter(|line| line.next.is_none()).count() <= 1,
            "all but what has grown: {at_each}"
        );
        lines.sifted();
        assert_eq!(lines.filter().query.text, "[05](th)?$");
        is_sound(&lines);
        assert!(lines.row_count() > 0 && lines.row_count() < lines.len(), "{at_each}");
    }
}

#[test]
fn a_long_line_that_goes_back_looks_as_if_it_were_laid_out_anew() {
    let bars: Vec<String> = (0..40_000).map(|n| format!("\r\x1b[3{}m{n:6} of 40000 é", n % 8)).collect();
    let mut lines = Lines::default();
    filter(&mut lines, query("39999 of", true)).unwrap();
    lines.take(0, vec![part("at first", false, false)]);
    for chunk in bars.chunks(1000) {
        lines.take(0, vec![part(&chunk.concat(), true, false)]);
        settle(&mut lines);
        let line = lines.get_mut(0).unwrap();
        assert_eq!(line.shown(), shown(&line.bytes, line.style, SHOWN_MAX));
        assert_eq!(line.growing.is_some(), line.bytes.len() > LONG);
    }
    assert_eq!(lines.found_count(), 1);
    is_sound(&lines);
    // Lines above it colour it.
    lines.take_earlier(vec![Line::begin(0, &out(1, "\x1b[1m"))]);
    let line = lines.get_mut(0).unwrap();
    assert!(line.style.bold);
    assert_eq!(line.shown(), shown(&line.bytes, line.style, SHOWN_MAX));
    // One that never goes back, and one that does at last, as a line of a terminal does at its end.
    lines.clear();
    lines.take(0, vec![part(&"x".repeat(2 * LONG), false, false)]);
    let number = lines.first;
    for text in ["y\r", "", "\rz", "\r"] {
        lines.take(0, vec![part(text, true, text.is_empty())]);
        let line = lines.get_mut(number).unwrap();
        assert_eq!(line.shown(), shown(&line.bytes, line.style, SHOWN_MAX), "{text:?}");
    }
}

#[test]
fn what_goes_on_with_a_line_that_is_not_held_is_no_part_of_another() {
    let mut lines = Lines::at_most(20 * (LINE_COST + 10));
    lines.take(0, vec![part("a prompt", false, false)]);
    lines.take(0, (0..30).map(|n| record(Source::Stderr, 10 + n, &format!("{n:010}"))).collect());
    assert!(!texts(&lines).contains(&"a prompt".to_owned()));
    lines.take_earlier(vec![Line::begin(0, &out(1, "earlier"))]);
    lines.take(0, vec![part(" and its answer", true, true)]);
    let all = texts(&lines);
    assert_eq!(all.last().map(String::as_str), Some(" and its answer"));
    is_sound(&lines);
}

/// A view that is read, as rows come and go.
#[test]
fn a_row_is_found_by_its_line_wherever_it_is_by_then() {
    let mut lines = Lines::at_most(400 * (LINE_COST + 10));
    lines.take(0, (100..200).map(|n| out(10 * n, &format!("a{n}"))).collect());
    let read = mark(&lines, 50);
    let unseen = RowMark { number: None, ..read };
    let text_at = |lines: &Lines, row: i64| plain(&lines.row(row as usize).unwrap().1.bytes).into_owned();
    let is_at = |lines: &Lines| text_at(lines, lines.marked(&read).row());
    // Another log comes late, and what was above it of both.
    lines.take(1, (120..180).map(|n| out(10 * n + 5, &format!("b{n}"))).collect());
    assert_eq!((is_at(&lines), lines.marked(&read)), ("a150".to_owned(), Marked::Row(80)));
    lines.take_earlier((110..120).map(|n| Line::begin(1, &out(10 * n + 5, &format!("b{n}")))).collect());
    lines.take_earlier((90..100).map(|n| Line::begin(0, &out(10 * n, &format!("a{n}")))).collect());
    assert_eq!((is_at(&lines), lines.marked(&read)), ("a150".to_owned(), Marked::Row(100)));
    assert_eq!(lines.marked(&unseen), Marked::Row(60), "by what came above all alone");
    let window = lines.window(7, &RowsAsked { start: 45, count: 10, read, marks: vec![read], at_end: false }, &[]);
    assert_eq!((window.start, window.moved, &window.marks[..]), (95, 50, &[Some(100)][..]));
    // The other way round: what is copied is what was selected.
    let other = mark(&lines, 102);
    let (from, to) = (lines.marked(&read).row(), lines.marked(&other).row());
    lines.take_earlier((100..110).map(|n| Line::begin(1, &out(10 * n + 5, &format!("b{n}")))).collect());
    let copied = |lines: &Lines| {
        lines.rows_to_write(lines.marked(&read).row(), lines.marked(&other).row()).text(Written::default())
    };
    assert_eq!((from, to, copied(&lines)), (100, 102, (b"a150\nb150\na151\n".to_vec(), 3)));
    // It is left out, and the one after it is where it would be.
    filter(&mut lines, query("^a[0-9]*1$", true)).unwrap();
    assert_eq!((is_at(&lines), lines.marked(&read)), ("a151".to_owned(), Marked::Before(6)));
    assert_eq!(
        lines.window(8, &RowsAsked { start: 0, count: 10, read, marks: vec![read], at_end: false }, &[]).marks,
        [None]
    );
    filter(&mut lines, query("", false)).unwrap();
    assert_eq!(lines.marked(&read), Marked::Row(110));
    // It is dropped, and so is everything that was above.
    lines.take(0, (0..400).map(|n| out(9000 + n, "a much longer line than the others")).collect());
    assert!(lines.numbered(read.number.unwrap().0).is_none() && lines.marked(&read).row() < 0);
    assert_eq!(copied(&lines).1, 0);
    let last = mark(&lines, lines.row_count() - 1);
    assert_eq!(
        lines.rows_to_write(lines.marked(&read).row(), lines.marked(&last).row()).text(Written::default()).1 as usize,
        lines.row_count()
    );
    is_sound(&lines);
}

#[test]
fn a_match_is_looked_for_from_where_the_row_is_by_now() {
    let mut lines = Lines::at_most(20 * (LINE_COST + 10));
    filter(&mut lines, query("5$", false)).unwrap();
    lines.take(0, (0..20).map(|n| out(n, &format!("{n:010}"))).collect());
    let from = mark(&lines, 15);
    let unseen = RowMark { number: None, ..from };
    lines.take(0, (20..30).map(|n| out(n, &format!("{n:010}"))).collect());
    for from in [from, unseen] {
        assert_eq!(lines.next_found(&from, true, false), Some((15, 1)), "25");
        assert_eq!(lines.next_found(&from, true, true), Some((5, 0)), "15 itself");
        assert_eq!(lines.next_found(&from, false, true), Some((5, 0)));
        assert_eq!(lines.next_found(&from, false, false), Some((15, 1)), "around");
    }
    // The first row is found by who looks from above it.
    filter(&mut lines, query("[05]$", false)).unwrap();
    let above = RowMark { number: None, row: -1, first_row: LineNumber(lines.first_row()) };
    assert_eq!(lines.next_found(&above, true, false), Some((0, 0)));
}

#[test]
fn a_log_that_comes_late_is_merged_as_if_each_line_had_come_alone() {
    let printed = |container: i64, step: i64, count: i64| -> Vec<Record> {
        let one = |n: i64| {
            // Clocks are put back, and two outputs have one each; some lines go on.
            let time = 1000 + n * step + if n % 11 == 3 { -4 * step } else { container };
            let source = if n % 3 == 0 { Source::Stderr } else { Source::Stdout };
            Record { ends: n % 7 != 0, ..record(source, time, &format!("\x1b[3{}m{container}.{n}", n % 8)) }
        };
        let rest =
            |one: &Record| Record { is_first: false, goes_on: true, ends: true, time: None, bytes: "!".into(), ..*one };
        (0..count)
            .map(one)
            .flat_map(|one| if one.ends { vec![one] } else { vec![rest(&one), one].into_iter().rev().collect() })
            .collect()
    };
    let (web, db) = (printed(0, 10, 300), printed(1, 25, 100));
    for at_once in [1, 2, 7, 50, 1000] {
        let (mut batches, mut alone) = (Lines::default(), Lines::default());
        for lines in [&mut batches, &mut alone] {
            filter(lines, query("[13]!?$", false)).unwrap();
            lines.take(0, web.clone());
            // One of the first log's still goes on while the others come.
            lines.take(0, vec![part("begun", false, false)]);
        }
        db.chunks(at_once).for_each(|some| batches.add(1, some.to_vec()));
        db.iter().for_each(|one| alone.add(1, vec![one.clone()]));
        for lines in [&mut batches, &mut alone] {
            lines.take(0, vec![part(" and ended", true, true)]);
            is_sound(lines);
        }
        assert_eq!(texts(&batches), texts(&alone), "{at_once}");
        assert_eq!(begun_in(&batches), begun_in(&alone));
        assert!(texts(&batches).contains(&"begun and ended".to_owned()));
        let in_order = batches.lines.iter().filter(|line| line.container == 1).map(|line| line.number);
        assert!(in_order.is_sorted());
    }
}

#[test]
fn a_merged_view_knows_from_where_on_it_has_the_lines_of_all() {
    let mut lines = Lines::default();
    let from = |lines: &Lines, has_earlier: [bool; 2]| {
        let (at, container) = lines.whole_from(&has_earlier)?;
        assert_eq!(lines.row(at.row as usize).unwrap().1.number, at.number.unwrap().0);
        Some((texts(lines)[at.row as usize].clone(), container))
    };
    lines.take(0, vec![out(90, "web 90"), out(91, "web 91")]);
    assert_eq!(from(&lines, [true, true]), None, "nothing stands above");
    lines.take(1, vec![out(10, "db 10"), out(50, "db 50"), out(95, "db 95")]);
    assert_eq!(from(&lines, [true, true]), Some(("web 90".to_owned(), 0)));
    assert_eq!((from(&lines, [false, true]), from(&lines, [false, false])), (None, None));
    lines.take_earlier(vec![Line::begin(0, &out(40, "web 40"))]);
    assert_eq!(from(&lines, [true, true]), Some(("web 40".to_owned(), 0)));
    filter(&mut lines, query("db", true)).unwrap();
    assert_eq!(from(&lines, [true, true]), Some(("db 50".to_owned(), 0)), "the first row from there on");
    filter(&mut lines, query("web", true)).unwrap();
    assert_eq!(from(&lines, [true, true]), None);
}
