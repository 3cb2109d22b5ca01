//! Under which keys registries stand in configuration files and in credential helpers.

/// How Docker's files and helpers call Docker Hub.
const HUB_KEY: &str = "https://index.docker.io/v1/";

/// The registry of names without one.
pub const HUB: &str = "docker.io";

/// The key of a registry where Docker looks for it: in helpers, and in `X-Registry-Auth`.
pub fn server_address(domain: &str) -> &str {
    if domain == HUB { HUB_KEY } else { domain }
}

/// A key as a person would write it: without scheme, without the version of an API, Docker Hub by its short name. What
/// remains behind a slash is a namespace, as Podman's files have them: `ghcr.io/acme`.
pub fn plain(key: &str) -> String {
    let rest = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let rest = rest.trim_end_matches('/');
    let rest = rest.strip_suffix("/v1").or_else(|| rest.strip_suffix("/v2")).unwrap_or(rest);
    let (host, namespace) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
    let host = match host {
        "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com" => HUB,
        host => host,
    };
    namespace.map_or_else(|| host.to_owned(), |namespace| format!("{host}/{namespace}"))
}

/// The registry of a key without its namespace.
pub fn domain(key: &str) -> String {
    let plain = plain(key);
    plain.split_once('/').map_or(plain.clone(), |(host, _)| host.to_owned())
}

/// How well a key fits a repository: none where it is for another one, else the more the narrower it is.
pub fn fit(key: &str, domain: &str, path: Option<&str>) -> Option<usize> {
    let plain = plain(key);
    let (host, namespace) = plain.split_once('/').map_or((plain.as_str(), None), |(host, path)| (host, Some(path)));
    if host != domain {
        return None;
    }
    let Some(namespace) = namespace else { return Some(0) };
    let rest = path?.strip_prefix(namespace)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(namespace.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_docker_and_podman_write_them() {
        for (key, expected) in [
            ("https://index.docker.io/v1/", "docker.io"),
            ("index.docker.io", "docker.io"),
            ("docker.io", "docker.io"),
            ("https://ghcr.io", "ghcr.io"),
            ("http://127.0.0.1:5000/v2/", "127.0.0.1:5000"),
            ("quay.io/acme/deep", "quay.io/acme/deep"),
        ] {
            assert_eq!(plain(key), expected, "{key}");
        }
        assert_eq!(domain("quay.io/acme"), "quay.io");
        assert_eq!(server_address("docker.io"), "https://index.docker.io/v1/");
    }

    #[test]
    fn the_narrowest_key_fits_best() {
        assert_eq!(fit("quay.io", "quay.io", Some("acme/api")), Some(0));
        assert_eq!(fit("quay.io/acme", "quay.io", Some("acme/api")), Some(4));
        assert_eq!(fit("quay.io/acme/api", "quay.io", Some("acme/api")), Some(8));
        assert_eq!(fit("quay.io/ac", "quay.io", Some("acme/api")), None);
        assert_eq!(fit("quay.io/acme", "quay.io", None), None);
        assert_eq!(fit("quay.io", "quay.io.evil.example", None), None);
    }
}
