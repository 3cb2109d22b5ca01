import type { WindowClose } from "$/ipc/bindings";

/** Closing the window while something runs. */
export const leaving = {
  title: "Close the window?",
  text: (count: number) =>
    count === 0
      ? "Something is still under way. If Quayside quits, it is ended."
      : `${count === 1 ? "This is" : "These are"} still under way. If Quayside quits:`,
  list: "What runs",
  shellEnds: "The shell is ended.",
  shellStays: "Its container is paused: the shell stays in it until Quayside starts again.",
  containerStays: "Its container goes on in the engine; this terminal and what it shows are gone.",
  containerStops: "Its container is stopped with Quayside’s own engine.",
  startStops: "It has not started yet, and will not.",
  lostGoes: "It waits to be connected again; what it shows is gone.",
  jobStops: "It is interrupted. Activity says so at the next start, and can begin it again.",
  jobNeverBegins: "It has not begun, and will not.",
  stayText:
    "Kept running, all goes on without a window. Start Quayside again and everything is there as you left it. Twelve hours after the last has ended, it quits by itself.",
  apartText: "Nothing can be kept running without a window: Quayside would not find itself again on this system.",
  always: "Do this each time, without asking",
  stay: "Keep running",
  endAndQuit: (count: number): string => (count > 1 ? "End them and quit" : "End it and quit"),
  quit: "Quit",
  endedTitle: "Quit Quayside?",
  endedText: "Everything that ran has ended meanwhile.",
  setting: "When the window is closed",
  settingText: "While sessions or jobs run. Otherwise Quayside quits.",
  settings: { ask: "Ask", keep: "Keep running", quit: "Quit" } satisfies Record<WindowClose, string>,
};
