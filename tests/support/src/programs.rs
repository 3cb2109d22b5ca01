//! Programs that images are made of: those of this machine, with their libraries, and some lines of C.

use std::fs;
use std::process::Command;

use crate::archive::LayerBuilder;
use crate::scratch::Scratch;

impl LayerBuilder {
    /// A program of this machine under another name, and the libraries that it needs where it looks for them.
    pub fn program(self, place: &str, program: &str) -> LayerBuilder {
        let layer = self.file(place, 0o755, &read(program));
        libraries_of(program).iter().fold(layer, |layer, library| layer.file(&library[1..], 0o755, &read(library)))
    }
}

/// Says that it has begun, and takes no notice of any signal, nor of what is typed: for [`static_program`].
pub const IGNORES_ALL: &str = r#"#include <signal.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
    puts("begun");
    fflush(stdout);
    while (1) { getchar(); clearerr(stdin); usleep(1000); }
}"#;

/// A program that needs nothing else.
pub fn static_program(source: &str) -> Vec<u8> {
    let scratch = Scratch::new();
    let (written, program) = (scratch.join("program.c"), scratch.join("program"));
    fs::write(&written, source).unwrap();
    let built = Command::new("cc").args(["-static", "-Os", "-s", "-o"]).arg(&program).arg(&written).status();
    assert!(built.is_ok_and(|status| status.success()), "cc links a static program");
    fs::read(program).unwrap()
}

/// The dynamic loader's own answer: every absolute path in it.
pub(crate) fn libraries_of(program: &str) -> Vec<String> {
    let output = Command::new("ldd").arg(program).output().expect("ldd runs").stdout;
    let text = String::from_utf8(output).unwrap();
    text.split_whitespace().filter(|word| word.starts_with('/')).map(str::to_owned).collect()
}

pub(crate) fn read(path: &str) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{path} belongs into an image: {error}"))
}
