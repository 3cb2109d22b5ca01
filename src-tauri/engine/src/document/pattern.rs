//! Regular expressions that a person types: compiled, or what is wrong with them and where. Words for people are the
//! page's; what is looked for and where is not for here.

use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Span};
use regex_syntax::{ParserBuilder, hir};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Error, ErrorCode, Result};

/// What can be wrong with an expression, as far as a person would mend it otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PatternFaultKind {
    /// `(` without its `)`.
    GroupUnclosed,
    /// `)` without its `(`.
    GroupUnopened,
    /// `(?P<1>…)`, `(?P<>…)` or one that is not closed.
    GroupName,
    GroupNameTwice,
    /// `[` without its `]`.
    ClassUnclosed,
    /// `[z-a]`.
    ClassRange,
    /// `[a-\d]`.
    ClassRangeEnd,
    /// `\p{…}` of a class that there is not.
    UnicodeClass,
    /// `\y`, which means nothing.
    EscapeUnknown,
    /// `\` at the end.
    EscapeUnfinished,
    /// `\x{…}` that is the number of no character.
    EscapeNumber,
    /// `*` after nothing.
    RepetitionMissing,
    /// `{3,2}`.
    RepetitionRange,
    /// `{}`, `{a}`, or a number that is too large.
    RepetitionNumber,
    /// `{2` without its `}`.
    RepetitionUnclosed,
    /// `(?y)`, or flags that are not written to their end.
    Flag,
    /// `\b{…}` of a boundary that there is not.
    WordBoundary,
    /// `(?=…)` and its like, which other engines have.
    LookAround,
    /// `\1`, which other engines have.
    Backreference,
    /// Groups in groups, too many of them.
    TooDeep,
    /// It would take too much memory.
    TooBig,
    /// More characters than are looked for.
    TooLong,
    /// Anything else.
    Other,
}

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatternFault {
    pub kind: PatternFaultKind,
    /// The character that it begins at, from 1; none where it is of the whole.
    pub at: Option<u32>,
}

/// # Errors
/// `InvalidInput` with what is wrong with the expression, in the error's `pattern` too.
pub fn compile_pattern(pattern: &str, match_case: bool) -> Result<Regex> {
    let built = RegexBuilder::new(pattern).case_insensitive(!match_case).build();
    built.map_err(|error| {
        let words = last_line(&error.to_string());
        if matches!(error, regex::Error::CompiledTooBig(_)) {
            return fault(PatternFaultKind::TooBig, None, words);
        }
        // `regex` gives a text alone. Its parser, as it is set there, says the same as a kind and a place.
        let parsed = ParserBuilder::new().case_insensitive(!match_case).build().parse(pattern);
        let (kind, span) = match &parsed {
            Err(regex_syntax::Error::Parse(error)) => (syntax(error.kind()), Some(error.span())),
            Err(regex_syntax::Error::Translate(error)) => (meaning(error.kind()), Some(error.span())),
            _ => (PatternFaultKind::Other, None),
        };
        fault(kind, span.map(|span| characters_before(pattern, span)), words)
    })
}

/// A pattern with so many characters that are right is refused.
pub(super) fn fault(kind: PatternFaultKind, right: Option<usize>, words: String) -> Error {
    let at = right.map(|right| u32::try_from(right + 1).unwrap_or(u32::MAX));
    Error { pattern: Some(PatternFault { kind, at }), ..Error::new(ErrorCode::InvalidInput, words) }
}

fn characters_before(pattern: &str, span: &Span) -> usize {
    pattern.get(..span.start.offset).unwrap_or(pattern).chars().count()
}

fn syntax(kind: &ast::ErrorKind) -> PatternFaultKind {
    use PatternFaultKind as Fault;
    use ast::ErrorKind as Kind;
    match kind {
        Kind::GroupUnclosed => Fault::GroupUnclosed,
        Kind::GroupUnopened => Fault::GroupUnopened,
        Kind::GroupNameEmpty | Kind::GroupNameInvalid | Kind::GroupNameUnexpectedEof => Fault::GroupName,
        Kind::GroupNameDuplicate { .. } => Fault::GroupNameTwice,
        Kind::ClassUnclosed => Fault::ClassUnclosed,
        Kind::ClassRangeInvalid => Fault::ClassRange,
        Kind::ClassRangeLiteral => Fault::ClassRangeEnd,
        Kind::UnicodeClassInvalid => Fault::UnicodeClass,
        Kind::EscapeUnrecognized | Kind::ClassEscapeInvalid => Fault::EscapeUnknown,
        Kind::EscapeUnexpectedEof => Fault::EscapeUnfinished,
        Kind::EscapeHexEmpty | Kind::EscapeHexInvalid | Kind::EscapeHexInvalidDigit => Fault::EscapeNumber,
        Kind::RepetitionMissing => Fault::RepetitionMissing,
        Kind::RepetitionCountInvalid => Fault::RepetitionRange,
        Kind::RepetitionCountDecimalEmpty | Kind::DecimalEmpty | Kind::DecimalInvalid => Fault::RepetitionNumber,
        Kind::RepetitionCountUnclosed => Fault::RepetitionUnclosed,
        Kind::FlagUnrecognized
        | Kind::FlagUnexpectedEof
        | Kind::FlagDanglingNegation
        | Kind::FlagDuplicate { .. }
        | Kind::FlagRepeatedNegation { .. } => Fault::Flag,
        Kind::SpecialWordBoundaryUnclosed
        | Kind::SpecialWordBoundaryUnrecognized
        | Kind::SpecialWordOrRepetitionUnexpectedEof => Fault::WordBoundary,
        Kind::UnsupportedLookAround => Fault::LookAround,
        Kind::UnsupportedBackreference => Fault::Backreference,
        Kind::NestLimitExceeded(_) => Fault::TooDeep,
        _ => Fault::Other,
    }
}

fn meaning(kind: &hir::ErrorKind) -> PatternFaultKind {
    match kind {
        hir::ErrorKind::UnicodePropertyNotFound | hir::ErrorKind::UnicodePropertyValueNotFound => {
            PatternFaultKind::UnicodeClass
        }
        _ => PatternFaultKind::Other,
    }
}

/// The `regex` crate draws the expression and a pointer first; its last line says what is wrong.
fn last_line(message: &str) -> String {
    let last = message.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

#[cfg(test)]
mod tests {
    use PatternFaultKind as Fault;

    use super::*;

    fn fault_of(pattern: &str) -> PatternFault {
        let error = compile_pattern(pattern, true).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput, "{pattern}");
        error.pattern.unwrap()
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let cases: &[(&str, Fault, u32)] = &[
            ("a(b", Fault::GroupUnclosed, 2),
            ("été(", Fault::GroupUnclosed, 4),
            ("a(?:b", Fault::GroupUnclosed, 2),
            ("a)(b", Fault::GroupUnopened, 2),
            ("(?P<1>a)", Fault::GroupName, 5),
            ("(?<>a)", Fault::GroupName, 4),
            ("(?<a", Fault::GroupName, 5),
            ("(?<a>a)(?<a>b)", Fault::GroupNameTwice, 11),
            ("a[bc", Fault::ClassUnclosed, 2),
            ("[z-a]", Fault::ClassRange, 2),
            (r"[a-\d]", Fault::ClassRangeEnd, 4),
            (r"a\p{Quux}", Fault::UnicodeClass, 2),
            (r"a\p{sc=Quux}", Fault::UnicodeClass, 2),
            (r"C:\yes", Fault::EscapeUnknown, 3),
            (r"[\b{start}]", Fault::EscapeUnknown, 2),
            (r"C:\", Fault::EscapeUnfinished, 3),
            (r"\xzz", Fault::EscapeNumber, 3),
            (r"\x{}", Fault::EscapeNumber, 3),
            (r"\x{ffffffff}", Fault::EscapeNumber, 4),
            ("*.log", Fault::RepetitionMissing, 1),
            ("a|+", Fault::RepetitionMissing, 3),
            ("a{3,2}", Fault::RepetitionRange, 2),
            ("a{}", Fault::RepetitionNumber, 3),
            ("a{99999999999}", Fault::RepetitionNumber, 3),
            ("a{2", Fault::RepetitionUnclosed, 2),
            ("(?y)a", Fault::Flag, 3),
            ("(?", Fault::GroupUnclosed, 1),
            ("(?i", Fault::Flag, 4),
            ("(?i-)a", Fault::Flag, 4),
            ("(?ii)a", Fault::Flag, 4),
            ("(?-i-s)a", Fault::Flag, 5),
            (r"\b{middle}a", Fault::WordBoundary, 4),
            (r"\b{start", Fault::WordBoundary, 3),
            (r"\b{", Fault::WordBoundary, 1),
            ("a(?=b)", Fault::LookAround, 2),
            ("(?<!a)b", Fault::LookAround, 1),
            (r"(a)\1", Fault::Backreference, 4),
            (r"(?-u:\pL)", Fault::Other, 6),
        ];
        for (pattern, kind, at) in cases {
            assert_eq!(fault_of(pattern), PatternFault { kind: *kind, at: Some(*at) }, "{pattern}");
        }
        assert_eq!(fault_of(&format!("{}a{}", "(".repeat(300), ")".repeat(300))).kind, Fault::TooDeep);
        assert_eq!(fault_of(r"\w{1000}{1000}"), PatternFault { kind: Fault::TooBig, at: None });
    }

    #[test]
    fn both_ways_to_read_letters_tell_the_same() {
        for match_case in [true, false] {
            let error = compile_pattern("a(b", match_case).unwrap_err();
            assert_eq!(error.pattern, Some(PatternFault { kind: Fault::GroupUnclosed, at: Some(2) }));
            assert!(compile_pattern("a(b)", match_case).is_ok());
        }
    }
}
