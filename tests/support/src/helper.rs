//! A credential helper, `docker-credential-fake`, that keeps one entry as a file: what it was given, byte for byte.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::scratch::Scratch;

const SCRIPT: &str = r#"#!/bin/sh
kept="$(dirname "$0")/kept"
case "$1" in
  store) cat > "$kept" ;;
  get) cat > /dev/null; [ -f "$kept" ] && exec cat "$kept"; echo "credentials not found in native keychain"; exit 1 ;;
  erase) cat > /dev/null; rm -f "$kept" ;;
  list) if [ -f "$kept" ]; then sed 's/{"ServerURL":\("[^"]*"\),"Username":\("[^"]*"\),.*/{\1:\2}/' "$kept"; else echo '{}'; fi ;;
esac
"#;

pub struct CredentialHelper(Scratch);

impl CredentialHelper {
    /// As `config.json` names it: `"credsStore":"fake"`.
    pub const CONFIG: &str = r#"{"credsStore":"fake"}"#;

    pub fn install() -> CredentialHelper {
        let scratch = Scratch::new();
        let program = scratch.join("docker-credential-fake");
        std::fs::write(&program, SCRIPT).unwrap();
        std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
        CredentialHelper(scratch)
    }

    /// For the search path.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// What it keeps, as it was given it.
    pub fn kept(&self) -> Option<String> {
        let file: PathBuf = self.0.join("kept");
        std::fs::read_to_string(file).ok()
    }
}
