//! The part of a request behind the question mark.

/// `?name=value&…`, with everything that has a meaning there written as `%XX`. Empty values are left out.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        encode(value, &mut text);
    }
    text
}

/// Only what RFC 3986 calls unreserved stays as it is.
fn encode(value: &str, text: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_place() {
        assert_eq!(query(&[]), "");
        assert_eq!(query(&[("a", ""), ("tag", "1.0-x_y~")]), "?tag=1.0-x_y~");
        assert_eq!(query(&[("q", "a b&c=é"), ("n", "1/2?#")]), "?q=a%20b%26c%3D%C3%A9&n=1%2F2%3F%23");
    }
}
