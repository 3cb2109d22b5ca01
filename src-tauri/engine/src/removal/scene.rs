//! Everything on an engine that bears on a removal, as it was when it was listed, and who needs which layer.

use std::collections::HashMap;
use std::sync::Arc;

use super::ImageUser;
use super::layers::{LayerIndex, LayerTable};
use crate::containers::ContainerRow;

/// How an engine keeps images; what a removal does depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// Docker's own: layers are kept unpacked.
    Classic,
    /// containerd's, in Docker: layers are kept unpacked and as they were downloaded.
    Containerd,
    Podman,
}

/// What does not change about an image: its id is a digest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// The lowest first.
    pub chain: Vec<LayerIndex>,
    /// The step of a classic build beneath it.
    pub parent: Option<String>,
    /// Bytes of what was downloaded, where the engine keeps it.
    pub content: u64,
    /// By a builder that keeps a cache.
    pub built: bool,
    /// `linux/arm64/v8`
    pub platform: String,
}

/// An image as it is listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    pub id: String,
    pub tags: Vec<String>,
    /// `repository@sha256:…`
    pub digests: Vec<String>,
    pub size: u64,
}

impl Listed {
    /// What names the image: tags, and digests of repositories from which it has no tag. Other digests go with the last tag
    /// of their repository.
    pub fn references(&self) -> Vec<&str> {
        let repository = |name: &str| crate::reference::split_tag(name).0.to_owned();
        let tagged: Vec<String> = self.tags.iter().map(|tag| repository(tag)).collect();
        let lone = self.digests.iter().filter(|digest| {
            let repository = digest.split('@').next().unwrap_or_default();
            !tagged.iter().any(|known| known == repository)
        });
        self.tags.iter().chain(lone).map(String::as_str).collect()
    }
}

/// An image of the scene.
#[derive(Debug, Clone, Default)]
pub struct Image {
    pub listed: Listed,
    pub made: Arc<Made>,
    /// Whether it is in the list, or only a step beneath one that is.
    pub hidden: bool,
    /// How many images lie beneath it.
    pub depth: u32,
}

/// The engine's images and containers, and who needs which layer.
#[derive(Debug, Clone)]
pub struct Scene {
    pub store: Store,
    pub images: HashMap<String, Image>,
    /// By image.
    pub children: HashMap<String, Vec<String>>,
    pub containers: HashMap<String, Vec<ImageUser>>,
    /// Images and containers that need a layer, by layer.
    pub users: Vec<u32>,
    /// Images that need what was downloaded for a layer, by blob.
    pub blob_users: Vec<u32>,
    /// Images whose layers are not known.
    pub unknown: usize,
}

impl Scene {
    /// `made` holds what is known of images and of the steps beneath them.
    pub fn new(
        store: Store,
        listed: &[Listed],
        containers: &[ContainerRow],
        made: &HashMap<String, Arc<Made>>,
        table: &LayerTable,
    ) -> Self {
        let mut scene = Self {
            store,
            images: HashMap::with_capacity(listed.len()),
            children: HashMap::new(),
            containers: HashMap::new(),
            users: vec![0; table.len()],
            blob_users: vec![0; table.len()],
            unknown: 0,
        };
        for image in listed {
            let known = made.get(&image.id);
            scene.unknown += usize::from(known.is_none());
            let made = known.cloned().unwrap_or_default();
            scene.images.insert(image.id.clone(), Image { listed: image.clone(), made, hidden: false, depth: 0 });
        }
        for image in listed {
            scene.steps_beneath(&image.id, made);
        }
        let kin: Vec<(String, String)> = scene
            .images
            .iter()
            .filter_map(|(id, image)| image.made.parent.clone().map(|parent| (parent, id.clone())))
            .collect();
        for (parent, child) in kin {
            scene.children.entry(parent).or_default().push(child);
        }
        for row in containers {
            let user = ImageUser { id: row.id.clone(), name: row.name.clone(), running: row.state.is_alive() };
            scene.containers.entry(row.image_id.clone()).or_default().push(user);
        }
        scene.count_users(table);
        scene
    }

    /// Adds the steps of a classic build that lie beneath an image and are in no list, and says how deep it lies.
    fn steps_beneath(&mut self, id: &str, made: &HashMap<String, Arc<Made>>) {
        let mut beneath = Vec::new();
        let mut at = self.images.get(id).and_then(|image| image.made.parent.clone());
        // An engine whose images go round in circles is broken; the walk ends all the same.
        while let Some(parent) = at.take().filter(|parent| !beneath.contains(parent)) {
            at = made.get(&parent).and_then(|made| made.parent.clone());
            beneath.push(parent);
        }
        let depth = |above: usize| u32::try_from(beneath.len() - above).unwrap_or(u32::MAX);
        for (at, parent) in beneath.iter().enumerate() {
            let step = self.images.entry(parent.clone()).or_insert_with(|| Image {
                listed: Listed { id: parent.clone(), ..Listed::default() },
                made: made.get(parent).cloned().unwrap_or_default(),
                hidden: true,
                depth: 0,
            });
            step.depth = depth(at + 1);
        }
        if let Some(image) = self.images.get_mut(id) {
            image.depth = depth(0);
        }
    }

    fn count_users(&mut self, table: &LayerTable) {
        let Self { images, containers, users, blob_users, .. } = self;
        for image in images.values() {
            let made = containers.get(&image.listed.id).map_or(0, Vec::len);
            let needed = 1 + u32::try_from(made).unwrap_or(u32::MAX - 1);
            for &layer in &image.made.chain {
                if let Some(users) = users.get_mut(layer.at()) {
                    *users += needed;
                }
                if let Some(users) = table.get(layer).and_then(|layer| blob_users.get_mut(layer.blob)) {
                    *users += 1;
                }
            }
        }
    }

    /// Containers of images that are not known hold layers that are not known.
    pub fn has_strays(&self) -> bool {
        self.containers.keys().any(|image| !self.images.contains_key(image))
    }
}
