// How the page is built: the shipped one into `dist`, or, with `--mode scenes`, the one of made-up states into
// `dist-scenes`, which is never shipped.

import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => {
  const scenes = mode === "scenes";
  return {
    plugins: [svelte()],
    // The bindings from their source, so that nothing has to be built first.
    resolve: {
      alias: { "homing-plugin-api": here("../../app-tauri/npm/src/index.ts") },
      // Vitest would take Svelte's server build otherwise.
      conditions: mode === "test" ? ["browser"] : undefined,
    },
    build: {
      outDir: scenes ? "dist-scenes" : "dist",
      emptyOutDir: true,
      target: "safari16",
      // No inline data: the window's policy permits scripts and styles of its own files alone.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: here(scenes ? "scenes.html" : "index.html") },
    },
    server: { fs: { allow: [here("../../..")] } },
    test: {
      environment: "jsdom",
      include: ["src/**/*.test.ts"],
      setupFiles: ["src/testing/setup.ts"],
      env: { TZ: "Europe/Berlin" },
    },
  };
});
