//! The shell without a window: bindings, streams, sessions, settings.

mod bindings;
mod documents;
mod streams;
