//! Image references: `[domain/]path[:tag][@digest]`, by the grammar of the distribution project
//! (<https://github.com/distribution/reference>), with Docker's familiar short form.

use std::fmt;

use crate::error::{Error, ErrorCode, Result};

const DEFAULT_DOMAIN: &str = "docker.io";
const OFFICIAL_PREFIX: &str = "library/";
const DEFAULT_TAG: &str = "latest";

/// Longest path that the grammar allows, in characters. Docker before 25 counts the domain in and has the last word.
const PATH_MAX: usize = 255;
/// Longest tag, in characters.
const TAG_MAX: usize = 128;

/// A parsed reference, normalized: `hello-world` is `docker.io/library/hello-world`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub domain: String,
    pub path: String,
    pub tag: Option<String>,
    /// `sha256:…`
    pub digest: Option<String>,
}

impl Reference {
    /// Reads what a person types or what an engine prints.
    ///
    /// # Errors
    /// `InvalidReference`, with the reason in words.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(invalid(text, "it is empty"));
        }
        if is_identifier(text) {
            return Err(invalid(text, "64 hexadecimal characters are an image id, not a name"));
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) if is_digest(digest) => (rest, Some(digest.to_owned())),
            Some((_, digest)) => return Err(invalid(text, &format!("{digest} is not a digest"))),
            None => (text, None),
        };
        let (name, tag) = match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => {
                if !is_tag(tag) {
                    return Err(invalid(text, &format!("{tag:?} is not a tag")));
                }
                (name, Some(tag.to_owned()))
            }
            _ => (rest, None),
        };
        let (domain, path) = split_domain(name);
        if path.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(invalid(text, "repository names are lower case"));
        }
        if !path.split('/').all(is_path_component) {
            return Err(invalid(text, "the repository name has a character or a separator out of place"));
        }
        if !is_domain(&domain) {
            return Err(invalid(text, &format!("{domain} is not a registry's host name")));
        }
        if path.len() > PATH_MAX {
            return Err(invalid(text, &format!("the name is longer than {PATH_MAX} characters")));
        }
        Ok(Self { domain, path, tag, digest })
    }

    /// The name as Docker shortens it: `hello-world`, `acme/api`, `ghcr.io/acme/api`. Where the short form would be read
    /// as something else (`docker.io/localhost/api`), the full name.
    pub fn familiar_name(&self) -> String {
        let short = match self.path.strip_prefix(OFFICIAL_PREFIX) {
            Some(short) if !short.contains('/') => short,
            _ => &self.path,
        };
        let is_this = |(domain, path): (String, String)| domain == self.domain && path == self.path;
        if is_this(split_domain(short)) && !is_identifier(short) { short.to_owned() } else { self.name() }
    }

    /// The full name: `docker.io/library/hello-world`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.domain, self.path)
    }

    /// The tag asked for: the one written, `latest` where neither tag nor digest is.
    pub fn tag_or_default(&self) -> Option<&str> {
        match (&self.tag, &self.digest) {
            (Some(tag), _) => Some(tag),
            (None, Some(_)) => None,
            (None, None) => Some(DEFAULT_TAG),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.familiar_name())?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// Splits the text of a name that an engine printed (`host:5000/a/b:tag`) without judging it: engines hold names that a
/// strict reader refuses.
pub fn split_tag(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (text, None),
    }
}

fn invalid(text: &str, why: &str) -> Error {
    Error::new(ErrorCode::InvalidReference, format!("{text:?} is not an image reference: {why}"))
}

/// The first part is a domain where it looks like one: it has a dot, a colon or an upper case letter, or is `localhost`.
pub(crate) fn split_domain(name: &str) -> (String, String) {
    let (domain, path) = match name.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':']) || first == "localhost" || first.bytes().any(|b| b.is_ascii_uppercase()) =>
        {
            (first, rest)
        }
        _ => (DEFAULT_DOMAIN, name),
    };
    let domain = if domain == "index.docker.io" { DEFAULT_DOMAIN } else { domain };
    if domain == DEFAULT_DOMAIN && !path.contains('/') {
        return (domain.to_owned(), format!("{OFFICIAL_PREFIX}{path}"));
    }
    (domain.to_owned(), path.to_owned())
}

fn is_lower_alphanumeric(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_path_component(component: &str) -> bool {
    let bytes = component.as_bytes();
    let ends = (bytes.first(), bytes.last());
    let (Some(first), Some(last)) = ends else { return false };
    if !is_lower_alphanumeric(*first) || !is_lower_alphanumeric(*last) {
        return false;
    }
    component.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()).all(|separator| {
        separator.is_empty() || matches!(separator, "." | "_" | "__") || separator.bytes().all(|b| b == b'-')
    })
}

/// `[\w][\w.-]{0,127}`
fn is_tag(tag: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    tag.len() <= TAG_MAX
        && tag.bytes().next().is_some_and(word)
        && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
}

/// What an engine takes for an image's id and not for a name.
fn is_identifier(text: &str) -> bool {
    text.len() == 64 && is_lower_hex(text)
}

/// `algorithm:hex` with the algorithms that engines know and all of their characters. The grammar itself is wider, and what
/// it lets through is refused when the digest is looked at.
fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && is_lower_hex(hex)
}

/// Host name or IPv6 address in brackets, with an optional port.
fn is_domain(domain: &str) -> bool {
    let port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    if let Some(rest) = domain.strip_prefix('[') {
        let Some((address, after)) = rest.split_once(']') else { return false };
        return !address.is_empty()
            && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':')
            && (after.is_empty() || after.strip_prefix(':').is_some_and(port));
    }
    let host = match domain.split_once(':') {
        Some((host, number)) if port(number) => host,
        Some(_) => return false,
        None => domain,
    };
    host.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    #[test]
    fn names_are_normalized_as_docker_does() {
        let long = format!("{}:tag", "a/".repeat(100) + "a");
        let cases: &[(&str, &str, &str, Option<&str>)] = &[
            ("hello-world", "docker.io/library/hello-world", "hello-world", None),
            ("centos:8", "docker.io/library/centos", "centos", Some("8")),
            ("acme/api", "docker.io/acme/api", "acme/api", None),
            ("docker.io/library/busybox", "docker.io/library/busybox", "busybox", None),
            ("index.docker.io/busybox", "docker.io/library/busybox", "busybox", None),
            ("library/busybox", "docker.io/library/busybox", "busybox", None),
            (
                "ghcr.io/acme/billing-api:2026.11.3",
                "ghcr.io/acme/billing-api",
                "ghcr.io/acme/billing-api",
                Some("2026.11.3"),
            ),
            ("127.0.0.1:5000/x", "127.0.0.1:5000/x", "127.0.0.1:5000/x", None),
            ("localhost/x:1", "localhost/x", "localhost/x", Some("1")),
            ("Host/x", "Host/x", "Host/x", None),
            ("[2001:db8::1]:5000/x", "[2001:db8::1]:5000/x", "[2001:db8::1]:5000/x", None),
            ("foo__bar/b--r.x", "docker.io/foo__bar/b--r.x", "foo__bar/b--r.x", None),
            (&long, &format!("docker.io/{}", "a/".repeat(100) + "a"), &("a/".repeat(100) + "a"), Some("tag")),
        ];
        for (text, name, familiar, tag) in cases {
            let reference = Reference::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!((reference.name().as_str(), reference.familiar_name().as_str()), (*name, *familiar), "{text}");
            assert_eq!(reference.tag.as_deref(), *tag, "{text}");
        }
    }

    #[test]
    fn digests_and_tags_together() {
        let reference = Reference::parse(&format!("busybox:1@{DIGEST}")).unwrap();
        assert_eq!((reference.tag.as_deref(), reference.digest.as_deref()), (Some("1"), Some(DIGEST)));
        assert_eq!(reference.to_string(), format!("busybox:1@{DIGEST}"));
        assert_eq!(Reference::parse(&format!("busybox@{DIGEST}")).unwrap().tag_or_default(), None);
        assert_eq!(Reference::parse("busybox").unwrap().tag_or_default(), Some("latest"));
    }

    #[test]
    fn what_the_grammar_refuses() {
        let long = "a".repeat(256);
        let tag = format!("a:{}", "t".repeat(129));
        for text in [
            "",
            " ",
            "Busybox",
            "a//b",
            "/a",
            "a/",
            "-a",
            "a-",
            "a___b",
            "a._b",
            "a..b",
            "a:",
            "a:-x",
            "a:ü",
            "ä",
            "a b",
            "a@sha256:short",
            "a@",
            "a@b",
            "localhost:port/x",
            "a:b:c",
            "../x",
            "a?b",
            &long,
            &tag,
            &"f".repeat(64),
        ] {
            let error = Reference::parse(text).err().map(|error| error.code);
            assert_eq!(error, Some(ErrorCode::InvalidReference), "{text:?}");
        }
    }

    #[test]
    fn engines_names_are_split_at_the_tag() {
        assert_eq!(split_tag("127.0.0.1:5000/a/b"), ("127.0.0.1:5000/a/b", None));
        assert_eq!(split_tag("127.0.0.1:5000/a/b:c"), ("127.0.0.1:5000/a/b", Some("c")));
        assert_eq!(split_tag("a"), ("a", None));
    }
}
