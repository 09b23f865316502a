import { CallgateError } from "../../base/errors.js";
import type { AccountMeta, Instruction } from "../instruction.js";
import { isAdvanceNonceData } from "../nonce.js";
import { SYSTEM_PROGRAM_ID } from "../program-ids.js";
import { addressFromPubkey, comparePubkeys, type Pubkey, pubkeyEqual } from "../pubkey.js";
import { PubkeyMap } from "../pubkey-map.js";
import type {
  AddressTableLookup,
  CompiledInstruction,
  Message,
  MessageHeader,
  TransactionConfig,
  TransactionVersion,
} from "./message.js";

export interface LookupTable {
  readonly key: Pubkey;
  readonly addresses: readonly Pubkey[];
}

export interface CompileInput {
  readonly feePayer: Pubkey;
  readonly instructions: readonly Instruction[];
  /** The recent blockhash, or the durable nonce. */
  readonly blockhash: Uint8Array;
  /** Default "legacy". */
  readonly version?: TransactionVersion;
  /** For v0: keys that neither sign nor run nor are the nonce are looked up here. */
  readonly lookupTables?: readonly LookupTable[];
  /** For v1. */
  readonly config?: TransactionConfig;
}

/**
 * Compiles instructions to a message whose keys stand in the SDK's order: the payer, then by role (writable signers,
 * readonly signers, writable, readonly), in each role by bytes (solana-message, compiled_keys.rs).
 * Throws `message-overflow` when a key's index does not fit a byte.
 */
export function compileMessage(input: CompileInput): Message {
  const { feePayer, instructions, blockhash, version = "legacy", lookupTables = [], config = {} } = input;
  const roles = collectRoles(instructions, feePayer);
  const lookups: AddressTableLookup[] = [];
  const loadedWritable: Pubkey[] = [];
  const loadedReadonly: Pubkey[] = [];
  for (const table of version === 0 ? lookupTables : []) {
    const writable = drain(roles, table, true);
    const readonly = drain(roles, table, false);
    if (writable.length + readonly.length === 0) continue;
    loadedWritable.push(...writable.map((index) => table.addresses[index]));
    loadedReadonly.push(...readonly.map((index) => table.addresses[index]));
    lookups.push({
      accountKey: table.key,
      writableIndexes: Uint8Array.from(writable),
      readonlyIndexes: Uint8Array.from(readonly),
    });
  }
  const { header, accountKeys } = orderKeys(roles, feePayer);
  const indexOf = numberKeys([...accountKeys, ...loadedWritable, ...loadedReadonly]);
  return {
    version,
    header,
    accountKeys,
    recentBlockhash: blockhash,
    instructions: instructions.map((instruction) => compileInstruction(instruction, indexOf)),
    addressTableLookups: lookups,
    config: version === 1 ? config : {},
  };
}

interface KeyRole {
  readonly key: Pubkey;
  isSigner: boolean;
  isWritable: boolean;
  /** Runs as a program or is the durable nonce: must be a static key. */
  isStatic: boolean;
}

/** What the instructions together ask of each key. */
function collectRoles(instructions: readonly Instruction[], feePayer: Pubkey): PubkeyMap<KeyRole> {
  const roles = new PubkeyMap<KeyRole>();
  const roleOf = (key: Pubkey): KeyRole => {
    const role = roles.get(key) ?? { key, isSigner: false, isWritable: false, isStatic: false };
    roles.set(key, role);
    return role;
  };
  const demand = ({ pubkey, isSigner, isWritable }: AccountMeta): void => {
    const role = roleOf(pubkey);
    role.isSigner ||= isSigner;
    role.isWritable ||= isWritable;
  };
  for (const { programId, accounts } of instructions) {
    roleOf(programId).isStatic = true;
    accounts.forEach(demand);
  }
  const nonce = nonceKey(instructions);
  if (nonce !== undefined) roleOf(nonce).isStatic = true;
  demand({ pubkey: feePayer, isSigner: true, isWritable: true });
  return roles;
}

/** The nonce account that the first instruction advances, if it does. */
function nonceKey([first]: readonly Instruction[]): Pubkey | undefined {
  if (first === undefined || !pubkeyEqual(first.programId, SYSTEM_PROGRAM_ID)) return undefined;
  return isAdvanceNonceData(first.data) ? first.accounts[0]?.pubkey : undefined;
}

/** Takes the keys that `table` holds out of `roles`; gives their indexes in the table, in the order of the keys. */
function drain(roles: PubkeyMap<KeyRole>, table: LookupTable, isWritable: boolean): number[] {
  const indexes: number[] = [];
  for (const role of sortedRoles(roles)) {
    if (role.isSigner || role.isStatic || role.isWritable !== isWritable) continue;
    const index = table.addresses.findIndex((address) => pubkeyEqual(address, role.key));
    if (index === -1) continue;
    indexes.push(checkIndex(index, "index in an address lookup table"));
    roles.delete(role.key);
  }
  return indexes;
}

function sortedRoles(roles: PubkeyMap<KeyRole>): KeyRole[] {
  return [...roles.values()].sort((a, b) => comparePubkeys(a.key, b.key));
}

function orderKeys(
  roles: PubkeyMap<KeyRole>,
  feePayer: Pubkey,
): { header: MessageHeader; accountKeys: readonly Pubkey[] } {
  const others = sortedRoles(roles).filter(({ key }) => !pubkeyEqual(key, feePayer));
  const pick = (isSigner: boolean, isWritable: boolean): Pubkey[] =>
    others.filter((role) => role.isSigner === isSigner && role.isWritable === isWritable).map(({ key }) => key);
  const writableSigners = [feePayer, ...pick(true, true)];
  const readonlySigners = pick(true, false);
  const readonlyOthers = pick(false, false);
  return {
    header: {
      numRequiredSignatures: checkIndex(writableSigners.length + readonlySigners.length, "number of signers"),
      numReadonlySignedAccounts: readonlySigners.length,
      numReadonlyUnsignedAccounts: checkIndex(readonlyOthers.length, "number of readonly accounts"),
    },
    accountKeys: [...writableSigners, ...readonlySigners, ...pick(false, true), ...readonlyOthers],
  };
}

function numberKeys(keys: readonly Pubkey[]): PubkeyMap<number> {
  const indexOf = new PubkeyMap<number>();
  keys.forEach((key, index) => {
    indexOf.set(key, checkIndex(index, "account index"));
  });
  return indexOf;
}

function compileInstruction(instruction: Instruction, indexOf: PubkeyMap<number>): CompiledInstruction {
  const index = (key: Pubkey): number => {
    const found = indexOf.get(key);
    if (found !== undefined) return found;
    const address = addressFromPubkey(key);
    throw new CallgateError("unknown-instruction-key", `account key ${address} was compiled nowhere`, { address });
  };
  return {
    programIdIndex: index(instruction.programId),
    accounts: Uint8Array.from(instruction.accounts, ({ pubkey }) => index(pubkey)),
    data: instruction.data,
  };
}

function checkIndex(value: number, what: string): number {
  if (value <= 255) return value;
  throw new CallgateError("message-overflow", `${what}: expected at most 255, got ${value}`, { what, value });
}
