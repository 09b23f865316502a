import { expect } from "vitest";
import { precompileFor } from "../../src/runtime/precompiles/registry.js";
import type { Account } from "../../src/solana/account.js";
import { FeatureSet } from "../../src/solana/feature-set.js";
import { FEATURES } from "../../src/solana/features.js";
import type { Instruction } from "../../src/solana/instruction.js";
import type { Message } from "../../src/solana/message/message.js";
import * as programIds from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../src/solana/pubkey.js";
import { PubkeyMap } from "../../src/solana/pubkey-map.js";
import { account, compileMessage, type Outcome, runMessage } from "./harness.js";
import { ComputeBudget, newOracle, oracleAccount, runOnOracle, setOracleAccount } from "./oracle.js";

const oracle = newOracle();

/** The gates that are active in LiteSVM, read back from its feature accounts. */
export const oracleFeatures = new FeatureSet();
for (const { id } of FEATURES) if (oracle.getAccount(id) !== null) oracleFeatures.activate(id, 0n);

const sysvars = Object.entries(programIds)
  .filter(([name]) => name.startsWith("SYSVAR_"))
  .flatMap(([, id]): [Pubkey, Account][] => {
    const found = oracleAccount(oracle, id);
    return found === undefined ? [] : [[id, found]];
  });

export interface Case {
  readonly payer: Pubkey;
  readonly instructions: readonly Instruction[];
  readonly accounts: readonly (readonly [Pubkey, Account])[];
  readonly computeUnits?: number;
}

/**
 * Runs the instructions here and in LiteSVM and expects the same error, log, units and accounts. What only the pipeline
 * around instructions does (fees, the rent check at the end) is left out.
 */
export function expectSameAsOracle({ payer, instructions, accounts, computeUnits = 1_400_000 }: Case): Outcome {
  const message = compileMessage(payer, instructions);
  for (const [pubkey, one] of accounts) setOracleAccount(oracle, pubkey, one);
  const budget = new ComputeBudget();
  budget.computeUnitLimit = BigInt(computeUnits);
  oracle.setComputeBudget(budget);
  const theirs = runOnOracle(oracle, message);

  const world = new PubkeyMap<Account>();
  for (const [id, one] of sysvars) world.set(id, one);
  for (const [pubkey, one] of accounts) if (one.lamports > 0n) world.set(pubkey, one);
  const payerAccount = world.get(payer);
  if (payerAccount !== undefined) world.set(payer, { ...payerAccount, lamports: payerAccount.lamports - fee(message) });
  const ours = runMessage(message, { accounts: world, features: oracleFeatures, computeUnits });

  const theirError = theirs.error;
  const isRentError = typeof theirError === "object" && "InsufficientFundsForRent" in theirError;
  const ourError = ours.error === undefined ? undefined : { InstructionError: [ours.errorIndex, ours.error] };
  expect({ logs: ours.logs, computeUnits: ours.computeUnits }).toEqual({
    logs: theirs.logs,
    computeUnits: theirs.computeUnits,
  });
  expect(ourError).toEqual(isRentError ? undefined : theirError);
  if (theirError === undefined) {
    for (const pubkey of message.accountKeys) {
      if (!pubkeyEqual(pubkey, payer))
        expect(summary(ours.accounts.get(pubkey))).toEqual(summary(oracleAccount(oracle, pubkey)));
    }
  }
  return ours;
}

/** What the pipeline takes from the payer first: 5000 lamports a signature, those in precompile instructions included. */
function fee(message: Message): bigint {
  const inPrecompiles = message.instructions.map(({ programIdIndex, data }) =>
    precompileFor(message.accountKeys[programIdIndex]!) === undefined ? 0 : (data[0] ?? 0),
  );
  return BigInt(5000 * inPrecompiles.reduce((sum, count) => sum + count, message.header.numRequiredSignatures));
}

/** An account as it is stored: one without lamports is gone. */
function summary(found: Account | undefined): unknown {
  const { lamports, data, owner } = found === undefined || found.lamports === 0n ? account() : found;
  return { lamports, data: Buffer.from(data).toString("hex"), owner: addressFromPubkey(owner) };
}
