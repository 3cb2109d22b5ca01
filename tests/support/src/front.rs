//! An HTTP server in front of another: each request is looked at, and answered here or passed on. Engines and registries
//! are played by what decides.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::proxy::Address;

/// Long enough for whatever a client sends after an answer that it did not wait for.
const DRAIN: Duration = Duration::from_secs(2);

const TICK: Duration = Duration::from_millis(20);
/// What a client that expects TLS begins with.
const TLS_HANDSHAKE: u8 = 0x16;

/// The beginning of a request.
pub struct Request {
    /// Request line and headers, with the empty line after them.
    head: String,
}

impl Request {
    pub fn method(&self) -> &str {
        self.head.split(' ').next().unwrap_or_default()
    }

    /// Without the query.
    pub fn path(&self) -> &str {
        self.target().split('?').next().unwrap_or_default()
    }

    pub fn query(&self) -> &str {
        self.target().split_once('?').map_or("", |(_, query)| query)
    }

    /// Of the first header that is called so, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        headers.into_iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// Path and query.
    pub fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }
}

/// What becomes of a request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A status line such as `429 Too Many Requests`, headers without the length, a body.
    Http { status: &'static str, headers: Vec<(&'static str, String)>, body: Arc<[u8]> },
    /// These bytes and the end, whatever they are.
    Raw(Arc<[u8]>),
    /// Nothing, and the connection stays open until this is true.
    Silence(Arc<AtomicBool>),
    /// Nothing, and the connection ends.
    Close,
    /// What the server behind says; where none is, the same as `Close`.
    PassOn,
}

impl Answer {
    pub fn json(status: &'static str, body: impl Into<Vec<u8>>) -> Answer {
        let headers = vec![("Content-Type", "application/json".to_owned())];
        Answer::Http { status, headers, body: body.into().into() }
    }
}

/// Listens on `address`, or where that is a TCP port 0, on a free one; gives where. Ends with the process.
pub(crate) fn serve(
    address: &Address,
    behind: Option<Address>,
    decide: impl Fn(&Request) -> Answer + Send + Sync + 'static,
) -> Address {
    let take = Arc::new(move |client: UnixStream| {
        // A connection that breaks is the client's matter.
        converse(&client, behind.as_ref(), &decide).ok();
    });
    match address {
        Address::Unix(path) => {
            let listener = UnixListener::bind(path).unwrap();
            thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(|client| start(&take, client)));
            address.clone()
        }
        Address::Tcp(address) => {
            let listener = TcpListener::bind(address).unwrap();
            let bound = Address::Tcp(listener.local_addr().unwrap());
            thread::spawn(move || {
                listener.incoming().map_while(Result::ok).for_each(|client| start(&take, plain(client)))
            });
            bound
        }
    }
}

fn start(take: &Arc<impl Fn(UnixStream) + Send + Sync + 'static>, client: UnixStream) {
    let take = Arc::clone(take);
    thread::spawn(move || take(client));
}

/// Once it is connected, one kind of socket is like the other.
fn plain(stream: TcpStream) -> UnixStream {
    UnixStream::from(OwnedFd::from(stream))
}

fn converse(
    mut client: &UnixStream,
    behind: Option<&Address>,
    decide: &impl Fn(&Request) -> Answer,
) -> std::io::Result<()> {
    let mut requests = BufReader::new(client.try_clone()?);
    if requests.fill_buf()?.first() == Some(&TLS_HANDSHAKE) {
        // By these words containerd knows that it is to try again without TLS.
        client.write_all(b"HTTP/1.0 400 Bad Request\r\n\r\n")?;
        return end(client);
    }
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if requests.read_line(&mut head)? == 0 {
                return Ok(());
            }
        }
        let request = Request { head };
        match (decide(&request), behind) {
            (Answer::Http { status, headers, body }, _) => {
                write!(client, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len())?;
                for (name, value) in headers {
                    write!(client, "{name}: {value}\r\n")?;
                }
                client.write_all(b"\r\n")?;
                if request.method() != "HEAD" {
                    client.write_all(&body)?;
                }
                // What has a body, which nobody has read, and such a client as reads until the connection ends.
                if !matches!(request.method(), "GET" | "HEAD") || request.head.contains(" HTTP/1.0") {
                    return end(client);
                }
            }
            (Answer::Raw(bytes), _) => {
                client.write_all(&bytes)?;
                return end(client);
            }
            (Answer::Silence(over), _) => {
                while !over.load(Ordering::Relaxed) {
                    thread::sleep(TICK);
                }
                return client.shutdown(Shutdown::Both);
            }
            (Answer::PassOn, Some(behind)) => return pass_on(&request.head, requests, client, behind),
            (Answer::Close | Answer::PassOn, _) => return client.shutdown(Shutdown::Both),
        }
    }
}

/// Lets the client read the answer although it may be sending: to close at once would take the answer back.
fn end(mut client: &UnixStream) -> std::io::Result<()> {
    client.shutdown(Shutdown::Write)?;
    client.set_read_timeout(Some(DRAIN))?;
    while client.read(&mut [0; 4096])? > 0 {}
    Ok(())
}

/// This request and its answer, and then the connection is over, so that the next request is looked at again. What is
/// upgraded goes on in both directions.
fn pass_on(
    head: &str,
    mut requests: BufReader<UnixStream>,
    mut client: &UnixStream,
    behind: &Address,
) -> std::io::Result<()> {
    let mut upstream = match behind {
        Address::Unix(path) => UnixStream::connect(path)?,
        Address::Tcp(address) => plain(TcpStream::connect(address)?),
    };
    let head = if head.to_ascii_lowercase().contains("upgrade:") {
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
