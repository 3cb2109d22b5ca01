import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 1420, strictPort: true, host: "127.0.0.1" },
  resolve: { alias: { $: new URL("./src", import.meta.url).pathname } },
  build: {
    // What WebKitGTK 2.40, Safari 16.4 and WebView2 have in common.
    target: ["safari16.4", "chrome111"],
    // Fonts stay files: the page's policy allows fonts from itself only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["./src/test-setup.ts"],
    testTimeout: 30_000,
  },
});
