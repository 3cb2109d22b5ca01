//! Secrets within a text whatever it is called: passwords in addresses, keys and tokens that are known by their look, and
//! `NAME=value` in commands and settings. Stretches are in bytes of the text as it reads.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::names;

/// What secrets look like; the first group of each is the secret. Sources: the issuers' own documents on their tokens.
const LOOKS: &[&str] = &[
    // Keys: the lines between the first and the last one, which say what it is.
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----([^-]+(?:-[^-]+)*)",
    // The same in base64.
    r"(LS0tLS1CRUdJTi(?:BSU0EgUFJJVkFU|BQUklWQVRF|BFQyBQUklWQVRF|BPUEVOU1NI|BFTkNSWVBURUQ|BEU0EgUFJJVkFU)[A-Za-z0-9+/=]+)",
    r"\b(AGE-SECRET-KEY-1[A-Z0-9]{50,})",
    // JSON web tokens.
    r"\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,3})",
    // Code hosts and registries.
    r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|gl[a-z]{2,6}-[A-Za-z0-9_-]{20,}|dckr_[a-z]+_[A-Za-z0-9_-]{20,})",
    r"\b(npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{50,}|hf_[A-Za-z0-9]{30,}|SWMTKN-1-[a-z0-9]{20,}-[a-z0-9]{20,}|SWMKEY-1-[A-Za-z0-9+/=]{20,})",
    // Clouds.
    r"\b((?:AKIA|ASIA)[A-Z0-9]{16}(?:[:/, ]+[A-Za-z0-9/+=]{40})?)",
    r"\b(AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}|do[opr]_v1_[a-f0-9]{40,}|hv[sbr]\.[A-Za-z0-9_-]{20,})",
    // Services.
    r"\b(xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{20,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{20,})",
    r"\b(SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|[0-9]{8,10}:AA[A-Za-z0-9_-]{33})",
    r"hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/_-]{20,})",
    r"discord(?:app)?\.com/api/webhooks/([0-9]+/[A-Za-z0-9_-]{20,})",
    // Hashed passwords as `crypt` and `htpasswd` write them; compose files double the dollars.
    r"(\${1,2}(?:apr1|2[abxy]|[156y]|argon2(?:id|i|d))\$[./A-Za-z0-9$,=+]{16,})",
    // Signed addresses: the clouds' and Azure's `sig`.
    r#"(?i)[?&](?:x-[a-z]+-)?sig(?:nature)?=([^\s&"'`#;|<>(){}]+)"#,
    // Headers, and what `docker login` keeps.
    r#"(?i)\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic|token|digest|apikey|negotiate)\s+([^\s"']+)"#,
    r#"(?i)\bbearer\s+([A-Za-z0-9._~+/-]{20,}=*)"#,
    r#""auth"\s*:\s*"([A-Za-z0-9+/]{8,}={0,2})""#,
    // Commands that are given a password without its name.
    r#"\b(?:mysql|mysqladmin|mysqldump|mariadb|mariadb-admin|mariadb-dump)\b[^;|&\n]*?\s-p["']?([^\s;|&"'$]+)"#,
    r#"\bsshpass\s+-p\s*["']?([^\s;|&"'$]+)"#,
    r#"\bredis-cli\b[^;|&\n]*?\s-a\s+["']?([^\s;|&"'$]+)"#,
    r#"\b(?:curl|wget)\b[^;|&\n]*?\s(?:-u|--user)[ =]["']?[^\s:"']+:([^\s"'$]+)"#,
    r#"\bdocker\s+login\b[^;|&\n]*?\s-p\s*["']?([^\s;|&"'$]+)"#,
    r#"\becho\s+["']?[A-Za-z0-9_.-]+:([^\s"'|$]+)["']?\s*\|\s*(?:sudo\s+)?chpasswd"#,
    r#"(?i)\bidentified\s+by\s+["']([^"']+)"#,
    r#"(?i)\bwith\s+(?:encrypted\s+)?password\s+["']([^"']+)"#,
    r#"\brequirepass\s+["']?([^\s"'$]+)"#,
    // Go's MySQL addresses.
    r"\b[A-Za-z0-9_.-]+:([^\s:@/]+)@(?:tcp|unix)\(",
];
/// OpenAI's and Anthropic's tokens begin like many a word: they are told by digits and capitals.
const BROAD_LOOK: &str = r"\b(sk-[A-Za-z0-9_-]{20,})";

/// All of them at once say which to look at; nearly always none.
static LOOK_SET: LazyLock<Option<RegexSet>> = LazyLock::new(|| RegexSet::new(ascii(LOOKS.iter().copied())).ok());
static LOOK_LIST: LazyLock<Vec<Regex>> =
    LazyLock::new(|| ascii(LOOKS.iter().copied()).iter().filter_map(|look| Regex::new(look).ok()).collect());
static BROAD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(BROAD_LOOK).ok());
/// `scheme://user:`
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#@:"'<>]*:"#).ok());
/// `--name value` and `-name value`
static FLAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?:^|\s)--?([A-Za-z][A-Za-z0-9_.-]+)\s+(?:"([^"]*)"|'([^']*)'|([^\s"';|&-][^\s"';|&]*))"#).ok()
});

/// Regular expressions whose `\b` is ASCII's: Unicode's is slow, and no token has such letters.
fn ascii<'a>(looks: impl Iterator<Item = &'a str>) -> Vec<String> {
    looks.map(|look| look.replace(r"\b", r"(?-u:\b)")).collect()
}

/// All secrets in a text, in no order; they may overlap.
pub(super) fn find(text: &str, found: &mut Vec<Range<usize>>) {
    known_by_look(text, found);
    in_addresses(text, found);
    if names::may_be_in(text) {
        assigned(text, found);
        flagged(text, found);
    }
}

fn known_by_look(text: &str, found: &mut Vec<Range<usize>>) {
    if let Some(set) = LOOK_SET.as_ref() {
        for look in set.matches(text).iter().filter_map(|place| LOOK_LIST.get(place)) {
            let secrets = look.captures_iter(text).filter_map(|hit| hit.get(1));
            found.extend(secrets.filter(|secret| is_worth_hiding(secret.as_str())).map(|secret| secret.range()));
        }
    }
    let random = |token: &str| {
        let has = |is: fn(&u8) -> bool| token.bytes().skip("sk-".len()).any(|byte| is(&byte));
        has(u8::is_ascii_digit)
            && has(u8::is_ascii_alphabetic)
            && (has(u8::is_ascii_uppercase) || !token[3..].contains('-'))
    };
    if text.contains("sk-")
        && let Some(broad) = BROAD.as_ref()
    {
        found.extend(broad.find_iter(text).filter(|token| random(token.as_str())).map(|token| token.range()));
    }
}

/// Bytes of a password in an address, beyond any token's: where no `@` follows, no more is looked through.
const MAX_PASSWORD: usize = 2048;

/// `scheme://user:PASSWORD@host`
fn in_addresses(text: &str, found: &mut Vec<Range<usize>>) {
    let Some(address) = ADDRESS.as_ref().filter(|_| text.contains("://")) else { return };
    // Behind the last password, and the next `@`: neither is looked for twice.
    let (mut hidden, mut at) = (0, 0);
    for hit in address.find_iter(text) {
        if at < hit.end() {
            at = text[hit.end()..].find('@').map_or(usize::MAX, |at| hit.end() + at);
        }
        if hit.end() < hidden || at - hit.end() > MAX_PASSWORD {
            continue;
        }
        let end = text.floor_char_boundary(hit.end() + MAX_PASSWORD);
        let rest = text.get(hit.end()..end).unwrap_or_default();
        let ends = |char: char| char.is_whitespace() || "\"'<>`".contains(char);
        let rest = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        // A password may have an `@` that nobody escaped; and a `/` too, but then it must not look like a port.
        let end = rest[..authority].rfind('@').or_else(|| {
            let port = rest[..authority].bytes().all(|byte| byte.is_ascii_digit());
            if port { None } else { rest.find('@') }
        });
        if let Some(end) = end.filter(|end| is_worth_hiding(&rest[..*end])) {
            hidden = hit.end() + end;
            found.push(hit.end()..hidden);
        }
    }
}

/// `NAME=value` in commands, settings and queries; `"name": "value"` and `Name: value`, a line of its own.
fn assigned(text: &str, found: &mut Vec<Range<usize>>) {
    // Behind the last value, and behind the last word that was looked for: no stretch of a long text is looked at twice.
    let (mut seen, mut word) = (0, 0);
    for (at, sign) in text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'=' | b':')) {
        if at < seen {
            continue;
        }
        let behind = text.get(at + 1..).unwrap_or_default();
        let Some(name) = name_before(text, at, sign) else { continue };
        if !names::is_secret(name.text) || behind.starts_with('=') {
            continue;
        }
        let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
        if blanks > 0 && !name.may_be_apart {
            continue;
        }
        if sign == b':' && !name.quoted && blanks == 0 {
            continue;
        }
        let from = at + 1 + blanks;
        // In quotes too: what a template has in it may hold a secret of its own.
        if begins_elsewhere(behind[blanks..].trim_start_matches('\\').trim_start_matches(['"', '\''])) {
            continue;
        }
        if word <= from {
            word = from + behind[blanks..].find(ends_word).unwrap_or(behind.len() - blanks);
        }
        let value = value_of(&behind[blanks..], word - from, sign == b':' && !name.quoted);
        let value = from + value.start..from + value.end;
        // A choice, a variable or a path has no secret in it, and is not looked at again either.
        seen = value.end;
        if text.get(value.clone()).is_some_and(is_worth_hiding) {
            found.push(value);
        }
    }
}

struct Name<'a> {
    text: &'a str,
    /// In quotes, as JSON has it.
    quoted: bool,
    /// Blanks may stand before the value: the name is in quotes or begins its line.
    may_be_apart: bool,
}

fn name_before(text: &str, at: usize, sign: u8) -> Option<Name<'_>> {
    let window = text.get(text.floor_char_boundary(at.saturating_sub(names::MAX_NAME))..at)?;
    let close = window.trim_end_matches([' ', '\t']);
    let unquoted = close.strip_suffix(['"', '\'']).map(|rest| rest.strip_suffix('\\').unwrap_or(rest));
    let quoted = unquoted.is_some();
    let until = unquoted.unwrap_or(close);
    let is_part = |char: char| char.is_ascii_alphanumeric() || "_.-".contains(char);
    let name = &until[until.trim_end_matches(is_part).len()..];
    let before = &until[..until.len() - name.len()];
    let begins = {
        let blank = before.trim_end_matches([' ', '\t']);
        blank.is_empty() || blank.ends_with('\n') || (sign == b':' && before.ends_with(['"', '\'']))
    };
    let apart = close.len() < window.len();
    // `$NAME=` compares, and only a line of its own has blanks before its sign.
    let assigns = !before.ends_with('$') && !before.ends_with("${");
    let stands = match sign {
        b':' => quoted || begins,
        _ => !apart || begins,
    };
    (!name.is_empty() && assigns && stands).then_some(Name { text: name, quoted, may_be_apart: quoted || begins })
}

fn ends_word(char: char) -> bool {
    char.is_whitespace() || "\"'`;&|)<>".contains(char)
}

/// Where the value stands in what follows its sign: in quotes, or up to the end of the word. `whole`: only where nothing
/// but it stands on the line, as in a header; prose goes on.
fn value_of(text: &str, mut end: usize, whole: bool) -> Range<usize> {
    let open = text.len() - text.trim_start_matches('\\').len();
    if let Some(quote) = text[open..].chars().next().filter(|char| matches!(char, '"' | '\'')) {
        let start = open + 1;
        let mut escaped = false;
        let end = text[start..].find(|char| {
            let closes = char == quote && (!escaped || open > 0);
            escaped = char == '\\' && !escaped;
            closes
        });
        return start..end.map_or(text.len(), |end| start + end);
    }
    let rest = &text[end..];
    let alone = rest.starts_with(['"', '\''])
        || matches!(rest.trim_start_matches([' ', '\t', '\r']).chars().next(), None | Some('\n'));
    if whole && !alone {
        return 0..0;
    }
    // `password=x,next=y` in options.
    let next = |comma: usize| {
        let name =
            text[comma + 1..end].trim_start_matches(|char: char| char.is_ascii_alphanumeric() || "_.-".contains(char));
        name.starts_with('=') && name.len() < end - comma - 1
    };
    if let Some(comma) = text[..end].match_indices(',').map(|(comma, _)| comma).find(|comma| next(*comma)) {
        end = comma;
    }
    let value = &text[..end];
    // `{"password":1}`, but not `${PASSWORD}`.
    let inside = if value.contains(['{', '[']) { value } else { value.trim_end_matches(['}', ']', ',']) };
    0..inside.trim_end_matches('\\').len()
}

/// `--password value` within one text.
fn flagged(text: &str, found: &mut Vec<Range<usize>>) {
    let Some(flag) = FLAG.as_ref().filter(|_| text.contains('-')) else { return };
    for hit in flag.captures_iter(text) {
        let value = (2..=4).find_map(|group| hit.get(group));
        if let (Some(name), Some(value)) = (hit.get(1), value)
            && names::is_secret(name.as_str())
            && is_worth_hiding(value.as_str())
        {
            found.push(value.range());
        }
    }
}

/// Words that stand for a choice, not for a secret.
const CHOICES: &str =
    "0 1 always auto default disabled enabled false never nil no none null off on optional required true undefined yes";

/// A value under a secret's name that is one: not empty, not a choice, not a place, not a variable, not hidden already.
pub(super) fn is_worth_hiding(value: &str) -> bool {
    let value = value.trim();
    let hidden = value.chars().all(|char| matches!(char, '*' | '•'));
    let choice = CHOICES.split(' ').any(|choice| value.eq_ignore_ascii_case(choice));
    !(hidden || choice || begins_elsewhere(value) || is_variable(value) || is_path(value))
}

/// Whether a value begins like an address, or like what a shell or a template puts in its place: `https://x`, `${NAME}`,
/// `$(command)`, `{{ .Template }}`. A password within an address is found by itself.
fn begins_elsewhere(value: &str) -> bool {
    let scheme = value.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let address = scheme > 0 && value.get(scheme..).is_some_and(|rest| rest.starts_with("://"));
    address || ["${", "$(", "{{", "`"].iter().any(|open| value.starts_with(open))
}

/// `$NAME`, `%NAME%`, `<placeholder>`: none is longer than a name, and none assigns.
fn is_variable(value: &str) -> bool {
    let name = value.strip_prefix('$').is_some_and(|name| {
        let all = |is: fn(&u8) -> bool| name.bytes().all(|byte| byte == b'_' || is(&byte));
        // `$ecret123` is a password.
        !name.is_empty()
            && (all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) || all(u8::is_ascii_lowercase))
    });
    let named = |inside: &str| !inside.is_empty() && inside.len() <= names::MAX_NAME && !inside.contains(['=', ':']);
    let within =
        |open, close| value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).filter(|it| named(it));
    name || within('%', '%').is_some_and(names::is_name) || within('<', '>').is_some()
}

/// Characters from which on what looks like a path may be a key in base64 that begins with `/`.
const RANDOM_LENGTH: usize = 24;
/// Bytes of a path at the most: Linux's `PATH_MAX`.
const MAX_PATH: usize = 4096;

/// `/run/secrets/x`, `./x`, `~/x`, `C:\x`
fn is_path(value: &str) -> bool {
    let drive = matches!(value.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    if value.len() > MAX_PATH || (!drive && !["/", "./", "../", "~/"].iter().any(|root| value.starts_with(root))) {
        return false;
    }
    // Folders are named in one case, mostly; a key has many letters of each, and digits.
    let count = |is: fn(&u8) -> bool| value.bytes().filter(is).count();
    let (upper, lower) = (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase));
    let random = value.len() >= RANDOM_LENGTH
        && count(u8::is_ascii_digit) > 0
        && 3 * upper.min(lower) >= upper.max(lower)
        && !value.contains(['.', '-', '_']);
    !random && !value.contains(['+', '='])
}
