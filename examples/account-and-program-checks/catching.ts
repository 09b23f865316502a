import { borsh, deserialize, entrypoint, msg, nextAccountInfo } from "callgate/program";
import { transferSol } from "./cpi-helpers.js";

/** Tries to do as the reference does, to go on when a call has failed. It cannot: the callee's error ends the caller. */
export const catching = entrypoint((_, accounts, data) => {
  const iterator = accounts.values();
  const from = nextAccountInfo(iterator);
  const to = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  msg("before the call");
  try {
    transferSol(from, to, systemProgram, deserialize(borsh.u64, data));
    msg("the call succeeded");
  } catch {
    msg("the call failed");
  }
});
