use super::*;

const SIZE: Size = Size { columns: 40, rows: 6 };
const ABOVE: usize = 50;

fn tracker() -> Tracker {
    Tracker::with_grain(SIZE, ABOVE, false, 64)
}

/// Numbers without end.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    move |below| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random >> 8) as usize % below
    }
}

/// What a page might say that takes this size in the place where this tracker is.
fn report(tracker: &Tracker, size: Size) -> Reported {
    let registers = &tracker.screen.registers;
    let (x, y) = (registers.x.min(size.columns - 1), registers.y.min(size.rows - 1));
    let saved = [0, 1].map(|buffer| (registers.saved[buffer].x.min(size.columns - 1), registers.saved[buffer].y));
    Reported { x, y, above: registers.above, above_alternate: 0, length: registers.above + size.rows, saved }
}

fn all(tracker: &Tracker) -> String {
    format!("{:?} {} {}", tracker.screen, tracker.parsed, tracker.end)
}

#[test]
fn sizes_that_are_answered_late_in_a_flood_leave_what_those_do_that_are_answered_at_once() {
    let mut next = numbers();
    for round in 0..40 {
        let (mut prompt, mut late) = (tracker(), tracker());
        let mut owed: Vec<(u32, Reported)> = Vec::new();
        for step in 0..400 {
            let line = match next(8) {
                0 => format!("\x1b[3{}mline\x1b[m {step}\r\n", next(8)),
                1 => "longer than a single row of this terminal is\r\n".to_owned(),
                2 => "\x1b7\x1b[2;3H\x1b8\r\n".to_owned(),
                _ => format!("{step:030}\r\n"),
            };
            prompt.push(line.as_bytes());
            late.push(line.as_bytes());
            if next(3) == 0 {
                let size = Size { columns: 20 + next(60), rows: 2 + next(10) };
                if size != late.size() {
                    let resize = prompt.resize(size);
                    assert_eq!(late.resize(size), resize);
                    let reported = report(&prompt, size);
                    prompt.report(resize.number, reported);
                    owed.push((resize.number, reported));
                }
            }
            assert_eq!(late.size(), prompt.size());
            assert!(late.awaited().is_none() == owed.is_empty());
            if next(if round % 2 == 0 { 50 } else { 5000 }) == 0 {
                // One call overtakes another.
                while !owed.is_empty() {
                    let (number, reported) = owed.remove(next(owed.len()));
                    late.report(number, reported);
                }
                assert_eq!(all(&late), all(&prompt), "round {round}, step {step}");
            }
        }
        for (number, reported) in owed.drain(..).rev() {
            late.report(number, reported);
        }
        assert_eq!((late.awaited(), late.waiting.len()), (None, 0));
        assert_eq!(all(&late), all(&prompt), "round {round}");
        assert_eq!((late.jump(0), late.replay(0)), (prompt.jump(0), prompt.replay(0)));
    }
}

/// As much as the shell lets wait before a page that is away.
#[test]
fn a_size_that_is_answered_after_megabytes_is_taken_where_it_was_asked_for() {
    let (mut prompt, mut late) = (tracker(), tracker());
    let lines = "0123456789\r\n".repeat(100_000);
    let sizes = [30, 50, 30].map(|columns| Size { columns, ..SIZE });
    let mut owed = Vec::new();
    for size in sizes {
        for tracker in [&mut prompt, &mut late] {
            tracker.push(lines.as_bytes());
        }
        let resize = late.resize(size);
        prompt.resize(size);
        owed.push((resize.number, report(&prompt, size)));
        prompt.report(resize.number, report(&prompt, size));
        for tracker in [&mut prompt, &mut late] {
            (0..2).for_each(|_| tracker.push(lines.as_bytes()));
        }
    }
    assert!(late.awaited().is_some_and(|(number, waiting)| number == 1 && waiting > 9 * 1024 * 1024));
    assert_eq!((late.size(), late.jump(0), late.clearing()), (sizes[2], None, None));
    for (number, reported) in owed {
        late.report(number, reported);
    }
    assert!(late.jump(0).is_some(), "it is passed over again");
    assert_eq!(all(&late), all(&prompt));
}

#[test]
fn a_size_that_is_never_answered_costs_no_more_than_it_must() {
    let mut tracker = tracker();
    let lines = "0123456789\r\n".repeat(100_000);
    let sizes = [30, 50, 70].map(|columns| Size { columns, ..SIZE });
    tracker.push(b"before\r\n");
    let numbers = sizes.map(|size| {
        tracker.push(lines.as_bytes());
        tracker.resize(size).number
    });
    tracker.push(b"\x1b[?2004h\x1b[31m");
    while tracker.end() < 30 * 1024 * 1024 {
        tracker.push(lines.as_bytes());
        assert!(tracker.waiting.len() <= WAITING);
    }
    assert_eq!((tracker.size(), tracker.awaited()), (sizes[2], None));
    assert_eq!(tracker.jump(0), None, "where its rows are is not known");
    assert_eq!(tracker.clearing().as_deref(), Some(&b"\x1b[3J"[..]));
    let registers = tracker.screen.registers.clone();
    assert!(registers.modes.bracketed_paste, "what does not depend on rows is");
    // What comes too late is passed over.
    for number in numbers {
        tracker.report(number, Reported { x: 1, y: 1, above: 0, above_alternate: 0, length: 6, saved: [(0, 0); 2] });
    }
    assert_eq!(tracker.screen.registers, registers);
    // The next one waits again, and to go back is another size.
    let resize = tracker.resize(sizes[0]);
    assert_eq!(tracker.size(), sizes[0]);
    tracker.push(lines.as_bytes());
    tracker.report(resize.number, report(&tracker, sizes[0]));
    assert_eq!((tracker.size(), tracker.awaited()), (sizes[0], None));
    let sent = tracker.end();
    tracker.push(b"\x1bc");
    tracker.push(lines.as_bytes());
    assert!(tracker.jump(sent).is_some(), "all is known once it is reset");
}

#[test]
fn what_is_too_long_to_be_kept_costs_only_what_it_is_about() {
    let lines = "0123456789\r\n".repeat(1000);
    let long = "x".repeat(100_000);
    for (number, is_lost) in [("1337", false), ("52;c", false), ("", false), ("2", true), ("8;", true), ("4;1", true)] {
        let mut tracker = tracker();
        tracker.push(format!("\x1b[31m\x1b]{number};{long}\x07").as_bytes());
        let sent = tracker.end();
        tracker.push(lines.as_bytes());
        assert_eq!(tracker.jump(sent).is_none(), is_lost, "{number}");
        // A page has to ask for the clipboard itself.
        assert_eq!(tracker.jump(0).is_none(), is_lost || number.starts_with("52"), "{number}");
    }
}

#[test]
fn what_is_left_of_a_terminal_that_is_not_known_any_more_has_its_size() {
    let lines = "0123456789\r\n".repeat(1000);
    let first_piece = |tracker: &mut Tracker| {
        let kept = tracker.end() - 5000;
        tracker.forget(kept);
        let pieces = tracker.replay(kept);
        assert_eq!(pieces.last(), Some(&Piece::Bytes(kept, tracker.end())));
        pieces[0].clone()
    };
    let mut tracker = tracker();
    let title = format!("\x1b]2;{}\x07", "x".repeat(5000));
    tracker.push(title.as_bytes());
    tracker.push(lines.as_bytes());
    let at = tracker.end() - 5000;
    assert_eq!(first_piece(&mut tracker), Piece::Resize(Resize { number: 0, at, size: SIZE }));

    let size = Size { columns: 70, ..SIZE };
    for (size, number) in [(size, 1), (SIZE, 2), (size, 3)] {
        let resize = tracker.resize(size);
        tracker.report(resize.number, report(&tracker, size));
        tracker.push(lines.as_bytes());
        let at = tracker.end() - 5000;
        assert_eq!(first_piece(&mut tracker), Piece::Resize(Resize { number, at, size }));
    }
}
