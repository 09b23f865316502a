import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { base58Encode } from "../../src/base/base58.js";
import { base64Encode } from "../../src/base/base64.js";
import { hexEncode } from "../../src/base/hex.js";
import type { Json } from "../../src/base/json.js";
import { generateKeypair } from "../../src/crypto/ed25519.js";
import { createCluster, type LocalCluster, type LocalClusterOptions } from "../../src/rpc/index.js";
import { MEMO_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { encodeTransaction } from "../../src/solana/transaction.js";
import { transfer } from "../cluster/support.js";

// biome-ignore lint/suspicious/noExplicitAny: replies of all kinds.
type Reply = { readonly result?: any; readonly error?: { readonly code: number; readonly message: string } };

function clusterWith(options: LocalClusterOptions = { instant: true, votes: false }) {
  const local = createCluster(options);
  const call = async (method: string, ...params: Json[]): Promise<Reply> =>
    JSON.parse((await local.rpc.handle(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })))!);
  const result = async (method: string, ...params: Json[]) => (await call(method, ...params)).result;
  return { local, call, result };
}

const newAddress = () => addressFromPubkey(generateKeypair().publicKey);

async function funded(local: LocalCluster) {
  const payer = generateKeypair();
  local.cluster.requestAirdrop(payer.publicKey, 1_000_000_000n);
  return payer;
}

function failing(local: LocalCluster, payer: ReturnType<typeof generateKeypair>) {
  const { blockhash } = local.cluster.view("processed");
  return transfer(payer, generateKeypair().publicKey, 5_000_000_000n, blockhash);
}

describe("callgate_setAccount", () => {
  it("makes, changes and removes accounts, at every level at once", async () => {
    const { result } = clusterWith({});
    const address = newAddress();
    const owner = addressFromPubkey(TOKEN_PROGRAM_ID);
    expect(await result("callgate_setAccount", address, { lamports: 5, data: "AQID", owner })).toBeNull();
    const { value } = await result("getAccountInfo", address, { encoding: "base64" });
    expect(value).toMatchObject({ lamports: 5, data: ["AQID", "base64"], owner, executable: false });
    await result("callgate_setAccount", address, { data: "" });
    expect((await result("getAccountInfo", address)).value).toMatchObject({ lamports: 5, data: "" });
    await result("callgate_setAccount", address, { lamports: 0 });
    expect((await result("getAccountInfo", address)).value).toBeNull();
  });

  it("says what it cannot take", async () => {
    const { call } = clusterWith();
    const { error } = await call("callgate_setAccount", newAddress(), { data: "not base64!" });
    expect(error).toMatchObject({ code: -32602, message: "Invalid params: expected bytes in base64" });
    const clock = await call("callgate_setAccount", "SysvarC1ock11111111111111111111111111111111", { data: "AQ==" });
    expect(clock.error).toMatchObject({ code: -32602, data: { code: "invalid-sysvar" } });
  });
});

describe("callgate_setTokenAccount", () => {
  it("gives tokens of a mint to a wallet", async () => {
    const { result } = clusterWith();
    const [owner, mint, delegate] = [newAddress(), newAddress(), newAddress()];
    await result("callgate_setTokenAccount", owner, mint, { amount: 7, delegate, delegatedAmount: 3, state: "frozen" });
    const { value } = await result(
      "getTokenAccountsByOwner",
      owner,
      { programId: addressFromPubkey(TOKEN_PROGRAM_ID) },
      { encoding: "base64" },
    );
    expect(value).toHaveLength(1);
    const data = Buffer.from(value[0].account.data[0], "base64");
    expect(data.readBigUInt64LE(64)).toBe(7n);
    expect(base58Encode(data.subarray(76, 108))).toBe(delegate);
    expect(data[108]).toBe(2);
    await result("surfnet_setTokenAccount", owner, mint, { amount: 8, delegate: "null" });
    const byDelegate = await result("getTokenAccountsByDelegate", delegate, {
      programId: addressFromPubkey(TOKEN_PROGRAM_ID),
    });
    expect(byDelegate.value).toEqual([]);
  });
});

describe("callgate_warp, callgate_step, callgate_pause", () => {
  it("moves slots and time", async () => {
    const { result, call } = clusterWith({ votes: false });
    expect(await result("callgate_step")).toBe(2);
    expect(await result("callgate_step", 3)).toBe(5);
    expect(await result("callgate_warp", { slot: 100 })).toBe(100);
    await result("callgate_warp", { unixTimestamp: 4_000_000_000 });
    await result("callgate_step", 1);
    expect(await result("getBlockTime", 101)).toBe(4_000_000_000);
    expect((await call("callgate_warp", { slot: 3 })).error).toMatchObject({ data: { code: "invalid-slot" } });
    expect((await call("callgate_warp", {})).error).toMatchObject({ code: -32602 });
  });

  it("pauses and resumes the clock", async () => {
    const { local, result } = clusterWith({ slotMilliseconds: 5 });
    local.start();
    await result("callgate_pause");
    expect(local.clock.isRunning).toBe(false);
    await result("surfnet_resumeClock");
    expect(local.clock.isRunning).toBe(true);
    await local.close();
    expect((await clusterWith().call("callgate_pause")).error).toMatchObject({ code: -32602 });
  });

  it("travels by Surfpool's names", async () => {
    const { result } = clusterWith({ slotsPerEpoch: 64n });
    expect(await result("surfnet_timeTravel", { absoluteEpoch: 3 })).toMatchObject({ epoch: expect.any(Number) });
    expect((await result("surfnet_timeTravel", { absoluteSlot: 1000 })).absoluteSlot).toBeGreaterThan(190);
  });
});

describe("callgate_snapshot, callgate_revert, callgate_reset", () => {
  it("go back", async () => {
    const { local, result, call } = clusterWith();
    const address = newAddress();
    const first = await result("callgate_snapshot");
    await result("requestAirdrop", address, 1_000_000_000);
    const second = await result("callgate_snapshot");
    await result("callgate_revert", first);
    expect((await result("getBalance", address)).value).toBe(0);
    expect((await call("callgate_revert", second)).error).toMatchObject({ message: `there is no snapshot ${second}` });
    await result("requestAirdrop", address, 1_000_000_000);
    await result("callgate_reset");
    expect(local.cluster.slotOf("processed")).toBe(0n);
    expect((await call("callgate_revert", first)).error).toMatchObject({ code: -32602 });
  });
});

describe("callgate_trace, callgate_explain, callgate_simulate", () => {
  it("tell what a transaction did and why it failed", async () => {
    const { local, result } = clusterWith();
    const transaction = failing(local, await funded(local));
    const signature = base58Encode(transaction.signatures[0]!);
    local.cluster.send(transaction);
    const trace = await result("callgate_trace", signature);
    expect(trace).toMatchObject({ version: 1, signature, error: { InstructionError: [0, { Custom: 1 }] } });
    const explanation = await result("callgate_explain", signature);
    expect(explanation).toMatchObject({ error: { InstructionError: [0, { Custom: 1 }] }, title: expect.any(String) });
    expect(await result("callgate_trace", base58Encode(new Uint8Array(64).fill(9)))).toBeNull();
  });

  it("explain a transaction that nobody has sent, and what would mend it", async () => {
    const { local, result, call } = clusterWith();
    const payer = await funded(local);
    const wire = base64Encode(encodeTransaction(failing(local, payer)));
    expect(await result("callgate_explain", wire)).toMatchObject({
      code: expect.any(String),
      fixed: expect.anything(),
    });
    expect((await call("callgate_explain", "x".repeat(120))).error).toMatchObject({ code: -32602 });
  });

  it("simulate with other accounts than there are", async () => {
    const { local, result } = clusterWith();
    const payer = await funded(local);
    const wire = base64Encode(encodeTransaction(failing(local, payer)));
    const poor = await result("callgate_simulate", wire);
    expect(poor.value).toMatchObject({ err: { InstructionError: [0, { Custom: 1 }] }, trace: { version: 1 } });
    const overrides = [{ pubkey: addressFromPubkey(payer.publicKey), lamports: 9_000_000_000 }];
    const rich = await result("callgate_simulate", wire, { overrides, trace: false });
    expect(rich.value).toMatchObject({ err: null, trace: null });
  });
});

describe("callgate_replaceProgram and Surfpool's names", () => {
  const memo = readFileSync(new URL("../../assets/memo.so", import.meta.url));

  it("put programs in place", async () => {
    const { result, call } = clusterWith();
    const [first, second, third] = [newAddress(), newAddress(), newAddress()];
    await result("callgate_replaceProgram", first, memo.toString("base64"));
    const half = memo.length >> 1;
    await result("surfnet_writeProgram", second, hexEncode(memo.subarray(half)), half);
    await result("surfnet_writeProgram", second, hexEncode(memo.subarray(0, half)), 0);
    await result("surfnet_cloneProgramAccount", second, third);
    const authority = newAddress();
    await result("surfnet_setProgramAuthority", third, authority);
    for (const program of [first, second, third]) {
      expect((await result("getAccountInfo", program, { encoding: "base64" })).value).toMatchObject({
        executable: true,
      });
    }
    const parsed = await result("getAccountInfo", third, { encoding: "jsonParsed" });
    const programdata = parsed.value.data.parsed.info.programData;
    const { value } = await result("getAccountInfo", programdata, { encoding: "jsonParsed" });
    expect(value.data.parsed.info).toMatchObject({ authority, slot: 0 });
    expect(Buffer.from(value.data.parsed.info.data[0], "base64").equals(memo)).toBe(true);
    expect((await call("surfnet_setProgramAuthority", addressFromPubkey(MEMO_PROGRAM_ID))).error).toMatchObject({
      data: { code: "unknown-program" },
    });
    expect((await call("callgate_replaceProgram", first, "AAAA")).error).toMatchObject({
      data: { code: "invalid-program" },
    });
  });
});
