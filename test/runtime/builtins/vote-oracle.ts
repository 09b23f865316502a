import type { Account } from "../../../src/solana/account.js";
import type { TransactionError } from "../../../src/solana/errors.js";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import { FEATURES } from "../../../src/solana/features.js";
import type { Instruction } from "../../../src/solana/instruction.js";
import * as programIds from "../../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../../src/solana/pubkey.js";
import { PubkeyMap } from "../../../src/solana/pubkey-map.js";
import { account, compileMessage, runMessage } from "../harness.js";
import { ComputeBudget, LiteFeatureSet, newOracle, oracleAccount, runOnOracle, setOracleAccount } from "../oracle.js";

/** What one run came to, in a shape that compares. */
export interface Summary {
  readonly error: TransactionError | undefined;
  readonly logs: readonly string[];
  readonly computeUnits: number;
  /** After a success; the payer left out, for fees are the pipeline's. */
  readonly accounts: Readonly<Record<string, string>>;
}

export interface Run {
  readonly payer: Pubkey;
  readonly instruction: Instruction;
  /** All that the instruction names, sysvars included where they are not LiteSVM's own. */
  readonly accounts: readonly (readonly [Pubkey, Account])[];
  readonly computeUnits?: number;
}

/** The gates that are active on mainnet. */
export function mainnetFeatures(): FeatureSet {
  const features = new FeatureSet();
  for (const { id, mainnetSlot } of FEATURES) if (mainnetSlot !== null) features.activate(id, 0n);
  return features;
}

/** A LiteSVM with some set of features, and the same run here. */
export class VoteOracle {
  private readonly svm = newOracle();

  constructor(readonly features: FeatureSet) {
    const theirs = new LiteFeatureSet();
    for (const id of features.activeFeatures()) theirs.activate(id, 0n);
    this.svm.setFeatureSet(theirs);
  }

  /** LiteSVM's own sysvar accounts. */
  sysvars(): PubkeyMap<Account> {
    const found = new PubkeyMap<Account>();
    for (const [name, id] of Object.entries(programIds)) {
      const one = name.startsWith("SYSVAR_") ? oracleAccount(this.svm, id) : undefined;
      if (one !== undefined) found.set(id, one);
    }
    return found;
  }

  theirs({ payer, instruction, accounts, computeUnits = 1_400_000 }: Run): Summary {
    for (const [pubkey, one] of accounts) setOracleAccount(this.svm, pubkey, one);
    const budget = new ComputeBudget();
    budget.computeUnitLimit = BigInt(computeUnits);
    this.svm.setComputeBudget(budget);
    const message = compileMessage(payer, [instruction]);
    const outcome = runOnOracle(this.svm, message);
    const after = outcome.error === undefined ? message.accountKeys.slice(1) : [];
    return { ...outcome, accounts: summary(after, (pubkey) => oracleAccount(this.svm, pubkey)) };
  }

  ours({ payer, instruction, accounts, computeUnits = 1_400_000 }: Run): Summary {
    const world = this.sysvars();
    for (const [pubkey, one] of accounts) if (one.lamports > 0n) world.set(pubkey, one);
    const message = compileMessage(payer, [instruction]);
    const outcome = runMessage(message, { accounts: world, features: this.features, computeUnits });
    const { error, logs } = outcome;
    const after = error === undefined ? message.accountKeys.slice(1) : [];
    return {
      error: error === undefined ? undefined : { InstructionError: [outcome.errorIndex, error] },
      logs,
      computeUnits: outcome.computeUnits,
      accounts: summary(after, (pubkey) => outcome.accounts.get(pubkey)),
    };
  }
}

function summary(keys: readonly Pubkey[], find: (pubkey: Pubkey) => Account | undefined): Record<string, string> {
  return Object.fromEntries(
    keys.map((pubkey) => {
      const found = find(pubkey);
      // An account without lamports is gone.
      const { lamports, owner, data } = found === undefined || found.lamports === 0n ? account() : found;
      const text = `${lamports} ${addressFromPubkey(owner)} ${Buffer.from(data).toString("hex")}`;
      return [addressFromPubkey(pubkey), text];
    }),
  );
}
