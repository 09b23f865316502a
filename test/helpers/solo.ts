import type { Account } from "../../src/solana/account.js";
import type { FeaturePresetName } from "../../src/solana/feature-presets.js";
import type { FeatureSet } from "../../src/solana/feature-set.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { createSvm, type Svm, type SvmOptions } from "../../src/svm/index.js";
import { type AccountSummary, type Observation, observe, summaryOf } from "./oracle.js";

/** How a Callgate by itself may be. */
export type SoloOptions = Pick<SvmOptions, "engine" | "computeBudget" | "compat">;

/** A Callgate by itself, where LiteSVM cannot follow. */
export class Solo {
  readonly svm: Svm;

  constructor(features: FeaturePresetName | FeatureSet, options: SoloOptions = {}) {
    this.svm = createSvm({
      ...options,
      features,
      signatureVerification: false,
      blockhashCheck: false,
      transactionHistory: 0,
    });
  }

  setAccount(key: Pubkey, account: Partial<Account>): void {
    this.svm.setAccount(key, { lamports: 1_000_000_000n, ...account });
  }

  send(wire: Uint8Array): Observation {
    return observe(this.svm.sendTransaction(wire));
  }

  account(key: Pubkey): AccountSummary | null {
    return summaryOf(this.svm, key);
  }
}
