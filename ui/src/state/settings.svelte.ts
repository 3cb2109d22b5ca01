/** What a person chose: applied at once, saved a moment later. */
import { setLanguage } from "$/i18n/index.svelte";
import { backend } from "$/ipc/backend";
import type { AppInfo, Settings } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { toasts } from "./toasts.svelte";

/** Milliseconds without a change before the settings are written: a dragged line would write them at every move. */
const SAVE_AFTER = 400;

/** The same as `Settings::default` of the shell: what counts until the shell has answered. */
const defaults: Required<Settings> = {
  language: "system",
  theme: "system",
  windowClose: "ask",
  endpoint: null,
  imagesView: "table",
  imagesSort: "created",
  imagesSortDescending: true,
  removeUndoSeconds: 6,
  imagesColumns: [],
  imagesGrouped: false,
  imagesClosed: [],
  imagesFilters: [],
  containersSort: "created",
  containersSortDescending: true,
  containersColumns: [],
  containersRunningOnly: false,
  imagesPinned: [],
  containersPinned: [],
  inspectHideDefaults: false,
  inspectWrap: false,
  detailsWidth: 432,
  detailsCollapsed: false,
  dockHeight: 248,
  dockCollapsed: true,
  terminalFont: "",
  terminalFontSize: 13,
  terminalLineHeight: 100,
  terminalCursor: "block",
  terminalCursorBlink: false,
  terminalScrollback: 5000,
  terminalBell: "visual",
  terminalCopyOnSelect: false,
  terminalDetachKeys: "",
  terminalCtrlVPastes: false,
  terminalMiddleClickPastes: true,
  terminalPasteQuestion: 2,
  terminalScreenReader: false,
  terminalWebgl: false,
  terminalReconnect: false,
  logsWrap: false,
  logsTimestamps: true,
  logsTail: 200,
};

let values = $state.raw<Required<Settings>>(defaults);
let app = $state.raw<AppInfo>({ version: "", locale: navigator.language, platform: "linux" });
let timer: ReturnType<typeof setTimeout> | undefined;
const darkDesktop = matchMedia("(prefers-color-scheme: dark)");

export const settings = {
  get current(): Required<Settings> {
    return values;
  },
  get app(): AppInfo {
    return app;
  },
  load,
  change,
  saved,
};

/** Before anything is drawn. */
async function load(): Promise<void> {
  const [info, stored] = await Promise.all([backend().appInfo(), backend().settingsGet()]);
  app = info;
  values = { ...defaults, ...stored };
  apply();
  darkDesktop.addEventListener("change", applyTheme);
}

function change(changes: Partial<Settings>): void {
  values = { ...values, ...changes };
  apply();
  clearTimeout(timer);
  timer = setTimeout(() => void save(), SAVE_AFTER);
}

/** Saves at once what has not been saved yet: the application may be about to end. */
async function saved(): Promise<void> {
  if (timer !== undefined) {
    clearTimeout(timer);
    void save();
  }
  await saving;
}

/** One after the other: what was changed last is what is kept. */
let saving: Promise<void> = Promise.resolve();

function save(): Promise<void> {
  timer = undefined;
  saving = saving.then(saveNow);
  return saving;
}

async function saveNow(): Promise<void> {
  try {
    await backend().settingsSet(values);
  } catch (thrown) {
    toasts.fault(toCommandError(thrown));
  }
}

function apply(): void {
  setLanguage(values.language, app.locale);
  applyTheme();
}

function applyTheme(): void {
  const dark = values.theme === "dark" || (values.theme === "system" && darkDesktop.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}
