//! One process for each person, screen and program file of the application: whoever starts it again is shown the window of the
//! one that runs.
//!
//! The first holds a lock on a file and listens on a Unix socket beside it, in a folder of the person's own. A process that
//! finds the lock taken connects; that alone is the question. Once its window is shown, the first answers. The lock goes
//! with the process, however that ends, so nothing that is left behind can be in the way. One that is ending says so in the
//! file of its lock, and whoever starts then waits for that and is the first.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use quayside_engine::embedded::is_own;
use socket2::{Domain, SockAddr, Socket, Type};

/// What the first says once its window is shown.
const SHOWN: &[u8] = b"shown";

/// What stands in the file of the lock while its holder is ending.
const ENDING: &[u8] = b"ending";

/// How long the first may take to show its window.
pub const ANSWER: Duration = Duration::from_secs(3);

/// How long a start waits. After that it opens a window of its own.
struct Patience {
    /// For the first to take the question, and to answer it.
    answer: Duration,
    /// For a first that may be starting itself.
    other: Duration,
    /// For one that is ending: sessions and jobs have 2 seconds, and an engine of its own is killed after 20.
    ending: Duration,
}

const PATIENCE: Patience = Patience { answer: ANSWER, other: Duration::from_secs(8), ending: Duration::from_secs(60) };

/// Between two looks at one that is starting or ending.
const PAUSE: Duration = Duration::from_millis(50);

/// What a start comes to.
pub enum Start {
    /// There is no other.
    First(First),
    /// The other has shown its window; there is nothing to do.
    Shown,
    /// There is no folder for it, or the other does not answer: nobody would find this process again.
    Apart,
}

/// The one that others find.
pub struct First {
    /// Held as long as the process lives.
    held: File,
    listener: UnixListener,
    path: PathBuf,
    lock: PathBuf,
}

/// Looks for the one that runs.
pub fn start() -> Start {
    let Some(folder) = folder() else { return Start::Apart };
    start_in(&folder, &name(), PATIENCE)
}

fn start_in(folder: &Path, name: &str, patience: Patience) -> Start {
    let (lock, socket) = (folder.join(format!("{name}.lock")), folder.join(format!("{name}.sock")));
    let begun = Instant::now();
    let mut waits = false;
    loop {
        match claim(&lock, &socket) {
            Ok(Some(first)) => return Start::First(first),
            Ok(None) if ask(&socket, patience.answer).unwrap_or(false) => return Start::Shown,
            Ok(None) => {
                let is_ending = is_ending(&lock);
                if is_ending && !waits {
                    waits = true;
                    eprintln!("Quayside is just ending: it starts again once that is done.");
                }
                let limit = if is_ending { patience.ending } else { patience.other };
                if begun.elapsed() >= limit {
                    return Start::Apart;
                }
                std::thread::sleep(PAUSE);
            }
            Err(error) => {
                tracing::warn!("{}: {error}; this process won't be found again", socket.display());
                return Start::Apart;
            }
        }
    }
}

/// None where another holds the lock.
fn claim(lock: &Path, socket: &Path) -> io::Result<Option<First>> {
    let file = OpenOptions::new().create(true).write(true).truncate(false).open(lock)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
        Ok(()) => file.set_len(0)?,
    }
    // Of one that was killed.
    match std::fs::remove_file(socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(socket)?;
    // Runtime folders are cleaned of what has not been touched for hours, unless it is sticky.
    for path in [socket, lock] {
        std::fs::set_permissions(path, Permissions::from_mode(0o1600))?;
    }
    Ok(Some(First { held: file, listener, path: socket.to_owned(), lock: lock.to_owned() }))
}

fn is_ending(lock: &Path) -> bool {
    std::fs::read(lock).is_ok_and(|said| said == ENDING)
}

/// True once the one that listens there has shown its window.
fn ask(socket: &Path, patience: Duration) -> io::Result<bool> {
    let asking = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    // One that takes nobody any more, as it is stopped, holds up whoever connects.
    asking.set_write_timeout(Some(patience))?;
    asking.set_read_timeout(Some(patience))?;
    asking.connect(&SockAddr::unix(socket)?)?;
    let mut answer = Vec::new();
    UnixStream::from(asking).read_to_end(&mut answer)?;
    Ok(answer == SHOWN)
}

impl First {
    /// Answers whoever starts again, from a thread of its own: `show` shows the window and says whether it could.
    ///
    /// # Errors
    /// The system's, where there is no thread or no descriptor left.
    pub fn answer(&self, show: impl Fn() -> bool + Send + 'static) -> io::Result<()> {
        let listener = self.listener.try_clone()?;
        let answering = move || {
            for stream in listener.incoming() {
                let told = stream.and_then(|mut stream| if show() { stream.write_all(SHOWN) } else { Ok(()) });
                if let Err(error) = told {
                    tracing::warn!("a second start is not answered: {error}");
                    // Where there are no descriptors left, the next try fails as quickly.
                    std::thread::sleep(PAUSE);
                }
            }
        };
        std::thread::Builder::new().name("second-start".to_owned()).spawn(answering).map(drop)
    }

    /// Lock and socket are still where whoever starts again looks for them.
    pub fn is_found(&self) -> bool {
        let held = self.held.metadata().map(|held| (held.dev(), held.ino()));
        let there = std::fs::metadata(&self.lock).map(|there| (there.dev(), there.ino()));
        matches!((held, there), (Ok(held), Ok(there)) if held == there) && self.path.exists()
    }

    /// Is ending: whoever starts now waits for the lock.
    pub fn withdraw(&self) {
        if let Err(error) = (&self.held).write_all(ENDING) {
            tracing::debug!("a start may not wait for this end: {error}");
        }
        std::fs::remove_file(&self.path).ok();
    }
}

/// Screen and program file: a window on another screen is none that one could be shown, and a build that is tried out is
/// another application than the one that is installed.
fn name() -> String {
    let mut hasher = DefaultHasher::new();
    // An AppImage is mounted elsewhere each time.
    let file = std::env::var_os("APPIMAGE").map(PathBuf::from).or_else(|| std::env::current_exe().ok());
    file.hash(&mut hasher);
    ["WAYLAND_DISPLAY", "DISPLAY"].map(std::env::var_os).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// In the runtime folder of the session; where there is none (root, no systemd), in the person's cache.
fn folder() -> Option<PathBuf> {
    let places = [dirs::runtime_dir(), dirs::cache_dir()].into_iter().flatten();
    // Somebody else, whose folder a root shell has inherited, could put anything in this one's place.
    places
        .filter(|place| !place.exists() || is_own(place))
        .map(|place| place.join("quayside"))
        .find(|folder| make_own(folder).unwrap_or(false))
}

/// Makes the folder, for nobody else to enter. False where it is somebody else's.
fn make_own(folder: &Path) -> io::Result<bool> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // A link to a folder is none.
    if !std::fs::symlink_metadata(folder)?.is_dir() || !is_own(folder) {
        return Ok(false);
    }
    std::fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// What is not waited for in these trials must not come, and what is waited for comes.
    const SOON: Patience = {
        let soon = Duration::from_millis(200);
        Patience { answer: Duration::from_secs(60), other: soon, ending: soon }
    };

    fn first(start: Start) -> First {
        match start {
            Start::First(first) => first,
            Start::Shown => panic!("another was shown"),
            Start::Apart => panic!("it stays apart"),
        }
    }

    #[test]
    fn a_second_start_shows_the_first_until_that_ends() {
        let folder = tempfile::tempdir().unwrap();
        let one = first(start_in(folder.path(), "a", SOON));
        let shown = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&shown);
        one.answer(move || count.fetch_add(1, Ordering::SeqCst) < 2).unwrap();
        assert!(matches!(start_in(folder.path(), "a", SOON), Start::Shown));
        assert!(matches!(start_in(folder.path(), "a", SOON), Start::Shown));
        assert_eq!(shown.load(Ordering::SeqCst), 2);
        // It can't show its window any more: a start is never left without one.
        assert!(matches!(start_in(folder.path(), "a", SOON), Start::Apart));
        let other = first(start_in(folder.path(), "b", SOON));
        one.withdraw();
        assert!(matches!(start_in(folder.path(), "a", SOON), Start::Apart), "it has not ended yet");
        drop((one, other));
        let one = first(start_in(folder.path(), "a", SOON));
        assert!(!is_ending(&one.lock), "what the one before it said is gone");
    }

    #[test]
    fn a_start_while_the_first_is_ending_is_the_next_first() {
        let folder = tempfile::tempdir().unwrap();
        let one = first(start_in(folder.path(), "a", SOON));
        one.withdraw();
        let ending = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(600));
            drop(one);
        });
        first(start_in(folder.path(), "a", Patience { ending: Duration::from_secs(60), ..SOON }));
        ending.join().unwrap();
    }

    #[test]
    fn a_first_that_takes_nobody_is_not_waited_for_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let one = first(start_in(folder.path(), "a", SOON));
        std::fs::remove_file(&one.path).unwrap();
        let deaf = Socket::new(Domain::UNIX, Type::STREAM, None).unwrap();
        deaf.bind(&SockAddr::unix(&one.path).unwrap()).unwrap();
        deaf.listen(0).unwrap();
        // There is room for one.
        let waiting = UnixStream::connect(&one.path).unwrap();
        let patience = Patience { answer: Duration::from_millis(200), ..SOON };
        assert!(matches!(start_in(folder.path(), "a", patience), Start::Apart));
        drop((waiting, deaf));
    }

    #[test]
    fn what_was_killed_is_not_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sock");
        drop(UnixListener::bind(&path).unwrap());
        assert!(path.exists());
        let one = first(start_in(folder.path(), "a", SOON));
        assert_eq!(std::fs::metadata(&one.path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(one.is_found());
        std::fs::remove_file(&one.lock).unwrap();
        std::fs::write(&one.lock, "").unwrap();
        assert!(!one.is_found(), "another file is in its place");
    }

    #[test]
    fn the_folder_is_for_its_owner_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("deep/quayside");
        assert!(make_own(&folder).unwrap());
        std::fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        assert!(make_own(&folder).unwrap());
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        let link = place.path().join("link");
        std::os::unix::fs::symlink(&folder, &link).unwrap();
        assert!(!make_own(&link).unwrap());
    }
}
