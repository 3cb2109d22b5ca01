//! The pixels of the virtual screen, read from its frame buffer: what is on screen for certain, and since when.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Parsed from the head of an `xwd` file.
pub struct Screen {
    file: File,
    start: u64,
    stride: usize,
    pub height: usize,
}

impl Screen {
    pub fn open(path: &Path) -> Screen {
        let file = File::open(path).unwrap();
        let number = |index: u64| {
            let mut bytes = [0; 4];
            file.read_exact_at(&mut bytes, index * 4).unwrap();
            u32::from_be_bytes(bytes)
        };
        // header_size, then the colours of 12 bytes each, then the pixels.
        let start = u64::from(number(0)) + u64::from(number(19)) * 12;
        let (stride, height) = (number(12) as usize, number(5) as usize);
        Screen { file, start, stride, height }
    }

    /// The pixels of these lines of the screen.
    pub fn lines(&self, lines: &[usize]) -> Vec<u8> {
        let mut pixels = vec![0; lines.len() * self.stride];
        for (line, part) in lines.iter().zip(pixels.chunks_mut(self.stride)) {
            let offset = self.start + (*line.min(&(self.height - 1)) * self.stride) as u64;
            self.file.read_exact_at(part, offset).unwrap();
        }
        pixels
    }

    /// Waits until these lines are not as they were; gives the time of the clock on the wall in milliseconds.
    pub fn changes(&self, lines: &[usize], before: &[u8], patience: Duration) -> Option<f64> {
        const LOOK: Duration = Duration::from_micros(500);
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if self.lines(lines) != before {
                return Some(wall());
            }
            std::thread::sleep(LOOK);
        }
        None
    }

    /// Watches from now on until nothing has changed for `still`; gives the times of the changes.
    pub fn settles(&self, lines: &[usize], still: Duration, patience: Duration) -> Vec<Instant> {
        const LOOK: Duration = Duration::from_millis(3);
        let deadline = Instant::now() + patience;
        let mut before = self.lines(lines);
        let mut changes: Vec<Instant> = Vec::new();
        while Instant::now() < deadline && changes.last().is_none_or(|last| last.elapsed() < still) {
            std::thread::sleep(LOOK);
            let now = self.lines(lines);
            if now != before {
                changes.push(Instant::now());
                before = now;
            }
        }
        changes
    }
}

fn wall() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}
