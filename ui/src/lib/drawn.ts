/** Milliseconds that a frame is waited for: a page that goes out of sight has none. */
const MOST = 100;

/** Calls back, once, when what the page shows now has been drawn, or was to be long ago; at once where nobody sees it. */
export function onceDrawn(done: () => void): void {
  if (document.hidden) {
    done();
    return;
  }
  let pending = true;
  const tell = () => {
    if (pending) done();
    pending = false;
  };
  // A task that is posted from within a frame runs when that frame has been laid out and painted.
  requestAnimationFrame(() => setTimeout(tell));
  setTimeout(tell, MOST);
}
