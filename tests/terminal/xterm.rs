//! A real xterm.js in a Node process of its own (`xterm.mjs`).

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use quayside_terminal::{Reported, Size};
use serde_json::Value;

pub struct Xterm {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Xterm {
    pub fn start() -> Xterm {
        // From whichever package it is used in.
        let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        let mut above = above.map(|root| root.join("tests/terminal/xterm.mjs"));
        let script = above.find(|script| script.exists()).expect("the trial's script");
        let mut child =
            Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node starts");
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Xterm { child, input, output }
    }

    /// A new terminal in the place of the one before.
    pub fn renew(&mut self, size: Size, above: usize) {
        self.tell(b'N', &[numbers(size), (above as u16).to_le_bytes().to_vec()].concat());
    }

    pub fn write(&mut self, bytes: &[u8]) {
        self.tell(b'W', bytes);
    }

    pub fn resize(&mut self, size: Size) -> Reported {
        self.tell(b'R', &numbers(size));
        let report = self.answer();
        let number = |value: &Value| value.as_u64().unwrap() as usize;
        let pair = |value: &Value| (number(&value[0]), number(&value[1]));
        Reported {
            x: number(&report["x"]),
            y: number(&report["y"]),
            above: number(&report["above"]),
            above_alternate: number(&report["aboveAlternate"]),
            length: number(&report["length"]),
            saved: [pair(&report["saved"][0]), pair(&report["saved"][1])],
        }
    }

    /// All that the terminal knows.
    pub fn everything(&mut self) -> Value {
        self.tell(b'D', &[]);
        self.answer()
    }

    fn tell(&mut self, kind: u8, payload: &[u8]) {
        let mut message = (payload.len() as u32 + 1).to_le_bytes().to_vec();
        message.push(kind);
        message.extend_from_slice(payload);
        self.input.write_all(&message).unwrap();
    }

    fn answer(&mut self) -> Value {
        let mut length = [0; 4];
        self.output.read_exact(&mut length).expect("xterm.js answers");
        let mut body = vec![0; u32::from_le_bytes(length) as usize];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}

impl Drop for Xterm {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn numbers(size: Size) -> Vec<u8> {
    [(size.columns as u16).to_le_bytes(), (size.rows as u16).to_le_bytes()].concat()
}

/// The first difference between two answers, in words.
pub fn difference(one: &Value, other: &Value, path: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            keys.into_iter().find_map(|key| difference(&one[key], &other[key], &format!("{path}.{key}")))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| difference(a, b, &format!("{path}[{at}]")))
        }
        _ if one == other => None,
        _ => Some(format!("{path}: {one} and not {other}")),
    }
}
