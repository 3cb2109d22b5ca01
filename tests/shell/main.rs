//! The shell without a window: bindings, streams, sessions, settings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod bindings;
mod comparisons;
mod documents;
mod glimpses;
mod sizes;
mod streams;
