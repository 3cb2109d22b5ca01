/** `docker exec` and `docker attach`: in which container, what, as whom, and where. */
import type { ExecSpec } from "$/ipc/bindings";
import { words as joined } from "$/lib/shell";
import { readOptions, type OptionFault } from "./options";

export interface ExecAsked {
  /** Name or id as typed; empty while none is. */
  container: string;
  /** A command is named; without one the best shell is meant. */
  spec: Omit<Required<ExecSpec>, "container">;
}

/** A terminal with its input is what there is here. */
const FLAGS = /^(?:-[it]|--interactive|--tty)$/;

/** Options that take a value, as the command line documents them. */
const VALUED = {
  "-u": "user",
  "--user": "user",
  "-w": "workingDir",
  "--workdir": "workingDir",
  "-e": "env",
  "--env": "env",
} as const;

/** `words` are those after the verb. What follows the container is the command's own. */
export function parseExec(words: readonly string[]): ExecAsked | OptionFault {
  const options = readOptions(words, FLAGS, VALUED);
  if ("kind" in options) return options;
  const { user, workingDir, env } = options.values;
  const [container = "", ...command] = options.rest;
  return {
    container,
    spec: {
      command: joined(command),
      user: user?.at(-1) ?? "",
      workingDir: workingDir?.at(-1) ?? "",
      env: [...(env ?? [])],
    },
  };
}

/** The container's name as typed; empty while none is. */
export function parseAttach(words: readonly string[]): { container: string } | OptionFault {
  const names = words.filter((word) => !word.startsWith("-"));
  const strange = words.find((word) => word.startsWith("-")) ?? names[1];
  return strange === undefined ? { container: names[0] ?? "" } : { kind: "strange", flag: strange };
}
