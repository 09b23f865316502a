import { existsSync } from "node:fs";
import { enabledBuiltins } from "../../src/runtime/builtins/registry.js";
import type { Environment } from "../../src/runtime/environment.js";
import { DEFAULT_EXECUTION_COST, defaultExecutionBudget } from "../../src/runtime/execution-budget.js";
import { InstructionContext, NO_CALLER } from "../../src/runtime/instruction-context.js";
import { InvokeContext } from "../../src/runtime/invoke-context.js";
import { LogCollector } from "../../src/runtime/log-collector.js";
import { precompileFor } from "../../src/runtime/precompiles/registry.js";
import type { ProgramCacheForTransaction } from "../../src/runtime/program-cache.js";
import { SysvarCache } from "../../src/runtime/sysvar-cache.js";
import { TransactionAccount, TransactionAccounts } from "../../src/runtime/transaction-accounts.js";
import { TransactionContext } from "../../src/runtime/transaction-context.js";
import type { Engine } from "../../src/sbpf/engine.js";
import type { Loader } from "../../src/sbpf/loader.js";
import type { Account } from "../../src/solana/account.js";
import type { InstructionError } from "../../src/solana/errors.js";
import { FeatureSet } from "../../src/solana/feature-set.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { isSigner, NO_LOADED_ADDRESSES, writableFlags } from "../../src/solana/message/account-roles.js";
import type { Message } from "../../src/solana/message/message.js";
import { NATIVE_LOADER_ID, SYSTEM_PROGRAM_ID, SYSVAR_RENT_ID } from "../../src/solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../src/solana/pubkey.js";
import { PubkeyMap } from "../../src/solana/pubkey-map.js";
import { resolveFeatures } from "../../src/solana/runtime-features.js";
import { decodeRent } from "../../src/solana/sysvars/rent.js";

/** Everything that instructions run on in these tests. */
export interface World {
  readonly accounts: PubkeyMap<Account>;
  readonly features?: FeatureSet;
  /** The latest one; the message's own if not given, as in LiteSVM. */
  readonly blockhash?: Uint8Array;
  readonly blockhashLamportsPerSignature?: bigint;
  readonly computeUnits?: number;
  /** Where programs are found; builtins only if not given. */
  readonly programs?: ProgramCacheForTransaction;
  /** What sBPF programs need beside the builtins' environment. */
  readonly environment?: Partial<Environment>;
}

export interface Outcome {
  readonly error: InstructionError | undefined;
  /** Of the instruction that failed, or of the last one. */
  readonly errorIndex: number;
  readonly logs: readonly string[];
  readonly computeUnits: number;
  /** After the run, whatever its outcome; the pipeline would drop the changes of a failed one. */
  readonly accounts: PubkeyMap<Account>;
}

const EMPTY = new Uint8Array(0);

export function account(fields: Partial<Account> = {}): Account {
  return { lamports: 0n, data: EMPTY, owner: SYSTEM_PROGRAM_ID, executable: false, rentEpoch: 0n, ...fields };
}

export function accountMap(entries: readonly (readonly [Pubkey, Account])[]): PubkeyMap<Account> {
  const map = new PubkeyMap<Account>();
  for (const [pubkey, one] of entries) map.set(pubkey, one);
  return map;
}

/** A key made of one repeated byte. */
export function key(byte: number): Pubkey {
  return new Uint8Array(32).fill(byte);
}

/** Compiles a legacy message in the usual order: signers first, writable before readonly, the payer at the front. */
export function compileMessage(payer: Pubkey, instructions: readonly Instruction[]): Message {
  const roles = new PubkeyMap<{ signer: boolean; writable: boolean }>();
  roles.set(payer, { signer: true, writable: true });
  const add = (pubkey: Pubkey, signer: boolean, writable: boolean) => {
    const role = roles.get(pubkey) ?? { signer: false, writable: false };
    roles.set(pubkey, { signer: role.signer || signer, writable: role.writable || writable });
  };
  for (const { programId, accounts } of instructions) {
    for (const meta of accounts) add(meta.pubkey, meta.isSigner, meta.isWritable);
    add(programId, false, false);
  }
  const entries = [...roles];
  const pick = (signer: boolean, writable: boolean) =>
    entries.filter(([, role]) => role.signer === signer && role.writable === writable).map(([pubkey]) => pubkey);
  const [signedWritable, signedReadonly] = [pick(true, true), pick(true, false)];
  const [unsignedWritable, unsignedReadonly] = [pick(false, true), pick(false, false)];
  const accountKeys = [...signedWritable, ...signedReadonly, ...unsignedWritable, ...unsignedReadonly];
  const indexOf = (pubkey: Pubkey) => accountKeys.findIndex((accountKey) => pubkeyEqual(accountKey, pubkey));
  return {
    version: "legacy",
    header: {
      numRequiredSignatures: signedWritable.length + signedReadonly.length,
      numReadonlySignedAccounts: signedReadonly.length,
      numReadonlyUnsignedAccounts: unsignedReadonly.length,
    },
    accountKeys,
    recentBlockhash: new Uint8Array(32),
    instructions: instructions.map(({ programId, accounts, data }) => ({
      programIdIndex: indexOf(programId),
      accounts: Uint8Array.from(accounts, ({ pubkey }) => indexOf(pubkey)),
      data,
    })),
    addressTableLookups: [],
    config: {},
  };
}

/** Runs the instructions of a message one after the other, without the checks before and after a transaction. */
export function runMessage(message: Message, world: World): Outcome {
  const features = world.features ?? FeatureSet.allEnabled();
  const accounts = new TransactionAccounts(
    message.accountKeys.map((pubkey) => new TransactionAccount(pubkey, accountOrBuiltin(world, features, pubkey))),
  );
  const rent = decodeRent(world.accounts.get(SYSVAR_RENT_ID)?.data ?? defaultRentData)!;
  const budget = { ...defaultExecutionBudget(false), computeUnitLimit: world.computeUnits ?? 1_400_000 };
  const transaction = new TransactionContext(
    accounts,
    rent,
    budget.maxInstructionStackDepth,
    budget.maxInstructionTraceLength,
    message.instructions.length,
  );
  const logs = new LogCollector();
  const context = new InvokeContext(
    transaction,
    world.programs ?? programCache(features),
    environment(world, features, message),
    budget,
    logs,
  );
  configureInstructions(transaction, message);
  let error: InstructionError | undefined;
  let errorIndex = -1;
  while (error === undefined && ++errorIndex < message.instructions.length)
    error = context.processTopLevelInstruction(message.instructions);
  const after = new PubkeyMap<Account>();
  for (const one of accounts.list) after.set(one.key, one);
  return {
    error,
    errorIndex,
    logs: logs.messages,
    computeUnits: budget.computeUnitLimit - context.meter.remaining,
    accounts: after,
  };
}

/** Runs instructions in one transaction that `payer` pays. */
export function run(payer: Pubkey, instructions: readonly Instruction[], world: World): Outcome {
  return runMessage(compileMessage(payer, instructions), world);
}

const defaultRentData = Uint8Array.of(0xd8, 0x13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 50);

function accountOrBuiltin(world: World, features: FeatureSet, pubkey: Pubkey): Account {
  const found = world.accounts.get(pubkey);
  if (found !== undefined) return found;
  const name = builtinFor(pubkey, features)?.name ?? (precompileFor(pubkey) === undefined ? undefined : "");
  if (name === undefined) return account();
  return account({ lamports: 1n, owner: NATIVE_LOADER_ID, executable: true, data: new TextEncoder().encode(name) });
}

function builtinFor(programId: Pubkey, features: FeatureSet) {
  return enabledBuiltins(features).find((entry) => pubkeyEqual(entry.programId, programId))?.builtin;
}

function programCache(features: FeatureSet): ProgramCacheForTransaction {
  return {
    find: (programId) => {
      const builtin = builtinFor(programId, features);
      return builtin === undefined ? undefined : { kind: "Builtin", builtin };
    },
    storeModifiedEntry: () => {},
  };
}

function environment(world: World, features: FeatureSet, message: Message): Environment {
  return {
    blockhash: world.blockhash ?? message.recentBlockhash,
    blockhashLamportsPerSignature: world.blockhashLamportsPerSignature ?? 5000n,
    features: resolveFeatures(features),
    cost: DEFAULT_EXECUTION_COST,
    sysvars: new SysvarCache((id) => world.accounts.get(id)?.data),
    epochStake: { total: 0n, forVoteAccount: () => 0n },
    // No sBPF program runs in these tests.
    engine: undefined as unknown as Engine,
    deploymentLoader: undefined as unknown as Loader<InvokeContext>,
    extensionLoader: undefined as unknown as Loader<InvokeContext>,
    precompile: precompileFor,
    ...world.environment,
  };
}

function configureInstructions(transaction: TransactionContext, message: Message): void {
  const writable = writableFlags(message, NO_LOADED_ADDRESSES);
  message.instructions.forEach((instruction, index) => {
    const metas = Array.from(instruction.accounts, (indexInTransaction) => ({
      indexInTransaction,
      isSigner: isSigner(message, indexInTransaction),
      isWritable: writable[indexInTransaction]!,
    }));
    transaction.configure(
      new InstructionContext(transaction, index, instruction.programIdIndex, metas, instruction.data, NO_CALLER),
    );
  });
}

/** The path of a file of shared test vectors, or undefined (said aloud) where they are not laid out beside the project. */
export function sharedVectors(name: string): string | undefined {
  const path = new URL(`../../../shared/vectors/${name}`, import.meta.url).pathname;
  if (existsSync(path)) return path;
  console.log(`no shared vectors at ${path}: the tests that read them are skipped`);
  return undefined;
}
