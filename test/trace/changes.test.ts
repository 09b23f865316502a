import fc from "fast-check";
import { expect, test } from "vitest";
import { base64Decode } from "../../src/base/base64.js";
import { invoke } from "../../src/program/index.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { byteChanges } from "../../src/trace/build/changes.js";
import type { Frame } from "../../src/trace/model.js";
import { meta, newKey } from "../helpers/transactions.js";
import { CallStage } from "./scenes.js";

const NOTHING = new Uint8Array(0);

test("each change belongs to the frame that made it, before or after its calls", () => {
  const stage = new CallStage();
  const { a, b, bench } = stage;
  const ours = bench.setAccount(newKey(), { owner: a, data: new Uint8Array(20) });
  const theirs = bench.setAccount(newKey(), { owner: b, data: Uint8Array.of(1, 2, 3) });
  stage.program(a, ([mine, other]) => {
    const call = { programId: b, accounts: [meta(ours, "w"), meta(theirs, "w")], data: NOTHING };
    mine!.data[0] = 1;
    mine!.lamports -= 5n;
    other!.lamports += 5n;
    invoke(call, [mine!, other!]);
    mine!.data[19] = 2;
    invoke(call, [mine!, other!]);
    mine!.lamports -= 1n;
    other!.lamports += 1n;
  });
  stage.program(b, ([other, mine]) => {
    mine!.data[1] = mine!.data[1]! + 7;
    mine!.lamports -= 2n;
    other!.lamports += 2n;
  });
  const { trace } = stage.run([meta(ours, "w"), meta(theirs, "w"), meta(b)]);
  expect(trace!.error).toBeNull();
  const [ourIndex, theirIndex] = [ours, theirs].map((key) => {
    return trace!.frames[0]!.accounts.find(({ address }) => address === addressFromPubkey(key))!.index;
  });
  const summary = ({ changes }: Frame) =>
    changes.map(({ account, callsBefore, lamports, data }) => [
      callsBefore,
      account === ourIndex ? "ours" : account === theirIndex ? "theirs" : account,
      lamports === null ? 0 : Number(lamports.after) - Number(lamports.before),
      data.map(({ offset, before, after }) => [offset, before, after]),
    ]);
  const [frame] = trace!.frames;
  const byAccount = (list: unknown[][]) =>
    list.sort((x, y) => String(x[0]).localeCompare(String(y[0])) || String(x[1]).localeCompare(String(y[1])));
  expect(byAccount(summary(frame!))).toEqual([
    [0, "ours", -5, [[0, "AA==", "AQ=="]]],
    [0, "theirs", 5, []],
    [1, "ours", 0, [[19, "AA==", "Ag=="]]],
    [2, "ours", -1, []],
    [2, "theirs", 1, []],
  ]);
  expect(frame!.calls.map((call) => byAccount(summary(call)))).toEqual([
    [
      [0, "ours", 2, []],
      [0, "theirs", -2, [[1, "Ag==", "CQ=="]]],
    ],
    [
      [0, "ours", 2, []],
      [0, "theirs", -2, [[1, "CQ==", "EA=="]]],
    ],
  ]);
});

const data = fc.uint8Array({ maxLength: 60, max: 3 });

test("byte changes make the data of after out of those of before, and back", () => {
  fc.assert(
    fc.property(data, data, (before, after) => {
      const changes = byteChanges(before, after);
      const apply = (from: Uint8Array, length: number, side: "before" | "after") => {
        const made = new Uint8Array(length);
        made.set(from.subarray(0, length));
        for (const change of changes) {
          const bytes = base64Decode(change[side])!;
          if (bytes.length > 0) made.set(bytes, change.offset);
        }
        return made;
      };
      expect(apply(before, after.length, "after")).toEqual(after);
      // Zeros that were added are not shown, so the way back cuts them off.
      expect(apply(after, before.length, "before")).toEqual(before);
    }),
  );
});

test("byte changes are few: equal stretches are left out, short ones are not", () => {
  const before = new Uint8Array(100);
  const after = before.slice();
  after[3] = 1;
  after[8] = 1;
  after[60] = 1;
  expect(byteChanges(before, after).map(({ offset, after }) => [offset, base64Decode(after)!.length])).toEqual([
    [3, 6],
    [60, 1],
  ]);
  expect(byteChanges(before, before)).toEqual([]);
  expect(byteChanges(before, new Uint8Array(200))).toEqual([]);
  expect(byteChanges(before, new Uint8Array(97))).toEqual([{ offset: 97, before: "AAAA", after: "" }]);
});
