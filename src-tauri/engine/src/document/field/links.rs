//! What a value names: another object on the engine, a layer, a published port.

use super::super::tree::Kind;
use super::place::Place;
use super::{Link, Subject};
use crate::inspect::{SubjectKind, object_name};

/// Characters of an id that the engine takes for one without more of it.
const SHORT_ID: usize = 12;
/// Bytes of a name that a link is made of: a reference has 255 and a tag or a digest, other names less.
const MAX_NAME: usize = 512;
/// Networks by which an engine means none that could be looked at.
const NO_NETWORKS: [&str; 6] = ["default", "private", "slirp4netns", "pasta", "host-gateway", ""];
/// Keys under which another container may be named, as `container:ID`.
const MODES: [&str; 6] = ["NetworkMode", "IpcMode", "PidMode", "UTSMode", "UsernsMode", "CgroupnsMode"];

pub(super) fn link(place: &Place<'_>) -> Option<Link> {
    match place.kind() {
        Kind::String => {
            named(place).or_else(|| layer(place)).or_else(|| port(&place.parent()?, place.key == "HostPort"))
        }
        Kind::Object => keyed(place).or_else(|| port(place, true)),
        _ => None,
    }
}

/// An object on the engine that a text names.
fn named(place: &Place<'_>) -> Option<Link> {
    use SubjectKind::{Container, Image, Network, Volume};
    let text = place.text();
    if place.is_free() {
        return None;
    }
    if let Some(id) = text.strip_prefix("container:").filter(|_| MODES.contains(&place.key)) {
        return object(Container, id);
    }
    match (place.key, place.within) {
        ("Image" | "ImageID" | "ImageName" | "Parent", _) | ("digest", "ImageManifestDescriptor") => {
            object(Image, text)
        }
        ("", "RepoTags" | "RepoDigests") => object(Image, text),
        ("Container", _) | ("", "Dependencies") => object(Container, text),
        // `name:ro`
        ("", "VolumesFrom") => object(Container, text.split(':').next()?),
        // `/other:/this/alias`
        ("", "Links") => object(Container, text.split(':').next()?.trim_start_matches('/')),
        ("NetworkMode", "HostConfig") if !NO_NETWORKS.contains(&text) && !text.contains(':') => object(Network, text),
        ("NetworkID", _) | ("Network", "ConfigFrom") | ("Target", "")
            if place.key != "Target" || place.around() == "Networks" =>
        {
            object(Network, text)
        }
        ("Name" | "Source", "") if place.around() == "Mounts" && place.beside("Type") == Some("volume") => {
            (!is_path(text)).then(|| object(Volume, text)).flatten()
        }
        ("", "Binds") => {
            let (source, _) = text.split_once(':').filter(|(source, _)| !is_path(source))?;
            object(Volume, source)
        }
        _ => None,
    }
}

/// An object whose key names what it tells of.
fn keyed(place: &Place<'_>) -> Option<Link> {
    match place.within {
        "Containers" => {
            let id = place.key.len() >= SHORT_ID && place.key.bytes().all(|byte| byte.is_ascii_hexdigit());
            id.then(|| object(SubjectKind::Container, place.key)).flatten()
        }
        "Networks" => object(SubjectKind::Network, place.key),
        _ => None,
    }
}

fn layer(place: &Place<'_>) -> Option<Link> {
    let index = place.document.node(place.node).index;
    (place.key.is_empty() && place.within == "Layers" && place.around() == "RootFS").then_some(Link::Layer { index })
}

/// A port of the host: the item of `NetworkSettings.Ports."80/tcp"` and what says the number.
fn port(item: &Place<'_>, wanted: bool) -> Option<Link> {
    if !wanted || !item.within.ends_with("/tcp") || item.around() != "Ports" {
        return None;
    }
    let value = |name: &str| item.value(name).map(|child| item.document.value(child));
    let port: u16 = value("HostPort")?.parse().ok().filter(|port| *port > 0)?;
    let host = value("HostIp").unwrap_or_default();
    // Every address of the host: the one that the page reaches it by.
    let host = if matches!(&*host, "0.0.0.0" | "::") { "" } else { &host };
    Some(Link::Port { host: host.to_owned(), port })
}

/// None for what is no name of an object, and for ids of nothing.
fn object(kind: SubjectKind, name: &str) -> Option<Link> {
    if name.len() > MAX_NAME {
        return None;
    }
    let digits = name.strip_prefix("sha256:").unwrap_or(name);
    let nothing = digits.bytes().all(|byte| byte == b'0');
    (!nothing && object_name(name).is_ok()).then(|| Link::Object { subject: Subject { kind, name: name.to_owned() } })
}

fn is_path(text: &str) -> bool {
    // `C:\x` is cut before its colon.
    text.starts_with(['/', '.', '~', '\\']) || text.len() < 2 || text.contains(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::super::super::secrets::Veil;
    use super::super::super::tree::{Document, NodeId};
    use super::*;

    fn link_at(text: &str, path: &str) -> Option<Link> {
        let document = Document::parse(text);
        assert_eq!(document.problem(), None, "{text}");
        let node = document.find(path).unwrap_or_else(|| panic!("{path} in {text}"));
        super::super::link(&document, node, Veil::default().state(&document, node))
    }

    #[test]
    fn values_name_objects() {
        use SubjectKind::{Container, Image, Network, Volume};
        let id = "70735b7b1c0ae12bd92fc6c9c489f77243d9b149d3951a0b1250fd442c3cf837";
        let container = format!("container:{id}");
        let containers = format!(r#"{{"Containers":{{"{id}":{{"Name":"x"}},"lb-net":{{"Name":"y"}}}}}}"#);
        let network = format!(r#"{{"HostConfig":{{"NetworkMode":"{container}","IpcMode":"{container}"}}}}"#);
        let in_network = format!("/Containers/{id}");
        for (text, path, expected) in [
            (r#"{"Image":"sha256:e5fa"}"#, "/Image", Some((Image, "sha256:e5fa"))),
            (r#"{"Config":{"Image":"ghcr.io/a/b:1"}}"#, "/Config/Image", Some((Image, "ghcr.io/a/b:1"))),
            (r#"{"Parent":""}"#, "/Parent", None),
            (r#"{"Labels":{"Image":"x"}}"#, "/Labels/Image", None),
            (
                r#"{"ImageManifestDescriptor":{"digest":"sha256:ab"}}"#,
                "/ImageManifestDescriptor/digest",
                Some((Image, "sha256:ab")),
            ),
            (r#"{"RepoTags":["a:1","<none>:<none>"]}"#, "/RepoTags/0", Some((Image, "a:1"))),
            (r#"{"RepoTags":["a:1","<none>:<none>"]}"#, "/RepoTags/1", None),
            (r#"{"RepoDigests":["a@sha256:00a"]}"#, "/RepoDigests/0", Some((Image, "a@sha256:00a"))),
            (r#"{"Container":"ab12"}"#, "/Container", Some((Container, "ab12"))),
            (r#"{"Container":"0000"}"#, "/Container", None),
            (&containers, &in_network, Some((Container, id))),
            (&containers, "/Containers/lb-net", None),
            (r#"{"HostConfig":{"VolumesFrom":["db:ro"]}}"#, "/HostConfig/VolumesFrom/0", Some((Container, "db"))),
            (r#"{"HostConfig":{"Links":["/db:/web/db"]}}"#, "/HostConfig/Links/0", Some((Container, "db"))),
            (&network, "/HostConfig/NetworkMode", Some((Container, id))),
            (&network, "/HostConfig/IpcMode", Some((Container, id))),
            (r#"{"HostConfig":{"NetworkMode":"default"}}"#, "/HostConfig/NetworkMode", None),
            (r#"{"HostConfig":{"NetworkMode":"host"}}"#, "/HostConfig/NetworkMode", Some((Network, "host"))),
            (r#"{"HostConfig":{"PidMode":"host"}}"#, "/HostConfig/PidMode", None),
            (r#"{"Mounts":[{"Type":"volume","Name":"data","Source":"/x"}]}"#, "/Mounts/0/Name", Some((Volume, "data"))),
            (r#"{"Mounts":[{"Type":"volume","Name":"data","Source":"/x"}]}"#, "/Mounts/0/Source", None),
            (r#"{"Mounts":[{"Type":"volume","Source":"data"}]}"#, "/Mounts/0/Source", Some((Volume, "data"))),
            (r#"{"Mounts":[{"Type":"bind","Source":"data"}]}"#, "/Mounts/0/Source", None),
            (r#"{"HostConfig":{"Binds":["data:/x:ro"]}}"#, "/HostConfig/Binds/0", Some((Volume, "data"))),
            (r#"{"HostConfig":{"Binds":["/data:/x"]}}"#, "/HostConfig/Binds/0", None),
            (r#"{"HostConfig":{"Binds":["C:\\x:/x"]}}"#, "/HostConfig/Binds/0", None),
            (r#"{"Networks":{"front":{"NetworkID":"ab"}}}"#, "/Networks/front", Some((Network, "front"))),
            (r#"{"Networks":{"front":{"NetworkID":"ab"}}}"#, "/Networks/front/NetworkID", Some((Network, "ab"))),
            (r#"{"Networks":[{"Target":"ab"}]}"#, "/Networks/0/Target", Some((Network, "ab"))),
            (r#"{"Mounts":[{"Target":"ab"}]}"#, "/Mounts/0/Target", None),
            (r#"{"Image":"../x"}"#, "/Image", None),
        ] {
            let subject = |(kind, name): (SubjectKind, &str)| Subject { kind, name: name.to_owned() };
            let expected = expected.map(|named| Link::Object { subject: subject(named) });
            assert_eq!(link_at(text, path), expected, "{path} in {text}");
        }
    }

    #[test]
    fn what_is_no_name_of_an_engine_leads_nowhere() {
        let long = "a".repeat(MAX_NAME + 1);
        assert_eq!(link_at(&format!(r#"{{"Image":"{long}"}}"#), "/Image"), None);
        assert_eq!(link_at(r#"{"Image":"https://u:hunter2@h/x"}"#, "/Image"), None);
        // Rows of an object of very many values, each of which would look through all of them.
        let keys: String = (0..200_000).map(|key| format!(r#""{key}":0,"#)).collect();
        let ports: String = (0..500).map(|_| r#""HostPort":"8080","#).collect();
        let text = format!(r#"{{"Ports":{{"80/tcp":[{{{ports}{keys}"HostIp":""}}]}}}}"#);
        let document = Document::parse(text);
        let links = (4..504).filter_map(|node| super::super::link(&document, NodeId(node), Default::default()));
        assert_eq!(links.count(), 0);
    }

    #[test]
    fn layers_and_ports() {
        let rootfs = r#"{"RootFS":{"Layers":["sha256:a","sha256:b"]}}"#;
        assert_eq!(link_at(rootfs, "/RootFS/Layers/1"), Some(Link::Layer { index: 1 }));
        let ports = r#"{"NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},
            {"HostIp":"127.0.0.1","HostPort":"81"},{"HostIp":"::","HostPort":""}],"53/udp":[{"HostIp":"","HostPort":"53"}]}},
            "HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]}}}"#;
        let port = |host: &str, port| Some(Link::Port { host: host.to_owned(), port });
        for (path, expected) in [
            ("/NetworkSettings/Ports/80~1tcp/0", port("", 8080)),
            ("/NetworkSettings/Ports/80~1tcp/0/HostPort", port("", 8080)),
            ("/NetworkSettings/Ports/80~1tcp/0/HostIp", None),
            ("/NetworkSettings/Ports/80~1tcp/1", port("127.0.0.1", 81)),
            ("/NetworkSettings/Ports/80~1tcp/2", None),
            ("/NetworkSettings/Ports/53~1udp/0", None),
            ("/HostConfig/PortBindings/80~1tcp/0", None),
        ] {
            assert_eq!(link_at(ports, path), expected, "{path}");
        }
    }
}
