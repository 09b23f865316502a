import { viewOf } from "../../src/base/bytes.js";
import type { Fix } from "../../src/explain/index.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { decodeLookupTable } from "../../src/solana/lookup-table.js";
import { allAccountKeys, isRequestedWritable, isSigner } from "../../src/solana/message/account-roles.js";
import { type CompileInput, compileMessage } from "../../src/solana/message/compile.js";
import type { Message } from "../../src/solana/message/message.js";
import { COMPUTE_BUDGET_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual, pubkeyFromAddress } from "../../src/solana/pubkey.js";
import { decodeTransaction } from "../../src/solana/transaction.js";
import type { Svm } from "../../src/svm/index.js";
import { unsignedWire } from "../helpers/transactions.js";

/** Programs cannot be changed from outside. */
export function isOfPrograms({ kind }: Fix): boolean {
  return kind === "signerSeeds" || kind === "passAccount";
}

/** Does what fixes say to a transaction and to the VM, without the help of what offers them. */
export function applyByHand(svm: Svm, wire: Uint8Array, fixes: readonly Fix[]): Uint8Array {
  return fixes.reduce((current, fix) => applyOne(svm, current, fix), wire);
}

function applyOne(svm: Svm, wire: Uint8Array, fix: Fix): Uint8Array {
  switch (fix.kind) {
    case "fund": {
      const { lamports = 0n, ...rest } = svm.getAccount(fix.address) ?? {};
      svm.setAccount(fix.address, { ...rest, lamports: lamports + BigInt(fix.lamports) });
      return wire;
    }
    case "waitForSlot":
      svm.warpToSlot(BigInt(fix.slot));
      return wire;
    default: {
      const decoded = decodeTransaction(wire);
      if (!decoded.ok) throw new Error(decoded.reason);
      return unsignedWire(editedMessage(svm, decoded.transaction.message, fix));
    }
  }
}

function editedMessage(svm: Svm, message: Message, fix: Fix): Message {
  if (fix.kind === "recentBlockhash") {
    if (pubkeyEqual(message.recentBlockhash, pubkeyFromAddress(svm.latestBlockhash()))) svm.expireBlockhash();
    return { ...message, recentBlockhash: pubkeyFromAddress(svm.latestBlockhash()) };
  }
  if (fix.kind === "durableNonce") return { ...message, recentBlockhash: pubkeyFromAddress(fix.nonce) };
  const input = decompiled(svm, message);
  const budget = BUDGET[fix.kind];
  if (budget !== undefined)
    return compileMessage(
      withBudget(input, budget, "units" in fix ? fix.units : (fix as Fix & { bytes: number }).bytes),
    );
  const instructions = input.instructions.flatMap((one, i) => editedInstruction(one, i, fix));
  const lookupTables = fix.kind === "inlineLookupTables" ? [] : input.lookupTables!;
  return compileMessage({ ...input, instructions, lookupTables });
}

function editedInstruction(instruction: Instruction, index: number, fix: Fix): Instruction[] {
  const { accounts } = instruction;
  const withAccounts = (changed: Instruction["accounts"]) => [{ ...instruction, accounts: changed }];
  const isOne = (key: Pubkey, ...addresses: string[]) => addresses.includes(addressFromPubkey(key));
  switch (fix.kind) {
    case "sign":
      return withAccounts(
        accounts.map((one) => (isOne(one.pubkey, ...fix.addresses) ? { ...one, isSigner: true } : one)),
      );
    case "makeWritable":
      return withAccounts(accounts.map((one) => (isOne(one.pubkey, fix.address) ? { ...one, isWritable: true } : one)));
    case "addAccount":
      if (index !== fix.instructionIndex) return [instruction];
      return withAccounts([
        ...accounts,
        { pubkey: pubkeyFromAddress(fix.address), isSigner: false, isWritable: false },
      ]);
    case "replaceAccount": {
      if (index !== fix.instructionIndex) return [instruction];
      const pubkey = pubkeyFromAddress(fix.replacement);
      return withAccounts(accounts.map((one) => (isOne(one.pubkey, fix.address) ? { ...one, pubkey } : one)));
    }
    case "removeInstructions":
      return fix.indexes.includes(index) ? [] : [instruction];
    default:
      return [instruction];
  }
}

/** The tag of the request, and its field in a message of version 1. */
const BUDGET: Partial<Record<Fix["kind"], readonly [tag: number, field: string]>> = {
  heapSize: [1, "heapSize"],
  computeUnitLimit: [2, "computeUnitLimit"],
  loadedAccountsDataSizeLimit: [4, "loadedAccountsDataSizeLimit"],
};

function withBudget(input: CompileInput, [tag, field]: readonly [number, string], value: number): CompileInput {
  if (input.version === 1) return { ...input, config: { ...input.config, [field]: value } };
  const data = Uint8Array.of(tag, 0, 0, 0, 0);
  viewOf(data).setUint32(1, value, true);
  const request = { programId: COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data };
  const at = input.instructions.findIndex(
    (one) => pubkeyEqual(one.programId, request.programId) && one.data[0] === tag,
  );
  const instructions = at < 0 ? [...input.instructions, request] : input.instructions.with(at, request);
  return { ...input, instructions };
}

function decompiled(svm: Svm, message: Message): CompileInput {
  const tables = message.addressTableLookups.map((lookup) => {
    const decoded = decodeLookupTable(svm.getAccount(lookup.accountKey)!.data);
    return { ...lookup, key: lookup.accountKey, addresses: decoded.ok ? decoded.table.addresses : [] };
  });
  const writable = tables.flatMap((table) => Array.from(table.writableIndexes, (i) => table.addresses[i]!));
  const readonly = tables.flatMap((table) => Array.from(table.readonlyIndexes, (i) => table.addresses[i]!));
  const keys = allAccountKeys(message, { writable, readonly });
  const instructions = message.instructions.map(({ programIdIndex, accounts, data }): Instruction => {
    const metas = Array.from(accounts, (i) => ({
      pubkey: keys[i]!,
      isSigner: isSigner(message, i),
      isWritable: isRequestedWritable(message, i, writable.length),
    }));
    return { programId: keys[programIdIndex]!, accounts: metas, data };
  });
  const { version, config, recentBlockhash: blockhash, accountKeys } = message;
  return { feePayer: accountKeys[0]!, instructions, blockhash, version, config, lookupTables: tables };
}
