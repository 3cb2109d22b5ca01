/** `docker exec` and `docker attach`: in which container, what, as whom, and where. */
import type { ExecSpec } from "$/ipc/bindings";
import { words as joined } from "$/lib/shell";

export interface ExecAsked {
  /** Name or id as typed; empty while none is. */
  container: string;
  /** A command is named; without one the best shell is meant. */
  spec: Omit<Required<ExecSpec>, "container">;
}

export type JoinFault = { kind: "strange" | "value"; flag: string };

/** Options that take a value, as the command line documents them. */
const VALUED: Record<string, "user" | "workingDir" | "env"> = {
  "-u": "user",
  "--user": "user",
  "-w": "workingDir",
  "--workdir": "workingDir",
  "-e": "env",
  "--env": "env",
};

/** `words` are those after the verb. What follows the container is the command's own. */
export function parseExec(words: readonly string[]): ExecAsked | JoinFault {
  const spec = { command: "", user: "", workingDir: "", env: [] as string[] };
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift() as string;
    // The name, and behind it the command.
    if (!word.startsWith("-")) return { container: word, spec: { ...spec, command: joined(rest) } };
    // A terminal with its input is what there is here.
    if (/^-[it]+$/.test(word) || word === "--interactive" || word === "--tty") continue;
    const [, flag = word, given] = /^(--[a-z]+)=(.*)$/s.exec(word) ?? [];
    const option = VALUED[flag];
    if (!option) return { kind: "strange", flag: word };
    const value = given ?? rest.shift();
    if (value === undefined) return { kind: "value", flag };
    if (option === "env") spec.env.push(value);
    else spec[option] = value;
  }
  return { container: "", spec };
}

/** The container's name as typed; empty while none is. */
export function parseAttach(words: readonly string[]): { container: string } | JoinFault {
  const names = words.filter((word) => !word.startsWith("-"));
  const strange = words.find((word) => word.startsWith("-")) ?? names[1];
  return strange === undefined ? { container: names[0] ?? "" } : { kind: "strange", flag: strange };
}
