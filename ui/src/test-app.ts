/** For unit tests: the whole page over an engine in memory, and what one asks of it. One application for a test file,
    because a page has one state. */
import axe from "axe-core";
import { mount } from "svelte";
import { expect, vi } from "vitest";
import App from "./App.svelte";
import { setBackend } from "./ipc/backend";
import { memoryBackend, type Situation } from "./ipc/memory";
import { sampleContainers, sampleImages } from "./ipc/memory-data";
import { settings } from "./state/settings.svelte";

export async function openApp(situation: Partial<Situation> = {}) {
  const memory = memoryBackend({ images: sampleImages(), containers: sampleContainers(), locale: "en", ...situation });
  setBackend(memory.backend);
  // Room for the details beside the list.
  window.innerWidth = 1440;
  await settings.load();
  mount(App, { target: document.body });
  return memory;
}

export const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
export const all = (testid: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)];

/** A machine that builds other things meanwhile is slow: patience in milliseconds. */
const PATIENCE = 8000;

export const until = <T>(check: () => T) => vi.waitFor(check, PATIENCE);

export async function see(testid: string): Promise<HTMLElement> {
  return until(() => {
    const element = find(testid);
    if (!element) throw new Error(`${testid} is not there`);
    return element;
  });
}

export const row = (reference: string) =>
  document.querySelector<HTMLElement>(`[data-testid="image-row"][data-reference="${reference}"]`);

export const press = (key: string, init: KeyboardEventInit = {}) =>
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }),
  );

/** What can be judged without a layout; contrast is a matter of the tokens. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`),
  ).toEqual([]);
}
