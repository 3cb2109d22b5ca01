//! `docker import`: an archive of files made an image of one layer.

use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::time::Instant;

use super::load::{LoadProgress, Sending};
use super::upload::{News, Source, upload};
use crate::commit::{given, new_name};
use crate::query::query;
use crate::{Engine, Error, ErrorCode, Result, command_line};

/// What a person chose for an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ImportSpec {
    /// What the image is to be called; empty for an image without a name.
    pub reference: String,
    pub message: String,
    /// `linux/arm64`; empty for the engine's own.
    pub platform: String,
    /// Instructions of a Dockerfile that set the parameters: `CMD ["sh"]`, `ENV A=b`.
    pub changes: Vec<String>,
}

impl ImportSpec {
    /// The `docker import` line for this file.
    pub fn command_line(&self, file: &str) -> String {
        let mut words = vec!["import"];
        for (option, value) in [("--message", self.message.trim()), ("--platform", self.platform.trim())] {
            if !value.is_empty() {
                words.extend([option, value]);
            }
        }
        for change in given(&self.changes) {
            words.extend(["--change", change]);
        }
        words.push(file);
        words.extend(Some(self.reference.trim()).filter(|name| !name.is_empty()));
        command_line::docker(words)
    }
}

/// `POST /images/create?fromSrc=-`: makes an image of an archive of files and tells of each step. Returns the image's id.
/// Dropping the future breaks it off, and there is no image then.
///
/// # Errors
/// `InvalidReference`, `InvalidInput` for a change that is none, `FileUnavailable`, `NotAnArchive`, `NoSpace`, or what the
/// engine answered.
pub async fn import(
    engine: &Engine,
    source: Source,
    spec: &ImportSpec,
    mut tell: impl FnMut(&LoadProgress),
) -> Result<String> {
    let mut pairs = vec![("fromSrc", "-".to_owned())];
    pairs.extend(name(engine, &spec.reference)?);
    pairs.push(("message", spec.message.trim().to_owned()));
    pairs.extend(given(&spec.changes).map(|change| ("changes", change.to_owned())));
    pairs.push(("platform", spec.platform.trim().to_owned()));
    let pairs: Vec<_> = pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let path = format!("/images/create{}", query(&pairs));
    let mut sending = Sending::new(source.length);
    let mut made = None;
    tell(&sending.progress);
    let take = |news: News| {
        if let News::Said(message) = &news {
            made = message.status.clone().filter(|status| status.starts_with("sha256:")).or(made.take());
        }
        sending.take(news, Instant::now());
        tell(&sending.progress);
    };
    upload(engine, &path, source, take).await?;
    made.ok_or_else(|| Error::new(ErrorCode::EngineRefused, "the engine does not say what it made"))
}

/// What the image is to be called. Podman 4 takes a tag only as a part of the name.
fn name(engine: &Engine, reference: &str) -> Result<Vec<(&'static str, String)>> {
    let name = new_name(reference)?;
    match &name[..] {
        [(_, repository), (_, tag)] if engine.info().product == "Podman" => {
            Ok(vec![("repo", format!("{repository}:{tag}"))])
        }
        _ => Ok(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_reads_as_docker_documents_it() {
        let spec = ImportSpec {
            reference: "acme/root:1".into(),
            message: "from a tar".into(),
            changes: vec!["ENV A=b c".into()],
            ..ImportSpec::default()
        };
        let line = "docker import --message 'from a tar' --change 'ENV A=b c' root.tar acme/root:1";
        assert_eq!(spec.command_line("root.tar"), line);
        assert_eq!(ImportSpec::default().command_line("root.tar"), "docker import root.tar");
    }
}
