use std::sync::Arc;

use super::*;
use crate::containers::{ContainerRow, ContainerState};
use crate::removal::layers::Sizes;
use crate::removal::scene::{Listed, Made};

/// An engine put together by hand. Layers are written `base=5`: the change and its bytes.
#[derive(Default)]
struct Bench {
    table: LayerTable,
    listed: Vec<Listed>,
    made: HashMap<String, Arc<Made>>,
    containers: Vec<ContainerRow>,
}

impl Bench {
    fn made(&mut self, id: &str, layers: &str, parent: Option<&str>) -> u64 {
        let (mut diffs, mut sizes) = (Vec::new(), Vec::new());
        for layer in layers.split_whitespace() {
            let (diff, size) = layer.split_once('=').unwrap();
            diffs.push(format!("sha256:{diff}"));
            sizes.push(size.parse().unwrap());
        }
        let total = sizes.iter().sum();
        let chain = self.table.chain(&diffs, &Sizes { layers: sizes, certain: true });
        let made = Made { chain, parent: parent.map(str::to_owned), content: total / 2, ..Made::default() };
        self.made.insert(id.to_owned(), Arc::new(made));
        total
    }

    fn image(mut self, id: &str, names: &[&str], layers: &str, parent: Option<&str>) -> Self {
        let size = self.made(id, layers, parent);
        let (digests, tags) = names.iter().map(|name| (*name).to_owned()).partition(|name: &String| name.contains('@'));
        self.listed.push(Listed { id: id.to_owned(), tags, digests, size });
        self
    }

    fn step(mut self, id: &str, layers: &str, parent: Option<&str>) -> Self {
        self.made(id, layers, parent);
        self
    }

    fn container(mut self, id: &str, image: &str, state: ContainerState) -> Self {
        let row =
            ContainerRow { id: id.into(), name: id.into(), image_id: image.into(), state, ..ContainerRow::default() };
        self.containers.push(row);
        self
    }

    fn scene(&self, store: Store) -> Scene {
        Scene::new(store, &self.listed, &self.containers, &self.made, &self.table)
    }

    fn plan(&self, store: Store, targets: &[(&str, Option<&str>)], with_containers: bool, force: bool) -> RemovalPlan {
        let target =
            |(id, name): &(&str, Option<&str>)| RemovalTarget { id: (*id).into(), name: name.map(str::to_owned) };
        let targets: Vec<_> = targets.iter().map(target).collect();
        plan(&self.scene(store), &self.table, &targets, RemovalWays { with_containers, force })
    }
}

fn fates(plan: &RemovalPlan) -> Vec<Fate> {
    plan.items.iter().map(|item| item.fate).collect()
}

/// Freed and shared.
fn bytes(plan: &RemovalPlan) -> (u64, u64) {
    (plan.sum.freed.0, plan.sum.shared.0)
}

fn family() -> Bench {
    Bench::default()
        .image("a", &["a:1"], "base=500 x=20", None)
        .image("b", &["b:1", "b:2"], "base=500 y=30", None)
        .image("c", &["c:1"], "base=500 x=20 z=1", None)
}

#[test]
fn shared_layers_are_counted_once() {
    let bench = family();
    let of = |targets: &[(&str, Option<&str>)]| bench.plan(Store::Classic, targets, false, false);
    let plan = of(&[("a", Some("a:1"))]);
    assert_eq!((bytes(&plan), plan.layers_freed, plan.layers_kept), ((0, 520), 0, 2));
    let kept: Vec<_> =
        plan.kept.iter().map(|layer| (layer.digest.as_str(), layer.images, layer.by.as_deref())).collect();
    assert_eq!(kept, [("sha256:base", 2, Some("b:1")), ("sha256:x", 1, Some("c:1"))]);

    let plan = of(&[("a", Some("a:1")), ("c", Some("c:1"))]);
    assert_eq!((bytes(&plan), plan.sum.images), ((21, 500), 2));
    let each: Vec<u64> = plan.items.iter().map(|item| item.freed.0).collect();
    assert_eq!(each, [0, 21]);

    let plan = of(&[("b", Some("b:1"))]);
    assert_eq!((fates(&plan), bytes(&plan)), (vec![Fate::Untags], (0, 0)));
    assert_eq!(plan.items[0].stays, ["b:2"]);

    let all = of(&[("a", Some("a:1")), ("b", Some("b:1")), ("b", Some("b:2")), ("c", Some("c:1"))]);
    assert_eq!(fates(&all), [Fate::Deletes, Fate::Untags, Fate::Deletes, Fate::Deletes]);
    assert_eq!((bytes(&all), all.layers_freed, all.sum.doubts.len()), ((551, 0), 4, 0));
}

#[test]
fn what_is_not_there_frees_nothing() {
    let bench = family();
    let plan = bench.plan(Store::Classic, &[("q", None), ("a", Some("other:1")), ("a", None)], false, false);
    assert_eq!((fates(&plan), bytes(&plan)), (vec![Fate::Gone; 3], (0, 0)));
    let twice = bench.plan(Store::Classic, &[("a", Some("a:1")), ("a", Some("a:1"))], false, false);
    assert_eq!(fates(&twice), [Fate::Deletes, Fate::Gone]);
}

#[test]
fn a_digest_of_another_repository_is_a_name() {
    let names = ["a:1", "a@sha256:1", "far/a@sha256:1"];
    let bench = Bench::default().image("a", &names, "base=5", None);
    let plan = bench.plan(Store::Classic, &[("a", Some("a:1"))], false, false);
    assert_eq!(
        (fates(&plan), plan.items[0].stays.as_slice()),
        (vec![Fate::Untags], &["far/a@sha256:1".to_owned()][..])
    );
    let both = bench.plan(Store::Classic, &[("a", Some("a:1")), ("a", Some("far/a@sha256:1"))], false, false);
    assert_eq!((fates(&both), bytes(&both)), (vec![Fate::Untags, Fate::Deletes], (5, 0)));
}

#[test]
fn containers_stand_in_the_way() {
    let bench = family().container("run", "a", ContainerState::Running).container("old", "c", ContainerState::Exited);
    let targets = [("a", Some("a:1")), ("c", Some("c:1"))];
    let plain = bench.plan(Store::Classic, &targets, false, false);
    assert_eq!((fates(&plain), bytes(&plain)), (vec![Fate::HeldRunning, Fate::HeldStopped], (0, 0)));
    assert_eq!(plain.items[0].force, Some(ForceEffect::UntagsOnly));

    let with = bench.plan(Store::Classic, &targets, true, false);
    assert_eq!((fates(&with), bytes(&with)), (vec![Fate::Deletes, Fate::Deletes], (21, 500)));

    // By force Docker's classic store lets go of the image, and the container keeps the layers.
    let forced = bench.plan(Store::Classic, &targets, false, true);
    assert_eq!((fates(&forced), bytes(&forced)), (vec![Fate::Untags, Fate::Deletes], (0, 521)));
    let forced = bench.plan(Store::Containerd, &targets, false, true);
    assert_eq!(fates(&forced), [Fate::Untags, Fate::Untags]);
    let forced = bench.plan(Store::Podman, &targets, false, true);
    assert_eq!((fates(&forced), bytes(&forced)), (vec![Fate::Deletes, Fate::Deletes], (21, 500)));

    let nameless = Bench::default().image("n", &[], "n=3", None).container("run", "n", ContainerState::Paused);
    let plan = nameless.plan(Store::Classic, &[("n", None)], false, true);
    assert_eq!((fates(&plan), plan.items[0].force), (vec![Fate::HeldRunning], Some(ForceEffect::Refused)));
}

/// As Docker's classic builder leaves them: base, a step, app; and another app upon the same step.
fn built() -> Bench {
    Bench::default()
        .image("base", &["base:1"], "b=5", None)
        .step("step", "b=5 s=3", Some("base"))
        .image("app", &["app:1"], "b=5 s=3 a=1", Some("step"))
        .image("app2", &["app:2"], "b=5 s=3 c=2", Some("step"))
}

#[test]
fn nameless_steps_go_with_the_last_that_is_built_upon_them() {
    let bench = built();
    let one = bench.plan(Store::Classic, &[("app", Some("app:1"))], false, false);
    assert_eq!(bytes(&one), (1, 8));
    let both = bench.plan(Store::Classic, &[("app", Some("app:1")), ("app2", Some("app:2"))], false, false);
    assert_eq!((bytes(&both), both.sum.images), ((6, 5), 2));
    // The base first in the selection, last in the plan: nothing is left beneath.
    let targets = [("base", Some("base:1")), ("app", Some("app:1")), ("app2", Some("app:2"))];
    let all = bench.plan(Store::Classic, &targets, false, false);
    let order: Vec<&str> = all.items.iter().map(|item| item.target.id.as_str()).collect();
    assert_eq!((order, bytes(&all)), (vec!["app", "app2", "base"], (11, 0)));
    assert_eq!(fates(&all), [Fate::Deletes, Fate::Deletes, Fate::Deletes]);

    let base = bench.plan(Store::Classic, &[("base", Some("base:1"))], false, false);
    assert_eq!((fates(&base), bytes(&base)), (vec![Fate::Untags], (0, 0)));
    let held = bench.container("c", "step", ContainerState::Exited);
    let both = held.plan(Store::Classic, &[("app", Some("app:1")), ("app2", Some("app:2"))], false, false);
    assert_eq!(bytes(&both), (3, 8));
}

#[test]
fn a_container_in_the_way_is_not_removed_for_a_name() {
    let bench = built().container("c", "base", ContainerState::Exited);
    let plan = bench.plan(Store::Classic, &[("base", Some("base:1"))], true, false);
    assert_eq!(fates(&plan), [Fate::HeldStopped]);
}

#[test]
fn containerd_keeps_what_was_downloaded_as_well() {
    let mut bench = family();
    for image in &mut bench.listed {
        image.size += image.size / 2;
    }
    let of = |targets: &[(&str, Option<&str>)]| bench.plan(Store::Containerd, targets, false, false);
    let all = of(&[("a", Some("a:1")), ("b", Some("b:1")), ("b", Some("b:2")), ("c", Some("c:1"))]);
    // Unpacked 551; downloaded half of each image, shared layers once.
    assert_eq!(all.layers_freed, 4);
    assert!((810..=830).contains(&all.sum.freed.0), "{:?}", all.sum);
    let one = of(&[("b", Some("b:1")), ("b", Some("b:2"))]);
    assert_eq!((bytes(&one), one.sum.doubts.as_slice()), ((45, 750), &[Doubt::Content][..]));
}

#[test]
fn doubts_are_told() {
    let mut bench = family().container("stray", "sha256:gone", ContainerState::Exited);
    bench.listed.push(Listed { id: "new".into(), tags: vec!["new:1".into()], ..Listed::default() });
    let plan = bench.plan(Store::Classic, &[("a", Some("a:1"))], false, false);
    assert_eq!(plan.sum.doubts, [Doubt::StrayContainers, Doubt::Incomplete]);
    assert_eq!((plan.sum.gathered, plan.sum.of), (3, 4));
}

/// Whatever is picked: freed and kept are the layers of the deleted images, and all together free everything.
#[test]
fn the_sum_is_that_of_a_count_by_hand() {
    use proptest::prelude::*;
    let image = proptest::collection::vec(0..4_u8, 1..5);
    let scene = proptest::collection::vec((image, any::<bool>()), 1..12);
    proptest!(|(images in scene)| {
        let mut bench = Bench::default();
        let mut targets = Vec::new();
        for (at, (layers, picked)) in images.iter().enumerate() {
            let layers: Vec<String> = layers.iter().map(|n| format!("l{n}={}", 1 << (2 * n))).collect();
            let (id, name) = (format!("i{at}"), format!("n{at}:1"));
            bench = bench.image(&id, &[&name], &layers.join(" "), None);
            if *picked {
                targets.push(RemovalTarget { id, name: Some(name) });
            }
        }
        let found = plan(&bench.scene(Store::Classic), &bench.table, &targets, RemovalWays::default());
        let chains = |gone: bool| {
            let mut seen = HashMap::new();
            for (layers, _) in images.iter().filter(|(_, picked)| *picked == gone) {
                for end in 1..=layers.len() {
                    seen.insert(layers[..end].to_vec(), 1_u64 << (2 * layers[end - 1]));
                }
            }
            seen
        };
        let (gone, staying) = (chains(true), chains(false));
        let sum = |stays: bool| -> u64 {
            gone.iter().filter(|(chain, _)| staying.contains_key(*chain) == stays).map(|(_, size)| size).sum()
        };
        prop_assert_eq!(bytes(&found), (sum(false), sum(true)));
        prop_assert_eq!(found.sum.doubts, vec![]);
    });
}
