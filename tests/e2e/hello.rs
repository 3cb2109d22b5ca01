//! One click and a hello, whether the registry is there or not.

use quayside_test_support::{docker, trials};

use crate::page::key;
use crate::stage::Stage;
use crate::terminal::{Terminal, only_container};
use crate::window::Window;

trials![Stage;
    an_absent_hello_world_is_pulled_with_progress_and_run,
    a_registry_out_of_reach_ends_in_the_built_in_hello,
    a_run_is_typed_as_on_the_command_line,
];

async fn an_absent_hello_world_is_pulled_with_progress_and_run(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.world.mirror.throttle(Some(3_000_000));
    page.click("run-hello-empty").await;
    page.until("three layers", "document.querySelectorAll('[data-testid=layer-row]').length === 3").await;
    page.find_css("[data-testid=layer-row][data-phase=downloading]").await;
    page.picture("hello-pulling").await;
    stage.world.mirror.throttle(None);

    let terminal = Terminal::front(page, "hello").await;
    terminal.shows("Hello from Docker!").await;
    terminal.exited_with(0).await;
    page.text_with("session-exit", "Exited with code 0").await;
    page.find_css("[data-testid=image-row][data-reference=\"hello-world:latest\"]").await;
    page.settle().await;
    page.picture("hello").await;

    let first = only_container(stage);
    let state = docker(&stage.world.engine, &["inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", &first]);
    assert_eq!(state, "exited 0");
    page.click("remove-container").await;
    page.poll("the container to be removed", async || {
        docker(&stage.world.engine, &["ps", "--all", "--quiet"]).is_empty().then_some(())
    })
    .await;
    page.click("run-again").await;
    page.poll("a second container to exit", async || {
        let exited = docker(&stage.world.engine, &["ps", "--all", "--quiet", "--filter", "status=exited"]);
        (exited.lines().count() == 1).then_some(())
    })
    .await;
    Terminal::front(page, "hello").await.exited_with(0).await;
    window.close().await;
}

async fn a_registry_out_of_reach_ends_in_the_built_in_hello(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    stage.world.mirror.refuse();
    page.click("run-hello").await;
    let terminal = Terminal::front(page, "hello").await;
    terminal.exited_with(0).await;
    let said = terminal.text().await;
    assert!(said.to_lowercase().contains("hello"), "{said}");
    let notice = page.text("session-fallback").await;
    assert!(notice.contains("registry") && notice.contains("built-in"), "{notice}");
    assert!(notice.contains("refused"), "the reason is said: {notice}");
    page.find_css("[data-testid=image-row][data-reference=\"quayside/hello:latest\"]").await;
    page.settle().await;
    page.picture("hello-built-in").await;

    stage.world.mirror.heal();
    page.click("retry-registry").await;
    let terminal = Terminal::front(page, "hello").await;
    terminal.shows("Hello from Docker!").await;
    window.close().await;
}

async fn a_run_is_typed_as_on_the_command_line(stage: &Stage) {
    let window = Window::open(stage).await;
    let page = &window.page;
    page.command("docker run hello-world").await;
    Terminal::front(page, "hello").await.exited_with(0).await;

    // Absent, so that it is pulled first.
    page.command("docker run -it --rm --name typed -e 'WHO=me and you' -w /tmp centos /bin/bash").await;
    let shell = Terminal::front(page, "run").await;
    shell.shows("[root@").await;
    shell.run("pwd; echo $WHO", "/tmp\nme and you").await;
    let format = "{{.Path}} {{.Config.WorkingDir}} {{.HostConfig.AutoRemove}} {{.Config.Tty}}";
    let inspected = docker(&stage.world.engine, &["inspect", "--format", format, "typed"]);
    assert_eq!(inspected, "/bin/bash /tmp true true");
    shell.type_text("exit 3\n").await;
    shell.exited_with(3).await;

    // Lines are pasted as a shell reads them; a second command is none.
    page.click("nav-images").await;
    page.chord(&[key::CONTROL, 'k']).await;
    page.find("command-input").await;
    page.paste("docker run \\\n  --rm centos\ndocker ps\n").await;
    let joined = "document.activeElement.value === 'docker run --rm centos ; docker ps'";
    page.until("one line", joined).await;
    page.text_with("command-fault", "\u{201c};\u{201d}").await;
    page.picture("command-sign").await;
    page.chord(&[key::ESCAPE]).await;
    page.until("no command bar", "!document.querySelector('[data-testid=command-bar]')").await;

    // What the engine would refuse is shown where it can be mended.
    page.click("nav-images").await;
    page.command("docker run -p 127.0.0.1::x --rm centos bash -c true").await;
    page.text_with("run-line", "docker run").await;
    page.find_css("[data-testid=run-dialog] [role=alert]").await;
    assert!(page.find("run-submit").await.attr("disabled").await.unwrap().is_some());
    page.settle().await;
    page.picture("run-typed-wrong").await;
    page.fill("run-publish-row", "127.0.0.1::80").await;
    page.text_with("run-line", "docker run --rm -p 127.0.0.1::80 centos bash -c true").await;
    page.click("run-submit").await;
    page.until("a third tab", "document.querySelectorAll('[data-testid=dock-tab]').length === 3").await;
    Terminal::front(page, "run").await.exited_with(0).await;
    window.close().await;
}
