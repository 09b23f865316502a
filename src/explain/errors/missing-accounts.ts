import { base64Decode } from "../../base/base64.js";
import type { Frame } from "../../trace/model.js";
import type { Case } from "../case.js";

/** Names of accounts that a frame's instruction should have behind those that it has, where its layout is known. */
export function missingAccountNames(told: Case, { program, data, accounts }: Frame): string[] {
  const described = told.world.describe(program)?.instruction(base64Decode(data)!, accounts.length);
  return (described?.accountNames ?? []).slice(accounts.length).filter((name) => name !== null);
}
