/** What the engine in memory would send about one of its objects, in the shape of a real inspect document. */
import type { ContainerRow, ImageRow, Subject } from "./bindings";

const iso = (seconds: number) => new Date(seconds * 1000).toISOString().replace("Z", "794757Z");

function config(image: string) {
  return {
    Hostname: "",
    Domainname: "",
    User: "",
    ExposedPorts: { "4369/tcp": {}, "5984/tcp": {} },
    Tty: false,
    OpenStdin: false,
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TINI_VERSION=0.16.1", "LANG=C.UTF-8"],
    Cmd: ["/bin/sh", "-c", "exec serve --port 5984"],
    Healthcheck: { Test: ["CMD", "curl", "-f", "http://localhost:5984/"], Interval: 30_000_000_000, Retries: 3 },
    Image: image,
    Volumes: { "/opt/data": {} },
    WorkingDir: "/opt",
    Entrypoint: ["tini", "--", "/docker-entrypoint.sh"],
    Labels: { "org.opencontainers.image.title": "A sample", "com.example.team": "Payments" },
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
    Config: config(row.id),
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
    HostConfig: { NetworkMode: "bridge", Memory: 536_870_912, ShmSize: 67_108_864, AutoRemove: false },
    GraphDriver: driver(row.imageId),
    Mounts: [{ Type: "volume", Name: "data", Destination: "/opt/data", RW: true }],
    Config: config(row.image),
    NetworkSettings: {
      Ports: { "5984/tcp": [{ HostIp: "0.0.0.0", HostPort: "5984" }] },
      Networks: { bridge: { Gateway: "172.17.0.1", IPAddress: "172.17.0.2" } },
    },
  };
}

/** Throws what the engine would answer about an object that is not there. */
export function inspectText(
  images: readonly ImageRow[],
  containers: readonly ContainerRow[],
  subject: Subject,
): string {
  const { kind, name } = subject;
  const named = (id: string, ...names: string[]) => id === name || names.includes(name);
  const image = images.find(
    (row) => kind === "image" && named(row.id, `${row.repository}:${row.tag}`, row.repository ?? ""),
  );
  const container = containers.find((row) => kind === "container" && named(row.id, row.name));
  if (image) return JSON.stringify(imageDocument(image));
  if (container) return JSON.stringify(containerDocument(container));
  throw {
    code: kind === "image" ? "imageNotFound" : "containerNotFound",
    message: `No such ${kind}: ${name}`,
    detail: null,
  };
}
