import { createRequire } from "node:module";
import { addressFromPubkey } from "../../dist/solana/pubkey.js";
import { Disagreement } from "../measure/agree.mjs";
import { activate } from "./gates.mjs";

// Both as LiteSVM itself gets them, so that there is one copy of each.
const require = createRequire(import.meta.url);
const { LiteSVM, FailedTransactionMetadata, FeatureSet } = require("litesvm");
const { getTransactionDecoder, lamports: toLamports } = require("@solana/kit");

const NO_DATA = new Uint8Array(0);
const decoder = getTransactionDecoder();

/** LiteSVM through its public class; transactions are Kit's, decoded from wire bytes ahead of time. */
export class LiteSvmSide {
  name = "LiteSVM";
  #decoded = new WeakMap();

  /** @param {import("./index.mjs").Settings} settings */
  constructor({ signatures = false, history = false, gates = [] } = {}) {
    const svm = gates.length > 0 ? liteSvmWith(gates) : new LiteSVM();
    this.svm = svm.withSigverify(signatures).withBlockhashCheck(false);
    if (!history) this.svm.withTransactionHistory(0n);
  }

  setAccount(key, { lamports, data = NO_DATA, owner }) {
    this.svm.setAccount({
      address: addressFromPubkey(key),
      lamports: toLamports(lamports),
      data,
      programAddress: addressFromPubkey(owner),
      executable: false,
      space: BigInt(data.length),
    });
  }

  addProgram(id, elf) {
    this.svm.addProgram(addressFromPubkey(id), elf);
  }

  input(wire) {
    let transaction = this.#decoded.get(wire);
    if (transaction === undefined) this.#decoded.set(wire, (transaction = decoder.decode(wire)));
    return transaction;
  }

  send(transaction) {
    const result = this.svm.sendTransaction(transaction);
    if (result instanceof FailedTransactionMetadata) throw new Disagreement(`LiteSVM: ${result}`);
    return result;
  }

  outcome(result) {
    return outcomeOf(result);
  }

  account(key) {
    const account = this.svm.getAccount(addressFromPubkey(key));
    return account.exists ? { lamports: account.lamports.toString(), data: hex(account.data) } : null;
  }
}

function liteSvmWith(gates) {
  const bare = LiteSVM.default().withFeatureSet(activate(new FeatureSet(), gates));
  return bare.withBuiltins().withPrecompiles().withSysvars().withDefaultPrograms();
}

/** Of a TransactionMetadata. */
export function outcomeOf(result) {
  return {
    units: Number(result.computeUnitsConsumed()),
    logs: result.logs(),
    returned: hex(result.returnData().data()),
  };
}

export function hex(bytes) {
  return Buffer.from(bytes).toString("hex");
}
