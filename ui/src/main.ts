/** Starts the page: chooses the backend and mounts the frame. */
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import { mount } from "svelte";
import App from "./App.svelte";
import { setBackend } from "./ipc/backend";
import { tauriBackend } from "./ipc/tauri";
import "./styles/tokens.css";

setBackend(tauriBackend());
const target = document.getElementById("app");
if (target) mount(App, { target });
