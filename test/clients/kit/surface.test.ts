import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { METHODS } from "../../../src/rpc/methods.js";
import { uncalled } from "../support/surface.js";

const require = createRequire(createRequire(import.meta.url).resolve("@solana/kit"));

/** The methods of every API that a package of Kit declares, by the files that its index imports. */
function declaredMethods(packageName: string): string[] {
  const types = join(dirname(require.resolve(packageName)), "types");
  const index = readFileSync(join(types, "index.d.ts"), "utf8");
  const files = new Set([...index.matchAll(/from '\.\/(\w[\w-]*)'/g)].map(([, name]) => name));
  const sources = [...files].map((name) => readFileSync(join(types, `${name}.d.ts`), "utf8"));
  return [...new Set(sources.flatMap((text) => [...text.matchAll(/^ {4}(\w+)[<(]/gm)].map(([, name]) => name!)))];
}

/** A service's own: no validator has it. */
const OF_SERVICES = ["getTransactionsForAddress"];

describe("the surface of Kit", () => {
  const methods = declaredMethods("@solana/rpc-api");
  const subscriptions = declaredMethods("@solana/rpc-subscriptions-api");

  it("is read from its declarations", () => {
    expect(methods.length).toBeGreaterThan(50);
    expect(subscriptions.toSorted()).toEqual([
      "accountNotifications",
      "blockNotifications",
      "logsNotifications",
      "programNotifications",
      "rootNotifications",
      "signatureNotifications",
      "slotNotifications",
      "slotsUpdatesNotifications",
      "voteNotifications",
    ]);
  });

  it("is served: every method", () => {
    expect(methods.filter((name) => !Object.hasOwn(METHODS, name))).toEqual(OF_SERVICES);
  });

  it("is called here: every method and every subscription", () => {
    expect(uncalled("kit", [...methods, ...subscriptions])).toEqual([]);
  });
});
