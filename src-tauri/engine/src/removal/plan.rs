//! What removing these targets would do, worked out without asking the engine: the same steps that it would take, in the
//! order in which they would be asked for.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::layers::{LayerIndex, LayerTable};
use super::scene::{Image, Made, Scene, Store};
use super::{
    Doubt, Fate, ForceEffect, ImageUser, KEPT_MAX, KeptLayer, PlannedRemoval, Reclaim, RemovalPlan, RemovalTarget,
    RemovalWays,
};
use crate::command_line;
use crate::units::ByteSize;

/// The whole plan, for a person to read before it is carried out.
pub fn plan(scene: &Scene, table: &LayerTable, targets: &[RemovalTarget], ways: RemovalWays) -> RemovalPlan {
    let mut course = Course::new(scene, table, ways);
    let items: Vec<_> = in_order(scene, targets).into_iter().map(|target| course.remove(target)).collect();
    let kept = course.kept();
    RemovalPlan {
        sum: course.sum(&kept),
        layers_freed: course.layers_freed,
        layers_kept: u32::try_from(kept.len()).unwrap_or(u32::MAX),
        command_line: command_line::remove(&items, ways),
        items,
        kept: course.name(kept),
    }
}

/// Only the sum: it is asked for at every change of the selection.
pub fn reclaim(scene: &Scene, table: &LayerTable, targets: &[RemovalTarget]) -> Reclaim {
    // Containers in the way are counted beside the sum, so that the sum says what the images are worth.
    let mut course = Course::new(scene, table, RemovalWays { with_containers: true, force: false });
    for target in in_order(scene, targets) {
        course.remove(target);
    }
    let kept = course.kept();
    course.sum(&kept)
}

/// What is built upon an image before it; else as they were picked.
fn in_order<'a>(scene: &Scene, targets: &'a [RemovalTarget]) -> Vec<&'a RemovalTarget> {
    let mut targets: Vec<&RemovalTarget> = targets.iter().collect();
    targets.sort_by_key(|target| std::cmp::Reverse(scene.images.get(&target.id).map_or(0, |image| image.depth)));
    targets
}

/// The engine as it would be after each removal.
struct Course<'a> {
    scene: &'a Scene,
    table: &'a LayerTable,
    ways: RemovalWays,
    users: Vec<u32>,
    blob_users: Vec<u32>,
    /// Names that are left, of images that have lost one.
    names: HashMap<&'a str, Vec<&'a str>>,
    deleted: HashSet<&'a str>,
    /// Containers that are gone.
    removed: HashSet<&'a str>,
    doubts: BTreeSet<Doubt>,
    /// Images that were listed and are deleted.
    images: u32,
    freed: u64,
    layers_freed: u32,
    /// Bytes of downloads that stay, by blob.
    content_kept: HashMap<usize, u64>,
}

impl<'a> Course<'a> {
    fn new(scene: &'a Scene, table: &'a LayerTable, ways: RemovalWays) -> Self {
        let mut doubts = BTreeSet::new();
        if scene.unknown > 0 {
            doubts.insert(Doubt::Incomplete);
        }
        Self {
            scene,
            table,
            ways,
            users: scene.users.clone(),
            blob_users: scene.blob_users.clone(),
            names: HashMap::new(),
            deleted: HashSet::new(),
            removed: HashSet::new(),
            doubts,
            images: 0,
            freed: 0,
            layers_freed: 0,
            content_kept: HashMap::new(),
        }
    }

    fn remove(&mut self, target: &RemovalTarget) -> PlannedRemoval {
        let mut planned = PlannedRemoval {
            target: target.clone(),
            fate: Fate::Gone,
            stays: Vec::new(),
            containers: Vec::new(),
            force: None,
            size: ByteSize(0),
            freed: ByteSize(0),
        };
        let Some((id, image)) = self.scene.images.get_key_value(&target.id) else { return planned };
        planned.size = ByteSize(image.listed.size);
        let names = self.names.entry(id).or_insert_with(|| image.listed.references());
        let left: Vec<&str> = names.iter().copied().filter(|name| target.name.as_deref() != Some(name)).collect();
        let is_there = match &target.name {
            Some(_) => left.len() < names.len(),
            None => names.is_empty(),
        };
        if !is_there || self.deleted.contains(id.as_str()) {
            return planned;
        }
        if !left.is_empty() {
            planned.fate = Fate::Untags;
            planned.stays = left.iter().map(|name| (*name).to_owned()).collect();
            *names = left;
            return planned;
        }
        let users: Vec<&ImageUser> = self.users_of(id).collect();
        let built_upon = self.is_built_upon(id);
        planned.containers = users.iter().map(|user| (*user).clone()).collect();
        planned.force = force(self.scene.store, &planned.containers, target.name.is_some(), built_upon);
        planned.fate = self.fate(&planned, built_upon);
        match planned.fate {
            Fate::Untags => {
                self.names.insert(id, Vec::new());
            }
            Fate::Deletes => {
                // Of a forced removal Docker leaves the containers, and with them their layers.
                if self.ways.with_containers || self.scene.store == Store::Podman {
                    self.removed.extend(users.iter().map(|user| user.id.as_str()));
                    let count = u32::try_from(users.len()).unwrap_or(u32::MAX);
                    self.let_go(&image.made.chain, count);
                }
                let before = self.freed;
                self.delete(id, image);
                planned.freed = ByteSize(self.freed - before);
            }
            _ => {}
        }
        planned
    }

    fn fate(&self, planned: &PlannedRemoval, built_upon: bool) -> Fate {
        let running = planned.containers.iter().any(|user| user.running);
        let held = if running { Fate::HeldRunning } else { Fate::HeldStopped };
        if built_upon {
            return match (&planned.target.name, planned.containers.is_empty()) {
                (Some(_), true) => Fate::Untags,
                (None, true) => Fate::HeldByChildren,
                // To remove containers for the sake of a name would be too high a price.
                (_, false) => held,
            };
        }
        match planned.force {
            None => Fate::Deletes,
            Some(_) if self.ways.with_containers => Fate::Deletes,
            Some(ForceEffect::UntagsOnly) if self.ways.force => Fate::Untags,
            Some(ForceEffect::DeletesImage | ForceEffect::RemovesContainers) if self.ways.force => Fate::Deletes,
            Some(_) => held,
        }
    }

    fn users_of(&self, id: &str) -> impl Iterator<Item = &'a ImageUser> {
        let users = self.scene.containers.get(id).map(Vec::as_slice).unwrap_or_default();
        users.iter().filter(|user| !self.removed.contains(user.id.as_str()))
    }

    fn is_built_upon(&self, id: &str) -> bool {
        let children = self.scene.children.get(id).map(Vec::as_slice).unwrap_or_default();
        children.iter().any(|child| !self.deleted.contains(child.as_str()))
    }

    fn delete(&mut self, id: &'a str, image: &'a Image) {
        self.deleted.insert(id);
        self.names.insert(id, Vec::new());
        self.images += u32::from(!image.hidden);
        let before = self.layers_freed;
        self.let_go(&image.made.chain, 1);
        let all = usize::try_from(self.layers_freed - before).is_ok_and(|freed| freed == image.made.chain.len());
        if !all && image.made.chain.iter().any(|layer| self.table.get(*layer).is_some_and(|layer| !layer.certain)) {
            self.doubts.insert(Doubt::Sizes);
        }
        if image.made.built && image.listed.digests.is_empty() {
            self.doubts.insert(Doubt::BuildCache);
        }
        if self.scene.has_strays() {
            self.doubts.insert(Doubt::StrayContainers);
        }
        if self.scene.store == Store::Containerd {
            self.let_go_content(image);
            // What this engine does with the steps of a classic build differs from case to case.
            if image.made.parent.is_some() {
                self.doubts.insert(Doubt::Parents);
            }
            return;
        }
        // The step beneath goes too where nobody has a name for it or a use.
        let Some((parent, step)) = image.made.parent.as_ref().and_then(|id| self.scene.images.get_key_value(id)) else {
            return;
        };
        let nameless = match self.names.get(parent.as_str()) {
            Some(names) => names.is_empty(),
            None => step.listed.references().is_empty(),
        };
        let free = nameless && !self.is_built_upon(parent) && self.users_of(parent).next().is_none();
        if free && !self.deleted.contains(parent.as_str()) {
            self.delete(parent, step);
        }
    }

    /// That many users less.
    fn let_go(&mut self, chain: &[LayerIndex], count: u32) {
        for &layer in chain {
            let Some(users) = self.users.get_mut(layer.at()).filter(|users| **users > 0) else { continue };
            *users = users.saturating_sub(count);
            if *users == 0 && count > 0 {
                self.freed += self.table.size(layer);
                self.layers_freed += 1;
            }
        }
    }

    /// What was downloaded for the image, and what else the engine has of it: other platforms, signatures.
    fn let_go_content(&mut self, image: &Image) {
        let Made { chain, content, .. } = &*image.made;
        let unpacked: u64 = chain.iter().map(|layer| self.table.size(*layer)).sum();
        let rest = image.listed.size.saturating_sub(unpacked.saturating_add(*content));
        if rest > 0 {
            self.doubts.insert(Doubt::Content);
            self.freed += rest;
        }
        let mut kept = 0;
        for &index in chain {
            let Some(layer) = self.table.get(index) else { continue };
            let Some(users) = self.blob_users.get_mut(layer.blob) else { continue };
            *users = users.saturating_sub(1);
            if *users > 0 {
                // Taken to shrink as much as the image does as a whole.
                let share = share(*content, layer.size, unpacked);
                self.content_kept.insert(layer.blob, share);
                kept += share;
            } else {
                // The last that needs it frees it with all that is its own.
                self.content_kept.remove(&layer.blob);
            }
        }
        if kept > 0 {
            self.doubts.insert(Doubt::Content);
        }
        self.freed += content.saturating_sub(kept);
    }

    /// Layers of deleted images that others need, the largest first.
    fn kept(&self) -> Vec<LayerIndex> {
        let chains =
            self.deleted.iter().filter_map(|id| self.scene.images.get(*id)).flat_map(|image| &image.made.chain);
        let mut kept: Vec<LayerIndex> =
            chains.copied().filter(|layer| self.users.get(layer.at()).is_some_and(|users| *users > 0)).collect();
        kept.sort_unstable();
        kept.dedup();
        kept.sort_by_key(|layer| std::cmp::Reverse(self.table.size(*layer)));
        kept
    }

    fn sum(&self, kept: &[LayerIndex]) -> Reclaim {
        let unpacked: u64 = kept.iter().map(|layer| self.table.size(*layer)).sum();
        let all = self.scene.images.values().filter(|image| !image.hidden).count();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Reclaim {
            images: self.images,
            freed: ByteSize(self.freed),
            shared: ByteSize(unpacked + self.content_kept.values().sum::<u64>()),
            doubts: self.doubts.iter().copied().collect(),
            gathered: count(all.saturating_sub(self.scene.unknown)),
            of: count(all),
            gathering: false,
        }
    }

    /// Who needs these layers.
    fn name(&self, mut kept: Vec<LayerIndex>) -> Vec<KeptLayer> {
        kept.truncate(KEPT_MAX);
        let mut needed: HashMap<LayerIndex, (u32, Option<&str>)> =
            kept.iter().map(|layer| (*layer, (0, None))).collect();
        let staying = self.scene.images.values().filter(|image| !self.deleted.contains(image.listed.id.as_str()));
        for image in staying.filter(|image| !image.hidden) {
            let name = image.listed.references().first().copied().unwrap_or(&image.listed.id);
            for layer in &image.made.chain {
                if let Some((images, by)) = needed.get_mut(layer) {
                    *images += 1;
                    // The same at every look, whatever the order of the images.
                    *by = Some(by.map_or(name, |known| known.min(name)));
                }
            }
        }
        let layer = |index: LayerIndex| {
            let (images, by) = needed.get(&index).copied().unwrap_or_default();
            let layer = self.table.get(index);
            KeptLayer {
                digest: layer.map(|layer| layer.diff.clone()).unwrap_or_default(),
                size: ByteSize(layer.map_or(0, |layer| layer.size)),
                images,
                by: by.map(str::to_owned),
            }
        };
        kept.into_iter().map(layer).collect()
    }
}

fn share(of: u64, part: u64, whole: u64) -> u64 {
    let share = u128::from(of) * u128::from(part) / u128::from(whole.max(1));
    u64::try_from(share).unwrap_or(u64::MAX)
}

/// What `docker rmi --force` of the last name, or of the id, would do; none where force is not needed.
fn force(store: Store, users: &[ImageUser], by_name: bool, built_upon: bool) -> Option<ForceEffect> {
    if users.is_empty() {
        return None;
    }
    let running = users.iter().any(|user| user.running);
    Some(match store {
        Store::Podman => ForceEffect::RemovesContainers,
        _ if built_upon && !by_name => ForceEffect::Refused,
        _ if built_upon => ForceEffect::UntagsOnly,
        Store::Containerd if by_name => ForceEffect::UntagsOnly,
        _ if running && by_name => ForceEffect::UntagsOnly,
        _ if running => ForceEffect::Refused,
        _ => ForceEffect::DeletesImage,
    })
}

#[cfg(test)]
mod tests;
