/**
 * What the engine in memory would send about one of its objects, in the shape of a real inspect document: with secrets,
 * and with labels that would do something if they were not shown as text.
 */
import type { ContainerRow, ImageRow, Subject } from "./bindings";
import { hexId } from "./memory-data";

const iso = (seconds: number) => new Date(seconds * 1000).toISOString().replace("Z", "794757Z");

/** A name that is a container's, an image's and a volume's at once. */
const AMBIGUOUS = "cache";
const NETWORKS = ["bridge", "backend"];
const VOLUMES = ["data", AMBIGUOUS, "nightly-backups"];

function config(image: string, labels: Record<string, string> = {}) {
  return {
    Hostname: "",
    Domainname: "",
    User: "",
    ExposedPorts: { "4369/tcp": {}, "5984/tcp": {} },
    Tty: false,
    OpenStdin: false,
    Env: [
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "TINI_VERSION=0.16.1",
      "LANG=C.UTF-8",
      "COUCHDB_PASSWORD=correct-horse-battery-staple",
    ],
    Cmd: ["/bin/sh", "-c", "exec serve --port 5984"],
    Healthcheck: { Test: ["CMD", "curl", "-f", "http://localhost:5984/"], Interval: 30_000_000_000, Retries: 3 },
    Image: image,
    Volumes: { "/opt/data": {} },
    WorkingDir: "/opt",
    Entrypoint: ["tini", "--", "/docker-entrypoint.sh"],
    Labels: { "org.opencontainers.image.title": "A sample", "com.example.team": "Payments", ...labels },
  };
}

function driver(id: string) {
  const folder = (n: number) => `/var/lib/docker/overlay2/${id.slice(7, 39)}${n}/diff`;
  return {
    Data: { LowerDir: Array.from({ length: 9 }, (_, n) => folder(n)).join(":"), UpperDir: folder(9) },
    Name: "overlay2",
  };
}

function imageDocument(row: ImageRow) {
  return {
    Id: row.id,
    RepoTags: row.repository === null ? [] : [`${row.repository}:${row.tag ?? "latest"}`],
    RepoDigests: row.digests,
    Comment: "",
    Created: iso(row.created),
    Config: config(row.id, row.labels),
    Architecture: "amd64",
    Os: "linux",
    Size: row.size,
    GraphDriver: driver(row.id),
    RootFS: { Type: "layers", Layers: Array.from({ length: 10 }, (_, n) => `${row.id.slice(0, -2)}${n}0`) },
    Metadata: { LastTagTime: "0001-01-01T00:00:00Z" },
  };
}

function containerDocument(row: ContainerRow) {
  const running = row.state === "running";
  return {
    Id: row.id,
    Created: iso(row.created),
    Path: "tini",
    Args: ["--", "/docker-entrypoint.sh"],
    State: {
      Status: row.state,
      Running: running,
      Pid: running ? 4242 : 0,
      ExitCode: 0,
      StartedAt: iso(row.created),
      FinishedAt: "0001-01-01T00:00:00Z",
    },
    Image: row.imageId,
    Name: `/${row.name}`,
    RestartCount: row.name.length % 4,
    HostConfig: {
      NetworkMode: networkOf(row),
      Memory: row.name.length * 67_108_864,
      NanoCpus: 1_500_000_000,
      ShmSize: 67_108_864,
      AutoRemove: false,
      RestartPolicy: { Name: row.name.length % 2 ? "unless-stopped" : "no", MaximumRetryCount: 0 },
    },
    GraphDriver: driver(row.imageId),
    Mounts: [
      { Type: "volume", Name: volumeOf(row), Destination: "/opt/data", RW: true },
      { Type: "bind", Source: "/srv/certificates", Destination: "/certs", RW: false },
    ],
    Config: config(row.image),
    NetworkSettings: {
      Ports: { "5984/tcp": [{ HostIp: "0.0.0.0", HostPort: "5984" }] },
      Networks: {
        [networkOf(row)]: { NetworkID: hexId(networkOf(row)), Gateway: "172.17.0.1", IPAddress: "172.17.0.2" },
      },
    },
  };
}

const networkOf = (row: ContainerRow) => (row.name === "billing" ? "backend" : "bridge");
const volumeOf = (row: ContainerRow) => (row.name === AMBIGUOUS ? AMBIGUOUS : "data");

function volumeDocument(name: string) {
  return {
    CreatedAt: iso(1_790_000_000),
    Driver: "local",
    Labels: { "com.docker.compose.project": "shop", "com.example.note": "\u202e<b>\u001b[31mred\u001b[0m</b>" },
    Mountpoint: `/var/lib/docker/volumes/${name}/_data`,
    Name: name,
    Options: { device: "tmpfs", o: "size=100m,uid=1000", type: "tmpfs" },
    Scope: "local",
  };
}

function networkDocument(name: string, containers: readonly ContainerRow[]) {
  const inside = containers.filter((row) => row.state === "running" && networkOf(row) === name);
  return {
    Name: name,
    Id: hexId(name),
    Created: iso(1_780_000_000),
    Scope: "local",
    Driver: "bridge",
    EnableIPv6: false,
    IPAM: { Driver: "default", Options: null, Config: [{ Subnet: "172.17.0.0/16", Gateway: "172.17.0.1" }] },
    Internal: false,
    Containers: Object.fromEntries(
      inside.map((row, at) => [row.id, { Name: row.name, IPv4Address: `172.17.0.${at + 2}/16`, IPv6Address: "" }]),
    ),
    Options: { "com.docker.network.bridge.name": name === "bridge" ? "docker0" : `br-${name}` },
    Labels: {},
  };
}

/** Volumes and networks by name. */
export const otherNames = (): Subject[] => [
  ...VOLUMES.toSorted().map((name): Subject => ({ kind: "volume", name })),
  ...NETWORKS.toSorted().map((name): Subject => ({ kind: "network", name })),
];

/** What a person chooses when a file is asked for: the answer of `docker inspect`, saved some time ago. */
export const sampleFile = (containers: readonly ContainerRow[]) => ({
  path: "/home/ada/couchdb-before.json",
  text: JSON.stringify(containers.slice(0, 1).map((row) => ({ ...containerDocument(row), RestartCount: 3 }))),
});

/** Throws what the engine would answer about an object that is not there. */
export function inspectText(
  images: readonly ImageRow[],
  containers: readonly ContainerRow[],
  subject: Subject,
): string {
  const { kind, name } = subject;
  const named = (id: string, ...names: string[]) =>
    id === name || names.includes(name) || (/^[0-9a-f]{12,}$/.test(name) && id.replace("sha256:", "").startsWith(name));
  const image = images.find(
    (row) =>
      kind === "image" &&
      named(row.id, `${row.repository}:${row.tag}`, row.tag === "latest" ? (row.repository ?? "") : ""),
  );
  const container = containers.find((row) => kind === "container" && named(row.id, row.name));
  if (image) return JSON.stringify(imageDocument(image));
  if (container) return JSON.stringify(containerDocument(container));
  if (kind === "volume" && VOLUMES.includes(name)) return JSON.stringify(volumeDocument(name));
  const network = NETWORKS.find((each) => kind === "network" && named(hexId(each), each));
  if (network) return JSON.stringify(networkDocument(network, containers));
  throw {
    code: kind === "image" ? "imageNotFound" : kind === "container" ? "containerNotFound" : "notFound",
    message: `No such ${kind}: ${name}`,
    detail: null,
  };
}
