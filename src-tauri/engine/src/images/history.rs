//! `docker history`: the steps by which an image came to be, and which layer each of them made where that can be known.

use std::fmt::Write as _;

use bollard::models::ImageHistoryResponseItem;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use specta::Type;

use super::inspect;
use super::instruction::{Instruction, Makes};
use crate::document::{Secret, said_words};
use crate::units::{ByteSize, UnixSeconds};
use crate::{Engine, Result};

/// Characters of one step: a long script, and not a file that was pasted into one.
const STEP_CHARS: usize = 20_000;

/// How an image came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageHistory {
    /// Newest first.
    pub steps: Vec<HistoryEntry>,
    /// The layers of the image, the lowest first.
    pub layers: Vec<Layer>,
    /// Bytes of all steps.
    pub size: ByteSize,
}

/// One layer of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Layer {
    /// Of its content, uncompressed: `sha256:…`, one of `RootFS.Layers`.
    pub diff_id: String,
    /// Of it and all beneath: what engines call the layer on their disk.
    pub chain_id: String,
}

/// One step of `docker history`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// None where the engine says `<missing>`: an image that was built elsewhere has no image for each step.
    pub id: Option<String>,
    pub created: UnixSeconds,
    /// As the builder wrote it, secrets masked.
    pub created_by: String,
    pub instruction: Instruction,
    /// What is left of it is longer than is told here.
    pub more: bool,
    pub secret: Secret,
    pub size: ByteSize,
    /// Of this step and all before it.
    pub total: ByteSize,
    pub comment: String,
    pub tags: Vec<String>,
    pub layer: StepLayer,
}

/// Which layer a step made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum StepLayer {
    /// This one, counted from the lowest, from 0.
    Made { index: u32 },
    /// It changed parameters only.
    None,
    /// The engine does not say, and it does not follow.
    Unknown,
}

/// `GET /images/NAME/history` and `GET /images/NAME/json`. `shown` lifts the masks of secrets.
///
/// # Errors
/// `ImageNotFound`, or what the engine answered.
pub async fn history(engine: &Engine, reference: &str, shown: bool) -> Result<ImageHistory> {
    let (steps, image) = tokio::try_join!(steps(engine, reference), inspect(engine, reference))?;
    let layers = image.root_fs.and_then(|fs| fs.layers).unwrap_or_default();
    Ok(read(steps, layers, shown))
}

/// `GET /images/NAME/history`, newest first.
pub(super) async fn steps(engine: &Engine, reference: &str) -> Result<Vec<ImageHistoryResponseItem>> {
    Ok(engine.docker().image_history(crate::inspect::object_name(reference)?).await?)
}

pub(super) fn read(steps: Vec<ImageHistoryResponseItem>, diff_ids: Vec<String>, shown: bool) -> ImageHistory {
    let instructions: Vec<Instruction> = steps.iter().map(|step| Instruction::read(&step.created_by)).collect();
    let makes = steps.iter().zip(&instructions).rev().map(|(step, instruction)| {
        let buildkit = step.created_by.ends_with("# buildkit") || step.comment.contains("buildkit");
        if step.size > 0 { Makes::Layer } else { instruction.makes(buildkit) }
    });
    let made = layers_of(&makes.collect::<Vec<_>>(), diff_ids.len());
    let mut total = 0;
    let mut entries: Vec<HistoryEntry> = Vec::with_capacity(steps.len());
    for ((step, instruction), layer) in steps.into_iter().zip(instructions).rev().zip(made) {
        let size = ByteSize::from_engine(step.size).unwrap_or_default();
        total += size.0;
        let (instruction, created_by, more, secret) = masked(&instruction, &step.created_by, shown);
        entries.push(HistoryEntry {
            id: Some(step.id).filter(|id| id != "<missing>" && !id.is_empty()),
            created: UnixSeconds(step.created),
            created_by,
            instruction,
            more,
            secret,
            size,
            total: ByteSize(total),
            comment: said_words(&[&step.comment], STEP_CHARS, shown).pop().unwrap_or_default().text,
            tags: step.tags,
            layer,
        });
    }
    entries.reverse();
    ImageHistory { steps: entries, layers: chain(diff_ids), size: ByteSize(total) }
}

/// An instruction and the step as it was written, with masks. `ENV A=1 B=2` is looked through setting by setting, a
/// command as the last word of its shell.
fn masked(instruction: &Instruction, created_by: &str, shown: bool) -> (Instruction, String, bool, Secret) {
    let arguments: Vec<&str> = instruction.arguments.iter().map(String::as_str).collect();
    let arguments = said_words(&arguments, STEP_CHARS, shown);
    let settings = match instruction.keyword.as_deref() {
        Some("ENV" | "ARG" | "LABEL") => settings(&instruction.text),
        Some("RUN") => vec!["sh", "-c", &instruction.text],
        _ => vec![instruction.text.as_str()],
    };
    let said = said_words(&settings, STEP_CHARS, shown);
    let said = if instruction.keyword.as_deref() == Some("RUN") { said.get(2..).unwrap_or_default() } else { &said };
    let whole = said_words(&[created_by], STEP_CHARS, shown).pop().unwrap_or_default();
    let all = || said.iter().chain(&arguments);
    let more = all().any(|said| said.more) || whole.more;
    let secret = all().map(|said| said.secret).find(|secret| *secret != Secret::None).unwrap_or(whole.secret);
    let told = Instruction {
        text: said.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join(" "),
        arguments: arguments.iter().map(|said| said.text.clone()).collect(),
        ..instruction.clone()
    };
    match secret {
        // Only the step as a whole tells of it.
        Secret::Hidden if all().all(|said| said.secret == Secret::None) => {
            (Instruction { text: whole.text.clone(), ..Instruction::default() }, whole.text, more, secret)
        }
        // What its name tells in a part would stand open in the whole.
        Secret::Hidden => (told.clone(), line(&told), more, secret),
        _ => (told, whole.text, more, secret),
    }
}

/// `A=1 B=x y`: a setting ends where the next one's name begins.
fn settings(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    for (at, _) in text.match_indices(' ') {
        let word = text.get(at + 1..).unwrap_or_default();
        let name = word.split(['=', ' ']).next().unwrap_or_default();
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-/".contains(&byte));
        if is_name && word.as_bytes().get(name.len()) == Some(&b'=') {
            starts.push(at + 1);
        }
    }
    let ends = starts.iter().skip(1).map(|start| start - 1).chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)).collect()
}

/// An instruction on one line.
fn line(instruction: &Instruction) -> String {
    let keyword = instruction.keyword.as_deref().unwrap_or_default();
    let mut words: Vec<&str> = vec![keyword];
    words.extend(instruction.arguments.iter().map(String::as_str));
    words.push(&instruction.text);
    words.join(" ").trim().to_owned()
}

/// Which layer each step made; the oldest step comes first. Of the steps that may have made one, as many did as layers
/// are left by those that certainly did: a step's layer is known where all ways to choose them agree.
fn layers_of(makes: &[Makes], layers: usize) -> Vec<StepLayer> {
    let count = |of| makes.iter().filter(|makes| **makes == of).count();
    let (certain, either) = (count(Makes::Layer), count(Makes::Either));
    let Some(chosen) = layers.checked_sub(certain).filter(|chosen| *chosen <= either) else {
        return vec![StepLayer::Unknown; makes.len()];
    };
    let (mut certain_before, mut either_before) = (0, 0);
    let step = |makes: &Makes| {
        let behind = either - either_before;
        let (least, most) = (chosen.saturating_sub(behind), chosen.min(either_before));
        let known = (least == most).then_some(certain_before + least).and_then(|index| u32::try_from(index).ok());
        let layer = match makes {
            Makes::Nothing => StepLayer::None,
            Makes::Either if chosen == 0 => StepLayer::None,
            Makes::Either if chosen < either => StepLayer::Unknown,
            _ => known.map_or(StepLayer::Unknown, |index| StepLayer::Made { index }),
        };
        match makes {
            Makes::Layer => certain_before += 1,
            Makes::Either => either_before += 1,
            Makes::Nothing => {}
        }
        layer
    };
    makes.iter().map(step).collect()
}

/// The specification's chain: the lowest layer's is its own, each other one's is the digest of `CHAIN_BENEATH DIFF_ID`.
fn chain(diff_ids: Vec<String>) -> Vec<Layer> {
    let mut beneath: Option<String> = None;
    let layer = |diff_id: String| {
        let chain_id = match &beneath {
            Some(beneath) => digest(&format!("{beneath} {diff_id}")),
            None => diff_id.clone(),
        };
        beneath = Some(chain_id.clone());
        Layer { diff_id, chain_id }
    };
    diff_ids.into_iter().map(layer).collect()
}

fn digest(text: &str) -> String {
    let mut digest = String::from("sha256:");
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing into a string can't fail.
        let _ = write!(digest, "{byte:02x}");
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(makes: &str, layers: usize) -> String {
        let makes: Vec<Makes> = makes
            .chars()
            .map(|char| match char {
                'L' => Makes::Layer,
                '-' => Makes::Nothing,
                _ => Makes::Either,
            })
            .collect();
        let said = |layer| match layer {
            StepLayer::Made { index } => index.to_string(),
            StepLayer::None => "-".to_owned(),
            StepLayer::Unknown => "?".to_owned(),
        };
        layers_of(&makes, layers).into_iter().map(said).collect()
    }

    #[test]
    fn the_layer_of_a_step_is_known_where_it_follows() {
        assert_eq!(known("L-L-L", 3), "0-1-2");
        assert_eq!(known("LeLe-", 4), "0123-");
        assert_eq!(known("LeLe-", 2), "0-1--");
        // One of the two made a layer: what stands beneath and above them is known all the same.
        assert_eq!(known("L-ee-L", 3), "0-??-2");
        assert_eq!(known("LeLeL", 4), "0???3");
        // More layers than steps that could have made them, or fewer than those that did.
        assert_eq!(known("L-", 2), "??");
        assert_eq!(known("LL", 1), "??");
        assert_eq!(known("", 0), "");
    }

    fn step(created_by: &str, size: i64, comment: &str) -> ImageHistoryResponseItem {
        ImageHistoryResponseItem {
            id: "<missing>".into(),
            created: 1,
            created_by: created_by.into(),
            tags: Vec::new(),
            size,
            comment: comment.into(),
        }
    }

    #[test]
    fn a_history_is_read() {
        let steps = vec![
            step("CMD [\"x\"]", 0, "buildkit.dockerfile.v0"),
            step("WORKDIR /app", 0, "buildkit.dockerfile.v0"),
            step("RUN /bin/sh -c true # buildkit", 0, "buildkit.dockerfile.v0"),
            step("/bin/sh -c #(nop)  ENV A=1 DB_PASSWORD=hunter2 x B=3", 0, ""),
            step("|1 API_TOKEN=abc123 /bin/sh -c curl --token abc123 x", 7, ""),
        ];
        let diff_ids = vec!["sha256:aa".to_owned(), "sha256:bb".to_owned(), "sha256:cc".to_owned()];
        let told = read(steps.clone(), diff_ids.clone(), false);
        let layer: Vec<_> = told.steps.iter().map(|step| step.layer).collect();
        let made = |index| StepLayer::Made { index };
        assert_eq!(layer, [StepLayer::None, made(2), made(1), StepLayer::None, made(0)]);
        assert_eq!(told.steps[3].instruction.text, "A=1 DB_PASSWORD=•••••••• B=3");
        assert_eq!(told.steps[4].instruction.arguments, ["API_TOKEN=••••••••"]);
        assert!(!serde_json::to_string(&told).unwrap().contains("hunter2"));
        assert!(!serde_json::to_string(&told).unwrap().contains("abc123"));
        assert_eq!((told.steps[0].total, told.size), (ByteSize(7), ByteSize(7)));
        // As the specification computes it.
        assert_eq!(told.layers[1].chain_id, digest("sha256:aa sha256:bb"));
        let open = read(steps, diff_ids, true);
        assert_eq!(open.steps[3].instruction.text, "A=1 DB_PASSWORD=hunter2 x B=3");
        assert_eq!((open.steps[3].secret, open.steps[0].secret), (Secret::Shown, Secret::None));
    }

    #[test]
    fn settings_end_where_the_next_begins() {
        assert_eq!(settings("A=1 B=x y C=3"), ["A=1", "B=x y", "C=3"]);
        assert_eq!(settings("PATH=/a b"), ["PATH=/a b"]);
        assert_eq!(settings(""), [""]);
    }
}
