//! Renews the pictures that the README and the documents show from the last end-to-end run.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::steps::folder;

const SHOWN: &str = "docs/screenshots";

/// Every picture that is there already is replaced by the run's picture of the same name.
pub fn screenshots() -> Result {
    let entries = fs::read_dir(SHOWN).map_err(|error| format!("{SHOWN} can't be read: {error}."))?;
    for entry in entries.flatten() {
        let from = folder().join("screenshots").join(entry.file_name());
        if Path::new(&entry.file_name()).extension().is_some_and(|end| end == "png") {
            fs::copy(&from, entry.path())
                .map_err(|_| format!("There is no {}: run `cargo xtask test` first.", from.display()))?;
            println!("{}", entry.path().display());
        }
    }
    Ok(())
}
