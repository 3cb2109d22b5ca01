/** The run form as a person fills it in: what it becomes, and what is wrong with it. Pure. */
import type { RunSpec } from "$/ipc/bindings";

export interface RunForm {
  image: string;
  command: string;
  interactive: boolean;
  remove: boolean;
  name: string;
  user: string;
  workingDir: string;
  env: string[];
  publish: string[];
  volumes: string[];
}

/** The lists of the form: one line a row. */
export const LISTS = ["env", "publish", "volumes"] as const;
export type ListName = (typeof LISTS)[number];

export type Fault = "imageMissing" | "imageSpaces" | "name" | "env" | "publish" | "volume" | "workingDir";

export function newForm(start: Partial<RunSpec>): RunForm {
  const { image = "", command = "", name = "", user = "", workingDir = "" } = start;
  const { interactive = false, remove = false, env = [], publish = [], volumes = [] } = start;
  const lists = { env: [...env], publish: [...publish], volumes: [...volumes] };
  return { image, command, interactive, remove, name, user, workingDir, ...lists };
}

/** Rows left empty are not there. */
export function toSpec(form: RunForm): Required<RunSpec> {
  const rows = (name: ListName) => form[name].map((row) => row.trim()).filter((row) => row !== "");
  return {
    image: form.image.trim(),
    command: form.command.trim(),
    name: form.name.trim(),
    interactive: form.interactive,
    remove: form.remove,
    // A value may well end in a space.
    env: form.env.filter((row) => row.trim() !== ""),
    publish: rows("publish"),
    volumes: rows("volumes"),
    user: form.user.trim(),
    workingDir: form.workingDir.trim(),
  };
}

export function imageFault(image: string): Fault | undefined {
  if (image.trim() === "") return "imageMissing";
  return /\s/.test(image.trim()) ? "imageSpaces" : undefined;
}

/** The engine's own rule for names. */
export function nameFault(name: string): Fault | undefined {
  return name.trim() === "" || /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name.trim()) ? undefined : "name";
}

export function workingDirFault(path: string): Fault | undefined {
  return path.trim() === "" || path.trim().startsWith("/") ? undefined : "workingDir";
}

export function rowFault(list: ListName, row: string): Fault | undefined {
  if (row.trim() === "") return undefined;
  switch (list) {
    case "env":
      return /^[^=\s]+=/.test(row.trimStart()) ? undefined : "env";
    case "publish":
      return isPublish(row.trim()) ? undefined : "publish";
    case "volumes":
      return isVolume(row.trim()) ? undefined : "volume";
  }
}

const PUBLISH =
  /^(?:(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-fA-F:.]+\]):)?(?:(?:(\d+)(?:-(\d+))?)?:)?(\d+)(?:-(\d+))?(?:\/(?:tcp|udp|sctp))?$/;

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `80`, `8000-8010:8000-8010` */
function isPublish(row: string): boolean {
  const match = PUBLISH.exec(row);
  if (!match) return false;
  return match.slice(1).every((port) => port === undefined || (Number(port) >= 1 && Number(port) <= 65_535));
}

/** `name:/path`, `/host:/path:ro`, `/path` */
function isVolume(row: string): boolean {
  const parts = row.split(":");
  if (parts.length === 1) return row.startsWith("/");
  const [source = "", target = "", options] = parts;
  if (parts.length > 3 || !target.startsWith("/")) return false;
  if (!source.startsWith("/") && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(source)) return false;
  return options === undefined || /^[a-zA-Z]+(?:,[a-zA-Z]+)*$/.test(options);
}

/** Whether the engine could be asked. */
export function isSound(form: RunForm): boolean {
  const rows = LISTS.every((list) => form[list].every((row) => !rowFault(list, row)));
  return rows && !imageFault(form.image) && !nameFault(form.name) && !workingDirFault(form.workingDir);
}
