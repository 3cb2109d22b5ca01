//! Bakes the configuration, the capabilities and the front end into the application.
#![allow(clippy::expect_used, reason = "a build script has nobody to hand an error to")]

fn main() {
    let capabilities = "./src-tauri/capabilities/*.json";
    tauri_build::try_build(tauri_build::Attributes::new().capabilities_path_pattern(capabilities))
        .expect("tauri.conf.json and src-tauri/capabilities/ describe the application");
}
