import { describe } from "vitest";
import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import {
  B,
  CUES,
  called,
  compareRows,
  cpiStage,
  type Ending,
  failing,
  ownOf,
  type Row,
  SIGNER,
  testRows,
  WALLET,
} from "../../helpers/cast.js";
import { LAMPORTS } from "../../helpers/stage.js";
import { meta, transfer } from "../../helpers/transactions.js";

// An instruction neither makes nor destroys lamports: looked at when it ends, and when it calls (Agave:
// transaction-context/src/transaction.rs, push and pop).

const NOTHING = new Uint8Array(0);
/** The program itself is content; the runtime is not. */
const UNBALANCED_AFTER_SUCCESS: Ending = { error: "UnbalancedInstruction" };

const ends: Row[] = [
  {
    name: "a lamport out of nothing",
    part: (p, { caller }) => p.setLamports(ownOf(caller), LAMPORTS + 1n),
    ...UNBALANCED_AFTER_SUCCESS,
  },
  {
    name: "a lamport destroyed",
    part: (p, { caller }) => p.setLamports(ownOf(caller), LAMPORTS - 1n),
    ...UNBALANCED_AFTER_SUCCESS,
  },
  {
    name: "a lamport for another program, out of nothing",
    part: (p) => p.setLamports(ownOf("B"), LAMPORTS + 1n),
    ...UNBALANCED_AFTER_SUCCESS,
  },
  {
    name: "more than a u64 counts in sum",
    part: (p, { caller }) => p.setLamports(ownOf(caller), (1n << 64n) - 1n).setLamports(ownOf("B"), (1n << 64n) - 1n),
    ...UNBALANCED_AFTER_SUCCESS,
  },
];

const calls: Row[] = [
  {
    name: "a lamport out of nothing: nothing is called",
    part: (p, { caller }) => {
      p.setLamports(ownOf(caller), LAMPORTS + 1n).call(B, [meta(ownOf(caller))], NOTHING);
    },
    ...failing("UnbalancedInstruction"),
  },
  {
    name: "from an account that is passed to one that is not: nothing is called",
    part: (p, { caller }) => {
      p.setLamports(ownOf(caller), LAMPORTS - 1n).setLamports(WALLET, LAMPORTS + 1n);
      p.call(B, [meta(ownOf(caller))], NOTHING);
    },
    ...failing("UnbalancedInstruction"),
  },
  {
    name: "from an account that is not passed to one that is: nothing is called",
    part: (p, { caller }) => {
      p.setLamports(ownOf(caller), LAMPORTS - 1n).setLamports(WALLET, LAMPORTS + 1n);
      p.call(B, [meta(WALLET)], NOTHING);
    },
    ...failing("UnbalancedInstruction"),
  },
  {
    name: "between two accounts that are not passed",
    part: (p, { caller }) => {
      p.setLamports(ownOf(caller), LAMPORTS - 1n)
        .setLamports(WALLET, LAMPORTS + 1n)
        .call(B, [], NOTHING);
    },
    log: called("B"),
  },
  {
    name: "between two accounts that are passed",
    part: (p, { caller }) => {
      p.setLamports(ownOf(caller), LAMPORTS - 1n).setLamports(WALLET, LAMPORTS + 1n);
      p.call(B, [meta(ownOf(caller)), meta(WALLET)], NOTHING);
    },
    log: called("B"),
  },
  {
    name: "by the callee: it succeeds, then its caller fails",
    part: (p) => p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLamports(ownOf("B"), LAMPORTS + 1n)),
    log: called("B"),
    ...failing("UnbalancedInstruction"),
  },
  {
    name: "a sum that is out of balance, and a builtin is called",
    part: (p, { caller }) => {
      p.setLamports(ownOf(caller), LAMPORTS - 1n);
      p.call(
        SYSTEM_PROGRAM_ID,
        [meta(SIGNER, "ws"), meta(ownOf(caller), "w")],
        transfer(SIGNER, ownOf(caller), 1n).data,
      );
    },
    ...failing("UnbalancedInstruction"),
  },
];

const stage = cpiStage();

describe("when the program ends", () => {
  const cues = CUES.filter(({ abi }) => abi === "c");
  testRows(stage, ends, cues);
  compareRows(ends, cues);
});

describe("when the program calls another", () => {
  testRows(stage, calls);
  compareRows(calls);
});
