/** What a pinned field looks like in a cell, in the person's language. The fact stands in the pointer's note. */
import { t } from "$/i18n/index.svelte";
import type { CommandError, FieldValue, Hint } from "$/ipc/bindings";
import { present } from "$/ipc/presentation";
import { elapsed, humanSize } from "$/lib/format";
import { visible } from "$/lib/text";
import { ago, exactly } from "./age";

export interface SaidField {
  text: string;
  /** For the pointer resting on it. */
  title: string;
  tone: "value" | "number" | "word" | "about" | "absent" | "loading" | "failed";
  /** Read aloud in the place of a text that only signs. */
  aloud?: string;
}

/** `value` is none where the object lacks the field, and undefined while it is not known; `error` is why it is not. */
export function saidField(value: FieldValue | null | undefined, error: CommandError | null): SaidField {
  const words = t().fields;
  if (value === undefined) {
    if (!error) return { text: "", title: words.loading, tone: "loading" };
    const { title } = present(error);
    return { text: "!", title, aloud: title, tone: "failed" };
  }
  if (value === null) return { text: t().common.absent, title: words.absent, aloud: words.absent, tone: "absent" };
  const raw = value.value ? visible(value.value.text) + (value.value.truncated ? "…" : "") : "";
  if (value.secret === "hidden") return { text: raw, title: words.masked, tone: "about" };
  const [text, title] = meaning(value, value.hint, raw);
  if (text === "") return { text: words.emptyText, title: '""', tone: "absent" };
  return { text, title, tone: toneOf(value) };
}

function toneOf({ kind, value, hint }: FieldValue): SaidField["tone"] {
  if (hint?.is === "command") return "value";
  if (!value || hint?.is === "instant" || hint?.is === "never") return "about";
  if (kind === "number") return "number";
  return kind === "string" ? "value" : "word";
}

/** How it reads, and what more there is to say of it. */
function meaning({ kind, children }: FieldValue, hint: Hint | null, raw: string): [string, string] {
  const words = t().fields;
  const count = kind === "object" ? words.keys(children) : words.items(children);
  switch (hint?.is) {
    case "instant":
      return [ago(hint.at / 1000), `${exactly(hint.at / 1000)}\n${raw}`];
    case "never":
      return [words.never, raw];
    case "bytes":
      return [humanSize(hint.bytes), `${t().common.bytes(hint.bytes)}\n${raw}`];
    case "duration":
      return [elapsed(hint.duration), raw];
    case "processors":
      return [words.processors(hint.thousandths / 1000), raw];
    case "unlimited":
      return [words.unlimited, raw];
    case "layers":
      return [t().common.layers(hint.count), ""];
    case "lowerLayers":
      return [words.lowerLayers(hint.count), raw];
    case "command":
      return [visible(hint.text) + (hint.truncated ? "…" : ""), count];
    case "holds":
      return [count, visible(hint.text) + (hint.truncated ? "…" : "")];
    case "signal":
      return [raw, hint.number === null ? visible(hint.name) : `${visible(hint.name)} (${hint.number})`];
    case "exit":
      return [raw, words.exit(hint.code, hint.signal)];
    case "permissions":
      return [raw, `${hint.text} (${hint.octal})`];
    case "deviceAccess": {
      const may = [hint.read && words.read, hint.write && words.write, hint.create && words.create];
      return [raw, words.access(may.filter(Boolean).join(", "))];
    }
    case undefined:
      return kind === "object" || kind === "array" ? [count, ""] : [raw, raw];
  }
}
