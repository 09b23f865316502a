import { Disagreement } from "../measure/agree.mjs";
import { createSvm, FeatureSet } from "./callgate-door.mjs";
import { activate } from "./gates.mjs";

const NO_DATA = new Uint8Array(0);

/** Callgate through `createSvm`; transactions are wire bytes. */
export class CallgateSide {
  name = "Callgate";

  /** @param {import("./index.mjs").Settings} settings */
  constructor({ signatures = false, history = false, gates = [], trace = false } = {}) {
    this.svm = createSvm({
      trace,
      compat: "litesvm",
      signatureVerification: signatures,
      blockhashCheck: false,
      ...(history ? {} : { transactionHistory: 0 }),
      ...(gates.length > 0 ? { features: activate(new FeatureSet(), gates) } : {}),
    });
  }

  setAccount(key, { lamports, data = NO_DATA, owner }) {
    this.svm.setAccount(key, { lamports, data, owner, rentEpoch: 0n });
  }

  addProgram(id, elf) {
    this.svm.addProgram(id, elf);
  }

  input(wire) {
    return wire;
  }

  send(wire) {
    const result = this.svm.sendTransaction(wire);
    if (!result.ok) throw new Disagreement(`Callgate: ${JSON.stringify(result.error)}\n${result.logs.join("\n")}`);
    // It is made when somebody looks.
    this.trace = result.trace;
    return result;
  }

  outcome({ computeUnitsConsumed, logs, returnData }) {
    return { units: computeUnitsConsumed, logs, returned: hex(returnData?.data ?? NO_DATA) };
  }

  account(key) {
    const account = this.svm.getAccount(key);
    return account === null ? null : { lamports: account.lamports.toString(), data: hex(account.data) };
  }
}

function hex(bytes) {
  return Buffer.from(bytes).toString("hex");
}
