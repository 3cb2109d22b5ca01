//! Layers of images, each known once. A layer is what lies on the disk: a change to the file system upon the layers
//! beneath it. The same change upon other layers is another layer (the OCI's chain id), stored again.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Names a layer in a [`LayerTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerIndex(u32);

impl LayerIndex {
    /// For tables beside the table of layers.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// One layer on the engine's disk.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Digest of the change, as `RootFS.Layers` has it.
    pub diff: String,
    /// Digest of the chain that ends in it, by which engines name it when they delete it.
    pub chain: String,
    /// Names the change: layers of the same change upon other layers have the same.
    pub blob: usize,
    /// Bytes of its files.
    pub size: u64,
    /// The engine's history tells the size of this very layer; else it is a guess among the layers of its image.
    pub certain: bool,
}

/// All layers that were seen, whichever images have them.
#[derive(Debug, Default)]
pub struct LayerTable {
    layers: Vec<Layer>,
    /// By the layer beneath and the change.
    known: HashMap<(Option<LayerIndex>, String), LayerIndex>,
    chains: HashMap<String, LayerIndex>,
    blobs: HashMap<String, usize>,
}

impl LayerTable {
    pub fn len(&self) -> usize {
        self.layers.len()
    }

    pub fn get(&self, index: LayerIndex) -> Option<&Layer> {
        self.layers.get(index.at())
    }

    /// Bytes of a layer's files.
    pub fn size(&self, index: LayerIndex) -> u64 {
        self.get(index).map_or(0, |layer| layer.size)
    }

    /// The size of a layer by its chain id.
    pub fn size_of_chain(&self, chain: &str) -> Option<u64> {
        self.chains.get(chain).map(|index| self.size(*index))
    }

    /// The layers of an image, the lowest first; what is known of their sizes is noted.
    pub fn chain(&mut self, diffs: &[String], sizes: &Sizes) -> Vec<LayerIndex> {
        let mut beneath = None;
        let mut chain = Vec::with_capacity(diffs.len());
        for (at, diff) in diffs.iter().enumerate() {
            let size = sizes.layers.get(at).copied().unwrap_or_default();
            let index = self.layer(beneath, diff, size, sizes.certain);
            chain.push(index);
            beneath = Some(index);
        }
        chain
    }

    fn layer(&mut self, beneath: Option<LayerIndex>, diff: &str, size: u64, certain: bool) -> LayerIndex {
        let key = (beneath, diff.to_owned());
        if let Some(&index) = self.known.get(&key) {
            if let Some(layer) = self.layers.get_mut(index.at())
                && certain
                && !layer.certain
            {
                (layer.size, layer.certain) = (size, true);
            }
            return index;
        }
        let chain = match beneath.and_then(|index| self.get(index)) {
            Some(below) => chain_id(&below.chain, diff),
            None => diff.to_owned(),
        };
        let index = LayerIndex(u32::try_from(self.layers.len()).unwrap_or(u32::MAX));
        self.chains.insert(chain.clone(), index);
        let next = self.blobs.len();
        let blob = *self.blobs.entry(diff.to_owned()).or_insert(next);
        self.layers.push(Layer { diff: diff.to_owned(), chain, blob, size, certain });
        self.known.insert(key, index);
        index
    }
}

/// <https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid>
fn chain_id(beneath: &str, diff: &str) -> String {
    let digest = Sha256::digest(format!("{beneath} {diff}"));
    digest.iter().fold("sha256:".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Sizes of an image's layers, the lowest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sizes {
    pub layers: Vec<u64>,
    pub certain: bool,
}

/// Which step of a history made which layer is not told. A step that weighs something made one; of those that weigh nothing
/// the ones that can write did, as far as layers are missing. `steps` are instruction and bytes, the oldest first.
pub fn sizes(steps: &[(&str, u64)], layers: usize, total: u64) -> Sizes {
    let heavy = steps.iter().filter(|(_, size)| *size > 0).count();
    let Some(missing) = layers.checked_sub(heavy) else { return all_in_the_last(layers, total) };
    // Likeliest first: a command that ran, then a folder that was changed into, then whatever is left.
    let mut light: Vec<(u8, usize)> = steps.iter().enumerate().filter(|(_, step)| step.1 == 0).map(rank).collect();
    light.sort_unstable();
    if light.len() < missing {
        return all_in_the_last(layers, total);
    }
    // Nothing is guessed where the rank ends with the last one that is taken.
    let cut = |at: usize| light.get(at).map(|(rank, _)| *rank);
    let certain = missing == 0 || cut(missing - 1) != cut(missing);
    let taken: Vec<usize> = light.iter().take(missing).map(|(_, at)| *at).collect();
    let made = steps.iter().enumerate().filter(|(at, step)| step.1 > 0 || taken.contains(at));
    let layers: Vec<u64> = made.map(|(_, step)| step.1).collect();
    Sizes { certain: certain && layers.iter().sum::<u64>() == total, layers }
}

fn rank((at, (step, _)): (usize, &(&str, u64))) -> (u8, usize) {
    /// Instructions that only change parameters.
    const EMPTY: [&str; 13] = [
        "ENV",
        "CMD",
        "ENTRYPOINT",
        "LABEL",
        "EXPOSE",
        "VOLUME",
        "USER",
        "ARG",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "SHELL",
        "MAINTAINER",
        "ONBUILD",
    ];
    let words = step.trim_start_matches("/bin/sh -c").trim_start();
    // The classic builder writes so what was not run.
    let instruction = words.strip_prefix("#(nop)").map(str::trim_start);
    let first = instruction.unwrap_or(words).split([' ', '[']).next().unwrap_or_default();
    let rank = match first {
        "WORKDIR" => 1,
        "COPY" | "ADD" => 0,
        _ if instruction.is_some() || EMPTY.contains(&first) => 2,
        _ => 0,
    };
    (rank, at)
}

/// The sum is right even where its parts are not known.
fn all_in_the_last(layers: usize, total: u64) -> Sizes {
    let mut sizes = vec![0; layers];
    if let Some(last) = sizes.last_mut() {
        *last = total;
    }
    Sizes { layers: sizes, certain: layers == 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(steps: &[(&str, u64)], layers: usize) -> (Vec<u64>, bool) {
        let found = sizes(steps, layers, steps.iter().map(|step| step.1).sum());
        (found.layers, found.certain)
    }

    #[test]
    fn steps_that_weigh_are_layers() {
        assert_eq!(of(&[("ADD a", 5), ("CMD [\"x\"]", 0), ("RUN b", 2)], 2), (vec![5, 2], true));
        // Without weight: a command that ran made a layer, a variable did not.
        let steps = [("ADD a", 5), ("ENV A=b", 0), ("RUN /bin/sh -c true # buildkit", 0), ("COPY c", 1)];
        assert_eq!(of(&steps, 3), (vec![5, 0, 1], true));
        assert_eq!(of(&[("ADD a", 5), ("WORKDIR /x", 0), ("CMD [\"x\"]", 0), ("COPY c", 1)], 3), (vec![5, 0, 1], true));
        // One of two could have made it: a guess.
        let steps = [("ADD a", 5), ("WORKDIR /x", 0), ("COPY c", 1), ("WORKDIR /y", 0)];
        assert_eq!(of(&steps, 3), (vec![5, 0, 1], false));
    }

    #[test]
    fn a_history_that_does_not_fit_leaves_the_sum() {
        assert_eq!(of(&[("a", 5), ("b", 2), ("c", 1)], 2), (vec![0, 8], false));
        assert_eq!(of(&[], 1), (vec![0], true));
        assert_eq!(sizes(&[], 2, 9), Sizes { layers: vec![0, 9], certain: false });
        assert_eq!(sizes(&[("é[", 3)], 0, 3), Sizes { layers: vec![], certain: false });
    }

    #[test]
    fn a_layer_is_its_chain() {
        let diffs = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut table = LayerTable::default();
        let exact = |layers: &[u64]| Sizes { layers: layers.to_vec(), certain: true };
        let a = table.chain(&diffs(&["sha256:base", "sha256:x"]), &exact(&[5, 2]));
        let b = table.chain(&diffs(&["sha256:base", "sha256:y", "sha256:x"]), &exact(&[5, 3, 2]));
        assert_eq!(a[0], b[0]);
        // The same change upon other layers is stored again.
        assert_ne!(a[1], b[2]);
        assert_eq!(table.len(), 4);
        // A size that is known takes the place of a guess, and not the other way round.
        let guess = table.chain(&diffs(&["sha256:base", "sha256:z"]), &Sizes { layers: vec![0, 9], certain: false });
        assert_eq!((table.size(guess[0]), table.size(guess[1])), (5, 9));
        table.chain(&diffs(&["sha256:base", "sha256:z"]), &exact(&[5, 4]));
        assert_eq!(table.size(guess[1]), 4);
    }

    #[test]
    fn chain_ids_are_those_of_the_specification() {
        // As Docker 20.10 names the second layer of an image when it deletes it.
        let base = "sha256:19effc1944bd2ea6bc9f94dd20c9884adfcba60b5aa22ddf96cb3bea4647e2dc";
        let diff = "sha256:8393b53c36ac346e803e788aa97cd1fb45aeaea52a3793b2baf3163a3b241eae";
        assert_eq!(chain_id(base, diff), "sha256:4b91d4ac5d6132fa0dac3eba79775c19e333193e1f7e2779f06af8f11e443047");
    }
}
