//! A password or token: it comes in, is handed to whom it is for, and is wiped. It is never printed nor serialized.

use std::fmt;

use serde::{Deserialize, Deserializer};
use specta::Type;
use zeroize::Zeroizing;

/// Never shown: its `Debug` is a mask, and there is no way to serialize it.
#[derive(Clone, Type)]
#[specta(transparent)]
pub struct Password(#[specta(type = String)] Zeroizing<String>);

impl Password {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// For the one it is meant for.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_not_printed() {
        let secret: Password = serde_json::from_str(r#""p?>~ß""#).unwrap();
        assert_eq!(secret.expose(), "p?>~ß");
        assert_eq!(format!("{secret:?}"), "Password(…)");
    }
}
