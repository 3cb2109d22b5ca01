//! Values that look like secrets: which stretch of a value is one, and what may be seen of it. Nothing masked here
//! crosses to the page until a person asks for it.

mod names;
mod spelled;
mod values;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use specta::Type;

use self::spelled::Spelled;
use super::tree::{Document, Kind, NodeId};

/// What stands in a secret's place. Its length says nothing of the secret's.
pub const MASK: &str = "••••••••";

/// Flags of a shell before a line that it runs.
const SHELL_FLAGS: [&str; 5] = ["-c", "-lc", "-ec", "-xc", "-exc"];
/// Words of a command that are looked back to for its name.
const COMMAND_WORDS: usize = 16;

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
/// order and apart from each other. They never cut an escape in two. Empty for containers, numbers and words.
pub(super) fn secrets(document: &Document, node: NodeId) -> Vec<Range<usize>> {
    if document.kind(node) != Kind::String {
        return Vec::new();
    }
    let spelled = Spelled::new(document.raw(node));
    let mut found: Vec<_> = named(document, node, &spelled.text).into_iter().collect();
    commanded(document, node, &spelled.text, &mut found);
    values::find(&spelled.text, &mut found);
    found.sort_unstable_by_key(|secret| (secret.start, secret.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for secret in found.into_iter().filter(|secret| !secret.is_empty()) {
        match apart.last_mut().filter(|last| secret.start <= last.end) {
            Some(last) => last.end = last.end.max(secret.end),
            None => apart.push(secret),
        }
    }
    apart.into_iter().map(|secret| spelled.stretch(secret)).collect()
}

/// What the name of a value makes secret: its key, what stands before its `=`, or the flag before it.
fn named(document: &Document, node: NodeId, text: &str) -> Option<Range<usize>> {
    let all = 0..text.len();
    if let Some(key) = document.key(node) {
        return (names::is_secret(&key) && values::is_worth_hiding(text)).then_some(all);
    }
    let before = leaf_before(document, node).map(|before| document.value(before));
    // A shell's own line, in which the value has an end.
    let line = before.as_deref().is_some_and(|flag| SHELL_FLAGS.contains(&flag));
    if let Some((name, value)) = text.split_once('=').filter(|(name, _)| !line && names::is_name(name)) {
        return (names::is_secret(name) && values::is_worth_hiding(value)).then(|| name.len() + 1..text.len());
    }
    let flag = before?;
    let given = flag.starts_with('-') && names::is_name(&flag) && names::is_secret(&flag) && !text.starts_with('-');
    (given && values::is_worth_hiding(text)).then_some(all)
}

/// What stands behind a flag of one letter, `mysql -pX` or `sshpass -p X`: the command says whether it is a password, and
/// stands further before. So the words are read as the one line that they are.
fn commanded(document: &Document, node: NodeId, text: &str, found: &mut Vec<Range<usize>>) {
    let Some(before) = leaf_before(document, node) else { return };
    if !text.starts_with("-p") && !matches!(&*document.value(before), "-p" | "-a" | "-u" | "--user") {
        return;
    }
    let words = std::iter::successors(Some(before), |word| leaf_before(document, *word)).take(COMMAND_WORDS);
    let words: Vec<_> = words.map(|word| document.value(word)).collect();
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

/// What of a document's secrets may be seen: nothing, until it is lifted for a value or for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Veil {
    all: bool,
    lifted: BTreeSet<u32>,
}

impl Veil {
    /// Hides nothing.
    pub fn open() -> Self {
        Self { all: true, lifted: BTreeSet::new() }
    }

    /// Shows or hides the secrets of one value; of all where none is named.
    pub fn lift(&mut self, node: Option<NodeId>, shown: bool) {
        match node {
            None => (self.all, self.lifted) = (shown, BTreeSet::new()),
            Some(node) if shown => drop(self.lifted.insert(node.0)),
            Some(node) => drop(self.lifted.remove(&node.0)),
        }
    }

    /// For the document's next state, of whose nodes `from` says which ones they were: what was lifted stays so wherever
    /// it is now, and nothing else takes its place.
    pub fn carried(&self, from: &[Option<NodeId>]) -> Self {
        let was_lifted = |was: &Option<NodeId>| was.is_some_and(|was| self.lifted.contains(&was.0));
        let lifted = (0..).zip(from).filter(|(_, was)| was_lifted(was)).map(|(node, _)| node);
        Self { all: self.all, lifted: lifted.collect() }
    }

    /// How many secrets in this subtree are hidden.
    pub fn hidden_in(&self, document: &Document, node: NodeId) -> u32 {
        let hidden = self.leaves(document, node).map(|leaf| secrets(document, leaf).len()).sum::<usize>();
        u32::try_from(hidden).unwrap_or(u32::MAX)
    }

    /// The subtree as the engine sent it, with masks.
    pub fn text<'a>(&self, document: &'a Document, node: NodeId) -> Cow<'a, str> {
        let (base, whole) = document.stretch(node);
        let (mut masked, mut from) = (String::new(), 0);
        for leaf in self.leaves(document, node) {
            let (start, _) = document.stretch(leaf);
            for secret in secrets(document, leaf) {
                masked.push_str(whole.get(from..start - base + secret.start).unwrap_or_default());
                masked.push_str(MASK);
                from = start - base + secret.end;
            }
        }
        if from == 0 {
            return Cow::Borrowed(whole);
        }
        masked.push_str(whole.get(from..).unwrap_or_default());
        Cow::Owned(masked)
    }

    /// The leaves of a subtree that are not lifted.
    fn leaves(&self, document: &Document, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let nodes = if self.all { 0..0 } else { node.0..document.end(node) };
        nodes.map(NodeId).filter(|leaf| !self.lifted.contains(&leaf.0))
    }

    fn shows(&self, node: NodeId) -> bool {
        self.all || self.lifted.contains(&node.0)
    }

    pub fn state(&self, document: &Document, node: NodeId) -> Secret {
        match () {
            () if secrets(document, node).is_empty() => Secret::None,
            () if self.shows(node) => Secret::Shown,
            () => Secret::Hidden,
        }
    }

    /// A leaf as it is spelled, with [`MASK`] for each secret that is not lifted. Borrowed where nothing is hidden.
    pub fn raw<'a>(&self, document: &'a Document, node: NodeId) -> Cow<'a, str> {
        let raw = document.raw(node);
        if self.shows(node) {
            return Cow::Borrowed(raw);
        }
        let hidden = secrets(document, node);
        if hidden.is_empty() {
            return Cow::Borrowed(raw);
        }
        let mut masked = String::with_capacity(raw.len());
        let mut from = 0;
        for Range { start, end } in hidden {
            masked.push_str(raw.get(from..start).unwrap_or_default());
            masked.push_str(MASK);
            from = end;
        }
        masked.push_str(raw.get(from..).unwrap_or_default());
        Cow::Owned(masked)
    }
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
            (r#"{"password":1234,"token":true}"#.to_owned(), "/password"),
        ] {
            assert!(!marked(&text, pointer).contains('«'), "{text}");
        }
        let couchdb = Document::parse(include_str!("../../../../../tests/fixtures/couchdb-inspect.json"));
        assert_eq!(Veil::default().hidden_in(&couchdb, NodeId::ROOT), 0);
    }

    #[test]
    fn long_texts_are_looked_through_once() {
        // A second at the most without optimization; half a minute and more for what takes a square.
        for piece in ["token=", "token=$(", "a://b:", "--token ", "mysql -p", "password: ", "token=https://"] {
            let document = Document::parse(format!("[\"{}\"]", piece.repeat(10_000)));
            let began = std::time::Instant::now();
            secrets(&document, NodeId(1));
            assert!(began.elapsed().as_secs() < 15, "{piece}");
        }
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
