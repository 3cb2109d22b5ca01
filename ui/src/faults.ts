/** In automation, everything that a browser's console would tell a developer is kept for the tests to fail on. */

declare global {
  interface Window {
    __quaysideErrors?: string[];
  }
}

export function collectFaults(): void {
  const faults: string[] = (window.__quaysideErrors = []);
  addEventListener("error", (event) => faults.push(`error: ${event.message} (${event.filename}:${event.lineno})`));
  addEventListener("unhandledrejection", (event) => faults.push(`unhandled rejection: ${describe(event.reason)}`));
  document.addEventListener("securitypolicyviolation", (event) =>
    faults.push(`content security policy: ${event.violatedDirective} ${event.blockedURI}`),
  );
  const say = console.error;
  console.error = (...words: unknown[]) => {
    faults.push(`console: ${words.map(describe).join(" ")}`);
    say(...words);
  };
}

function describe(thing: unknown): string {
  if (thing instanceof Error) return thing.stack ?? thing.message;
  return typeof thing === "string" ? thing : JSON.stringify(thing);
}
