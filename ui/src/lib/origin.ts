/** What an object or a file is called, and which drawing stands for it. */
import type { Origin, Subject, SubjectKind } from "$/ipc/bindings";
import { shortId } from "./format";

export const KIND_ICON = {
  image: "layers",
  container: "cube",
  volume: "disk",
  network: "network",
} as const satisfies Record<SubjectKind, string>;

/** Full ids are cut as the docker command line cuts them. */
const FULL_ID = /^(?:sha256:)?[0-9a-f]{64}$/;

export function subjectName({ name }: Subject): string {
  return FULL_ID.test(name) ? shortId(name) : name;
}

/** The last part of a path, on every system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}

export function originName(origin: Origin): string {
  if (origin.is === "line") return origin.container;
  return origin.is === "file" ? fileName(origin.path) : subjectName(origin.subject);
}

export function originIcon(origin: Origin): "file" | "lines" | (typeof KIND_ICON)[SubjectKind] {
  if (origin.is === "line") return "lines";
  return origin.is === "file" ? "file" : KIND_ICON[origin.subject.kind];
}
