//! Which shell a container has. Its file system is asked, and nothing is run in it: an image without any shell is told as
//! such, before the engine could say that it found no program.

use futures_util::{StreamExt, stream};
use hyper::Method;

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
