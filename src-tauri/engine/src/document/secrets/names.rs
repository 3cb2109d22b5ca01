//! Names that say their value is a secret: variables, labels, flags, keys. Judged by their words, so that `PASSWORD` is
//! one and `PASSWORD_FILE`, `MONKEY` and `TOKENIZER` are none. Values are judged in `values`.

use std::sync::LazyLock;

use regex::Regex;

/// Longer ones are no names.
pub(super) const MAX_NAME: usize = 128;

/// Most names have none of these, and need no splitting.
static SUSPECT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("(?i-u)pass|pwd|secret|token|key|cred|auth|bearer|cookie|salt|psk|jwt").ok());

/// Words that make a name secret wherever they stand in it, unless it ends innocently.
const SECRETS: &str =
    "password passwords passwd passphrase passcode secret secrets credential credentials creds apikey apikeys";
/// Words that do so as the last one, or before one of [`TAILS`].
const LAST_SECRETS: &str = "token pass pwd bearer authorization requirepass masterauth psk jwt";
/// What people write behind a secret's name to tell several apart.
const TAILS: &str =
    "base64 b64 dev live new old plain primary prod production ro rw secondary staging string test v value";
/// Ends of words written without a break: `PGPASSWORD`, `clientsecret`.
const ENDINGS: &str =
    "password passwd passphrase secret apikey accesskey privatekey secretkey authkey authtoken accesstoken";
/// Short ones, which would be found in innocent words (`compass`), in full.
const RUN_TOGETHER: &str = "dbpass userpass rootpass adminpass mysqlpass smtppass dbpwd userpwd";
/// What stands before `key` where the key is to be kept; other keys are for sorting, for pianos, or public.
const KEYS: &str = "\
    access account admin api app auth client consumer cookie crypt deploy encrypt encryption fernet hmac in \
    integration jwt license master nonce preshared private secret secure service session shared signature signing \
    storage unlock write";
/// Pairs of words that are secret together.
const PAIRS: &[(&str, &str)] = &[
    ("erlang", "cookie"),
    ("auth", "salt"),
    ("in", "salt"),
    ("nonce", "salt"),
    ("neo4j", "auth"),
    ("auth", "tokens"),
    ("api", "tokens"),
];
/// A name that ends so tells something about a secret, not the secret.
const INNOCENT_ENDS: &str = "\
    age alg algo algorithm algorithms allowed arn attempts audience backend bits class claim complexity config count \
    days dir directory disabled driver duration enable enabled endpoint engine env exp expiration expire expires \
    expiry field file filename files fingerprint fingerprints folder format header hint host hostname hours id ids \
    interval issuer kind len length lifetime limit location login manager max method min minutes mode name names \
    namespace param parameter path paths period policy port prefix prompt property provider rate ref required reset \
    retries rotation rounds scheme seconds service size sock source store strategy suffix timeout ttl type uri url \
    user username";
/// More of them: what is done to a secret or with it.
const INNOCENT_DEEDS: &str = "after at auth authentication change enforced expired in validation validator version";
/// Last words of what else stands beside a secret, in an object that is named for it.
const ABOUT: &str = "account created database description domain email external label labels region scope updated";
/// Keys and tokens that anyone may know.
const PUBLIC: &str = "public pub publishable fingerprint csrf";
/// What stands before `pass` and `token` where they mean something else: nginx's `proxy_pass`, a language model's limit.
const OTHER_MEANINGS: &str = "by eos first low max min multi num pad proxy second single unk";

fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}

/// Whether anything in a text may be a secret's name.
pub(super) fn may_be_in(text: &str) -> bool {
    SUSPECT.as_ref().is_some_and(|suspect| suspect.is_match(text))
}

/// Whether a text is spelled like a variable's, a label's or a flag's name.
pub(super) fn is_name(text: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-/".contains(&byte);
    !text.is_empty() && text.len() <= MAX_NAME && text.bytes().all(part)
}

/// Whether a value of this name is to be kept.
pub(super) fn is_secret(name: &str) -> bool {
    if name.len() > MAX_NAME || !may_be_in(name) {
        return false;
    }
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((last, before)) = words.split_last() else { return false };
    let public = words.iter().any(|word| has(PUBLIC, word));
    // The shell's own: where it is.
    if matches!(name, "PWD" | "OLDPWD") {
        return false;
    }
    if PAIRS.iter().any(|(first, second)| words.windows(2).any(|pair| pair == [*first, *second])) {
        return true;
    }
    if words.windows(2).any(|pair| pair[1].trim_end_matches('s') == "key" && has(KEYS, pair[0])) {
        return !public && !is_innocent(last);
    }
    // A Vault role's second half; Docker's own `SecretID` is but a name.
    if is_innocent(last) && !(*last == "id" && name.to_ascii_lowercase().replace('-', "_").ends_with("secret_id")) {
        return false;
    }
    let ends = words.iter().any(|word| ENDINGS.split_ascii_whitespace().any(|end| word.ends_with(end)));
    if ends || words.iter().any(|word| has(SECRETS, word) || has(RUN_TOGETHER, word)) {
        return true;
    }
    let tailed = || before.split_last().filter(|_| has(TAILS, last));
    let end = if has(LAST_SECRETS, last) { Some((last, before)) } else { tailed() };
    end.is_some_and(|(word, before)| {
        let other = before.last().is_some_and(|word| has(OTHER_MEANINGS, word));
        has(LAST_SECRETS, word) && !other && !public
    })
}

/// Whether a value of this name tells something about the secret that it stands in: whose it is, where it is kept.
pub(super) fn is_about(name: &str) -> bool {
    name.len() > MAX_NAME || words(name).last().is_none_or(|last| is_innocent(last) || has(ABOUT, last))
}

fn is_innocent(last: &str) -> bool {
    has(INNOCENT_ENDS, last) || has(INNOCENT_DEEDS, last)
}

/// The words of a name in lower case, numbers behind them left out: `dbPassword2` is `db`, `password`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = name.chars().peekable();
    let mut before = ' ';
    while let Some(char) = chars.next() {
        let next_is_lower = chars.peek().is_some_and(|next| next.is_lowercase());
        // `dbPassword` and `APIKey`, not `APIs`.
        let begins = char.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_lower));
        if begins || !char.is_alphanumeric() {
            words.push(String::new());
        }
        if char.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(char.to_lowercase());
        }
        before = char;
    }
    words.iter_mut().filter(|word| !matches!(&***word, "b64" | "base64")).for_each(|word| {
        word.truncate(word.trim_end_matches(|char: char| char.is_ascii_digit()).len());
    });
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_as_people_read_them() {
        for (name, expected) in [
            ("dbPassword2", "db password"),
            ("--DB_PASSWORD", "db password"),
            ("APIKey", "api key"),
            ("com.example.api-key", "com example api key"),
            ("KEY_B64", "key b64"),
            ("", ""),
            ("été", "été"),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
    }

    #[test]
    fn names_of_secrets() {
        for name in "\
            PASSWORD POSTGRES_PASSWORD MYSQL_ROOT_PASSWORD PGPASSWORD MYSQL_PWD Pwd REDIS_PASS RABBITMQ_DEFAULT_PASS \
            DBPASS dbPassword spring.datasource.password --db-password -Djavax.net.ssl.keyStorePassword \
            KEYSTORE_PASSWORD SSH_PASSPHRASE SECRET CLIENT_SECRET clientSecret SECRET_KEY SECRET_KEY_BASE \
            DJANGO_SECRET_KEY AWS_SECRET_ACCESS_KEY API_KEY apikey OPENAI_API_KEY X-Api-Key GITHUB_TOKEN NPM_TOKEN \
            token authToken BOT_TOKEN2 PRIVATE_KEY SSH_PRIVATE_KEY GPG_PRIVATE_KEY JWT_SECRET JWT_KEY CREDENTIALS \
            ACCESS_KEY ENCRYPTION_KEY APP_KEY MASTER_KEY AccountKey SharedAccessKey Authorization BEARER \
            VAULT_SECRET_ID RABBITMQ_ERLANG_COOKIE WORDPRESS_AUTH_SALT NEO4J_AUTH PASSWORD_HASH splunk-token \
            requirepass PASSWORD_PROD TOKEN_B64 CLIENT_KEY API_KEYS LOGGED_IN_KEY"
            .split_ascii_whitespace()
        {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn names_of_no_secrets() {
        for name in "\
            PATH JAVA_HOME KEYBOARD_LAYOUT MONKEY TOKENIZER TOKENIZERS_PARALLELISM MAX_TOKENS MAX_TOKEN \
            PASSWORD_FILE POSTGRES_PASSWORD_FILE SECRET_PATH TOKEN_URL TOKEN_TTL PASSWORD_LENGTH PASSWORD_POLICY \
            AUTH_ENABLED SECRET_NAME SecretID SecretName GPG_KEY GPG_KEYS PUBLIC_KEY HOST_KEY SSH_HOST_KEY \
            NEXT_PUBLIC_API_KEY STRIPE_PUBLISHABLE_KEY KEY PRIMARY_KEY SORT_KEY KEYCLOAK_URL PWD OLDPWD BYPASS \
            COMPASS proxy_pass PASSENGER_APP_ENV AUTHOR AUTHORS org.opencontainers.image.authors SSH_AUTH_SOCK \
            XAUTHORITY AWS_ACCESS_KEY_ID API_KEY_HEADER TOKEN_EXPIRES_IN PASSWORD_MIN_LENGTH SandboxKey AUTH_METHOD \
            COOKIE_DOMAIN HOTKEY TURKEY KEYS SALT_VERSION SECRETARIAT CREDITS BEARER_AUTH_ENABLED JWT_ALGORITHM \
            SECRET_VERSION PASSWORD_RESET = é"
            .split_ascii_whitespace()
        {
            assert!(!is_secret(name), "{name}");
        }
    }
}
