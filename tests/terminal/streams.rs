//! Output that terminals are given: made up, in pieces that a failing trial can leave out one by one.

use proptest::prelude::*;
use quayside_terminal::Size;

#[derive(Clone, PartialEq)]
pub enum Token {
    Bytes(Vec<u8>),
    Resize(Size),
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Token::Bytes(bytes) => write!(f, "{:?}", String::from_utf8_lossy(bytes)),
            Token::Resize(size) => write!(f, "{}x{}", size.columns, size.rows),
        }
    }
}

fn text(text: impl Into<String>) -> Token {
    Token::Bytes(text.into().into_bytes())
}

/// What programs print most.
fn plain() -> impl Strategy<Value = Token> {
    prop_oneof![
        6 => "[ -~]{0,30}\r\n".prop_map(text),
        3 => Just(text("\r\n")),
        2 => "[ -~]{1,60}".prop_map(text),
        1 => Just(text("\n")),
        1 => Just(text("\r")),
        1 => Just(text("\t")),
        1 => Just(text("\x08")),
    ]
}

fn characters() -> impl Strategy<Value = Token> {
    let piece = prop_oneof![
        Just("漢字"),
        Just("한글"),
        Just("e\u{301}"),
        Just("\u{301}"),
        Just("😀"),
        Just("👩\u{200d}👩"),
        Just("\u{200b}"),
        Just("\u{fe0f}"),
        Just("é"),
        Just("a"),
        Just("│"),
        Just("\u{7f}"),
        Just("\u{ad}"),
    ];
    prop_oneof![
        5 => proptest::collection::vec(piece, 1..8).prop_map(|pieces| text(pieces.concat())),
        // Bytes that are no text: cut characters, lone continuations, overlong forms, C1 controls.
        1 => proptest::collection::vec(any::<u8>().prop_filter("no ESC", |byte| *byte != 0x1b), 1..6).prop_map(Token::Bytes),
        1 => prop_oneof![Just("\u{84}"), Just("\u{85}"), Just("\u{88}"), Just("\u{9b}3C"), Just("\u{9d}2;c1\u{9c}"), Just("\u{90}")]
            .prop_map(text),
    ]
}

fn numbers() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        5 => (0..14u32).prop_map(|number| number.to_string()),
        4 => (0..14u32, 0..30u32).prop_map(|(one, other)| format!("{one};{other}")),
        1 => (0..300u32).prop_map(|number| number.to_string()),
        1 => "[0-9;:]{0,8}",
    ]
}

fn movement() -> impl Strategy<Value = Token> {
    prop_oneof![
        6 => (numbers(), "[A-HZIad`ef]").prop_map(|(numbers, last)| text(format!("\x1b[{numbers}{last}"))),
        3 => (numbers(), "[JKLMPSTX@]").prop_map(|(numbers, last)| text(format!("\x1b[{numbers}{last}"))),
        1 => (0..4u32, "[JK]").prop_map(|(number, last)| text(format!("\x1b[?{number}{last}"))),
        1 => (numbers(), prop_oneof![Just("'}"), Just("'~"), Just(" @"), Just(" A"), Just("b")])
            .prop_map(|(numbers, last)| text(format!("\x1b[{numbers}{last}"))),
        2 => prop_oneof![Just("\x1bD"), Just("\x1bE"), Just("\x1bM"), Just("\x1b7"), Just("\x1b8"), Just("\x1b[s"), Just("\x1b[u"), Just("\x1b#8"), Just("\x1b[2J\x1b[H"), Just("\x1b[H\x1b[J"), Just("\x1b[3J")]
            .prop_map(text),
        1 => numbers().prop_map(|numbers| text(format!("\x1b[{numbers}r"))),
        1 => prop_oneof![Just("\x1bH"), Just("\x1b[g"), Just("\x1b[3g"), Just("\x1b[0g")].prop_map(text),
    ]
}

fn looks() -> impl Strategy<Value = Token> {
    let one = prop_oneof![
        (0..110u32).prop_map(|number| number.to_string()),
        (0..256u32).prop_map(|number| format!("38;5;{number}")),
        (0..256u32, 0..256u32).prop_map(|(one, two)| format!("48;2;{one};{two};9")),
        (0..7u32).prop_map(|number| format!("4:{number}")),
        (0..256u32).prop_map(|number| format!("58:5:{number}")),
        (0..256u32).prop_map(|number| format!("38:2::{number}:2:3")),
    ];
    prop_oneof![
        4 => proptest::collection::vec(one, 0..4).prop_map(|list| text(format!("\x1b[{}m", list.join(";")))),
        2 => Just(text("\x1b[m")),
        2 => prop_oneof![Just("0"), Just("00"), Just("0;1"), Just("01;32"), Just(";3"), Just("0:5"), Just("38;5"), Just("48;2;1")]
            .prop_map(|numbers| text(format!("\x1b[{numbers}m"))),
        1 => (0..3u32).prop_map(|number| text(format!("\x1b[{number}\"q"))),
        1 => "[a-c]{1,3}".prop_map(|name| text(format!("\x1b]8;;http://{name}\x07"))),
        1 => "[a-c]".prop_map(|name| text(format!("\x1b]8;id={name};http://{name}/;x\x1b\\"))),
        1 => Just(text("\x1b]8;;\x07")),
    ]
}

fn modes() -> impl Strategy<Value = Token> {
    let private = prop_oneof![
        Just(1u32),
        Just(2),
        Just(3),
        Just(7),
        Just(9),
        Just(12),
        Just(25),
        Just(66),
        Just(1000),
        Just(1002),
        Just(1003),
        Just(1004),
        Just(1006),
        Just(1016),
        Just(1048),
        Just(2004),
        Just(2026),
    ];
    prop_oneof![
        6 => (private, "[hl]").prop_map(|(mode, last)| text(format!("\x1b[?{mode}{last}"))),
        1 => prop_oneof![Just("\x1b[?6h"), Just("\x1b[?6l"), Just("\x1b[?6l"), Just("\x1b[?45h"), Just("\x1b[?45l")].prop_map(text),
        4 => prop_oneof![Just("\x1b[?1049h"), Just("\x1b[?1049l"), Just("\x1b[?1049l"), Just("\x1b[?47h"), Just("\x1b[?47l"), Just("\x1b[?1047l")].prop_map(text),
        1 => prop_oneof![Just("\x1b[4h"), Just("\x1b[4l"), Just("\x1b[20h"), Just("\x1b[20l"), Just("\x1b="), Just("\x1b>")].prop_map(text),
        2 => ("[()*+./-]", "[0AB4Kx]").prop_map(|(set, charset)| text(format!("\x1b{set}{charset}"))),
        1 => prop_oneof![Just("\x0e"), Just("\x0f"), Just("\x1bn"), Just("\x1bo"), Just("\x1b~"), Just("\x1b%G")].prop_map(text),
        1 => (0..9u32).prop_map(|style| text(format!("\x1b[{style} q"))),
        1 => prop_oneof![Just("\x1b[!p"), Just("\x1bc")].prop_map(text),
        2 => ("[0124]|9", "[a-z;é]{0,6}").prop_map(|(number, name)| text(format!("\x1b]{number};{name}\x07"))),
        2 => prop_oneof![Just("\x1b[6n"), Just("\x1b[c"), Just("\x1b[>c"), Just("\x1b[?2004$p"), Just("\x1b[4$p"), Just("\x1bP$qr\x1b\\"), Just("\x07"), Just("\x1b]52;c;YQ==\x07")].prop_map(text),
        // Left in the middle.
        1 => prop_oneof![Just("\x1b["), Just("\x1b[3"), Just("\x1b]2;cut"), Just("\x1bPq#"), Just("\x1b_apc"), Just("\x18"), Just("\x1b\\"), Just("\x1b[<5;5;5M"), Just("\x1b[3 3m"), Just("\x1b")].prop_map(text),
    ]
}

pub fn size() -> impl Strategy<Value = Size> {
    (4..24usize, 2..8usize).prop_map(|(columns, rows)| Size { columns, rows })
}

fn token(sizes: u32) -> impl Strategy<Value = Token> {
    prop_oneof![
        30 => plain(),
        6 => characters(),
        6 => movement(),
        5 => looks(),
        4 => modes(),
        sizes => size().prop_map(Token::Resize),
    ]
}

/// Mostly lines, so that much is scrolled away; sometimes anything.
pub fn stream(sizes: u32) -> impl Strategy<Value = Vec<Token>> {
    let lines = proptest::collection::vec(plain(), 0..40);
    (proptest::collection::vec(token(sizes), 0..60), lines, proptest::collection::vec(token(sizes), 0..20))
        .prop_map(|(first, lines, last)| [first, lines, last].concat())
}
