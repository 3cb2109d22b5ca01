//! The application's life: start, window, end.

use std::sync::Arc;
use std::time::Duration;

use quayside_engine::endpoint::Surroundings;
use quayside_engine::registry::credentials::{Logins, Places};
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;
use tauri_specta::Event;

use crate::archives::{self, Archives};
use crate::comparisons::Comparisons;
use crate::connection::{Connection, Listener};
use crate::documents::Documents;
#[cfg(target_os = "linux")]
use crate::instance::{self, First, Start};
use crate::ipc::{self, Changed, EngineStatusChanged, LogsChanged, ShellStays};
use crate::jobs::{Jobs, Record};
use crate::leaving::{self, Leaving};
use crate::logs::{self, Logs};
use crate::sessions::{self, Ledger, Sessions};
use crate::settings::SettingsFile;
use crate::state::{EngineStatus, Shell, Tag};

/// With this in the environment, an engine is started where none is found. `cargo xtask run` sets it.
const START_ENGINE: &str = "QUAYSIDE_START_ENGINE";

/// How long the window's end may wait for shells to be ended in their containers, and for jobs to clear away.
const END_PATIENCE: Duration = Duration::from_secs(2);

/// Level of the log on standard error: `QUAYSIDE_LOG=quayside_engine=debug`.
const LOG: &str = "QUAYSIDE_LOG";

/// Runs the application until it ends; where it runs already, shows its window and returns.
pub fn run() {
    let filter = tracing_subscriber::EnvFilter::try_from_env(LOG).unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    #[cfg(target_os = "linux")]
    let first = match instance::start() {
        Start::First(first) => Some(first),
        Start::Shown => return eprintln!("Quayside is running: its window is in front."),
        Start::Apart => None,
    };
    prefer_painting_without_a_gpu();

    let builder = ipc::builder();
    let invoke = builder.invoke_handler();
    // Whether it is visible is no state of a window: one that was put away must not stay away.
    let window_state = tauri_plugin_window_state::Builder::default().with_state_flags(!StateFlags::VISIBLE);
    let application = tauri::Builder::default()
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(window_state.build())
        .invoke_handler(invoke)
        .setup(move |app| {
            builder.mount_events(app);
            #[cfg(target_os = "linux")]
            let can_stay = first.is_some_and(|first| answer_others(app.handle(), first));
            #[cfg(not(target_os = "linux"))]
            let can_stay = false;
            app.manage(Leaving::new(can_stay));
            start(app.handle())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::DragDrop(event) => archives::dragged(window.app_handle(), event),
            WindowEvent::CloseRequested { api, .. } => leaving::close_requested(window.app_handle(), api),
            _ => {}
        })
        .on_page_load(|webview, load| {
            if load.event() == PageLoadEvent::Started {
                webview.state::<Leaving>().heard();
                webview.state::<Arc<Shell>>().page_begins();
                webview.state::<Arc<Comparisons>>().close_all();
                webview.state::<Arc<Documents>>().close_all();
            }
        })
        .build(tauri::generate_context!());
    match application {
        Ok(application) => application.run(|app, event| {
            if matches!(event, RunEvent::Exit) {
                end(app);
            }
        }),
        Err(error) => {
            eprintln!("Quayside can't open its window: {error}");
            std::process::exit(1);
        }
    }
}

/// WebKitGTK's default way of painting needs a GPU; without one it costs 60 MB and a third of the start-up for nothing.
fn prefer_painting_without_a_gpu() {
    const SETTING: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let has_gpu = std::fs::read_dir("/dev/dri")
        .is_ok_and(|nodes| nodes.flatten().any(|node| node.file_name().to_string_lossy().starts_with("renderD")));
    if cfg!(target_os = "linux") && !has_gpu && std::env::var_os(SETTING).is_none() {
        // The one place where the environment is changed: before any other thread exists.
        #[allow(unsafe_code, reason = "no other thread runs yet, which is what set_var asks for")]
        unsafe {
            std::env::set_var(SETTING, "1");
        }
    }
}

/// Who starts the application again is shown this window. False where nobody would find it.
#[cfg(target_os = "linux")]
fn answer_others(app: &AppHandle, first: First) -> bool {
    let handle = app.clone();
    let show = move || {
        let (showing, (tell, told)) = (handle.clone(), std::sync::mpsc::channel());
        let shown = move || {
            let shown = leaving::show(&showing);
            if let Err(error) = &shown {
                tracing::warn!("the window can't be shown: {error}");
            }
            tell.send(shown.is_ok()).ok();
        };
        handle.run_on_main_thread(shown).is_ok() && told.recv_timeout(instance::ANSWER).unwrap_or(false)
    };
    let answers = first.answer(show);
    if let Err(error) = &answers {
        tracing::warn!("a second start would not be answered: {error}");
    }
    let answers = answers.is_ok();
    if answers {
        // Otherwise lock and socket go, so that nobody waits for an answer.
        app.manage(first);
    }
    answers
}

fn start(app: &AppHandle) -> Result<(), Box<dyn std::error::Error>> {
    let settings = SettingsFile::open(app.path().app_config_dir()?.join("settings.json"));
    let logins = Arc::new(Logins::new(Places::from_env()));
    let connection = Arc::new(Connection::new(Surroundings::from_env(), logins, settings.get().endpoint));
    app.manage(Arc::new(Documents::default()));
    app.manage(Arc::new(Comparisons::default()));
    app.manage(Arc::new(Archives::default()));
    let page = app.clone();
    let tell = Arc::new(move |info| report(LogsChanged(info).emit(&page)));
    app.manage(Arc::new(Logs::new(Arc::clone(&connection), logs::runtime()?, tell)));
    let data = app.path().app_data_dir()?;
    let jobs = Jobs::new(Record::at(data.join("jobs.json")));
    let page = app.clone();
    let stays = move |name: &str| report(ShellStays { container_name: name.to_owned() }.emit(&page));
    let sessions = Sessions::with_keys(connection.detach_keys())
        .behind(sessions::runtime()?)
        .telling(stays)
        .written_in(Ledger::open(data.join("shells")));
    app.manage(Arc::new(Shell::new(Arc::clone(&connection), jobs, settings, sessions)));
    let shell = Arc::clone(&app.state::<Arc<Shell>>());
    tauri::async_runtime::spawn(async move { shell.keep_sessions().await });
    let start_if_none = std::env::var_os(START_ENGINE).is_some();
    #[cfg(unix)]
    tauri::async_runtime::spawn(end_on_signal(app.clone()));
    tauri::async_runtime::spawn(connection.keep(Arc::new(Page(app.clone())), start_if_none));
    Ok(())
}

fn end(app: &AppHandle) {
    #[cfg(target_os = "linux")]
    if let Some(first) = app.try_state::<First>() {
        first.withdraw();
    }
    let shell = app.state::<Arc<Shell>>();
    let all = async { tokio::join!(shell.sessions.close_all(), shell.jobs.close_all()) };
    let closing = async { tokio::time::timeout(END_PATIENCE, all).await };
    if tauri::async_runtime::block_on(closing).is_err() {
        tracing::warn!("some sessions or jobs did not end in time");
    }
    shell.connection.end();
}

/// A terminal's Ctrl-C and a session's end close the window as a person would.
#[cfg(unix)]
async fn end_on_signal(app: AppHandle) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = hang_up.recv() => {}
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    leaving::quit(&app);
    Ok(())
}

/// Tells the page what happens on the engine.
struct Page(AppHandle);

impl Page {
    /// Sessions whose container or engine went away may find it again, and shells that were left may be ended.
    fn look_after_sessions(&self) {
        let shell = Arc::clone(&self.0.state::<Arc<Shell>>());
        let left = Arc::clone(&shell);
        tauri::async_runtime::spawn(async move { shell.look_after_sessions().await });
        tauri::async_runtime::spawn(async move { left.end_left().await });
    }
}

impl Listener for Page {
    fn status(&self, status: EngineStatus) {
        self.0.state::<Arc<Logs>>().something_happened();
        self.look_after_sessions();
        report(EngineStatusChanged(status).emit(&self.0));
    }

    fn changed(&self, tags: Vec<Tag>) {
        if tags.contains(&Tag::Containers) {
            self.0.state::<Arc<Logs>>().something_happened();
            self.look_after_sessions();
        }
        report(Changed(tags).emit(&self.0));
    }
}

fn report(emitted: tauri::Result<()>) {
    if let Err(error) = emitted {
        tracing::warn!("the page can't be told what happened: {error}");
    }
}
