/** `docker run`: which image, what in it, and with what. */
import type { RunSpec } from "$/ipc/bindings";
import { words as joined } from "$/lib/shell";
import { readOptions, type OptionFault } from "./options";

/** What was typed of it; the image is empty while none is. */
export type RunAsked = Required<RunSpec>;

/** `-d` asks for what is so here in any case: a container goes on when its tab is closed and nobody stops it. */
const FLAGS = /^(?:-[itd]|--interactive|--tty|--detach|--rm)$/;

const VALUED = {
  "--name": "name",
  "-e": "env",
  "--env": "env",
  "-p": "publish",
  "--publish": "publish",
  "-v": "volumes",
  "--volume": "volumes",
  "-u": "user",
  "--user": "user",
  "-w": "workingDir",
  "--workdir": "workingDir",
} as const;

/** `words` are those after the verb. What follows the image is the command's own. */
export function parseRun(words: readonly string[]): RunAsked | OptionFault {
  const options = readOptions(words, FLAGS, VALUED);
  if ("kind" in options) return options;
  const { flags, values, rest } = options;
  const [image = "", ...command] = rest;
  return {
    image,
    command: joined(command),
    // The last one counts, as for docker.
    name: values.name?.at(-1) ?? "",
    user: values.user?.at(-1) ?? "",
    workingDir: values.workingDir?.at(-1) ?? "",
    env: [...(values.env ?? [])],
    publish: [...(values.publish ?? [])],
    volumes: [...(values.volumes ?? [])],
    interactive: flags.some((flag) => /^(?:-[it]|--interactive|--tty)$/.test(flag)),
    remove: flags.includes("--rm"),
  };
}
