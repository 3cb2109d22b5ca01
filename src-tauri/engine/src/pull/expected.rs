//! What the registry says beforehand of the layers that a pull fetches. It only makes the total honest early: a pull never
//! waits for it, and never fails by it.

use std::collections::HashMap;

use tokio::sync::oneshot;

use crate::Engine;
use crate::reference::Reference;
use crate::registry::credentials::Login;
use crate::registry::repository;

/// Layers that Docker fetches at once, unless it is told otherwise. It tells the size of each as it begins, so that only
/// with more there is something to ask; and registries count what is asked of them, as they count pulls.
const BEGUN_AT_ONCE: usize = 3;

/// Letters of a digest that engines call a layer by.
const SHORT: usize = 12;

/// Has the registry asked, once there is something to ask.
pub(super) struct Ask(Option<oneshot::Sender<()>>);

impl Ask {
    /// So many layers have no size yet.
    pub(super) fn when(&mut self, missing: usize) {
        if missing > BEGUN_AT_ONCE
            && let Some(ask) = self.0.take()
        {
            // Nobody waits for it where the pull is over.
            ask.send(()).ok();
        }
    }
}

/// The sizes by short id; none where the registry does not tell. Asked as soon as [`Ask`] says so; of Podman never, for it
/// does not count bytes.
pub(super) fn sizes(
    engine: &Engine,
    reference: &Reference,
    platform: Option<String>,
    login: Option<Login>,
) -> (Ask, impl Future<Output = Option<HashMap<String, u64>>> + Send + use<>) {
    let (ask, asked) = oneshot::channel();
    let ask = Ask((engine.info().product != "Podman").then_some(ask));
    let (engine, reference) = (engine.clone(), reference.clone());
    let told = async move {
        asked.await.ok()?;
        let told = repository::layer_sizes(&engine, &reference, platform.as_deref(), login).await;
        let sizes =
            told.inspect_err(|error| tracing::debug!("the sizes of {reference} are not known: {error}")).ok()?;
        Some(sizes.into_iter().filter_map(|(digest, size)| Some((short(&digest)?, size))).collect())
    };
    (ask, told)
}

/// `sha256:b1a2…` is called `b1a2…`, in twelve letters.
fn short(digest: &str) -> Option<String> {
    Some(digest.split_once(':')?.1.chars().take(SHORT).collect())
}
