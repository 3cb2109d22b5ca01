/** A list of very many images, over a shell that is played by the test. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setBackend, type Backend } from "$/ipc/backend";
import type { Announced, ImageRow, TouchedImage } from "$/ipc/bindings";
import { images } from "./images.svelte";

const COUNT = 1000;

function row(name: string): ImageRow {
  const id = `sha256:${name}`;
  return {
    key: `${name}:1@${id}`,
    id,
    repository: name,
    tag: "1",
    digests: [],
    created: 0,
    size: 1,
    labels: {},
    manifests: [],
  };
}
const all = (): ImageRow[] => Array.from({ length: COUNT }, (_, n) => row(`many-${n}`));
const told = (name: string): TouchedImage => ({ subject: `${name}:1`, id: `sha256:${name}`, rows: [row(name)] });

/** Answers to come, each when the test gives it. */
let lists: ((rows: ImageRow[]) => void)[] = [];
let touched: TouchedImage[] | null = null;
let announced: Announced[] = [];
/** What single images have become is not told before. */
let telling = Promise.resolve();

/** Returns what lets it be told. */
function holdTouched(): () => void {
  let tell: () => void = () => undefined;
  telling = new Promise((resolve) => (tell = resolve));
  return () => tell();
}

const has = (name: string) => images.value?.some(({ repository }) => repository === name) ?? false;
const turn = () => vi.advanceTimersByTimeAsync(0);

async function event(...names: string[]): Promise<void> {
  touched = names.map(told);
  await images.refresh();
  touched = [];
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  lists = [];
  touched = null;
  announced = [];
  images.forget();
  telling = Promise.resolve();
  setBackend({
    imagesList: () => new Promise<ImageRow[]>((resolve) => lists.push(resolve)),
    imagesAnnounced: () => Promise.resolve(announced),
    imagesTouched: async () => (await telling, touched),
  } as unknown as Backend);
  const first = images.refresh();
  await turn();
  lists.shift()?.(all());
  await first;
  expect(images.value).toHaveLength(COUNT);
});

afterEach(() => vi.useRealTimers());

it("answers events while the whole list is on its way, and keeps what they told", async () => {
  await event("a");
  expect(has("a")).toBe(true);
  expect(lists).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(2000);
  expect(lists).toHaveLength(1);

  await event("b");
  expect([has("a"), has("b")]).toEqual([true, true]);

  // The list was read before that, and has something that no event was heard of.
  lists.shift()?.([...all(), row("a"), row("c")]);
  await turn();
  expect([has("a"), has("b"), has("c")]).toEqual([true, true, true]);
});

it("keeps what is told just when the whole list is here", async () => {
  await event("a");
  await vi.advanceTimersByTimeAsync(2000);
  const tell = holdTouched();
  touched = [told("b")];
  const loading = images.refresh();
  await turn();
  lists.shift()?.([...all(), row("a")]);
  await turn();
  tell();
  await turn();
  touched = [];
  await loading;
  await turn();
  expect([has("a"), has("b")]).toEqual([true, true]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(lists).toHaveLength(1);
  lists.shift()?.([...all(), row("a"), row("b")]);
  await turn();
});

it("shows what an event says before the image has been read", async () => {
  const tell = holdTouched();
  const [first] = all();
  announced = [{ is: "tagged", id: first?.id ?? "", name: "soon:1" }];
  touched = [{ subject: first?.id ?? "", id: first?.id ?? "", rows: [first as ImageRow] }];
  const loading = images.refresh();
  await turn();
  expect(has("soon")).toBe(true);
  tell();
  await loading;
  expect(has("soon")).toBe(false);
});

it("rests ten times as long as the list took", async () => {
  await event("a");
  await vi.advanceTimersByTimeAsync(2000);
  await vi.advanceTimersByTimeAsync(5000);
  lists.shift()?.([...all(), row("a")]);
  await turn();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(lists).toHaveLength(0);

  await event("b");
  await vi.advanceTimersByTimeAsync(49_000);
  expect(lists).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1000);
  expect(lists).toHaveLength(1);
  lists.shift()?.([...all(), row("a"), row("b")]);
  await turn();
});

it("forgets a list of an engine that is not the one any more", async () => {
  await event("a");
  await vi.advanceTimersByTimeAsync(60_000);
  const late = lists.shift();
  images.forget();
  touched = null;
  const other = images.refresh();
  await turn();
  lists.shift()?.([row("other")]);
  await other;
  late?.([...all(), row("late")]);
  await turn();
  expect(images.value?.map(({ repository }) => repository)).toEqual(["other"]);
});
