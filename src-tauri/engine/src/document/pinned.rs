//! One field of a document, for a column of a grid.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::field::{self, Hint};
use super::rows::{Excerpt, excerpt};
use super::secrets::{Secret, Veil};
use super::tree::{Document, Kind};

/// Characters of a value that a cell can show at all.
const CELL_CHARS: usize = 120;

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldValue {
    pub kind: Kind,
    /// As it reads, secrets masked; none for containers, of which the hint and the count tell.
    pub value: Option<Excerpt>,
    pub children: u32,
    /// A number's value, to sort by; none beyond what 64-bit floats hold.
    pub number: Option<f64>,
    pub hint: Option<Hint>,
    pub secret: Secret,
}

impl Document {
    /// The value at a JSON Pointer; none where nothing is there.
    pub fn field(&self, pointer: &str) -> Option<FieldValue> {
        let node = self.find(pointer)?;
        let kind = self.kind(node);
        let veil = Veil::default();
        let sight = veil.sight(self, node, CELL_CHARS);
        // The mask of one that is hidden is no number.
        let number = (kind == Kind::Number).then(|| sight.raw.parse().ok()).flatten();
        Some(FieldValue {
            kind,
            value: (!kind.is_container()).then(|| excerpt(&sight.raw, CELL_CHARS, None).of_more(sight.more)),
            children: self.child_count(node),
            number: number.filter(|number: &f64| number.is_finite()),
            hint: field::hint(self, node, sight.secret),
            secret: sight.secret,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_pointer() {
        let document = Document::parse(r#"{"Size":252239692,"Config":{"User":"a","Env":["A=1","B=2"]},"Big":1e999}"#);
        let size = document.field("/Size").unwrap();
        assert_eq!((size.kind, size.number), (Kind::Number, Some(252_239_692.0)));
        assert!(matches!(size.hint, Some(Hint::Bytes { .. })));
        let user = document.field("/Config/User").unwrap();
        assert_eq!((user.value.unwrap().text.as_str(), user.number), ("a", None));
        let env = document.field("/Config/Env").unwrap();
        assert_eq!((env.value, env.children), (None, 2));
        assert_eq!(document.field("/Big").unwrap().number, None);
        assert_eq!(document.field("/Config/Nope"), None);
    }
}
