/** Colours that a program chose itself, on the ground of what it has printed: none so dark that it can't be read. */

/** The dark ground of what was printed (`--term`). */
const GROUND = [0x09, 0x0d, 0x12] as const;
/** Between text and its ground, of what is large or stands out. */
const LEAST = 3;
/** By so much of what is missing to white a colour that is too dark becomes brighter at a time. */
const STEP = 0.05;

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** How well one is told from the other, as WCAG counts it: 1 to 21. */
export function contrast(one: readonly number[], other: readonly number[]): number {
  return ratio(luminance(one), luminance(other));
}

function ratio(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

const GROUND_LUMINANCE = luminance(GROUND);

/** What was worked out: each span asks each time it is drawn, and a program has few colours. */
const known = new Map<string, string>();
const KNOWN_MAX = 2000;

/** The colour, `#rrggbb`, or a brighter one that is legible while so much of it is left above the ground. */
export function legible(hex: string, left: number): string {
  const key = `${hex} ${left}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = brightened(hex, left);
  // One that draws pictures begins again: it has no few.
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, found);
  return found;
}

function brightened(hex: string, left: number): string {
  const own = channels(hex);
  for (let more = 0; more <= 1; more += STEP) {
    const lifted = own.map((channel) => Math.round(channel + (255 - channel) * more));
    const seen = lifted.map((channel, at) => channel * left + (GROUND[at] ?? 0) * (1 - left));
    if (ratio(luminance(seen), GROUND_LUMINANCE) < LEAST) continue;
    return `#${lifted.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
  }
  return "#ffffff";
}
