import { expect, it } from "vitest";
import { Resource } from "./resource.svelte";

/** A load that is answered by hand. */
function byHand() {
  const asked: { resolve: (value: number) => void; reject: (error: unknown) => void }[] = [];
  const load = () => new Promise<number>((resolve, reject) => asked.push({ resolve, reject }));
  return { asked, resource: new Resource(load) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

it("runs one load and keeps the newest one waiting", async () => {
  const { asked, resource } = byHand();
  void resource.refresh();
  void resource.refresh();
  void resource.refresh();
  expect(asked.length).toBe(1);
  asked[0]?.resolve(1);
  await settled();
  expect(resource.value).toBe(1);
  expect(asked.length).toBe(2);
  asked[1]?.resolve(2);
  await settled();
  expect(resource.value).toBe(2);
  expect(asked.length).toBe(2);
});

it("waits for the load that was asked for, not for the one before", async () => {
  const { asked, resource } = byHand();
  void resource.refresh();
  let done = false;
  void resource.refresh().then(() => (done = true));
  asked[0]?.resolve(1);
  await settled();
  expect(done).toBe(false);
  asked[1]?.resolve(2);
  await settled();
  expect(done).toBe(true);
});

it("keeps the old value when a load fails, and says why", async () => {
  const { asked, resource } = byHand();
  void resource.refresh();
  asked[0]?.resolve(1);
  await settled();
  void resource.refresh();
  asked[1]?.reject({ code: "engineLost", message: "EOF", detail: null });
  await settled();
  expect(resource.value).toBe(1);
  expect(resource.error?.code).toBe("engineLost");
});

it("does not show an answer from before it was forgotten", async () => {
  const { asked, resource } = byHand();
  void resource.refresh();
  resource.forget();
  asked[0]?.resolve(1);
  await settled();
  expect(resource.value).toBeUndefined();
});
