/** A list of rows as high as their text, with sizes that a test gives to it. */
import { createRawSnippet, flushSync, mount, tick, unmount } from "svelte";
import { afterEach, expect, it, vi } from "vitest";
import WrapScroller from "./WrapScroller.svelte";

const LINE = 20;
/** More than the rows that are drawn above what is in sight. */
const VIEW = 20 * LINE;

/** What each row is high, in CSS pixels. */
let high = LINE;
let resized: () => void = () => undefined;
let list: ReturnType<typeof WrapScroller>;

class Observer {
  constructor(told: () => void) {
    resized = told;
  }
  observe() {}
  disconnect() {}
}

function open(total: number, more: object = {}): { bar: () => string | undefined; moved: () => string | undefined } {
  vi.stubGlobal("ResizeObserver", Observer);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(VIEW);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(() => high);
  vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(function (this: HTMLElement) {
    return high * [...(this.parentElement?.children ?? [])].indexOf(this);
  });
  const row = createRawSnippet<[number]>(() => ({ render: () => "<div></div>" }));
  const props = { total, rowHeight: LINE, row, onsight: () => undefined, stuck: true, ...more };
  list = mount(WrapScroller, { target: document.body, props });
  flushSync();
  const style = (part: string) => document.querySelector<HTMLElement>(`.viewport ${part}`)?.style;
  return { bar: () => style(".whole")?.height, moved: () => style(".block")?.transform };
}

/** The pane is wider or narrower now: rows are as high as this; and the frame after it. */
async function resize(to: number) {
  high = to;
  resized();
  flushSync();
  await new Promise(requestAnimationFrame);
  flushSync();
}

afterEach(async () => {
  await unmount(list);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("needs no scroll bar once all rows fit, although they were higher", async () => {
  const { bar, moved } = open(12);
  await resize(2 * LINE);
  // Two of twelve are above, and the scroll bar goes by rows.
  expect(bar()).toBe(`${VIEW + 2 * LINE}px`);
  expect(moved()).toBe("translateY(-40px)");
  await resize(LINE);
  expect(bar()).toBe("100%");
  expect(moved()).toBe("translateY(0px)");
});

it("has no blank below the last row when rows have become lower", async () => {
  const { bar } = open(40);
  await resize(5 * LINE);
  list.by(Infinity);
  flushSync();
  expect(bar()).toBe(`${VIEW + 36 * LINE}px`);
  await resize(LINE);
  // The last twenty fill the sight: twenty are above.
  expect(bar()).toBe(`${VIEW + 20 * LINE}px`);
});

it("is where it was left when it is drawn again", async () => {
  const bookmark = { place: () => 30.5, keep: () => undefined };
  const { moved } = open(100, { stuck: false, bookmark });
  await tick();
  const list = document.querySelector(".viewport") as HTMLElement;
  expect(list.scrollTop).toBe(30.5 * LINE);
  list.dispatchEvent(new Event("scroll"));
  // Eight rows are drawn above it.
  expect(moved()).toBe(`translateY(${30.5 * LINE - 8.5 * LINE}px)`);
});

it("goes to the last row where it is to stay in sight, however many there are at first", () => {
  const sights: number[] = [];
  open(1000, { onsight: (_: number, last: number) => sights.push(last) });
  expect(sights.at(-1)).toBe(1000);
  expect(list.atEnd()).toBe(true);
});
