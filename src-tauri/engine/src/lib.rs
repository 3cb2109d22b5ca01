//! The domain of Quayside: everything that is asked of a container engine (Docker or Podman), without a window.
//!
//! One module per noun; each function takes an [`Engine`] and returns plain data or a stream. This crate never names
//! tauri: `cargo test -p quayside-engine` compiles neither Tauri nor WebKit.

pub mod archive;
pub mod attach;
mod calls;
pub mod command_line;
pub mod commit;
pub mod containers;
pub mod detach;
pub mod document;
pub mod embedded;
pub mod endpoint;
pub mod engine;
pub mod error;
pub mod events;
pub mod exec;
pub mod hello;
pub mod hijack;
pub mod images;
pub mod inspect;
mod lines;
pub mod logs;
mod messages;
pub mod ping;
pub mod pull;
pub mod push;
mod query;
pub mod rate;
pub mod reference;
pub mod registry;
pub mod removal;
pub mod run;
pub mod search;
pub mod shells;
mod streamed;
pub mod tag;
pub mod transport;
mod tunnel;
pub mod units;

pub use endpoint::{Endpoint, EndpointSource};
pub use engine::{Engine, EngineInfo, EngineWhileUsed};
pub use error::{Error, ErrorCode, Result};
