// The two sides under comparison, with the same doors: Callgate and LiteSVM, signatures and blockhashes unchecked.
import litesvm from "litesvm/dist/internal.js";
import { pubkeyFromAddress } from "../dist/solana/pubkey.js";
import { createSvm } from "../dist/svm/index.js";

/** Mainnet's programs as both have them; results are looked at, so that no work is thrown away. */
export class Callgate {
  constructor({ signatures = false } = {}) {
    this.svm = createSvm({
      compat: "litesvm",
      signatureVerification: signatures,
      blockhashCheck: false,
      transactionHistory: 0,
    });
  }

  setAccount(key, { lamports, data = new Uint8Array(0), owner, executable = false }) {
    this.svm.setAccount(key, { lamports, data, owner, executable, rentEpoch: 0n });
  }

  addProgram(id, elf, loader) {
    this.setAccount(id, { lamports: 10n ** 10n, data: elf, owner: loader, executable: true });
  }

  send(wire) {
    const result = this.svm.sendTransaction(wire);
    if (!result.ok) throw new Error(`${JSON.stringify(result.error)}\n${result.logs.join("\n")}`);
    return result.computeUnitsConsumed;
  }

  account(address) {
    const account = this.svm.getAccount(address);
    return account === null ? null : [account.lamports.toString(), Buffer.from(account.data).toString("hex")];
  }
}

export class LiteSvm {
  constructor({ signatures = false } = {}) {
    this.svm = new litesvm.LiteSvm();
    this.svm.setSigverify(signatures);
    this.svm.setBlockhashCheck(false);
    this.svm.setTransactionHistory(0n);
  }

  setAccount(key, { lamports, data = new Uint8Array(0), owner, executable = false }) {
    this.svm.setAccount(key, new litesvm.Account(lamports, data, owner, executable, 0n));
  }

  addProgram(id, elf, loader) {
    this.setAccount(id, { lamports: 10n ** 10n, data: elf, owner: loader, executable: true });
  }

  send(wire) {
    const result = this.svm.sendLegacyTransaction(wire);
    if (result instanceof litesvm.FailedTransactionMetadata) throw new Error(result.toString());
    return Number(result.computeUnitsConsumed());
  }

  account(address) {
    const account = this.svm.getAccount(pubkeyFromAddress(address));
    return account === null ? null : [account.lamports().toString(), Buffer.from(account.data()).toString("hex")];
  }
}
