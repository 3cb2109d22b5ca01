//! Files that are written while the connection or the disk fails: what stood there before, or the whole new one, and nothing
//! beside it.

use std::path::Path;
use std::time::Duration;

use quayside_engine::ErrorCode;
use quayside_engine::archive::{self, ArchiveKind};
use quayside_shell::jobs::{JobInfo, JobOrigin, JobOutcome, JobPhase, Jobs, Record};
use quayside_test_support::{Address, Fault, Kind, Proxy, Scratch, SmallDisk, World, docker, trials};

use crate::jobs::{Page, start};

trials![World;
    a_save_that_loses_the_engine_leaves_the_old_file_or_none,
    a_full_disk_is_told_and_nothing_is_left_on_it,
];

const PLACES: u64 = 20;
const IMAGE: &str = "hello-world:latest";

fn save(path: &Path) -> JobOrigin {
    JobOrigin::Save { images: vec![IMAGE.into()], path: path.to_string_lossy().into_owned() }
}

fn failed_as(job: &JobInfo, expected: ErrorCode) -> bool {
    matches!(&job.phase, JobPhase::Failed { error } if error.code == expected && !error.message.is_empty())
}

fn is_whole(path: &Path) -> bool {
    let found = archive::kind(std::fs::File::open(path).unwrap()).unwrap();
    found == ArchiveKind::Images { names: vec![IMAGE.into()] }
}

async fn a_save_that_loses_the_engine_leaves_the_old_file_or_none(world: &World) {
    docker(&world.engine, &["pull", "-q", IMAGE]);
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("wire.sock"), Address::Unix(world.engine.socket().to_owned()));
    let engine = crate::connect_to(wire.host()).await;
    let jobs = Jobs::new(Record::none());
    let page = Page::attach(&jobs);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hello.tar");
    let names = || std::fs::read_dir(folder.path()).unwrap().count();

    let before = wire.bytes_down();
    let job = page.end(start(&jobs, &engine, save(&path))).await;
    assert!(matches!(job.phase, JobPhase::Done { .. }), "{job:?}");
    let (answer, length) = (wire.bytes_down() - before, path.metadata().unwrap().len());
    for place in 0..PLACES {
        // At every other place an older file has the name.
        let old = (place % 2 == 0).then_some("the old one");
        std::fs::remove_file(&path).unwrap();
        if let Some(old) = old {
            std::fs::write(&path, old).unwrap();
        }
        // The last bytes are the end of the archive and of the answer; before the archive the image is asked for.
        let at = length.min(answer) * place / (PLACES - 1);
        // Before the answer has begun it is asked for again by itself; that is cut too.
        let once = at > 0;
        wire.set_fault(Some(Fault { kind: Kind::Cut, at, after_request: Some("/images/get".into()), once }));
        let job = page.end(start(&jobs, &engine, save(&path))).await;
        wire.set_fault(None);
        assert!(failed_as(&job, ErrorCode::EngineLost), "cut at {at} of {length}: {job:?}");
        assert_eq!(job.outcome, None);
        assert_eq!(std::fs::read_to_string(&path).ok().as_deref(), old, "cut at {at}");
        assert_eq!(names(), usize::from(old.is_some()), "something is left beside it: cut at {at}");

        let again = page.end(jobs.again(job.id, engine.clone(), "test", Duration::ZERO).unwrap().id).await;
        assert!(matches!(again.phase, JobPhase::Done { .. }), "again, cut at {at}: {again:?}");
        assert!(is_whole(&path) && names() == 1, "again, cut at {at}");
        assert_eq!(path.metadata().unwrap().len(), length);
    }
    docker(&world.engine, &["rmi", IMAGE]);
    let printed = docker(&world.engine, &["load", "--input", &path.to_string_lossy()]);
    assert!(printed.contains(IMAGE), "{printed}");
    docker(&world.engine, &["rmi", IMAGE]);
}

async fn a_full_disk_is_told_and_nothing_is_left_on_it(world: &World) {
    const FULL: u64 = 1 << 20;
    const ROOM: u64 = 64 << 20;
    docker(&world.engine, &["pull", "-q", IMAGE]);
    let container = docker(&world.engine, &["create", "--name", "made", IMAGE]);
    let scratch = Scratch::new();
    let disk = SmallDisk::mount(&scratch, FULL);
    let (engine, jobs) = (crate::connect(&world.engine).await, Jobs::new(Record::none()));
    let page = Page::attach(&jobs);
    let at = |name: &str| disk.path().join(name);
    let export =
        JobOrigin::Export { container, name: "made".into(), path: at("files.tar").to_string_lossy().into_owned() };
    std::fs::write(at("old.tar"), "the old one").unwrap();
    let mut failed = Vec::new();
    for origin in [save(&at("new.tar")), save(&at("old.tar")), save(&at("packed.tar.gz")), export] {
        let job = page.end(start(&jobs, &engine, origin)).await;
        assert!(failed_as(&job, ErrorCode::DiskFull), "{job:?}");
        assert_eq!((disk.names(), job.outcome.clone()), (vec!["old.tar".to_owned()], None), "{job:?}");
        assert_eq!(std::fs::read_to_string(at("old.tar")).unwrap(), "the old one");
        failed.push(job.id);
    }
    disk.resize(ROOM);
    for id in failed {
        let job = page.end(jobs.again(id, engine.clone(), "test", Duration::ZERO).unwrap().id).await;
        assert!(matches!(job.outcome, Some(JobOutcome::Written { .. })), "{job:?}");
    }
    assert_eq!(disk.names(), ["files.tar", "new.tar", "old.tar", "packed.tar.gz"]);
    assert!(is_whole(&at("new.tar")) && is_whole(&at("old.tar")) && is_whole(&at("packed.tar.gz")));
    docker(&world.engine, &["rm", "-f", "made"]);
    docker(&world.engine, &["rmi", IMAGE]);
}
