//! The keys that leave a container's terminal without ending what runs in it. The engine listens for them; here they are
//! read as its command line reads them, to say them to a person and to know that they were pressed.

use std::path::Path;

use serde::Deserialize;

/// Keys in the spelling of `--detach-keys`, of which each is one byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetachKeys {
    spelled: String,
    bytes: Vec<u8>,
}

/// What the engine takes where nothing else is said.
const USUAL: &str = "ctrl-p,ctrl-q";

impl Default for DetachKeys {
    fn default() -> Self {
        Self { spelled: USUAL.to_owned(), bytes: vec![0x10, 0x11] }
    }
}

impl DetachKeys {
    /// `ctrl-a,a`: a letter, or `ctrl-` and one of `a-z`, `@`, `[`, `\`, `]`, `^`, `_`. None for what the engine would refuse.
    pub fn parse(spelled: &str) -> Option<Self> {
        let bytes = spelled.split(',').map(byte).collect::<Option<Vec<u8>>>()?;
        Some(Self { spelled: spelled.to_owned(), bytes })
    }

    /// `detachKeys` of Docker's `config.json` in this folder; the usual ones where it says nothing that can be read.
    pub fn of_config(folder: Option<&Path>) -> Self {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Config {
            detach_keys: Option<String>,
        }
        let text = folder.and_then(|folder| std::fs::read_to_string(folder.join("config.json")).ok());
        let config: Option<Config> = text.and_then(|text| serde_json::from_str(&text).ok());
        let chosen = config.and_then(|config| config.detach_keys).filter(|keys| !keys.is_empty());
        chosen.and_then(|keys| Self::parse(&keys)).unwrap_or_default()
    }

    /// As `--detach-keys` takes them.
    pub fn spelled(&self) -> &str {
        &self.spelled
    }

    /// What they send.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn byte(key: &str) -> Option<u8> {
    let of = |text: &str| match text.as_bytes() {
        [byte] => Some(*byte),
        _ => None,
    };
    match key.strip_prefix("ctrl-") {
        Some(key) => of(key).filter(|byte| matches!(byte, b'a'..=b'z' | b'@' | b'['..=b'_')).map(|byte| byte & 0x1f),
        None => of(key).filter(u8::is_ascii),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_docker_reads_them() {
        let bytes = |text: &str| DetachKeys::parse(text).map(|keys| keys.bytes);
        assert_eq!(DetachKeys::parse(USUAL), Some(DetachKeys::default()));
        assert_eq!(bytes("ctrl-@,ctrl-],a"), Some(vec![0, 0x1d, b'a']));
        assert_eq!(bytes("ctrl-\\,ctrl-_"), Some(vec![0x1c, 0x1f]));
        for wrong in ["", "ctrl-", "ctrl-P", "shift-a", "ab", "ctrl-p,", "é"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_configuration_says_which_keys() {
        let folder = tempfile::tempdir().unwrap();
        let with = |text: &str| {
            std::fs::write(folder.path().join("config.json"), text).unwrap();
            DetachKeys::of_config(Some(folder.path())).spelled
        };
        assert_eq!(with(r#"{"detachKeys":"ctrl-e,e"}"#), "ctrl-e,e");
        assert_eq!(with(r#"{"detachKeys":"nonsense"}"#), USUAL);
        assert_eq!(with("no json"), USUAL);
        assert_eq!(DetachKeys::of_config(None).spelled, USUAL);
    }
}
