/** What the engine in memory holds: images and containers such as a person who works with them has. */
import type { ContainerRow, EngineInfo, Endpoint, ImageManifest, ImageRow } from "./bindings";

const HOUR = 3600;
const DAY = 24 * HOUR;
const now = () => Math.floor(Date.now() / 1000);

export const endpoints: Endpoint[] = [
  { id: "context:default", name: "default", address: "unix:///var/run/docker.sock", source: "context" },
  { id: "context:build-farm", name: "build-farm", address: "ssh://ada@build-farm.example.org", source: "context" },
  {
    id: "socket:podman",
    name: "Podman (rootless)",
    address: "unix:///run/user/1000/podman/podman.sock",
    source: "socket",
  },
];

export const engine: EngineInfo = {
  product: "Docker",
  version: "28.5.2",
  apiVersion: "1.51",
  os: "linux",
  arch: "amd64",
  storageDriver: "overlay2",
  containerdStore: false,
  host: "harbour",
};

/** Sixty-four hexadecimal digits that begin as told and are the same every time. */
export function hexId(start: string): string {
  let state = [...start].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
  let id = start;
  while (id.length < 64) {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    id += (state >>> 28).toString(16);
  }
  return id;
}

function image(
  repository: string | null,
  tag: string | null,
  id: string,
  age: number,
  size: number,
  labels: Record<string, string> = {},
  manifests: ImageManifest[] = [],
): ImageRow {
  const full = `sha256:${hexId(id)}`;
  return {
    key: `${repository ?? "<none>"}:${tag ?? "<none>"}@${full}`,
    id: full,
    repository,
    tag,
    digests: repository ? [`${repository}@sha256:${hexId(id.split("").reverse().join(""))}`] : [],
    created: now() - age,
    size,
    labels,
    manifests,
  };
}

/** An image of two platforms, of which one was pulled, with what was attested about it. */
function twoPlatforms(id: string, content: number, unpacked: number): ImageManifest[] {
  const digest = (start: string) => `sha256:${hexId(start + id)}`;
  const manifest = (start: string, more: Partial<ImageManifest>): ImageManifest => ({
    digest: digest(start),
    kind: "image",
    platform: null,
    about: null,
    available: true,
    content: 0,
    unpacked: 0,
    ...more,
  });
  return [
    manifest("ad", { platform: "linux/amd64", content, unpacked }),
    manifest("aa", { platform: "linux/arm64/v8", available: false }),
    manifest("at", { kind: "attestation", about: digest("ad"), content: 8_114 }),
  ];
}

const LONG =
  "registry.eu-central-1.internal.example-corporation.com:5443/platform/teams/data-engineering/pipelines/nightly/very-long-image-name-that-goes-on";

export function sampleImages(): ImageRow[] {
  return [
    image("ghcr.io/acme/billing-api", "2026.11.3", "77c0e1f2ab19", 6 * HOUR, 174_201_331, { team: "payments" }),
    image("ghcr.io/acme/billing-api", "2026.11.2", "0b9d77e3c4aa", 3 * DAY, 174_101_210, { team: "payments" }),
    image(null, null, "e1f08ab3d5c2", 3 * DAY + HOUR, 1_210_404_000),
    image("node", "24-alpine", "9ac3b0d17e55", 8 * DAY, 163_022_114),
    image("redis", "8", "41f7c2d90be8", 9 * DAY, 137_410_902, {}, twoPlatforms("41f7c2d90be8", 48_310_902, 89_100_000)),
    image("nginx", "1.29-alpine", "c3b8aa0d2f16", 11 * DAY, 52_301_877, { maintainer: "NGINX Docker Maintainers" }),
    image("hello-world", "latest", "d16422aa4e34", 15 * DAY, 9_070),
    image("cache", "latest", "7e5fca0de001", 16 * DAY, 4_510_233),
    image("rust", "1.95-slim", "83de10b7c6f4", 16 * DAY, 812_000_451),
    image("busybox", "stable", "2305f5bbf0f3", 18 * DAY, 4_261_550),
    image("couchdb", "latest", "269ffb1d6de0", 22 * DAY, 252_239_692),
    image("postgres", "17-bookworm", "a41e6b2c9f70", 36 * DAY, 438_220_010),
    image("postgres", "17", "a41e6b2c9f70", 36 * DAY, 438_220_010),
    image("centos", "latest", "5d0da3dc9764", 5 * 366 * DAY, 231_268_856),
    image(LONG, "2026-11-22T23-59-59Z-abcdef0123456789-release-candidate-17", "ab12cd34ef56", 70, 98_400_010),
    image("evil/\u202egnp\u001b[31m<b>name</b>", "x", "ee00ee00ee00", 40 * DAY, 1_000, {
      "org.example.note": "<img src=x onerror=alert(1)>\u0007",
      "org.example.ansi": "\u001b[31mred\u001b[0m",
      "org.example.rtl": "\u202eevitcelfer \u05e9\u05dc\u05d5\u05dd",
      "<script>alert(2)</script>": "a key with markup",
    }),
  ];
}

/** As many images as asked for, with a few names and many tags. */
export function manyImages(count: number): ImageRow[] {
  const names = ["api", "web", "worker", "ingest", "search", "mailer", "auth", "billing", "reports", "edge"];
  return Array.from({ length: count }, (_, n) =>
    image(
      `registry.example.org/team-${n % 7}/${names[n % names.length]}`,
      `1.${Math.floor(n / 100)}.${n % 100}`,
      hexId(`${n.toString(16).padStart(6, "0")}`).slice(0, 12),
      60 + n * 2711,
      1_000_000 + ((n * 7_919_993) % 900_000_000),
    ),
  );
}

function container(
  name: string,
  imageName: string,
  imageId: string,
  id: string,
  state: ContainerRow["state"],
  status: string,
  age: number,
  ports: string[] = [],
  command = '"docker-entrypoint.s…"',
): ContainerRow {
  return {
    id: hexId(id),
    name,
    image: imageName,
    imageId: `sha256:${hexId(imageId)}`,
    command,
    created: now() - age,
    state,
    status,
    ports,
  };
}

export function sampleContainers(): ContainerRow[] {
  return [
    container("couchdb-1", "couchdb:latest", "269ffb1d6de0", "7f3c1a2b9d8e", "running", "Up 2 hours", 2 * HOUR, [
      "0.0.0.0:5984->5984/tcp",
      "[::]:5984->5984/tcp",
      "4369/tcp",
    ]),
    container(
      "couchdb-old",
      "couchdb:latest",
      "269ffb1d6de0",
      "11aa22bb33cc",
      "exited",
      "Exited (0) 3 days ago",
      9 * DAY,
    ),
    container(
      "billing",
      "ghcr.io/acme/billing-api:2026.11.3",
      "77c0e1f2ab19",
      "0c0ffee0beef",
      "running",
      "Up 5 hours (healthy)",
      5 * HOUR,
      ["127.0.0.1:8080->8080/tcp"],
    ),
    container("web", "nginx:1.29-alpine", "c3b8aa0d2f16", "ab01ab02ab03", "paused", "Up 3 days (Paused)", 3 * DAY, [
      "0.0.0.0:80->80/tcp",
    ]),
    container("cache", "redis:8", "41f7c2d90be8", "cd01cd02cd03", "running", "Up 9 days", 9 * DAY, ["6379/tcp"]),
    container(
      "flaky",
      "node:24-alpine",
      "9ac3b0d17e55",
      "ef01ef02ef03",
      "restarting",
      "Restarting (1) 12 seconds ago",
      DAY,
    ),
    container(
      "peaceful_hopper",
      "centos",
      "5d0da3dc9764",
      "5e5e5e5e5e5e",
      "exited",
      "Exited (130) 4 weeks ago",
      29 * DAY,
      [],
      '"/bin/bash"',
    ),
    container("fresh", "postgres:17", "a41e6b2c9f70", "9f9f9f9f9f9f", "created", "Created", 30),
  ];
}
