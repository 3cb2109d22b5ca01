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
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The leaf at this pointer with marks around its secrets, as it is spelled.
    fn marked(text: &str, pointer: &str) -> String {
        let document = Document::parse(text);
        assert_eq!(document.problem(), None, "{text}");
        let node = document.find(pointer).unwrap();
        let mut raw = document.raw(node).to_owned();
        for secret in secrets(&document, node).into_iter().rev() {
            raw.insert(secret.end, '»');
            raw.insert(secret.start, '«');
        }
        raw
    }

    #[test]
    fn by_their_names() {
        for (text, pointer, expected) in [
            (r#"{"Env":["POSTGRES_PASSWORD=a\"b"]}"#, "/Env/0", r#""POSTGRES_PASSWORD=«a\"b»""#),
            (r#"{"Env":["A=1","TOKEN=a=b; c"]}"#, "/Env/1", r#""TOKEN=«a=b; c»""#),
            (r#"{"Labels":{"com.x.api-key":"abc"}}"#, "/Labels/com.x.api-key", r#""«abc»""#),
            (r#"{"pass\u0077ord":"\u003cx"}"#, "/password", r#""«\u003cx»""#),
            (r#"{"Cmd":["x","--db-password=abc"]}"#, "/Cmd/1", r#""--db-password=«abc»""#),
            (r#"{"Cmd":["x","--password","abc"]}"#, "/Cmd/2", r#""«abc»""#),
            (r#"{"Cmd":["redis-server","--requirepass","abc"]}"#, "/Cmd/2", r#""«abc»""#),
            (r#"{"Cmd":["mysql","-u","root","-pabc"]}"#, "/Cmd/3", r#""-p«abc»""#),
            (r#"{"Cmd":["sshpass","-p","abc","ssh","x"]}"#, "/Cmd/2", r#""«abc»""#),
            (r#"{"Cmd":["redis-cli","-h","x","-a","abc"]}"#, "/Cmd/4", r#""«abc»""#),
            (
                r#"{"Cmd":["java","-Dspring.datasource.password=abc"]}"#,
                "/Cmd/1",
                r#""-Dspring.datasource.password=«abc»""#,
            ),
            (r#"{"Cmd":["kubectl","--from-literal=password=abc"]}"#, "/Cmd/1", r#""--from-literal=password=«abc»""#),
            (r#"{"auths":{"r":{"IdentityToken":"abc"}}}"#, "/auths/r/IdentityToken", r#""«abc»""#),
            (
                r#"{"Options":{"o":"username=x,password=abc,vers=3"}}"#,
                "/Options/o",
                r#""username=x,password=«abc»,vers=3""#,
            ),
            (r#"{"Config":{"splunk-token":"176FCEBF-4CF5"}}"#, "/Config/splunk-token", r#""«176FCEBF-4CF5»""#),
            (r#"["sh","-c","PASSWORD=abc run"]"#, "/2", r#""PASSWORD=«abc» run""#),
            (r#"["NEO4J_AUTH=neo4j/abc"]"#, "/0", r#""NEO4J_AUTH=«neo4j/abc»""#),
            (r#"["DB_PASSWORD=$ecret123"]"#, "/0", r#""DB_PASSWORD=«$ecret123»""#),
            (
                r#"["AWS_SECRET_ACCESS_KEY=/wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY7"]"#,
                "/0",
                r#""AWS_SECRET_ACCESS_KEY=«/wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY7»""#,
            ),
            (r#"{"passwords":["abcdef1"],"tokens":["tok123"]}"#, "/passwords/0", r#""«abcdef1»""#),
            (r#"{"passwords":["abcdef1"],"tokens":["tok123"]}"#, "/tokens/0", r#""«tok123»""#),
            (r#"{"secrets":{"db":"hunter2"}}"#, "/secrets/db", r#""«hunter2»""#),
            (r#"[{"name":"DB_PASSWORD","value":"hunter2"}]"#, "/0/value", r#""«hunter2»""#),
            (r#"[{"Value":"hunter2","Key":"api-key"}]"#, "/0/Value", r#""«hunter2»""#),
            (r#"{"password":1234}"#, "/password", "«1234»"),
            (r#"["PASSWORD=\ud83d\ude00\n"]"#, "/0", r#""PASSWORD=«\ud83d\ude00\n»""#),
        ] {
            assert_eq!(marked(text, pointer), expected);
        }
    }

    #[test]
    fn by_their_looks() {
        let ghp = format!("ghp_{}", "a1B2".repeat(9));
        for (text, expected) in [
            ("postgres://user:pa$s@db:5432/x", "postgres://user:«pa$s»@db:5432/x"),
            ("DATABASE_URL=mysql://root:p@ss@h/d?x=1", "DATABASE_URL=mysql://root:«p@ss»@h/d?x=1"),
            ("redis://:abc/d+f=@h:6379", "redis://:«abc/d+f=»@h:6379"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----«\nMII\n»-----END RSA PRIVATE KEY-----",
            ),
            ("x -----BEGIN PRIVATE KEY-----\nMII", "x -----BEGIN PRIVATE KEY-----«\nMII»"),
            (
                "x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3 y",
                "x «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3» y",
            ),
            (&format!("git clone https://{ghp}@github.com/x"), &format!("git clone https://«{ghp}»@github.com/x")),
            ("glpat-ABCdef1234567890abcd", "«glpat-ABCdef1234567890abcd»"),
            ("xoxb-123456789012-abcdef", "«xoxb-123456789012-abcdef»"),
            ("sk-proj-Ab12Cd34Ef56Gh78Ij90", "«sk-proj-Ab12Cd34Ef56Gh78Ij90»"),
            (
                "k AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY k",
                "k «AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY» k",
            ),
            ("AIzaSyA1234567890abcdefghijklmnopqrstuv", "«AIzaSyA1234567890abcdefghijklmnopqrstuv»"),
            ("hf_abcdefghijABCDEFGHIJabcdefghij1234", "«hf_abcdefghijABCDEFGHIJabcdefghij1234»"),
            ("curl -H 'Authorization: Bearer abc' http://x", "curl -H 'Authorization: Bearer «abc»' http://x"),
            ("curl -H \"X-Api-Key: abc\" http://x", "curl -H \"X-Api-Key: «abc»\" http://x"),
            ("curl -u me:abc http://x", "curl -u me:«abc» http://x"),
            ("export PASSWORD=abc; mysql -pdef x", "export PASSWORD=«abc»; mysql -p«def» x"),
            ("/bin/sh -c export DB_PASSWORD=\"a b\" && run", "/bin/sh -c export DB_PASSWORD=\"«a b»\" && run"),
            ("sh -c \"PASSWORD=\\\"abc\\\" run\"", "sh -c \"PASSWORD=\\\"«abc\\»\" run\""),
            ("|2 API_TOKEN=abc V=1 /bin/sh -c make", "|2 API_TOKEN=«abc» V=1 /bin/sh -c make"),
            ("serve --admin-password 'a b' --port 1", "serve --admin-password '«a b»' --port 1"),
            ("https://x/y?token=abc&z=1", "https://x/y?token=«abc»&z=1"),
            ("https://x/y?X-Amz-Signature=abc&z=1", "https://x/y?X-Amz-Signature=«abc»&z=1"),
            ("https://x/y?sv=1&sig=a%2Fb&z=1", "https://x/y?sv=1&sig=«a%2Fb»&z=1"),
            ("run PASSWORD=%a=b% x", "run PASSWORD=«%a=b%» x"),
            ("Server=x;User Id=sa;Password=abc;", "Server=x;User Id=sa;Password=«abc»;"),
            (
                "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=a+b==;E=1",
                "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=«a+b==»;E=1",
            ),
            (
                "{\"user\":\"x\",\"password\": \"a\\\"b\",\"n\":1}",
                "{\"user\":\"x\",\"password\": \"«a\\\"b»\",\"n\":1}",
            ),
            ("{\"auths\":{\"r\":{\"auth\":\"dXNlcjpwYXNz\"}}}", "{\"auths\":{\"r\":{\"auth\":\"«dXNlcjpwYXNz»\"}}}"),
            ("user: x\npassword: abc\nport: 1", "user: x\npassword: «abc»\nport: 1"),
            ("[db]\npassword = abc\n", "[db]\npassword = «abc»\n"),
            ("echo 'root:abc' | chpasswd", "echo 'root:«abc»' | chpasswd"),
            ("CREATE USER x IDENTIFIED BY 'abc';", "CREATE USER x IDENTIFIED BY '«abc»';"),
            ("admin:$$apr1$$abcdefgh$$ABCDEFGHIJKLMNOPQRSTU1", "admin:«$$apr1$$abcdefgh$$ABCDEFGHIJKLMNOPQRSTU1»"),
            ("u:abc@tcp(db:3306)/x", "u:«abc»@tcp(db:3306)/x"),
            (
                "SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx",
                "«SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx»",
            ),
        ] {
            let spell = |text: &str| serde_json::to_string(text).unwrap();
            assert_eq!(marked(&format!("[{}]", spell(text)), "/0"), spell(expected));
        }
    }

    #[test]
    fn what_is_no_secret() {
        let hex = "0123456789abcdef".repeat(4);
        for text in [
            "PATH=/usr/local/sbin:/usr/local/bin",
            "JAVA_HOME=/opt/java",
            "KEYBOARD_LAYOUT=fr",
            "MONKEY=banana",
            "TOKENIZER=bert",
            "TOKENIZERS_PARALLELISM=false",
            "POSTGRES_PASSWORD_FILE=/run/secrets/pg",
            "POSTGRES_PASSWORD=/run/secrets/pg",
            "PASSWORD=",
            "PASSWORD=$PASSWORD",
            "PASSWORD=${PASSWORD:?}",
            "PASSWORD={{ .Password }}",
            "PASSWORD=%PASSWORD%",
            "PASSWORD=<your password>",
            "run PASSWORD='<your password>'",
            "https://x/y?design=abc&signal=9",
            "ALLOW_EMPTY_PASSWORD=yes",
            "MYSQL_RANDOM_ROOT_PASSWORD=1",
            "SECRET=null",
            "GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568",
            "GPG_KEYS=15DD4F3B8AACA54740EB78C7B7B7C53943ECCEE1",
            "PUBLIC_KEY=abc",
            "SSH_HOST_KEY=abc",
            "TOKEN_URL=https://x/token",
            "AUTH_TOKEN_TTL=3600",
            "PASSWORD_MIN_LENGTH=8",
            "GOOGLE_APPLICATION_CREDENTIALS=/key.json",
            "PWD=/app",
            "AUTHOR=me",
            "http://localhost:8080/@scope/pkg",
            "https://user@host/x",
            "git+ssh://git@host:x/y@v1",
            "postgres://user:@h",
            "postgres://user:$PASSWORD@h/x",
            "https://x/y?page=1&sort=key",
            "vault-token:1.2",
            "my/secret:latest",
            "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----",
            "-----BEGIN PUBLIC KEY-----\nMII",
            "sha256:269ffb1d6de06ceee9dc67f21ce4c9a98c72c64ae75beb717cd3891f6f17c24b",
            &hex,
            "12:34:56:78:9a:bc",
            "sk-learn-is-a-long-package-name",
            "AKIAfoo",
            "Password: choose a long one",
            "Token: a thing of value",
            "if [ \"$PASSWORD\" = \"x\" ]; then",
            "test $TOKEN == abc",
            "PASSWORD=$(cat /run/secrets/x)",
            "--password-file /run/x",
            "--password --user x",
            "serve --token-ttl 5m",
            "Authorization: Bearer $TOKEN",
            "{\"password\":null,\"token\":\"\",\"secret\":true}",
            "PASSWORD=********",
            "mysql -p",
            "mysql -p$PASSWORD x",
            "nginx proxy_pass=http",
            "/bin/sh -c #(nop)  CMD [\"couchdb\"]",
            "key=value",
            "LANG=C.UTF-8",
            "a=b",
            "docker run -p 80:80 x",
            "2018-10-16T01:38:59.501794757Z",
            "couchdb@sha256:7d60986a0b43",
        ] {
            let spelled = serde_json::to_string(text).unwrap();
            assert_eq!(marked(&format!("[{spelled}]"), "/0"), spelled);
        }
        for (text, pointer) in [
            (format!(r#"{{"Id":"{hex}","Digest":"sha256:{hex}"}}"#), "/Id"),
            (r#"{"Secrets":[{"SecretID":"abc","SecretName":"x"}]}"#.to_owned(), "/Secrets/0/SecretID"),
            (r#"{"SandboxKey":"/var/run/docker/netns/0123"}"#.to_owned(), "/SandboxKey"),
            (
                r#"{"Labels":{"org.opencontainers.image.authors":"a <a@b>"}}"#.to_owned(),
                "/Labels/org.opencontainers.image.authors",
            ),
            (r#"["--password",{"x":1},"abc"]"#.to_owned(), "/2"),
            (r#"["--password",["abc"]]"#.to_owned(), "/1/0"),
            (r#"["docker","run","-p","80"]"#.to_owned(), "/3"),
            (r#"{"password":1,"token":true}"#.to_owned(), "/password"),
            (r#"{"password":1,"token":true}"#.to_owned(), "/token"),
            (r#"{"tokens":[101,2023],"max_tokens":4096}"#.to_owned(), "/tokens/0"),
            (r#"{"tokens":[101,2023],"max_tokens":4096}"#.to_owned(), "/max_tokens"),
            (r#"{"credentials":{"username":"me","password":"x"}}"#.to_owned(), "/credentials/username"),
            (r#"[{"name":"DB_HOST","value":"x"}]"#.to_owned(), "/0/value"),
            (r#"[{"name":"DB_PASSWORD","value":"x"}]"#.to_owned(), "/0/name"),
            (r#"{"secret":{"secretName":"x","defaultMode":420}}"#.to_owned(), "/secret/defaultMode"),
        ] {
            assert!(!marked(&text, pointer).contains('«'), "{text}");
        }
        let couchdb = Document::parse(include_str!("../../../../../tests/fixtures/couchdb-inspect.json"));
        assert_eq!(Veil::default().hidden_in(&couchdb, NodeId::ROOT), 0);
    }

    #[test]
    fn long_texts_are_looked_through_once() {
        // What takes a square of this would not end.
        for piece in [
            "token=",
            "token=$(",
            "a://b:",
            "a://b:@",
            "--token ",
            "mysql -p",
            "password: ",
            "token=https://",
            "token=%",
            "token=$",
            "token=/",
            "token={{",
            "token='{{",
            "token='/",
            "token=\\\\\\\"/",
            "token=<",
            "token=,",
            "password:\\n",
            "?sig=",
            "echo a:",
        ] {
            let document = Document::parse(format!("[\"{}\"]", piece.repeat(100_000)));
            let length = document.raw(NodeId(1)).len();
            assert!(secrets(&document, NodeId(1)).iter().all(|stretch| stretch.end < length), "{piece}");
        }
    }

    #[test]
    fn of_a_long_value_its_ends_are_in_sight() {
        let veil = Veil::default();
        let filler = "\\n".repeat(EDGE_BYTES);
        for (text, hidden, shown) in [
            (format!("[\"{filler}\"]"), Secret::None, "\\n\\n"),
            (format!("[\"TOKEN=a {filler}\"]"), Secret::Hidden, "TOKEN=••••••••"),
            (format!("[\"A TOKEN=a {filler}\"]"), Secret::Hidden, "A TOKEN=•••••••• \\n"),
            (format!("[\"A {filler} TOKEN=a\"]"), Secret::Hidden, "A \\n"),
            (format!("[\"A {filler}TOKEN=a{filler}\"]"), Secret::None, "A \\n"),
        ] {
            let document = Document::parse(text);
            let node = NodeId(1);
            let sight = veil.sight(&document, node, 300);
            assert_eq!(sight.secret, hidden, "{shown}");
            assert!(inner(&sight.raw).starts_with(shown), "{shown}");
            assert!(
                sight.raw.ends_with('"')
                    && sight.raw.len() <= EDGE_BYTES + 2 * MASK.len()
                    && Document::parse(&*sight.raw).problem().is_none()
            );
            assert_eq!(sight.more, !shown.starts_with('T'));
            // A copy is masked wherever the secret stands, and what asks for all sees all.
            assert!(!veil.raw(&document, node).contains("TOKEN=a"));
            assert_eq!(veil.sight(&document, node, usize::MAX).raw, veil.raw(&document, node));
        }
    }

    #[test]
    fn a_number_is_hidden_as_a_text() {
        let document = Document::parse(r#" {"password":1234,"n":[5]} "#);
        let veil = Veil::default();
        assert_eq!(veil.text(&document, NodeId::ROOT), r#" {"password":"••••••••","n":[5]} "#);
        assert_eq!(veil.raw(&document, NodeId(1)), r#""••••••••""#);
        assert_eq!(veil.hidden_in(&document, NodeId::ROOT), 1);
        let alone = Document::parse(" \"PASSWORD=abc\"\n");
        assert_eq!(veil.text(&alone, NodeId::ROOT), " \"PASSWORD=••••••••\"\n");
    }

    #[test]
    fn what_is_hidden_while_all_is_shown_is_hidden() {
        let document = Document::parse(r#"["A_TOKEN=first","B_TOKEN=second"]"#);
        let mut veil = Veil::default();
        veil.lift(None, true);
        veil.lift(Some(NodeId(1)), false);
        assert_eq!(veil.text(&document, NodeId::ROOT), r#"["A_TOKEN=••••••••","B_TOKEN=second"]"#);
        assert_eq!(veil.hidden_in(&document, NodeId::ROOT), 1);
        assert_eq!(
            (veil.state(&document, NodeId(1)), veil.state(&document, NodeId(2))),
            (Secret::Hidden, Secret::Shown)
        );
        let next = veil.carried(&document, &document, &[Some(NodeId(0)), Some(NodeId(2)), Some(NodeId(1))]);
        assert_eq!(
            (next.state(&document, NodeId(1)), next.state(&document, NodeId(2))),
            (Secret::Shown, Secret::Hidden)
        );
        veil.lift(Some(NodeId(1)), true);
        assert_eq!(veil, Veil::open());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_masked_is_not_there(around in any::<String>(), secret in "[a-zé\"\\\\\n\u{1}]{1,9}Zq7Xw9", escape: bool) {
            let spell = |text: &str| {
                let text = serde_json::to_string(text).unwrap();
                if escape { text.replace('e', "\\u0065").replace('=', "\\u003d") } else { text }
            };
            let item = spell(&format!("DB_PASSWORD={secret}"));
            let text = format!("{{{}:[{item} , {}],\"password\":{}}}", spell(&around), spell(&around), spell(&secret));
            let document = Document::parse(text.clone());
            let veil = Veil::default();
            let masked = veil.text(&document, NodeId::ROOT);
            prop_assert!(!masked.contains("Zq7Xw9"));
            prop_assert_eq!(Document::parse(&*masked).problem(), None);
            prop_assert_eq!(Veil::open().text(&document, NodeId::ROOT), &*text);
            // The text outside the stretches is the document's own.
            let mut rest = &*text;
            for part in masked.split(MASK) {
                let at = rest.find(part);
                prop_assert!(at.is_some());
                rest = &rest[at.unwrap_or_default() + part.len()..];
            }
        }

        #[test]
        fn any_text_is_looked_through(text in "(.|[=:/@\"'\\\\$ ,;-]|password|token|://|--|eyJ|sk-|mysql -p){0,24}") {
            let document = Document::parse(serde_json::to_string(&[&text]).unwrap());
            let raw = document.raw(NodeId(1));
            for secret in secrets(&document, NodeId(1)) {
                prop_assert!(raw.get(secret).is_some());
            }
        }
    }
}
