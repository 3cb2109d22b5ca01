//! Makes the archives of the built-in hello image (see `src/hello.rs`).
#![allow(clippy::expect_used, reason = "a build script has nobody to hand an error to")]

mod hello_image;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=hello_image");
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    for machine in hello_image::MACHINES {
        let archive = hello_image::archive(machine).expect("an archive in memory can be written");
        std::fs::write(out.join(format!("hello-{}.tar", machine.architecture)), archive).expect("OUT_DIR is writable");
    }
}
