//! Takes the pictures of the last end-to-end run that the README and the documents show.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::steps::folder;

/// Names without `.png`, the same in the run and in `docs/screenshots`.
const SHOWN: [&str; 1] = ["images-dark"];

pub fn screenshots() -> Result {
    let to = Path::new("docs/screenshots");
    fs::create_dir_all(to).map_err(|error| format!("{} cannot be made: {error}", to.display()))?;
    for name in SHOWN {
        let from = folder().join("screenshots").join(name).with_extension("png");
        let target = to.join(name).with_extension("png");
        fs::copy(&from, &target)
            .map_err(|_| format!("There is no {}: run `cargo xtask test` first.", from.display()))?;
        println!("{}", target.display());
    }
    Ok(())
}
