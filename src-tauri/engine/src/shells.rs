//! Which shell a container has. Its file system is asked, and nothing is run in it: an image without any shell is told as
//! such, before the engine could say that it found no program.

use futures_util::{StreamExt, stream};
use hyper::Method;

use crate::command_line::split;
use crate::inspect::object_name;
use crate::{Engine, Error, ErrorCode, Result};

/// Where shells are, the one that a person would rather have first. `/busybox` is where images without a system have it.
const SHELLS: [&str; 15] = [
    "/bin/bash",
    "/usr/bin/bash",
    "/usr/local/bin/bash",
    "/bin/zsh",
    "/usr/bin/zsh",
    "/usr/local/bin/zsh",
    "/bin/ash",
    "/bin/sh",
    "/usr/bin/sh",
    "/busybox/sh",
    "/usr/bin/pwsh",
    "/usr/local/bin/pwsh",
    "/opt/microsoft/powershell/7/pwsh",
    "/usr/bin/fish",
    "/usr/bin/dash",
];

/// Those that read a language of their own.
const OTHER_LANGUAGES: [&str; 2] = ["pwsh", "fish"];

/// Those that a person may ask for by name.
const NAMES: [&str; 12] = ["ash", "bash", "csh", "dash", "fish", "ksh", "mksh", "nu", "pwsh", "sh", "tcsh", "zsh"];

/// What a shell may be told and still waits for what is typed.
const FLAGS: [&str; 6] = ["--interactive", "--login", "--noprofile", "--norc", "--posix", "-NoLogo"];

/// A command that is a shell and nothing else: it waits to be told something, where any other does its work as soon as it is
/// begun. `sh -c …` is another.
pub fn is_shell(command: &str) -> bool {
    let Ok(words) = split(command) else { return false };
    let Some((program, flags)) = words.split_first() else { return false };
    let name = program.rsplit('/').next().unwrap_or_default();
    let is_short =
        |flag: &str| flag.strip_prefix('-').is_some_and(|letters| letters.chars().all(|c| "ils".contains(c)));
    NAMES.contains(&name) && flags.iter().all(|flag| FLAGS.contains(&flag.as_str()) || is_short(flag))
}

/// How many places are looked at at once: most images have one of the first.
const AT_ONCE: usize = 4;

/// `HEAD /containers/NAME/archive` of each place: the path of the best shell.
///
/// # Errors
/// `NoShell` where there is none, `ContainerNotFound`, or what the engine answered.
pub async fn best(engine: &Engine, container: &str) -> Result<String> {
    first(engine, container, &SHELLS).await
}

/// The best shell that reads what is written for `sh`.
///
/// # Errors
/// Those of [`best`].
pub async fn like_sh(engine: &Engine, container: &str) -> Result<String> {
    let is_like_sh = |path: &&str| !OTHER_LANGUAGES.iter().any(|name| path.ends_with(name));
    let shells: Vec<_> = SHELLS.into_iter().filter(is_like_sh).collect();
    first(engine, container, &shells).await
}

async fn first(engine: &Engine, container: &str, shells: &[&'static str]) -> Result<String> {
    let container = object_name(container)?;
    let look = |path: &'static str| async move { exists(engine, container, path).await.map(|is| (path, is)) };
    let looks: Vec<_> = shells.iter().copied().map(look).collect();
    let mut found = stream::iter(looks).buffered(AT_ONCE);
    while let Some(look) = found.next().await {
        if let (path, true) = look? {
            return Ok(path.to_owned());
        }
    }
    // The same answer stands for a file that is missing and for a container that is.
    let name = crate::containers::life(engine, container).await?.name;
    Err(Error::new(ErrorCode::NoShell, format!("there is no shell in {name}")))
}

async fn exists(engine: &Engine, container: &str, path: &str) -> Result<bool> {
    match engine.call(Method::HEAD, &format!("/containers/{container}/archive?path={path}")).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.code, ErrorCode::NotFound | ErrorCode::ContainerNotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_is_told_from_a_command() {
        let typed =
            ["bash", " /bin/sh -l ", "/usr/local/bin/zsh", "bash --login -i", "sh -il", "'/bin/ash'", "pwsh -NoLogo"];
        for shell in SHELLS.into_iter().chain(typed) {
            assert!(is_shell(shell), "{shell}");
        }
        for command in
            ["", "sh -c 'id -u'", "bash -lc id", "bash work.sh", "psql", "fish --command id", "sh 'open", "bashful"]
        {
            assert!(!is_shell(command), "{command}");
        }
    }
}
