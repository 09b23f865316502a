import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Account } from "../../src/solana/account.js";
import {
  decodeLoaderV3State,
  encodeLoaderV3State,
  LOADER_V3_BYTES,
  type LoaderV3State,
} from "../../src/solana/loader-v3-state.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import {
  decodeNonceState,
  durableNonceFromBlockhash,
  encodeNonceState,
  isAdvanceNonceData,
  NONCE_STATE_BYTES,
  type NonceState,
  systemAccountKind,
  verifyNonceAccount,
} from "../../src/solana/nonce.js";
import * as ids from "../../src/solana/program-ids.js";
import { pubkeyFromAddress } from "../../src/solana/pubkey.js";
import { encodeTransaction, makeTransaction } from "../../src/solana/transaction.js";
import { pubkey, u64 } from "./arbitraries.js";
import { newAgave } from "./oracle.js";

const key = (n: number) => new Uint8Array(32).fill(n);

describe("nonces", () => {
  const nonceState: fc.Arbitrary<NonceState> = fc.record({
    version: fc.constantFrom("legacy" as const, "current" as const),
    data: fc.option(fc.record({ authority: pubkey, durableNonce: pubkey, lamportsPerSignature: u64 }), {
      nil: undefined,
    }),
  });
  const data = { authority: key(1), durableNonce: key(2), lamportsPerSignature: 5000n };
  const account = (state: NonceState, changes: Partial<Account> = {}): Account => {
    const bytes = new Uint8Array(NONCE_STATE_BYTES);
    bytes.set(encodeNonceState(state));
    return { lamports: 1n, data: bytes, owner: ids.SYSTEM_PROGRAM_ID, executable: false, rentEpoch: 0n, ...changes };
  };

  test("read back what is written, whatever follows", () => {
    fc.assert(
      fc.property(nonceState, fc.uint8Array({ maxLength: 5 }), (state, tail) => {
        const bytes = encodeNonceState(state);
        expect(bytes.length).toBe(state.data === undefined ? 8 : NONCE_STATE_BYTES);
        expect(decodeNonceState(new Uint8Array([...bytes, ...tail]))).toEqual(state);
        expect(decodeNonceState(bytes.subarray(0, bytes.length - 1))).toBeUndefined();
      }),
    );
  });
  test.each([[[2, 0, 0, 0, 0, 0, 0, 0]], [[0, 0, 0, 0, 2, 0, 0, 0]], [[1, 1, 0, 0, 0, 0, 0, 0]], [[]]])(
    "refuse %j",
    (bytes) => {
      expect(decodeNonceState(Uint8Array.from(bytes))).toBeUndefined();
    },
  );
  test("stand for a blockhash", () => {
    const nonce = account({ version: "current", data });
    expect(verifyNonceAccount(nonce, key(2))).toEqual(data);
    expect(verifyNonceAccount(nonce, key(3))).toBeUndefined();
    expect(verifyNonceAccount(account({ version: "legacy", data }), key(2))).toBeUndefined();
    expect(verifyNonceAccount(account({ version: "current", data: undefined }), key(2))).toBeUndefined();
    expect(verifyNonceAccount({ ...nonce, owner: key(9) }, key(2))).toBeUndefined();
    expect(verifyNonceAccount({ ...nonce, data: new Uint8Array(3) }, key(2))).toBeUndefined();
  });
  test("are one of two kinds of payers", () => {
    const current: NonceState = { version: "current", data };
    expect(systemAccountKind(account(current))).toBe("nonce");
    expect(systemAccountKind(account({ ...current, version: "legacy" }))).toBe("nonce");
    expect(systemAccountKind(account(current, { data: new Uint8Array(0) }))).toBe("system");
    expect(systemAccountKind(account(current, { data: new Uint8Array(0), owner: key(9) }))).toBeUndefined();
    expect(systemAccountKind(account(current, { owner: key(9) }))).toBeUndefined();
    expect(systemAccountKind(account({ version: "current", data: undefined }))).toBeUndefined();
    expect(
      systemAccountKind(account(current, { data: new Uint8Array([...account(current).data, 0]) })),
    ).toBeUndefined();
  });
  test("advance by four bytes, whatever follows", () => {
    expect(isAdvanceNonceData(Uint8Array.of(4, 0, 0, 0))).toBe(true);
    expect(isAdvanceNonceData(Uint8Array.of(4, 0, 0, 0, 9))).toBe(true);
    for (const bytes of [[], [4, 0, 0], [5, 0, 0, 0], [4, 1, 0, 0], [4, 0, 0, 1]]) {
      expect(isAdvanceNonceData(Uint8Array.from(bytes))).toBe(false);
    }
  });
  test("Agave initializes the same state from its blockhash", () => {
    const agave = newAgave();
    const payer = key(9);
    agave.airdrop(payer, 10n ** 10n);
    const nonce = key(8);
    const meta = (pubkey: Uint8Array, roles = "") => ({
      pubkey,
      isSigner: roles.includes("s"),
      isWritable: roles.includes("w"),
    });
    const create = [
      0,
      0,
      0,
      0,
      0,
      225,
      245,
      5,
      0,
      0,
      0,
      0,
      NONCE_STATE_BYTES,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...ids.SYSTEM_PROGRAM_ID,
    ];
    const instructions = [
      {
        programId: ids.SYSTEM_PROGRAM_ID,
        accounts: [meta(payer, "sw"), meta(nonce, "sw")],
        data: Uint8Array.from(create),
      },
      {
        programId: ids.SYSTEM_PROGRAM_ID,
        accounts: [meta(nonce, "w"), meta(ids.SYSVAR_RECENT_BLOCKHASHES_ID), meta(ids.SYSVAR_RENT_ID)],
        data: Uint8Array.from([6, 0, 0, 0, ...key(7)]),
      },
    ];
    const recent = pubkeyFromAddress(agave.latestBlockhash());
    const message = compileMessage({ feePayer: payer, instructions, blockhash: recent });
    agave.sendVersionedTransaction(
      encodeTransaction(
        makeTransaction(
          message,
          [key(1), key(2)].map((k) => new Uint8Array([...k, ...k])),
        ),
      ),
    );
    const stored = new Uint8Array(agave.getAccount(nonce)?.data() ?? expect.fail("no nonce account"));
    const state = decodeNonceState(stored);
    expect(state?.version).toBe("current");
    expect(state?.data?.authority).toEqual(key(7));
    expect(state?.data?.durableNonce).toEqual(durableNonceFromBlockhash(recent));
    expect(encodeNonceState(state ?? expect.fail("unreadable"))).toEqual(stored);
  });
});

describe("the upgradeable loader's accounts", () => {
  const authority = fc.option(pubkey, { nil: undefined });
  const state: fc.Arbitrary<LoaderV3State> = fc.oneof(
    fc.constant({ kind: "uninitialized" as const }),
    fc.record({ kind: fc.constant("buffer" as const), authority }),
    fc.record({ kind: fc.constant("program" as const), programDataAddress: pubkey }),
    fc.record({ kind: fc.constant("programData" as const), slot: u64, authority }),
  );
  test("read back what is written, whatever follows", () => {
    fc.assert(
      fc.property(state, fc.uint8Array({ maxLength: 5 }), (state, tail) => {
        const bytes = encodeLoaderV3State(state);
        const full = LOADER_V3_BYTES[state.kind];
        expect(bytes.length).toBe("authority" in state && state.authority === undefined ? full - 32 : full);
        expect(decodeLoaderV3State(new Uint8Array([...bytes, ...tail]))).toEqual(state);
        expect(decodeLoaderV3State(bytes.subarray(0, bytes.length - 1))).toBeUndefined();
      }),
    );
  });
  test.each([[[4, 0, 0, 0]], [[1, 0, 0, 0, 2]], [[0, 0, 0]], [[]]])("refuse %j", (bytes) => {
    expect(decodeLoaderV3State(Uint8Array.from(bytes))).toBeUndefined();
  });
  test("are read in Agave's own programs", () => {
    const agave = newAgave();
    const program = decodeLoaderV3State(new Uint8Array(agave.getAccount(ids.TOKEN_2022_PROGRAM_ID)?.data() ?? []));
    if (program?.kind !== "program") expect.fail("no program");
    const programData = new Uint8Array(agave.getAccount(program.programDataAddress)?.data() ?? []);
    expect(decodeLoaderV3State(programData)?.kind).toBe("programData");
    expect([...programData.subarray(LOADER_V3_BYTES.programData, LOADER_V3_BYTES.programData + 4)]).toEqual([
      0x7f, 0x45, 0x4c, 0x46,
    ]);
  });
});
