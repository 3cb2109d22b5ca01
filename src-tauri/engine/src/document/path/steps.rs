//! A path as it is typed, taken apart into its steps: jq, JSON Pointer or Go template. What it leads to is looked for in
//! the parent module, and how it may go on in `complete`.

use super::super::text::decode;
use super::super::tree::{Document, Kind, NodeId};

/// The language of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Spelling {
    Jq,
    Pointer,
    Template,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Step {
    /// The byte where it begins, with its `.`, `[` or `/`.
    pub at: usize,
    /// A key as it reads, or an index.
    pub name: String,
    /// Its quote or its bracket is not closed yet.
    pub open: bool,
    /// What follows is another step: it can't go on.
    pub closed: bool,
}

/// A path, perhaps not at its end yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Typed {
    pub spelling: Spelling,
    /// Where the steps begin: the root, or of several documents the one that a template is applied to.
    pub start: NodeId,
    pub steps: Vec<Step>,
}

impl Document {
    /// The steps of a path; none where it is not one.
    pub(in super::super) fn read_path(&self, path: &str) -> Option<Typed> {
        let typed = |spelling, steps| Typed { spelling, start: NodeId::ROOT, steps };
        // Blanks in a pointer belong to its keys.
        if path.starts_with('/') {
            return Some(typed(Spelling::Pointer, pointer(path)));
        }
        let several = self.kind(NodeId::ROOT) == Kind::Array;
        let from = path.len() - path.trim_start().len();
        let trimmed = path.trim();
        if let Some(template) = trimmed.strip_prefix("{{") {
            let start = if several { self.item(NodeId::ROOT, 0)? } else { NodeId::ROOT };
            let inside = template.trim_end_matches('}');
            // `{{- .Id -}}` trims the blanks around it.
            let inside = inside.strip_suffix(" -").unwrap_or(inside);
            return Some(Typed { start, ..typed(Spelling::Template, steps_of_template(inside)?) });
        }
        let mut at = 0;
        // `docker inspect` prints an array; the document is its one element.
        if !several {
            at = [".[0]", "[0]"].iter().find(|first| trimmed.starts_with(**first)).map_or(0, |first| first.len());
        }
        Some(typed(
            Spelling::Jq,
            jq(trimmed, at)?.into_iter().map(|step| Step { at: step.at + from, ..step }).collect(),
        ))
    }
}

fn pointer(path: &str) -> Vec<Step> {
    let slashes = path.match_indices('/').map(|(at, _)| at);
    let names = path.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~"));
    slashes.zip(names).map(|(at, name)| Step { at, name, open: false, closed: false }).collect()
}

fn jq(path: &str, mut at: usize) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    if path == "." {
        return Some(steps);
    }
    while let Some(rest) = path.get(at..).filter(|rest| !rest.is_empty()) {
        let (step, len) = if let Some(inside) = rest.strip_prefix('[').or_else(|| rest.strip_prefix(".[")) {
            let (name, closed, len) = bracketed(inside)?;
            (Step { at, name, open: !closed, closed }, rest.len() - inside.len() + len)
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let name = name.get(..name.find(['.', '[']).unwrap_or(name.len()))?;
            let dot = usize::from(rest.starts_with('.'));
            (Step { at, name: name.to_owned(), open: false, closed: false }, dot + name.len())
        };
        steps.push(step);
        at += len;
    }
    Some(steps)
}

/// Behind an opening bracket: the key or index, whether it is closed, and how many bytes that takes.
fn bracketed(text: &str) -> Option<(String, bool, usize)> {
    if text.starts_with('"') {
        let (key, end) = quoted(text);
        let Some(end) = end else { return Some((key, false, text.len())) };
        return match text.get(end..)? {
            "" => Some((key, false, end)),
            behind => behind.starts_with(']').then_some((key, true, end + 1)),
        };
    }
    match text.split_once(']') {
        Some((index, _)) => Some((index.trim().to_owned(), true, index.len() + 1)),
        None => Some((text.trim().to_owned(), false, text.len())),
    }
}

/// The text in the quotes that another begins with, and the byte behind them; none where they are not closed.
fn quoted(text: &str) -> (String, Option<usize>) {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    let inside = text.get(1..end.map_or(text.len(), |end| end + 1)).unwrap_or_default();
    (decode(inside).into_owned(), end.map(|end| end + 2))
}

/// Of `(index .Mounts 0).Source` the steps `Mounts`, `0`, `Source`. As the first operand of `index` is what the others are
/// looked up in, they stand in the order in which they are taken, however deep the brackets.
fn steps_of_template(text: &str) -> Option<Vec<Step>> {
    let mut rest = text.strip_prefix('-').unwrap_or(text).trim_start();
    let word = |rest: &'_ str| ["index", "json"].iter().find(|word| rest.starts_with(**word)).map(|word| word.len());
    loop {
        rest = match rest.strip_prefix('(') {
            Some(inside) => inside.trim_start(),
            None => match word(rest).and_then(|len| rest.get(len..)) {
                Some(operands) if operands.starts_with([' ', '(']) || operands.is_empty() => operands.trim_start(),
                _ => break,
            },
        };
    }
    let mut steps = Vec::new();
    let mut is_base = true;
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        let mut push = |name: String, closed: bool, open: bool| steps.push(Step { at, name, open, closed });
        rest = match first {
            ' ' | ')' => rest.get(1..)?,
            '.' => {
                let name = rest.get(1..)?;
                let (name, behind) = name.split_at(name.find([' ', '.', ')', '[', '|']).unwrap_or(name.len()));
                // The dot alone is the document.
                if !(name.is_empty() && is_base) {
                    push(name.to_owned(), false, false);
                }
                behind
            }
            _ if is_base => return None,
            '"' => {
                let (name, end) = quoted(rest);
                push(name, end.is_some(), end.is_none());
                rest.get(end.unwrap_or(rest.len())..)?
            }
            '`' => {
                let inside = rest.get(1..)?;
                let end = inside.find('`');
                push(inside.get(..end.unwrap_or(inside.len()))?.to_owned(), end.is_some(), end.is_none());
                end.and_then(|end| inside.get(end + 1..)).unwrap_or_default()
            }
            '0'..='9' => {
                let (index, behind) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
                push(index.to_owned(), !behind.is_empty(), false);
                behind
            }
            // As in jq, which people mix up with it.
            '[' => {
                let (name, closed, len) = bracketed(rest.get(1..)?)?;
                push(name, closed, !closed);
                rest.get(1 + len..)?
            }
            '|' if rest.get(1..)?.trim() == "json" => "",
            _ => return None,
        };
        is_base = false;
    }
    Some(steps)
}
