/** A line of a log, as it is drawn: when it was printed, and its text in pieces of one look. */
import type { Color, LogRow, Style } from "$/ipc/bindings";
import { visible } from "./text";

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
  style: Style | null;
  marked: boolean;
  /** Of the marks, the one that was gone to. */
  current: boolean;
}

/** The spans, cut where a match begins and ends. `current` is where the one that was gone to begins; -1 for none. */
export function logPieces({ spans, marks }: Pick<LogRow, "spans" | "marks">, current = -1): LogPiece[] {
  const pieces: LogPiece[] = [];
  const rest = joined(marks, current);
  let at = 0;
  for (const { text, style } of spans) {
    let left = text;
    while (left) {
      while (rest[0] && rest[0].to <= at) rest.shift();
      const next = rest[0];
      const marked = next !== undefined && next.from <= at;
      const end = next === undefined ? Infinity : marked ? next.to : next.from;
      const piece = left.slice(0, end - at);
      pieces.push({ text: shown(piece), style, marked, current: marked && next.from === current });
      left = left.slice(piece.length);
      at += piece.length;
    }
  }
  return pieces;
}

/** Neighbours are one mark, except for the one that was gone to: a letter can be found a thousand times. */
function joined(marks: LogRow["marks"], current: number): { from: number; to: number }[] {
  const whole: { from: number; to: number }[] = [];
  for (const [from, length] of marks) {
    const last = whole.at(-1);
    if (last && last.to === from && last.from !== current && from !== current) last.to += length;
    else whole.push({ from, to: from + length });
  }
  return whole;
}

/** A tab stays one: what is beneath each other in the log is so here. */
function shown(text: string): string {
  return text.includes("\t") ? text.split("\t").map(visible).join("\t") : visible(text);
}

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

function color(value: Color): string {
  if (value >= 16) return `#${(value & 0xffffff).toString(16).padStart(6, "0")}`;
  return `var(--ansi-${value >= 8 ? "bright-" : ""}${NAMES[value % 8]})`;
}

/** As CSS; empty for plain text. */
export function styleOf(style: Style | null): string {
  if (!style) return "";
  const [ink, ground] = [style.color, style.ground].map((one) => (one === null ? null : color(one)));
  const [front, back] = style.inverse ? [ground ?? "var(--term)", ink ?? "var(--term-ink)"] : [ink, ground];
  const line = [style.underline && "underline", style.strike && "line-through"].filter(Boolean).join(" ");
  return [
    front && `color:${front}`,
    back && `background:${back}`,
    style.bold && "font-weight:700",
    style.dim && "opacity:.7",
    style.italic && "font-style:italic",
    line && `text-decoration:${line}`,
  ]
    .filter(Boolean)
    .join(";");
}
