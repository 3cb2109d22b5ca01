/**
 * What xterm.js gives a screen reader to read out. It adds to the text of one element, of which WebKitGTK tells assistive
 * technology nothing: there a live region is read out where elements come into it. What is added becomes a paragraph of
 * another region, which is the one that is live.
 */

/** Paragraphs that are kept: xterm.js adds to its text once a second, and is silent after 20 rows until a key is pressed. */
const MOST = 20;

export class SaidOutput {
  /** Of xterm.js, while it supports screen readers. */
  #source: Element | null = null;
  #before = "";
  readonly #region = document.createElement("div");
  readonly #observer = new MutationObserver((changes) => {
    // One by one: a key empties the text, and something else may be in it before anybody has looked.
    for (const { addedNodes } of changes) this.#take(addedNodes[0]?.textContent ?? "");
  });

  constructor() {
    this.#region.className = "unseen";
    this.#region.setAttribute("aria-live", "assertive");
    this.#region.dataset["testid"] = "terminal-said";
  }

  /** To be called where xterm.js may have begun or ceased to support screen readers. */
  follow(host: HTMLElement): void {
    const source = host.querySelector(".xterm-accessibility > .live-region");
    if (source === this.#source) return;
    this.dispose();
    if (!source) return;
    this.#source = source;
    source.setAttribute("aria-live", "off");
    source.after(this.#region);
    this.#observer.observe(source, { childList: true });
    this.#take(source.textContent);
  }

  #take(now: string): void {
    const added = now.startsWith(this.#before) ? now.slice(this.#before.length) : now;
    this.#before = now;
    if (now === "") this.#region.replaceChildren();
    if (added.trim() === "") return;
    const paragraph = document.createElement("p");
    paragraph.textContent = added;
    this.#region.append(paragraph);
    if (this.#region.childElementCount > MOST) this.#region.firstElementChild?.remove();
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#region.remove();
    this.#region.replaceChildren();
    [this.#source, this.#before] = [null, ""];
  }
}
