//! Finding: which nodes have a key or a value that matches, and where in a text the matches stand.

use regex::Regex;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::pattern::{PatternFaultKind, compile_pattern, fault};
use super::secrets::{MASK, Veil};
use super::text;
use super::tree::{Document, NodeId};
use crate::Result;

/// Characters of what is looked for: more than anybody types, and less than what an expression may take once compiled.
const MAX_QUERY_CHARS: usize = 1_000;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchQuery {
    /// Empty ends the search.
    pub text: String,
    /// The text is a regular expression.
    pub regex: bool,
    pub match_case: bool,
}

impl SearchQuery {
    /// As an expression; none where nothing is looked for.
    ///
    /// # Errors
    /// `InvalidInput` with what is wrong with it, in the error's `pattern` too.
    pub fn compile(&self) -> Result<Option<Regex>> {
        if self.text.is_empty() {
            return Ok(None);
        }
        if self.text.chars().nth(MAX_QUERY_CHARS).is_some() {
            let words = format!("more than {MAX_QUERY_CHARS} characters");
            return Err(fault(PatternFaultKind::TooLong, Some(MAX_QUERY_CHARS), words));
        }
        let pattern = if self.regex { self.text.clone() } else { regex::escape(&self.text) };
        compile_pattern(&pattern, self.match_case).map(Some)
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchInfo {
    /// Nodes whose key or value matches.
    pub count: u32,
    /// Place among them of the first that is not before the node where the search began; the first of all where the
    /// document has none after it.
    pub nearest: u32,
}

/// One match, brought into view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchMatch {
    pub node: NodeId,
    /// Its row in the tree.
    pub row: u32,
    /// Its line in the text.
    pub line: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Search {
    regex: Regex,
    /// It is a text that no mask has a part of: what it is found in with masks, it is found in without.
    plain: bool,
    found: Vec<u32>,
}

impl Search {
    /// None for an empty query. Fails with `invalidInput` and the expression's fault.
    pub fn new(document: &Document, veil: &Veil, query: &SearchQuery) -> Result<Option<Self>> {
        let Some(regex) = query.compile()? else { return Ok(None) };
        let plain = !query.regex && !query.text.chars().any(|char| MASK.contains(char));
        let mut search = Self { regex, plain, found: Vec::new() };
        search.again(document, veil);
        Ok(Some(search))
    }

    /// The same search over another document. Only what may be seen decides: a search that stops at a secret, or one that
    /// stops at its mask, would tell it letter by letter.
    pub fn again(&mut self, document: &Document, veil: &Veil) {
        let regex = &self.regex;
        let value = |node: NodeId| {
            // Most values do not match, and need no veil.
            !document.kind(node).is_container()
                && (!self.plain || regex.is_match(&document.value(node)))
                && regex.is_match(&text::decode(&veil.raw(document, node)))
        };
        let matches = |node: &NodeId| document.key(*node).is_some_and(|key| regex.is_match(&key)) || value(*node);
        self.found = (0..document.len()).map(NodeId).filter(matches).map(|node| node.0).collect();
    }

    pub fn info(&self, from: NodeId) -> SearchInfo {
        let nearest = self.found.partition_point(|found| *found < from.0);
        let nearest = if nearest == self.found.len() { 0 } else { nearest };
        SearchInfo { count: count(self.found.len()), nearest: count(nearest) }
    }

    pub fn get(&self, index: u32) -> Option<NodeId> {
        self.found.get(index as usize).copied().map(NodeId)
    }

    pub fn has(&self, node: NodeId) -> bool {
        self.found.binary_search(&node.0).is_ok()
    }

    /// Where the matches stand in this text, in bytes.
    pub fn hits<'a>(&'a self, text: &'a str) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
        self.regex.find_iter(text).map(|found| found.range()).filter(|range| !range.is_empty())
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::pattern::PatternFault;
    use super::*;
    use crate::ErrorCode;

    fn found(text: &str, query: SearchQuery) -> Vec<u32> {
        let document = Document::parse(text);
        Search::new(&document, &Veil::default(), &query).unwrap().map(|search| search.found).unwrap_or_default()
    }

    fn plain(text: &str) -> SearchQuery {
        SearchQuery { text: text.to_owned(), ..SearchQuery::default() }
    }

    #[test]
    fn keys_and_values_are_searched_as_they_read() {
        let text = r#"{"DATA":{"data.dir":1},"x":["\u0044ata","no"],"É":12345,"t":true}"#;
        assert_eq!(found(text, plain("data")), [1, 2, 4]);
        assert_eq!(found(text, SearchQuery { match_case: true, ..plain("data") }), [2]);
        assert_eq!(found(text, plain("é")), [6]);
        assert_eq!(found(text, plain("234")), [6]);
        assert_eq!(found(text, plain("tru")), [7]);
        assert_eq!(found(text, plain("a.d")), [2]);
        assert_eq!(found(text, SearchQuery { regex: true, ..plain("^d.ta$") }), [1, 4]);
        assert_eq!(found(text, plain("")), Vec::<u32>::new());
    }

    #[test]
    fn what_is_hidden_neither_finds_nor_is_found() {
        let text = r#"["PASSWORD=hunter2","PASSWORD=xunter2",{"password":1234}]"#;
        let regex = |text: &str| found_in(SearchQuery { regex: true, ..plain(text) });
        fn found_in(query: SearchQuery) -> Vec<u32> {
            found(r#"["PASSWORD=hunter2","PASSWORD=xunter2",{"password":1234}]"#, query)
        }
        assert_eq!(regex("PASSWORD=(h|[^ -~])"), regex("PASSWORD=(y|[^ -~])"));
        assert_eq!(regex("PASSWORD=h"), Vec::<u32>::new());
        assert_eq!(regex("^(1|•)"), [4]);
        assert_eq!(found(text, plain("hunter2")), Vec::<u32>::new());
        assert_eq!(found(text, plain("=•")), [1, 2]);
        assert_eq!(found(text, plain("PASSWORD=")), [1, 2]);
        let document = Document::parse(text);
        let lifted = Search::new(&document, &Veil::open(), &plain("hunter2")).unwrap().unwrap();
        assert_eq!(lifted.found, [1]);
    }

    #[test]
    fn a_wrong_expression_is_explained() {
        let document = Document::parse("{}");
        let error = Search::new(&document, &Veil::default(), &SearchQuery { regex: true, ..plain("a(") }).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput);
        assert_eq!(error.message, "unclosed group");
        assert_eq!(error.pattern, Some(PatternFault { kind: PatternFaultKind::GroupUnclosed, at: Some(2) }));
    }

    #[test]
    fn a_text_that_is_too_long_is_refused() {
        let document = Document::parse("{}");
        let search = |text: String| Search::new(&document, &Veil::default(), &plain(&text));
        for char in ["a", "é", "ſ", "😀", "."] {
            assert!(search(char.repeat(MAX_QUERY_CHARS)).is_ok(), "{char}");
            let error = search(char.repeat(MAX_QUERY_CHARS + 1)).unwrap_err();
            assert_eq!((error.code, &*error.message), (ErrorCode::InvalidInput, "more than 1000 characters"));
            let first_too_many = Some(1001);
            assert_eq!(error.pattern, Some(PatternFault { kind: PatternFaultKind::TooLong, at: first_too_many }));
        }
    }

    #[test]
    fn the_nearest_match_is_not_before_the_start() {
        let document = Document::parse(r#"["a","b","a","b","a"]"#);
        let search = Search::new(&document, &Veil::default(), &plain("a")).unwrap().unwrap();
        assert_eq!(search.info(NodeId(0)), SearchInfo { count: 3, nearest: 0 });
        assert_eq!(search.info(NodeId(2)), SearchInfo { count: 3, nearest: 1 });
        assert_eq!(search.info(NodeId(5)), SearchInfo { count: 3, nearest: 2 });
        let none = Search::new(&document, &Veil::default(), &plain("zz")).unwrap().unwrap();
        assert_eq!(none.info(NodeId(5)), SearchInfo::default());
    }
}
