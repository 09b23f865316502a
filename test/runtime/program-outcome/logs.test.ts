import { describe, expect, test } from "vitest";
import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { A, B, cpiStage, SIGNER, WALLET } from "../../helpers/cast.js";
import { HEAP, type Part } from "../../helpers/puppet.js";
import { meta, transfer } from "../../helpers/transactions.js";

// The lines of a transaction's log, and how much of it is kept (Agave: program-runtime/src/stable_log.rs;
// svm-log-collector, LogCollector).

const stage = cpiStage();
const [addressOfA, addressOfB] = [A, B].map(addressFromPubkey);
const SYSTEM = addressFromPubkey(SYSTEM_PROGRAM_ID);

describe("lines", () => {
  test("of a program and what it calls, from the first to the last", () => {
    const part: Part = (a) => {
      a.log("hello").logBytes([HEAP + 0x7f00n, 3], [HEAP, 0], [HEAP + 0x7f00n, 1]);
      a.call(B, [], (b) => b.setReturnData(Uint8Array.of(1, 2)));
      a.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws"), meta(WALLET, "w")], transfer(SIGNER, WALLET, 1n).data);
      a.setReturnData(Uint8Array.of(3));
    };
    const accounts = [meta(B), meta(SYSTEM_PROGRAM_ID), meta(SIGNER, "ws"), meta(WALLET, "w")];
    const { logs, consumed } = stage.play({ acts: [{ program: A, accounts, part }] });
    const [ofB, ofA] = consumed;
    expect(logs).toEqual([
      `Program ${addressOfA} invoke [1]`,
      "Program log: hello",
      "Program data: AAAA  AA==",
      `Program ${addressOfB} invoke [2]`,
      `Program ${addressOfB} consumed ${ofB.units} of ${ofB.of} compute units`,
      `Program return: ${addressOfB} AQI=`,
      `Program ${addressOfB} success`,
      `Program ${SYSTEM} invoke [2]`,
      `Program ${SYSTEM} success`,
      `Program ${addressOfA} consumed ${ofA.units} of 1400000 compute units`,
      `Program return: ${addressOfA} Aw==`,
      `Program ${addressOfA} success`,
    ]);
  });

  test("of a program that fails: its units and return data come before", () => {
    const part: Part = (a) => a.setReturnData(Uint8Array.of(3)).leave(5n);
    const { logs, consumed } = stage.play({ acts: [{ program: A, part }] });
    expect(logs).toEqual([
      `Program ${addressOfA} invoke [1]`,
      `Program ${addressOfA} consumed ${consumed[0].units} of 1400000 compute units`,
      `Program return: ${addressOfA} Aw==`,
      `Program ${addressOfA} failed: custom program error: 0x5`,
    ]);
  });

  test("data without fields", () => {
    const { lines } = stage.play({ acts: [{ program: A, part: (a) => a.syscall("sol_log_data", HEAP, 0n) }] });
    expect(lines[1]).toBe("Program data: ");
  });
});

describe("10,000 bytes", () => {
  const invoked = `Program ${addressOfA} invoke [1]`;
  /** Bytes that a program may still log after its invoke line and `Program log: `, so that 9,999 are used. */
  const room = 9999 - invoked.length - "Program log: ".length;

  /** Logs so many bytes, of which the first are `text`. */
  const logging = (text: string, ...lengths: readonly number[]) => {
    const part: Part = (a) => {
      a.write(HEAP, new TextEncoder().encode(text));
      for (const length of lengths) a.syscall("sol_log_", HEAP, BigInt(length));
    };
    return stage.play({ acts: [{ program: A, part }] }).logs.map((line) => (line.length > 200 ? "LONG" : line));
  };

  const success = `Program ${addressOfA} success`;

  test("9,999 are kept, then there is room for nothing", () => {
    expect(logging("", room)).toEqual([invoked, "LONG", "Log truncated"]);
  });

  test("10,000 are not, and shorter lines after it are", () => {
    const logs = logging("", room + 1);
    expect(logs.slice(0, 2)).toEqual([invoked, "Log truncated"]);
    expect(logs.slice(2)).toEqual([expect.stringContaining(" consumed "), success]);
  });

  test("it is said once", () => {
    const logs = logging("", room + 1, room + 1, 5, room + 1);
    expect(logs.filter((line) => line === "Log truncated")).toHaveLength(1);
    expect(logs).toHaveLength(5);
  });

  test("each line counts by itself", () => {
    const consumed = logging("", room - 500).at(-2)!;
    const fits = logging("", room - consumed.length);
    expect(fits).toEqual([invoked, "LONG", expect.stringContaining(" consumed "), "Log truncated"]);
    // One byte more, and the shorter last line is kept instead.
    expect(logging("", room - consumed.length + 1)).toEqual([invoked, "LONG", "Log truncated", success]);
  });

  // Letters of one, two, three and four bytes in UTF-8.
  test.each(["a", "é", "€", "😀"])("%s: bytes are counted, not letters", (letter) => {
    const text = letter.repeat(50);
    expect(logging(text, room)).toEqual([invoked, "LONG", "Log truncated"]);
    expect(logging(text, room + 1).slice(0, 2)).toEqual([invoked, "Log truncated"]);
  });
});
