import litesvm from "litesvm/dist/internal.js";
import { expect } from "vitest";
import { base58Decode } from "../../src/base/base58.js";
import { transactionError } from "../../src/cli/diff/oracle-errors.js";
import type { Account } from "../../src/solana/account.js";
import type { TransactionError } from "../../src/solana/errors.js";
import type { FeatureSet } from "../../src/solana/feature-set.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { createSvm, type Svm, type SvmOptions } from "../../src/svm/index.js";
import { innerInstructionsOf } from "../../src/svm/instruction-trace.js";
import { TransactionDetails, type TransactionResult } from "../../src/svm/transaction-result.js";

// The same bytes through LiteSVM (Agave in this process) and through Callgate under LiteSVM's rules; everything that
// either says must be equal.

export type AgaveSvm = InstanceType<typeof litesvm.LiteSvm>;

/** What both sides say of one transaction, in one form. */
export interface Observation {
  readonly error: TransactionError | null;
  readonly computeUnits: number;
  readonly logs: readonly string[];
  readonly returnData: { readonly program: string; readonly hex: string } | null;
  readonly inner: readonly (readonly {
    readonly programIdIndex: number;
    readonly accounts: readonly number[];
    readonly data: string;
    readonly stackHeight: number;
  }[])[];
  readonly signature: string;
}

/** An account in a form that compares and prints well. */
export interface AccountSummary {
  readonly lamports: bigint;
  readonly owner: string;
  readonly executable: boolean;
  readonly rentEpoch: bigint;
  readonly data: string;
}

export interface DifferentialOptions extends Pick<SvmOptions, "signatureVerification" | "blockhashCheck"> {
  /** Results that are remembered: 32, or none. */
  readonly transactionHistory?: 0 | 32;
  /** The active gates on both sides; mainnet's if not given. */
  readonly features?: "mainnet" | FeatureSet;
}

/** A LiteSVM and a Callgate in the same state. */
export class Differential {
  readonly agave: AgaveSvm;
  readonly svm: Svm;

  constructor(options: DifferentialOptions = {}) {
    const { features = "mainnet" } = options;
    this.agave = features === "mainnet" ? new litesvm.LiteSvm() : agaveWith(features);
    this.agave.setSigverify(options.signatureVerification ?? false);
    this.agave.setBlockhashCheck(options.blockhashCheck ?? false);
    // Its own capacity is 32; what it makes of other numbers depends on what it has allocated.
    if (options.transactionHistory !== 32) this.agave.setTransactionHistory(0n);
    this.svm = createSvm({
      features,
      compat: "litesvm",
      signatureVerification: options.signatureVerification ?? false,
      blockhashCheck: options.blockhashCheck ?? false,
      transactionHistory: options.transactionHistory ?? 0,
    });
  }

  /** The latest blockhash, which must be the same on both sides. */
  get blockhash(): Uint8Array {
    expect(this.svm.latestBlockhash()).toBe(this.agave.latestBlockhash());
    return base58Decode(this.svm.latestBlockhash())!;
  }

  setAccount(key: Pubkey, account: Partial<Account>): void {
    const { lamports = 1_000_000_000n, data = new Uint8Array(0), owner = new Uint8Array(32) } = account;
    const { executable = false, rentEpoch = 0xffff_ffff_ffff_ffffn } = account;
    this.agave.setAccount(key, new litesvm.Account(lamports, data, owner, executable, rentEpoch));
    this.svm.setAccount(key, { lamports, data, owner, executable, rentEpoch });
  }

  expireBlockhash(): void {
    this.agave.expireBlockhash();
    this.svm.expireBlockhash();
  }

  /** Sends the bytes on both sides; expects the same result and the same of every account in `keys`. */
  send(wire: Uint8Array, keys: readonly Pubkey[] = []): Observation {
    const theirs = observeAgave(this.agave.sendVersionedTransaction(wire));
    const result = this.svm.sendTransaction(wire);
    const ours = observe(result);
    expect(ours).toEqual(theirs);
    this.expectSameAccounts([...TransactionDetails.recordOf(result).keys, ...keys]);
    return ours;
  }

  /** Simulates on both sides; expects the same result and the same accounts after it. */
  simulate(wire: Uint8Array): Observation {
    const simulated = this.agave.simulateVersionedTransaction(wire);
    const failed = simulated instanceof litesvm.FailedTransactionMetadata;
    const theirs = observeAgave(failed ? simulated : simulated.meta());
    const result = this.svm.simulateTransaction(wire);
    const ours = observe(result);
    expect(ours).toEqual(theirs);
    if (!failed) {
      const byAddress = new Map(result.postAccounts.map((account) => [account.address as string, account]));
      for (const post of simulated.postAccounts()) {
        const mine = byAddress.get(addressFromPubkey(Uint8Array.from(post.address)))!;
        const { lamports, programAddress: owner, executable, rentEpoch, data } = mine;
        expect({ lamports, owner, executable, rentEpoch, data: hex(data) }).toEqual(summaryOfAgave(post.account()));
      }
    }
    return ours;
  }

  expectSameAccounts(keys: readonly Pubkey[]): void {
    for (const key of keys) {
      expect([addressFromPubkey(key), this.account(key)]).toEqual([addressFromPubkey(key), this.agaveAccount(key)]);
    }
  }

  account(key: Pubkey): AccountSummary | null {
    return summaryOf(this.svm, key);
  }

  agaveAccount(key: Pubkey): AccountSummary | null {
    const account = this.agave.getAccount(key);
    return account && summaryOfAgave(account);
  }
}

function agaveWith(features: FeatureSet): AgaveSvm {
  const svm = litesvm.LiteSvm.default();
  const set = new litesvm.FeatureSet();
  for (const id of features.activeFeatures()) set.activate(id, features.activatedSlot(id)!);
  svm.setFeatureSet(set);
  svm.setBuiltins();
  svm.setPrecompiles();
  svm.setSysvars();
  svm.setLamports(10n ** 15n);
  svm.setDefaultPrograms();
  return svm;
}

type AgaveResult = InstanceType<typeof litesvm.TransactionMetadata | typeof litesvm.FailedTransactionMetadata>;

function observeAgave(result: AgaveResult): Observation {
  const failed = result instanceof litesvm.FailedTransactionMetadata;
  const meta = failed ? result.meta() : result;
  const program = Uint8Array.from(meta.returnData().programId());
  return {
    error: failed ? transactionError(result.err()) : null,
    computeUnits: Number(meta.computeUnitsConsumed()),
    logs: meta.logs(),
    returnData: returnData(program, meta.returnData().data()),
    inner: meta.innerInstructions().map((instructions) =>
      instructions.map((inner) => ({
        programIdIndex: inner.instruction().programIdIndex(),
        accounts: [...inner.instruction().accounts()],
        data: hex(inner.instruction().data()),
        stackHeight: inner.stackHeight(),
      })),
    ),
    signature: hex(meta.signature()),
  };
}

/** A result of Callgate's in the same form. */
export function observe(result: TransactionResult): Observation {
  const { returnData: returned, instructionTrace, outcome } = TransactionDetails.recordOf(result);
  return {
    error: result.ok ? null : result.error,
    computeUnits: result.computeUnitsConsumed,
    logs: result.logs,
    returnData: returned === undefined ? null : returnData(returned.programId, returned.data),
    inner: innerInstructionsOf(instructionTrace).map((instructions) =>
      instructions.map(({ programIndex, accounts, data, stackHeight }) => ({
        programIdIndex: programIndex,
        accounts: accounts.map(({ indexInTransaction }) => indexInTransaction),
        data: hex(data),
        stackHeight,
      })),
    ),
    // LiteSVM says nothing of a transaction that it did not run.
    signature: hex(outcome === "executed" ? result.signatureBytes : new Uint8Array(64)),
  };
}

function returnData(program: Pubkey, data: Uint8Array): Observation["returnData"] {
  const isNothing = data.length === 0 && program.every((byte) => byte === 0);
  return isNothing ? null : { program: addressFromPubkey(program), hex: hex(data) };
}

/** An account of Callgate's, or null. */
export function summaryOf(svm: Svm, key: Pubkey): AccountSummary | null {
  const account = svm.bank.accounts.get(key);
  if (account === undefined) return null;
  const { lamports, data, owner, executable, rentEpoch } = account;
  return { lamports, owner: addressFromPubkey(owner), executable, rentEpoch, data: hex(data) };
}

function summaryOfAgave(account: InstanceType<typeof litesvm.Account>): AccountSummary {
  return {
    lamports: account.lamports(),
    owner: addressFromPubkey(Uint8Array.from(account.owner())),
    executable: account.executable(),
    rentEpoch: account.rentEpoch(),
    data: hex(account.data()),
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
