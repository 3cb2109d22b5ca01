//! Connections to an engine's address: Unix socket, TCP, TLS, SSH. One connector serves bollard, raw requests and hijacked
//! terminals alike, so that an address works for all of them or for none.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::task::AtomicWaker;
use hyper::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorCode, Result};
use crate::tunnel::Tunnel;

/// How long a connection may take to open. A local socket answers at once; a remote one that needs longer is not usable.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Port of the Docker API over TLS and over plain TCP, where the address names none.
const TLS_PORT: u16 = 2376;
const TCP_PORT: u16 = 2375;

/// A connection over TCP through which nothing comes is asked whether it still leads anywhere: after so long, and so often with
/// so much time between. That also keeps it known to what translates addresses on the way. A limit for what is sent
/// (`TCP_USER_TIMEOUT`) is not set: it ends a connection to a process that only does not read for a while.
const ASKED_AFTER: Duration = Duration::from_secs(15);
const ASKED_EACH: Duration = Duration::from_secs(5);
const ASKED: u32 = 3;

/// An address that can be connected to.
#[derive(Clone)]
pub enum Address {
    Unix(PathBuf),
    Tcp {
        host: String,
        port: u16,
    },
    Tls {
        host: String,
        port: u16,
        config: Arc<rustls::ClientConfig>,
    },
    /// Through a tunnel that is open as long as this is.
    Ssh(Arc<Tunnel>),
}

impl Address {
    /// Where an endpoint's engine is connected to. For an `ssh` address this logs in.
    ///
    /// # Errors
    /// `EndpointInvalid`, or what kept the tunnel from opening.
    pub async fn of(endpoint: &Endpoint) -> Result<Self> {
        if endpoint.address.starts_with("ssh://") {
            let program = endpoint.ssh_program.as_deref().unwrap_or(Path::new("ssh"));
            return Ok(Self::Ssh(Arc::new(Tunnel::open(program, &endpoint.address).await?)));
        }
        Self::parse(&endpoint.address, endpoint.tls_dir.as_deref())
    }

    /// Reads `unix:///path`, `tcp://host:port`, `http://…`, `https://…`. With a folder of TLS material, `tcp` is TLS too.
    ///
    /// # Errors
    /// `EndpointInvalid` for another scheme, a missing host, or TLS material that can't be read.
    fn parse(address: &str, tls_dir: Option<&Path>) -> Result<Self> {
        let (scheme, rest) = address.split_once("://").ok_or_else(|| invalid(address, "it has no scheme"))?;
        match scheme {
            "unix" if !rest.is_empty() => Ok(Self::Unix(PathBuf::from(rest))),
            "tcp" | "http" | "https" => {
                let secure = scheme == "https" || tls_dir.is_some();
                let (host, port) = host_and_port(rest, if secure { TLS_PORT } else { TCP_PORT })
                    .ok_or_else(|| invalid(address, "it names no host and port"))?;
                if secure {
                    let dir = tls_dir.ok_or_else(|| invalid(address, "there is no TLS material for it"))?;
                    Ok(Self::Tls { host, port, config: Arc::new(tls_config(dir)?) })
                } else {
                    Ok(Self::Tcp { host, port })
                }
            }
            _ => Err(invalid(address, &format!("the scheme {scheme} is not supported"))),
        }
    }

    /// Opens a connection.
    ///
    /// # Errors
    /// The system's, and `TimedOut` after [`CONNECT_TIMEOUT`].
    pub async fn connect(&self) -> std::io::Result<Wire> {
        let connect = async {
            match self {
                Self::Unix(path) => unix(path).await,
                Self::Ssh(tunnel) => unix(&tunnel.socket()).await,
                Self::Tcp { host, port } => tcp(host, *port).await.map(Wire::new),
                Self::Tls { host, port, config } => {
                    let stream = tcp(host, *port).await?;
                    let name = ServerName::try_from(host.clone()).map_err(std::io::Error::other)?;
                    let connector = tokio_rustls::TlsConnector::from(Arc::clone(config));
                    connector.connect(name, stream).await.map(Wire::new)
                }
            }
        };
        tokio::time::timeout(CONNECT_TIMEOUT, connect).await?
    }
}

async fn tcp(host: &str, port: u16) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect((host, port)).await?;
    // A keystroke must not wait for the next one.
    stream.set_nodelay(true)?;
    let asked = TcpKeepalive::new().with_time(ASKED_AFTER).with_interval(ASKED_EACH).with_retries(ASKED);
    SockRef::from(&stream).set_tcp_keepalive(&asked)?;
    Ok(stream)
}

#[cfg(unix)]
async fn unix(path: &Path) -> std::io::Result<Wire> {
    tokio::net::UnixStream::connect(path).await.map(Wire::new)
}

#[cfg(not(unix))]
async fn unix(_path: &Path) -> std::io::Result<Wire> {
    Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "Unix sockets need a Unix system"))
}

fn invalid(address: &str, why: &str) -> Error {
    Error::new(ErrorCode::EndpointInvalid, format!("cannot use the address {address}: {why}"))
}

fn host_and_port(rest: &str, default_port: u16) -> Option<(String, u16)> {
    let authority = rest.split('/').next()?;
    let uri: Uri = format!("http://{authority}/").parse().ok()?;
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() { None } else { Some((host.to_owned(), uri.port_u16().unwrap_or(default_port))) }
}

/// `ca.pem`, and `cert.pem` with `key.pem` where the engine asks for them: the names of Docker's own contexts.
fn tls_config(dir: &Path) -> Result<rustls::ClientConfig> {
    let read = |error: &dyn std::fmt::Display| {
        Error::new(ErrorCode::EndpointInvalid, format!("cannot read the TLS material in {}: {error}", dir.display()))
    };
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(dir.join("ca.pem")).map_err(|error| read(&error))? {
        roots.add(certificate.map_err(|error| read(&error))?).map_err(|error| read(&error))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| read(&error))?
        .with_root_certificates(roots);
    if !dir.join("cert.pem").exists() {
        return Ok(builder.with_no_client_auth());
    }
    let chain = CertificateDer::pem_file_iter(dir.join("cert.pem"))
        .and_then(Iterator::collect)
        .map_err(|error| read(&error))?;
    let key = PrivateKeyDer::from_pem_file(dir.join("key.pem")).map_err(|error| read(&error))?;
    builder.with_client_auth_cert(chain, key).map_err(|error| read(&error))
}

/// What both kinds of stream can do.
trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// An open connection of any kind.
pub struct Wire {
    stream: TokioIo<Box<dyn Duplex>>,
    heard: Arc<Heard>,
}

impl Wire {
    fn new(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Self {
        Self { stream: TokioIo::new(Box::new(stream)), heard: Arc::default() }
    }
}

impl Connection for Wire {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl hyper::rt::Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: hyper::rt::ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        // What has come is passed on first.
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Pending => self.heard.poll_cut(context).map(Err),
            read => {
                self.heard.has_come();
                read
            }
        }
    }
}

impl hyper::rt::Write for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// What is known of a connection through which something should come.
struct Heard {
    state: Mutex<Hearing>,
    reader: AtomicWaker,
}

struct Hearing {
    /// When something came last, or it was opened.
    last: Instant,
    /// Somebody waits for more. What nobody reads may have come all the same.
    is_awaited: bool,
    /// It counts as broken.
    is_cut: bool,
}

impl Default for Heard {
    fn default() -> Self {
        let state = Hearing { last: Instant::now(), is_awaited: false, is_cut: false };
        Self { state: Mutex::new(state), reader: AtomicWaker::new() }
    }
}

impl Heard {
    fn lock(&self) -> MutexGuard<'_, Hearing> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_come(&self) {
        *self.lock() = Hearing { last: Instant::now(), is_awaited: false, is_cut: false };
    }

    fn cut_if_silent(&self, since: Instant) {
        let mut state = self.lock();
        state.is_cut |= state.is_awaited && state.last <= since;
        drop(state);
        self.reader.wake();
    }

    fn poll_cut(&self, context: &Context<'_>) -> Poll<std::io::Error> {
        self.reader.register(context.waker());
        let mut state = self.lock();
        state.is_awaited = true;
        if !state.is_cut {
            return Poll::Pending;
        }
        Poll::Ready(std::io::Error::new(std::io::ErrorKind::TimedOut, "the engine has not answered for half a minute"))
    }
}

/// Opens connections to one address, and knows those that are open.
#[derive(Clone)]
pub struct Way {
    address: Address,
    open: Arc<Mutex<Vec<Weak<Heard>>>>,
}

impl Way {
    pub fn to(address: Address) -> Self {
        Self { address, open: Arc::default() }
    }

    /// # Errors
    /// As [`Address::connect`].
    pub async fn connect(&self) -> std::io::Result<Wire> {
        let wire = self.address.connect().await?;
        let mut open = self.open();
        open.retain(|wire| wire.strong_count() > 0);
        open.push(Arc::downgrade(&wire.heard));
        Ok(wire)
    }

    pub fn is_socket(&self) -> bool {
        !matches!(self.address, Address::Tcp { .. } | Address::Tls { .. })
    }

    /// Connections from which somebody waits for more, and nothing has come since then, are broken from now on.
    pub fn cut_silent(&self, since: Instant) {
        self.open().iter().filter_map(Weak::upgrade).for_each(|wire| wire.cut_if_silent(since));
    }

    fn open(&self) -> MutexGuard<'_, Vec<Weak<Heard>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets hyper's pooled client open connections to one address, whatever the request's URI says.
#[derive(Clone)]
pub struct Connector(pub Way);

impl tower_service::Service<Uri> for Connector {
    type Response = Wire;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = std::io::Result<Wire>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let way = self.0.clone();
        Box::pin(async move { way.connect().await })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp_of(address: &str) -> Option<(String, u16)> {
        match Address::parse(address, None) {
            Ok(Address::Tcp { host, port }) => Some((host, port)),
            _ => None,
        }
    }

    #[test]
    fn addresses_are_read_as_docker_writes_them() {
        assert!(
            matches!(Address::parse("unix:///run/docker.sock", None), Ok(Address::Unix(p)) if p == Path::new("/run/docker.sock"))
        );
        assert_eq!(tcp_of("tcp://127.0.0.1:2375"), Some(("127.0.0.1".into(), 2375)));
        assert_eq!(tcp_of("tcp://engine"), Some(("engine".into(), TCP_PORT)));
        assert_eq!(tcp_of("tcp://[::1]:99/"), Some(("::1".into(), 99)));
        for bad in ["", "/run/docker.sock", "tcp://", "unix://", "gopher://x", "https://x:1"] {
            assert_eq!(Address::parse(bad, None).err().map(|e| e.code), Some(ErrorCode::EndpointInvalid), "{bad}");
        }
    }

    async fn loopback() -> (tokio::net::TcpListener, Address) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        (listener, Address::Tcp { host: "127.0.0.1".into(), port })
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_connection_over_tcp_is_asked_whether_it_leads_anywhere() {
        let (_listener, Address::Tcp { host, port }) = loopback().await else { panic!() };
        let stream = tcp(&host, port).await.unwrap();
        let socket = SockRef::from(&stream);
        let asked = (
            socket.keepalive().unwrap(),
            socket.tcp_keepalive_time().unwrap(),
            socket.tcp_keepalive_interval().unwrap(),
            socket.tcp_keepalive_retries().unwrap(),
        );
        assert_eq!(asked, (true, ASKED_AFTER, ASKED_EACH, ASKED));
        assert_eq!(socket.tcp_user_timeout().unwrap(), None, "a process may take its time to read");
    }

    #[tokio::test]
    async fn what_has_been_silent_is_cut_after_what_has_come_and_nothing_else() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (listener, address) = loopback().await;
        let way = Way::to(address);
        let open = async || {
            let wire = TokioIo::new(way.connect().await.unwrap());
            (wire, listener.accept().await.unwrap().0)
        };
        let ((mut silent, mut late), (mut heard, mut speaks)) = (open().await, open().await);
        let mut byte = [0];
        // One of them has been read; the other has come, and nobody has looked.
        late.write_all(b"12").await.unwrap();
        silent.read_exact(&mut byte).await.unwrap();
        let asked = Instant::now();
        speaks.write_all(b"1").await.unwrap();
        heard.read_exact(&mut byte).await.unwrap();
        let (mut newer, mut answers) = open().await;
        way.cut_silent(asked);
        assert_eq!(silent.read(&mut byte).await.unwrap(), 1);
        let waiting = tokio::spawn(async move { silent.read(&mut [0]).await });
        tokio::task::yield_now().await;
        way.cut_silent(Instant::now());
        assert_eq!(waiting.await.unwrap().unwrap_err().kind(), std::io::ErrorKind::TimedOut);
        for (wire, other) in [(&mut heard, &mut speaks), (&mut newer, &mut answers)] {
            let (read, _) = tokio::join!(wire.read(&mut byte), async {
                // Only after it has been waited for.
                tokio::task::yield_now().await;
                other.write_all(b"3").await.unwrap();
            });
            assert_eq!(read.unwrap(), 1);
        }
    }

    #[tokio::test]
    async fn who_waits_hears_of_the_cut() {
        use tokio::io::AsyncReadExt;
        let (_listener, address) = loopback().await;
        let way = Way::to(address);
        let mut wire = TokioIo::new(way.connect().await.unwrap());
        let waiting = tokio::spawn(async move { wire.read(&mut [0]).await });
        tokio::task::yield_now().await;
        way.cut_silent(Instant::now());
        let read = tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("it waits on").unwrap();
        assert_eq!(read.unwrap_err().kind(), std::io::ErrorKind::TimedOut);
    }
}
