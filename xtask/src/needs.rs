//! What Quayside needs from a machine: how to see that it is there, and what each package manager calls it.
//!
//! Presence is probed, never concluded from a package's name: it may have come another way.

use std::path::Path;

use crate::process::{answer, has_program};

/// When a need arises.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// To build the application.
    Build,
    /// To show a window where there is no screen.
    Screenless,
    /// To have an engine where none answers.
    Engine,
    /// To run every test.
    Test,
}

pub enum Probe {
    Program(&'static str),
    /// A library with its headers, as pkg-config knows it.
    Library(&'static str),
    /// Any of these files.
    File(&'static [&'static str]),
    /// A program that runs without any library, to be put into images.
    StaticProgram(&'static str),
}

pub struct Need {
    /// "There is no …".
    pub what: &'static str,
    pub when: &'static [When],
    pub probe: Probe,
    pub apt: &'static str,
    pub dnf: &'static str,
    pub pacman: &'static str,
}

impl Need {
    pub fn is_met(&self) -> bool {
        match &self.probe {
            Probe::Program(name) => has_program(name),
            Probe::Library(name) => answer("pkg-config", &["--exists", name]).is_some(),
            Probe::File(paths) => paths.iter().any(|path| Path::new(path).exists()),
            Probe::StaticProgram(path) => std::fs::read(path).is_ok_and(|bytes| !names_an_interpreter(&bytes)),
        }
    }
}

/// A dynamic ELF program names its loader by an absolute path near its beginning.
fn names_an_interpreter(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    head.windows(8).any(|part| part == b"ld-linux" || part == b"/ld-musl")
}

use Probe::{File, Library, Program, StaticProgram};
use When::{Build, Engine, Screenless, Test};

macro_rules! need {
    ($what:literal, [$($when:ident),*], $probe:expr, $apt:literal, $dnf:literal, $pacman:literal) => {
        Need { what: $what, when: &[$($when),*], probe: $probe, apt: $apt, dnf: $dnf, pacman: $pacman }
    };
}

/// Linux only: elsewhere the system's own web view is used and nothing has to be installed for it.
pub const NEEDS: &[Need] = &[
    need!("C compiler", [Build], Program("cc"), "build-essential", "gcc", "base-devel"),
    need!("pkg-config", [Build], Program("pkg-config"), "pkg-config", "pkgconf-pkg-config", "pkgconf"),
    need!(
        "WebKitGTK 4.1 with headers",
        [Build],
        Library("webkit2gtk-4.1"),
        "libwebkit2gtk-4.1-dev",
        "webkit2gtk4.1-devel",
        "webkit2gtk-4.1"
    ),
    need!("D-Bus with headers", [Build], Library("dbus-1"), "libdbus-1-dev", "dbus-devel", "dbus"),
    need!(
        "screen without a monitor (Xvfb)",
        [Screenless, Test],
        Program("Xvfb"),
        "xvfb",
        "xorg-x11-server-Xvfb",
        "xorg-server-xvfb"
    ),
    need!(
        "D-Bus session (dbus-daemon)",
        [Screenless, Test],
        Program("dbus-daemon"),
        "dbus-daemon",
        "dbus-daemon",
        "dbus"
    ),
    need!(
        "program that takes screenshots (import)",
        [Screenless, Test],
        Program("import"),
        "imagemagick",
        "ImageMagick",
        "imagemagick"
    ),
    need!(
        "font for what the bundled ones lack",
        [Screenless, Test],
        File(&["/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/TTF"]),
        "fonts-dejavu-core",
        "dejavu-sans-fonts",
        "ttf-dejavu"
    ),
    need!(
        "driver for the window (WebKitWebDriver)",
        [Test],
        Program("WebKitWebDriver"),
        "webkit2gtk-driver",
        "webkit2gtk4.1",
        "webkit2gtk-4.1"
    ),
    need!("driver for what is outside the page (xdotool)", [Test], Program("xdotool"), "xdotool", "xdotool", "xdotool"),
    need!("Docker Engine (dockerd)", [Engine, Test], Program("dockerd"), "docker.io", "moby-engine", "docker"),
    need!(
        "packet filter (iptables), which the Docker Engine needs",
        [Engine],
        Program("iptables"),
        "iptables",
        "iptables-nft",
        "iptables"
    ),
    need!(
        "registry (docker-registry)",
        [Test],
        Program("docker-registry"),
        "docker-registry",
        "docker-distribution",
        "docker-distribution"
    ),
    need!(
        "unpacker of Debian's packages (mmdebstrap), for a newer Docker Engine to test with",
        [Test],
        Program("mmdebstrap"),
        "mmdebstrap",
        "mmdebstrap",
        "mmdebstrap"
    ),
    need!("Podman", [Test], Program("podman"), "podman", "podman", "podman"),
    need!("runc", [Test], Program("runc"), "runc", "runc", "runc"),
    need!(
        "network plugin for Podman",
        [Test],
        File(&["/usr/lib/cni/bridge", "/usr/libexec/cni/bridge", "/opt/cni/bin/bridge"]),
        "containernetworking-plugins",
        "containernetworking-plugins",
        "cni-plugins"
    ),
    need!("program that makes bridges (ip)", [Engine, Test], Program("ip"), "iproute2", "iproute", "iproute2"),
    need!(
        "SSH server (sshd)",
        [Test],
        File(&["/usr/sbin/sshd", "/usr/bin/sshd"]),
        "openssh-server",
        "openssh-server",
        "openssh"
    ),
    need!(
        "keyring (gnome-keyring-daemon)",
        [Test],
        Program("gnome-keyring-daemon"),
        "gnome-keyring",
        "gnome-keyring",
        "gnome-keyring"
    ),
    need!(
        "program that reads a keyring (secret-tool)",
        [Test],
        Program("secret-tool"),
        "libsecret-tools",
        "libsecret",
        "libsecret"
    ),
    need!("SSH client (ssh)", [Test], Program("ssh"), "openssh-client", "openssh-clients", "openssh"),
    need!("maker of certificates (openssl)", [Test], Program("openssl"), "openssl", "openssl", "openssl"),
    need!("static Z shell", [Test], StaticProgram("/bin/zsh-static"), "zsh-static", "zsh", "zsh"),
    need!("static busybox", [Test], StaticProgram("/bin/busybox"), "busybox-static", "busybox", "busybox"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_can_be_named_to_every_package_manager() {
        for need in NEEDS {
            assert!(!need.when.is_empty() && !need.apt.is_empty() && !need.dnf.is_empty() && !need.pacman.is_empty());
        }
    }

    #[test]
    fn a_dynamic_program_is_told_from_a_static_one() {
        assert!(names_an_interpreter(b"\x7fELF....../lib64/ld-linux-x86-64.so.2\0"));
        assert!(!names_an_interpreter(b"\x7fELF......"));
    }
}
