/** Names, registries and command lines of what moves images: tag, push, import, commit. Pure. */
import type { CommitSpec, ImageRow, ImportSpec } from "$/ipc/bindings";
import { referenceFault, type ReferenceFault } from "./reference";
import { words } from "./shell";

const DOCKER_HUB = "docker.io";

/** A repository taken apart: where it is kept, and what it is called there. */
export interface Repository {
  /** `docker.io` where none is written. */
  registry: string;
  path: string;
}

export function repositoryOf(name: string): Repository {
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  // As the engine tells a registry from the first part of a path.
  const written = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  const registry = written ? first.replace(/^index\.docker\.io$/, DOCKER_HUB) : DOCKER_HUB;
  const path = written ? name.slice(slash + 1) : name;
  return { registry, path: registry === DOCKER_HUB && !path.includes("/") ? `library/${path}` : path };
}

/** `docker push busybox`: to Docker's own repositories, into which nobody else may push. */
export function isOfficial(name: string): boolean {
  const { registry, path } = repositoryOf(name);
  return registry === DOCKER_HUB && path.startsWith("library/");
}

/** A reference as typed, with the tag that the engine would give it. */
export function withTag(reference: string): { repository: string; tag: string } {
  const colon = reference.lastIndexOf(":");
  if (colon < 0 || reference.includes("/", colon)) return { repository: reference, tag: "latest" };
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

export type NameFault = Exclude<ReferenceFault["kind"], "flag" | "notPull" | "platform"> | "digest";

/** What keeps this from being a name that a person gives; a digest is nobody's to give. */
export function nameFault(name: string): NameFault | null {
  if (name.includes("@")) return "digest";
  const fault = referenceFault(name)?.kind ?? null;
  // The others are faults of a line, not of a name.
  return fault === "flag" || fault === "notPull" || fault === "platform" ? null : fault;
}

/** Rows that have this name now: one, or none. */
export function named(rows: readonly ImageRow[], reference: string): ImageRow | undefined {
  const { repository, tag } = withTag(reference);
  const short = (name: string) => {
    const { registry, path } = repositoryOf(name);
    return `${registry}/${path}`;
  };
  const wanted = short(repository);
  return rows.find((row) => row.tag === tag && row.repository !== null && short(row.repository) === wanted);
}

/**
 * Names that one may want to give this image, for what is typed so far: repositories that are known, and the image's own
 * name in each registry that is known. They end with a colon where a tag is to follow.
 */
export function namesToGive(rows: readonly ImageRow[], image: ImageRow, typed: string, count: number): string[] {
  const repositories = [...new Set(rows.flatMap(({ repository }) => (repository === null ? [] : [repository])))];
  const registries = [...new Set(repositories.map((name) => repositoryOf(name).registry))];
  const own = image.repository?.slice(image.repository.lastIndexOf("/") + 1);
  const elsewhere = own === undefined ? [] : registries.filter((name) => name !== DOCKER_HUB).map((r) => `${r}/${own}`);
  const all = [
    ...elsewhere.map((name) => `${name}:${image.tag ?? "latest"}`),
    ...repositories.map((name) => `${name}:`),
  ].filter((name) => !rows.some((row) => `${row.repository}:${row.tag}` === name && row.id === image.id));
  const wanted = typed.trim().toLowerCase();
  const fits = all.filter((name) => name !== typed && name.toLowerCase().includes(wanted));
  return [...fits.filter((name) => name.startsWith(wanted)), ...fits.filter((name) => !name.startsWith(wanted))].slice(
    0,
    count,
  );
}

/** Instructions of a Dockerfile that change parameters; the engine knows no others in a commit or an import. */
const INSTRUCTION = /^(?:cmd|entrypoint|env|expose|healthcheck|label|onbuild|stopsignal|user|volume|workdir)\s+\S/i;

export function isChange(line: string): boolean {
  return line.trim() === "" || INSTRUCTION.test(line.trim());
}

const option = (name: string, value: string) => (value.trim() ? [name, value.trim()] : []);
const changes = (lines: readonly string[]) => lines.flatMap((line) => option("--change", line));

export function commitLine(spec: CommitSpec, container: string): string {
  return words([
    "docker",
    "commit",
    ...option("--author", spec.author ?? ""),
    ...option("--message", spec.message ?? ""),
    ...(spec.pause ? [] : ["--pause=false"]),
    ...changes(spec.changes ?? []),
    container,
    ...(spec.reference?.trim() ? [spec.reference.trim()] : []),
  ]);
}

export function importLine(spec: ImportSpec, file: string): string {
  return words([
    "docker",
    "import",
    ...option("--message", spec.message ?? ""),
    ...option("--platform", spec.platform ?? ""),
    ...changes(spec.changes ?? []),
    file,
    ...(spec.reference?.trim() ? [spec.reference.trim()] : []),
  ]);
}
