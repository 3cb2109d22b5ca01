//! Steps of an image's history as the Dockerfile instructions that they come from. What the builders wrote around an
//! instruction is taken off: the classic builder's `/bin/sh -c #(nop)`, BuildKit's `# buildkit`, the build arguments
//! `|1 V=2` before a command, and Go's way of printing lists.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use specta::Type;

const KEYWORDS: &str = "ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|\
    STOPSIGNAL|USER|VOLUME|WORKDIR";
/// Those that change parameters only: no layer comes of them.
const PARAMETERS: &str =
    "ARG CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD SHELL STOPSIGNAL USER VOLUME";
/// Those that may change files without running anything.
const FILES: &str = "ADD COPY WORKDIR";
/// Those of which BuildKit always makes a layer, empty or not.
const LAYERS: &str = "ADD COPY RUN";
/// The shell of a `RUN` without a `SHELL` before it.
const DEFAULT_SHELL: &str = "/bin/sh -c";

/// Behind the shell that `SHELL` named by then.
static NOP: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"^[^;|&"'$#]{1,200} #\(nop\)\s*"#).ok());
static BUILDKIT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\s*# buildkit$").ok());
static INSTRUCTION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!(r"(?s)^({KEYWORDS})\s+(.*)$")).ok());
/// A shell as `SHELL` names one: a program, its flags, and the one after which the command stands.
static SHELL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^((?:/\S*/)?(?:(?:ba|da|z|k|a|fi)?sh|busybox sh)(?:\s+-{1,2}[A-Za-z-]+(?:\s+pipefail)?)*?\s+-[a-z]*c",
        r"|cmd(?:\.exe)?\s+/S\s+/C|p(?:ower|w)sh(?:ell)?(?:\.exe)?(?:\s+-[A-Za-z]+(?:\s+Bypass)?)*?\s+-Command)\s",
    ))
    .ok()
});
static ARGUMENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|\s)([A-Za-z_][A-Za-z0-9_.]*=)").ok());
/// Go prints a list of words as `["a" "b"]`.
static BETWEEN_WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#""((?:[^"\\]|\\.)*)"\s+"#).ok());
/// Go prints a set of ports as `map[80/tcp:{} 443/tcp:{}]`.
static PORT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"([0-9]+/[a-z]+):\{\}").ok());
/// Go prints a healthcheck as `&{["CMD-SHELL" "true"] "30s" "5s" "0s" "0s" '\x03'}`.
static HEALTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?s)^&\{\[(.*)\] ("[^{}]*") '\\?(\S+)'\}$"#).ok());
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).ok());

/// An instruction as it stands in a Dockerfile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Instruction {
    /// `RUN`; none where no builder wrote the step (an import, a commit).
    pub keyword: Option<String>,
    /// What follows it.
    pub text: String,
    /// Build arguments that its command had: `V=2`.
    pub arguments: Vec<String>,
    /// The shell that ran it, where that was not `/bin/sh -c`.
    pub shell: Option<String>,
    /// The classic builder ran nothing for it: `#(nop)`.
    #[serde(skip)]
    pub(super) ran_nothing: bool,
}

/// Whether a step makes a layer, as far as its instruction tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Makes {
    Layer,
    Nothing,
    Either,
}

impl Instruction {
    /// Reads the `CreatedBy` of a step.
    pub fn read(created_by: &str) -> Self {
        let bare = without(BUILDKIT.as_ref(), created_by.trim());
        let inner = without(NOP.as_ref(), bare);
        // The classic builder's command stands there without its keyword.
        let nop = inner.len() != bare.len();
        let found = INSTRUCTION.as_ref().and_then(|pattern| pattern.captures(inner));
        match found.and_then(|found| Some((found.get(1)?.as_str(), found.get(2)?.as_str()))) {
            Some(("RUN", command)) => Self::run(command).unwrap_or_else(|| Self::of("RUN", command)),
            Some((keyword, text)) => Self { ran_nothing: nop, ..Self::of(keyword, &plain(keyword, text.trim())) },
            None if nop => Self { text: inner.to_owned(), ran_nothing: true, ..Self::default() },
            None => Self::run(bare).unwrap_or_else(|| Self { text: bare.to_owned(), ..Self::default() }),
        }
    }

    fn of(keyword: &str, text: &str) -> Self {
        Self { keyword: Some(keyword.to_owned()), text: text.to_owned(), ..Self::default() }
    }

    /// `|1 V=2 /bin/sh -c make`; none where no shell runs it.
    fn run(command: &str) -> Option<Self> {
        let (arguments, command) = build_arguments(command).unwrap_or((Vec::new(), command));
        let shell = SHELL.as_ref()?.captures(command).and_then(|found| found.get(1)).map(|shell| shell.as_str());
        let text = command.get(shell?.len()..)?.trim_start();
        let shell = shell.filter(|shell| *shell != DEFAULT_SHELL).map(str::to_owned);
        Some(Self { arguments, shell, ..Self::of("RUN", text) })
    }

    pub(super) fn makes(&self, buildkit: bool) -> Makes {
        let is = |list: &str| list.split(' ').any(|word| self.keyword.as_deref() == Some(word));
        match () {
            () if is(PARAMETERS) || (self.ran_nothing && !is(FILES)) => Makes::Nothing,
            () if buildkit && is(LAYERS) => Makes::Layer,
            () => Makes::Either,
        }
    }
}

fn without<'a>(pattern: Option<&Regex>, text: &'a str) -> &'a str {
    let Some(found) = pattern.and_then(|pattern| pattern.find(text)) else { return text };
    if found.start() == 0 { &text[found.end()..] } else { &text[..found.start()] }
}

/// The arguments behind `|2 `, and the command behind them. A value may hold blanks: the next one's name ends it, and the
/// last one ends before the shell.
fn build_arguments(command: &str) -> Option<(Vec<String>, &str)> {
    let (count, rest) = command.strip_prefix('|')?.split_once(' ')?;
    let count: usize = count.parse().ok()?;
    if count == 0 {
        return Some((Vec::new(), rest));
    }
    let shell = SHELL.as_ref()?;
    let starts = rest.match_indices(' ').map(|(at, _)| at + 1);
    let at = starts.into_iter().find(|at| rest.get(*at..).is_some_and(|rest| shell.is_match(rest)))?;
    let (given, command) = (rest.get(..at)?.trim_end(), rest.get(at..)?);
    let names: Vec<usize> =
        ARGUMENT.as_ref()?.captures_iter(given).filter_map(|name| Some(name.get(1)?.start())).collect();
    // What looks like a name within a value makes them too many: then where they end is not known.
    if names.len() != count {
        return Some((vec![given.to_owned()], command));
    }
    let ends = names.iter().skip(1).copied().chain([given.len()]);
    let arguments =
        names.iter().zip(ends).filter_map(|(start, end)| Some(given.get(*start..end)?.trim_end().to_owned()));
    Some((arguments.collect(), command))
}

/// Go's way of printing as a Dockerfile has it.
fn plain(keyword: &str, text: &str) -> String {
    let list = |text: &str| match BETWEEN_WORDS.as_ref() {
        Some(between) => between.replace_all(text, "\"$1\", ").into_owned(),
        None => text.to_owned(),
    };
    match keyword {
        "CMD" | "ENTRYPOINT" | "SHELL" if text.starts_with('[') => list(text),
        "EXPOSE" => ports(text).unwrap_or_else(|| bare_list(text)),
        "VOLUME" => bare_list(text),
        "HEALTHCHECK" => health(text, list).unwrap_or_else(|| text.to_owned()),
        _ => text.to_owned(),
    }
}

/// `[/data /logs]`
fn bare_list(text: &str) -> String {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).filter(|inner| !inner.contains('"'));
    inner.unwrap_or(text).to_owned()
}

fn ports(text: &str) -> Option<String> {
    let inner = text.strip_prefix("map[")?;
    let ports = PORT.as_ref()?.captures_iter(inner).filter_map(|port| Some(port.get(1)?.as_str()));
    Some(ports.collect::<Vec<_>>().join(" "))
}

fn health(text: &str, list: impl Fn(&str) -> String) -> Option<String> {
    let found = HEALTH.as_ref()?.captures(text)?;
    let (test, times, retries) = (found.get(1)?.as_str(), found.get(2)?.as_str(), found.get(3)?.as_str());
    let words = |text: &str| -> Vec<String> {
        let words = QUOTED.iter().flat_map(|quoted| quoted.captures_iter(text).filter_map(|word| word.get(1)));
        words.map(|word| word.as_str().to_owned()).collect()
    };
    let test_words = words(test);
    if test_words.first().is_some_and(|how| how == "NONE") {
        return Some("NONE".to_owned());
    }
    // With a start interval since Docker 25.
    let names = ["interval", "timeout", "start-period", "start-interval"];
    let times = names.iter().zip(words(times)).filter(|(_, time)| time != "0s");
    let mut said: Vec<String> = times.map(|(name, time)| format!("--{name}={time}")).collect();
    let retries = retries.strip_prefix('x').and_then(|digits| u32::from_str_radix(digits, 16).ok());
    said.extend(retries.filter(|retries| *retries > 0).map(|retries| format!("--retries={retries}")));
    let (how, rest) = test_words.split_first()?;
    said.push(match how.as_str() {
        "CMD-SHELL" => format!("CMD {}", rest.join(" ").replace("\\\"", "\"").replace("\\\\", "\\")),
        _ => format!("CMD [{}]", list(test.split_once(' ')?.1)),
    });
    Some(said.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(created_by: &str) -> String {
        let Instruction { keyword, text, arguments, shell, .. } = Instruction::read(created_by);
        let arguments: String = arguments.iter().map(|argument| format!("<{argument}>")).collect();
        let shell = shell.map(|shell| format!("({shell})")).unwrap_or_default();
        format!("{}|{text}{arguments}{shell}", keyword.unwrap_or_default())
    }

    #[test]
    fn steps_read_as_in_a_dockerfile() {
        for (created_by, expected) in [
            ("/bin/sh -c #(nop)  CMD [\"bash\"]", "CMD|[\"bash\"]"),
            ("/bin/sh -c #(nop)  CMD [\"a\" \"b c\" \"d\\\"\"]", "CMD|[\"a\", \"b c\", \"d\\\"\"]"),
            ("CMD [\"/bin/sh\" \"-c\" \"exec x\"]", "CMD|[\"/bin/sh\", \"-c\", \"exec x\"]"),
            ("/bin/sh -c #(nop) ADD file:58d5c21 in / ", "ADD|file:58d5c21 in /"),
            ("/bin/sh -c apt-get update", "RUN|apt-get update"),
            ("/bin/sh -c a &&     b", "RUN|a &&     b"),
            ("|1 V=2.2.0 /bin/sh -c make install", "RUN|make install<V=2.2.0>"),
            ("|2 A=x y B=/bin/sh /bin/sh -c make", "RUN|make<A=x y><B=/bin/sh>"),
            ("|1 A=b C=d /bin/sh -c make", "RUN|make<A=b C=d>"),
            ("|0 /bin/sh -c make", "RUN|make"),
            ("RUN /bin/sh -c make install # buildkit", "RUN|make install"),
            (
                "RUN |1 V=1 /bin/bash -o pipefail -c make | tee x # buildkit",
                "RUN|make | tee x<V=1>(/bin/bash -o pipefail -c)",
            ),
            ("RUN /bin/bash -eo pipefail -c make # buildkit", "RUN|make(/bin/bash -eo pipefail -c)"),
            ("RUN make install # buildkit", "RUN|make install"),
            ("/bin/bash -eo pipefail -c #(nop)  USER a", "USER|a"),
            ("/bin/sh -c echo '#(nop) x'", "RUN|echo '#(nop) x'"),
            ("cmd /S /C #(nop)  USER ContainerUser", "USER|ContainerUser"),
            ("cmd /S /C mklink a b", "RUN|mklink a b(cmd /S /C)"),
            ("COPY file.sh / # buildkit", "COPY|file.sh /"),
            ("WORKDIR /app", "WORKDIR|/app"),
            ("EXPOSE map[443/tcp:{} 80/tcp:{}]", "EXPOSE|443/tcp 80/tcp"),
            ("EXPOSE [80/tcp]", "EXPOSE|80/tcp"),
            ("/bin/sh -c #(nop)  VOLUME [/data /logs]", "VOLUME|/data /logs"),
            (
                r#"HEALTHCHECK &{["CMD-SHELL" "curl -f \"x\" || exit 1"] "30s" "5s" "0s" "0s" '\x03'}"#,
                r#"HEALTHCHECK|--interval=30s --timeout=5s --retries=3 CMD curl -f "x" || exit 1"#,
            ),
            (
                r#"/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "/ok" "-q"] "0s" "0s" "1m0s" '\x00'}"#,
                r#"HEALTHCHECK|--start-period=1m0s CMD ["/ok", "-q"]"#,
            ),
            (r#"HEALTHCHECK &{["NONE"] "0s" "0s" "0s" '\x00'}"#, "HEALTHCHECK|NONE"),
            ("bazel build //:image", "|bazel build //:image"),
            ("/bin/sh -c #(nop) something", "|something"),
            ("sh", "|sh"),
            ("", "|"),
        ] {
            assert_eq!(line(created_by), expected, "{created_by}");
        }
    }
}
