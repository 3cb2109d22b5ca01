//! An engine that answers certain `GET`s with bytes of the test's own, and passes everything else on to a real one: for
//! documents that no engine would send, or that it would take too long to send.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

/// Answers by path, without the query: `/networks/big`.
type Answers = Arc<Mutex<BTreeMap<String, Arc<Vec<u8>>>>>;

pub struct Canned {
    socket: PathBuf,
    answers: Answers,
}

impl Canned {
    /// Listens on `socket`, in front of the engine that listens on `engine`. Ends with the process.
    pub fn start(socket: &Path, engine: &Path) -> Canned {
        let listener = UnixListener::bind(socket).unwrap();
        let answers = Answers::default();
        let (known, engine) = (Arc::clone(&answers), engine.to_owned());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (known, engine) = (Arc::clone(&known), engine.clone());
                // A connection that breaks is the client's matter.
                thread::spawn(move || serve(client, &known, &engine).ok());
            }
        });
        Canned { socket: socket.to_owned(), answers }
    }

    /// As `DOCKER_HOST` takes it.
    pub fn host(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// From now on this path is answered so.
    pub fn answer(&self, path: &str, body: impl Into<Vec<u8>>) {
        self.answers.lock().unwrap().insert(path.to_owned(), Arc::new(body.into()));
    }
}

fn serve(client: UnixStream, answers: &Answers, engine: &Path) -> std::io::Result<()> {
    let mut requests = BufReader::new(client.try_clone()?);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if requests.read_line(&mut head)? == 0 {
                return Ok(());
            }
        }
        let target = head.split(' ').nth(1).unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default();
        let canned = answers.lock().unwrap().get(path).filter(|_| head.starts_with("GET ")).cloned();
        let Some(body) = canned else { return pass_on(&head, requests, client, engine) };
        let mut client = &client;
        let length = body.len();
        write!(client, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n")?;
        client.write_all(&body)?;
        if head.contains(" HTTP/1.0") {
            // Such a client reads until the connection ends.
            return client.shutdown(Shutdown::Both);
        }
    }
}

/// This request and its answer, and then the connection is over, so that the next request is looked at again. What is
/// upgraded goes on in both directions.
fn pass_on(
    head: &str,
    mut requests: BufReader<UnixStream>,
    mut client: UnixStream,
    engine: &Path,
) -> std::io::Result<()> {
    let mut upstream = UnixStream::connect(engine)?;
    let lower = head.to_ascii_lowercase();
    let head = if lower.contains("upgrade:") {
        head.to_owned()
    } else {
        head.replacen("\r\n", "\r\nConnection: close\r\n", 1)
    };
    upstream.write_all(head.as_bytes())?;
    let mut towards = upstream.try_clone()?;
    thread::spawn(move || {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = requests.read(&mut bytes) {
            if towards.write_all(&bytes[..read]).is_err() {
                return;
            }
        }
        towards.shutdown(Shutdown::Write).ok();
    });
    std::io::copy(&mut upstream, &mut client)?;
    client.shutdown(Shutdown::Both)
}
