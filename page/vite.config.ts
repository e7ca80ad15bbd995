import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The page is served by the study's own server, under a policy that allows no inline script.
export default defineConfig({
  plugins: [svelte()],
  base: "/",
  build: {
    outDir: "../src/diatrace/server/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What views share is one file: a view then opens with two requests, not twenty.
      output: { codeSplitting: { groups: [{ name: "shared", test: /node_modules|src\/(api|lib|part|state)\//, minShareCount: 2 }] } },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8710" } },
});
