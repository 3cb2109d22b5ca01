//! The engine's API over its socket with nothing in between: what the engine itself costs.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// An engine that says nothing for so long fails the line that asked it.
const PATIENCE: Option<Duration> = Some(Duration::from_secs(30));

pub struct Raw {
    socket: PathBuf,
}

impl Raw {
    pub fn new(socket: &Path) -> Raw {
        Raw { socket: socket.to_owned() }
    }

    /// The whole body of the answer. Panics with it where the engine refuses.
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Vec<u8> {
        let mut stream = self.connect();
        // In HTTP/1.0 the answer ends with the connection and has no chunks.
        write_request(&mut stream, method, path, "1.0", "", body);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|part| part == b"\r\n\r\n").expect("an answer has a head");
        let body = answer.split_off(end + 4);
        let status = String::from_utf8_lossy(&answer[9..12]);
        assert!(*status < *"400", "{method} {path}: {status} {}", String::from_utf8_lossy(&body));
        body
    }

    pub fn json(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let answer = self.ask(method, path, body);
        if answer.is_empty() { Value::Null } else { serde_json::from_slice(&answer).unwrap() }
    }

    /// Takes over the connection: everything after the head of the answer is the process's.
    pub fn hijack(&self, path: &str, body: Option<&Value>) -> UnixStream {
        let mut stream = self.connect();
        write_request(&mut stream, "POST", path, "1.1", "Connection: Upgrade\r\nUpgrade: tcp\r\n", body);
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 101"), "{path}: {}", String::from_utf8_lossy(&head));
        stream
    }

    /// A shell with a terminal in a running container, as soon as it has said something.
    pub fn shell(&self, container: &str) -> Shell {
        let config = json!({ "AttachStdin": true, "AttachStdout": true, "AttachStderr": true, "Tty": true,
            "Cmd": ["bash"], "Env": ["TERM=xterm-256color"] });
        let exec = self.json("POST", &format!("/containers/{container}/exec"), Some(&config));
        let path = format!("/exec/{}/start", exec["Id"].as_str().unwrap());
        let mut shell = Shell(self.hijack(&path, Some(&json!({ "Detach": false, "Tty": true }))));
        // The prompt of the seed image ends in its own colour.
        shell.until(b"[0m ");
        shell
    }

    /// From now on: when the engine tells of the next event whose text has this in it, in milliseconds of the wall's clock.
    pub fn told(&self, what: &str) -> std::thread::JoinHandle<f64> {
        let mut stream = self.connect();
        write_request(&mut stream, "GET", "/events", "1.0", "", None);
        let (what, mut text, mut buffer) = (what.to_owned(), String::new(), vec![0; 64 * 1024]);
        // The engine listens once it has answered.
        let read = stream.read(&mut buffer).unwrap();
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        std::thread::spawn(move || {
            while !text.contains(&what) {
                let read = stream.read(&mut buffer).unwrap();
                assert!(read > 0, "the events have ended");
                text.push_str(&String::from_utf8_lossy(&buffer[..read]));
            }
            wall()
        })
    }

    pub fn remove_containers(&self, but: &str) {
        let all = self.json("GET", "/containers/json?all=1", None);
        for container in all.as_array().unwrap() {
            if container["Names"][0] != format!("/{but}") {
                let id = container["Id"].as_str().unwrap();
                self.ask("DELETE", &format!("/containers/{id}?force=1"), None);
            }
        }
    }

    fn connect(&self) -> UnixStream {
        let stream = UnixStream::connect(&self.socket).unwrap();
        stream.set_read_timeout(PATIENCE).unwrap();
        stream
    }
}

/// Milliseconds since the epoch.
pub fn wall() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64() * 1000.0
}

pub struct Shell(UnixStream);

impl Shell {
    pub fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// Reads on until the output ends so; gives the number of bytes.
    pub fn until(&mut self, end: &[u8]) -> usize {
        let mut buffer = vec![0; 64 * 1024];
        let mut tail = Vec::new();
        let mut count = 0;
        // The prompt that follows an answer may come with it.
        while !tail.windows(end.len()).any(|part| part == end) {
            let read = self.some(&mut buffer);
            count += read;
            tail.extend_from_slice(&buffer[read.saturating_sub(256)..read]);
            tail.drain(..tail.len().saturating_sub(256));
        }
        count
    }

    /// Reads for so long, and throws it away.
    pub fn drain(&mut self, time: Duration) {
        let begin = Instant::now();
        let mut buffer = vec![0; 64 * 1024];
        while begin.elapsed() < time {
            self.some(&mut buffer);
        }
    }

    /// At least one byte.
    pub fn some(&mut self, buffer: &mut [u8]) -> usize {
        let read = self.0.read(buffer).unwrap();
        assert!(read > 0, "the shell has ended");
        read
    }
}

fn write_request(stream: &mut UnixStream, method: &str, path: &str, version: &str, more: &str, body: Option<&Value>) {
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/{version}\r\nHost: engine\r\n{more}Content-Type: application/json\r\nContent-Length: \
         {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
}
