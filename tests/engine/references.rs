//! References against the distribution project's grammar (<https://github.com/distribution/reference>): case by case from a
//! table that the page's tests read too, and by chance against the grammar written down as regular expressions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::sync::LazyLock;

use proptest::prelude::*;
use quayside_engine::ErrorCode;
use quayside_engine::reference::Reference;
use regex::Regex;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    rule: String,
    text: String,
    /// None: the text is no reference.
    domain: Option<String>,
    #[serde(default)]
    path: String,
    #[serde(default)]
    familiar: String,
    tag: Option<String>,
    digest: Option<String>,
}

#[test]
fn every_rule_of_the_grammar_has_its_cases() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/references.json")).unwrap();
    assert!(cases.len() > 200);
    for Case { rule, text, domain, path, familiar, tag, digest } in cases {
        match (Reference::parse(&text), domain) {
            (Ok(read), Some(domain)) => {
                let expected = Reference { domain, path, tag, digest };
                assert_eq!(read, expected, "{rule}: {text:?}");
                assert_eq!(read.familiar_name(), familiar, "{rule}: {text:?}");
                assert_eq!(Reference::parse(&read.to_string()).unwrap(), read, "{rule}: {text:?}");
            }
            (Err(error), None) => assert_eq!(error.code, ErrorCode::InvalidReference, "{rule}: {text:?}"),
            (Ok(read), None) => panic!("{rule}: {text:?} was taken for {read:?}"),
            (Err(error), Some(_)) => panic!("{rule}: {error}"),
        }
    }
}

/// The grammar as it is written down, production by production: slow and plain, and nothing of the parser's.
struct Grammar {
    name: Regex,
    reference: Regex,
    identifier: Regex,
    digest: Regex,
}

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let domain_component = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    let domain_name = format!(r"{domain_component}(?:\.{domain_component})*");
    let host = format!(r"(?:{domain_name}|\[[a-fA-F0-9:]+\])");
    let domain = format!("{host}(?::[0-9]+)?");
    let path_component = "[a-z0-9]+(?:(?:[_.]|__|[-]+)[a-z0-9]+)*";
    let path = format!("{path_component}(?:/{path_component})*");
    let tag = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
    let digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
    let whole = |pattern: String| Regex::new(&format!(r"\A{pattern}\z")).unwrap();
    Grammar {
        name: whole(format!("({domain})/({path})")),
        reference: whole(format!("((?:{domain}/)?{path})(?::({tag}))?(?:@({digest}))?")),
        identifier: whole("[a-f0-9]{64}".into()),
        digest: whole("(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})".into()),
    }
});

impl Grammar {
    /// The reference as the project's library reads what a person types, in its order.
    fn read(&self, text: &str) -> Option<Reference> {
        if self.identifier.is_match(text) {
            return None;
        }
        let (domain, rest) = match text.split_once('/') {
            None => ("docker.io", format!("library/{text}")),
            Some((first, rest)) => {
                let lower = first.to_lowercase() == first;
                let domain = match first {
                    "index.docker.io" => "docker.io",
                    _ if first == "localhost" || first.contains(['.', ':']) || !lower => first,
                    _ => "docker.io",
                };
                let rest = if domain == "docker.io" && !["docker.io", "index.docker.io"].contains(&first) {
                    text
                } else {
                    rest
                };
                let official = domain == "docker.io" && !rest.contains('/');
                (domain, if official { format!("library/{rest}") } else { rest.to_owned() })
            }
        };
        let full = format!("{domain}/{rest}");
        let parts = self.reference.captures(&full)?;
        let name = self.name.captures(&parts[1])?;
        let part = |number: usize| parts.get(number).map(|part| part.as_str().to_owned());
        let (tag, digest) = (part(2), part(3));
        if name[2].len() > 255 || digest.as_ref().is_some_and(|digest| !self.digest.is_match(digest)) {
            return None;
        }
        Some(Reference { domain: name[1].to_owned(), path: name[2].to_owned(), tag, digest })
    }
}

fn agrees(text: &str) -> Result<(), TestCaseError> {
    // Spaces around what a person types are not theirs.
    let expected = GRAMMAR.read(text.trim());
    let read = Reference::parse(text).ok();
    prop_assert_eq!(&read, &expected, "{:?}", text);
    if let Some(read) = read {
        prop_assert_eq!(&Reference::parse(&read.to_string()).unwrap(), &read, "{} of {:?}", read, text);
        prop_assert_eq!(&Reference::parse(&read.familiar_name()).unwrap().name(), &read.name(), "{:?}", text);
    }
    Ok(())
}

/// Text that the grammar mostly accepts.
fn sound() -> impl Strategy<Value = String> {
    let host = "([a-zA-Z0-9]{1,4}(-{1,2}[a-zA-Z0-9]{1,3})?(\\.[a-z0-9]{1,3}){0,2}|localhost|docker\\.io|index\\.docker\\.io|\\[[0-9a-fA-F:]{1,6}\\])(:[0-9]{1,5})?/";
    let path = "(library/)?[a-z0-9]{1,5}((\\.|_|__|-{1,3})[a-z0-9]{1,3}){0,3}(/[a-z0-9]{1,4}((\\.|_|__|-{1,2})[a-z0-9]{1,2}){0,2}){0,3}";
    let tag = "(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,12})?";
    let digest = "(@(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}|sha384:[a-f0-9]{96}))?";
    proptest::string::string_regex(&format!("({host})?{path}{tag}{digest}")).unwrap()
}

/// One small change: a character put in, taken out, replaced, doubled or in the other case, a part repeated, a cut.
fn mutated() -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), 0..7_u8, "[-:/@._\\[\\]A-Za-z0-9 %é\u{0}\u{202e}]");
    (sound(), prop::collection::vec(change, 1..4)).prop_map(|(text, changes)| {
        let mut letters: Vec<char> = text.chars().collect();
        for (place, kind, other) in changes {
            let other = other.chars().next().unwrap();
            let at = place.index(letters.len() + 1);
            let letter = letters.get(at).copied();
            match (kind, letter) {
                (0, _) | (_, None) => letters.insert(at, other),
                (1, Some(_)) => drop(letters.remove(at)),
                (2, Some(_)) => letters[at] = other,
                (3, Some(letter)) => letters.insert(at, letter),
                (4, Some(letter)) => {
                    letters[at] = if letter.is_ascii_lowercase() {
                        letter.to_ascii_uppercase()
                    } else {
                        letter.to_ascii_lowercase()
                    };
                }
                (5, Some(_)) => {
                    let tail = letters[at..].to_vec();
                    (0..200 / tail.len()).for_each(|_| letters.extend(&tail));
                }
                (_, Some(_)) => letters.truncate(at),
            }
        }
        letters.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sound_is_read_as_the_grammar_says(text in sound()) {
        agrees(&text)?;
    }

    #[test]
    fn what_is_nearly_sound_too(text in mutated()) {
        agrees(&text)?;
    }

    #[test]
    fn so_is_a_jumble_of_the_grammars_own_characters(text in "[a-cA-C0-1:/@._\\[\\]-]{0,24}") {
        agrees(&text)?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        agrees(&text)?;
    }

    #[test]
    fn so_are_any_bytes_that_make_a_text(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        agrees(&String::from_utf8_lossy(&bytes))?;
    }
}
