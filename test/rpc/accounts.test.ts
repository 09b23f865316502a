import { describe, expect, it } from "vitest";
import { base58Encode } from "../../src/base/base58.js";
import { base64Encode } from "../../src/base/base64.js";
import { encodeNonceState } from "../../src/solana/nonce.js";
import { addressFromPubkey, comparePubkeys } from "../../src/solana/pubkey.js";
import { newKey } from "../helpers/transactions.js";
import { RpcStage } from "./stage.js";

const stage = new RpcStage();
const DATA = Uint8Array.of(1, 2, 3, 4, 5);
const address = stage.place(newKey(), { lamports: 42n, data: DATA });
const SYSTEM = "11111111111111111111111111111111";

describe("getAccountInfo", () => {
  // Agave: rpc.rs, `test_rpc_get_account_info`.
  it("writes an account as Agave's test has it", async () => {
    const empty = stage.place(newKey(), { lamports: 1_000_000_000n, rentEpoch: 0n });
    expect(await stage.call("getAccountInfo", empty)).toEqual({
      context: { slot: 0, apiVersion: "4.3.0" },
      value: { owner: SYSTEM, lamports: 1_000_000_000, data: "", executable: false, rentEpoch: 0, space: 0 },
    });
  });

  it.each<[config: object, data: unknown]>([
    [{ encoding: "base64" }, [base64Encode(DATA), "base64"]],
    [{ encoding: "base64", dataSlice: { length: 2, offset: 1 } }, [base64Encode(DATA.subarray(1, 3)), "base64"]],
    [{ encoding: "binary", dataSlice: { length: 2, offset: 1 } }, base58Encode(DATA.subarray(1, 3))],
    [{ encoding: "base58" }, [base58Encode(DATA), "base58"]],
    // The slice counts where parsing fails.
    [{ encoding: "jsonParsed", dataSlice: { length: 2, offset: 1 } }, [base64Encode(DATA.subarray(1, 3)), "base64"]],
    [{ encoding: "base64", dataSlice: { length: 9, offset: 7 } }, ["", "base64"]],
    [{ encoding: "base64", dataSlice: { length: Number.MAX_SAFE_INTEGER, offset: 0 } }, [base64Encode(DATA), "base64"]],
  ])("with %j", async (config, data) => {
    expect(await stage.value("getAccountInfo", address, config as never)).toMatchObject({ data, space: 5 });
  });

  it("is null for no account", async () => {
    expect(await stage.value("getAccountInfo", addressFromPubkey(newKey()))).toBeNull();
  });

  it("writes u64::MAX digit by digit", async () => {
    const body = `{"jsonrpc":"2.0","id":1,"method":"getAccountInfo","params":["${address}"]}`;
    expect(await stage.rpc.handle(body)).toContain('"rentEpoch":18446744073709551615');
  });

  // Agave: rpc.rs, `test_encode_account_*`.
  it.each([
    [129, undefined, false],
    [128, undefined, true],
    [200, { offset: 1, length: 128 }, true],
    [200, { offset: 0, length: 129 }, false],
    [128, { offset: 0, length: 1_000 }, true],
    [200, { offset: 100, length: 1_000 }, true],
  ])("writes %d bytes in base58 with the slice %j: %s", async (length, dataSlice, fits) => {
    const key = stage.place(newKey(), { data: new Uint8Array(length) });
    const { result, error } = await stage.reply("getAccountInfo", key, { encoding: "base58", dataSlice });
    if (fits) expect(result.value.space).toBe(length);
    else {
      expect(error).toEqual({
        code: -32600,
        message: "Encoded binary (base 58) data should be less than 128 bytes, please use Base64 encoding.",
      });
    }
  });

  it("waits for a slot that is not there yet to fail", async () => {
    expect(await stage.error("getAccountInfo", address, { minContextSlot: 1 })).toEqual({
      code: -32016,
      message: "Minimum context slot has not been reached",
      data: { contextSlot: 0 },
    });
    expect((await stage.reply("getAccountInfo", address, { minContextSlot: 0 })).error).toBeUndefined();
  });

  it("shows what each commitment knows", async () => {
    const late = new RpcStage();
    await late.pass(3);
    const key = newKey();
    late.cluster.change(({ bank }) => bank.accounts.delete(key));
    const signature = await late.call("requestAirdrop", addressFromPubkey(key), 7_000_000);
    expect(signature).toMatch(/^[1-9A-HJ-NP-Za-km-z]{64,88}$/);
    const balances = () =>
      Promise.all(
        ["processed", "confirmed", "finalized"].map((commitment) =>
          late.value("getBalance", addressFromPubkey(key), { commitment }),
        ),
      );
    expect(await balances()).toEqual([0, 0, 0]);
    await late.pass();
    expect(await balances()).toEqual([7_000_000, 7_000_000, 0]);
    await late.pass(31);
    expect(await balances()).toEqual([7_000_000, 7_000_000, 7_000_000]);
  });
});

describe("getMultipleAccounts", () => {
  // Agave: rpc.rs, `test_rpc_get_multiple_accounts`.
  it("is base64 by default, with null for what is not there", async () => {
    const missing = addressFromPubkey(newKey());
    const value = await stage.value("getMultipleAccounts", [address, missing]);
    expect(value).toEqual([
      {
        owner: SYSTEM,
        lamports: 42,
        data: [base64Encode(DATA), "base64"],
        executable: false,
        rentEpoch: 18446744073709551615n,
        space: 5,
      },
      null,
    ]);
    const parsed = { encoding: "jsonParsed", dataSlice: { length: 2, offset: 1 } };
    const [sliced] = await stage.value("getMultipleAccounts", [address], parsed);
    expect(sliced.data).toEqual([base64Encode(DATA.subarray(1, 3)), "base64"]);
  });

  it("takes a hundred, or as many as it was told", async () => {
    const keys = new Array(101).fill(address);
    expect(await stage.error("getMultipleAccounts", keys)).toMatchObject({
      code: -32602,
      message: "Too many inputs provided; max 100",
    });
    const generous = new RpcStage({}, { maxMultipleAccounts: 101 });
    expect(await generous.value("getMultipleAccounts", keys)).toHaveLength(101);
  });
});

describe("prepare", () => {
  it("is awaited before accounts are read", async () => {
    const fetched: Uint8Array[] = [];
    const remote = newKey();
    const forked: RpcStage = new RpcStage(
      {},
      {
        prepare: async (keys) => {
          await Promise.resolve();
          fetched.push(...keys);
          for (const key of keys) forked.place(key, { lamports: 77n });
        },
      },
    );
    expect(await forked.value("getBalance", addressFromPubkey(remote))).toBe(77);
    expect(await forked.value("getAccountInfo", addressFromPubkey(newKey()))).toMatchObject({ lamports: 77 });
    expect(await forked.value("getMultipleAccounts", [addressFromPubkey(newKey())])).toMatchObject([{ lamports: 77 }]);
    expect(fetched[0]).toEqual(remote);
    expect(fetched).toHaveLength(3);
  });
});

describe("getProgramAccounts", () => {
  const programId = newKey();
  const program = addressFromPubkey(programId);
  const keys = [newKey(), newKey(), newKey()].sort(comparePubkeys);
  for (const key of keys) stage.place(key, { data: DATA, owner: programId });

  it("is sorted by key, in base58 by default", async () => {
    const accounts = await stage.call("getProgramAccounts", program);
    expect(accounts.map(({ pubkey }: { pubkey: string }) => pubkey)).toEqual(keys.map(addressFromPubkey));
    expect(accounts[0].account).toMatchObject({ owner: program, data: base58Encode(DATA) });
    const unsorted = await stage.call("getProgramAccounts", program, { sortResults: false });
    expect(unsorted).toHaveLength(3);
  });

  it("has a context if asked to", async () => {
    const { context, value } = await stage.call("getProgramAccounts", program, { withContext: true });
    expect(context).toEqual({ slot: 0, apiVersion: "4.3.0" });
    expect(value).toHaveLength(3);
  });

  it("slices data, and needs no data for that", async () => {
    const config = { encoding: "base64", dataSlice: { offset: 0, length: 0 } };
    const [first] = await stage.call("getProgramAccounts", program, config);
    expect(first.account).toMatchObject({ data: ["", "base64"], space: 5 });
  });

  // Agave: rpc.rs, `test_rpc_get_program_accounts`.
  describe("of nonces", () => {
    const authorities = [newKey(), newKey()] as const;
    for (const authority of authorities) {
      const data = { authority, durableNonce: newKey(), lamportsPerSignature: 1000n };
      stage.place(newKey(), { data: encodeNonceState({ version: "current", data }) });
    }
    const INITIALIZED = base58Encode(Uint8Array.of(1, 0, 0, 0));
    const memcmp = (offset: number, bytes: unknown, encoding?: string) => ({ memcmp: { offset, bytes, encoding } });

    it.each<[filters: unknown[], count: number]>([
      [[memcmp(4, INITIALIZED)], 2],
      [[memcmp(4, "1111")], 0],
      [[{ dataSize: 80 }], 2],
      [[{ dataSize: 1 }], 0],
      [[memcmp(4, INITIALIZED), memcmp(8, base58Encode(authorities[0]))], 1],
      [[memcmp(4, INITIALIZED), { dataSize: 1 }], 0],
      [[memcmp(4, "AQAAAA==", "base64")], 2],
      [[memcmp(4, [1, 0, 0, 0])], 2],
      [[memcmp(4, [1, 0, 0, 0], "base64")], 2],
      [[memcmp(4, INITIALIZED, "bytes")], 2],
      [["tokenAccountState"], 0],
      [[memcmp(80, [])], 2],
      [[memcmp(81, [])], 0],
    ])("%j: %d", async (filters, count) => {
      const accounts = await stage.call("getProgramAccounts", SYSTEM, { filters, encoding: "base64" } as never);
      expect(accounts.filter(({ account }: { account: { space: number } }) => account.space === 80)).toHaveLength(
        count,
      );
    });
  });

  it.each<[filter: object, message: string]>([
    [{ bytes: "III" }, "Invalid param: Base58DecodeError(InvalidCharacter { character: 'I', index: 0 })"],
    [{ bytes: "2!" }, "Invalid param: Base58DecodeError(InvalidCharacter { character: '!', index: 1 })"],
    [{ bytes: "2é" }, "Invalid param: Base58DecodeError(NonAsciiCharacter { index: 1 })"],
    [{ bytes: "1".repeat(129) }, "Invalid param: DataTooLarge"],
    [{ bytes: "1".repeat(176) }, "Invalid param: DataTooLarge"],
    [{ bytes: new Array(129).fill(0) }, "Invalid param: DataTooLarge"],
    [{ bytes: "A".repeat(176), encoding: "base64" }, "Invalid param: DataTooLarge"],
    [{ bytes: "A!==", encoding: "base64" }, "Invalid param: Base64DecodeError(InvalidByte(1, 33))"],
    [{ bytes: "A===", encoding: "base64" }, "Invalid param: Base64DecodeError(InvalidByte(1, 61))"],
    [{ bytes: "AA", encoding: "base64" }, "Invalid param: Base64DecodeError(InvalidPadding)"],
    [{ bytes: "AAA", encoding: "base64" }, "Invalid param: Base64DecodeError(InvalidPadding)"],
    [{ bytes: "AB==", encoding: "base64" }, "Invalid param: Base64DecodeError(InvalidLastSymbol(1, 66))"],
    [{ bytes: "AAAAA", encoding: "base64" }, "Invalid param: Base64DecodeError(InvalidLength(5))"],
  ])("refuses %j", async (filter, message) => {
    const filters = [{ memcmp: { offset: 0, ...filter } }];
    expect(await stage.error("getProgramAccounts", program, { filters } as never)).toEqual({ code: -32602, message });
  });

  it("takes four filters", async () => {
    const filters = new Array(5).fill({ dataSize: 5 });
    expect(await stage.error("getProgramAccounts", program, { filters })).toMatchObject({
      message: "Too many filters provided; max 4",
    });
    expect(await stage.call("getProgramAccounts", program, { filters: filters.slice(1) })).toHaveLength(3);
  });
});

describe("getMinimumBalanceForRentExemption", () => {
  it("is what the rent of mainnet's gates asks", async () => {
    expect(await stage.call("getMinimumBalanceForRentExemption", 0)).toBe(128 * 5080);
    expect(await stage.call("getMinimumBalanceForRentExemption", 165)).toBe((128 + 165) * 5080);
    expect(await stage.error("getMinimumBalanceForRentExemption", 10 * 1024 * 1024 + 1)).toEqual({
      code: -32600,
      message: "Invalid request",
    });
  });
});
