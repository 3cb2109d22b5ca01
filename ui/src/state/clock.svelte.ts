/** The present time for ages (`2 weeks ago`): moves twice a minute, and not at all while the window is hidden. */

const TICK = 30_000;

let now = $state(Date.now() / 1000);

setInterval(() => {
  if (!document.hidden) now = Date.now() / 1000;
}, TICK);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) now = Date.now() / 1000;
});

export const clock = {
  /** Seconds since the epoch. */
  get now(): number {
    return now;
  },
  /** Something has just been loaded: ages are counted from here. */
  touch(): void {
    now = Date.now() / 1000;
  },
};
