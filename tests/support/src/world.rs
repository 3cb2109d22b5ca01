//! The usual scene: a registry with the seed images, a faulty wire in front of it, and an engine that pulls through it.

use crate::dockerd::{PrivateDockerd, Release};
use crate::proxy::{Address, Proxy};
use crate::registry::Registry;
use crate::seeds::seed_registry;

pub struct World {
    pub engine: PrivateDockerd,
    /// Between the engine and the registry: slow it down to watch a pull, refuse to be offline.
    pub mirror: Proxy,
    pub registry: Registry,
}

impl World {
    /// On the machine's own Docker Engine.
    pub fn start() -> World {
        World::start_on(Release::Installed)
    }

    /// On Debian sid's, with the containerd image store.
    pub fn start_on_sid() -> World {
        World::start_on(Release::Sid)
    }

    fn start_on(release: Release) -> World {
        let registry = Registry::start();
        seed_registry(&registry);
        let mirror = Proxy::tcp(Address::Tcp(registry.socket_address()));
        let engine = PrivateDockerd::start_on(release, Some(&mirror.host_and_port()));
        World { engine, mirror, registry }
    }
}
