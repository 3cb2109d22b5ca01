//! Commands, one file per noun, three to eight lines each: they translate between the page and the domain.

pub mod app;
pub mod containers;
pub mod documents;
pub mod engine;
pub mod images;
pub mod sessions;
