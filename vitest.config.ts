import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The sources, not what was last built: package.json's "#noble" and "#elfs" name files in dist.
  resolve: {
    alias: Object.entries({
      "#noble": "./src/crypto/noble-node.ts",
      "#elfs": "./src/svm/elf-source-files.ts",
      // What the examples import.
      callgate: "./src/svm/index.ts",
      "callgate/program": "./src/program/index.ts",
      "callgate/idl": "./src/idl/index.ts",
      "callgate/trace": "./src/trace/index.ts",
      "callgate/explain": "./src/explain/index.ts",
      "callgate/cluster": "./src/rpc/index.ts",
      "callgate/server": "./src/server/index.ts",
      "callgate/testing": "./src/testing/index.ts",
    }).map(([name, path]) => ({
      find: new RegExp(`^${name}$`),
      replacement: fileURLToPath(new URL(path, import.meta.url)),
    })),
  },
  test: {
    setupFiles: ["test/setup.ts"],
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: "forks",
  },
});
