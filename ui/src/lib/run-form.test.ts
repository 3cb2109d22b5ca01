/** The run form: what it becomes, and what is wrong with it. */
import { describe, expect, it } from "vitest";
import { imageFault, isSound, nameFault, newForm, rowFault, toSpec, workingDirFault } from "./run-form";

it("leaves out empty rows and trims what has no meaning", () => {
  const form = {
    ...newForm({ image: " centos ", interactive: true }),
    command: " /bin/bash ",
    publish: ["", " 8080:80 "],
    env: ["A= b ", " "],
  };
  expect(toSpec(form)).toMatchObject({
    image: "centos",
    command: "/bin/bash",
    interactive: true,
    publish: ["8080:80"],
    env: ["A= b "],
  });
});

describe("ports", () => {
  it.each([
    "80",
    "8080:80",
    "127.0.0.1:8080:80/tcp",
    "127.0.0.1::80",
    "53:53/udp",
    "8000-8010:8000-8010",
    "[::1]:80:80",
  ])("%s is one", (row) => expect(rowFault("publish", row)).toBeUndefined());
  it.each(["http", "8080:", "70000:80", "0:80", "80:80/icmp", "8080 80"])("%s is none", (row) =>
    expect(rowFault("publish", row)).toBe("publish"),
  );
});

describe("volumes", () => {
  it.each(["data:/data", "/srv:/srv:ro", "/data", "data:/data:ro,z"])("%s is one", (row) =>
    expect(rowFault("volumes", row)).toBeUndefined(),
  );
  it.each(["data", "data:relative", "./here:/data", "/a:/b:ro:x", "-x:/data"])("%s is none", (row) =>
    expect(rowFault("volumes", row)).toBe("volume"),
  );
});

it("knows variables, names, folders and images", () => {
  expect(rowFault("env", "KEY=")).toBeUndefined();
  expect(rowFault("env", "KEY=a=b c")).toBeUndefined();
  expect(rowFault("env", "KEY")).toBe("env");
  expect(rowFault("env", "=x")).toBe("env");
  expect(nameFault("web-1")).toBeUndefined();
  expect(nameFault("-web")).toBe("name");
  expect(workingDirFault("srv")).toBe("workingDir");
  expect(imageFault(" ")).toBe("imageMissing");
  expect(imageFault("a b")).toBe("imageSpaces");
});

it("is sound when nothing is wrong", () => {
  expect(isSound(newForm({ image: "centos" }))).toBe(true);
  expect(isSound({ ...newForm({ image: "centos" }), publish: ["x"] })).toBe(false);
});
