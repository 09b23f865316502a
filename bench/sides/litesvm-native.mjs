import { createRequire } from "node:module";
import { Disagreement } from "../measure/agree.mjs";
import { activate } from "./gates.mjs";
import { hex, outcomeOf } from "./litesvm.mjs";

const internal = createRequire(import.meta.url)("litesvm/dist/internal.js");
const { Account, FailedTransactionMetadata, FeatureSet, LiteSvm } = internal;

const NO_DATA = new Uint8Array(0);

/** The native class behind LiteSVM's public one, which the package keeps to itself; transactions are wire bytes. */
export class LiteSvmNativeSide {
  name = "LiteSVM's native class";

  /** @param {import("./index.mjs").Settings} settings */
  constructor({ signatures = false, history = false, gates = [] } = {}) {
    this.svm = gates.length > 0 ? nativeWith(gates) : new LiteSvm();
    this.svm.setSigverify(signatures);
    this.svm.setBlockhashCheck(false);
    if (!history) this.svm.setTransactionHistory(0n);
  }

  setAccount(key, { lamports, data = NO_DATA, owner }) {
    this.svm.setAccount(key, new Account(lamports, data, owner, false, 0n));
  }

  addProgram(id, elf) {
    this.svm.addProgram(id, elf);
  }

  input(wire) {
    return wire;
  }

  send(wire) {
    const result = this.svm.sendLegacyTransaction(wire);
    if (result instanceof FailedTransactionMetadata) throw new Disagreement(`LiteSVM's native class: ${result}`);
    return result;
  }

  outcome(result) {
    return outcomeOf(result);
  }

  account(key) {
    const account = this.svm.getAccount(key);
    return account === null ? null : { lamports: account.lamports().toString(), data: hex(account.data()) };
  }
}

function nativeWith(gates) {
  const svm = LiteSvm.default();
  svm.setFeatureSet(activate(new FeatureSet(), gates));
  svm.setBuiltins();
  svm.setPrecompiles();
  svm.setSysvars();
  svm.setDefaultPrograms();
  return svm;
}
