import { tick } from "svelte";
import { expect, it } from "vitest";
import { SaidOutput } from "./said-output";

/** As xterm.js builds it. */
function accessible() {
  const host = document.createElement("div");
  host.innerHTML = `<div class="xterm-accessibility"><div class="live-region" aria-live="assertive"></div></div>`;
  const source = host.querySelector(".live-region") as HTMLElement;
  const live = () => [...host.querySelectorAll("[aria-live=assertive]")];
  return { host, source, live, said: () => live().flatMap((one) => [...one.children].map((p) => p.textContent)) };
}

it("makes an element of each text that xterm.js adds, in the one region that is live", async () => {
  const { host, source, live, said } = accessible();
  const output = new SaidOutput();
  output.follow(host);
  expect(live()).not.toContain(source);
  for (const text of ["\none\n", "\n", "two\n/ # "]) {
    source.textContent += text;
    await tick();
  }
  expect(said()).toEqual(["\none\n", "two\n/ # "]);
  // A key is pressed, and something else printed.
  source.textContent = "";
  await tick();
  expect(said()).toEqual([]);
  source.textContent += "three";
  await tick();
  expect(said()).toEqual(["three"]);
  source.textContent = "from the beginning";
  await tick();
  expect(said()).toEqual(["three", "from the beginning"]);
});

it("says again what is printed again after a key", async () => {
  const { host, source, said } = accessible();
  new SaidOutput().follow(host);
  source.textContent += ".";
  await tick();
  source.textContent = "";
  source.textContent += ".";
  await tick();
  expect(said()).toEqual(["."]);
});

it("keeps no more than a person listens to", async () => {
  const { host, source, said } = accessible();
  new SaidOutput().follow(host);
  for (let n = 0; n < 50; n += 1) {
    source.textContent += `${n} `;
    await tick();
  }
  expect(said()).toEqual(Array.from({ length: 20 }, (_, n) => `${n + 30} `));
});

it("follows what xterm.js makes anew, and nothing where it has none", async () => {
  const { host, source, said } = accessible();
  const output = new SaidOutput();
  source.textContent = "before";
  output.follow(host);
  expect(said()).toEqual(["before"]);
  host.replaceChildren();
  output.follow(host);
  expect(host.innerHTML).toBe("");
  const anew = accessible();
  output.follow(anew.host);
  source.textContent += "late";
  anew.source.textContent += "now";
  await tick();
  expect(anew.said()).toEqual(["now"]);
  output.dispose();
  expect(anew.said()).toEqual([]);
});
