//! One run of the application: WebKitWebDriver starts it with settings of its own, and it ends with the trial.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use quayside_test_support::{Process, Scratch, free_port, wait_until};
use serde_json::json;

use crate::page::Page;
use crate::stage::{Stage, target};

pub struct Window {
    pub page: Page,
    driver: Process,
    /// What the janitor stops and clears, should this test be killed.
    _scratch: Scratch,
}

/// What a trial may want different.
pub struct Options {
    pub docker_host: String,
    pub language: &'static str,
    /// A folder that outlives the window, to open another on the same settings.
    pub home: Option<PathBuf>,
    /// A folder of programs that are found before the system's.
    pub programs: Option<PathBuf>,
    /// Another build of the application than the tests' own.
    pub application: Option<PathBuf>,
}

impl Options {
    /// The stage's engine, English, no settings yet.
    pub fn of(stage: &Stage) -> Options {
        Options {
            docker_host: stage.world.engine.host(),
            language: "C.UTF-8",
            home: None,
            programs: None,
            application: None,
        }
    }

    /// An environment with the stage's screen and bus, the engine, and folders below `home` for all that is kept.
    pub fn surround(&self, command: &mut Command, stage: &Stage, home: &Path) {
        let system = std::env::var_os("PATH").unwrap_or_default();
        let programs = self.programs.iter().cloned().chain(std::env::split_paths(&system));
        command.env_clear().env("PATH", std::env::join_paths(programs).unwrap());
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "runtime"),
        ] {
            std::fs::create_dir_all(home.join(folder)).unwrap();
            command.env(name, home.join(folder));
        }
        command.env("DISPLAY", &stage.display).env("DBUS_SESSION_BUS_ADDRESS", &stage.bus);
        command.env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1").env("TZ", "UTC");
        command.env("LANG", self.language).env("LC_ALL", self.language);
        command.env("DOCKER_HOST", &self.docker_host);
    }
}

/// A program in this folder for what the system would open a page with, and the file in which it writes down what it was
/// given. The folder goes into [`Options::programs`].
pub fn browser_that_writes_down(folder: &Scratch) -> PathBuf {
    let opened = folder.join("opened");
    let program = folder.join("xdg-open");
    std::fs::write(&program, format!("#!/bin/sh\necho \"$1\" >> {}\n", opened.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    opened
}

impl Window {
    /// On the stage's engine, which is emptied first.
    pub async fn open(stage: &Stage) -> Window {
        stage.clear();
        Window::open_on(stage).await
    }

    /// On the stage's engine as it is.
    pub async fn open_on(stage: &Stage) -> Window {
        Window::open_with(stage, Options::of(stage)).await
    }

    pub async fn open_with(stage: &Stage, options: Options) -> Window {
        let scratch = Scratch::new();
        let home = options.home.clone().unwrap_or_else(|| scratch.path().to_owned());
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        command.args(["--host=127.0.0.1", &format!("--port={port}")]);
        options.surround(&mut command, stage, &home);
        // Tauri lets itself be driven only when it is told so.
        command.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Process::start(&mut command, &scratch.join("driver.log"));
        scratch.adopt(driver.pid());
        let client = connect(port, &driver, &options.application.unwrap_or_else(application)).await;
        adopt_children(&scratch, driver.pid());
        Window { page: Page::new(client, stage.display.clone()), driver, _scratch: scratch }
    }

    /// What the application has written to its standard error so far.
    pub fn log(&self) -> String {
        self.driver.log()
    }

    /// After the application has ended by itself: a page that is gone can't be asked for its console.
    pub async fn ended(self) {
        let _ = self.page.into_client().close().await;
        self.driver.stop();
    }

    /// SIGKILL to the application, which then has no time for anything.
    pub async fn kill(self) {
        let pids = children(self.driver.pid());
        let names: Vec<String> = pids.iter().map(u32::to_string).collect();
        assert!(!names.is_empty(), "the application has ended before");
        let killed = Command::new("kill").args(["-s", "KILL"]).args(&names).status();
        assert!(killed.is_ok_and(|status| status.success()), "{names:?} can't be killed");
        wait_until("the application to be gone", || pids.iter().all(|&pid| is_gone(pid)));
        self.ended().await;
    }

    /// Ends the application. Fails on anything that the page's console has said.
    pub async fn close(self) {
        let errors = self.page.errors().await;
        let log = self.driver.log();
        let _ = self.page.into_client().close().await;
        self.driver.stop();
        assert!(errors.is_empty(), "on the page's console:\n{}\n{log}", errors.join("\n"));
    }
}

/// Waits for the driver, has it start the application, and gives the session.
async fn connect(port: u16, driver: &Process, application: &Path) -> Client {
    let capabilities = json!({ "webkitgtk:browserOptions": { "binary": application, "args": [] } });
    let serde_json::Value::Object(capabilities) = capabilities else { unreachable!() };
    let mut last = String::new();
    for _ in 0..600 {
        assert!(driver.is_running(), "WebKitWebDriver ended:\n{}", driver.log());
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder.capabilities(capabilities.clone()).connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return client,
            Err(error) => last = error.to_string(),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no session with {}: {last}\n{}", application.display(), driver.log());
}

/// The binary that the same build made; `cargo xtask test` builds it first.
pub fn application() -> PathBuf {
    let path = target().join("debug/quayside");
    path.canonicalize().unwrap_or_else(|_| panic!("{} is missing: cargo build --bin quayside", path.display()))
}

/// The application is the driver's child: should this test be killed, it must go too.
fn adopt_children(scratch: &Scratch, pid: u32) {
    for child in children(pid) {
        scratch.adopt(child);
    }
}

fn children(pid: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let of_task = |task: std::fs::DirEntry| {
        let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        children.split_whitespace().filter_map(|child| child.parse().ok()).collect::<Vec<u32>>()
    };
    tasks.flatten().flat_map(of_task).collect()
}

/// It has ended, whether or not its parent has taken note of that.
fn is_gone(pid: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    !status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
}
