/** What one image of the engine in memory is made of, and how two of them differ. */
import type {
  ComparedParameter,
  HistoryEntry,
  ImageComparison,
  ImageDetails,
  ImageHistory,
  ImageRow,
  Parameter,
  ParameterKind,
  Said,
  Sharing,
} from "./bindings";

const MASK = "••••••••";
const SECRETS: Record<string, string> = { "/Config/Env/4": "correct-horse" };
const LAYERS = 10;

const said = (text: string, pointer: string, shown = false): Said => {
  const secret = SECRETS[pointer];
  if (secret === undefined) return { text, more: false, secret: "none", pointer };
  return { text: shown ? secret : MASK, more: false, secret: shown ? "shown" : "hidden", pointer };
};

/** The version is the tag's: two tags of one repository differ in it. */
function parametersOf(row: ImageRow, shown = false): Parameter[] {
  const one = (kind: ParameterKind, text: string, pointer: string, name: string | null = null): Parameter => ({
    kind,
    name,
    value: said(text, pointer, shown),
  });
  const env: [string, string][] = [
    ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ["GOSU_VERSION", "1.10"],
    ["TINI_VERSION", "0.16.1"],
    ["VERSION", row.tag ?? "none"],
    ["ADMIN_PASSWORD", ""],
    ["GPG_KEYS", "15DD4F3B8AACA54740EB78C7B7B7C53943ECCEE1 1CFBFA43C19B6DF4A0CA3934669C02FFDF3CEBA3"],
  ];
  return [
    one("entrypoint", "tini -- /docker-entrypoint.sh", "/Config/Entrypoint"),
    one("command", "/opt/couchdb/bin/couchdb", "/Config/Cmd"),
    one("workingDir", "/opt/couchdb", "/Config/WorkingDir"),
    ...env.map(([name, value], n) => one("environment", value, `/Config/Env/${n}`, name)),
    ...["4369/tcp", "5984/tcp", "9100/tcp"].map((port) =>
      one("port", "", `/Config/ExposedPorts/${port.replace("/", "~1")}`, port),
    ),
    one("volume", "", "/Config/Volumes/~1opt~1couchdb~1data", "/opt/couchdb/data"),
    one("healthTest", "curl -f http://localhost:5984/_up || exit 1", "/Config/Healthcheck/Test"),
    one("healthInterval", "30000000000", "/Config/Healthcheck/Interval"),
    one("healthRetries", "3", "/Config/Healthcheck/Retries"),
    ...Object.entries({
      "org.opencontainers.image.source": "https://github.com/apache/couchdb-docker",
      ...row.labels,
    }).map(([name, value]) => one("label", value ?? "", `/Config/Labels/${name.replaceAll("/", "~1")}`, name)),
  ];
}

export function detailsOf(row: ImageRow, tags: string[]): ImageDetails {
  return {
    id: row.id,
    tags,
    digests: row.digests,
    created: row.created,
    tagged: null,
    size: row.size,
    platform: "linux/amd64",
    osVersion: null,
    author: null,
    comment: null,
    parent: null,
    builtBy: "20.10.24",
    driver: "overlay2",
    layers: LAYERS,
    parameters: parametersOf(row),
  };
}

/** None where the image has no such value. */
export function valueOf(row: ImageRow, pointer: string, shown: boolean): string | null {
  return parametersOf(row, shown).find(({ value }) => value.pointer === pointer)?.value.text ?? null;
}

export function historyOf(row: ImageRow, tags: string[]): ImageHistory {
  const newest: [string | null, string, number, Partial<HistoryEntry["instruction"]>?][] = [
    ["CMD", '["/opt/couchdb/bin/couchdb"]', 0],
    ["EXPOSE", "4369/tcp 5984/tcp 9100/tcp", 0],
    ["VOLUME", "/opt/couchdb/data", 0],
    ["ENTRYPOINT", '["tini", "--", "/docker-entrypoint.sh"]', 0],
    ["COPY", "file:95a6… in /docker-entrypoint.sh", 2_610],
    [
      "RUN",
      'set -xe; apt-get update; apt-get install -y --no-install-recommends couchdb="$VERSION"~jessie; rm -rf /var/lib/apt/lists/*',
      106_002_113,
      { arguments: ["buildDeps=apt-transport-https gcc g++"] },
    ],
    ["ENV", `VERSION=${row.tag ?? "none"}`, 0],
    ...[2_210, 31_004, 812, 1_204_331, 64, 9_211].map((size, n): [string, string, number] => [
      "RUN",
      `set -ex; make step-${6 - n}`,
      size,
    ]),
    ["RUN", "apt-get update && apt-get install -y curl ca-certificates", 43_410_774],
    ["CMD", '["bash"]', 0],
    ["ADD", "file:58d5c21fcabcf1eec in /", 79_100_231],
  ];
  let [total, index] = [0, 0];
  const steps = newest
    .toReversed()
    .map(([keyword, text, size, more], n): HistoryEntry => {
      total += size;
      return {
        id: n === newest.length - 1 ? row.id : null,
        created: row.created,
        createdBy: keyword === "RUN" ? `/bin/sh -c ${text}` : `/bin/sh -c #(nop)  ${keyword} ${text}`,
        instruction: { keyword, text, arguments: [], shell: null, ...more },
        more: false,
        secret: "none",
        size,
        total,
        comment: "",
        tags: n === newest.length - 1 ? tags : [],
        layer: size > 0 ? { is: "made", index: index++ } : { is: "none" },
      };
    })
    .toReversed();
  const layers = Array.from({ length: index }, (_, n) => ({
    diffId: `sha256:${String(n).repeat(64)}`,
    chainId: `sha256:${String(9 - (n % 10)).repeat(64)}`,
  }));
  return { steps, layers, size: total };
}

/** Images of one repository stand on the same nine layers, others on the lowest. */
export function sharingOf(row: ImageRow, images: readonly ImageRow[], tagsOf: (row: ImageRow) => string[]): Sharing[] {
  const others = images.filter(
    (other, n) => other.id !== row.id && images.findIndex(({ id }) => id === other.id) === n,
  );
  return others
    .slice(0, 8)
    .map((other) => ({ id: other.id, names: tagsOf(other), layers: other.repository === row.repository ? 9 : 1 }))
    .sort((one, other) => other.layers - one.layers);
}

export function comparisonOf(
  left: { row: ImageRow; tags: string[]; reference: string },
  right: { row: ImageRow; tags: string[]; reference: string },
  shown: boolean,
): ImageComparison {
  const [before, after] = [parametersOf(left.row, shown), parametersOf(right.row, shown)];
  const same = (one: Parameter, other: Parameter) => one.kind === other.kind && one.name === other.name;
  const told = (one: Parameter | undefined, other: Parameter | undefined): ComparedParameter => ({
    kind: (one ?? other)?.kind ?? "label",
    name: (one ?? other)?.name ?? null,
    difference: !one ? "added" : !other ? "removed" : one.value.text === other.value.text ? "same" : "changed",
    left: one?.value ?? null,
    right: other?.value ?? null,
  });
  const parameters = [
    ...after.map((other) =>
      told(
        before.find((one) => same(one, other)),
        other,
      ),
    ),
    ...before.filter((one) => !after.some((other) => same(one, other))).map((one) => told(one, undefined)),
  ];
  const steps = (row: ImageRow, tags: string[]) => historyOf(row, tags).steps.toReversed();
  const [lefts, rights] = [steps(left.row, left.tags), steps(right.row, right.tags)];
  const base = lefts.findIndex((step, n) => step.createdBy !== rights[n]?.createdBy);
  const from = base < 0 ? lefts.length : base;
  const common = lefts.slice(0, from);
  const end = ({ row, tags, reference }: typeof left) => ({
    reference,
    id: row.id,
    tags,
    created: row.created,
    size: row.size,
    platform: "linux/amd64",
    author: null,
    layers: LAYERS,
  });
  return {
    left: end(left),
    right: end(right),
    parameters,
    layers: {
      common: common.filter(({ layer }) => layer.is === "made").length,
      commonSize: common.reduce((sum, { size }) => sum + size, 0),
      base: common,
      steps: lefts.slice(from).map((step, n) => ({
        difference: step.createdBy === rights[from + n]?.createdBy ? "same" : "instruction",
        left: step,
        right: rights[from + n] ?? null,
      })),
    },
    secrets: true,
  };
}
