//! Archives: images saved and loaded, a container's file system exported, a file system imported as an image. Files are
//! opened and written by the caller; here they are streams of bytes.

mod download;
mod import;
mod kind;
mod load;
mod save;
mod upload;

pub use download::Download;
pub use import::{ImportSpec, import};
pub use kind::{ArchiveKind, kind};
pub use load::{LoadProgress, Loaded, load};
pub use save::{SavedImages, export, save, to_save};
pub use upload::Source;
