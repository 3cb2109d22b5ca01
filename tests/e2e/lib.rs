//! The screen, the engine and the driven window that the trials and the bench share. No trial lives here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

pub mod page;
pub mod stage;
pub mod window;
