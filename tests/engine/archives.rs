//! Archives: what is saved, `docker load` takes; what `docker save` wrote is loaded; a file system goes out and comes in.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use quayside_engine::archive::{self, ArchiveKind, Download, ImportSpec, Loaded, Source};
use quayside_engine::{Engine, ErrorCode, Result};
use quayside_test_support::{Address, Fault, Kind, Proxy, Scratch, World, docker, trials, try_docker};

trials![World;
    what_is_saved_is_what_docker_loads,
    several_images_are_one_archive,
    what_docker_saved_is_loaded,
    a_compressed_archive_is_loaded,
    what_is_no_archive_of_images_is_refused,
    a_file_system_goes_out_and_comes_in,
    a_save_that_breaks_off_is_told,
    a_load_that_is_given_up_leaves_no_image,
];

async fn bytes(mut download: Download) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(bytes) = download.next().await? {
        all.extend_from_slice(&bytes);
    }
    Ok(all)
}

fn source(path: &Path) -> Source {
    let file = File::open(path).unwrap();
    let length = file.metadata().unwrap().len();
    Source { bytes: Box::new(tokio::fs::File::from_std(file)), length }
}

async fn load(engine: &Engine, path: &Path) -> Result<Loaded> {
    archive::load(engine, source(path), |_| {}).await
}

fn kind(path: &Path) -> ArchiveKind {
    archive::kind(File::open(path).unwrap()).unwrap()
}

fn id(world: &World, name: &str) -> String {
    docker(&world.engine, &["inspect", "-f", "{{.Id}}", name])
}

async fn what_is_saved_is_what_docker_loads(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["tag", "busybox", "saved/one:1"]);
    let before = id(world, "saved/one:1");
    let scratch = Scratch::new();
    let file = scratch.join("one.tar");
    let saved = bytes(archive::save(&engine, &["saved/one:1".into()]).await.unwrap()).await.unwrap();
    std::fs::write(&file, &saved).unwrap();
    assert_eq!(kind(&file), ArchiveKind::Images { names: vec!["saved/one:1".into()] });

    let expected = archive::to_save(&engine, &["saved/one:1".into(), "busybox".into()]).await.unwrap();
    let size: u64 = docker(&world.engine, &["inspect", "-f", "{{.Size}}", "busybox"]).parse().unwrap();
    assert_eq!((expected.images, expected.about.0), (1, size), "one image under two names is saved once");
    assert!(saved.len() as u64 > size, "an archive of an uncompressed image is a little larger than the image");

    docker(&world.engine, &["rmi", "saved/one:1", "busybox"]);
    let printed = docker(&world.engine, &["load", "--input", &file.to_string_lossy()]);
    assert!(printed.contains("Loaded image: saved/one:1"), "{printed}");
    assert_eq!(id(world, "saved/one:1"), before);
    docker(&world.engine, &["rmi", "saved/one:1"]);

    let missing = archive::save(&engine, &["no/such:image".into()]).await.err().unwrap();
    assert_eq!(missing.code, ErrorCode::ImageNotFound, "{missing}");
    let outside = archive::save(&engine, &["../containers".into()]).await.err().unwrap();
    assert_eq!(outside.code, ErrorCode::InvalidReference);
}

async fn several_images_are_one_archive(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    docker(&world.engine, &["pull", "-q", "hello-world"]);
    let untagged = crate::untagged_image(world, "saved-without-a-name");
    let scratch = Scratch::new();
    let file = scratch.join("several.tar");
    let names = ["busybox:latest".to_owned(), "hello-world:latest".to_owned(), untagged.clone()];
    std::fs::write(&file, bytes(archive::save(&engine, &names).await.unwrap()).await.unwrap()).unwrap();
    let expected = archive::to_save(&engine, &names).await.unwrap();
    let size = |name: &str| docker(&world.engine, &["inspect", "-f", "{{.Size}}", name]).parse::<u64>().unwrap();
    if !engine.info().containerd_store {
        let once = size("busybox") + size("hello-world");
        assert_eq!(
            (expected.images, expected.about.0),
            (3, once),
            "the commit has busybox's layer, which is saved once"
        );
    }
    docker(&world.engine, &["rmi", "busybox", "hello-world", &untagged]);

    let loaded = load(&engine, &file).await.unwrap();
    let named = |name: &str| loaded.images.iter().any(|image| image == name);
    assert!(named("busybox:latest") && named("hello-world:latest"), "{loaded:?}");
    // Docker 20.10 tells the ids of those without a name only where the last of the archive has none.
    assert!(named(&untagged) || !engine.info().containerd_store, "{loaded:?}");
    assert_eq!(id(world, &untagged), untagged);
    docker(&world.engine, &["rmi", "busybox", "hello-world", &untagged]);
}

async fn what_docker_saved_is_loaded(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let before = id(world, "busybox");
    let scratch = Scratch::new();
    let file = scratch.join("busybox.tar");
    docker(&world.engine, &["save", "--output", &file.to_string_lossy(), "busybox"]);
    docker(&world.engine, &["rmi", "-f", "busybox"]);

    let length = std::fs::metadata(&file).unwrap().len();
    let mut states = Vec::new();
    let loaded = archive::load(&engine, source(&file), |state| states.push(state.clone())).await.unwrap();
    assert_eq!(loaded.images, ["busybox:latest"]);
    assert_eq!(id(world, "busybox"), before);
    let last = states.last().unwrap();
    assert_eq!((last.sent.0, last.total.0), (length, length));
    assert!(states.windows(2).all(|pair| pair[0].sent <= pair[1].sent));
    // With the containerd store the engine does not tell of layers.
    let told = last.unpacking.layers_done > 0 && last.unpacking.downloaded.0 > 0;
    assert!(told || engine.info().containerd_store, "{last:?}");
    let said: Vec<&str> = states.iter().filter_map(|state| state.said.as_deref()).collect();
    assert!(said.contains(&"Loaded image: busybox:latest"), "{said:?}");
    // Again: all of it is there, and the names are told all the same.
    assert_eq!(load(&engine, &file).await.unwrap().images, ["busybox:latest"]);
    docker(&world.engine, &["rmi", "busybox"]);
}

async fn a_compressed_archive_is_loaded(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let scratch = Scratch::new();
    let file = scratch.join("busybox.tar");
    docker(&world.engine, &["save", "--output", &file.to_string_lossy(), "busybox"]);
    docker(&world.engine, &["rmi", "busybox"]);
    let packed = std::process::Command::new("gzip").arg(&file).status().unwrap();
    assert!(packed.success());
    let file = scratch.join("busybox.tar.gz");
    assert_eq!(kind(&file), ArchiveKind::Images { names: vec!["busybox:latest".into()] });
    assert_eq!(load(&engine, &file).await.unwrap().images, ["busybox:latest"]);
    docker(&world.engine, &["rmi", "busybox"]);
}

async fn what_is_no_archive_of_images_is_refused(world: &World) {
    let engine = crate::connect(world).await;
    let scratch = Scratch::new();
    let file = scratch.join("notes.tar");
    std::fs::write(&file, "no archive at all\n".repeat(1000)).unwrap();
    assert_eq!(kind(&file), ArchiveKind::Other);
    // What a look into it would have kept back, the engine refuses too.
    let refused = load(&engine, &file).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAnArchive, "{refused}");

    let mut files = tar::Builder::new(File::create(&file).unwrap());
    let mut header = tar::Header::new_gnu();
    header.set_size(3);
    header.set_mode(0o644);
    files.append_data(&mut header, "etc/motd", &b"hi\n"[..]).unwrap();
    files.into_inner().unwrap().flush().unwrap();
    assert_eq!(kind(&file), ArchiveKind::Files);
    let refused = load(&engine, &file).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAnArchive, "{refused}");
}

async fn a_file_system_goes_out_and_comes_in(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let container = docker(&world.engine, &["run", "-d", "busybox", "sh", "-c", "echo kept > /note; sleep 1000"]);
    docker(&world.engine, &["exec", &container, "sh", "-c", "until [ -s /note ]; do sleep 0.1; done"]);
    let scratch = Scratch::new();
    let file = scratch.join("box.tar");
    std::fs::write(&file, bytes(archive::export(&engine, &container).await.unwrap()).await.unwrap()).unwrap();
    let listed = std::process::Command::new("tar").arg("tf").arg(&file).output().unwrap();
    assert!(String::from_utf8_lossy(&listed.stdout).lines().any(|line| line == "note"));
    assert_eq!(kind(&file), ArchiveKind::Files);

    let spec = ImportSpec {
        reference: "imported/box".into(),
        message: "from an export".into(),
        changes: vec!["CMD [\"cat\", \"/note\"]".into(), "ENV GREETING=\"a b&c\"".into()],
        ..ImportSpec::default()
    };
    let made = archive::import(&engine, source(&file), &spec, |_| {}).await.unwrap();
    assert_eq!(id(world, "imported/box:latest"), made);
    assert_eq!(docker(&world.engine, &["run", "--rm", "imported/box"]), "kept");
    let format = "{{join .Config.Env \";\"}}|{{.Comment}}";
    let printed = docker(&world.engine, &["inspect", "-f", format, "imported/box"]);
    assert_eq!(printed, "GREETING=a b&c|from an export");

    let wrong = ImportSpec { changes: vec!["COOK a b".into()], ..ImportSpec::default() };
    let refused = archive::import(&engine, source(&file), &wrong, |_| {}).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput, "{refused}");
    let refused = archive::export(&engine, "no-such-container").await.err().unwrap();
    assert_eq!(refused.code, ErrorCode::ContainerNotFound, "{refused}");
    docker(&world.engine, &["rm", "-f", &container]);
    docker(&world.engine, &["rmi", "imported/box", "busybox"]);
}

async fn a_save_that_breaks_off_is_told(world: &World) {
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let scratch = Scratch::new();
    let wire = Proxy::unix(scratch.join("docker.sock"), Address::Unix(world.engine.socket().to_owned()));
    let engine = Engine::connect(&crate::endpoint(wire.host())).await.unwrap();
    let whole = bytes(archive::save(&engine, &["busybox".into()]).await.unwrap()).await.unwrap();
    for part in 0..20 {
        let at = (whole.len() as u64) * part / 20 + 300;
        let fault = Fault { kind: Kind::Cut, at, after_request: Some("/images/get".into()), once: true };
        wire.set_fault(Some(fault));
        let cut = match archive::save(&engine, &["busybox".into()]).await {
            Ok(download) => bytes(download).await.err(),
            Err(error) => Some(error),
        };
        assert_eq!(cut.map(|error| error.code), Some(ErrorCode::EngineLost), "cut at byte {at}");
        assert_eq!(wire.struck(), part + 1, "cuts that were met");
    }
    wire.heal();
    assert_eq!(bytes(archive::save(&engine, &["busybox".into()]).await.unwrap()).await.unwrap().len(), whole.len());
    docker(&world.engine, &["rmi", "busybox"]);
}

/// Gives some bytes and then nothing more, as a file on a disk that hangs.
struct Hanging(File, u64);

impl tokio::io::AsyncRead for Hanging {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        if self.1 == 0 {
            return std::task::Poll::Pending;
        }
        let mut piece = vec![0; buffer.remaining().min(usize::try_from(self.1).unwrap())];
        let read = self.0.read(&mut piece).unwrap();
        self.1 -= read as u64;
        buffer.put_slice(&piece[..read]);
        std::task::Poll::Ready(Ok(()))
    }
}

async fn a_load_that_is_given_up_leaves_no_image(world: &World) {
    let engine = crate::connect(world).await;
    docker(&world.engine, &["pull", "-q", "busybox"]);
    let scratch = Scratch::new();
    let file = scratch.join("busybox.tar");
    docker(&world.engine, &["save", "--output", &file.to_string_lossy(), "busybox"]);
    docker(&world.engine, &["rmi", "busybox"]);
    let length = std::fs::metadata(&file).unwrap().len();
    let bytes = Box::new(Hanging(File::open(&file).unwrap(), length / 2));
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    {
        let mut loading = std::pin::pin!(archive::load(&engine, Source { bytes, length }, move |state| {
            tell.send(state.sent.0).ok();
        }));
        loop {
            tokio::select! {
                ended = &mut loading => panic!("{ended:?}"),
                sent = told.recv() => if sent.unwrap() >= length / 2 { break },
            }
        }
    }
    assert!(try_docker(&world.engine, &["inspect", "busybox"]).is_err());
    // The engine is not left with half a load: the whole one gets through.
    assert_eq!(load(&engine, &file).await.unwrap().images, ["busybox:latest"]);
    docker(&world.engine, &["rmi", "busybox"]);
}
