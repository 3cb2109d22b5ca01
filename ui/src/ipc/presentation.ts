/**
 * What a person is told about each error: the catalogue's title and remedy, the one action that may mend it, and the
 * engine's own words. The table is complete by construction: a new code does not compile until it is here.
 */
import { t } from "$/i18n/index.svelte";
import { visibleLines } from "$/lib/text";
import type { CommandError, ErrorCode } from "./bindings";

/** What a button beside the error can do. */
export type ErrorAction =
  /** The same again. */
  | "retry"
  /** Connect to the engine again. */
  | "reconnect"
  /** Sign in to the registry; what failed goes on by itself then. */
  | "signIn"
  /** Pull the image. */
  | "pull"
  /** Make room on the engine's disk. */
  | "cleanUp"
  /** Load the list afresh. */
  | "refresh"
  /** A person has to change something first. */
  | "none";

const actions = {
  engineUnreachable: "reconnect",
  engineForbidden: "reconnect",
  endpointInvalid: "reconnect",
  engineLost: "reconnect",
  engineNotInUse: "none",
  embeddedEngineUnavailable: "reconnect",
  imageNotFound: "pull",
  containerNotFound: "refresh",
  imageInUse: "none",
  lastName: "none",
  imageChanged: "refresh",
  containerRunning: "none",
  containerNotRunning: "none",
  nameInUse: "none",
  portInUse: "retry",
  commandNotFound: "none",
  noShell: "none",
  stillRuns: "none",
  logsUnavailable: "none",
  logDamaged: "none",
  logGone: "none",
  registryUnreachable: "retry",
  registryCertificate: "retry",
  repositoryNotFound: "signIn",
  tagNotFound: "none",
  registryUnauthorized: "signIn",
  credentialsUnavailable: "retry",
  registryFailed: "retry",
  rateLimited: "signIn",
  platformNotFound: "none",
  platformsMissing: "none",
  noSpace: "cleanUp",
  invalidReference: "none",
  invalidInput: "none",
  notFound: "refresh",
  sessionGone: "none",
  cancelled: "retry",
  timedOut: "retry",
  settingsUnavailable: "retry",
  clipboardUnavailable: "none",
  fileUnavailable: "none",
  fileNameUnreadable: "none",
  diskFull: "retry",
  notAnArchive: "none",
  archiveOfFiles: "none",
  browserUnavailable: "none",
  engineRefused: "retry",
  internal: "retry",
} as const satisfies Record<ErrorCode, ErrorAction>;

export interface Presentation {
  title: string;
  remedy: string;
  action: ErrorAction;
  /** Whoever refused, in their words. */
  words: string | null;
}

/** Reads the catalogue in force: call it where the language may change. */
export function present(error: CommandError): Presentation {
  const sentences = t().errors[error.code] ?? t().errors.internal;
  const words = [error.message, error.detail].filter(Boolean).join("\n");
  return { ...sentences, action: actions[error.code] ?? "retry", words: visibleLines(words) || null };
}

/** What is wrong with a regular expression that was refused; reads the catalogue in force. */
export function patternWords({ pattern, message }: CommandError): string {
  if (!pattern) return visibleLines(message);
  const { at, faults } = t().pattern;
  const what = faults[pattern.kind] ?? faults.other;
  return pattern.at === null ? what : at(what, pattern.at);
}
