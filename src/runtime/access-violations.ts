import type { U64 } from "../base/u64.js";
import { AccessType } from "../sbpf/access-type.js";
import type { EbpfError } from "../sbpf/errors.js";
import type { AccessViolationHandler } from "../sbpf/memory-mapping.js";
import type { MemoryRegion } from "../sbpf/memory-region.js";
import { InstructionFailure } from "./failure.js";
import type { InvokeContext } from "./invoke-context.js";
import type { SerializedAccountMetadata } from "./memory-context.js";
import {
  MAX_ACCOUNT_DATA_GROWTH_PER_TRANSACTION,
  MAX_ACCOUNT_DATA_LEN,
  MAX_PERMITTED_DATA_INCREASE,
  type TransactionAccounts,
} from "./transaction-accounts.js";

// SIMD-0460: account data lies in regions of its own. A store past the end of an account that the program may write
// grows it; any other access outside its region becomes an account error instead of a fault.

/** The handler that grows accounts under a store, or null without the gate. */
export function accessViolationHandler(context: InvokeContext): AccessViolationHandler | null {
  if (!context.environment.features.virtualAddressSpaceAdjustments) return null;
  return growingAccounts(context.transaction.accounts);
}

function growingAccounts(accounts: TransactionAccounts): AccessViolationHandler {
  return (region, maxLength, access, vmAddress, length) => {
    if (access === AccessType.Store) growAccount(accounts, region, maxLength, vmAddress, length);
  };
}

/** Agave: transaction-context/src/transaction.rs, access_violation_handler. */
function growAccount(
  accounts: TransactionAccounts,
  region: MemoryRegion,
  reservedLength: U64,
  vmAddress: U64,
  length: U64,
): void {
  const index = region.accessViolationHandlerPayload;
  if (index === null || typeof vmAddress !== "number" || typeof length !== "number") return;
  const requestedLength = vmAddress + length - region.vmAddress;
  if (requestedLength > reservedLength) return;
  const account = accounts.at(index);
  account.touched = true;
  if (requestedLength <= region.length) return;
  const allowedGrowth = Math.max(MAX_ACCOUNT_DATA_GROWTH_PER_TRANSACTION - accounts.resizeDelta, 0);
  const oldLength = account.data.length;
  const newLength = Math.min(Number(reservedLength), MAX_ACCOUNT_DATA_LEN, oldLength + allowedGrowth);
  accounts.resizeDelta += newLength - oldLength;
  account.resizeData(newLength);
  region.redirect(region.hostOffset, newLength, true);
}

/** The account error behind a fault in an account's address space, else the fault (Agave: vm.rs, execute). */
export function explainAccessViolation(
  context: InvokeContext,
  fault: EbpfError,
  metadata: readonly SerializedAccountMetadata[],
): EbpfError | InstructionFailure {
  if (!context.environment.features.virtualAddressSpaceAdjustments || !fault.is("AccessViolation")) return fault;
  const [access, vmAddress, length] = fault.fields;
  if (typeof vmAddress !== "number" || typeof length !== "number") return fault;
  const reserve = context.checkAligned ? MAX_PERMITTED_DATA_INCREASE : 0;
  const index = metadata.findIndex(({ vmDataAddress, originalDataLength }) => {
    return vmAddress >= vmDataAddress && vmAddress < vmDataAddress + originalDataLength + reserve;
  });
  if (index < 0) return fault;
  const { vmDataAddress, originalDataLength } = metadata[index];
  if (vmAddress + length > vmDataAddress + originalDataLength + reserve) return fault;
  const account = context.transaction.currentInstruction.borrow(index);
  const refusal = account.refusalToChange;
  account.release();
  if (access === AccessType.Store) return new InstructionFailure(refusal ?? "InvalidRealloc");
  return new InstructionFailure(refusal === undefined ? "InvalidRealloc" : "AccountDataTooSmall");
}
