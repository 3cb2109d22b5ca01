//! Sums of bytes as the window tells them, on either image store. The classic one keeps a layer once, so that sums are exact.
//! The containerd store keeps it unpacked and as it came, which is twice as much for a layer that came uncompressed, and what
//! it has of layers that are shared is told as about so much.

use quayside_test_support::{Release, layers_size};

use crate::page::Page;
use crate::stage::Stage;

/// What the store keeps beside the layers themselves: folders, archives' heads, documents of each image.
const BESIDE: f64 = 0.02;

/// Waits until a text has `words` and tells these megabytes of layers, in this order.
pub async fn megabytes(stage: &Stage, page: &Page, id: &str, words: &str, expected: &[u32]) -> String {
    let what = format!("{words:?} with {expected:?} MB of layers");
    page.text_that(id, &what, |text| text.contains(words) && are(stage, text, expected)).await
}

fn are(stage: &Stage, text: &str, expected: &[u32]) -> bool {
    let told: Vec<f64> = text.split([' ', ',', '\n', '\u{a0}']).filter_map(size).collect();
    let exactly = stage.world.engine.release() == Release::Installed;
    let fits = |(told, expected): (&f64, &u32)| {
        let expected = f64::from(*expected) * 1e6;
        if exactly {
            (told - expected).abs() < 1.0
        } else {
            (2.0 * expected..2.0 * expected * (1.0 + BESIDE)).contains(told)
        }
    };
    told.len() == expected.len() && told.iter().zip(expected).all(fits) && !(exactly && text.contains("about"))
}

/// `6.01MB` in bytes; none for a word that is no size.
fn size(word: &str) -> Option<f64> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &word[digits.len()..] {
        "B" => 1.0,
        "kB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        _ => return None,
    };
    digits.parse::<f64>().ok().map(|number| number * unit)
}

/// As docker prints so many bytes: three digits that count.
pub fn printed(bytes: u64) -> String {
    let mut units = ["B", "kB", "MB", "GB"].into_iter();
    #[allow(clippy::cast_precision_loss, reason = "a few gigabytes")]
    let (mut number, mut unit) = (bytes as f64, units.next().unwrap());
    while number >= 1000.0 {
        (number, unit) = (number / 1000.0, units.next().unwrap());
    }
    let decimals = [100.0, 10.0].into_iter().filter(|limit| number < *limit).count();
    let text = format!("{number:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{unit}")
}

/// The bytes of an attribute, to the byte.
pub async fn attribute(page: &Page, id: &str, name: &str) -> u64 {
    page.find(id).await.attr(name).await.unwrap().unwrap().parse().unwrap()
}

/// The engine's disk before something goes, to be held against what the window has said of it.
pub struct Disk<'a> {
    stage: &'a Stage,
    before: u64,
}

impl Disk<'_> {
    pub fn of(stage: &Stage) -> Disk<'_> {
        Disk { stage, before: layers_size(&stage.world.engine) }
    }

    /// Fails unless what is gone is what was foretold: to the byte on the classic store.
    #[track_caller]
    pub fn has_freed(&self, foretold: u64) {
        let gone = self.before - layers_size(&self.stage.world.engine);
        let slack = if self.stage.world.engine.release() == Release::Installed { 0 } else { foretold / 50 + 20_000 };
        assert!(foretold.abs_diff(gone) <= slack, "{foretold} bytes foretold, {gone} gone");
    }
}
