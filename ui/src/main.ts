/** Starts the page: chooses the backend, reads the settings, mounts the frame. */
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import { mount } from "svelte";
import App from "./App.svelte";
import { collectFaults } from "./faults";
import { setBackend, type Backend } from "./ipc/backend";
import { tauriBackend } from "./ipc/tauri";
import { settings } from "./state/settings.svelte";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/printed.css";

if (navigator.webdriver) collectFaults();

async function chooseBackend(): Promise<Backend> {
  const name = new URLSearchParams(location.search).get("memory");
  if (!import.meta.env.DEV || name === null) return tauriBackend();
  const { memoryBackend, situation } = await import("./ipc/memory");
  return memoryBackend(situation(name)).backend;
}

async function start(): Promise<void> {
  setBackend(await chooseBackend());
  // A page without its settings would flash in the wrong theme and language; without a shell it still has to appear.
  await settings.load().catch((thrown: unknown) => console.error("settings", thrown));
  const target = document.getElementById("app");
  if (target) mount(App, { target });
}

void start();
