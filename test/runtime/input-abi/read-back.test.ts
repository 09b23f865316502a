import { describe, expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { B, CUES, cpiStage, DATA, expectEnding, lockedOf, ownOf } from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import { INPUT, type Part } from "../../helpers/puppet.js";
import { LAMPORTS } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// What a program leaves in its input region, and what of it the runtime takes over (Agave:
// program-runtime/src/serialization.rs, deserialize_parameters). Refusals: test/runtime/account-policy.

const hex = (...parts: readonly Uint8Array[]) => Buffer.from(concatBytes(...parts)).toString("hex");
const stage = cpiStage();
const callers = CUES.filter(({ abi }) => abi === "c").map(({ caller }) => caller);

type Overwriting = readonly [name: string, part: Part];

/** Plays one part; what the program's own account is then. */
function left(caller: string, part: Part, accounts = [meta(ownOf(caller), "w"), meta(ownOf("B"), "w")]) {
  const played = stage.play({ acts: [{ program: named(caller), accounts, part }] });
  expectEnding(played, caller, {});
  return played.account(ownOf(caller))!;
}

describe.each(callers)("%s", (caller) => {
  const own = ownOf(caller);
  const isV1 = caller === "V1";

  test("lamports", () => {
    const account = left(caller, (p) => p.setLamports(own, LAMPORTS - 3n).setLamports(ownOf("B"), LAMPORTS + 3n));
    expect(account.lamports).toBe(LAMPORTS - 3n);
  });

  test("data", () => {
    expect(left(caller, (p) => p.setData(own, Uint8Array.of(7, 7), 98)).data).toBe(
      hex(DATA.subarray(0, 98), Uint8Array.of(7, 7)),
    );
  });

  test("a longer length, with the bytes that stand there", () => {
    const part: Part = (p) => p.setLength(own, 104).write(p.at(own).data + 100n, Uint8Array.of(7, 7));
    // For loader v1 the owner stands where the data would go on, and is not read back.
    expect(left(caller, part).data).toBe(isV1 ? hex(DATA) : hex(DATA, Uint8Array.of(7, 7, 0, 0)));
  });

  test("a shorter length", () => {
    expect(left(caller, (p) => p.setLength(own, 2)).data).toBe(isV1 ? hex(DATA) : hex(DATA.subarray(0, 2)));
  });

  test("bytes past the length are dropped", () => {
    const part: Part = (p) => p.write(p.at(own).data + 100n, Uint8Array.of(7, 7));
    expect(left(caller, part).data).toBe(hex(DATA));
  });

  test("bytes past the length are dropped for the next instruction too", () => {
    const program = named(caller);
    const accounts = [meta(own, "w")];
    const played = stage.play({
      acts: [
        { program, accounts, part: (p) => p.write(p.at(own).data + 100n, Uint8Array.of(7, 7)) },
        { program, accounts, part: (p) => p.setLength(own, 102) },
      ],
    });
    expect(played.error).toBeNull();
    expect(played.account(own)!.data).toBe(isV1 ? hex(DATA) : hex(DATA, Uint8Array.of(0, 0)));
  });

  test("bytes that were cut off come back as zeros in the next instruction", () => {
    const program = named(caller);
    const accounts = [meta(own, "w")];
    const played = stage.play({
      acts: [
        { program, accounts, part: (p) => p.setLength(own, 98) },
        { program, accounts, part: (p) => p.setLength(own, 100) },
      ],
    });
    expect(played.account(own)!.data).toBe(isV1 ? hex(DATA) : hex(DATA.subarray(0, 98), new Uint8Array(2)));
  });

  test("the owner", () => {
    const part: Part = (p) => p.setData(own, new Uint8Array(100)).setOwner(own, B);
    expect(left(caller, part).owner).toBe(addressFromPubkey(isV1 ? named(caller) : B));
  });

  test("duplicates are one account", () => {
    const accounts = [meta(own, "w"), meta(own), meta(ownOf("B"), "w")];
    expect(left(caller, (p) => p.setData(own, Uint8Array.of(7)), accounts).data).toBe(
      hex(Uint8Array.of(7), DATA.subarray(1)),
    );
  });

  test("nothing of a program that fails", () => {
    const part: Part = (p) => p.setData(lockedOf(caller), Uint8Array.of(7)).leave(1n);
    const accounts = [meta(lockedOf(caller))];
    const played = stage.play({ acts: [{ program: named(caller), accounts, part }] });
    expectEnding(played, caller, { error: { Custom: 1 }, failed: "custom program error: 0x1" });
  });

  // What is overwritten without effect.
  const garbage = (length: number) => new Uint8Array(length).fill(0xee);
  const ignoredByV1: Overwriting[] = [["the executable flag", (p) => p.write(p.at(own).data + 132n, garbage(1))]];
  const ignoredByOthers: Overwriting[] = [
    ["the slot of the original length", (p) => p.write(p.at(own).key - 4n, garbage(4))],
    ["the padding after the room to grow", (p) => p.write(p.at(own).data + 100n + 10_240n, garbage(4))],
  ];
  const ignored: Overwriting[] = [
    ["the number of accounts", (p) => p.write(INPUT, garbage(8))],
    ["markers and flags", (p) => p.write(isV1 ? p.at(own).key - 3n : p.at(own).key - 8n, garbage(isV1 ? 3 : 4))],
    ["keys", (p) => p.write(p.at(own).key, garbage(32)).write(p.at(ownOf("B")).key, garbage(32))],
    ["the rent epoch of the last account", (p) => p.write(p.tail - 8n, garbage(8))],
    ["the instruction data's length and the program id", (p) => p.write(p.tail, garbage(8))],
    ...(isV1 ? ignoredByV1 : ignoredByOthers),
  ];

  for (const [name, part] of ignored) {
    test(`not ${name}`, () => {
      const before = left(caller, () => {});
      expect(left(caller, part)).toEqual(before);
    });
  }
});
