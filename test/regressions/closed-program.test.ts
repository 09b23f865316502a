import { expect, it } from "vitest";
import { differencesIn } from "./replay.js";

// LiteSVM loads a program again when a transaction stores its account. Here the account comes before its programdata,
// which the transaction closes, so the program is loaded as it was and runs on.
it("a program closed by a transaction that names it first runs on in LiteSVM", () => {
  expect(differencesIn("closed-program")).toEqual([]);
});
