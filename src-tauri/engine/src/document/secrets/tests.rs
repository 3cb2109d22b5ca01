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
        (r#"{"Cmd":["java","-Dspring.datasource.password=abc"]}"#, "/Cmd/1", r#""-Dspring.datasource.password=«abc»""#),
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
        ("{\"user\":\"x\",\"password\": \"a\\\"b\",\"n\":1}", "{\"user\":\"x\",\"password\": \"«a\\\"b»\",\"n\":1}"),
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
    assert_eq!((veil.state(&document, NodeId(1)), veil.state(&document, NodeId(2))), (Secret::Hidden, Secret::Shown));
    let next = veil.carried(&document, &document, &[Some(NodeId(0)), Some(NodeId(2)), Some(NodeId(1))]);
    assert_eq!((next.state(&document, NodeId(1)), next.state(&document, NodeId(2))), (Secret::Shown, Secret::Hidden));
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
