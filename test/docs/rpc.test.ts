import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { base58Encode } from "../../src/base/base58.js";
import { base64Encode } from "../../src/base/base64.js";
import { generateKeypair } from "../../src/crypto/ed25519.js";
import { createCluster } from "../../src/rpc/index.js";
import type { Method } from "../../src/rpc/method.js";
import { CALLGATE_METHODS } from "../../src/rpc/methods/callgate/methods.js";
import { SURFNET_METHODS } from "../../src/rpc/methods/callgate/surfnet.js";
import { METHODS } from "../../src/rpc/methods.js";
import type { Fields } from "../../src/rpc/params.js";
import { NATIVE_MINT_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { encodeTransaction } from "../../src/solana/transaction.js";
import { transfer } from "../cluster/support.js";
import { type Documented, HTTP, WEBSOCKET } from "./rpc-documentation.js";

// docs/rpc.md is what this test finds. After a change: CALLGATE_UPDATE_DOCS=1 npx vitest run test/docs/rpc.test.ts

const DOCUMENT = new URL("../../docs/rpc.md", import.meta.url);

/** A cluster with something to ask about, and what the names of probes stand for. */
async function subject() {
  const local = createCluster({ instant: true, slotsPerEpoch: 32n });
  const payer = generateKeypair();
  const address = addressFromPubkey(payer.publicKey);
  const call = async (method: string, ...params: unknown[]) =>
    JSON.parse((await local.rpc.handle(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })))!);
  const { result: signature } = await call("requestAirdrop", address, 5_000_000_000);
  await call("callgate_setTokenAccount", address, addressFromPubkey(NATIVE_MINT_ID), { amount: 3 });
  const wrapped = await call(
    "getTokenAccountsByOwner",
    address,
    { mint: addressFromPubkey(NATIVE_MINT_ID) },
    { encoding: "base64" },
  );
  // Into another epoch, for what is asked of those that are over.
  await call("callgate_warp", { slot: 100 });
  await call("callgate_step", 2);
  const names = (): Record<string, unknown> => {
    const view = local.cluster.view("processed");
    const transaction = transfer(payer, payer.publicKey, 1n, view.blockhash);
    return {
      $payer: address,
      $signature: signature,
      $slot: 1,
      $token: wrapped.result.value[0].pubkey,
      $blockhash: base58Encode(view.blockhash),
      $message: base64Encode(transaction.messageBytes),
      $transaction: base64Encode(encodeTransaction(transaction)),
    };
  };
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") return names()[value] ?? value;
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member)]));
  };
  const subscribe = async (method: string, params: unknown) => {
    const texts: string[] = [];
    const session = local.subscriptions.connect((text) => texts.push(text));
    await session.handle(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    session.close();
    return JSON.parse(texts[0]!);
  };
  return { call, fill, subscribe, hub: local.subscriptions };
}

/** The names of parameters, and of all keys that their objects take. */
function namesIn(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, reader]) => [name, ...namesIn(reader.fields ?? {})]);
}

interface Row {
  readonly name: string;
  readonly state: "complete" | "partial" | "absent";
  readonly remark: string;
}

function judge(
  name: string,
  documented: Documented,
  method: Method | undefined,
  reply: { error?: { code: number } },
): Row {
  if (method === undefined) return { name, state: "absent", remark: "" };
  const known = namesIn(method.parameters);
  const missing = [...documented.parameters, ...(documented.keys ?? [])].filter((each) => !known.includes(each));
  if (reply.error?.code !== documented.error) missing.push(`answers ${JSON.stringify(reply.error)}`);
  const remark = [missing.length > 0 ? `lacks ${missing.join(", ")}` : "", documented.remark ?? ""]
    .filter(Boolean)
    .join("; ");
  return { name, state: missing.length === 0 ? "complete" : "partial", remark };
}

async function rows(): Promise<{ http: Row[]; websocket: Row[] }> {
  const { call, fill, subscribe, hub } = await subject();
  const [http, websocket]: [Row[], Row[]] = [[], []];
  for (const [name, documented] of Object.entries(HTTP)) {
    const reply = await call(name, ...(fill(documented.probe) as unknown[]));
    http.push(judge(name, documented, METHODS[name], reply));
  }
  for (const [name, documented] of Object.entries(WEBSOCKET)) {
    const reply = await subscribe(name, fill(documented.probe));
    const row = judge(name, documented, hub.methods[name], reply);
    const unsubscribe = name.replace("Subscribe", "Unsubscribe");
    websocket.push(
      hub.methods[unsubscribe] === undefined ? { ...row, state: "partial", remark: `lacks ${unsubscribe}` } : row,
    );
  }
  return { http, websocket };
}

function table(title: string, list: readonly Row[]): string {
  const lines = list.map(({ name, state, remark }) => `| \`${name}\` | ${state} | ${remark} |`);
  return [`## ${title}`, "", "| method | | remarks |", "|---|---|---|", ...lines].join("\n");
}

function document({ http, websocket }: Awaited<ReturnType<typeof rows>>): string {
  const list = (methods: Readonly<Record<string, Method>>) =>
    Object.entries(methods)
      .map(([name, { parameters }]) => `- \`${name}\`(${Object.keys(parameters).join(", ")})`)
      .sort();
  return [
    "# The RPC, method by method",
    "",
    "Written by `test/docs/rpc.test.ts`, which calls each method on a cluster and compares its parameters, and the keys of their",
    "objects, with those that Agave's documentation has. What the answers hold is tested in `test/rpc`, and with the real",
    "clients in `test/clients`.",
    "",
    table("JSON-RPC over HTTP", http),
    "",
    table("Subscriptions over WebSockets", websocket),
    "",
    "Each has its `…Unsubscribe`.",
    "",
    "## Our own",
    "",
    "[docs/cluster.md](cluster.md) says what they do.",
    "",
    ...list(CALLGATE_METHODS),
    ...list(SURFNET_METHODS),
    "",
  ].join("\n");
}

describe("docs/rpc.md", () => {
  test("says what there is", async () => {
    const found = await rows();
    const text = document(found);
    if (process.env.CALLGATE_UPDATE_DOCS === "1") writeFileSync(DOCUMENT, text);
    expect(readFileSync(DOCUMENT, "utf8")).toBe(text);
    expect([...found.http, ...found.websocket].filter(({ state }) => state === "absent")).toEqual([]);
  });

  test("leaves no method of Solana's out", () => {
    // Of later versions than the documentation.
    const undocumented = ["getAgGenesisCert"];
    expect(Object.keys(METHODS).filter((name) => !(name in HTTP))).toEqual(undocumented);
  });
});
