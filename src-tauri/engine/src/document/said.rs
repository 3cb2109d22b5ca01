//! Single values of a document as they may be seen outside of its tree: cut where they are long, secrets masked. And words
//! that stand in no document, looked through in the same way.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::field;
use super::secrets::{Secret, Veil};
use super::text::decode;
use super::tree::{Document, NodeId};

/// A value as it may be seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// With masks in place of secrets; the beginning of a long one.
    pub text: String,
    /// There is more than this.
    pub more: bool,
    pub secret: Secret,
    /// Where it stands, as a JSON Pointer; empty for what stands in no document.
    pub pointer: String,
}

impl Document {
    /// A leaf, of at most so many characters. `shown` lifts the masks.
    pub fn said(&self, node: NodeId, chars: usize, shown: bool) -> Said {
        let sight = veil(shown).sight(self, node, chars);
        let text = decode(&sight.raw);
        let cut = text.char_indices().nth(chars).map(|(at, _)| at);
        Said {
            text: text.get(..cut.unwrap_or(text.len())).unwrap_or_default().to_owned(),
            more: cut.is_some() || sight.more,
            secret: sight.secret,
            pointer: self.pointer(node),
        }
    }

    /// An array of words as a shell would read it, of at most so many characters.
    pub fn said_command(&self, node: NodeId, chars: usize, shown: bool) -> Said {
        let (text, more) = field::line(self, &veil(shown), node, usize::MAX, chars);
        let secret = match (shown, Veil::default().hidden_in(self, node)) {
            (_, 0) => Secret::None,
            (true, _) => Secret::Shown,
            (false, _) => Secret::Hidden,
        };
        Said { text, more, secret, pointer: self.pointer(node) }
    }
}

/// Words that stand beside each other, as those of a command or the settings of a list, each as it may be seen.
pub fn said_words(words: &[&str], chars: usize, shown: bool) -> Vec<Said> {
    let document = Document::parse(serde_json::Value::from(words).to_string());
    let said = |node| Said { pointer: String::new(), ..document.said(node, chars, shown) };
    if document.is_empty() { Vec::new() } else { document.children(NodeId::ROOT).map(said).collect() }
}

fn veil(shown: bool) -> Veil {
    if shown { Veil::open() } else { Veil::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, pointer: &str, chars: usize, shown: bool) -> (String, bool, Secret) {
        let document = Document::parse(text);
        let node = document.find(pointer).unwrap();
        let said = match document.kind(node).is_container() {
            true => document.said_command(node, chars, shown),
            false => document.said(node, chars, shown),
        };
        assert_eq!(said.pointer, pointer);
        (said.text, said.more, said.secret)
    }

    #[test]
    fn a_value_is_cut_and_masked() {
        let text = r#"{"User":"\u00e9t\u00e9","Env":["DB_PASSWORD=hunter2","A=1"],"Cmd":["x","--token","a b"]}"#;
        assert_eq!(said(text, "/User", 9, false), ("été".into(), false, Secret::None));
        assert_eq!(said(text, "/User", 2, false), ("ét".into(), true, Secret::None));
        assert_eq!(said(text, "/Env/0", 99, false), ("DB_PASSWORD=••••••••".into(), false, Secret::Hidden));
        assert_eq!(said(text, "/Env/0", 99, true), ("DB_PASSWORD=hunter2".into(), false, Secret::Shown));
        assert_eq!(said(text, "/Cmd", 99, false), ("x --token ••••••••".into(), false, Secret::Hidden));
        assert_eq!(said(text, "/Cmd", 99, true), ("x --token 'a b'".into(), false, Secret::Shown));
    }

    #[test]
    fn words_outside_of_a_document_are_masked_alike() {
        let words = said_words(&["PASSWORD=a b", "V=1", "--token", "abc"], 99, false);
        let texts: Vec<_> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["PASSWORD=••••••••", "V=1", "--token", "••••••••"]);
        assert!(said_words(&[], 9, false).is_empty());
    }
}
