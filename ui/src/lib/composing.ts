/**
 * Whether a key belongs to an input method, which composes a character with it. The one that ends a composition WebKit tells
 * after its end, and only by its code.
 */
export const isComposing = (event: { isComposing: boolean; keyCode?: number }): boolean =>
  event.isComposing || event.keyCode === 229;
