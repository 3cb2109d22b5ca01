/** A step of an image's history as a line of a Dockerfile. */
import type { Instruction } from "$/ipc/bindings";

/** `RUN make install`; a step that no builder wrote is what it says. */
export function dockerfileLine({ keyword, text }: Pick<Instruction, "keyword" | "text">): string {
  return [keyword, text].filter(Boolean).join(" ");
}
