//! What a person chose, remembered between runs in one JSON file that is replaced whole.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use quayside_engine::{Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::stream::SCROLLBACK;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    #[default]
    System,
    En,
    Fr,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ImagesView {
    #[default]
    Table,
    Cards,
}

/// What closing the window does while something runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WindowClose {
    #[default]
    Ask,
    /// The window goes, the rest goes on.
    Keep,
    Quit,
}

/// How a terminal's cursor is drawn, where a program does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TerminalCursor {
    #[default]
    Block,
    Bar,
    Underline,
}

/// What happens when a program rings the bell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TerminalBell {
    None,
    /// The terminal flashes; the tab of one that is not in sight gets a mark.
    #[default]
    Visual,
    /// Where nothing can be heard, it flashes all the same.
    Sound,
}

/// What a person did to a column of a grid. The grids have columns that are not named here: those are as they come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ColumnChoice {
    /// A column of the grid itself, or the JSON Pointer of a pinned field.
    pub id: String,
    /// None where nobody chose: the grid knows which of its columns are shown at first.
    pub shown: Option<bool>,
    /// CSS pixels; none where the column takes what there is.
    pub width: Option<u32>,
}

/// A filter of the images under a name of the person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedFilter {
    pub name: String,
    /// As it is typed.
    pub filter: String,
}

/// Everything that is remembered. Unknown fields are ignored and missing ones get their default, so that a newer or an
/// older version can read the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    pub language: Language,
    pub theme: Theme,
    pub window_close: WindowClose,
    /// Id of the endpoint chosen by hand; none for the first one that answers.
    pub endpoint: Option<String>,
    pub images_view: ImagesView,
    /// A column of the grid, or the JSON Pointer of a pinned field.
    pub images_sort: String,
    pub images_sort_descending: bool,
    /// Seconds in which a removal of images can be undone; 0 for at once.
    pub remove_undo_seconds: u32,
    /// The columns that a person arranged, in their order.
    pub images_columns: Vec<ColumnChoice>,
    /// Rows stand beneath their repository.
    pub images_grouped: bool,
    /// Repositories whose rows are not shown while they are grouped; empty for images without one.
    pub images_closed: Vec<String>,
    pub images_filters: Vec<SavedFilter>,
    pub containers_sort: String,
    pub containers_sort_descending: bool,
    pub containers_columns: Vec<ColumnChoice>,
    /// Show only running containers.
    pub containers_running_only: bool,
    /// Fields of the inspect document that are columns of the grid: JSON Pointers, in order.
    pub images_pinned: Vec<String>,
    pub containers_pinned: Vec<String>,
    /// Leave out of the inspect tree what is empty or a default.
    pub inspect_hide_defaults: bool,
    /// Long values of the inspect tree go on in the next line.
    pub inspect_wrap: bool,
    /// Width of the details pane in CSS pixels.
    pub details_width: u32,
    pub details_collapsed: bool,
    /// Height of the dock in CSS pixels.
    pub dock_height: u32,
    pub dock_collapsed: bool,
    /// Family of the terminals' font; empty for the one that comes with Quayside.
    pub terminal_font: String,
    /// Terminal font size in CSS pixels.
    pub terminal_font_size: u32,
    /// Per cent of the font's own.
    pub terminal_line_height: u32,
    pub terminal_cursor: TerminalCursor,
    pub terminal_cursor_blink: bool,
    /// Rows above the screen, of terminals that are opened from now on.
    pub terminal_scrollback: u32,
    pub terminal_bell: TerminalBell,
    /// What is selected with the pointer is copied.
    pub terminal_copy_on_select: bool,
    /// The keys that leave a process running, as `--detach-keys` spells them, of sessions that are opened from now on; empty for
    /// those of Docker's own configuration.
    pub terminal_detach_keys: String,
    /// Ctrl+V pastes; otherwise it is the program's.
    pub terminal_ctrl_v_pastes: bool,
    pub terminal_middle_click_pastes: bool,
    /// Lines from which a paste is asked about, where the program would run each; 0 for never.
    pub terminal_paste_question: u32,
    /// What is on the screen is there for screen readers too.
    pub terminal_screen_reader: bool,
    /// Terminals are drawn with WebGL.
    pub terminal_webgl: bool,
    /// Sessions whose container or engine went away connect again by themselves.
    pub terminal_reconnect: bool,
    /// Long lines of logs go on in the next line.
    pub logs_wrap: bool,
    pub logs_timestamps: bool,
    /// Lines that a log begins with; 0 for as many as are held.
    pub logs_tail: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default(),
            theme: Theme::default(),
            window_close: WindowClose::default(),
            endpoint: None,
            images_view: ImagesView::default(),
            images_sort: "created".to_owned(),
            images_sort_descending: true,
            remove_undo_seconds: 6,
            images_columns: Vec::new(),
            images_grouped: false,
            images_closed: Vec::new(),
            images_filters: Vec::new(),
            containers_sort: "created".to_owned(),
            containers_sort_descending: true,
            containers_columns: Vec::new(),
            containers_running_only: false,
            images_pinned: Vec::new(),
            containers_pinned: Vec::new(),
            inspect_hide_defaults: false,
            inspect_wrap: false,
            details_width: 432,
            details_collapsed: false,
            dock_height: 248,
            dock_collapsed: true,
            terminal_font: String::new(),
            terminal_font_size: 13,
            terminal_line_height: 100,
            terminal_cursor: TerminalCursor::default(),
            terminal_cursor_blink: false,
            terminal_scrollback: SCROLLBACK as u32,
            terminal_bell: TerminalBell::default(),
            terminal_copy_on_select: false,
            terminal_detach_keys: String::new(),
            terminal_ctrl_v_pastes: false,
            terminal_middle_click_pastes: true,
            terminal_paste_question: 2,
            terminal_screen_reader: false,
            terminal_webgl: false,
            terminal_reconnect: false,
            logs_wrap: false,
            logs_timestamps: true,
            logs_tail: 200,
        }
    }
}

/// The settings and the file that they are kept in.
pub struct SettingsFile {
    path: PathBuf,
    present: Mutex<Settings>,
}

impl SettingsFile {
    /// Reads the file. One that is missing means defaults; one that can't be read is set aside under another name and not
    /// overwritten, for it is the person's. A single value that this version does not know gets its default.
    pub fn open(path: PathBuf) -> Self {
        let present = match std::fs::read(&path) {
            Ok(text) => read(&text).unwrap_or_else(|error| set_aside(&path, &error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Settings::default(),
            Err(error) => set_aside(&path, &error),
        };
        Self { path, present: Mutex::new(present) }
    }

    fn lock(&self) -> MutexGuard<'_, Settings> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self) -> Settings {
        self.lock().clone()
    }

    /// Remembers these settings: written beside the file and renamed over it, so that a crash leaves the old or the new.
    ///
    /// # Errors
    /// `SettingsUnavailable` with the system's words; the settings are in force for this run all the same.
    pub fn set(&self, settings: Settings) -> Result<()> {
        let mut present = self.lock();
        *present = settings;
        // Under the lock: of two writers at once the last one's settings must be on disk.
        replace(&self.path, &present)
            .map_err(|error| Error::new(ErrorCode::SettingsUnavailable, format!("{}: {error}", self.path.display())))
    }
}

/// Field by field, so that one value from a newer version costs only itself.
fn read(text: &[u8]) -> serde_json::Result<Settings> {
    let found: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(text)?;
    let mut known = serde_json::Map::new();
    for (name, value) in found {
        let alone = serde_json::Map::from_iter([(name.clone(), value.clone())]);
        if Settings::deserialize(serde_json::Value::Object(alone)).is_ok() {
            known.insert(name, value);
        }
    }
    Settings::deserialize(serde_json::Value::Object(known))
}

fn set_aside(path: &Path, why: &dyn std::fmt::Display) -> Settings {
    let aside = path.with_extension("json.unreadable");
    tracing::warn!("{} can't be read ({why}); it is kept as {}", path.display(), aside.display());
    std::fs::rename(path, aside).ok();
    Settings::default()
}

fn replace(path: &Path, settings: &Settings) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("json.new");
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(&serde_json::to_vec_pretty(settings)?)?;
    file.sync_all()?;
    std::fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_and_a_broken_file_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/settings.json");
        let file = SettingsFile::open(path.clone());
        assert_eq!(file.get(), Settings::default());
        file.set(Settings { language: Language::Fr, dock_height: 300, ..Settings::default() }).unwrap();
        assert_eq!(SettingsFile::open(path.clone()).get().dock_height, 300);

        std::fs::write(&path, r#"{"language":"fr","fromTheFuture":{},"theme":"sepia","dockHeight":320}"#).unwrap();
        let read = SettingsFile::open(path.clone()).get();
        assert_eq!((read.language, read.dock_height, read.details_width), (Language::Fr, 320, 432));

        std::fs::write(&path, "{ broken").unwrap();
        assert_eq!(SettingsFile::open(path.clone()).get(), Settings::default());
        assert_eq!(std::fs::read_to_string(path.with_extension("json.unreadable")).unwrap(), "{ broken");
    }
}
