//! The `docker` command that an action stands for, as a person could paste it into a shell; and the reverse for what a
//! person types. Values of environment variables are shown as typed: they are the person's own words, not secrets kept.

use crate::error::{Error, ErrorCode, Result};
use crate::exec::ExecSpec;
use crate::removal::{Fate, ImageUser, PlannedRemoval, RemovalWays};
use crate::run::{RunSpec, variables};

/// Splits what a person typed as a POSIX shell would, without expanding anything.
///
/// # Errors
/// `InvalidInput` where a quote is left open.
pub fn split(typed: &str) -> Result<Vec<String>> {
    shell_words::split(typed)
        .map_err(|_| Error::new(ErrorCode::InvalidInput, format!("a quote is left open in: {typed}")))
}

/// `docker WORD WORD …`, each word quoted where a shell needs it.
pub fn docker<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words = std::iter::once("docker").chain(words);
    words.map(quote).collect::<Vec<_>>().join(" ")
}

/// Quoted where a shell would take a word apart or change it; not where it is only unusual (`--pause=false`).
pub fn quote(word: &str) -> std::borrow::Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) { word.into() } else { shell_words::quote(word) }
}

/// `docker run …` for these choices.
///
/// # Errors
/// `InvalidInput` where the command can't be split.
pub fn run(spec: &RunSpec) -> Result<String> {
    let mut words = vec!["run"];
    if spec.interactive {
        words.push("-it");
    }
    if spec.remove {
        words.push("--rm");
    }
    let options = [("--name", &spec.name), ("--user", &spec.user), ("--workdir", &spec.working_dir)];
    for (option, value) in options.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
        words.extend([option, value.trim()]);
    }
    words.extend(variables(&spec.env).flat_map(|value| ["-e", value]));
    for (option, values) in [("-p", &spec.publish), ("-v", &spec.volumes)] {
        for value in values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()) {
            words.extend([option, value]);
        }
    }
    words.push(spec.image.trim());
    let command = split(&spec.command)?;
    words.extend(command.iter().map(String::as_str));
    Ok(docker(words))
}

/// `docker exec -it …` for these choices; `container` is the name to show.
///
/// # Errors
/// `InvalidInput` where the command can't be split.
pub fn exec(spec: &ExecSpec, container: &str) -> Result<String> {
    let mut words = exec_words(spec, variables(&spec.env), container);
    let command = if spec.command.trim().is_empty() { vec!["sh".to_owned()] } else { split(&spec.command)? };
    words.extend(command.iter().map(String::as_str));
    Ok(docker(words))
}

/// The same for what is kept and handed on, as a transcript is: of variables the names, of a command the program alone. The rest
/// may be secret.
pub fn exec_told(spec: &ExecSpec, container: &str) -> String {
    let names = variables(&spec.env).map(|variable| variable.split_once('=').map_or(variable, |(name, _)| name));
    let mut words = exec_words(spec, names, container);
    let command = split(&spec.command).unwrap_or_default();
    words.extend(command.first().map(String::as_str));
    let more = if command.len() > 1 { " …" } else { "" };
    docker(words) + more
}

fn exec_words<'a>(spec: &'a ExecSpec, variables: impl Iterator<Item = &'a str>, container: &'a str) -> Vec<&'a str> {
    let mut words = vec!["exec", "-it"];
    for (option, value) in [("--user", spec.user.trim()), ("--workdir", spec.working_dir.trim())] {
        if !value.is_empty() {
            words.extend([option, value]);
        }
    }
    words.extend(variables.flat_map(|value| ["-e", value]));
    words.push(container);
    words
}

/// `docker rm …` of the containers that go before, and `docker rmi …` of what goes, in order; empty where nothing does.
pub fn remove(items: &[PlannedRemoval], ways: RemovalWays) -> String {
    let going: Vec<&PlannedRemoval> = items.iter().filter(|item| item.goes()).collect();
    if going.is_empty() {
        return String::new();
    }
    let mut containers: Vec<&ImageUser> = Vec::new();
    for user in going.iter().filter(|item| item.fate == Fate::Deletes).flat_map(|item| &item.containers) {
        if ways.with_containers && !containers.contains(&user) {
            containers.push(user);
        }
    }
    let running: Vec<&str> = containers.iter().filter(|user| user.running).map(|user| user.name.as_str()).collect();
    let mut lines = Vec::new();
    if !running.is_empty() {
        lines.push(docker(["stop"].into_iter().chain(running)));
    }
    if !containers.is_empty() {
        lines.push(docker(["rm"].into_iter().chain(containers.iter().map(|user| user.name.as_str()))));
    }
    let force = ways.force.then_some("--force");
    let images = going.iter().map(|item| item.target.reference());
    lines.push(docker(["rmi"].into_iter().chain(force).chain(images)));
    lines.join(" && ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::removal::RemovalTarget;
    use crate::units::ByteSize;

    #[test]
    fn run_reads_as_docker_documents_it() {
        let spec = RunSpec {
            image: "centos".into(),
            command: "/bin/bash -c 'echo \"a b\"'".into(),
            name: "box".into(),
            interactive: true,
            remove: true,
            env: vec!["GREETING=hello world".into(), String::new()],
            publish: vec!["8080:80".into()],
            volumes: vec!["data:/data".into()],
            ..RunSpec::default()
        };
        assert_eq!(
            run(&spec).unwrap(),
            "docker run -it --rm --name box -e 'GREETING=hello world' -p 8080:80 -v data:/data centos /bin/bash -c 'echo \"a b\"'"
        );
        assert_eq!(
            run(&RunSpec { image: "hello-world".into(), ..RunSpec::default() }).unwrap(),
            "docker run hello-world"
        );
    }

    #[test]
    fn exec_reads_as_docker_documents_it() {
        let spec = ExecSpec {
            container: "c0ffee".into(),
            command: "bash -l".into(),
            user: "www".into(),
            working_dir: "/srv/my data".into(),
            env: vec!["A=b c".into(), " ".into()],
        };
        assert_eq!(
            exec(&spec, "web").unwrap(),
            "docker exec -it --user www --workdir '/srv/my data' -e 'A=b c' web bash -l"
        );
    }

    #[test]
    fn what_is_handed_on_has_no_value_in_it() {
        let spec = |command: &str| ExecSpec {
            command: command.into(),
            env: vec!["TOKEN=s3cret=x".into(), "FROM_HERE".into()],
            ..ExecSpec::default()
        };
        assert_eq!(exec_told(&spec("/bin/sh"), "web"), "docker exec -it -e TOKEN -e FROM_HERE web /bin/sh");
        assert_eq!(
            exec_told(&spec("mysql --password=s3cret"), "web"),
            "docker exec -it -e TOKEN -e FROM_HERE web mysql …"
        );
    }

    #[test]
    fn an_open_quote_is_said() {
        assert_eq!(split("echo 'a").unwrap_err().code, ErrorCode::InvalidInput);
        assert_eq!(split(r#"a "b c" d\ e"#).unwrap(), ["a", "b c", "d e"]);
    }

    #[test]
    fn a_removal_names_what_goes_in_order() {
        let user = |id: &str, running| ImageUser { id: id.into(), name: format!("{id}-name"), running };
        let item = |name: &str, fate| PlannedRemoval {
            target: RemovalTarget { id: "sha256:aa".into(), name: Some(name.to_owned()) },
            fate,
            stays: Vec::new(),
            containers: vec![user("up", true), user("still", false)],
            force: None,
            size: ByteSize(2),
            freed: ByteSize(1),
        };
        let items = [item("a:1", Fate::Deletes), item("b:1", Fate::Deletes), item("c:1", Fate::HeldRunning)];
        let line = |with_containers, force| remove(&items, RemovalWays { with_containers, force });
        assert_eq!(line(false, false), "docker rmi a:1 b:1");
        assert_eq!(line(false, true), "docker rmi --force a:1 b:1");
        assert_eq!(line(true, false), "docker stop up-name && docker rm up-name still-name && docker rmi a:1 b:1");
        assert_eq!(remove(&items[2..], RemovalWays::default()), "");
    }
}
