//! A faulty wire between a client and a server, over TCP or a Unix socket: it slows, delays, stalls, cuts, corrupts,
//! refuses.
//!
//! Most faults concern what the server sends, where a client has to cope; a cut can also come while the client sends. A
//! fault may wait for a request that holds a given text, so that one call among many on pooled connections can be hit.

use std::net::{Shutdown, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::socket::{Listener, Stream};

#[derive(Clone, Debug)]
pub enum Address {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

/// What happens at the chosen byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The connection closes in both directions.
    Cut,
    /// The same, at a byte of what the client sends.
    CutSending,
    /// Nothing more arrives; the connection stays open.
    Stall,
    /// One byte arrives inverted, the rest as it was.
    Corrupt,
}

#[derive(Clone, Debug)]
pub struct Fault {
    pub kind: Kind,
    /// Counted from the first byte, or from the matching request on.
    pub at: u64,
    /// Only after a request whose bytes hold this text; None: every connection from its beginning.
    pub after_request: Option<String>,
    /// Strike once, or every time.
    pub once: bool,
}

#[derive(Default)]
struct Shared {
    /// Bytes per second over all connections; 0 is as fast as it goes.
    rate: AtomicU64,
    stalled: AtomicBool,
    /// Milliseconds that each piece takes longer.
    delay: AtomicU64,
    closed: AtomicBool,
    /// Grows with each `cut_now`: a connection of an older generation ends.
    generation: AtomicU64,
    /// Grows with each `strand`: over a connection of an older one nothing more arrives.
    strands: AtomicU64,
    fault: Mutex<Option<Fault>>,
    /// What requests are counted by, and how many there were.
    counted: Mutex<(Option<String>, usize)>,
    /// When the next byte may leave, under a rate.
    next: Mutex<Option<Instant>>,
    served: AtomicU64,
    struck: AtomicU64,
    down: AtomicU64,
    up: AtomicU64,
}

pub struct Proxy {
    address: Address,
    target: Address,
    shared: Arc<Shared>,
    listening: Mutex<Option<Listening>>,
}

struct Listening {
    stop: Arc<AtomicBool>,
    thread: thread::JoinHandle<()>,
}

impl Proxy {
    /// On a free loopback port.
    pub fn tcp(target: Address) -> Proxy {
        Proxy::start(Address::Tcp(([127, 0, 0, 1], 0).into()), target)
    }

    pub fn unix(path: impl Into<PathBuf>, target: Address) -> Proxy {
        Proxy::start(Address::Unix(path.into()), target)
    }

    fn start(address: Address, target: Address) -> Proxy {
        let mut proxy = Proxy { address, target, shared: Arc::default(), listening: Mutex::new(None) };
        let listener = Listener::bind(&proxy.address);
        if let Listener::Tcp(tcp) = &listener {
            proxy.address = Address::Tcp(tcp.local_addr().unwrap());
        }
        *proxy.listening.lock().unwrap() = Some(proxy.serve(listener));
        proxy
    }

    pub fn address(&self) -> &Address {
        &self.address
    }

    /// `host:port` of a TCP proxy.
    pub fn host_and_port(&self) -> String {
        match &self.address {
            Address::Tcp(address) => address.to_string(),
            Address::Unix(path) => panic!("{} is no TCP address", path.display()),
        }
    }

    /// As DOCKER_HOST takes it.
    pub fn host(&self) -> String {
        match &self.address {
            Address::Tcp(address) => format!("tcp://{address}"),
            Address::Unix(path) => format!("unix://{}", path.display()),
        }
    }

    /// Bytes per second from the server, over all connections. None: as fast as it goes.
    pub fn throttle(&self, bytes_per_second: Option<u64>) {
        self.shared.rate.store(bytes_per_second.unwrap_or(0), Ordering::Relaxed);
        *self.shared.next.lock().unwrap() = None;
    }

    /// Holds everything that the server sends, on all connections, until it is released.
    pub fn stall(&self, stalled: bool) {
        self.shared.stalled.store(stalled, Ordering::Relaxed);
    }

    /// Everything that the server sends arrives so much later, as from far away.
    pub fn delay(&self, by: Duration) {
        self.shared.delay.store(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Over connections that are open nothing more arrives, and they stay open; new ones work: an address that has changed.
    pub fn strand(&self) {
        self.shared.strands.fetch_add(1, Ordering::Relaxed);
    }

    pub fn set_fault(&self, fault: Option<Fault>) {
        *self.shared.fault.lock().unwrap() = fault;
    }

    pub fn cut_now(&self) {
        self.shared.generation.fetch_add(1, Ordering::Relaxed);
    }

    /// Closes the listening socket: new connections are refused by the system, open ones end.
    pub fn refuse(&self) {
        let Some(listening) = self.listening.lock().unwrap().take() else { return };
        listening.stop.store(true, Ordering::Relaxed);
        let _ = listening.thread.join();
        if let Address::Unix(path) = &self.address {
            let _ = std::fs::remove_file(path);
        }
        self.cut_now();
    }

    /// Listens again on the same address, all faults mended.
    pub fn heal(&self) {
        self.throttle(None);
        self.stall(false);
        self.delay(Duration::ZERO);
        self.set_fault(None);
        let mut listening = self.listening.lock().unwrap();
        if listening.is_none() {
            *listening = Some(self.serve(Listener::bind(&self.address)));
        }
    }

    /// Connections taken so far.
    pub fn served(&self) -> u64 {
        self.shared.served.load(Ordering::Relaxed)
    }

    /// Faults that have met their byte so far.
    pub fn struck(&self) -> u64 {
        self.shared.struck.load(Ordering::Relaxed)
    }

    /// Counts requests whose bytes hold this text, from now on.
    pub fn count(&self, text: impl Into<String>) {
        *self.shared.counted.lock().unwrap() = (Some(text.into()), 0);
    }

    pub fn counted(&self) -> usize {
        self.shared.counted.lock().unwrap().1
    }

    /// Bytes that went from the server to clients so far.
    pub fn bytes_down(&self) -> u64 {
        self.shared.down.load(Ordering::Relaxed)
    }

    /// Bytes that went from clients to the server so far.
    pub fn bytes_up(&self) -> u64 {
        self.shared.up.load(Ordering::Relaxed)
    }

    fn serve(&self, listener: Listener) -> Listening {
        let stop = Arc::new(AtomicBool::new(false));
        let (shared, target, ended) = (self.shared.clone(), self.target.clone(), stop.clone());
        let thread = thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                match listener.accept() {
                    Some(client) => {
                        shared.served.fetch_add(1, Ordering::Relaxed);
                        if let Some(server) = Stream::connect(&target) {
                            connect(client, server, shared.clone());
                        }
                    }
                    None => thread::sleep(Duration::from_millis(5)),
                }
            }
        });
        Listening { stop, thread }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Relaxed);
        self.refuse();
    }
}

/// One pair of sockets. `armed` is the count of bytes at which the fault strikes.
struct Wire {
    shared: Arc<Shared>,
    generation: u64,
    strand: u64,
    /// By the server.
    sent: AtomicU64,
    /// By the client.
    taken: AtomicU64,
    armed: Mutex<Option<(u64, Fault)>>,
    ended: AtomicBool,
}

impl Wire {
    fn is_over(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
            || self.shared.closed.load(Ordering::Relaxed)
            || self.shared.generation.load(Ordering::Relaxed) != self.generation
    }

    fn is_stalled(&self) -> bool {
        self.shared.stalled.load(Ordering::Relaxed) || self.shared.strands.load(Ordering::Relaxed) != self.strand
    }

    fn arm(&self, request: Option<&[u8]>) {
        let fault = self.shared.fault.lock().unwrap();
        let Some(fault) = fault.as_ref() else { return };
        let hit = match (&fault.after_request, request) {
            (None, None) => true,
            (Some(text), Some(bytes)) => holds(bytes, text),
            _ => false,
        };
        if hit {
            let so_far = self.count(fault.kind == Kind::CutSending).load(Ordering::Relaxed);
            *self.armed.lock().unwrap() = Some((so_far + fault.at, fault.clone()));
        }
    }

    /// Of the bytes of one direction.
    fn count(&self, sending: bool) -> &AtomicU64 {
        if sending { &self.taken } else { &self.sent }
    }

    /// Applies what is armed for this direction to the next bytes. Gives how many may still pass, and what happens then.
    fn strike(&self, bytes: &mut [u8], sending: bool) -> (usize, Option<Kind>) {
        // In the order in which `arm` takes them.
        let mut current = self.shared.fault.lock().unwrap();
        let mut armed = self.armed.lock().unwrap();
        if current.is_none() {
            // Called off before its byte came.
            *armed = None;
        }
        let so_far = self.count(sending).load(Ordering::Relaxed);
        let concerns = |(_, fault): &&(u64, Fault)| (fault.kind == Kind::CutSending) == sending;
        let Some((at, fault)) = armed.as_ref().filter(concerns) else { return (bytes.len(), None) };
        let left = usize::try_from(at.saturating_sub(so_far)).unwrap_or(usize::MAX);
        if left >= bytes.len() {
            return (bytes.len(), None);
        }
        let kind = fault.kind;
        if fault.once {
            *current = None;
        }
        *armed = None;
        self.shared.struck.fetch_add(1, Ordering::Relaxed);
        if kind == Kind::Corrupt {
            bytes[left] = !bytes[left];
            return (bytes.len(), None);
        }
        (left, Some(kind))
    }

    fn wait_for_rate(&self, bytes: usize) {
        let rate = self.shared.rate.load(Ordering::Relaxed);
        if rate == 0 {
            return;
        }
        let until = {
            let mut next = self.shared.next.lock().unwrap();
            let start = next.unwrap_or_else(Instant::now).max(Instant::now());
            *next = Some(start + Duration::from_secs_f64(bytes as f64 / rate as f64));
            start
        };
        while Instant::now() < until && !self.is_over() && self.shared.rate.load(Ordering::Relaxed) == rate {
            thread::sleep(Duration::from_millis(5).min(until.saturating_duration_since(Instant::now())));
        }
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

fn connect(client: Stream, server: Stream, shared: Arc<Shared>) {
    let generation = shared.generation.load(Ordering::Relaxed);
    let strand = shared.strands.load(Ordering::Relaxed);
    let wire = Arc::new(Wire {
        shared,
        generation,
        strand,
        sent: AtomicU64::new(0),
        taken: AtomicU64::new(0),
        armed: Mutex::new(None),
        ended: AtomicBool::new(false),
    });
    wire.arm(None);
    let up = (client.clone(), server.clone(), wire.clone());
    thread::spawn(move || upward(up.0, up.1, &up.2));
    thread::spawn(move || downward(server, client, &wire));
}

fn upward(mut client: Stream, mut server: Stream, wire: &Wire) {
    let mut buffer = vec![0; 64 * 1024];
    while let Some(count) = client.read_some(&mut buffer, || wire.is_over()) {
        wire.arm(Some(&buffer[..count]));
        if let (Some(text), counted) = &mut *wire.shared.counted.lock().unwrap() {
            *counted += usize::from(holds(&buffer[..count], text));
        }
        let (pass, then) = wire.strike(&mut buffer[..count], true);
        if count == 0 {
            break;
        }
        // Counted before they are answered.
        wire.taken.fetch_add(pass as u64, Ordering::Relaxed);
        wire.shared.up.fetch_add(pass as u64, Ordering::Relaxed);
        if server.write_everything(&buffer[..pass], || wire.is_over()).is_none() {
            break;
        }
        if then.is_some() {
            wire.ended.store(true, Ordering::Relaxed);
            client.shutdown(Shutdown::Both);
            break;
        }
    }
    // A half-close is part of the protocol of attach and exec: pass it on, and keep the other direction.
    server.shutdown(if wire.is_over() { Shutdown::Both } else { Shutdown::Write });
}

fn downward(mut server: Stream, mut client: Stream, wire: &Wire) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        // Small pieces under a rate, so that it looks like a slow line and not like bursts.
        let size = match wire.shared.rate.load(Ordering::Relaxed) {
            0 => buffer.len(),
            rate => usize::try_from(rate / 20).unwrap_or(usize::MAX).clamp(1, buffer.len()),
        };
        let Some(count) = server.read_some(&mut buffer[..size], || wire.is_over()) else { break };
        if count == 0 {
            break;
        }
        while wire.is_stalled() && !wire.is_over() {
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(wire.shared.delay.load(Ordering::Relaxed)));
        wire.wait_for_rate(count);
        let (pass, then) = wire.strike(&mut buffer[..count], false);
        if client.write_everything(&buffer[..pass], || wire.is_over()).is_none() {
            break;
        }
        wire.sent.fetch_add(pass as u64, Ordering::Relaxed);
        wire.shared.down.fetch_add(pass as u64, Ordering::Relaxed);
        match then {
            Some(Kind::Stall) => {
                while !wire.is_over() {
                    thread::sleep(Duration::from_millis(5));
                }
            }
            Some(_) => break,
            None => {}
        }
    }
    wire.ended.store(true, Ordering::Relaxed);
    client.shutdown(Shutdown::Both);
    server.shutdown(Shutdown::Both);
}
