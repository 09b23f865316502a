import type { U64 } from "../../base/u64.js";
import { SyscallFailure } from "../failure.js";
import type { Call } from "./call.js";

/** Refuses too many AccountInfos, and charges for those that are not. */
export function chargeAccountInfos(call: Call, length: U64): void {
  const { maxCpiAccountInfos } = call.context.budget;
  if (length > maxCpiAccountInfos) {
    throw new SyscallFailure(`Invoked an instruction with too many account info's (${length} > ${maxCpiAccountInfos})`);
  }
  call.chargeBytes(Number(length) * call.context.environment.cost.cpiAccountInfoByteSize);
}

/** Charges for an executable account, which is not looked for in the caller's memory. */
export function chargeExecutable(call: Call, indexInTransaction: number): void {
  const { data } = call.caller.transaction.accounts.at(indexInTransaction);
  call.chargeBytes(data.length * call.context.environment.cost.cpiExecutableByteSize);
}
