//! Values that look like secrets: which stretch of a value is one, and what may be seen of it. Nothing masked here
//! crosses to the page until a person asks for it.

mod names;
mod spelled;
mod unparsed;
mod values;
mod veil;

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use specta::Type;

use self::spelled::Spelled;
pub(super) use self::unparsed::unparsed;
pub(super) use self::veil::Veil;
use super::text::{decode, inner};
use super::tree::{Document, Kind, NodeId};

/// What stands in a secret's place. Its length says nothing of the secret's.
pub const MASK: &str = "••••••••";

/// Flags of a shell before a line that it runs.
const SHELL_FLAGS: [&str; 5] = ["-c", "-lc", "-ec", "-xc", "-exc"];
/// Words of a command that are looked back to for its name.
const COMMAND_WORDS: usize = 16;
/// Bytes of them, as they are spelled: a name and its flags are short.
const COMMAND_BYTES: usize = 4096;
/// Bytes of a spelling beyond which a text is neither a name nor a flag: every character of a name may be an escape.
const NAME_BYTES: usize = 6 * names::MAX_NAME + 2;
/// Values of an object among which the one is looked for that names another.
const MAX_BESIDE: u32 = 16;
/// Bytes at either end of a long value that are looked at for what is in sight of it.
const EDGE_BYTES: usize = 64 * 1024;
/// Bytes of a spelling for one character, at the most: both halves of a surrogate pair.
const CHAR_BYTES: usize = 12;

/// Whether a value holds something that looks like a secret, and whether it is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Secret {
    #[default]
    None,
    Hidden,
    Shown,
}

/// The stretches of a leaf's raw spelling (as [`Document::raw`] gives it, quotes included) that look like secrets, in
/// order and apart from each other. They never cut an escape in two. Empty for containers and words.
pub(super) fn secrets(document: &Document, node: NodeId) -> Vec<Range<usize>> {
    let raw = document.raw(node);
    match document.kind(node) {
        Kind::String => within(document, node, inner(raw)).0,
        Kind::Number => named(document, node, raw).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What is in sight of a leaf.
struct Beginning {
    /// Bytes of the spelling that were looked through; less than all of a long one.
    end: usize,
    secrets: Vec<Range<usize>>,
    /// The secret is the value to its end, also where that was not looked at.
    to_the_end: bool,
    /// One stands behind what was looked through.
    behind: bool,
}

impl Beginning {
    fn holds(&self) -> bool {
        self.behind || !self.secrets.is_empty()
    }
}

/// Looks through as much of a leaf as shows so many characters; through all of it where it is not long.
fn beginning(document: &Document, node: NodeId, chars: usize) -> Beginning {
    let raw = document.raw(node);
    let long = document.kind(node) == Kind::String && raw.len() > 2 * EDGE_BYTES;
    if !long || chars.saturating_mul(CHAR_BYTES) > EDGE_BYTES {
        return Beginning { end: raw.len(), secrets: secrets(document, node), to_the_end: true, behind: false };
    }
    let text = inner(raw);
    let end = spelled::whole_escapes(text, EDGE_BYTES);
    let (secrets, to_the_end) = within(document, node, &text[..end]);
    // Only whether there is one: an escape that is cut does no harm.
    let tail = text.get(text.ceil_char_boundary(text.len() - EDGE_BYTES)..).unwrap_or_default();
    let mut found = Vec::new();
    if secrets.is_empty() {
        values::find(&Spelled::new(tail).text, &mut found);
    }
    // With the opening quote.
    Beginning { end: end + 1, secrets, to_the_end, behind: !found.is_empty() }
}

/// The secrets in a string's spelling without its quotes, or in the beginning of it, counted from its opening quote; and
/// whether its name makes a secret of all that follows.
fn within(document: &Document, node: NodeId, spelling: &str) -> (Vec<Range<usize>>, bool) {
    let spelled = Spelled::new(spelling);
    let mut found: Vec<_> = named(document, node, &spelled.text).into_iter().collect();
    let named = !found.is_empty();
    commanded(document, node, &spelled.text, &mut found);
    values::find(&spelled.text, &mut found);
    let mut found = apart(found);
    spelled.place(&mut found);
    // Behind the opening quote.
    found.iter_mut().for_each(|secret| *secret = secret.start + 1..secret.end + 1);
    (found, named)
}

/// In order, what touches as one.
fn apart(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_unstable_by_key(|secret| (secret.start, secret.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for secret in found.into_iter().filter(|secret| !secret.is_empty()) {
        match apart.last_mut().filter(|last| secret.start <= last.end) {
            Some(last) => last.end = last.end.max(secret.end),
            None => apart.push(secret),
        }
    }
    apart
}

/// What the name of a value makes secret: its key, what it stands in, what stands beside it or before its `=`, or the flag
/// before it.
fn named(document: &Document, node: NodeId, text: &str) -> Option<Range<usize>> {
    let all = 0..text.len();
    if document.raw_key(node).is_some() {
        return (is_named(document, node) && values::is_worth_hiding(text)).then_some(all);
    }
    if is_listed(document, node) {
        return values::is_worth_hiding(text).then_some(all);
    }
    if document.kind(node) != Kind::String {
        return None;
    }
    let before = leaf_before(document, node).and_then(|before| short(document.raw(before)));
    // A shell's own line, in which the value has an end.
    let line = before.as_deref().is_some_and(|flag| SHELL_FLAGS.contains(&flag));
    if let Some((name, value)) = text.split_once('=').filter(|(name, _)| !line && names::is_name(name)) {
        return (names::is_secret(name) && values::is_worth_hiding(value)).then(|| name.len() + 1..text.len());
    }
    let flag = before?;
    let given = flag.starts_with('-') && names::is_name(&flag) && names::is_secret(&flag) && !text.starts_with('-');
    (given && values::is_worth_hiding(text)).then_some(all)
}

/// Whether a value of an object is a secret by its key, by the object's, or by the name beside it:
/// `{"secrets":{"db":"x"}}`, `{"name":"DB_PASSWORD","value":"x"}`.
fn is_named(document: &Document, node: NodeId) -> bool {
    let Some(key) = document.raw_key(node).and_then(short) else { return false };
    if names::is_secret(&key) {
        return true;
    }
    let Some(object) = document.parent(node) else { return false };
    let beside = || {
        let mut values = document.children(object).take(MAX_BESIDE as usize);
        values.any(|value| {
            let names =
                || document.raw_key(value).is_some_and(|key| matches!(inner(key), "name" | "Name" | "key" | "Key"));
            let text = || short(document.raw(value)).filter(|_| document.kind(value) == Kind::String);
            names() && text().is_some_and(|name| names::is_name(&name) && names::is_secret(&name))
        })
    };
    if matches!(&*key, "value" | "Value") && document.child_count(object) <= MAX_BESIDE && beside() {
        return true;
    }
    let holder = document.raw_key(object).and_then(short);
    holder.is_some_and(|holder| names::is_secret(&holder)) && !names::is_about(&key)
}

/// Whether an item's array has a secret's name: `{"passwords":["x"]}`. Numbers called tokens are a language model's.
fn is_listed(document: &Document, node: NodeId) -> bool {
    let Some(name) = document.parent(node).and_then(|array| short(document.raw_key(array)?)) else { return false };
    let one = || name.strip_suffix(['s', 'S']).is_some_and(names::is_secret);
    names::is_secret(&name) || (document.kind(node) == Kind::String && one())
}

/// A spelling as it reads, where it is no longer than a name.
fn short(raw: &str) -> Option<Cow<'_, str>> {
    (raw.len() <= NAME_BYTES).then(|| decode(raw))
}

/// What stands behind a flag of one letter, `mysql -pX` or `sshpass -p X`: the command says whether it is a password, and
/// stands further before. So the words are read as the one line that they are.
fn commanded(document: &Document, node: NodeId, text: &str, found: &mut Vec<Range<usize>>) {
    let Some(before) = leaf_before(document, node) else { return };
    let flag = || short(document.raw(before)).is_some_and(|flag| matches!(&*flag, "-p" | "-a" | "-u" | "--user"));
    if !text.starts_with("-p") && !flag() {
        return;
    }
    let mut left = COMMAND_BYTES;
    let words = std::iter::successors(Some(before), |word| leaf_before(document, *word)).take(COMMAND_WORDS);
    let words = words.map_while(|word| {
        left = left.checked_sub(document.raw(word).len())?;
        Some(document.value(word))
    });
    let words: Vec<_> = words.collect();
    let mut line: String = words.iter().rev().flat_map(|word| [word, " "]).collect();
    let start = line.len();
    line.push_str(text);
    let mut in_line = Vec::new();
    values::find(&line, &mut in_line);
    found.extend(
        in_line.iter().filter(|secret| secret.start >= start).map(|secret| secret.start - start..secret.end - start),
    );
}

/// The item before this one in its array, where that is a plain value: it is then the node before.
fn leaf_before(document: &Document, node: NodeId) -> Option<NodeId> {
    let parent = document.parent(node)?;
    let before = NodeId(node.0.checked_sub(1)?);
    (document.kind(parent) == Kind::Array && before != parent && document.parent(before) == Some(parent))
        .then_some(before)
}

#[cfg(test)]
mod tests;
