//! The one list of commands and events, and the writer of the TypeScript bindings made from it.

use quayside_engine::EngineInfo;
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Typescript;
use tauri_specta::{Builder, ErrorHandlingMode, Event, collect_commands, collect_events};

use crate::archives::Archive;
use crate::commands::{
    app, archives, compare, containers, documents, engine, images, inspect, jobs, logs, registries, sessions,
    transcripts, window,
};
use crate::logs::LogsInfo;
use crate::sessions::SessionInfo;
use crate::state::{EngineStatus, LoggedCommand, Tag};

/// The engine's status is now this.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct EngineStatusChanged(pub EngineStatus);

/// Refetch what is shown of these.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct Changed(pub Vec<Tag>);

/// The person did something that this `docker` command would do.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct CommandLogged(pub LoggedCommand);

/// These files are dragged over the window; none when they have left it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ArchivesDragged(pub Vec<Archive>);

/// These files were dropped on the window.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct ArchivesDropped(pub Vec<Archive>);

/// The window is to be closed while something runs: what should become of that?
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct CloseAsked {
    /// It can go on without a window, and will be found again.
    pub can_stay: bool,
}

/// The lines of a view, or how its containers do, are now this.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct LogsChanged(pub LogsInfo);

/// The tab of a shell was closed, and the shell could not be ended.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct ShellStays {
    pub container_name: String,
}

/// A session has begun that a page asked for which is gone: the one in its place takes it up.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct SessionBegan(pub SessionInfo);

/// Every command and event of the application.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .commands(collect_commands![
            app::app_info,
            app::settings_get,
            app::settings_set,
            app::fonts_list,
            app::clipboard_read,
            app::clipboard_write,
            app::selection_read,
            app::link_open,
            app::command_log,
            engine::engine_status,
            engine::engine_endpoints,
            engine::engine_select,
            engine::engine_reconnect,
            engine::engine_start_embedded,
            images::images_list,
            images::images_announced,
            images::images_touched,
            images::image_details,
            images::image_history,
            images::image_value,
            images::image_sharing,
            images::image_compare,
            images::image_tag,
            images::image_untag,
            images::image_push,
            archives::images_save,
            archives::archives_choose,
            archives::archive_load,
            archives::archive_import,
            archives::container_export,
            archives::container_commit,
            images::images_reclaim,
            images::images_removal_plan,
            images::images_remove,
            containers::containers_list,
            containers::container_start,
            containers::container_stop,
            containers::container_restart,
            containers::container_remove,
            documents::document_open,
            documents::document_open_file,
            documents::document_open_line,
            documents::document_refresh,
            documents::document_rows,
            documents::document_text,
            documents::document_toggle,
            documents::document_expand,
            documents::document_collapse,
            documents::document_filter,
            documents::document_reveal,
            documents::document_search,
            documents::document_found,
            documents::document_match,
            documents::document_show,
            documents::document_find,
            documents::document_complete,
            documents::document_type_ahead,
            documents::document_path,
            documents::document_reads,
            documents::document_changes,
            documents::document_moments,
            documents::document_copy,
            documents::document_save,
            documents::document_close,
            compare::compare_open,
            compare::compare_refresh,
            compare::compare_rows,
            compare::compare_toggle,
            compare::compare_expand,
            compare::compare_collapse,
            compare::compare_reveal,
            compare::compare_next,
            compare::compare_show,
            compare::compare_patch,
            compare::compare_save,
            compare::compare_close,
            inspect::inspect_resolve,
            inspect::inspect_names,
            inspect::inspect_fields,
            inspect::port_open,
            registries::registries_list,
            registries::registry_keeping,
            registries::registry_sign_in,
            registries::registry_sign_out,
            registries::registry_tags,
            registries::registry_platforms,
            registries::registry_search,
            registries::image_pull_preview,
            registries::images_check_updates,
            sessions::hello_open,
            sessions::run_open,
            sessions::run_command_line,
            sessions::exec_open,
            sessions::exec_command_line,
            sessions::container_shell,
            sessions::attach_open,
            sessions::session_reconnect,
            sessions::session_start,
            sessions::session_stop,
            sessions::session_remove,
            sessions::sessions_list,
            sessions::session_attach,
            sessions::session_ack,
            sessions::session_input,
            sessions::session_resize,
            sessions::session_resized,
            sessions::session_clear,
            sessions::session_save,
            sessions::session_cancel,
            sessions::session_close,
            transcripts::transcript_search,
            transcripts::transcript_rows,
            transcripts::transcript_match,
            transcripts::transcript_place,
            transcripts::transcript_copy,
            transcripts::transcript_close,
            jobs::image_pull,
            jobs::jobs_open,
            jobs::jobs_ack,
            jobs::job_cancel,
            jobs::job_again,
            jobs::job_log,
            jobs::job_forget,
            jobs::jobs_forget_ended,
            logs::logs_open,
            logs::logs_list,
            logs::logs_rows,
            logs::logs_filter,
            logs::logs_match,
            logs::logs_line,
            logs::logs_line_match,
            logs::logs_fold,
            logs::logs_earlier,
            logs::logs_begin,
            logs::logs_clear,
            logs::logs_copy,
            logs::logs_save,
            logs::logs_save_whole,
            logs::logs_close,
            window::window_close_heard,
            window::window_leave,
        ])
        .events(collect_events![
            EngineStatusChanged,
            Changed,
            CommandLogged,
            ArchivesDragged,
            ArchivesDropped,
            LogsChanged,
            CloseAsked,
            ShellStays,
            SessionBegan
        ])
        .typ::<SessionInfo>()
        .typ::<EngineInfo>()
}

/// Writes `ui/src/ipc/bindings.ts`.
pub fn write_bindings(path: &std::path::Path) -> Result<(), String> {
    builder().export(Typescript::default(), path).map_err(|error| error.to_string())
}
