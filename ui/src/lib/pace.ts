/** Runs a function at once, and then at most once per interval with the last state; for what follows a dragged edge. */
export interface Pace {
  (): void;
  cancel(): void;
}

export function pace(run: () => void, intervalMs: number): Pace {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const settle = () => {
    timer = undefined;
    if (!again) return;
    again = false;
    start();
  };
  const start = () => {
    timer = setTimeout(settle, intervalMs);
    run();
  };
  const paced = () => {
    if (timer === undefined) start();
    else again = true;
  };
  paced.cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    again = false;
  };
  return paced;
}
