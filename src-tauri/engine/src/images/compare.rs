//! Two images side by side: their parameters by kind and name, their layers from the ground up. Compared is what the images
//! hold; told is what may be seen, so that two masked values are known to be alike or not.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

use bollard::models::ImageHistoryResponseItem;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::details::{self, Found, ParameterKind};
use super::history::{self, HistoryEntry, StepLayer};
use super::sharing::common;
use crate::document::{Difference, Document, Said, Secret, common_sequence};
use crate::units::{ByteSize, UnixSeconds};
use crate::{Engine, Error, ErrorCode, Result};

/// What of two images is alike, and what is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageComparison {
    pub left: ImageEnd,
    pub right: ImageEnd,
    /// In the right one's order; what only the left one has stands behind what it stood behind there.
    pub parameters: Vec<ComparedParameter>,
    pub layers: ComparedLayers,
    /// At least one value is masked, or would be.
    pub secrets: bool,
}

/// One of the two, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImageEnd {
    /// As it was asked for.
    pub reference: String,
    pub id: String,
    pub tags: Vec<String>,
    pub created: Option<UnixSeconds>,
    pub size: ByteSize,
    pub platform: String,
    pub author: Option<String>,
    /// Number of file system layers.
    pub layers: u32,
}

/// A parameter of one image or of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ComparedParameter {
    pub kind: ParameterKind,
    pub name: Option<String>,
    /// `Same`, `Added`, `Removed` or `Changed`.
    pub difference: Difference,
    pub left: Option<Said>,
    pub right: Option<Said>,
}

/// How the file systems of two images differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ComparedLayers {
    /// Layers that both stand on.
    pub common: u32,
    /// Bytes of them; none where it is not known which steps made them.
    pub common_size: Option<ByteSize>,
    /// The steps that made them, oldest first.
    pub base: Vec<HistoryEntry>,
    /// What came after them in either, oldest first.
    pub steps: Vec<ComparedStep>,
}

/// A step in one image or in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ComparedStep {
    pub difference: LayerDifference,
    pub left: Option<HistoryEntry>,
    pub right: Option<HistoryEntry>,
}

/// How a step of two images differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LayerDifference {
    Same,
    Added,
    Removed,
    /// The instruction is another one of the same kind.
    Instruction,
    /// The instruction is the same, its layer is not.
    Content,
}

/// `GET /images/NAME/json` and `GET /images/NAME/history` of both. `shown` lifts the masks of secrets.
///
/// # Errors
/// `ImageNotFound`, or what the engine answered.
pub async fn compare(engine: &Engine, left: &str, right: &str, shown: bool) -> Result<ImageComparison> {
    let one = |reference: String| async move {
        let document = details::read(engine, &reference, |document| document);
        let (document, steps) = tokio::try_join!(document, history::steps(engine, &reference))?;
        Ok::<_, Error>(Side { reference, document, steps })
    };
    let (left, right) = tokio::try_join!(one(left.to_owned()), one(right.to_owned()))?;
    let compared = tokio::task::spawn_blocking(move || compared(left, right, shown)).await;
    compared.map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))
}

/// What the engine says of one image.
struct Side {
    reference: String,
    document: Document,
    /// Newest first.
    steps: Vec<ImageHistoryResponseItem>,
}

fn compared(left: Side, right: Side, shown: bool) -> ImageComparison {
    let parameters = parameters(&left.document, &right.document, shown);
    let (ends, layers) = ((end(&left), end(&right)), layers(left, right, shown));
    let secret = |said: &Option<Said>| said.as_ref().is_some_and(|said| said.secret != Secret::None);
    let told = |step: &HistoryEntry| step.secret != Secret::None;
    let steps = || layers.steps.iter().flat_map(|step| step.left.iter().chain(&step.right)).chain(&layers.base);
    let secrets = parameters.iter().any(|one| secret(&one.left) || secret(&one.right)) || steps().any(told);
    ImageComparison { left: ends.0, right: ends.1, parameters, layers, secrets }
}

fn end(side: &Side) -> ImageEnd {
    let image = details::told(&side.document);
    ImageEnd {
        reference: side.reference.clone(),
        id: image.id,
        tags: image.tags,
        created: image.created,
        size: image.size,
        platform: image.platform,
        author: image.author,
        layers: image.layers,
    }
}

/// What a parameter is known by: its kind, its name, and which of several of that name it is. Those without a name, such
/// as the instructions for images built on this one, are known by their place.
type Key<'a> = (ParameterKind, Option<&'a str>, usize);

fn keyed<'a>(found: &'a [Found]) -> Vec<Key<'a>> {
    let mut seen: HashMap<(ParameterKind, Option<&str>), usize> = HashMap::new();
    let key = |one: &'a Found| {
        let count = seen.entry((one.kind, one.name.as_deref())).or_default();
        *count += 1;
        (one.kind, one.name.as_deref(), *count)
    };
    found.iter().map(key).collect()
}

/// The parameters of two inspect documents by kind and name. `shown` lifts the masks of secrets.
pub(crate) fn parameters(left: &Document, right: &Document, shown: bool) -> Vec<ComparedParameter> {
    let (before, after) = (details::parameters(left), details::parameters(right));
    let (before_keys, after_keys) = (keyed(&before), keyed(&after));
    let places: HashMap<&Key<'_>, usize> = before_keys.iter().enumerate().map(|(place, key)| (key, place)).collect();
    let partners: Vec<Option<usize>> = after_keys.iter().map(|key| places.get(key).copied()).collect();
    let mut taken = vec![false; before.len()];
    partners.iter().flatten().for_each(|place| taken[*place] = true);
    let told = |one: Option<&Found>, other: Option<&Found>| {
        let difference = match (one, other) {
            (Some(one), Some(other)) if same(left, one, right, other) => Difference::Same,
            (Some(_), Some(_)) => Difference::Changed,
            (Some(_), None) => Difference::Removed,
            _ => Difference::Added,
        };
        let any = one.or(other)?;
        Some(ComparedParameter {
            kind: any.kind,
            name: any.name.clone(),
            difference,
            left: one.map(|one| one.told(left, shown).value),
            right: other.map(|other| other.told(right, shown).value),
        })
    };
    let mut pairs: Vec<Option<ComparedParameter>> = Vec::with_capacity(after.len());
    let mut gone = before.iter().zip(&taken).enumerate().filter(|(_, (_, taken))| !**taken).peekable();
    for (other, partner) in after.iter().zip(&partners) {
        // What is gone stands before the next that stayed, and never in a later kind.
        while let Some((_, (one, _))) =
            gone.next_if(|(place, (one, _))| one.kind < other.kind || partner.is_some_and(|partner| *place < partner))
        {
            pairs.push(told(Some(one), None));
        }
        pairs.push(told(partner.and_then(|place| before.get(place)), Some(other)));
    }
    pairs.extend(gone.map(|(_, (one, _))| told(Some(one), None)));
    let mut pairs: Vec<ComparedParameter> = pairs.into_iter().flatten().collect();
    pairs.sort_by_key(|one| one.kind);
    pairs
}

/// Whether two values are the same, however they are spelled; those of a command word by word.
fn same(left: &Document, one: &Found, right: &Document, other: &Found) -> bool {
    let (one, other) = (one.node, other.node);
    let is_list = left.kind(one).is_container();
    if is_list != right.kind(other).is_container() || (!is_list && left.value(one) != right.value(other)) {
        return false;
    }
    let words = |(document, node)| Document::children(document, node).map(|word| document.value(word));
    words((left, one)).eq(words((right, other)))
}

/// A step with what it is compared by.
struct Step {
    entry: HistoryEntry,
    /// As the engine told it: not to be told.
    created_by: String,
    diff_id: Option<String>,
}

fn read(side: Side, shown: bool) -> (Vec<Step>, Vec<String>) {
    let diff_ids = details::layers(&side.document);
    let spelled: Vec<String> = side.steps.iter().rev().map(|step| step.created_by.clone()).collect();
    let told = history::read(side.steps, diff_ids.clone(), shown);
    let step = |(entry, created_by): (HistoryEntry, String)| {
        let diff_id = match entry.layer {
            StepLayer::Made { index } => diff_ids.get(index as usize).cloned(),
            _ => None,
        };
        Step { entry, created_by, diff_id }
    };
    (told.steps.into_iter().rev().zip(spelled).map(step).collect(), diff_ids)
}

fn layers(left: Side, right: Side, shown: bool) -> ComparedLayers {
    let ((lefts, left_ids), (rights, right_ids)) = (read(left, shown), read(right, shown));
    let shared = common(&left_ids, &right_ids);
    let within = |step: &Step| match step.entry.layer {
        StepLayer::Made { index } => (index as usize) < shared,
        _ => true,
    };
    let pairs = lefts.iter().zip(&rights);
    let base = pairs.take_while(|(one, other)| alike(one, other) && within(one)).count();
    let made = |step: &&Step| matches!(step.entry.layer, StepLayer::Made { index } if (index as usize) < shared);
    let known: Vec<u64> = lefts.iter().filter(made).map(|step| step.entry.size.0).collect();
    let common_size = (known.len() == shared).then(|| ByteSize(known.iter().sum()));
    let (mut lefts, mut rights) = (VecDeque::from(lefts), VecDeque::from(rights));
    let told: Vec<HistoryEntry> = lefts.drain(..base).map(|step| step.entry).collect();
    rights.drain(..base);
    ComparedLayers {
        common: u32::try_from(shared).unwrap_or(u32::MAX),
        common_size,
        base: told,
        steps: aligned(lefts, rights),
    }
}

/// Whether two steps are the same with the same outcome.
fn alike(one: &Step, other: &Step) -> bool {
    one.created_by == other.created_by
        && match (&one.diff_id, &other.diff_id) {
            (Some(one), Some(other)) => one == other,
            (None, None) => {
                one.entry.layer == StepLayer::None && other.entry.layer == StepLayer::None
                    || (one.entry.size == other.entry.size && one.entry.created == other.entry.created)
            }
            _ => false,
        }
}

/// The longest sequence of instructions that both have; between them, those of one keyword face each other.
fn aligned(mut lefts: VecDeque<Step>, mut rights: VecDeque<Step>) -> Vec<ComparedStep> {
    let key = RandomState::new();
    let by_text = |steps: &VecDeque<Step>| steps.iter().map(|step| key.hash_one(&step.created_by)).collect::<Vec<_>>();
    let by_keyword =
        |steps: &[Step]| steps.iter().map(|step| key.hash_one(&step.entry.instruction.keyword)).collect::<Vec<_>>();
    let matches = common_sequence(&by_text(&lefts), &by_text(&rights));
    let mut told = Vec::with_capacity(lefts.len().max(rights.len()));
    let (mut from_left, mut from_right) = (0, 0);
    let ends = (lefts.len(), rights.len());
    for (left, right) in matches.into_iter().chain([ends]) {
        let gone: Vec<Step> = lefts.drain(..left - from_left).collect();
        let come: Vec<Step> = rights.drain(..right - from_right).collect();
        let facing = common_sequence(&by_keyword(&gone), &by_keyword(&come));
        between(gone, come, facing, &mut told);
        if let (Some(one), Some(other)) = (lefts.pop_front(), rights.pop_front()) {
            let difference = if alike(&one, &other) { LayerDifference::Same } else { LayerDifference::Content };
            told.push(ComparedStep { difference, left: Some(one.entry), right: Some(other.entry) });
        }
        (from_left, from_right) = (left + 1, right + 1);
    }
    told
}

fn between(gone: Vec<Step>, come: Vec<Step>, facing: Vec<(usize, usize)>, told: &mut Vec<ComparedStep>) {
    let (mut gone, mut come) = (gone.into_iter().enumerate().peekable(), come.into_iter().enumerate().peekable());
    for (left, right) in facing.into_iter().chain([(usize::MAX, usize::MAX)]) {
        while let Some((_, one)) = gone.next_if(|(place, _)| *place < left) {
            told.push(ComparedStep { difference: LayerDifference::Removed, left: Some(one.entry), right: None });
        }
        while let Some((_, other)) = come.next_if(|(place, _)| *place < right) {
            told.push(ComparedStep { difference: LayerDifference::Added, left: None, right: Some(other.entry) });
        }
        if let (Some((_, one)), Some((_, other))) = (gone.next(), come.next()) {
            let (left, right) = (Some(one.entry), Some(other.entry));
            told.push(ComparedStep { difference: LayerDifference::Instruction, left, right });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(config: &str, layers: &[&str], steps: &[(&str, i64)]) -> Side {
        let layers: Vec<String> = layers.iter().map(|layer| format!("\"{layer}\"")).collect();
        let text = format!(
            r#"{{"Id":"sha256:aa","Os":"linux","Architecture":"amd64","Size":9,"RootFS":{{"Layers":[{}]}},"Config":{config}}}"#,
            layers.join(",")
        );
        let step = |(created_by, size): &(&str, i64)| ImageHistoryResponseItem {
            id: "<missing>".into(),
            created: 1,
            created_by: (*created_by).into(),
            tags: Vec::new(),
            size: *size,
            comment: String::new(),
        };
        Side { reference: "a".into(), document: Document::parse(text), steps: steps.iter().rev().map(step).collect() }
    }

    fn lines(left: &str, right: &str) -> Vec<String> {
        let both = compared(side(left, &[], &[]), side(right, &[], &[]), false);
        let text = |said: Option<Said>| said.map_or_else(|| "·".to_owned(), |said| said.text);
        let line = |one: ComparedParameter| {
            let name = one.name.unwrap_or_default();
            format!("{:?} {:?} {name}: {} | {}", one.difference, one.kind, text(one.left), text(one.right))
        };
        both.parameters.into_iter().map(line).collect()
    }

    #[test]
    fn parameters_are_aligned_by_kind_and_name() {
        assert_eq!(
            lines(
                r#"{"Cmd":["a"],"Env":["GONE=1","A=1","B=\u0031","PASSWORD=one","TOKEN=same"],"ExposedPorts":{"80/tcp":{}}}"#,
                r#"{"Cmd":[ "a" ],"Entrypoint":["x"],"Env":["A=2","B=1","PASSWORD=two","TOKEN=same"],"Labels":{"l":"1"}}"#,
            ),
            [
                "Added Entrypoint : · | x",
                "Same Command : a | a",
                "Removed Environment GONE: 1 | ·",
                "Changed Environment A: 1 | 2",
                "Same Environment B: 1 | 1",
                "Changed Environment PASSWORD: •••••••• | ••••••••",
                "Same Environment TOKEN: •••••••• | ••••••••",
                "Removed Port 80/tcp:  | ·",
                "Added Label l: · | 1",
            ]
        );
    }

    #[test]
    fn parameters_without_names_and_of_one_name_face_each_other_in_order() {
        assert_eq!(
            lines(r#"{"Env":["A=1","A=2"],"OnBuild":["RUN a","RUN b"]}"#, r#"{"Env":["A=1"],"OnBuild":["RUN a"]}"#),
            [
                "Same Environment A: 1 | 1",
                "Removed Environment A: 2 | ·",
                "Same OnBuild : RUN a | RUN a",
                "Removed OnBuild : RUN b | ·",
            ]
        );
    }

    #[test]
    fn layers_are_told_from_the_ground_up() {
        let left = side(
            "{}",
            &["base", "lib", "app1", "tail"],
            &[("ADD base /", 10), ("CMD [\"sh\"]", 0), ("RUN lib", 5), ("COPY app", 2), ("RUN old", 1)],
        );
        let right = side(
            "{}",
            &["base", "lib", "app2", "extra", "new"],
            &[("ADD base /", 10), ("CMD [\"sh\"]", 0), ("RUN lib", 5), ("COPY app", 3), ("ADD x", 4), ("RUN new", 1)],
        );
        let told = compared(left, right, false).layers;
        assert_eq!((told.common, told.common_size, told.base.len()), (2, Some(ByteSize(15)), 3));
        let line = |step: &ComparedStep| {
            let size = |entry: &Option<HistoryEntry>| entry.as_ref().map(|entry| entry.size.0);
            (step.difference, size(&step.left), size(&step.right))
        };
        assert_eq!(
            told.steps.iter().map(line).collect::<Vec<_>>(),
            [
                (LayerDifference::Content, Some(2), Some(3)),
                (LayerDifference::Added, None, Some(4)),
                (LayerDifference::Instruction, Some(1), Some(1)),
            ]
        );
    }

    #[test]
    fn an_image_is_like_itself_and_unlike_one_of_another_ground() {
        let steps = [("ADD base /", 10), ("RUN lib", 5)];
        let told = compared(side("{}", &["a", "b"], &steps), side("{}", &["a", "b"], &steps), false).layers;
        assert_eq!((told.common, told.base.len(), told.steps.len()), (2, 2, 0));
        let told = compared(side("{}", &["a", "b"], &steps), side("{}", &["x", "b"], &steps), false).layers;
        assert_eq!((told.common, told.common_size), (0, Some(ByteSize(0))));
        let differences: Vec<_> = told.steps.iter().map(|step| step.difference).collect();
        assert_eq!(differences, [LayerDifference::Content, LayerDifference::Same]);
    }
}
