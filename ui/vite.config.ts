import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { drawFrame } from "./draw-frame.ts";

/** React Aria carries its few sentences in thirty languages; the page is written in one. */
function oneLanguage(): Plugin {
  return {
    name: "one-language",
    enforce: "pre",
    load(id) {
      const file = /[\\/]intl[\\/].*[\\/]([a-z]{2}-[A-Z]{2})\.m?js$/.exec(id);
      return file && file[1] !== "en-US" ? "export default {};" : null;
    },
  };
}

export default defineConfig({
  plugins: [oneLanguage(), react(), drawFrame()],
  clearScreen: false,
  server: { port: 1420, strictPort: true, host: "127.0.0.1" },
  build: {
    target: ["es2022", "safari16"],
    outDir: "dist",
    sourcemap: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 600,
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    restoreMocks: true,
    // A busy machine is slow, not wrong.
    testTimeout: 20_000,
    // A failure tells what was expected, not the whole page.
    env: { DEBUG_PRINT_LIMIT: "0" },
  },
});
