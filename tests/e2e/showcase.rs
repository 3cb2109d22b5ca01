//! The window in use: the pictures that the README and the documents show.

use std::process::Command;

use quayside_test_support::{Archive, Image, Layer, docker, trials};
use serde_json::json;

use crate::page::key;
use crate::stage::Stage;
use crate::terminal::Terminal;
use crate::window::Window;

trials![Stage; a_window_in_use];

/// Name, age as `date` reads it, megabytes.
const IMAGES: [(&str, &str, usize); 9] = [
    ("harbour/api:2.4.1", "3 hours ago", 41),
    ("harbour/api:2.4.0", "8 days ago", 41),
    ("harbour/web:2.4.1", "3 hours ago", 23),
    ("harbour/worker:edge", "20 minutes ago", 57),
    ("harbour/migrations:2.4.1", "3 hours ago", 12),
    ("registry.example:5000/tools/lint:1.9", "5 weeks ago", 18),
    ("registry.example:5000/tools/docs:latest", "2 days ago", 9),
    ("queue:3.13-alpine", "4 months ago", 34),
    ("store:16", "6 weeks ago", 76),
];

fn fill(stage: &Stage) {
    let images: Vec<Image> = IMAGES
        .iter()
        .map(|(name, age, megabytes)| Image {
            references: vec![(*name).to_owned()],
            created: ago(age),
            parameters: json!({
                "Cmd": ["/usr/bin/serve"], "WorkingDir": "/srv", "User": "app", "ExposedPorts": { "8080/tcp": {} },
                "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", "MODE=production"],
            }),
            layers: vec![
                Layer::build("ADD root.tar.xz / # buildkit").file("base", 0o644, &vec![0; 5_000_000]).finish(),
                Layer::build(&format!("COPY {name} /srv # buildkit"))
                    .file("srv", 0o644, &vec![1; (megabytes - 5) * 1_000_000])
                    .finish(),
            ],
        })
        .collect();
    let path = stage.scratch.join("showcase.tar");
    Archive::write(&path, &images);
    docker(&stage.world.engine, &["load", "--quiet", "--input", &path.to_string_lossy()]);
    std::fs::remove_file(path).unwrap();
    for name in ["centos", "busybox", "hello-world"] {
        stage.load(name);
    }
}

fn ago(age: &str) -> String {
    let output = Command::new("date").args(["--utc", "--date", age, "+%Y-%m-%dT%H:%M:%SZ"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

async fn a_window_in_use(stage: &Stage) {
    stage.clear();
    fill(stage);
    let window = Window::open_on(stage).await;
    let page = &window.page;
    page.click("run-hello").await;
    Terminal::front(page, "hello").await.exited_with(0).await;
    page.click_css("[data-testid=image-row][data-reference=\"centos:latest\"]").await;
    page.click("details-run-interactive").await;
    let shell = Terminal::front(page, "run").await;
    shell.shows("[root@").await;
    shell.type_text("head -n 3 /etc/os-release\n").await;
    shell.shows("ID=\"centos\"").await;
    shell.type_text("ls /usr\n").await;
    shell.shows("lib64").await;
    page.click("tab-inspect").await;
    page.find("inspect-node").await;
    page.settle().await;
    page.picture("images-light").await;

    page.click("nav-settings").await;
    page.click("theme-dark").await;
    page.click("nav-images").await;
    page.find("images-grid").await;
    page.chord(&[key::ESCAPE]).await;
    page.settle().await;
    page.picture("images-dark").await;
    window.close().await;
}
