//! What a person chose, remembered between runs in one JSON file that is replaced whole.

use serde::{Deserialize, Serialize};
use specta::Type;

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

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SortColumn {
    Repository,
    Tag,
    Id,
    #[default]
    Created,
    Size,
    InUse,
}

/// Everything that is remembered. Unknown fields are ignored and missing ones get their default, so that a newer or an
/// older version can read the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    pub language: Language,
    pub theme: Theme,
    /// Id of the endpoint chosen by hand; none for the first one that answers.
    pub endpoint: Option<String>,
    pub images_view: ImagesView,
    pub images_sort: SortColumn,
    pub images_sort_descending: bool,
    /// Show only running containers.
    pub containers_running_only: bool,
    /// Width of the details pane in CSS pixels.
    pub details_width: u32,
    /// Height of the dock in CSS pixels.
    pub dock_height: u32,
    pub dock_collapsed: bool,
    /// Terminal font size in CSS pixels.
    pub terminal_font_size: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default(),
            theme: Theme::default(),
            endpoint: None,
            images_view: ImagesView::default(),
            images_sort: SortColumn::default(),
            images_sort_descending: true,
            containers_running_only: false,
            details_width: 432,
            dock_height: 248,
            dock_collapsed: true,
            terminal_font_size: 13,
        }
    }
}
