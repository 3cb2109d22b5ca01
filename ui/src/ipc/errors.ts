/** Errors as they cross from the shell, and a guard for everything else that can be thrown. */
import type { CommandError } from "./bindings";

export function isCommandError(value: unknown): value is CommandError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** Anything thrown becomes a `CommandError`; what is not one is a fault of ours. */
export function toCommandError(thrown: unknown): CommandError {
  if (isCommandError(thrown)) return thrown;
  return { code: "internal", message: thrown instanceof Error ? thrown.message : String(thrown), detail: null };
}
