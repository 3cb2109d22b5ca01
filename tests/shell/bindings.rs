//! The committed TypeScript bindings are what the commands say today.

use std::path::Path;

#[test]
fn bindings_are_current() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/ipc/bindings.ts");
    if std::env::var_os("QUAYSIDE_WRITE_BINDINGS").is_some() {
        quayside_shell::ipc::write_bindings(&committed).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("bindings.ts");
    quayside_shell::ipc::write_bindings(&fresh).unwrap();
    let (committed, fresh) = (std::fs::read_to_string(committed).unwrap(), std::fs::read_to_string(fresh).unwrap());
    assert!(committed == fresh, "ui/src/ipc/bindings.ts is stale: run `cargo xtask bindings`");
}
