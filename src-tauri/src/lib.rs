//! The shell: the only Rust that names tauri. It exposes the domain crate's functions as commands, keeps the sessions
//! that outlive a page, and remembers settings. No engine logic belongs here.

mod app;
pub mod archives;
mod commands;
pub mod comparisons;
pub mod connection;
pub mod documents;
pub mod error;
mod files;
mod fonts;
#[cfg(target_os = "linux")]
mod instance;
pub mod ipc;
pub mod jobs;
pub mod leaving;
pub mod logs;
pub mod once;
mod pulse;
#[cfg(target_os = "linux")]
mod selection;
pub mod sessions;
pub mod settings;
pub mod state;
pub mod stream;

pub use app::run;
