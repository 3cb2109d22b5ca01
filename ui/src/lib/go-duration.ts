/** Lengths of time as Go, Docker and a Dockerfile write them: `30s`, `1m30s`, `500ms`. */

const NANOSECONDS = 1_000_000_000;

export function goDuration(nanoseconds: number): string {
  if (nanoseconds < NANOSECONDS) return nanoseconds === 0 ? "0s" : `${nanoseconds / 1_000_000}ms`;
  const seconds = nanoseconds / NANOSECONDS;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = Number((seconds % 60).toFixed(3));
  return [hours > 0 && `${hours}h`, minutes > 0 && `${minutes}m`, rest > 0 && `${rest}s`].filter(Boolean).join("");
}
