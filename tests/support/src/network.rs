//! Free ports and a private bridge. An engine without `--bridge` of its own would delete the machine's `docker0`.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use crate::scratch::Scratch;

/// A loopback port that nobody listens on at this moment.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// An interface of the engine's own, with the first address of `subnet`.
pub(crate) struct Bridge {
    pub name: String,
    pub subnet: String,
}

/// Makes a bridge on a subnet that no route of this machine knows; the scratch folder's janitor removes it.
pub(crate) fn make_bridge(scratch: &Scratch) -> Bridge {
    let name = scratch.name().replace('-', "x");
    let routes = ip(&["-4", "-o", "route", "show", "table", "all"]);
    let start = std::process::id() % 256;
    let free = (0..256)
        .map(|step| (start + step) % 256)
        .find(|third| !routes.contains(&format!("10.213.{third}.")))
        .expect("one of 256 subnets is free");
    scratch.adopt_bridge(&name);
    ip(&["link", "add", "name", &name, "type", "bridge"]);
    ip(&["addr", "add", &format!("10.213.{free}.1/24"), "dev", &name]);
    ip(&["link", "set", &name, "up"]);
    Bridge { name, subnet: format!("10.213.{free}.0/24") }
}

fn ip(arguments: &[&str]) -> String {
    let output = Command::new("ip").args(arguments).output().expect("iproute2 is installed");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "ip {}: {error}", arguments.join(" "));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
