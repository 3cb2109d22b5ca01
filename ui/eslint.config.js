import { readdirSync } from "node:fs";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

/** The walls of the house: who may import whom. */
const wall = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

const tauri = { group: ["@tauri-apps/*"], message: "Only ui/src/ipc talks to Tauri." };
const domain = {
  group: ["$/features/*", "$/state/*", "$/ipc/*", "**/features/**", "**/state/**", "**/ipc/**"],
  message: "Components know no domain.",
};
const upward = {
  group: ["$/features/*", "$/state/*", "$/components/*", "**/features/**", "**/state/**", "**/components/**"],
  message: "lib and ipc stand below state, components and features.",
};

/** Every feature's folder, so that a new one has its wall at once. */
const features = readdirSync(new URL("./src/features", import.meta.url));

export default ts.config(
  { ignores: ["dist", "src/ipc/bindings.ts"] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  { files: ["*.js", "*.ts"], languageOptions: { globals: { ...globals.node } } },
  { files: ["**/*.svelte"], languageOptions: { parserOptions: { parser: ts.parser } } },
  { files: ["**/*.svelte.ts"], languageOptions: { parser: ts.parser } },
  {
    rules: {
      "svelte/no-at-html-tags": "error",
      "no-console": ["error", { allow: ["warn", "error"] }],
      eqeqeq: "error",
    },
  },
  wall(["src/**/*.{ts,svelte}"], [tauri], ["src/ipc/**", "src/components/**", "src/lib/**", "src/features/**"]),
  wall(["src/components/**/*.{ts,svelte}"], [tauri, domain]),
  wall(["src/lib/**/*.{ts,svelte}"], [tauri, upward]),
  ...features.map((feature) =>
    wall(
      [`src/features/${feature}/**/*.{ts,svelte}`],
      [
        tauri,
        {
          group: features
            .filter((other) => other !== feature)
            .flatMap((other) => [`$/features/${other}/*`, `**/${other}/**`]),
          message: "A feature never imports another feature; the frame puts them together.",
        },
      ],
    ),
  ),
);
