import { LOADER_V2_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import { createSvm, type Svm } from "../../svm/index.js";
import type { Chain, Features } from "./chain.js";
import type { AccountState, Outcome } from "./outcome.js";
import type { InitialAccount } from "./world.js";

/** Callgate, behaving as LiteSVM where that is not Agave. */
export class Subject implements Chain {
  readonly svm: Svm;

  constructor(features: Features) {
    this.svm = createSvm({
      features,
      compat: "litesvm",
      signatureVerification: false,
      blockhashCheck: false,
      transactionHistory: 0,
    });
  }

  addProgram(id: Pubkey, elf: Uint8Array): void {
    const lamports = this.svm.minimumBalanceForRentExemption(elf.length);
    this.svm.setAccount(id, { lamports, data: elf, owner: LOADER_V2_ID, executable: true, rentEpoch: 0n });
  }

  setAccount({ key, lamports, data, owner }: InitialAccount): void {
    this.svm.setAccount(key, { lamports, data, owner, executable: false, rentEpoch: 0n });
  }

  account(key: Pubkey): AccountState | null {
    const account = this.svm.getAccount(key);
    if (account === null) return null;
    return {
      lamports: account.lamports.toString(),
      owner: account.programAddress,
      executable: account.executable,
      rentEpoch: account.rentEpoch.toString(),
      data: hex(account.data),
    };
  }

  send(wire: Uint8Array, keys: readonly Pubkey[]): Outcome {
    const result = this.svm.sendTransaction(wire);
    const { returnData } = result;
    return {
      error: result.ok ? null : result.error,
      logs: result.logs,
      computeUnits: result.computeUnitsConsumed.toString(),
      returnData:
        returnData === undefined ? null : { programId: returnData.programAddress, data: hex(returnData.data) },
      inner: result.innerInstructions.map((list) =>
        list.map((inner) => ({
          programIdIndex: inner.programIdIndex,
          accounts: hex(Uint8Array.from(inner.accounts)),
          data: hex(inner.data),
          stackHeight: inner.stackHeight,
        })),
      ),
      accounts: Object.fromEntries(keys.map((key) => [addressFromPubkey(key), this.account(key)])),
    };
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
