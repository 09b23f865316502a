import { expect, it } from "vitest";
import { differencesIn } from "./replay.js";

// The first transaction fails and its payer pays all it has: LiteSVM keeps the account, without lamports. The second
// succeeds and may write it, but does not: LiteSVM removes it.
it("an account without lamports goes away with the next transaction that may write it", () => {
  expect(differencesIn("emptied-payer")).toEqual([]);
});
