import {
  type Address,
  address,
  assertAccountExists,
  type Base58EncodedBytes,
  type Base64EncodedBytes,
  createClientWithInterfacesFromRpc,
  fetchEncodedAccount,
  fetchEncodedAccounts,
  generateKeyPairSigner,
  getBase58Decoder,
  getBase58Encoder,
  getBase64Decoder,
  getBase64Encoder,
  isSolanaError,
  type KeyPairSigner,
  lamports,
  SOLANA_ERROR__JSON_RPC__INVALID_PARAMS,
} from "@solana/kit";
import { getCreateAccountInstruction, SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { beforeAll, describe, expect, it } from "vitest";
import { type KitStage, SOL, startKitStage } from "./stage.js";

const RENT = address("SysvarRent111111111111111111111111111111111");
const U64_MAX = 2n ** 64n - 1n;
/** Of mainnet's features today (SIMD-0437). */
const LAMPORTS_PER_BYTE = 5_080n;

describe("accounts, by Kit", () => {
  let stage: KitStage;
  let rpc: KitStage["rpc"];
  let payer: KeyPairSigner;
  /** 16 bytes of 0, of a program that is not there. */
  let owned: Address;
  let owner: Address;

  beforeAll(async () => {
    stage = await startKitStage({ cluster: { faucetLamports: 2_000_000n * SOL } });
    ({ rpc } = stage);
    payer = await stage.fund(3n);
    owner = (await generateKeyPairSigner()).address;
    const newAccount = await generateKeyPairSigner();
    owned = newAccount.address;
    const rent = await rpc.getMinimumBalanceForRentExemption(16n).send();
    const create = { payer, newAccount, lamports: rent, space: 16n, programAddress: owner };
    await stage.send(payer, getCreateAccountInstruction(create));
  });

  it("have balances", async () => {
    const someone = await stage.fund(2n);
    const { context, value } = await rpc.getBalance(someone.address, { commitment: "confirmed" }).send();
    expect(value).toBe(2n * SOL);
    await stage.finalized(context.slot);
    const finalized = { commitment: "finalized", minContextSlot: context.slot } as const;
    expect(await rpc.getBalance(someone.address, finalized).send()).toMatchObject({ value: 2n * SOL });
    expect(await rpc.getBalance((await generateKeyPairSigner()).address).send()).toMatchObject({ value: 0n });
  });

  it("in all encodings", async () => {
    const base = {
      executable: false,
      lamports: lamports((128n + 17n) * LAMPORTS_PER_BYTE),
      owner: "Sysvar1111111111111111111111111111111111111",
      rentEpoch: 0n,
      space: 17n,
    };
    const base64 = (await rpc.getAccountInfo(RENT, { encoding: "base64" }).send()).value!;
    const bytes = getBase64Encoder().encode(base64.data[0]);
    expect(base64).toEqual({ ...base, data: [expect.any(String), "base64"] });
    expect(bytes).toHaveLength(17);
    expect(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)).toBe(LAMPORTS_PER_BYTE);
    const base58 = (await rpc.getAccountInfo(RENT, { encoding: "base58" }).send()).value!;
    expect(base58).toEqual({ ...base64, data: [getBase58Decoder().decode(bytes), "base58"] });
    const plain = (await rpc.getAccountInfo(RENT).send()).value!;
    expect(plain.data).toBe(base58.data[0]);
    const zstd = (await rpc.getAccountInfo(RENT, { encoding: "base64+zstd" }).send()).value!;
    // A frame of one raw block: magic number, descriptor, window, block header, the bytes.
    const frame = getBase64Encoder().encode(zstd.data[0]);
    expect(zstd.data[1]).toBe("base64+zstd");
    expect([...frame.subarray(0, 4)]).toEqual([0x28, 0xb5, 0x2f, 0xfd]);
    expect(frame.subarray(-17)).toEqual(bytes);
    const sliced = { encoding: "base64", dataSlice: { offset: 0, length: 8 } } as const;
    const slice = (await rpc.getAccountInfo(RENT, sliced).send()).value!;
    expect(slice.data[0]).toBe(getBase64Decoder().decode(bytes.subarray(0, 8)));
    const parsed = (await rpc.getAccountInfo(RENT, { encoding: "jsonParsed" }).send()).value!;
    const info = { lamportsPerByte: "5080" };
    expect(parsed.data).toEqual({ program: "sysvar", parsed: { type: "rent", info }, space: 17n });
    // Nobody can parse it.
    const unparsed = (await rpc.getAccountInfo(owned, { encoding: "jsonParsed" }).send()).value!;
    expect(unparsed.data).toEqual([getBase64Decoder().decode(new Uint8Array(16)), "base64"]);
  });

  it("many at once", async () => {
    const missing = (await generateKeyPairSigner()).address;
    const keys = [payer.address, missing, owned];
    const { value } = await rpc.getMultipleAccounts(keys, { encoding: "base64" }).send();
    expect(value.map((account) => account?.owner)).toEqual([SYSTEM_PROGRAM_ADDRESS, undefined, owner]);
    const parsed = (await rpc.getMultipleAccounts(keys, { encoding: "jsonParsed" }).send()).value;
    expect(parsed.map((account) => account?.space)).toEqual([0n, undefined, 16n]);
    const tooMany = rpc.getMultipleAccounts(Array.from({ length: 101 }, () => owned)).send();
    const error = await tooMany.catch((thrown) => thrown);
    expect(isSolanaError(error, SOLANA_ERROR__JSON_RPC__INVALID_PARAMS)).toBe(true);
    expect(error.context.__serverMessage).toBe("Too many inputs provided; max 100");
  });

  it("by fetchEncodedAccount, fetchEncodedAccounts and clients of them", async () => {
    const account = await fetchEncodedAccount(rpc, owned);
    assertAccountExists(account);
    expect(account).toEqual({
      address: owned,
      exists: true,
      data: new Uint8Array(16),
      executable: false,
      lamports: (128n + 16n) * LAMPORTS_PER_BYTE,
      programAddress: owner,
      space: 16n,
    });
    const missing = (await generateKeyPairSigner()).address;
    expect(await fetchEncodedAccounts(rpc, [missing, owned])).toEqual([{ address: missing, exists: false }, account]);
    const client = createClientWithInterfacesFromRpc(rpc);
    expect(await client.fetchAccounts([owned])).toEqual([account]);
    expect(await client.getMinimumBalance(16)).toBe(account.lamports);
  });

  it("by program, with filters, in every encoding", async () => {
    const empty = getBase58Decoder().decode(new Uint8Array(4)) as Base58EncodedBytes;
    const memcmp = { offset: 2n, bytes: empty, encoding: "base58" } as const;
    const found = await rpc.getProgramAccounts(owner, { filters: [{ dataSize: 16n }, { memcmp }] }).send();
    const data = getBase58Decoder().decode(new Uint8Array(16));
    expect(found).toEqual([
      {
        pubkey: owned,
        account: { data, executable: false, lamports: expect.any(BigInt), owner, rentEpoch: U64_MAX, space: 16n },
      },
    ]);
    expect(getBase58Encoder().encode(data)).toHaveLength(16);
    const ones = { offset: 0n, bytes: getBase64Decoder().decode(Uint8Array.of(1)) as Base64EncodedBytes };
    const none = { filters: [{ memcmp: { ...ones, encoding: "base64" } }] } as const;
    expect(await rpc.getProgramAccounts(owner, none).send()).toEqual([]);
    const withContext = { withContext: true, encoding: "base64", dataSlice: { offset: 4, length: 3 } } as const;
    const { context, value } = await rpc.getProgramAccounts(owner, withContext).send();
    expect(context.slot).toBeGreaterThan(0n);
    expect(value[0]!.account.data).toEqual(["AAAA", "base64"]);
    const [vote] = await rpc
      .getProgramAccounts(address("Vote111111111111111111111111111111111111111"), { encoding: "jsonParsed" })
      .send();
    expect(vote).toMatchObject({ pubkey: stage.voteAccount, account: { data: { program: "vote" } } });
    const bad = rpc.getProgramAccounts(owner, {
      filters: [{ memcmp: { offset: 0n, bytes: "0OIl" as Base58EncodedBytes, encoding: "base58" } }],
    });
    const error = await bad.send().catch((thrown) => thrown);
    expect(isSolanaError(error, SOLANA_ERROR__JSON_RPC__INVALID_PARAMS)).toBe(true);
  });

  it("cost their rent", async () => {
    for (const bytes of [0n, 165n, 10n * 1024n * 1024n]) {
      expect(await rpc.getMinimumBalanceForRentExemption(bytes).send()).toBe((128n + bytes) * LAMPORTS_PER_BYTE);
    }
  });

  it("all together", async () => {
    const { value } = await rpc.getSupply({ excludeNonCirculatingAccountsList: true }).send();
    expect(value.total).toBe(value.circulating + value.nonCirculating);
    expect(value.nonCirculatingAccounts).toEqual([]);
    const largest = (await rpc.getLargestAccounts({ filter: "circulating" }).send()).value;
    expect(largest).toHaveLength(20);
    expect(largest[0]!.address).toBe(stage.faucet);
    expect(largest[0]!.lamports).toBeGreaterThan(largest[1]!.lamports);
    expect((await rpc.getLargestAccounts({ filter: "nonCirculating" }).send()).value).toEqual([]);
  });
});
