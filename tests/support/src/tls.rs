//! Certificates, made by `openssl`, and a server with one that nobody has vouched for.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;

use crate::network::free_port;
use crate::process::{Process, wait_until};
use crate::scratch::Scratch;

/// Runs it in `folder`, where it finds and leaves its files. No argument holds a space.
pub fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl").current_dir(folder).args(arguments.split(' ')).output().expect("openssl runs");
    assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Speaks TLS on a loopback port, in the name of a host, with a certificate that it has signed itself.
pub struct SelfSigned {
    port: u16,
    // Stopped before its folder is cleared: fields drop in order.
    _process: Process,
    _scratch: Scratch,
}

impl SelfSigned {
    /// `host` is a numeric address.
    pub fn start(host: &str) -> SelfSigned {
        let scratch = Scratch::new();
        let named = format!("-subj /CN={host} -addext subjectAltName=IP:{host}");
        openssl(
            scratch.path(),
            &format!("req -x509 -newkey rsa:2048 -nodes -days 2 {named} -keyout key.pem -out certificate.pem"),
        );
        // Between the question for a free port and its use another may take it: ask again.
        for _ in 0..5 {
            let port = free_port();
            let mut command = Command::new("openssl");
            command.args(["s_server", "-quiet", "-www", "-accept", &format!("127.0.0.1:{port}")]);
            command.arg("-cert").arg(scratch.join("certificate.pem")).arg("-key").arg(scratch.join("key.pem"));
            let process = Process::start(&mut command, &scratch.join("server.log"));
            let mut up = false;
            wait_until("openssl to listen", || {
                up = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
                up || !process.is_running()
            });
            if up && process.is_running() {
                return SelfSigned { port, _process: process, _scratch: scratch };
            }
        }
        panic!("openssl does not listen on any port");
    }

    pub fn socket_address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }
}
