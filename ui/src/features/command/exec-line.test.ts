import { expect, it } from "vitest";
import { parseAttach, parseExec } from "./exec-line";

it("reads docker exec as the command line documents it", () => {
  expect(parseExec(["-it", "web", "bash", "-l"])).toEqual({
    container: "web",
    spec: { command: "bash -l", user: "", workingDir: "", env: [] },
  });
  expect(parseExec(["-u", "www", "--workdir=/srv", "-e", "A=b c", "web", "sh", "-c", "echo $A"])).toEqual({
    container: "web",
    spec: { command: "sh -c 'echo $A'", user: "www", workingDir: "/srv", env: ["A=b c"] },
  });
  expect(parseExec(["-it"])).toMatchObject({ container: "" });
  expect(parseExec(["-u"])).toEqual({ kind: "value", flag: "-u" });
  expect(parseExec(["-d", "web"])).toEqual({ kind: "strange", flag: "-d" });
});

it("reads docker attach", () => {
  expect(parseAttach(["web"])).toEqual({ container: "web" });
  expect(parseAttach([])).toEqual({ container: "" });
  expect(parseAttach(["web", "other"])).toEqual({ kind: "strange", flag: "other" });
  expect(parseAttach(["--no-stdin", "web"])).toEqual({ kind: "strange", flag: "--no-stdin" });
});
