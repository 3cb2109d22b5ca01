use super::*;

fn text(bytes: &[u8]) -> String {
    let shown = shown(bytes, Style::default(), 100_000);
    let text: String = shown.spans.into_iter().map(|span| span.text).collect();
    assert_eq!(text, plain(bytes), "{bytes:?}");
    text
}

#[test]
fn what_is_erased_leaves_no_spaces_and_costs_nothing_to_erase_again() {
    let text = |bytes: &[u8]| laid(bytes, Style::default()).text;
    assert_eq!(text(b"one\x1b[2Ktwo"), "   two");
    assert_eq!(text(b"three\x1b[2K\rX"), "X");
    assert_eq!(text(b"three\x1b[2D\x1b[1Kx"), "   xe");
    assert_eq!(text(b"three\x1b[1K"), "");
    // As the line editor of busybox takes a character back.
    assert_eq!(text(b"/ # lss\x08\x1b[J"), "/ # ls");
    assert_eq!(text(b"one\x1b[2Jtwo\x1b[3J"), "   two");
    assert_eq!(text(b"three\x1b[2D\x1b[1K\rab\x1b[1K\x1b[3Cz"), "    ez");
    assert_eq!(text(b"a\x1b[5Cb\x1b[2D\x1b[K"), "a");
    // A second each, were all cells gone through.
    let again = [&b"x".repeat(1_000_000)[..], &b"\x1b[1K\x1b[2Kx".repeat(100_000)].concat();
    assert_eq!(text(&again).trim_start(), "x");
}

#[test]
fn a_line_is_what_a_terminal_would_leave() {
    for (bytes, left) in [
        (&b"plain\ttext"[..], "plain\ttext"),
        (b" 10%\r 20%\r100%\r", "100%"),
        (b"abcdef\rXY", "XYcdef"),
        (b"abcdef\r\x1b[KXY", "XY"),
        (b"abc\x08\x08Z", "aZc"),
        (b"a\x1b[3Cb", "a   b"),
        (b"abc\x1b[2Kd", "   d"),
        (b"\x1b]0;title\x07shown", "shown"),
        (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b"\x1b(B\x1b[?25l\x1b[1;31mred\x1b[0m", "red"),
        (b"cut \x1b[31", "cut "),
        (b"bell\x07", "bell\x07"),
        ("é\u{1F600}".as_bytes(), "é\u{1F600}"),
        (b"bad \xff\xc3 byte", "bad \u{fffd}\u{fffd} byte"),
    ] {
        assert_eq!(text(bytes), left);
    }
}

#[test]
fn colours_of_all_kinds_become_styles() {
    let style = |bytes: &[u8]| shown(bytes, Style::default(), 100).spans[0].style.unwrap_or_default();
    assert_eq!(style(b"\x1b[31mx").color, Some(Color(1)));
    assert_eq!(style(b"\x1b[97;104mx"), Style { color: Some(Color(15)), ground: Some(Color(12)), ..Style::default() });
    assert_eq!(style(b"\x1b[38;5;9mx").color, Some(Color(9)));
    assert_eq!(style(b"\x1b[38;5;196mx").color, Some(Color(0x1ff_0000)));
    assert_eq!(style(b"\x1b[48;5;244mx").ground, Some(Color(0x180_8080)));
    assert_eq!(style(b"\x1b[38;2;1;2;3mx").color, Some(Color(0x101_0203)));
    assert_eq!(style(b"\x1b[38:2:1:2:3mx").color, Some(Color(0x101_0203)));
    assert!(style(b"\x1b[1;2;3;4;7;9mx\x1b[0m").bold);
    assert_eq!(style(b"\x1b[38;2;999;2;3mx"), Style::default());
    let spans = shown(b"a\x1b[31mb\x1b[mc", Style::default(), 100).spans;
    assert_eq!(spans.iter().map(|span| span.text.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(spans[2].style, None);
}

/// As xterm, VTE and kitty do.
#[test]
fn what_stands_after_a_colon_says_more_of_what_is_before() {
    let style = |bytes: &[u8]| shown(bytes, Style::default(), 100).spans[0].style.unwrap_or_default();
    let underlined = Style { underline: true, ..Style::default() };
    for kind in
        ["4", "4:1", "4:3", "4:5", "4:", "0;4:3", "4:3;58;5;1", "4:3;58;2;1;3;7", "4:3;58:2::1:3:7", "4:3;58:5:1"]
    {
        assert_eq!(style(format!("\x1b[{kind}mx").as_bytes()), underlined, "{kind}");
    }
    assert_eq!(style(b"\x1b[1;4m\x1b[4:0mx"), Style { bold: true, ..Style::default() });
    let red = Style { color: Some(Color(0x1ff_0102)), ..Style::default() };
    for form in ["38:2::255:1:2", "38:2:255:1:2", "38:2:0:255:1:2", "38:2::255:1:2:0:1", "38;2;255;1;2"] {
        assert_eq!(style(format!("\x1b[{form}mx").as_bytes()), red, "{form}");
        let bold = Style { bold: true, ..red };
        assert_eq!(style(format!("\x1b[{form};1mx").as_bytes()), bold, "{form}");
    }
    assert_eq!(style(b"\x1b[48:5:9;3mx"), Style { ground: Some(Color(9)), italic: true, ..Style::default() });
    // What no terminal knows, and what is not there.
    for odd in ["1:2", "38:9:1", "38:2:1", "38", "38;2;1", "58", "58:", "38:5", "48;5"] {
        assert_eq!(style(format!("\x1b[{odd}mx").as_bytes()), Style::default(), "{odd}");
    }
}

#[test]
fn a_long_line_is_cut_where_it_was_asked_for() {
    let long = vec![b'x'; 10 * 1024 * 1024];
    let shown = shown(&long, Style::default(), 4096);
    assert!(shown.is_cut && shown.spans[0].text.len() == 4096);
    assert!(!super::shown(b"1234", Style::default(), 4).is_cut);
    let back = [&long[..5000], b"\rback"].concat();
    assert!(super::shown(&back, Style::default(), 10).spans[0].text.starts_with("back"));
}

#[test]
fn what_goes_back_from_beyond_the_limit_ends_where_a_terminal_would() {
    let line = [&vec![b'x'; 20][..], b"\x08\x08\x08abc"].concat();
    assert_eq!(shown(&line, Style::default(), 10).spans[0].text, "x".repeat(10));
    assert_eq!(plain(&line), format!("{}abc", "x".repeat(17)));
    // Far to the right in a few bytes, again and again.
    let far = b"\x1b[65535C".repeat(1000);
    assert!(plain(&[&far[..], b"x"].concat()).len() <= far.len() + 1 + MOVE_MAX);
}

#[test]
fn a_line_leaves_its_style_to_the_next() {
    let bold = Style { bold: true, ..Style::default() };
    let red = Style { color: Some(Color(1)), ..Style::default() };
    for (bytes, left) in [
        (&b"plain"[..], bold),
        (b"\x1b[31mred", Style { bold: true, ..red }),
        (b"\x1b[0;31mred\x1b[4munderlined\x1b[24m \xe2\x82\xac", red),
        (b"\x1b[31mred\x1b[m", Style::default()),
        (b"\x1b]2;title \x1b[31m\x07\x1b[3", bold),
        (b"\x1bc", Style::default()),
        (b"\x1b(c\x1b[?31m", bold),
    ] {
        assert_eq!(style_after(bytes, bold), left, "{bytes:?}");
        // What is after the line is what a character would have that stands there.
        let next = laid(&[bytes, b"\x1b\\\x1b[Kx"].concat(), bold);
        assert_eq!(next.styles.last().map(|(_, style)| *style), Some(left), "{bytes:?}");
    }
    assert_eq!(shown(b"x", bold, 10).spans[0].style, Some(bold));
    assert_eq!(shown(b"\x1b[mx", bold, 10).spans[0].style, None);
}

#[test]
fn a_whole_line_is_taken_apart_anywhere() {
    let red = Some(Style { color: Some(Color(1)), ..Style::default() });
    let laid = laid("aé\x1b[31mbc\x1b[mdef".as_bytes(), Style::default());
    assert_eq!(laid.text(), "aébcdef");
    let spans = |from, to| {
        let spans = laid.spans(from, to);
        spans.into_iter().map(|span| (span.text, span.style)).collect::<Vec<_>>()
    };
    let span = |text: &str, style| (text.to_owned(), style);
    assert_eq!(spans(0, 8), [span("aé", None), span("bc", red), span("def", None)]);
    assert_eq!(spans(1, 4), [span("é", None), span("b", red)]);
    assert_eq!(spans(5, 6), [span("d", None)]);
    assert_eq!(spans(3, 5), [span("bc", red)]);
    assert_eq!(spans(8, 8), []);
    assert_eq!(super::laid(b"", Style::default()).spans(0, 0), []);
}

#[test]
fn no_bytes_at_any_cut_are_too_much() {
    let odd = b"\x1b[38;5;1mr\xe2\x82\xac\x1b]2;t\x07\x1b[999999999999;1m\x1b[1;2;3;4;5;6;7;8;9;0mz\r\x08\x1b[65535Cq\x1b[1K\x1b[!p";
    for start in 0..odd.len() {
        for end in start..=odd.len() {
            text(&odd[start..end]);
        }
    }
    for byte in 0..=255u8 {
        text(&[byte]);
        text(&[b'\x1b', byte]);
        text(&[b'\x1b', b'[', byte, b'x']);
    }
}
