/** The form of a shell in a running container: what it becomes, and what is remembered of it. */
import type { ExecSpec } from "$/ipc/bindings";
import { rowFault, workingDirFault } from "$/lib/run-form";

export interface ShellForm {
  command: string;
  user: string;
  workingDir: string;
  env: string[];
}

/**
 * The last form of each container, by its name, for as long as the window is open. It is written nowhere: a variable may
 * well be a secret.
 */
const remembered = new Map<string, ShellForm>();

export function newShellForm(container: string, start: Partial<ExecSpec> = {}): ShellForm {
  const { command = "", user = "", workingDir = "", env = [] } = start;
  const said = command !== "" || user !== "" || workingDir !== "" || env.length > 0;
  const before = said ? undefined : remembered.get(container);
  return before ? { ...before, env: [...before.env] } : { command, user, workingDir, env: [...env] };
}

export function rememberShell(container: string, { command, user, workingDir, env }: ShellForm): void {
  remembered.set(container, { command, user, workingDir, env: [...env] });
}

/** `container` is its id. Rows left empty are not there. */
export function toExecSpec(container: string, form: ShellForm): Required<ExecSpec> {
  return {
    container,
    command: form.command.trim(),
    user: form.user.trim(),
    workingDir: form.workingDir.trim(),
    env: form.env.filter((row) => row.trim() !== ""),
  };
}

/** Whether the engine could be asked. */
export function isShellSound(form: ShellForm): boolean {
  return !workingDirFault(form.workingDir) && form.env.every((row) => !rowFault("env", row));
}
