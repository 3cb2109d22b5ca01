import { expect, it } from "vitest";
import { isShellSound, newShellForm, rememberShell, toExecSpec } from "./shell-form";

it("leaves out what is empty and keeps what a value ends in", () => {
  const form = { command: " bash -l ", user: " www ", workingDir: "", env: ["A=b ", " "] };
  expect(toExecSpec("c1", form)).toEqual({
    container: "c1",
    command: "bash -l",
    user: "www",
    workingDir: "",
    env: ["A=b "],
  });
});

it("knows what the engine would refuse", () => {
  const form = newShellForm("web");
  expect(isShellSound(form)).toBe(true);
  expect(isShellSound({ ...form, workingDir: "srv" })).toBe(false);
  expect(isShellSound({ ...form, env: ["KEY"] })).toBe(false);
});

it("remembers the last form of a container, unless something else is asked for", () => {
  rememberShell("web", { command: "zsh", user: "www", workingDir: "/srv", env: ["A=b"] });
  expect(newShellForm("web").user).toBe("www");
  expect(newShellForm("other").user).toBe("");
  expect(newShellForm("web", { command: "top" })).toEqual({ command: "top", user: "", workingDir: "", env: [] });
});
