import { defineConfig } from "vite";

export default defineConfig({
  build: { outDir: "../../../target/classes/static", emptyOutDir: true },
});
