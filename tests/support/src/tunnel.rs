//! A proxy that makes tunnels (`CONNECT`), as `HTTPS_PROXY` names one: the way on which an engine reaches what is not on
//! loopback. One host is played by a server that is; every other is refused, so that nothing leaves this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

pub struct Tunnel {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Tunnel {
    /// `host` is `name:port`; who asks for it is given `server`. Ends with the process.
    pub fn to(host: &str, server: SocketAddr) -> Tunnel {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (host, known) = (host.to_owned(), Arc::clone(&asked));
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (host, known) = (host.clone(), Arc::clone(&known));
                // A connection that breaks is the client's matter.
                thread::spawn(move || lead(client, &host, server, &known).ok());
            }
        });
        Tunnel { address, asked }
    }

    /// As `HTTPS_PROXY` takes it.
    pub fn proxy(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The hosts that tunnels were asked for, in the order in which they came.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn lead(mut client: TcpStream, host: &str, server: SocketAddr, asked: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut said = BufReader::new(client.try_clone()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if said.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let mut words = head.split(' ');
    let (method, wanted) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    asked.lock().unwrap().push(wanted.to_owned());
    if method != "CONNECT" || wanted != host {
        return client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
    let mut server = TcpStream::connect(server)?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let (mut back, mut to_client) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || {
        std::io::copy(&mut back, &mut to_client).ok();
        to_client.shutdown(Shutdown::Write).ok();
    });
    // With what came along with the head.
    std::io::copy(&mut said, &mut server)?;
    server.shutdown(Shutdown::Write)
}
