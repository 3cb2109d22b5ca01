//! Image registries: a person's credentials for them, and their own HTTP API. What the engine does with a registry (pull,
//! push) stays in the modules of those verbs.

mod challenge;
mod client;
pub mod credentials;
mod door;
mod fetched;
pub(crate) mod manifest;
pub mod password;
pub mod repository;
mod roots;
mod setup;
pub mod sign_in;
pub mod updates;
