//! What a pull would fetch, told before it and held against what is fetched then: by the requests that the registry sees.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::TryStreamExt;
use quayside_engine::Engine;
use quayside_engine::pull::pull;
use quayside_engine::reference::Reference;
use quayside_engine::registry::repository::{self, KnownBy};
use quayside_test_support::{
    Archive, Image, Layer, Registry, Release, Scratch, ScriptedRegistry, World, docker, noise, push_layers,
    push_packed, push_platforms, trials,
};
use serde_json::json;

trials![World; the_layers_that_are_told_to_be_fetched_are_those_that_are];

/// Bytes of a layer that can't be packed.
const LAYER: usize = 64 << 10;

fn layers(of: &str) -> Vec<Arc<Layer>> {
    let one = |letter: char| {
        let layer =
            Layer::build("COPY noise /").file(&format!("noise-{letter}"), 0o644, &noise(u64::from(letter), LAYER));
        layer.finish()
    };
    of.chars().map(one).collect()
}

/// Pulls, and gives the places of the layers that were told to be fetched, and of those that then were.
async fn told_and_fetched(
    engine: &Engine,
    registry: &ScriptedRegistry,
    name: &str,
    platform: Option<&str>,
) -> (Vec<usize>, Vec<usize>) {
    let preview = repository::preview(engine, name, platform).await.unwrap();
    let told = |at: &usize| !preview.layers[*at].here;
    let told: Vec<usize> = (0..preview.layers.len()).filter(told).collect();
    assert_eq!(preview.fetch.0, told.iter().map(|at| preview.layers[*at].size.0).sum::<u64>(), "{preview:?}");

    let before = registry.requests().len();
    pull(engine, &Reference::parse(name).unwrap(), platform).try_collect::<Vec<_>>().await.unwrap();
    let requests = registry.requests();
    let blobs = requests[before..].iter().filter_map(|request| request.strip_prefix("GET ")?.split_once("/blobs/"));
    let asked: BTreeSet<&str> = blobs.map(|(_, digest)| digest).collect();
    let fetched = |at: &usize| asked.contains(&*preview.layers[*at].digest);
    (told, (0..preview.layers.len()).filter(fetched).collect())
}

async fn the_layers_that_are_told_to_be_fetched_are_those_that_are(world: &World) {
    let (engine, behind, scratch) = (crate::connect(world).await, Registry::start(), Scratch::new());
    let registry = ScriptedRegistry::start(Some(&behind));
    let name = |repository: &str| format!("{}/acme/{repository}:1", registry.address());
    for (repository, of) in [("base", "ab"), ("app", "abc"), ("copy", "ab"), ("upon", "xb"), ("loaded", "pqr")] {
        push_layers(&behind, &format!("acme/{repository}"), "1", &layers(of));
    }
    push_packed(&behind, "acme/packed", "1", &layers("abd"), "-1");
    let image = Image {
        references: vec!["only-loaded:1".into()],
        created: "2025-06-01T12:00:00Z".into(),
        parameters: json!({}),
        layers: layers("pq"),
    };
    for (repository, own, foreign) in [("mixed", "kz", "yz"), ("both", "k", "mn"), ("more", "k", "mno")] {
        let images = [("amd64", layers(own)), ("arm64", layers(foreign))];
        push_platforms(&behind, &format!("acme/{repository}"), "1", &images);
    }
    Archive::write(&scratch.join("loaded.tar"), &[image]);
    docker(&world.engine, &["load", "--quiet", "--input", &scratch.join("loaded.tar").to_string_lossy()]);

    docker(&world.engine, &["pull", "--quiet", "--platform", "linux/amd64", &name("mixed")]);

    let classic = world.engine.release() == Release::Installed;
    let known_by = repository::preview(&engine, &name("base"), None).await.unwrap().known_by;
    assert_eq!(known_by, if classic { KnownBy::Digest } else { KnownBy::Content });
    let cases: [(&str, &str, Vec<usize>); 9] = [
        ("base", "nothing of it is here", vec![0, 1]),
        ("app", "its ground is that of an image of another repository", vec![2]),
        ("copy", "the very image is here under another name", vec![]),
        ("upon", "one layer is here, but upon others", if classic { vec![0, 1] } else { vec![0] }),
        ("packed", "its ground is here, packed otherwise", if classic { vec![0, 1, 2] } else { vec![2] }),
        ("loaded", "its ground was loaded from an archive", if classic { vec![0, 1, 2] } else { vec![2] }),
        (
            "mixed",
            "it is here for another platform, with a layer that both have",
            if classic { vec![0, 1] } else { vec![0] },
        ),
        ("both", "nothing of another platform's is here", vec![0, 1]),
        ("more", "its ground is that of an image for the same other platform", vec![2]),
    ];
    let mut wrong = Vec::new();
    for (repository, what, expected) in &cases {
        let platform = matches!(*repository, "mixed" | "both" | "more").then_some("linux/arm64");
        let (told, fetched) = told_and_fetched(&engine, &registry, &name(repository), platform).await;
        if told != fetched || told != *expected {
            wrong.push(format!("{repository}, {what}: told {told:?}, fetched {fetched:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let names: Vec<String> = cases.iter().map(|(repository, ..)| name(repository)).collect();
    let names = names.iter().map(String::as_str).chain(["only-loaded:1"]);
    docker(&world.engine, &["rmi", "-f"].into_iter().chain(names).collect::<Vec<_>>());
    // The one that lost its name to that for another platform.
    docker(&world.engine, &["image", "prune", "--force"]);
    assert_eq!(docker(&world.engine, &["images", "--all", "--quiet", "--filter", "dangling=true"]), "");
}
