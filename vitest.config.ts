import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The sources, not what was last built: package.json's "#noble" and "#elfs" name files in dist.
  resolve: {
    alias: {
      "#noble": fileURLToPath(new URL("./src/crypto/noble-node.ts", import.meta.url)),
      "#elfs": fileURLToPath(new URL("./src/svm/elf-source-files.ts", import.meta.url)),
    },
  },
  test: {
    setupFiles: ["test/setup.ts"],
    include: ["test/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: "forks",
  },
});
