import { expect, it } from "vitest";
import { parse } from "./parse";
import { parseRun } from "./run-line";

const nothing = {
  command: "",
  name: "",
  interactive: false,
  remove: false,
  env: [],
  publish: [],
  volumes: [],
  user: "",
  workingDir: "",
};

it("reads docker run as the command line documents it", () => {
  expect(parseRun(["hello-world"])).toEqual({ ...nothing, image: "hello-world" });
  expect(parseRun(["-it", "centos", "/bin/bash"])).toEqual({
    ...nothing,
    image: "centos",
    command: "/bin/bash",
    interactive: true,
  });
  expect(parseRun(["-d", "--rm", "--name=web", "-p", "8080:80", "-p81:81", "nginx:1"])).toEqual({
    ...nothing,
    image: "nginx:1",
    name: "web",
    remove: true,
    publish: ["8080:80", "81:81"],
  });
  expect(parseRun(["-u", "www", "-w=/srv", "-e", "A=b c", "--env=B=", "-v", "data:/data", "app"])).toEqual({
    ...nothing,
    image: "app",
    user: "www",
    workingDir: "/srv",
    env: ["A=b c", "B="],
    volumes: ["data:/data"],
  });
});

it("leaves to the command what follows the image", () => {
  expect(parseRun(["alpine", "sh", "-c", "echo -it --rm"])).toEqual({
    ...nothing,
    image: "alpine",
    command: "sh -c 'echo -it --rm'",
  });
});

it("knows a terminal in each of its forms", () => {
  for (const flag of ["-i", "-t", "-dit", "--tty", "--interactive"])
    expect(parseRun([flag, "centos"])).toMatchObject({ interactive: true });
  for (const flag of ["-d", "--detach"]) expect(parseRun([flag, "centos"])).toMatchObject({ interactive: false });
});

it("says what it does not understand", () => {
  expect(parseRun(["--gpus", "all", "app"])).toEqual({ kind: "strange", flag: "--gpus" });
  expect(parseRun(["-p"])).toEqual({ kind: "value", flag: "-p" });
  expect(parse("docker run --privileged app")).toEqual({
    is: "fault",
    fault: { kind: "unknownFlag", what: "--privileged" },
  });
  expect(parse("$ sudo docker container run -it centos")).toMatchObject({
    is: "run",
    asked: { image: "centos", interactive: true },
  });
});
