//! What a process holds, for the soak: files, threads, tasks, memory.

use std::time::{Duration, Instant};

#[derive(Clone, Debug)]
pub struct Figures {
    files: usize,
    threads: usize,
    tasks: usize,
    /// Resident bytes.
    pub memory: u64,
}

/// Threads of tokio's for blocking work end after ten seconds without any.
const PATIENCE: Duration = Duration::from_secs(30);

pub fn print_head() {
    println!("soak:   lap  opened   steps   files threads   tasks  memory (MiB)");
}

/// What this process has open; of a socket of this machine the row that the kernel has of it.
fn open_files() -> Vec<String> {
    let sockets = std::fs::read_to_string("/proc/net/unix").unwrap();
    let open = std::fs::read_dir("/proc/self/fd").unwrap().filter_map(|entry| {
        let target = std::fs::read_link(entry.ok()?.path()).ok()?.display().to_string();
        let inode = target.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']'));
        let row = inode.and_then(|inode| sockets.lines().find(|row| row.split(' ').any(|word| word == inode)));
        Some(format!("{target} {}", row.unwrap_or_default()))
    });
    open.collect()
}

impl Figures {
    pub fn take() -> Figures {
        let count = |folder| std::fs::read_dir(folder).unwrap().count();
        let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        let memory = u64::try_from(crate::resident()).unwrap();
        Figures { files: count("/proc/self/fd"), threads: count("/proc/self/task"), tasks, memory }
    }

    /// As soon as they are no more than before, or when waiting for it is of no use any more.
    pub async fn settled(before: &Figures) -> Figures {
        let until = Instant::now() + PATIENCE;
        loop {
            let now = Figures::take();
            if now.is_no_more_than(before) || Instant::now() > until {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn is_no_more_than(&self, before: &Figures) -> bool {
        self.files <= before.files && self.threads <= before.threads && self.tasks <= before.tasks
    }

    #[track_caller]
    pub fn are_no_more_than(&self, before: &Figures) {
        assert!(
            self.is_no_more_than(before),
            "left behind: {self:?}, and before {before:?}; open:\n{}",
            open_files().join("\n")
        );
    }

    pub fn print(&self, lap: u32, opened: u64, steps: u64) {
        let Figures { files, threads, tasks, memory } = self;
        println!("soak: {lap:>5} {opened:>7} {steps:>7} {files:>7} {threads:>7} {tasks:>7} {:>13}", memory >> 20);
    }
}
