import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sha256 } from "../../../src/crypto/sha256.js";
import type { Account } from "../../../src/solana/account.js";
import type { TransactionError } from "../../../src/solana/errors.js";
import type { Instruction } from "../../../src/solana/instruction.js";
import { addressFromPubkey, pubkeyFromAddress } from "../../../src/solana/pubkey.js";
import { PubkeyMap } from "../../../src/solana/pubkey-map.js";
import { compileMessage, runMessage, sharedVectors } from "../harness.js";
import { mainnetFeatures, VoteOracle } from "./vote-oracle.js";

interface JsonAccount {
  readonly address: string;
  readonly lamports: string;
  readonly owner: string;
  readonly executable: boolean;
  readonly rentEpoch: string;
  readonly data: string | { readonly base64: string } | { readonly zeros: number };
}

interface JsonInstruction {
  readonly programId: string;
  readonly accounts: readonly { readonly address: string; readonly isSigner: boolean; readonly isWritable: boolean }[];
  readonly data: string;
}

interface ExpectedAccount {
  readonly lamports: string;
  readonly owner: string;
  readonly executable: boolean;
  readonly len: number;
  readonly sha256: string;
}

interface Vector {
  readonly name: string;
  readonly config: { readonly computeBudget: { readonly computeUnitLimit: string } };
  readonly accounts: readonly JsonAccount[];
  readonly transactions: readonly { readonly feePayer: string; readonly instructions: readonly JsonInstruction[] }[];
  readonly expected: readonly {
    readonly err: TransactionError | null;
    readonly cu: string;
    readonly logs: readonly string[];
    readonly accounts: Readonly<Record<string, ExpectedAccount | null>>;
  }[];
}

import { showAtOnce, ProgramCache } from "../../../src/svm/program-cache.js";
import { decodeClock } from "../../../src/solana/sysvars/clock.js";
import { SYSVAR_CLOCK_ID } from "../../../src/solana/program-ids.js";
import { enabledBuiltins } from "../../../src/runtime/builtins/registry.js";
import { resolveFeatures } from "../../../src/solana/runtime-features.js";
import { programLoadersFor } from "../../../src/svm/program-loaders.js";
import { defaultExecutionBudget } from "../../../src/runtime/execution-budget.js";
import { interpreter } from "../../../src/sbpf/interpreter/interpreter.js";
const env = { engine: interpreter, ...programLoadersFor(resolveFeatures(mainnetFeatures()), defaultExecutionBudget(false)) };
const LAMPORTS_PER_SIGNATURE = 5000n;
const path = sharedVectors("instr-loaders.jsonl.gz");
// The vectors' "minimal" world: mainnet's gates, and LiteSVM's sysvars where a line brings none.
const features = mainnetFeatures();
const sysvars = new VoteOracle(features).sysvars();

test.skipIf(path === undefined)("every loader vector", () => {
  const lines = gunzipSync(readFileSync(path!)).toString().trim().split("\n");
  const differences: string[] = [];
  let skipped = 0;
  for (const line of lines) {
    const vector: Vector = JSON.parse(line);
    const reason = skipReason(vector);
    if (reason !== undefined) {
      skipped++;
      continue;
    }
    const theirs = theirOutcome(vector);
    const ours = ourOutcome(vector);
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
      differences.push(`${vector.name}\n ours   ${JSON.stringify(ours)}\n theirs ${JSON.stringify(theirs)}`);
    }
  }
  console.log(`${lines.length} loader vectors: ${skipped} skipped, ${differences.length} differ`);
  expect(differences).toEqual([]);
  expect(lines.length).toBe(168);
});

/** Why a line says nothing about the vote program, if it does not. */
function skipReason({ expected }: Vector): string | undefined {
  const [{ err }] = expected;
  if (err === "InvalidProgramForExecution") return "runs no vote program: LiteSVM wants an executable flag on another";
  return undefined;
}

function theirOutcome({ expected: [expected] }: Vector) {
  const accounts = Object.entries(expected.accounts).sort(byAddress);
  return {
    err: expected.err,
    cu: expected.cu,
    logs: expected.logs,
    accounts: accounts.map(([address, account]) =>
      account === null ? [address, null] : [address, pickFields(account)],
    ),
  };
}

function ourOutcome({ accounts, transactions: [transaction], config, expected: [expected] }: Vector) {
  const world = new PubkeyMap<Account>();
  for (const [id, account] of sysvars) world.set(id, account);
  // An account without lamports does not exist.
  const existing = accounts.filter(({ lamports }) => lamports !== "0");
  for (const account of existing) world.set(pubkeyFromAddress(account.address), parseAccount(account));
  const payer = pubkeyFromAddress(transaction.feePayer);
  const message = compileMessage(payer, transaction.instructions.map(parseInstruction));
  const computeUnits = Number(config.computeBudget.computeUnitLimit);
  for (const [, one] of world) showAtOnce(one);
  const slot = decodeClock(world.get(SYSVAR_CLOCK_ID)!.data)!.slot;
  const programs = new ProgramCache(world, () => slot, { loader: env.executionLoader, builtins: enabledBuiltins(features) });
  const outcome = runMessage(message, { accounts: world, features, computeUnits, programs: programs.forTransaction(), environment: env });
  const fee = LAMPORTS_PER_SIGNATURE * BigInt(message.header.numRequiredSignatures);
  const after = (address: string) => {
    const pubkey = pubkeyFromAddress(address);
    const ran = outcome.accounts.get(pubkey)!;
    const found = outcome.error === undefined ? ran : (world.get(pubkey) ?? ran);
    const lamports = found.lamports - (address === transaction.feePayer ? fee : 0n);
    return lamports === 0n ? null : summary(found, lamports);
  };
  return {
    err: outcome.error === undefined ? null : { InstructionError: [outcome.errorIndex, outcome.error] },
    cu: String(outcome.computeUnits),
    logs: outcome.logs,
    accounts: Object.keys(expected.accounts)
      .sort()
      .map((address) => [address, after(address)]),
  };
}

function summary({ owner, executable, data }: Account, lamports: bigint): ExpectedAccount {
  return {
    lamports: String(lamports),
    owner: addressFromPubkey(owner),
    executable,
    len: data.length,
    sha256: Buffer.from(sha256(data)).toString("hex"),
  };
}

function pickFields({ lamports, owner, executable, len, sha256 }: ExpectedAccount): ExpectedAccount {
  return { lamports, owner, executable, len, sha256 };
}

function byAddress([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function parseAccount({ lamports, owner, executable, rentEpoch, data }: JsonAccount): Account {
  return {
    lamports: BigInt(lamports),
    owner: pubkeyFromAddress(owner),
    executable,
    rentEpoch: BigInt(rentEpoch),
    data: parseData(data),
  };
}

function parseData(data: JsonAccount["data"]): Uint8Array {
  if (typeof data === "string") return Uint8Array.from(Buffer.from(data, "hex"));
  return "zeros" in data ? new Uint8Array(data.zeros) : Uint8Array.from(Buffer.from(data.base64, "base64"));
}

function parseInstruction({ programId, accounts, data }: JsonInstruction): Instruction {
  return {
    programId: pubkeyFromAddress(programId),
    accounts: accounts.map(({ address, ...flags }) => ({ pubkey: pubkeyFromAddress(address), ...flags })),
    data: Uint8Array.from(Buffer.from(data, "hex")),
  };
}
