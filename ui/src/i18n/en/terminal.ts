import type { LayerPhase, Loss, SessionInfo } from "$/ipc/bindings";
import type { KnownExitCode } from "$/lib/exit-codes";
import { countEn } from "../plural";

/** The dock: terminals of runs, shells and pulls. */
export const terminal = {
  dock: "Terminals",
  sessions: "Open sessions",
  newsOfSessions: "What became of sessions",
  /** Read out: which session, and what became of it. */
  news: (title: string, what: string) => `${title}: ${what}`,
  empty: "Runs, shells, logs and pulls appear here. They stay while the rest of the window changes.",
  collapse: "Collapse the dock",
  expand: "Open the dock",
  closeTab: (title: string) => `Close ${title}`,
  terminalOf: (title: string) => `Terminal: ${title}`,
  /** Where one types; and instead of output that came too fast to be read out. */
  input: "Terminal input",
  tooMuchOutput: "Too much output to read out: it can be read row by row",
  /** The keys that lead out, said where the terminal is. */
  leaveHint: (leave: string, goOn: string) => `${leave} leaves the terminal, ${goOn} goes to the controls beneath it`,

  queued: "Waiting for the engine",
  loading: "Loading the built-in image",
  creating: {
    hello: "Creating the container",
    run: "Creating the container",
    exec: "Opening the shell",
    attach: "Attaching",
  } satisfies Record<SessionInfo["kind"], string>,
  /** In a container that runs already. */
  beginsCommand: "Running the command",
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
  attachAgain: "Attach again",
  attached: "attached",
  detached: "Detached",
  detachedNote: "detached",
  goesOn: (name: string) => `${name} goes on running`,
  /** Docker 20.10 hangs up on a shell that is left, by which most end; later ones and Podman do not. */
  shellGoesOn: (name: string) =>
    `it goes on in ${name}, unless an older engine hangs up on it, and can’t be attached to again`,
  /** From a shell. */
  detach: "Detach from the shell",
  attachedTerminal: (name: string, keys: string) =>
    `You are at the main process of ${name}: what you type goes to it, Ctrl+C too. ${keys}, or closing the tab, leaves it running.`,
  attachedLines: (name: string) =>
    `You see what the main process of ${name} prints from now on, and can send it lines. Closing the tab leaves it running.`,
  attachedWatching: (name: string) =>
    `You see what the main process of ${name} prints from now on. It takes no input from here. Closing the tab leaves it running.`,
  lineFor: (name: string) => `A line for ${name}`,
  sendLine: "Send",
  lossNote: { stopped: "stopped", restarted: "restarted", removed: "removed", engine: "engine gone" } satisfies Record<
    Loss["is"],
    string
  >,
  loss: {
    stopped: (name: string, code: number) => `${name} has stopped, with code ${code}.`,
    restarted: (name: string) => `${name} was started again; what ran here has ended.`,
    removed: (name: string) => `${name} was removed.`,
    engine: (name: string) => `The connection to the engine broke; ${name} may still be running.`,
  },
  reconnect: "Reconnect",
  reconnected: "Reconnected",
  /** Of a command. */
  runsAgain: "Running again",
  startAndReconnect: "Start and reconnect",
  startAndRunAgain: "Start and run again",
  byItself: "Always reconnect",
  byItselfText:
    "Every session connects again by itself as soon as its container runs. A command that was typed is not run again.",
  /** In a list: how a tab does that has nothing else to say. */
  state: {
    queued: "waiting",
    pulling: "pulling",
    loading: "loading",
    creating: "starting",
    running: "running",
    failed: "failed",
    logs: { busy: "opening", ok: "following", quiet: "ended", waiting: "waiting", bad: "interrupted" },
  },
  removeContainer: "Remove container",
  containerRemoved: "Container removed",
  /** The engine that a session is on, while another one is in use. */
  onEngine: (engine: string) => `on ${engine}`,
  /** What a button does, where that happens on another engine than before. */
  actOn: (act: string, engine: string) => `${act} on ${engine}`,
  needsEngine: (engine: string) => `This is on ${engine}. Choose that engine first, then try again.`,
  stillRuns: (container: string) =>
    `What ran before may still be running in ${container}. End it there first, then try again; or open a new shell with the same command to run both.`,
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
    attach: "The container could not be attached to",
    pull: "The image could not be pulled",
  },

  gap: "Some output was lost between the engine and this pane. What follows is complete again.",
  badFrame:
    "Something reached this pane that it can’t read: what it shows may be wrong. Redraw it; the session itself is not affected.",
  inputLost:
    "What was typed last could not be sent, or not all of it. See what has arrived in the terminal, then type the rest again.",
  replay: "Redraw from the engine’s side",

  copy: "Copy",
  paste: "Paste",
  selectAll: "Select all",
  clear: "Clear",
  find: {
    label: "Find in the terminal",
    nth: (n: string, count: string) => `${n} of ${count}`,
    nothing: "No match",
    wrong: "Not a pattern:",
    slow: "This pattern could take for ever here.",
    elsewhere: "A search of the whole output can do it.",
  },
  saveText: "Save the output as text…",
  saveRaw: "Save the output as printed…",
  saved: (path: string) => `The output is in ${path}`,
  savedInPart: (path: string, dropped: string) =>
    `The output is in ${path}, without the first ${dropped}: only the end of long output is kept`,
  rang: "The bell rang",
  silentBell: "No sound can be played here. The terminal flashes when the bell rings.",
  link: {
    title: "Open this page?",
    choose: "Which page?",
    leadsTo: (host: string) => `It leads to ${host}.`,
    noPage: "This is not the address of a web page: it can be copied, not opened.",
    open: "Open in the browser",
    copy: "Copy address",
    menu: "Links on the screen…",
    hint: (address: string) => `${address}\nCtrl+click to open`,
  },
  clipboard: {
    wants: (count: number) => `The program wants to put ${countEn(count, "character")} on the clipboard.`,
    more: "Another text comes next.",
    once: "Allow once",
    always: "Always in this session",
    deny: "Deny",
    never: "Never in this session",
    /** In the terminal's menu: takes back what was chosen for the session. */
    askAgain: "Ask again before the clipboard is set",
    chosen: {
      always: "The program in this session may put texts on the clipboard.",
      never: "The program in this session may not put texts on the clipboard.",
    },
  },
  pasteQuestion: {
    title: (lines: number) => (lines > 1 ? `Paste ${countEn(lines, "line")}?` : "Paste this?"),
    runs: (title: string) => `The program in ${title} takes this as typed: each line that ends is run at once.`,
    dropped: (count: number) => `${countEn(count, "control character")} will be left out.`,
    /** Where nothing was asked. */
    wereDropped: (count: number) => `Pasted without ${countEn(count, "control character")}`,
    /** It was control characters and nothing else. */
    nothingLeft: "Nothing was pasted: there were only control characters",
    /** A question stands still. */
    busy: "Nothing more is pasted until the question is answered",
    text: "The text to paste",
    more: (lines: number) => `… and ${countEn(lines, "more line", "more lines")}`,
    oneLine: "Paste as one line",
  },
  webgl: {
    unavailable: "There is no WebGL on this machine. Terminals are drawn without it.",
    lost: "The graphics card has stopped drawing with WebGL. Terminals are drawn without it.",
  },
  nextStop: "To the controls beneath",
  previousStop: "To the controls above",
  leave: "Leave the terminal",
  menu: "Terminal menu",
  allTabs: "All tabs",

  renameTab: (title: string) => `New name of ${title}`,
  rename: "Rename…",
  moveLeft: "Move left",
  moveRight: "Move right",
  close: "Close",
  tabMenu: "Menu of the tab",
  panes: {
    splitRow: "New shell beside it",
    splitColumn: "New shell beneath it",
    beside: "Show beside the one in front",
    beneath: "Show beneath the one in front",
    alone: "Show by itself",
    line: "Line between two terminals",
  },

  closeRunningTitle: (title: string) => `Close ${title}?`,
  closeRunningText: (name: string) => `The container ${name} is still running.`,
  /** Beneath it, where it has a terminal. */
  closeRunningKeys: (keys: string) => `${keys}, typed in the terminal, leaves it running without a question.`,
  closeShellText: (name: string) => `A shell is still open in ${name}. Closing this tab ends it.`,
  closePausedText: (name: string) =>
    `A shell is still open in ${name}, which is paused. Closing this tab ends it as soon as the container goes on.`,
  closePullText: (image: string) =>
    `${image} is still being pulled. Closing this tab stops that, and layers that are not complete have to be fetched again.`,
  closeLostText: (name: string) =>
    `The connection to the engine broke, but a shell may still be open in ${name}. Closing this tab ends it as soon as the engine answers.`,
  shellStays: (name: string) => `A shell may still be running in ${name}`,
  shellStaysText:
    "It could not be ended from outside: its image has no shell that can look for it. It ends with its container. Another time, type exit before you close the tab.",
  stopPull: "Stop the pull",
  stopAndClose: "Stop container",
  leaveRunning: "Leave it running",
  endShell: "End the shell",
};
