//! Bakes the configuration, the capabilities and the front end into the application.
fn main() {
    tauri_build::try_build(tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/*.json"))
        .expect("tauri.conf.json and src-tauri/capabilities/ describe the application");
}
