//! JSON by RFC 8259, read once from the first byte to the last into the arena. Iterative: depth costs memory, not stack.

use super::tree::{Kind, Node, ProblemKind, Span};

/// Positions are 32 bits wide; far above any inspect document, far below what would fill a desktop's memory.
const MAX_BYTES: usize = 512 * 1024 * 1024;
/// Values in a document: 44 bytes each, so 352 MB at the most.
const MAX_NODES: usize = 8_000_000;

/// What is wrong, and at which byte.
type Wrong = (ProblemKind, usize);

/// The nodes in the order of the text.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, Wrong> {
    if text.len() > MAX_BYTES {
        return Err((ProblemKind::TooLarge, 0));
    }
    // A byte order mark is no part of JSON, and a parser may ignore it (RFC 8259, 8.1): editors put one before a text.
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Parser { bytes: text.as_bytes(), at, nodes: Vec::new(), open: Vec::new() }.run()
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    /// The containers around the present place, outermost first.
    open: Vec<u32>,
}

impl Parser<'_> {
    fn run(mut self) -> Result<Vec<Node>, Wrong> {
        self.blanks();
        if self.peek().is_none() {
            return Err((ProblemKind::Empty, self.at));
        }
        loop {
            let entered = self.value()?;
            if !entered && !self.next_value()? {
                return Ok(self.nodes);
            }
        }
    }

    /// Reads a value with its key, if any. True where a container was entered that has something in it.
    fn value(&mut self) -> Result<bool, Wrong> {
        self.blanks();
        let key = match self.open.last() {
            Some(parent) if self.nodes[*parent as usize].kind == Kind::Object => self.key()?,
            _ => Span::default(),
        };
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') => Kind::Null,
            Some(_) => return self.wrong(ProblemKind::ExpectedValue),
            None => return self.wrong(ProblemKind::UnexpectedEnd),
        };
        let id = self.push(kind, key)?;
        match kind {
            Kind::Object | Kind::Array => {
                self.at += 1;
                self.open.push(id);
                self.blanks();
                if self.peek() != Some(closing(kind)) {
                    return Ok(true);
                }
                self.close();
            }
            Kind::String => self.string()?,
            Kind::Number => self.number()?,
            Kind::Bool if self.bytes[start] == b't' => self.word("true")?,
            Kind::Bool => self.word("false")?,
            Kind::Null => self.word("null")?,
        }
        let node = &mut self.nodes[id as usize];
        node.value = Span { start: offset(start), end: offset(self.at) };
        Ok(false)
    }

    /// After a complete value: closes what ends here. True where another value follows, false at the document's end.
    fn next_value(&mut self) -> Result<bool, Wrong> {
        loop {
            self.blanks();
            let Some(parent) = self.open.last() else {
                return if self.at == self.bytes.len() { Ok(false) } else { self.wrong(ProblemKind::TrailingText) };
            };
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    return Ok(true);
                }
                Some(byte) if byte == closing(self.nodes[*parent as usize].kind) => self.close(),
                Some(_) => return self.wrong(ProblemKind::ExpectedCommaOrEnd),
                None => return self.wrong(ProblemKind::UnexpectedEnd),
            }
        }
    }

    fn push(&mut self, kind: Kind, key: Span) -> Result<u32, Wrong> {
        if self.nodes.len() >= MAX_NODES {
            return self.wrong(ProblemKind::TooLarge);
        }
        let id = offset(self.nodes.len());
        let mut index = 0;
        if let Some(parent) = self.open.last() {
            let parent = &mut self.nodes[*parent as usize];
            index = parent.children;
            parent.children += 1;
        }
        self.nodes.push(Node {
            key,
            value: Span { start: offset(self.at), end: offset(self.at) },
            parent: self.open.last().copied().unwrap_or_default(),
            end: id + 1,
            index,
            children: 0,
            depth: offset(self.open.len()),
            kind,
        });
        Ok(id)
    }

    /// The innermost container ends at the present byte.
    fn close(&mut self) {
        self.at += 1;
        let end = offset(self.nodes.len());
        if let Some(id) = self.open.pop() {
            let node = &mut self.nodes[id as usize];
            node.end = end;
            node.value.end = offset(self.at);
        }
    }

    fn key(&mut self) -> Result<Span, Wrong> {
        match self.peek() {
            Some(b'"') => {}
            Some(_) => return self.wrong(ProblemKind::ExpectedKey),
            None => return self.wrong(ProblemKind::UnexpectedEnd),
        }
        let start = offset(self.at);
        self.string()?;
        let key = Span { start, end: offset(self.at) };
        self.blanks();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(_) => return self.wrong(ProblemKind::ExpectedColon),
            None => return self.wrong(ProblemKind::UnexpectedEnd),
        }
        self.blanks();
        Ok(key)
    }

    /// From the opening quote to behind the closing one.
    fn string(&mut self) -> Result<(), Wrong> {
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(0..=0x1f) => return self.wrong(ProblemKind::ControlCharacter),
                Some(_) => self.at += 1,
                None => return self.wrong(ProblemKind::UnexpectedEnd),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Wrong> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits = self.bytes.get(self.at + 2..self.at + 6).unwrap_or_default();
                if digits.len() < 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
                    return self.wrong(ProblemKind::InvalidEscape);
                }
                self.at += 6;
            }
            _ => return self.wrong(ProblemKind::InvalidEscape),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Wrong> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        // `01` and `1x` are numbers gone wrong rather than a missing comma.
        if matches!(self.peek(), Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'+' | b'-' | b'_')) {
            return self.wrong(ProblemKind::InvalidNumber);
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Wrong> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { self.wrong(ProblemKind::InvalidNumber) }
    }

    fn word(&mut self, word: &str) -> Result<(), Wrong> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        self.wrong(ProblemKind::ExpectedValue)
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn wrong<T>(&self, kind: ProblemKind) -> Result<T, Wrong> {
        Err((kind, self.at))
    }
}

fn closing(kind: Kind) -> u8 {
    if kind == Kind::Object { b'}' } else { b']' }
}

/// The text is shorter than [`MAX_BYTES`], so every position fits.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Problem};
    use super::*;

    fn problem(text: &str) -> Option<(ProblemKind, u32, u32)> {
        Document::parse(text).problem().map(|Problem { kind, line, column }| (kind, line, column))
    }

    #[test]
    fn what_is_wrong_is_said_with_line_and_column() {
        use ProblemKind::*;
        for (text, expected) in [
            ("", (Empty, 1, 1)),
            (" \n ", (Empty, 2, 2)),
            ("[1,]", (ExpectedValue, 1, 4)),
            ("{\"a\":1,}", (ExpectedKey, 1, 8)),
            ("{\"a\" 1}", (ExpectedColon, 1, 6)),
            ("[1 2]", (ExpectedCommaOrEnd, 1, 4)),
            ("{\"é\":\n  [tru]}", (ExpectedValue, 2, 4)),
            ("[\"a\nb\"]", (ControlCharacter, 1, 4)),
            ("[\"\\x\"]", (InvalidEscape, 1, 3)),
            ("[\"\\u12g4\"]", (InvalidEscape, 1, 3)),
            ("[\"\\u12", (InvalidEscape, 1, 3)),
            ("[01]", (InvalidNumber, 1, 3)),
            ("[-]", (InvalidNumber, 1, 3)),
            ("[1.]", (InvalidNumber, 1, 4)),
            ("[1e]", (InvalidNumber, 1, 4)),
            ("[.5]", (ExpectedValue, 1, 2)),
            ("[+1]", (ExpectedValue, 1, 2)),
            ("[1] x", (TrailingText, 1, 5)),
            ("[1", (UnexpectedEnd, 1, 3)),
            ("{\"a\":", (UnexpectedEnd, 1, 6)),
            ("[}", (ExpectedValue, 1, 2)),
            ("[1}", (ExpectedCommaOrEnd, 1, 3)),
            ("\u{feff}", (Empty, 1, 2)),
            ("\u{feff}\u{feff}{}", (ExpectedValue, 1, 2)),
            ("{\u{feff}}", (ExpectedKey, 1, 2)),
            ("[NaN]", (ExpectedValue, 1, 2)),
        ] {
            assert_eq!(problem(text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_is_right_is_accepted() {
        for text in
            ["0", "-0", "1E+2", "-0.10e-5", "\"\"", " null ", "[]", "{ }", "[[],{}]", "{\"\":0}", "\"\\ud800\"", "true"]
        {
            assert_eq!(problem(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_kept_and_not_read() {
        let text = "\u{feff}{\"a\": [1, \"é\"]}";
        let document = Document::parse(text);
        assert_eq!((document.problem(), document.len(), document.text()), (None, 4, text));
        assert_eq!(document.bytes(), text.as_bytes());
        let raw = |pointer| document.raw(document.find(pointer).unwrap());
        assert_eq!((raw(""), raw("/a"), raw("/a/1")), ("{\"a\": [1, \"é\"]}", "[1, \"é\"]", "\"é\""));
    }

    #[test]
    fn depth_costs_no_stack() {
        const DEPTH: usize = 100_000;
        let text = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
        let document = Document::parse(text);
        assert_eq!(document.len() as usize, DEPTH);
        assert_eq!(document.problem(), None);
        assert_eq!(problem(&"[{\"a\":".repeat(DEPTH)).map(|(kind, ..)| kind), Some(ProblemKind::UnexpectedEnd));
    }
}
