/** Runs before every unit test: parts of a browser that jsdom lacks. */
class NoResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= NoResizeObserver;

class NoIntersectionObserver extends NoResizeObserver {
  readonly root = null;
  readonly rootMargin = "";
  readonly thresholds = [];
  takeRecords = () => [];
}

globalThis.IntersectionObserver ??= NoIntersectionObserver;

globalThis.matchMedia ??= (media) =>
  ({
    media,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    // As xterm.js asks.
    addListener: () => undefined,
    removeListener: () => undefined,
  }) as unknown as MediaQueryList;

globalThis.matchMedia ??= (query: string) =>
  Object.assign(new EventTarget(), { matches: false, media: query, onchange: null }) as unknown as MediaQueryList;

Element.prototype.scrollIntoView ??= () => undefined;
HTMLCanvasElement.prototype.getContext = () => null;
