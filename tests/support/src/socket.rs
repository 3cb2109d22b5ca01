//! TCP and Unix sockets behind one face, for the proxy alone.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;

use crate::process::wait_until;
use crate::proxy::Address;

pub(crate) enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Listener {
    /// Patient: after `refuse` the port may be held by a dying connection for a moment.
    pub(crate) fn bind(address: &Address) -> Listener {
        let mut bound = None;
        wait_until("the proxy to listen", || {
            bound = Listener::try_bind(address).ok();
            bound.is_some()
        });
        bound.unwrap()
    }

    fn try_bind(address: &Address) -> std::io::Result<Listener> {
        Ok(match address {
            Address::Tcp(address) => {
                let listener = TcpListener::bind(address)?;
                listener.set_nonblocking(true)?;
                Listener::Tcp(listener)
            }
            Address::Unix(path) => {
                let listener = UnixListener::bind(path)?;
                listener.set_nonblocking(true)?;
                Listener::Unix(listener)
            }
        })
    }

    pub(crate) fn accept(&self) -> Option<Stream> {
        match self {
            Listener::Tcp(listener) => Stream::tcp(listener.accept().ok()?.0),
            Listener::Unix(listener) => Stream::unix(listener.accept().ok()?.0),
        }
    }
}

/// Either kind of socket, with short timeouts so that its thread sees when the wire is over.
pub(crate) enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

const TICK: Option<Duration> = Some(Duration::from_millis(50));

impl Stream {
    pub(crate) fn connect(target: &Address) -> Option<Stream> {
        match target {
            Address::Tcp(address) => Stream::tcp(TcpStream::connect(address).ok()?),
            Address::Unix(path) => Stream::unix(UnixStream::connect(path).ok()?),
        }
    }

    fn tcp(stream: TcpStream) -> Option<Stream> {
        stream.set_nonblocking(false).ok()?;
        stream.set_nodelay(true).ok()?;
        stream.set_read_timeout(TICK).ok()?;
        stream.set_write_timeout(TICK).ok()?;
        Some(Stream::Tcp(stream))
    }

    fn unix(stream: UnixStream) -> Option<Stream> {
        stream.set_nonblocking(false).ok()?;
        stream.set_read_timeout(TICK).ok()?;
        stream.set_write_timeout(TICK).ok()?;
        Some(Stream::Unix(stream))
    }

    pub(crate) fn clone(&self) -> Stream {
        match self {
            Stream::Tcp(stream) => Stream::Tcp(stream.try_clone().unwrap()),
            Stream::Unix(stream) => Stream::Unix(stream.try_clone().unwrap()),
        }
    }

    /// Some(0) at the end of input, None when the wire is over or broken.
    pub(crate) fn read_some(&mut self, buffer: &mut [u8], over: impl Fn() -> bool) -> Option<usize> {
        loop {
            let result = match self {
                Stream::Tcp(stream) => stream.read(buffer),
                Stream::Unix(stream) => stream.read(buffer),
            };
            match result {
                Ok(count) => return Some(count),
                Err(error) if is_tick(&error) && !over() => {}
                Err(_) => return None,
            }
        }
    }

    pub(crate) fn write_everything(&mut self, mut bytes: &[u8], over: impl Fn() -> bool) -> Option<()> {
        while !bytes.is_empty() {
            let result = match self {
                Stream::Tcp(stream) => stream.write(bytes),
                Stream::Unix(stream) => stream.write(bytes),
            };
            match result {
                Ok(0) => return None,
                Ok(count) => bytes = &bytes[count..],
                Err(error) if is_tick(&error) && !over() => {}
                Err(_) => return None,
            }
        }
        Some(())
    }

    pub(crate) fn shutdown(&self, how: Shutdown) {
        let _ = match self {
            Stream::Tcp(stream) => stream.shutdown(how),
            Stream::Unix(stream) => stream.shutdown(how),
        };
    }
}

fn is_tick(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
