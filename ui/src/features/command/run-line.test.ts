import { expect, it } from "vitest";
import { parse } from "./parse";
import { parseRun } from "./run-line";
import { oneLine } from "./split";

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

it("takes short options together, the last with its value", () => {
  expect(parseRun(["-dp", "80:80", "nginx"])).toMatchObject({ image: "nginx", publish: ["80:80"] });
  expect(parseRun(["-ituroot", "app"])).toMatchObject({ image: "app", interactive: true, user: "root" });
  expect(parseRun(["-itx", "app"])).toEqual({ kind: "strange", flag: "-itx" });
  expect(parseRun(["-it=false", "app"])).toEqual({ kind: "strange", flag: "-it=false" });
  expect(parseRun(["-", "app"])).toEqual({ kind: "strange", flag: "-" });
  expect(parseRun(["--", "app"])).toEqual({ kind: "strange", flag: "--" });
});

it("leaves nothing to a shell that is not there", () => {
  const sign = (what: string) => ({ is: "fault", fault: { kind: "sign", what } });
  expect(parse("docker run -e TOKEN=$TOKEN app")).toEqual(sign("$"));
  expect(parse('docker run app echo "`id`"')).toEqual(sign("`"));
  expect(parse("docker run app cat x | head")).toEqual(sign("|"));
  expect(parse("docker exec web sh && true")).toEqual(sign("&"));
  expect(parse("docker rmi $(docker images -q)")).toEqual(sign("$"));
  expect(parse("docker run nginx # web")).toEqual(sign("#"));
  expect(parse("docker save app > x.tar && docker rmi app")).toEqual(sign("&"));
  expect(parse('docker save -o "$HOME/x.tar" app')).toMatchObject({ is: "move" });
  expect(parse('docker run alpine grep -E "^a$" b#c 5$')).toMatchObject({ asked: { image: "alpine" } });
  expect(parse("$ docker run app sh -c 'echo $HOME | wc; true' \"a & b\" \\$x")).toMatchObject({
    asked: { command: "sh -c 'echo $HOME | wc; true' 'a & b' '$x'" },
  });
});

it("reads lines as a shell does", () => {
  expect(oneLine("docker run -d \\\n  --name web \\\r\n  nginx\n")).toBe("docker run -d --name web nginx");
  expect(parse(oneLine("docker run -d nginx\ndocker ps"))).toEqual({ is: "fault", fault: { kind: "sign", what: ";" } });
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
