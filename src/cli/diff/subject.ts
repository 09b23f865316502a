import { LOADER_V2_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyFromAddress } from "../../solana/pubkey.js";
import { createSvm, type Svm, type SvmAccount, type TransactionResult } from "../../svm/index.js";
import { type Chain, type ChainSettings, type InitialAccount, REMEMBERED_TRANSACTIONS } from "./chain.js";
import { type AccountState, existing, type Outcome } from "./outcome.js";

/** Callgate, behaving as LiteSVM where that is not Agave. */
export class Subject implements Chain {
  readonly svm: Svm;

  constructor({ features, checks, engine }: ChainSettings) {
    this.svm = createSvm({
      features,
      ...(engine !== undefined && { engine }),
      compat: "litesvm",
      signatureVerification: checks,
      blockhashCheck: checks,
      transactionHistory: checks ? REMEMBERED_TRANSACTIONS : 0,
    });
  }

  addProgram(id: Pubkey, elf: Uint8Array): void {
    const lamports = this.svm.minimumBalanceForRentExemption(elf.length);
    this.svm.setAccount(id, { lamports, data: elf, owner: LOADER_V2_ID, executable: true, rentEpoch: 0n });
  }

  setAccount({ key, lamports, data, owner, executable = false, rentEpoch = 0n }: InitialAccount): void {
    this.svm.setAccount(key, { lamports, data, owner, executable, rentEpoch });
  }

  account(key: Pubkey): AccountState | null {
    const account = this.svm.getAccount(key);
    return account === null ? null : stateOf(account);
  }

  blockhash(): Uint8Array {
    return pubkeyFromAddress(this.svm.latestBlockhash());
  }

  expireBlockhash(): void {
    this.svm.expireBlockhash();
  }

  warpToSlot(slot: bigint): void {
    this.svm.warpToSlot(slot);
  }

  send(wire: Uint8Array, keys: readonly Pubkey[]): Outcome {
    return { ...ending(this.sendWire(wire)), accounts: keys.map((key) => this.account(key)) };
  }

  protected sendWire(wire: Uint8Array): TransactionResult {
    return this.svm.sendTransaction(wire);
  }

  simulate(wire: Uint8Array, keys: readonly Pubkey[]): Outcome {
    const result = this.svm.simulateTransaction(wire);
    if (!result.ok) return { ...ending(result), accounts: [] };
    const accounts = keys.map((key) => {
      const address = addressFromPubkey(key);
      const after = result.postAccounts.find((one) => one.address === address);
      return after === undefined ? this.account(key) : stateOf(after);
    });
    return { ...ending(result), accounts: accounts.map(existing) };
  }
}

function stateOf({ lamports, programAddress, executable, rentEpoch, data }: SvmAccount): AccountState {
  return { lamports, owner: pubkeyFromAddress(programAddress), executable, rentEpoch, data };
}

function ending(result: TransactionResult): Omit<Outcome, "accounts"> {
  const { returnData } = result;
  return {
    error: result.ok ? null : result.error,
    logs: result.logs,
    computeUnits: result.computeUnitsConsumed,
    returnData:
      returnData === undefined
        ? null
        : { programId: pubkeyFromAddress(returnData.programAddress), data: returnData.data },
    inner: result.innerInstructions.map((list) =>
      list.map((inner) => ({
        programIdIndex: inner.programIdIndex,
        accounts: Uint8Array.from(inner.accounts),
        data: inner.data,
        stackHeight: inner.stackHeight,
      })),
    ),
  };
}
