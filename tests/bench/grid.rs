//! The grid with 5,000 images: filter, sort, group, select all, scroll; each until it is painted, and the longest frame.

use std::sync::Mutex;
use std::time::Duration;

use quayside_e2e::page::{Page, key};
use quayside_test_support::{docker, many_images};
use serde_json::Value;

use crate::bench::{Bench, attempt, attempt_within, pause};
use crate::figures::Samples;
use crate::raw::{Raw, wall};
use crate::report::{CLI, Measure, QUAYSIDE, RAW, Report, VIEW};
use crate::stopwatch::{Begin, Lap, arm, read};

const COUNT: usize = 5000;
/// An engine with containerd's store takes minutes for so many images.
const LOADING: Duration = Duration::from_mins(15);
/// Pixels of a notch, which is three rows; a wheel that is turned fast gives one each frame.
const WHEEL: u32 = 96;
/// CSS pixels that the list is scrolled by.
const BELOW: u32 = 32_000;
const LIST: &str = "document.querySelector('[data-testid=images-grid] [role=rowgroup].viewport')";
const GRID: &str = "[data-testid=images-grid]";
/// What is drawn is drawn anew by hand, which no application can do in less.
const BY_HAND: &str = "other text in the rows in sight, by hand: time between two frames";
/// Not of elements that are kept for rows to come.
const FIRST: &str = "document.querySelector('.slot:not(.spare) > [data-testid=image-row]')?.dataset.reference";
/// Rows become others within a few frames: the last of them counts. A row that has the keyboard is drawn wherever it is.
const DESCENDING: &str =
    "[...document.querySelectorAll('.slot:not(.spare) > [data-key]')].every(({ ariaRowIndex, dataset }) =>
  dataset.reference === `many/${String(5001 - ariaRowIndex).padStart(5, '0')}:latest`)";
const GROUPED: &str =
    "[...document.querySelectorAll('.slot:not(.spare) > [data-key]')].every(({ ariaRowIndex, dataset }) =>
  dataset.testid === (ariaRowIndex % 2 ? 'image-row' : 'image-group'))";

pub async fn measure(bench: &Bench, report: &Mutex<Report>) {
    eprintln!("  giving the engine {COUNT} images ...");
    let engine = &bench.stage.world.engine;
    let loaded = async {
        many_images(engine, COUNT);
        // Nothing sorts before the many: this is the last of all measures.
        docker(engine, &["rmi", "--force", "busybox", "centos", "hello-world"]);
    };
    let figures = match attempt_within(LOADING, loaded).await {
        Ok(()) => attempt_within(LOADING, in_window(bench)).await,
        Err(why) => Err(why),
    };
    let each = |take: fn(&Figures) -> &Samples| figures.as_ref().map(|found| take(found).clone()).map_err(Clone::clone);
    let filter = ["images", "--filter", "reference=many/04*"];
    let by_cli = attempt(async { bench.docker(&filter, || ()) }).await;
    let measures = [
        Measure::new("filter 5,000 images", "ms")
            .line(QUAYSIDE, "character typed → painted", each(|found| &found.filter.painted))
            .line(QUAYSIDE, "  longest time between two frames meanwhile", each(|found| &found.filter.frame))
            .line(VIEW, BY_HAND, each(|found| &found.by_hand))
            .line(CLI, "docker images --filter reference=…", by_cli),
        Measure::new("sort 5,000 images", "ms")
            .line(QUAYSIDE, "click → painted", each(|found| &found.sort.painted))
            .line(QUAYSIDE, "  longest time between two frames meanwhile", each(|found| &found.sort.frame))
            .line(QUAYSIDE, "from further down, an image selected", each(|found| &found.sort_below.painted))
            .line(QUAYSIDE, "  longest time between two frames meanwhile", each(|found| &found.sort_below.frame))
            .line(VIEW, BY_HAND, each(|found| &found.by_hand)),
        Measure::new("group 5,000 images", "ms")
            .line(QUAYSIDE, "click → painted", each(|found| &found.group.painted))
            .line(QUAYSIDE, "  longest time between two frames meanwhile", each(|found| &found.group.frame))
            .line(VIEW, BY_HAND, each(|found| &found.by_hand)),
        Measure::new("select all of 5,000 images", "ms").line(
            QUAYSIDE,
            "click → painted",
            each(|found| &found.all.painted),
        ),
        Measure::new("an image among 5,000 is tagged elsewhere", "ms")
            .line(QUAYSIDE, "the engine is asked to → painted", each(|found| &found.live))
            .line(QUAYSIDE, "  of that, the engine's event → painted", each(|found| &found.told))
            .line(RAW, "the engine is asked to → its event", each(|found| &found.event)),
        Measure::new("scroll 5,000 images for two seconds: longest time between two frames", "ms")
            .line(QUAYSIDE, "by a wheel, three rows a frame", each(|found| &found.wheel.longest))
            .line(QUAYSIDE, "by the scroll bar, a page a frame", each(|found| &found.leap.longest))
            .line(VIEW, "nothing moves", each(|found| &found.still.longest)),
        Measure::new("scroll 5,000 images for two seconds: frames", "")
            .line(QUAYSIDE, "by a wheel, three rows a frame", each(|found| &found.wheel.frames))
            .line(QUAYSIDE, "by the scroll bar, a page a frame", each(|found| &found.leap.frames))
            .line(VIEW, "nothing moves", each(|found| &found.still.frames)),
        Measure::new("a page down in 5,000 images, from rest: longest time between two frames", "ms").line(
            QUAYSIDE,
            "the key PageDown",
            each(|found| &found.page_down),
        ),
    ];
    let mut report = report.lock().unwrap();
    for measure in measures {
        report.add(measure);
    }
}

#[derive(Default)]
struct Laps {
    painted: Samples,
    frame: Samples,
}

impl Laps {
    fn take(&mut self, lap: &Lap) {
        self.painted.0.push(lap.painted);
        self.frame.0.push(lap.longest_frame);
    }
}

#[derive(Default)]
struct Figures {
    filter: Laps,
    sort: Laps,
    sort_below: Laps,
    group: Laps,
    all: Laps,
    live: Samples,
    told: Samples,
    event: Samples,
    by_hand: Samples,
    page_down: Samples,
    wheel: Scroll,
    leap: Scroll,
    still: Scroll,
}

/// Of two seconds.
#[derive(Default)]
struct Scroll {
    longest: Samples,
    frames: Samples,
}

impl Scroll {
    async fn take(&mut self, page: &Page, pixels: &str) {
        let seen = page.client().execute_async(&SCROLL.replace("PIXELS", pixels), Vec::new()).await.unwrap();
        self.longest.0.push(seen["longest"].as_f64().unwrap());
        self.frames.0.push(seen["frames"].as_f64().unwrap());
    }
}

const SCROLL: &str = "const done = arguments[arguments.length - 1];
    const list = document.querySelector('[data-testid=images-grid] [role=rowgroup].viewport');
    list.scrollTop = 0;
    let begin = null, last = null, longest = 0, frames = 0;
    const tick = (now) => {
      begin ??= now;
      if (last !== null) [longest, frames] = [Math.max(longest, now - last), frames + 1];
      last = now;
      if (now - begin > 2000) return done({ longest, frames });
      list.scrollTop += PIXELS;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);";

/// The last character of each text in sight becomes another one.
const TEXT: &str = "const done = arguments[arguments.length - 1];
    const list = document.querySelector('[data-testid=images-grid] [role=rowgroup].viewport');
    const { top, bottom } = list.getBoundingClientRect();
    const texts = [...list.querySelectorAll('.slot:not(.spare)')].flatMap((row) => {
      const box = row.getBoundingClientRect();
      if (box.bottom <= top || box.top >= bottom) return [];
      const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT), found = [];
      while (walker.nextNode()) if (walker.currentNode.data.trim()) found.push(walker.currentNode);
      return found;
    });
    const before = texts.map((text) => text.data);
    requestAnimationFrame((began) => {
      texts.forEach((text) => (text.data = `${text.data.slice(0, -1)}~`));
      requestAnimationFrame((now) => {
        texts.forEach((text, at) => (text.data = before[at]));
        done(now - began);
      });
    });";

/// The longest of the ten frames after the next key.
const AFTER_KEY: &str = "addEventListener('keydown', () => {
      let last = null, longest = 0, frames = 0;
      const tick = (now) => {
        if (last !== null) [longest, frames] = [Math.max(longest, now - last), frames + 1];
        last = now;
        if (frames < 10) requestAnimationFrame(tick);
        else window.__benchLongest = longest;
      };
      requestAnimationFrame(tick);
    }, { capture: true, once: true });
    window.__benchLongest = null;";

async fn in_window(bench: &Bench) -> Figures {
    let window = bench.window().await;
    let page = &window.page;
    page.click("sort-repository").await;
    page.until("all rows", &format!("Number(document.querySelector('{GRID}').ariaRowCount) > {COUNT}")).await;
    let mut found = Figures::default();
    for _ in 0..bench.runs {
        // A number alone is in many ids as well.
        page.fill("image-filter", "many/0400").await;
        page.until("ten rows", &format!("{FIRST} === 'many/04000:latest'")).await;
        pause(300).await;
        arm(page, Begin::Input, &format!("{FIRST} === 'many/04004:latest'"), Some("[data-testid=place-images]")).await;
        page.find("image-filter").await.send_keys("4").await.unwrap();
        found.filter.take(&read(page).await);
        // The first takes away what there is to choose, the second what is typed.
        page.chord(&[key::ESCAPE]).await;
        page.chord(&[key::ESCAPE]).await;
        page.until("all rows again", &format!("{FIRST} === 'many/00000:latest'")).await;

        arm(page, Begin::Click, DESCENDING, Some("[data-testid=place-images]")).await;
        page.click("sort-repository").await;
        found.sort.take(&read(page).await);
        page.click("sort-repository").await;
        page.until("the order as before", &format!("{FIRST} === 'many/00000:latest'")).await;

        arm(page, Begin::Click, GROUPED, Some("[data-testid=place-images]")).await;
        page.click("group-toggle").await;
        found.group.take(&read(page).await);
        page.click("group-toggle").await;
        page.until("no groups", "!document.querySelector('[data-testid=image-group]')").await;

        let checked = "document.querySelector('[data-testid=select-all]').ariaChecked === 'true'";
        arm(page, Begin::Click, checked, Some("[data-testid=place-images]")).await;
        page.click("select-all").await;
        found.all.take(&read(page).await);
        page.click("select-all").await;
    }
    let raw = Raw::new(bench.stage.world.engine.socket());
    for run in 0..bench.runs {
        // The list is asked for as a whole a while after each change.
        pause(4000).await;
        let name = format!("a-new-name/{run}:latest");
        arm(page, Begin::Now, &format!("{FIRST} === '{name}'"), None).await;
        let event = raw.told(&name);
        let asked = wall();
        raw.ask("POST", &format!("/images/many%2F02500:latest/tag?repo=a-new-name/{run}&tag=latest"), None);
        let lap = read(page).await;
        let (event, painted) = (event.join().unwrap(), lap.began + lap.painted);
        found.live.0.push(painted - asked);
        found.told.0.push(painted - event);
        found.event.0.push(event - asked);
        docker(&bench.stage.world.engine, &["rmi", &name]);
        page.until("the row to be gone", &format!("{FIRST} === 'many/00000:latest'")).await;
    }
    for _ in 0..bench.runs {
        pause(300).await;
        found.by_hand.0.push(page.client().execute_async(TEXT, Vec::new()).await.unwrap().as_f64().unwrap());
    }
    page.find_css("[data-testid=image-row]").await.click().await.unwrap();
    for _ in 0..bench.runs {
        pause(700).await;
        page.script(AFTER_KEY, Vec::new()).await;
        page.chord(&[key::PAGE_DOWN]).await;
        page.until("ten frames", "window.__benchLongest !== null").await;
        let longest: Value = page.script("return window.__benchLongest", Vec::new()).await;
        found.page_down.0.push(longest.as_f64().unwrap());
    }
    // The layers of all images are gathered once.
    page.find("selection-frees").await;
    for _ in 0..bench.runs {
        page.script(&format!("{LIST}.scrollTop = {BELOW}"), Vec::new()).await;
        pause(700).await;
        arm(page, Begin::Click, DESCENDING, Some("[data-testid=place-images]")).await;
        page.click("sort-repository").await;
        found.sort_below.take(&read(page).await);
        page.click("sort-repository").await;
        page.until("the order as before", &format!("{FIRST} === 'many/00000:latest'")).await;
    }
    for _ in 0..bench.runs {
        found.wheel.take(page, &WHEEL.to_string()).await;
        found.leap.take(page, "list.clientHeight").await;
        found.still.take(page, "0").await;
    }
    bench.close(window).await;
    found
}
