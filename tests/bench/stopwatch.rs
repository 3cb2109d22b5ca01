//! A stopwatch inside the page. A person's event or a request starts it; it stops when what was waited for is in the
//! document and the frame that shows it has been laid out and painted. WebDriver only clicks and reads it off.

use quayside_e2e::page::Page;
use serde_json::{Value, json};

/// What starts it.
pub enum Begin {
    Click,
    KeyDown,
    Input,
    /// The page's next call of this command.
    Request(&'static str),
    /// Arming it: what is waited for is not begun by the page.
    Now,
}

/// Milliseconds since the beginning; WebKit's clock ticks once a millisecond.
pub struct Lap {
    /// Painted by the page; until it is on the screen the window system takes a few milliseconds more.
    pub painted: f64,
    /// In the document.
    pub there: f64,
    /// The answer to the request has come.
    pub answered: f64,
    /// Longest time between two animation frames meanwhile.
    pub longest_frame: f64,
    /// When it began, on the wall's clock.
    pub began: f64,
}

const ARM: &str = "
const [event, request, rootSelector, now] = arguments;
const watch = (window.__bench = { begin: null, answered: null, there: null, frame: 0 });
const started = (at) => (watch.begin ??= at);
if (now) started(performance.now());
if (event) {
  const stamp = (e) => {
    const now = performance.now();
    started(e.timeStamp <= now && e.timeStamp > now - 1000 ? e.timeStamp : now);
  };
  addEventListener(event, stamp, { capture: true, once: true });
}
if (request) {
  const fetch = (window.__benchFetch ??= window.fetch);
  window.fetch = (...args) => {
    const answer = fetch(...args);
    if (watch.begin === null && new URL(args[0]).pathname === '/' + request) {
      started(performance.now());
      answer.then(() => (watch.answered = performance.now()), () => undefined);
    }
    return answer;
  };
}
let last = null;
const tick = (now) => {
  if (watch.end) return;
  if (last !== null && watch.begin !== null) watch.frame = Math.max(watch.frame, now - last);
  last = now;
  requestAnimationFrame(tick);
};
if (rootSelector) requestAnimationFrame(tick);
// What a frame has put into the document is observed before the frame goes on, and painted by it.
let withinFrame = false;
const nextFrame = (window.__benchNextFrame ??= window.requestAnimationFrame.bind(window));
window.requestAnimationFrame = (act) =>
  nextFrame((now) => {
    withinFrame = true;
    try {
      act(now);
    } finally {
      queueMicrotask(() => (withinFrame = false));
    }
  });
watch.done = new Promise((resolve) => {
  const observer = new MutationObserver(() => {
    if (watch.begin === null || watch.there !== null || !met()) return;
    watch.there = performance.now();
    observer.disconnect();
    // A task that is posted from within a frame runs when that frame has been laid out and painted.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      watch.end = performance.now();
      resolve(watch);
    };
    const post = () => channel.port2.postMessage(null);
    if (withinFrame) post();
    else nextFrame(post);
  });
  const root = rootSelector ? document.querySelector(rootSelector) : document;
  observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
});";

const READ: &str = "const done = arguments[arguments.length - 1];
const state = () => ({ begin: window.__bench.begin, there: window.__bench.there });
setTimeout(() => done({ late: JSON.stringify(state()) }), 25000);
window.__bench.done.then(({ begin, there, end, answered, frame }) =>
  done({ painted: end - begin, there: there - begin, answered: answered === null ? null : answered - begin, frame,
    began: performance.timeOrigin + begin }));";

/// Arms it: it stops once the JavaScript expression `until` is true. `root` limits what is watched.
pub async fn arm(page: &Page, begin: Begin, until: &str, root: Option<&str>) {
    let (event, request) = match begin {
        Begin::Click => (json!("click"), Value::Null),
        Begin::KeyDown => (json!("keydown"), Value::Null),
        Begin::Input => (json!("input"), Value::Null),
        Begin::Request(command) => (Value::Null, json!(command)),
        Begin::Now => (Value::Null, Value::Null),
    };
    let now = json!(event.is_null() && request.is_null());
    // The condition is part of the script: the page's policy lets nobody evaluate text.
    page.script(&format!("const met = () => ({until});\n{ARM}"), vec![event, request, json!(root), now]).await;
}

/// From now on the longest time between two frames of the page is taken, until it is read.
pub async fn watch_frames(page: &Page) {
    const WATCH: &str = "const watch = (window.__benchFrames = { longest: 0, over: false });
        let last = null;
        const tick = (now) => {
          if (watch.over) return;
          if (last !== null) watch.longest = Math.max(watch.longest, now - last);
          last = now;
          requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);";
    page.script(WATCH, Vec::new()).await;
}

/// The longest time between two frames since they are watched, in milliseconds.
pub async fn longest_frame(page: &Page) -> f64 {
    const READ: &str = "window.__benchFrames.over = true; return window.__benchFrames.longest";
    page.script(READ, Vec::new()).await.as_f64().unwrap()
}

/// Waits until it has stopped.
pub async fn read(page: &Page) -> Lap {
    let lap = page.client().execute_async(READ, Vec::new()).await.unwrap();
    assert!(lap["late"].is_null(), "the page did not show it within 25 s ({})", lap["late"]);
    let number = |name: &str| lap[name].as_f64().unwrap_or(f64::NAN);
    Lap {
        painted: number("painted"),
        there: number("there"),
        answered: number("answered"),
        longest_frame: number("frame"),
        began: number("began"),
    }
}
