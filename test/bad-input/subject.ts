import { transactionErrorName } from "../../src/solana/errors.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import type { StoredAccount } from "../../src/svm/accounts-store.js";
import { CallgateError, type Svm, type TransactionResult } from "../../src/svm/index.js";
import { TransactionDetails } from "../../src/svm/transaction-result.js";

/** How a call ended: with a value, or with a typed error. */
export type Ending<T> =
  | { readonly refused: false; readonly value: T }
  | { readonly refused: true; readonly error: CallgateError };

/** Runs `action`; fails for anything thrown that is no proper `CallgateError`. */
export function endingOf<T>(action: () => T): Ending<T> {
  try {
    return { refused: false, value: action() };
  } catch (thrown) {
    if (!(thrown instanceof CallgateError))
      throw new Error(`something untyped was thrown: ${shown(thrown)}`, { cause: thrown });
    if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(thrown.code))
      throw new Error(`the code is "${thrown.code}"`, { cause: thrown });
    if (thrown.message.length < 10 || thrown.message.length > 1000) {
      throw new Error(`the message says too little or too much: ${thrown.message.slice(0, 2000)}`, { cause: thrown });
    }
    return { refused: true, error: thrown };
  }
}

function shown(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : typeof thrown;
}

interface Copy {
  readonly key: Pubkey;
  readonly account: StoredAccount;
}

/** A VM that hostile calls are made on, always from the same state. */
export class Subject {
  readonly #base: readonly Copy[];
  readonly #facts: string;
  readonly #snapshot;

  constructor(readonly svm: Svm) {
    this.#base = [...svm.bank.accounts.entries()].map(([key, account]) => ({
      key: key.slice(),
      account: deepCopy(account),
    }));
    this.#facts = this.#otherFacts();
    this.#snapshot = svm.snapshot();
  }

  /**
   * Runs one call. A typed error must leave every account and everything else as it was. Then, whatever the ending,
   * the VM goes back, and must be again what it was.
   */
  run<T>(action: (svm: Svm) => T, judge: (value: T) => string): string {
    const ending = endingOf(() => action(this.svm));
    if (ending.refused) {
      this.expectUnchanged();
      return ending.error.code;
    }
    const verdict = judge(ending.value);
    this.svm.revert(this.#snapshot);
    this.expectUnchanged();
    return verdict;
  }

  /** Sends a transaction, or now and then only simulates it; what becomes of it must be a sound result. */
  send(input: Parameters<Svm["sendTransaction"]>[0], simulates = false): string {
    if (simulates) {
      return this.run(
        (svm) => svm.simulateTransaction(input),
        (result) => {
          this.expectUnchanged();
          return `simulated: ${this.#nameOf(result)}`;
        },
      );
    }
    return this.run(
      (svm) => svm.sendTransaction(input),
      (result) => {
        if (result.outcome === "dropped") this.expectUnchanged();
        else this.#expectBalanced(result);
        return this.#nameOf(result);
      },
    );
  }

  /** Compares every byte of every account, and what else a VM knows. */
  expectUnchanged(): void {
    const { accounts } = this.svm.bank;
    if (accounts.size !== this.#base.length) throw new Error(`${accounts.size} accounts, were ${this.#base.length}`);
    for (const { key, account } of this.#base) {
      const now = accounts.get(key);
      if (now === undefined || !sameAccount(now, account)) throw new Error(`${addressFromPubkey(key)} has changed`);
    }
    const facts = this.#otherFacts();
    if (facts !== this.#facts) throw new Error(`the VM was ${this.#facts}, is ${facts}`);
  }

  /** Lamports neither come nor go, but for the fee; a failure changes nothing but the payer and a nonce. */
  #expectBalanced(result: TransactionResult): void {
    const { accounts } = this.svm.bank;
    let gained = 0n;
    let changed = 0;
    const seen = new Set(TransactionDetails.recordOf(result).keys.map((key) => addressFromPubkey(key) as string));
    for (const { key, account } of this.#base) {
      const now = accounts.get(key);
      gained -= account.lamports - (now?.lamports ?? 0n);
      if (now !== undefined && sameAccount(now, account)) continue;
      changed++;
      if (!seen.has(addressFromPubkey(key))) throw new Error(`${addressFromPubkey(key)} is none of its accounts`);
    }
    if (accounts.size > this.#base.length - changed) gained += this.#lamportsOfNew();
    if (gained !== -result.fee) throw new Error(`lamports changed by ${gained}, the fee is ${result.fee}`);
    if (!result.ok && changed > 2) throw new Error(`a failed transaction changed ${changed} accounts`);
  }

  #lamportsOfNew(): bigint {
    const known = new Set(this.#base.map(({ key }) => addressFromPubkey(key) as string));
    let lamports = 0n;
    for (const [key, account] of this.svm.bank.accounts.entries()) {
      if (!known.has(addressFromPubkey(key))) lamports += account.lamports;
    }
    return lamports;
  }

  /** Reads all of a result; its name. */
  #nameOf(result: TransactionResult): string {
    const {
      computeUnitsConsumed: units,
      logs,
      instructionTrace,
      innerInstructions,
      accountKeys,
      signature,
      returnData,
    } = result;
    if (!Number.isSafeInteger(units) || units < 0 || units > 1_400_000) throw new Error(`${units} units`);
    const lists = [logs, instructionTrace, innerInstructions, accountKeys];
    if (!lists.every(Array.isArray) || typeof signature !== "string") throw new Error("the result lacks something");
    if (returnData !== undefined && !(returnData.data instanceof Uint8Array))
      throw new Error("return data are no bytes");
    return result.ok ? "success" : `${result.outcome}: ${errorName(result.error)}`;
  }

  #otherFacts(): string {
    const { blockhashes, epochStakes, statuses } = this.svm.bank;
    const { signatureVerification, blockhashCheck, transactionHistory } = this.svm.bank.settings;
    return JSON.stringify({
      blockhashes: blockhashes.recent(151).map((hash) => Buffer.from(hash).toString("hex")),
      stake: String(epochStakes.total),
      statuses: statuses !== undefined,
      signatureVerification,
      blockhashCheck,
      transactionHistory,
    });
  }
}

function errorName(error: (TransactionResult & { ok: false })["error"]): string {
  return typeof error === "object" && "InstructionError" in error
    ? `InstructionError ${typeof error.InstructionError[1] === "string" ? error.InstructionError[1] : "Custom"}`
    : transactionErrorName(error);
}

function deepCopy({ lamports, data, owner, executable, rentEpoch }: StoredAccount): StoredAccount {
  return { lamports, data: Buffer.from(data), owner: owner.slice(), executable, rentEpoch };
}

function sameAccount(a: StoredAccount, b: StoredAccount): boolean {
  return (
    a.lamports === b.lamports &&
    a.rentEpoch === b.rentEpoch &&
    a.executable === b.executable &&
    Buffer.compare(a.owner, b.owner) === 0 &&
    Buffer.compare(a.data, b.data) === 0
  );
}
