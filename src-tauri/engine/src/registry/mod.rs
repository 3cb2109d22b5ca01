//! Image registries: a person's credentials for them, and their own HTTP API. What the engine does with a registry (pull,
//! push) stays in the modules of those verbs.

pub mod credentials;
pub mod secret;
