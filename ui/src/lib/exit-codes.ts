/** Exit codes that mean something by themselves: the engine's and the shell's own, and 128 + the signal. */
export const KNOWN_EXIT_CODES = [125, 126, 127, 130, 137, 139, 143] as const;

export type KnownExitCode = (typeof KNOWN_EXIT_CODES)[number];

export function isKnownExitCode(code: number): code is KnownExitCode {
  return (KNOWN_EXIT_CODES as readonly number[]).includes(code);
}
