//! The account of the private registries: its name and password hold whatever breaks on the way to a registry.

/// A name and a password, and what is derived from them once and for all.
pub struct Account {
    pub user: &'static str,
    pub password: &'static str,
    /// As an `Authorization` header writes it.
    pub basic: &'static str,
    /// A line of an `htpasswd` file.
    pub(crate) htpasswd: &'static str,
}

/// Three question marks are a `/` in base64 wherever they stand, and three `>` a `+`: the two letters that base64url writes
/// otherwise. A colon is no end of the name, quotes, spaces and a backslash are no syntax, and not all of it is ASCII.
pub const HOSTILE: Account = Account {
    user: "robot$ci",
    password: "p???>>>~s:w\"o'r\\d é 密码 +/=",
    basic: "Basic cm9ib3QkY2k6cD8/Pz4+Pn5zOncibydyXGQgw6kg5a+G56CBICsvPQ==",
    htpasswd: "robot$ci:$2b$05$abcdefghijklmnopqrstuuugDYieknvphIkdYKbYnDohZqwsZbssm\n",
};
