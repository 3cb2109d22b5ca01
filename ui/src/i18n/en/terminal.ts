import type { LayerPhase } from "$/ipc/bindings";
import type { KnownExitCode } from "$/lib/exit-codes";
import { countEn } from "../plural";

/** The dock: terminals of runs, shells and pulls. */
export const terminal = {
  dock: "Terminals",
  sessions: "Open sessions",
  empty: "Runs, shells, logs and pulls appear here. They stay while the rest of the window changes.",
  collapse: "Collapse the dock",
  expand: "Open the dock",
  closeTab: (title: string) => `Close ${title}`,
  terminalOf: (title: string) => `Terminal: ${title}`,
  /** The keys that lead out, said where the terminal is. */
  leaveHint: (keys: string) => `${keys} leaves the terminal`,

  queued: "Waiting for the engine",
  loading: "Loading the built-in image",
  creating: "Creating the container",
  running: "Running",
  cancelled: "Cancelled",

  pulling: (image: string) => `Pulling ${image}`,
  layersDone: (done: number, all: number) => `${done} of ${countEn(all, "layer")}`,
  bytesDone: (done: string, all: string) => `${done} of ${all}`,
  rate: (perSecond: string) => `${perSecond}/s`,
  layerBar: (id: string) => `Layer ${id}`,
  totalBar: "Whole pull",
  layerPhase: {
    waiting: "waiting",
    downloading: "downloading",
    verifying: "verifying",
    downloaded: "downloaded",
    extracting: "extracting",
    complete: "complete",
    exists: "already here",
    uploading: "being sent",
    loading: "being unpacked",
    mounted: "already in the registry",
  } satisfies Record<LayerPhase, string>,

  exit: (code: number) => `exit ${code}`,
  exited: (code: number) => `Exited with code ${code}`,
  after: (duration: string) => `after ${duration}`,
  exitMeaning: {
    125: "the engine could not start it",
    126: "the command can’t be executed",
    127: "the command was not found",
    130: "interrupted (Ctrl+C)",
    137: "killed, or out of memory",
    139: "crashed: invalid memory access",
    143: "asked to stop (SIGTERM)",
  } satisfies Record<KnownExitCode, string>,
  runAgain: "Run again",
  openAgain: "Open again",
  removeContainer: "Remove container",
  containerRemoved: "Container removed",
  stop: "Stop",
  stopContainer: (name: string) => `Stop ${name}`,
  stopping: "Stopping…",
  cancelPull: "Cancel",

  fallbackText: (image: string, builtIn: string) => `This is the built-in copy, ${builtIn}, in place of ${image}.`,
  retryRegistry: "Retry with the registry",

  failedTo: {
    hello: "Hello could not run",
    run: "The container could not run",
    exec: "The shell could not be opened",
    pull: "The image could not be pulled",
  },

  gap: "Some output was lost between the engine and this pane. What follows is complete again.",
  badFrame: "Something reached this pane that it can’t read.",
  inputLost: "What was typed last could not be sent.",
  replay: "Redraw from the engine’s side",

  copy: "Copy",
  paste: "Paste",
  selectAll: "Select all",
  clear: "Clear",
  find: {
    label: "Find in the terminal",
    nth: (n: string, count: string) => `${n} of ${count}`,
    nothing: "No match",
    wrong: "Not a pattern",
  },
  saveText: "Save the output as text…",
  saveRaw: "Save the output as printed…",
  saved: (path: string) => `The output is in ${path}`,
  savedInPart: (path: string, dropped: string) =>
    `The output is in ${path}, without the first ${dropped}: only the end of so much is kept`,
  rang: "The bell rang",
  pasteQuestion: {
    title: (lines: number) => (lines > 1 ? `Paste ${countEn(lines, "line")}?` : "Paste this?"),
    runs: (title: string) => `The program in ${title} takes this as typed: each line that ends is run at once.`,
    dropped: (count: number) => `${countEn(count, "control character")} will be left out.`,
    text: "The text to paste",
    more: (lines: number) => `… and ${countEn(lines, "more line", "more lines")}`,
    oneLine: "Paste as one line",
  },
  leave: "Leave the terminal",
  menu: "Terminal menu",

  closeRunningTitle: "Close this tab?",
  closeRunningText: (name: string) => `The container ${name} is still running.`,
  closeShellText: (name: string) => `A shell is still open in ${name}. Closing this tab ends it.`,
  stopAndClose: "Stop container",
  leaveRunning: "Leave it running",
  endShell: "End the shell",
};
