/**
 * What a person types or pastes to name an image: a reference by the grammar of github.com/distribution/reference, or a
 * whole `docker pull` line. The engine has the last word; this says early what it would refuse.
 */

export type ReferenceFault =
  | { kind: "empty" | "spaces" | "uppercase" | "long" | "identifier" | "shape" | "platform" }
  | { kind: "flag"; flag: string }
  | { kind: "notPull"; command: string };

export interface PullRequest {
  reference: string;
  /** From `--platform`; none where the line has none. */
  platform: string | null;
  fault: ReferenceFault | null;
}

const DOMAIN =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;
const IDENTIFIER = /^[0-9a-f]{64}$/;
/** Of the path, in characters; what has no registry is below `library/` on Docker Hub. */
const PATH_MAX = 255;
const PLATFORM = /^[a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9.]+)?$/;

export function referenceFault(reference: string): ReferenceFault | null {
  if (reference === "") return { kind: "empty" };
  if (/\s/.test(reference)) return { kind: "spaces" };
  if (IDENTIFIER.test(reference)) return { kind: "identifier" };
  const [named = "", digest, ...more] = reference.split("@");
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return { kind: "shape" };
  const slash = named.indexOf("/");
  const first = slash < 0 ? "" : named.slice(0, slash);
  // As the engine tells a registry from the first part of a path.
  const hasDomain = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  if (hasDomain && !DOMAIN.test(first)) return { kind: "shape" };
  const rest = hasDomain ? named.slice(slash + 1) : named;
  const colon = rest.lastIndexOf(":");
  const path = colon < 0 ? rest : rest.slice(0, colon);
  if (colon >= 0 && !TAG.test(rest.slice(colon + 1))) return { kind: "shape" };
  if (path !== path.toLowerCase()) return { kind: "uppercase" };
  if (!path.split("/").every((component) => COMPONENT.test(component))) return { kind: "shape" };
  const official = !path.includes("/") && (!hasDomain || /^(?:index\.)?docker\.io$/.test(first));
  return path.length + (official ? "library/".length : 0) > PATH_MAX ? { kind: "long" } : null;
}

/** What stands before the tag, and the tag as far as it is typed; none where no tag is begun. */
export function tagTyped(reference: string): { repository: string; tag: string } | null {
  const colon = reference.lastIndexOf(":");
  if (colon <= 0 || reference.includes("@") || reference.slice(colon).includes("/")) return null;
  const repository = reference.slice(0, colon);
  // A registry's port rather than a tag.
  if (!repository.includes("/") && (repository.includes(".") || repository === "localhost")) return null;
  return referenceFault(repository) === null ? { repository, tag: reference.slice(colon + 1) } : null;
}

const natural = new Intl.Collator("en", { numeric: true }).compare;

/** As one looks for them: `latest`, then the highest numbers. */
export function sortTags(tags: readonly string[]): string[] {
  const first = (tag: string) => (tag === "latest" ? 0 : 1);
  return [...tags].sort((a, b) => first(a) - first(b) || natural(b, a));
}

export function platformFault(platform: string): ReferenceFault | null {
  return platform === "" || PLATFORM.test(platform) ? null : { kind: "platform" };
}

/** `$ sudo docker image pull --platform linux/arm64 redis:8`, or only `redis:8`. */
export function parsePull(text: string): PullRequest {
  const words = text
    .trim()
    .replace(/^[$#]\s+/, "")
    // A field joins the lines of a command that is pasted; what went on in the next one ended so.
    .split(/[\s\\]+/)
    .filter(Boolean)
    .map((word) => word.replace(/^(--platform=)?(["'])(.*)\2$/, "$1$3"));
  const fail = (fault: ReferenceFault): PullRequest => ({ reference: "", platform: null, fault });
  if (words[0] === "sudo") words.shift();
  if (/^(?:docker|podman|nerdctl)$/.test(words[0] ?? "") && words.length > 1) {
    words.shift();
    if (words[0] === "image") words.shift();
    const command = words.shift() ?? "";
    if (command !== "pull") return fail({ kind: "notPull", command });
  }
  let platform: string | null = null;
  const references: string[] = [];
  while (words.length > 0) {
    const word = words.shift() as string;
    if (word === "--platform") platform = words.shift() ?? "";
    else if (word.startsWith("--platform=")) platform = word.slice("--platform=".length);
    else if (word === "-q" || word === "--quiet") continue;
    else if (word.startsWith("-")) return fail({ kind: "flag", flag: word });
    else references.push(word);
  }
  const reference = references.join(" ");
  return { reference, platform, fault: referenceFault(reference) ?? platformFault(platform ?? "") };
}
