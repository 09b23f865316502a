import { describe, expect, it } from "vitest";
import { base58Encode } from "../../../src/base/base58.js";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { concatBytes } from "../../../src/base/bytes.js";
import type { Json, JsonObject } from "../../../src/base/json.js";
import { type Address, addressFromPubkey, type Pubkey } from "../../../src/solana/pubkey.js";
import { parseInstruction } from "../../../src/transaction-status/parse-instruction.js";
import { named } from "../../helpers/names.js";

/** An instruction of a program, as its data and accounts, and what is to be made of it. */
export interface Known {
  readonly type: string;
  readonly data: readonly Uint8Array[];
  /** By their names in the info; "-" for one that is not shown. */
  readonly accounts: readonly string[];
  /** The rest of the info. */
  readonly info?: JsonObject | undefined;
  /** How the last account is called if it is a multisig, whose signers come after it. */
  readonly multisig?: string | undefined;
  /** Bytes after the data are none of the instruction's, but refused. */
  readonly isExact?: boolean;
  /** The data may be shorter. */
  readonly isOpen?: boolean;
  /** The accounts may be fewer. */
  readonly hasOptionalAccounts?: boolean;
}

/** The keys of the tests' accounts, in order. */
export const ACCOUNTS: readonly Pubkey[] = Array.from({ length: 12 }, (_, i) => named(`account ${i}`));
export const ADDRESSES: readonly Address[] = ACCOUNTS.map(addressFromPubkey);

export const KEY = named("key");
export const KEY2 = named("key 2");
export const ADDRESS = addressFromPubkey(KEY);
export const ADDRESS2 = addressFromPubkey(KEY2);
/** 2^64 - 1, which JSON shows digit by digit. */
export const U64_MAX = 18446744073709551615n;

const write = (writer: ByteWriter) => writer.finish();
export const u8 = (value: number) => write(new ByteWriter().u8(value));
export const u16 = (value: number) => write(new ByteWriter().u16(value));
export const u32 = (value: number) => write(new ByteWriter().u32(value));
export const u64 = (value: bigint) => write(new ByteWriter().u64(value));
export const f64 = (value: number) => write(new ByteWriter().f64(value));
export const utf8 = (text: string) => new TextEncoder().encode(text);
export const bincodeString = (text: string) => concatBytes(u64(BigInt(utf8(text).length)), utf8(text));
export const borshString = (text: string) => concatBytes(u32(utf8(text).length), utf8(text));
export const some = (...present: Uint8Array[]) => concatBytes(u8(1), ...present);
export const none = u8(0);

/** What the instruction of a program is parsed to, with as many of the tests' accounts. */
export function parseWith(programId: Pubkey, data: Uint8Array, accountCount: number): JsonObject {
  const accounts = Uint8Array.from({ length: accountCount }, (_, i) => i);
  return parseInstruction({ programIdIndex: ACCOUNTS.length, accounts, data }, [...ACCOUNTS, programId], 1);
}

/** What Agave shows of an instruction that it does not know. */
export function partiallyDecoded(programId: Pubkey, data: Uint8Array, accountCount: number): JsonObject {
  return {
    programId: addressFromPubkey(programId),
    accounts: ADDRESSES.slice(0, accountCount),
    data: base58Encode(data),
    stackHeight: 1,
  };
}

function infoOf({ accounts, info }: Known): JsonObject | undefined {
  const named = accounts.map((name, i): [string, Json] => [name, ADDRESSES[i]]).filter(([name]) => name !== "-");
  return named.length === 0 && info === undefined ? undefined : { ...Object.fromEntries(named), ...info };
}

/** That each is parsed, and nothing that is like it: less data, fewer accounts, more data. */
export function expectKnown(programId: Pubkey, program: string, instructions: readonly Known[]): void {
  describe.each(instructions)(`${program} $type`, (known) => {
    const data = concatBytes(...known.data);
    const count = Math.max(known.accounts.length, 1);
    const expectParsed = (parsed: JsonObject, info: JsonObject | undefined) =>
      expect(parsed).toEqual({
        program,
        programId: addressFromPubkey(programId),
        parsed: info === undefined ? { type: known.type } : { type: known.type, info },
        stackHeight: 1,
      });
    const expectUnknown = (data: Uint8Array, accountCount: number) =>
      expect(parseWith(programId, data, accountCount)).toEqual(partiallyDecoded(programId, data, accountCount));

    it("is parsed", () => {
      expectParsed(parseWith(programId, data, count), infoOf(known));
    });

    if (known.multisig !== undefined) {
      const accounts = [...known.accounts.slice(0, -1), known.multisig];
      const signers = ADDRESSES.slice(count, count + 2);
      it("is parsed with a multisig", () => {
        const withSigners = { ...known, accounts, info: { ...known.info, signers } };
        expectParsed(parseWith(programId, data, count + 2), infoOf(withSigners));
      });
    }

    it("is not parsed with fewer accounts", () => {
      const most = known.hasOptionalAccounts ? 0 : count - 1;
      for (let fewer = 0; fewer <= most; fewer++) expectUnknown(data, fewer);
    });

    if (known.isOpen) return;

    it("is not parsed with less data", () => {
      for (let length = 0; length < data.length; length++) expectUnknown(data.subarray(0, length), count);
    });

    it(`${known.isExact ? "is not" : "is"} parsed with more data`, () => {
      const more = concatBytes(data, u8(7));
      if (known.isExact) expectUnknown(more, count);
      else expectParsed(parseWith(programId, more, count), infoOf(known));
    });
  });
}
