import { type createSolanaRpc, createSolanaRpcFromTransport, type RpcTransport } from "@solana/kit";
import { Connection, PublicKey, SystemProgram, Transaction } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { createFetch } from "../../src/rpc/fetch.js";
import { RpcStage } from "./stage.js";

const stage = new RpcStage({ instant: true });
const fetch = createFetch(stage.rpc);
const URL = "http://localhost:8899";
const body = '{"jsonrpc":"2.0","id":1,"method":"getHealth"}';
const OK = '{"jsonrpc":"2.0","result":"ok","id":1}';

describe("fetch without a network", () => {
  it.each<[name: string, input: unknown, init: object | undefined]>([
    ["text", URL, { method: "POST", body }],
    ["bytes", URL, { method: "post", body: new TextEncoder().encode(body) }],
    ["a Blob", URL, { method: "POST", body: new Blob([body]) }],
    ["a Request", new Request(URL, { method: "POST", body }), undefined],
  ])("takes %s", async (_, input, init) => {
    const response = await fetch(input, init);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await response.text()).toBe(OK);
  });

  it("answers notifications with nothing", async () => {
    const response = await fetch(URL, { method: "POST", body: '{"jsonrpc":"2.0","method":"getHealth"}' });
    expect(await response.text()).toBe("");
  });

  it("tells of health, and refuses what is no call", async () => {
    expect(await (await fetch(`${URL}/health`)).text()).toBe("ok");
    expect((await fetch(URL)).status).toBe(405);
    expect((await fetch(URL, { method: "DELETE" })).status).toBe(405);
    expect((await fetch(URL, { method: "POST", body: " ".repeat(60_000) })).status).toBe(413);
  });

  it("serves web3.js", async () => {
    const connection = new Connection(URL, { fetch: fetch as never, commitment: "confirmed" });
    const payer = new PublicKey(stage.payer.publicKey);
    expect(await connection.getBalance(payer)).toBe(10_000_000_000);
    const { blockhash } = await connection.getLatestBlockhash();
    const transaction = new Transaction({ feePayer: payer, recentBlockhash: blockhash }).add(
      SystemProgram.transfer({ fromPubkey: payer, toPubkey: PublicKey.unique(), lamports: 1_000_000 }),
    );
    const { value } = await connection.simulateTransaction(transaction);
    expect(value).toMatchObject({ err: null, unitsConsumed: 150 });
    expect(await connection.getVersion()).toMatchObject({ "solana-core": "4.3.0" });
  });

  it("serves Kit", async () => {
    const transport = (async ({ payload }: { payload: unknown }) => {
      const text = JSON.stringify(payload, (_, value) => (typeof value === "bigint" ? Number(value) : value));
      return (await fetch(URL, { method: "POST", body: text })).json();
    }) as RpcTransport;
    const rpc: ReturnType<typeof createSolanaRpc> = createSolanaRpcFromTransport(transport);
    expect(await rpc.getSlot().send()).toBe(BigInt(await stage.call("getSlot")));
    expect((await rpc.getEpochInfo().send()).slotsInEpoch).toBe(432_000n);
  });
});
