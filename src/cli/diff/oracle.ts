import * as litesvm from "litesvm/dist/internal.js";
import { LOADER_V2_ID } from "../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual, pubkeyFromAddress } from "../../solana/pubkey.js";
import type { Chain, ChainSettings, InitialAccount } from "./chain.js";
import { transactionError } from "./oracle-errors.js";
import { type AccountState, existing, type Outcome } from "./outcome.js";

/** Agave, in the process: LiteSVM. */
export class Oracle implements Chain {
  readonly #svm: litesvm.LiteSvm;

  constructor({ features, checks }: ChainSettings) {
    this.#svm = features === "mainnet" ? new litesvm.LiteSvm() : withAllFeatures();
    this.#svm.setSigverify(checks);
    this.#svm.setBlockhashCheck(checks);
    // It remembers REMEMBERED_TRANSACTIONS until told otherwise; asked for so many, it would remember none.
    if (!checks) this.#svm.setTransactionHistory(0n);
  }

  addProgram(id: Pubkey, elf: Uint8Array): void {
    this.#svm.addProgramWithLoader(id, elf, LOADER_V2_ID);
  }

  setAccount({ key, lamports, data, owner, executable = false, rentEpoch = 0n }: InitialAccount): void {
    this.#svm.setAccount(key, new litesvm.Account(lamports, data, owner, executable, rentEpoch));
  }

  account(key: Pubkey): AccountState | null {
    const account = this.#svm.getAccount(key);
    return account === null ? null : stateOf(account);
  }

  blockhash(): Uint8Array {
    return pubkeyFromAddress(this.#svm.latestBlockhash());
  }

  expireBlockhash(): void {
    this.#svm.expireBlockhash();
  }

  warpToSlot(slot: bigint): void {
    this.#svm.warpToSlot(slot);
  }

  send(wire: Uint8Array, keys: readonly Pubkey[]): Outcome {
    const result = this.#svm.sendVersionedTransaction(wire);
    return { ...ending(result), accounts: keys.map((key) => this.account(key)) };
  }

  simulate(wire: Uint8Array, keys: readonly Pubkey[]): Outcome {
    const result = this.#svm.simulateVersionedTransaction(wire);
    if (result instanceof litesvm.FailedTransactionMetadata) return { ...ending(result), accounts: [] };
    const after = result.postAccounts().map((one) => ({ key: one.address, state: stateOf(one.account()) }));
    const accounts = keys.map((key) => {
      const written = after.find((one) => pubkeyEqual(one.key, key));
      return written === undefined ? this.account(key) : written.state;
    });
    return { ...ending(result.meta()), accounts: accounts.map(existing) };
  }
}

function stateOf(account: litesvm.Account): AccountState {
  return {
    lamports: account.lamports(),
    owner: account.owner(),
    executable: account.executable(),
    rentEpoch: account.rentEpoch(),
    data: account.data(),
  };
}

function ending(result: litesvm.TransactionMetadata | litesvm.FailedTransactionMetadata): Omit<Outcome, "accounts"> {
  const failed = result instanceof litesvm.FailedTransactionMetadata;
  const metadata = failed ? result.meta() : result;
  const returned = metadata.returnData();
  return {
    error: failed ? transactionError(result.err()) : null,
    logs: metadata.logs(),
    computeUnits: Number(metadata.computeUnitsConsumed()),
    returnData: returned.data().length === 0 ? null : { programId: returned.programId(), data: returned.data() },
    inner: metadata.innerInstructions().map((list) =>
      list.map((inner) => ({
        programIdIndex: inner.instruction().programIdIndex(),
        accounts: inner.instruction().accounts(),
        data: inner.instruction().data(),
        stackHeight: inner.stackHeight(),
      })),
    ),
  };
}

function withAllFeatures(): litesvm.LiteSvm {
  const svm = litesvm.LiteSvm.default();
  svm.setFeatureSet(litesvm.FeatureSet.allEnabled());
  svm.setBuiltins();
  svm.setPrecompiles();
  svm.setSysvars();
  svm.setLamports(10n ** 15n);
  svm.setDefaultPrograms();
  return svm;
}
