//! The window opens and finds the engine.

use quayside_test_support::trials;

use crate::stage::Stage;
use crate::window::Window;

trials![Stage; a_window_opens_on_an_empty_engine];

async fn a_window_opens_on_an_empty_engine(stage: &Stage) {
    let window = Window::open(stage).await;
    window.page.until("the page", "document.querySelector('[data-testid]')").await;
    window.page.picture("start").await;
    window.close().await;
}
