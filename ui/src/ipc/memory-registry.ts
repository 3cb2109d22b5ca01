/** Registries of the engine in memory: one that asks for a sign-in (`registry.example`, any name, password `harbor`). */
import type {
  CommandError,
  ImageRow,
  ImageUpdate,
  Means,
  PullPreview,
  Said,
  SearchHit,
  SignedIn,
  SignInReport,
  Tags,
} from "./bindings";
import { hexId } from "./memory-data";

const PRIVATE = "registry.example";
const PASSWORD = "harbor";
const TAGS = ["latest", "8", "8.2", "8.2-alpine", "8-alpine", "7", "7.4", "7.4-alpine", "7-alpine", "6.2"];
const PLATFORMS = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"];
const MEMORY: Means = { kind: "memory" };

const fault = (code: CommandError["code"], message: string): CommandError => ({ code, message, detail: null });

export class MemoryRegistries {
  #signedIn: SignedIn[] = [
    { registry: "ghcr.io", username: "mara", means: { kind: "helper", name: "secretservice" }, overridden: false },
  ];

  list = () => ({ signedIn: [...this.#signedIn], troubles: [] });

  signIn(registry: string, username: string, secret: string): SignInReport {
    const domain = registry || "docker.io";
    if (secret !== PASSWORD) throw fault("registryUnauthorized", "401 Unauthorized: authentication required");
    this.signOut(domain, MEMORY);
    this.#signedIn = [...this.#signedIn, { registry: domain, username, means: MEMORY, overridden: false }];
    return { registry: domain, means: MEMORY, untested: false };
  }

  signOut(registry: string, means: Means): void {
    this.#signedIn = this.#signedIn.filter((one) => one.registry !== registry || one.means.kind !== means.kind);
  }

  /** What keeps a pull of this reference from working. */
  refusal(reference: string): CommandError | null {
    if (reference.includes("huge")) return fault("noSpace", "write /var/lib/docker/tmp/layer: no space left on device");
    const closed = reference.startsWith(`${PRIVATE}/`) && !this.#signedIn.some(({ registry }) => registry === PRIVATE);
    return closed ? fault("registryUnauthorized", "401 Unauthorized: authentication required") : null;
  }

  #check(reference: string): void {
    const refusal = this.refusal(reference);
    if (refusal) throw refusal;
  }

  tags(reference: string): Tags {
    this.#check(reference);
    return { tags: [...TAGS], more: false };
  }

  platforms(reference: string): string[] {
    this.#check(reference);
    return [...PLATFORMS];
  }

  preview(reference: string): PullPreview {
    this.#check(reference);
    const layers = [29_100_000, 4_200_000, 61_000_000].map((size, n) => ({
      digest: `sha256:${hexId(`a${n}`)}`,
      size,
      here: n === 0,
    }));
    const fetch = layers.reduce((sum, { size, here }) => sum + (here ? 0 : size), 0);
    const said = (text: string): Said => ({ text, more: false, secret: "none", pointer: "" });
    return {
      reference,
      digest: `sha256:${hexId("d1e5")}`,
      platform: "linux/amd64",
      platforms: [...PLATFORMS],
      here: `sha256:${hexId("c0de")}`,
      upToDate: false,
      otherPlatform: false,
      layers,
      knownBy: "content",
      fetch,
      total: layers.reduce((sum, { size }) => sum + size, 0),
      configuration: [
        { kind: "environment", name: "LOG_FORMAT", difference: "added", left: null, right: said("json") },
        { kind: "environment", name: "VERSION", difference: "changed", left: said("8.2.1"), right: said("8.2.3") },
        { kind: "label", name: "maintainer", difference: "removed", left: said("mara@example"), right: null },
      ],
    };
  }

  search = (term: string): SearchHit[] => [
    { name: term, description: "Somebody’s favourite store", stars: 13_214, official: true },
    { name: `acme/${term}`, description: "The same, otherwise", stars: 12, official: false },
  ];

  /** Every third tag has an update; images without a digest came from no registry. */
  updates = (references: readonly string[], rows: readonly ImageRow[]): ImageUpdate[] =>
    references.map((reference, n) => {
      const row = rows.find(({ repository, tag }) => `${repository}:${tag}` === reference);
      const refusal = this.refusal(reference);
      const answer = (state: ImageUpdate["state"]): ImageUpdate => ({ reference, id: row?.id ?? null, state });
      if (!row || row.digests.length === 0) return answer({ is: "local" });
      if (refusal) return answer({ is: "failed", error: refusal });
      return answer(n % 3 === 0 ? { is: "newer", digest: `sha256:${hexId("d1e5")}` } : { is: "upToDate" });
    });
}
