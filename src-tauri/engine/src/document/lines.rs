//! The document as text: one value a line, four spaces a level as `docker inspect` prints it, every number and string as
//! it is spelled. Lines are asked for in windows like rows. A text that is not JSON is shown as it is.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::rows::{Excerpt, cut};
use super::search::Search;
use super::secrets::{Veil, unparsed};
use super::tree::{Document, Kind, NodeId};

/// Characters of a line that cross to the page; copying gives the whole.
const LINE_CHARS: usize = 2_000;
/// Spaces of a level.
const INDENT: usize = 4;
/// Levels that are indented: deeper ones would make a text that grows with the square of its depth.
const MAX_INDENT: u32 = 200;
/// A line of the list that closes its container has this bit; nodes never reach it.
const CLOSING: u32 = 1 << 31;

/// What of its node a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LinePart {
    /// The whole node: a plain value or an empty container.
    Whole,
    Open,
    Close,
    /// A piece of a text that is not JSON.
    Plain,
}

/// One line of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TextLine {
    pub part: LinePart,
    /// None in a text that is not JSON.
    pub node: Option<NodeId>,
    pub kind: Option<Kind>,
    /// Levels.
    pub indent: u32,
    /// As it is spelled, with its quotes.
    pub key: Option<Excerpt>,
    /// As it is spelled, without the comma.
    pub text: Excerpt,
    pub comma: bool,
}

/// A window of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TextLines {
    /// Grows whenever lines may have changed.
    pub revision: u32,
    pub total: u32,
    /// From 0.
    pub start: u32,
    pub lines: Vec<TextLine>,
}

/// Where every line of a document begins.
#[derive(Debug, Clone)]
pub(super) enum Lines {
    /// Node ids, with [`CLOSING`] where a line closes one.
    Json(Vec<u32>),
    /// Stretches of a text that is not JSON, and its secrets, in bytes.
    Plain { lines: Vec<(usize, usize)>, secrets: Vec<Range<usize>> },
}

impl Lines {
    pub fn new(document: &Document) -> Self {
        if document.is_empty() {
            return Self::Plain { lines: plain(document.text()), secrets: unparsed(document.text()) };
        }
        Self::Json(json(document))
    }

    pub fn len(&self) -> u32 {
        let len = match self {
            Self::Json(lines) => lines.len(),
            Self::Plain { lines, .. } => lines.len(),
        };
        u32::try_from(len).unwrap_or(u32::MAX)
    }

    /// The line where this node begins.
    pub fn line_of(&self, document: &Document, node: NodeId) -> u32 {
        let Self::Json(lines) = self else { return 0 };
        // A closing line stands behind the last node of its container.
        let behind = |line: &u32| match NodeId(line & !CLOSING) {
            id if line & CLOSING != 0 => document.node(id).end <= node.0,
            id => id < node,
        };
        u32::try_from(lines.partition_point(behind)).unwrap_or(u32::MAX)
    }

    pub fn window(
        &self,
        document: &Document,
        veil: &Veil,
        search: Option<&Search>,
        start: u32,
        count: u32,
    ) -> Vec<TextLine> {
        let end = start.saturating_add(count).min(self.len()) as usize;
        let start = (start as usize).min(end);
        match self {
            Self::Json(lines) => {
                lines[start..end].iter().map(|line| json_line(document, veil, search, *line)).collect()
            }
            Self::Plain { lines, secrets } => {
                let text = document.text();
                let shown = lines[start..end].iter().map(|(start, end)| veil.part(text, *start..*end, secrets));
                shown.map(|shown| plain_line(&shown, search)).collect()
            }
        }
    }
}

/// The subtree as text, spelled as in the document, secrets masked as the veil says.
pub(super) fn pretty(document: &Document, veil: &Veil, root: NodeId) -> String {
    let mut text = String::new();
    let base = document.node(root).depth;
    for (place, line) in json_of(document, root).into_iter().enumerate() {
        let line = json_parts(document, line, |leaf| (veil.raw(document, leaf), false));
        if place > 0 {
            text.push('\n');
            let indent = (document.node(line.node).depth - base).min(MAX_INDENT) as usize;
            text.extend(std::iter::repeat_n(' ', indent * INDENT));
            if let Some(key) = line.key {
                text.push_str(key);
                text.push_str(": ");
            }
        }
        text.push_str(&line.text);
        if line.comma && line.node != root {
            text.push(',');
        }
    }
    text
}

fn json(document: &Document) -> Vec<u32> {
    json_of(document, NodeId::ROOT)
}

fn json_of(document: &Document, root: NodeId) -> Vec<u32> {
    let end = document.node(root).end;
    let mut lines = Vec::with_capacity((end - root.0) as usize);
    let mut open: Vec<NodeId> = Vec::new();
    for id in root.0..end {
        while let Some(innermost) = open.last().filter(|innermost| document.node(**innermost).end <= id) {
            lines.push(innermost.0 | CLOSING);
            open.pop();
        }
        lines.push(id);
        if document.child_count(NodeId(id)) > 0 {
            open.push(NodeId(id));
        }
    }
    lines.extend(open.iter().rev().map(|container| container.0 | CLOSING));
    lines
}

struct Parts<'a> {
    part: LinePart,
    node: NodeId,
    key: Option<&'a str>,
    text: Cow<'a, str>,
    /// There is more of the text.
    more: bool,
    comma: bool,
}

/// `leaf` says how a plain value is shown, and whether there is more of it.
fn json_parts<'a>(document: &'a Document, line: u32, leaf: impl Fn(NodeId) -> (Cow<'a, str>, bool)) -> Parts<'a> {
    let id = NodeId(line & !CLOSING);
    let node = document.node(id);
    let (open, close, empty) = if node.kind == Kind::Object { ("{", "}", "{}") } else { ("[", "]", "[]") };
    let last = document.parent(id).is_none_or(|parent| node.index + 1 == document.child_count(parent));
    let key = document.raw_key(id);
    let (part, key, (text, more), comma) = match () {
        () if line & CLOSING != 0 => (LinePart::Close, None, (close.into(), false), !last),
        () if node.children > 0 => (LinePart::Open, key, (open.into(), false), false),
        () if node.kind.is_container() => (LinePart::Whole, key, (empty.into(), false), !last),
        () => (LinePart::Whole, key, leaf(id), !last),
    };
    Parts { part, node: id, key, text, more, comma }
}

fn json_line(document: &Document, veil: &Veil, search: Option<&Search>, line: u32) -> TextLine {
    let shown = |leaf| {
        let sight = veil.sight(document, leaf, LINE_CHARS);
        (sight.raw, sight.more)
    };
    let Parts { part, node, key, text, more, comma } = json_parts(document, line, shown);
    let kind = document.kind(node);
    let searched = search.filter(|_| !kind.is_container());
    TextLine {
        part,
        node: Some(node),
        kind: Some(kind),
        indent: document.node(node).depth,
        key: key.map(|key| cut(key.chars(), LINE_CHARS, search)),
        text: cut(text.chars(), LINE_CHARS, searched).of_more(more),
        comma,
    }
}

fn plain(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        // Characters take four bytes at the most, so a piece is never longer than a line may be.
        let mut rest = start;
        let end = start + line.len();
        while end - rest > LINE_CHARS {
            let mut cut = rest + LINE_CHARS;
            while !text.is_char_boundary(cut) {
                cut -= 1;
            }
            lines.push((rest, cut));
            rest = cut;
        }
        lines.push((rest, end));
        start = end + 1;
    }
    lines
}

fn plain_line(text: &str, search: Option<&Search>) -> TextLine {
    TextLine {
        part: LinePart::Plain,
        node: None,
        kind: None,
        indent: 0,
        key: None,
        text: cut(text.chars(), LINE_CHARS, search),
        comma: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"a":[1.50,{"x":"\u003c"}],"e":{},"n":[ ],"b":12345678901234567890}"#;
    const PRETTY: &str = r#"{
    "a": [
        1.50,
        {
            "x": "\u003c"
        }
    ],
    "e": {},
    "n": [],
    "b": 12345678901234567890
}"#;

    fn printed(lines: &[TextLine]) -> String {
        let print = |line: &TextLine| {
            let key = line.key.as_ref().map(|key| format!("{}: ", key.text)).unwrap_or_default();
            let comma = if line.comma { "," } else { "" };
            format!("{}{key}{}{comma}", " ".repeat(line.indent as usize * INDENT), line.text.text)
        };
        lines.iter().map(print).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn text_is_laid_out_and_spelled_as_it_was() {
        let document = Document::parse(TEXT);
        let lines = Lines::new(&document);
        assert_eq!(lines.len(), 11);
        assert_eq!(printed(&lines.window(&document, &Veil::default(), None, 0, 100)), PRETTY);
        assert_eq!(printed(&lines.window(&document, &Veil::default(), None, 7, 2)), "    \"e\": {},\n    \"n\": [],");
        assert_eq!(pretty(&document, &Veil::default(), NodeId::ROOT), PRETTY);
        assert_eq!(
            pretty(&document, &Veil::default(), document.find(".a[1]").unwrap()),
            "{\n    \"x\": \"\\u003c\"\n}"
        );
        assert_eq!(pretty(&document, &Veil::default(), document.find(".b").unwrap()), "12345678901234567890");
    }

    #[test]
    fn every_node_knows_its_line() {
        let document = Document::parse(TEXT);
        let lines = Lines::new(&document);
        for id in 0..document.len() {
            let line = lines.line_of(&document, NodeId(id));
            let shown = &lines.window(&document, &Veil::default(), None, line, 1)[0];
            assert_eq!(shown.node, Some(NodeId(id)));
            assert_ne!(shown.part, LinePart::Close);
        }
    }

    #[test]
    fn what_is_not_json_is_shown_as_it_is() {
        let text = format!("oops\n\n{}", "é".repeat(LINE_CHARS));
        let document = Document::parse(text.clone());
        let lines = Lines::new(&document);
        let shown = lines.window(&document, &Veil::default(), None, 0, 10);
        assert_eq!(shown.iter().map(|line| &*line.text.text).collect::<String>(), text.replace('\n', ""));
        assert_eq!(shown.len(), 4);
        assert!(shown.iter().all(|line| line.part == LinePart::Plain && !line.text.truncated));
    }

    #[test]
    fn a_secret_over_several_lines_is_masked_on_each() {
        let key = format!("-----BEGIN PRIVATE KEY-----\nMII\n{}\n-----END PRIVATE KEY-----", "Ab".repeat(LINE_CHARS));
        let document = Document::parse(key.clone());
        let lines = Lines::new(&document);
        let texts = |veil: &Veil| {
            let shown = lines.window(&document, veil, None, 0, 10);
            shown.into_iter().map(|line| line.text.text).collect::<Vec<_>>()
        };
        let mask = crate::document::MASK;
        let hidden = ["-----BEGIN PRIVATE KEY-----", mask, mask, mask, "-----END PRIVATE KEY-----"];
        assert_eq!(texts(&Veil::default()), hidden);
        assert_eq!(texts(&Veil::open()).concat(), key.replace('\n', ""));
        assert_eq!(Veil::default().plain(&document).1, 1);
    }
}
