import type { U64 } from "../../base/u64.js";
import { bytesCost, type ExecutionBudget } from "../execution-budget.js";
import { SyscallFailure } from "../failure.js";
import type { InvokeContext } from "../invoke-context.js";

/** Bytes that count as an account meta's, whatever its layout: those of Rust's. */
export const ACCOUNT_META_BYTES = 34;

/** Refuses an instruction that is too large, and charges for one that is not. */
export function chargeInstruction(context: InvokeContext, metas: number, dataLength: number): void {
  checkSize(context.budget, metas, dataLength);
  const { cpiBytesPerUnit, cpiAccountMetaByteSize, cpiInstructionDataByteSize } = context.environment.cost;
  context.consumeChecked(
    bytesCost(dataLength * cpiInstructionDataByteSize, cpiBytesPerUnit) +
      bytesCost(metas * cpiAccountMetaByteSize, cpiBytesPerUnit),
  );
}

function checkSize(budget: ExecutionBudget, metas: number, dataLength: number): void {
  const { maxCpiInstructionAccounts, maxCpiInstructionDataLength, maxCpiInstructionSize } = budget;
  if (metas > maxCpiInstructionAccounts) {
    throw new SyscallFailure(`Invoked an instruction with too many accounts (${metas} > ${maxCpiInstructionAccounts})`);
  }
  const size = maxCpiInstructionSize === undefined ? dataLength : dataLength + metas * ACCOUNT_META_BYTES;
  const limit = maxCpiInstructionSize ?? maxCpiInstructionDataLength;
  if (size > limit) {
    throw new SyscallFailure(`Invoked an instruction with data that is too large (${size} > ${limit})`);
  }
}

/** Refuses too many AccountInfos, and charges for those that are not. */
export function chargeAccountInfos(context: InvokeContext, length: U64): void {
  const { maxCpiAccountInfos } = context.budget;
  if (length > maxCpiAccountInfos) {
    throw new SyscallFailure(`Invoked an instruction with too many account info's (${length} > ${maxCpiAccountInfos})`);
  }
  chargeBytes(context, Number(length) * context.environment.cost.cpiAccountInfoByteSize);
}

/** Charges for an executable account, which is not looked for in the caller's memory. */
export function chargeExecutable(context: InvokeContext, indexInTransaction: number): void {
  const { data } = context.transaction.accounts.at(indexInTransaction);
  chargeBytes(context, data.length * context.environment.cost.cpiExecutableByteSize);
}

/** Charges for `byteLength` bytes of account data or of AccountInfos. */
export function chargeBytes(context: InvokeContext, byteLength: number): void {
  context.consumeChecked(bytesCost(byteLength, context.environment.cost.cpiBytesPerUnit));
}
