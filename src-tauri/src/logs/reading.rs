//! Where logs are followed in the application: on a thread that lets lines gather. An engine writes a log line by line, and
//! to be woken for each of them costs both sides more than reading it does.

use std::io;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};

/// After everything that had come was read. Docker's socket holds 277 lines of 110 bytes, which it writes in 2 ms at its
/// fastest; a socket that is full would hold it up. The runtime's own clock is too coarse for that.
const GATHERS: Duration = Duration::from_micros(250);

/// A runtime of its own, as long as the process lives. Whatever works on it may wait for that long at each step.
///
/// # Errors
/// Where the system has no thread to give.
pub fn runtime() -> io::Result<Handle> {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).thread_name("logs").enable_all().on_thread_park(|| std::thread::sleep(GATHERS));
    // Never dropped: a view that is closed ends its own tasks.
    Ok(Box::leak(Box::new(builder.build()?)).handle().clone())
}
