/** A line of a log, as it is drawn: when it was printed, and its text in pieces of one look. */
import type { Color, LogRow, Style } from "$/ipc/bindings";
import { legible } from "./legible";
import { pictures, unseenIn } from "./text";

const two = (number: number) => String(number).padStart(2, "0");

/** `11-26 14:42:41.123`, in this machine's time: of one width, in every language. */
export function clock(at: number): string {
  const time = new Date(at);
  const day = `${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const hour = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${day} ${hour}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

/** With the year, the zone, and every digit that the engine gave. */
export function exactClock(at: number, nanos: number): string {
  const time = new Date(at);
  const minutes = -time.getTimezoneOffset();
  const zone = `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${time.getFullYear()}-${clock(at).replace(" ", "T")}${String(nanos).padStart(6, "0")}${zone}`;
}

export interface LogPiece {
  text: string;
  /** What was printed, where that can't be seen and `text` is a picture of it. */
  raw?: string;
  style: Style | null;
  marked: boolean;
  /** Of the marks, the one that was gone to. */
  current: boolean;
}

/** The spans, cut where a match begins and ends. `current` is where the one that was gone to begins; -1 for none. */
export function logPieces({ spans, marks }: Pick<LogRow, "spans" | "marks">, current = -1): LogPiece[] {
  const pieces: LogPiece[] = [];
  const found = joined(marks, current);
  // What a character is depends on its neighbours, whatever colour these have.
  const unseen = unseenIn(spans.map(({ text }) => text).join(""));
  let before = 0;
  for (const { text, style } of spans) {
    const end = before + text.length;
    for (let at = before; at < end;) {
      const [mark, picture] = [stretchAt(found, at), stretchAt(unseen, at)];
      const to = Math.min(end, mark.until, picture.until);
      const raw = text.slice(at - before, to - before);
      const piece = picture.in ? { text: pictures(raw), raw } : { text: raw };
      pieces.push({ ...piece, style, marked: mark.in !== null, current: mark.in?.from === current });
      at = to;
    }
    before = end;
  }
  return pieces;
}

interface Stretch {
  from: number;
  to: number;
}

/** The stretch that a place is in, and where that is no more so; those before it are dropped. */
function stretchAt(rest: Stretch[], at: number): { in: Stretch | null; until: number } {
  while (rest[0] && rest[0].to <= at) rest.shift();
  const next = rest[0];
  if (!next) return { in: null, until: Infinity };
  return next.from <= at ? { in: next, until: next.to } : { in: null, until: next.from };
}

/** Neighbours are one mark, except for the one that was gone to: a letter can be found a thousand times. */
function joined(marks: LogRow["marks"], current: number): Stretch[] {
  const whole: Stretch[] = [];
  for (const [from, length] of marks) {
    const last = whole.at(-1);
    if (last && last.to === from && last.from !== current && from !== current) last.to += length;
    else whole.push({ from, to: from + length });
  }
  return whole;
}

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

function color(value: Color): string {
  if (value >= 16) return `#${(value & 0xffffff).toString(16).padStart(6, "0")}`;
  return `var(--ansi-${value >= 8 ? "bright-" : ""}${NAMES[value % 8]})`;
}

/** On the log's own ground nothing is as dark as that. */
function inkOf({ color: value, dim }: Style): string | null {
  if (value === null) return null;
  if (value >= 16) return legible(color(value), dim ? DIM : 1);
  return value % 8 === 0 ? `var(--printed-${value === 8 ? "bright-" : ""}black)` : color(value);
}

/** How much of a colour is left that is dim. */
const DIM = 0.75;

/** A match has a ground of its own: of its colour what is legible on that, and no other ground. */
function ofMatch(style: Style): Style {
  const { color: value, ground, inverse } = style;
  const isLegible = value !== null && value < 16 && value % 8 !== 0 && ground === null && !inverse && !style.dim;
  return { ...style, color: isLegible ? value : null, ground: null, inverse: false, dim: false };
}

/** As CSS; empty for plain text. */
export function styleOf(plain: Style | null, marked = false): string {
  if (!plain) return "";
  const style = marked ? ofMatch(plain) : plain;
  const ground = style.ground === null ? null : color(style.ground);
  const ink = ground === null ? inkOf(style) : style.color === null ? null : color(style.color);
  const [front, back] = style.inverse ? [ground ?? "var(--term)", ink ?? "var(--term-ink)"] : [ink, ground];
  const line = [style.underline && "underline", style.strike && "line-through"].filter(Boolean).join(" ");
  return [
    front && `color:${front}`,
    back && `background:${back}`,
    style.bold && "font-weight:700",
    style.dim && `opacity:${DIM}`,
    style.italic && "font-style:italic",
    line && `text-decoration:${line}`,
  ]
    .filter(Boolean)
    .join(";");
}
