//! Where sessions work in the application: on threads that give way to those that draw (ADR 0029).

use std::io;

use tokio::runtime::{Builder, Handle};

/// Of each session's output a thread takes several times what an engine prints: more are needed for more sessions at once than
/// anybody watches.
const THREADS: usize = 2;

/// `nice`: where a processor is short, one of these threads gets a tenth of what one that draws does. It counts within the
/// application alone wherever the system shares processors out by session or control group, as desktops do.
#[cfg(target_os = "linux")]
const GIVES_WAY: i32 = 10;

/// A runtime of its own, as long as the process lives. No process should be started on it that is not a session's: it would
/// give way as well.
///
/// # Errors
/// Where the system has no thread to give.
pub fn runtime() -> io::Result<Handle> {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(THREADS).thread_name("sessions").enable_all();
    #[cfg(target_os = "linux")]
    builder.on_thread_start(give_way);
    // Never dropped: sessions end when they are told to, and the process waits for that (`crate::leaving`).
    Ok(Box::leak(Box::new(builder.build()?)).handle().clone())
}

#[cfg(target_os = "linux")]
fn give_way() {
    // On Linux it is the calling thread's, whatever POSIX says.
    let given = rustix::process::getpriority_process(None)
        .and_then(|present| rustix::process::setpriority_process(None, present.max(GIVES_WAY)));
    if let Err(error) = given {
        tracing::debug!("sessions do not give way to what draws: {error}");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_threads_give_way() {
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let before = nice();
        let behind = runtime().unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        behind.spawn(async move { tell.send(nice()).unwrap() });
        assert_eq!(told.recv().unwrap(), GIVES_WAY.max(before));
        assert_eq!(nice(), before);
    }
}
