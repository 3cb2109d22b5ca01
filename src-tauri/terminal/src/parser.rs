//! Bytes into characters and control sequences, by the rules of xterm.js 6 (its `TextDecoder.ts` and
//! `EscapeSequenceParser.ts`), where every byte that is out of place has its defined effect. What sequences mean is not
//! known here.

use crate::params::Params;

/// A payload of an OSC sequence is kept to this many bytes. Titles and links are shorter; of a longer one what
/// comes after that is given up ([`Perform::osc_lost`]).
const OSC_KEPT: usize = 64 * 1024;

/// SGR with more bytes of numbers than this is rare, and goes the long way.
const SHORT: usize = 32;

/// What the parser finds. `at` is the index of the byte that completed it.
pub trait Perform {
    /// So many characters of ASCII, from space to tilde.
    fn ascii(&mut self, count: usize, at: u64);
    /// Another printable character.
    fn print(&mut self, code: u32, at: u64);
    /// A control character, C0 or C1. `alone`: not in the middle of a sequence.
    fn execute(&mut self, code: u8, alone: bool, at: u64);
    fn csi(&mut self, params: &Params, collected: u32, last: u8, at: u64);
    /// The same for SGR, by far the most frequent: digits, `;` and `:`, [`SHORT`] of them at most, that an `m` ends.
    fn select(&mut self, numbers: &[u8], at: u64) {
        self.csi(&Params::of(numbers), 0, b'm', at);
    }
    fn esc(&mut self, collected: u32, last: u8, at: u64);
    fn osc(&mut self, payload: &[u8], at: u64);
    /// An OSC sequence that was too long to be kept, with its beginning.
    fn osc_lost(&mut self, beginning: &[u8], at: u64);
    fn dcs(&mut self, collected: u32, last: u8, at: u64);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Ground,
    Escape,
    EscapeIntermediate,
    CsiEntry,
    CsiParam,
    CsiIntermediate,
    CsiIgnore,
    Osc,
    /// SOS, PM and APC: strings without a meaning.
    Unheeded,
    DcsEntry,
    DcsParam,
    DcsIntermediate,
    DcsIgnore,
    DcsPassthrough,
}

#[derive(Debug, Default)]
pub struct Parser {
    state: State,
    params: Params,
    collected: u32,
    osc: Vec<u8>,
    osc_lost: bool,
    dcs: (u32, u8),
    /// Bits of a character in the making, and how many bytes are still to come.
    character: u32,
    missing: u8,
    /// Length of the character in the making.
    length: u8,
}

impl Parser {
    /// Between two characters, and in no sequence.
    pub fn is_at_rest(&self) -> bool {
        self.state == State::Ground && self.missing == 0
    }

    /// Parses all the bytes; the first of them has the index `at`.
    pub fn advance(&mut self, bytes: &[u8], at: u64, perform: &mut impl Perform) {
        let mut index = 0;
        while index < bytes.len() {
            let taken = if self.is_at_rest() { self.common(&bytes[index..], at + index as u64, perform) } else { 0 };
            if taken == 0 {
                self.byte(bytes[index], at + index as u64, perform);
            }
            index += taken.max(1);
        }
    }

    /// What nearly all output is made of, at rest: the same as byte by byte, at several times its speed. Tells how many bytes
    /// it took, none where it is something else.
    fn common(&mut self, bytes: &[u8], at: u64, perform: &mut impl Perform) -> usize {
        match bytes[0] {
            b' '..=b'~' => {
                let run = run::<b' ', b'~'>(bytes);
                perform.ascii(run, at + run as u64 - 1);
                run
            }
            0x1b if bytes.get(1) == Some(&b'[') => self.control_sequence(bytes, at, perform),
            0x1b => 0,
            byte @ 0..0x20 => {
                perform.execute(byte, true, at);
                1
            }
            0xc2.. => {
                let Some((code, length)) = character(bytes) else { return 0 };
                perform.print(code, at + length as u64 - 1);
                length
            }
            _ => 0,
        }
    }

    /// From `ESC [` to the byte that ends it, or as far as there are but numbers.
    fn control_sequence(&mut self, bytes: &[u8], at: u64, perform: &mut impl Perform) -> usize {
        let numbers = run::<0x30, 0x3b>(&bytes[2..]);
        if numbers <= SHORT && bytes.get(2 + numbers) == Some(&b'm') {
            perform.select(&bytes[2..2 + numbers], at + numbers as u64 + 2);
            return numbers + 3;
        }
        self.clear_into(State::CsiEntry);
        let numbers = self.params.read(&bytes[2..]);
        if numbers > 0 {
            self.state = State::CsiParam;
        }
        for (index, &byte) in bytes.iter().enumerate().skip(2 + numbers) {
            match byte {
                0x30..=0x3b => {
                    self.params.take(byte);
                    self.state = State::CsiParam;
                }
                0x40..=0x7e => {
                    self.state = State::Ground;
                    perform.csi(&self.params, 0, byte, at + index as u64);
                    return index + 1;
                }
                _ => return index,
            }
        }
        bytes.len()
    }

    fn byte(&mut self, byte: u8, at: u64, perform: &mut impl Perform) {
        if self.missing > 0 {
            if byte & 0xc0 == 0x80 {
                self.character = self.character << 6 | u32::from(byte & 0x3f);
                self.missing -= 1;
                if self.missing == 0 && is_legal(self.character, self.length) {
                    self.code(self.character, at, perform);
                }
                return;
            }
            // What was begun is forgotten, and this byte begins anew.
            self.missing = 0;
        }
        match byte {
            0..0x80 => self.code(u32::from(byte), at, perform),
            0xc0..0xe0 => self.begin(byte & 0x1f, 2),
            0xe0..0xf0 => self.begin(byte & 0x0f, 3),
            0xf0..0xf8 => self.begin(byte & 0x07, 4),
            _ => {}
        }
    }

    fn begin(&mut self, bits: u8, length: u8) {
        self.character = u32::from(bits);
        self.length = length;
        self.missing = length - 1;
    }

    fn code(&mut self, code: u32, at: u64, perform: &mut impl Perform) {
        let taken = match self.state {
            State::Osc => self.osc_code(code, at, perform),
            State::DcsPassthrough => self.dcs_code(code, at, perform),
            _ => false,
        };
        if taken {
            return;
        }
        // These mean the same everywhere.
        match code {
            0x18 | 0x1a | 0x99 | 0x9a | 0x80..=0x8f | 0x91..=0x97 => {
                let alone = self.state == State::Ground;
                self.state = State::Ground;
                return perform.execute(code as u8, alone, at);
            }
            0x9c => return self.state = State::Ground,
            0x1b => return self.clear_into(State::Escape),
            0x9b => return self.clear_into(State::CsiEntry),
            0x90 => return self.clear_into(State::DcsEntry),
            0x9d => return self.begin_osc(),
            0x98 | 0x9e | 0x9f => return self.state = State::Unheeded,
            _ => {}
        }
        let Some(byte) = u8::try_from(code).ok().filter(u8::is_ascii) else { return self.foreign(code, at, perform) };
        self.ascii(byte, at, perform);
    }

    /// A character beyond the control characters, where a sequence may be in the making.
    fn foreign(&mut self, code: u32, at: u64, perform: &mut impl Perform) {
        match self.state {
            State::Ground => perform.print(code, at),
            State::CsiIgnore | State::DcsIgnore => {}
            _ => self.state = State::Ground,
        }
    }

    fn ascii(&mut self, byte: u8, at: u64, perform: &mut impl Perform) {
        let control = byte < 0x20;
        match self.state {
            State::Ground if control => perform.execute(byte, true, at),
            State::Ground if byte == 0x7f => {}
            State::Ground => perform.ascii(1, at),
            State::Escape | State::EscapeIntermediate if control => perform.execute(byte, false, at),
            State::Escape | State::EscapeIntermediate => self.escape(byte, at, perform),
            State::CsiEntry | State::CsiParam | State::CsiIntermediate | State::CsiIgnore if control => {
                perform.execute(byte, false, at);
            }
            State::CsiIgnore => {
                if matches!(byte, 0x40..=0x7e) {
                    self.state = State::Ground;
                }
            }
            State::CsiEntry | State::CsiParam | State::CsiIntermediate => self.csi(byte, at, perform),
            State::DcsEntry | State::DcsParam | State::DcsIntermediate => self.dcs_head(byte),
            State::Unheeded | State::DcsIgnore | State::Osc | State::DcsPassthrough => {}
        }
    }

    fn escape(&mut self, byte: u8, at: u64, perform: &mut impl Perform) {
        let first = self.state == State::Escape;
        match byte {
            0x20..=0x2f => self.collect_into(byte, State::EscapeIntermediate),
            0x7f => {}
            b'[' if first => self.clear_into(State::CsiEntry),
            b']' if first => self.begin_osc(),
            b'P' if first => self.clear_into(State::DcsEntry),
            b'X' | b'^' | b'_' if first => self.state = State::Unheeded,
            _ => {
                self.state = State::Ground;
                perform.esc(self.collected, byte, at);
            }
        }
    }

    fn csi(&mut self, byte: u8, at: u64, perform: &mut impl Perform) {
        match byte {
            0x20..=0x2f => self.collect_into(byte, State::CsiIntermediate),
            0x7f => {}
            0x40.. => {
                self.state = State::Ground;
                perform.csi(&self.params, self.collected, byte, at);
            }
            0x30..=0x3b if self.state != State::CsiIntermediate => {
                self.params.take(byte);
                self.state = State::CsiParam;
            }
            0x3c..=0x3f if self.state == State::CsiEntry => self.collect_into(byte, State::CsiParam),
            _ => self.state = State::CsiIgnore,
        }
    }

    fn dcs_head(&mut self, byte: u8) {
        match byte {
            0x20..=0x2f => self.collect_into(byte, State::DcsIntermediate),
            0..0x20 | 0x7f => {}
            0x40.. => {
                self.state = State::DcsPassthrough;
                self.dcs = (self.collected, byte);
            }
            // Parameters of DCS sequences mean nothing here.
            0x30..=0x3b if self.state != State::DcsIntermediate => self.state = State::DcsParam,
            0x3c..=0x3f if self.state == State::DcsEntry => self.collect_into(byte, State::DcsParam),
            _ => self.state = State::DcsIgnore,
        }
    }

    /// In a DCS string. False where the character means the same as everywhere.
    fn dcs_code(&mut self, code: u32, at: u64, perform: &mut impl Perform) -> bool {
        match code {
            0x1b | 0x9c | 0x18 | 0x1a => {
                let (collected, last) = self.dcs;
                perform.dcs(collected, last, at);
                self.clear_into(if code == 0x1b { State::Escape } else { State::Ground });
                true
            }
            0x80..=0x9f => false,
            _ => true,
        }
    }

    /// In an OSC string. False where the character means the same as everywhere, and the string is forgotten.
    fn osc_code(&mut self, code: u32, at: u64, perform: &mut impl Perform) -> bool {
        match code {
            0x07 | 0x1b | 0x9c | 0x18 | 0x1a => {
                let payload = std::mem::take(&mut self.osc);
                if self.osc_lost {
                    perform.osc_lost(&payload, at);
                } else if !matches!(code, 0x18 | 0x1a) {
                    perform.osc(&payload, at);
                } else {
                    perform.osc(&[], at);
                }
                self.clear_into(if code == 0x1b { State::Escape } else { State::Ground });
                true
            }
            0x80..=0x9f => false,
            0..0x20 => true,
            _ => {
                if self.osc.len() < OSC_KEPT {
                    let mut bytes = [0; 4];
                    let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                    self.osc.extend_from_slice(character.encode_utf8(&mut bytes).as_bytes());
                } else {
                    self.osc_lost = true;
                }
                true
            }
        }
    }

    fn begin_osc(&mut self) {
        self.osc.clear();
        self.osc_lost = false;
        self.state = State::Osc;
    }

    fn collect_into(&mut self, byte: u8, state: State) {
        self.collected = self.collected << 8 | u32::from(byte);
        self.state = state;
    }

    fn clear_into(&mut self, state: State) {
        self.params.clear();
        self.collected = 0;
        self.state = state;
    }
}

/// How many bytes from the first on are of ASCII from `LOW` to `HIGH`.
fn run<const LOW: u8, const HIGH: u8>(bytes: &[u8]) -> usize {
    const EACH: u64 = u64::MAX / 0xff;
    let mut passed = 0;
    while let Some(&chunk) = bytes[passed..].first_chunk() {
        let chunk = u64::from_le_bytes(chunk);
        // The highest bit of a byte is set where it is too low, too high, or no ASCII. The first of them is right: what one
        // byte borrows or carries goes to those above it, and only from one that is set itself.
        let low = chunk.wrapping_sub(EACH * u64::from(LOW));
        let high = chunk.wrapping_add(EACH * u64::from(0x7f - HIGH));
        let others = (low | high | chunk) & (EACH * 0x80);
        if others != 0 {
            return passed + others.trailing_zeros() as usize / 8;
        }
        passed += 8;
    }
    passed + bytes[passed..].iter().take_while(|byte| (LOW..=HIGH).contains(byte)).count()
}

/// The character that begins here and its length, where all of it is there and it is neither ASCII nor a control character.
fn character(bytes: &[u8]) -> Option<(u32, usize)> {
    let (bits, length) = match bytes[0] {
        byte @ 0xc0..0xe0 => (byte & 0x1f, 2),
        byte @ 0xe0..0xf0 => (byte & 0x0f, 3),
        byte @ 0xf0..0xf8 => (byte & 0x07, 4),
        _ => return None,
    };
    let code = bytes
        .get(1..length)?
        .iter()
        .try_fold(u32::from(bits), |code, byte| (byte & 0xc0 == 0x80).then_some(code << 6 | u32::from(byte & 0x3f)))?;
    (code >= 0xa0 && is_legal(code, length as u8)).then_some((code, length))
}

/// What xterm.js takes for a character: not spelled too long, no surrogate, no byte order mark.
fn is_legal(code: u32, length: u8) -> bool {
    match length {
        2 => code >= 0x80,
        3 => code >= 0x800 && !(0xd800..=0xdfff).contains(&code) && code != 0xfeff,
        _ => (0x1_0000..=0x10_ffff).contains(&code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that is found, and where.
    #[derive(Debug, Default, PartialEq)]
    struct Found(Vec<(u64, String)>);

    impl Found {
        fn add(&mut self, at: u64, what: impl std::fmt::Debug) {
            self.0.push((at, format!("{what:?}")));
        }
    }

    impl Perform for Found {
        fn ascii(&mut self, count: usize, at: u64) {
            (0..count as u64).rev().for_each(|back| self.add(at - back, "ascii"));
        }
        fn print(&mut self, code: u32, at: u64) {
            self.add(at, ("print", code));
        }
        fn execute(&mut self, code: u8, alone: bool, at: u64) {
            self.add(at, ("execute", code, alone));
        }
        fn csi(&mut self, params: &Params, collected: u32, last: u8, at: u64) {
            let subs = |index| params.subs(index).collect::<Vec<_>>();
            let all: Vec<_> = params.values().iter().enumerate().map(|(index, value)| (value, subs(index))).collect();
            self.add(at, ("csi", all, collected, last));
        }
        fn esc(&mut self, collected: u32, last: u8, at: u64) {
            self.add(at, ("esc", collected, last));
        }
        fn osc(&mut self, payload: &[u8], at: u64) {
            self.add(at, ("osc", payload));
        }
        fn osc_lost(&mut self, beginning: &[u8], at: u64) {
            self.add(at, ("osc lost", beginning.len()));
        }
        fn dcs(&mut self, collected: u32, last: u8, at: u64) {
            self.add(at, ("dcs", collected, last));
        }
    }

    /// Parsed in pieces of this many bytes.
    fn found(bytes: &[u8], piece: usize) -> Found {
        let (mut parser, mut found, mut at) = (Parser::default(), Found::default(), 0);
        for part in bytes.chunks(piece) {
            parser.advance(part, at, &mut found);
            at += part.len() as u64;
        }
        found
    }

    #[test]
    fn a_run_ends_where_it_does_byte_by_byte() {
        let mut bytes = [b'5'; 20];
        for (place, byte) in (0..bytes.len()).flat_map(|place| (0..=255).map(move |byte| (place, byte))) {
            // Behind it one that is too low, and one that is too high.
            for next in [0, b'5', 0xff] {
                bytes[place] = byte;
                bytes[(place + 1) % 20] = next;
                let naive = |low, high| bytes.iter().take_while(|byte| (low..=high).contains(*byte)).count();
                assert_eq!(run::<b' ', b'~'>(&bytes), naive(b' ', b'~'), "{bytes:?}");
                assert_eq!(run::<0x30, 0x3b>(&bytes), naive(0x30, 0x3b), "{bytes:?}");
                bytes = [b'5'; 20];
            }
        }
    }

    #[test]
    fn the_short_way_finds_what_byte_by_byte_is_found() {
        const PIECES: [&[u8]; 29] = [
            b"a run of text that is longer than sixteen bytes",
            b"~",
            b"\x7f",
            b"\r\n",
            b"\x18",
            b"\x1b",
            b"\x1b[",
            b"\x1b[1;38;5;208m",
            b"\x1b[4:3;;m",
            b"\x1b[m",
            b"\x1b[0;1m",
            b"\x1b[38:2::10:20:30;48;2;101;102;1m",
            b"\x1b[38:2::10:20:30;48;2;101;102;10m",
            b"\x1b[;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;1m",
            b"\x1b[?25l",
            b"\x1b[1\x0723H",
            b"\x1b[ q",
            b"\x1b[3\x1b[4m",
            b"\x1b[1\xc3\xa9m",
            b"\x1b]2;title\x07",
            b"\x1bP$qm\x1b\\",
            "é漢🚢".as_bytes(),
            b"\xc2\x85\xc2\x9b31m",
            b"\xe2\x82",
            b"\xf0\x9f\x9a",
            b"\xc0\x80\xed\xa0\x80\xff",
            b"\xef\xbb\xbf",
            b"\x00\x0e\x0f",
            b"\x1b#8\x1b(0",
        ];
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        let mut bytes = Vec::new();
        for _ in 0..20_000 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            bytes.extend_from_slice(PIECES[(random % PIECES.len() as u64) as usize]);
        }
        let slow = found(&bytes, 1);
        assert!(slow.0.len() > 50_000);
        for piece in [2, 3, 5, 16, 17, 64, 4093, bytes.len()] {
            let fast = found(&bytes, piece);
            let differs = slow.0.iter().zip(&fast.0).position(|(slow, fast)| slow != fast);
            assert_eq!(differs.map(|at| (&slow.0[at], &fast.0[at])), None, "in pieces of {piece}");
            assert_eq!(slow.0.len(), fast.0.len());
        }
    }
}
