import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that the page works wherever a proxy puts it.
  base: "./",
  build: {
    outDir: "../../../target/classes/static",
    emptyOutDir: true,
    // A file stays a file: the page's own policy admits no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
