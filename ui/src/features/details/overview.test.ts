import { expect, it } from "vitest";
import { en } from "$/i18n/en";
import type { ImageDetails, ImageRow, Parameter, ParameterKind } from "$/ipc/bindings";
import { runLine, sections, unset } from "./overview";

const words = en.overview;
const time = { ago: (at: number | null) => `at ${at}`, exactly: String, bytes: (n: number) => `${n} bytes` };
const row = { created: 1, size: 5, manifests: [] as ImageRow["manifests"] } as ImageRow;

const parameter = (kind: ParameterKind, text: string, name: string | null = null): Parameter => ({
  kind,
  name,
  value: { text, more: false, secret: "none", pointer: `/Config/${kind}` },
});

const image = (parameters: Parameter[]): ImageDetails => ({
  id: "sha256:aa",
  tags: ["a:1", "a:2"],
  digests: [],
  created: 3,
  tagged: null,
  size: 5,
  platform: "linux/amd64",
  osVersion: null,
  author: null,
  comment: null,
  parent: null,
  builtBy: null,
  driver: null,
  layers: 2,
  parameters,
});

const lines = (parameters: Parameter[]) =>
  sections(row, image(parameters), words, time).flatMap(({ id, entries }) =>
    entries.map(({ label, said, shown, faint }) => `${id} ${label}: ${shown ?? said.text}${faint ? " (so)" : ""}`),
  );

it("says in order what there is, and what is so because nothing is said", () => {
  expect(
    lines([
      parameter("command", "sh"),
      parameter("environment", "1", "A"),
      parameter("port", "", "80/tcp"),
      parameter("healthTest", "NONE"),
      parameter("healthInterval", "90000000000"),
      parameter("label", "x", "l"),
    ]),
  ).toEqual([
    "runs Command: sh",
    "runs User: root, as the image names no user (so)",
    "runs Working folder: /, as the image names no folder (so)",
    "runs Stop signal: SIGTERM (so)",
    "environment A: 1",
    "network Port: 80/tcp",
    "health Test: Switched off by the image",
    "health Interval: 1m30s",
    "fileSystem Size: 5B · 5 bytes",
    "fileSystem Layers: 2",
    "fileSystem Platform: linux/amd64",
    "fileSystem Created: at 3",
    "labels l: x",
    "identity Image ID: sha256:aa",
    "identity Names: a:1",
    "identity Names: a:2",
  ]);
});

it("tells content and unpacked size apart where the engine does, of what is here", () => {
  const part = (content: number, unpacked: number, available = true) => ({ content, unpacked, available });
  const manifests = [part(2, 7), part(1, 0), part(90, 90, false)] as ImageRow["manifests"];
  const found = sections({ ...row, size: 10, manifests }, image([]), words, time);
  const said = found
    .find(({ id }) => id === "fileSystem")
    ?.entries.map(({ label, said: { text } }) => `${label}: ${text}`);
  expect(said?.slice(0, 3)).toEqual(["Size: 10B · 10 bytes", "Content: 3B · 3 bytes", "Unpacked: 7B · 7 bytes"]);
});

it("takes a variable along as one gives it", () => {
  const [, environment] = sections(row, image([parameter("environment", "1", "A")]), words, time);
  expect(environment?.entries[0]?.copied?.("1")).toBe("A=1");
});

it("gives every entry an id of its own", () => {
  const all = sections(row, image([parameter("port", "", "1"), parameter("port", "", "2")]), words, time);
  const ids = all.flatMap(({ entries }) => entries.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

it("says in one sentence what is not set", () => {
  expect(unset(image([]), words)).toBe("It sets no variables, ports, volumes, health check or labels.");
  const most = [parameter("environment", "", "A"), parameter("port", "", "1"), parameter("volume", "", "/")];
  expect(unset(image([...most, parameter("label", "", "l")]), words)).toBe("It sets no health check.");
  expect(unset(image([...most, parameter("label", "", "l"), parameter("healthTest", "x")]), words)).toBeNull();
});

it("puts the command behind the entrypoint", () => {
  expect(runLine({ entrypoint: "tini --", command: "a b" })).toBe("tini -- a b");
  expect(runLine({ entrypoint: null, command: null })).toBe("");
});
