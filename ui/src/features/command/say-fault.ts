/** What is not understood, in words. */
import { t } from "$/i18n/index.svelte";
import { visible } from "$/lib/text";
import { isMove } from "./moves";
import type { Fault } from "./parse";

export function sayFault(fault: Fault): string {
  const words = t().command;
  switch (fault.kind) {
    case "unclosed":
      return words.unclosed;
    case "unnamed":
      return words.unnamed;
    case "unnamedPull":
      return words.unnamedPull;
    case "twoOnly":
      return words.twoOnly;
    case "unknown":
      return words.unknown(visible(fault.what));
    case "unknownType":
      return words.unknownType(visible(fault.what));
    case "usage":
      return isMove(fault.what) ? words.moves.usage[fault.what] : words.unknown(visible(fault.what));
    case "badValue":
      return words.badValue(visible(fault.what));
    case "needsValue":
      return words.needsValue(visible(fault.what));
    case "sign":
      return words.sign(fault.what);
    case "unknownFlag":
      return words.unknownFlag(visible(fault.what));
  }
}
