import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateKeypair } from "../../src/crypto/ed25519.js";
import { cloneAccounts, cloneFeatureSet } from "../../src/rpc/fork/clone.js";
import { Fork } from "../../src/rpc/fork/fork.js";
import { Remote, type RemoteFetch, type RemoteOptions } from "../../src/rpc/fork/remote.js";
import { createCluster, type LocalCluster } from "../../src/rpc/index.js";
import { Rpc } from "../../src/rpc/rpc.js";
import { rpcVersion } from "../../src/rpc/version.js";
import { forkRecord } from "../../src/server/fork-record.js";
import { TOKEN_2022_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { transfer } from "../cluster/support.js";

const URL = "http://remote.invalid";

/** A cluster that has what others fetch, and a count of who asked. */
function origin() {
  const cluster = createCluster({ instant: true, votes: false });
  const rich = generateKeypair();
  cluster.cluster.requestAirdrop(rich.publicKey, 9_000_000_000n);
  const asked: string[] = [];
  let online = true;
  const fetch: RemoteFetch = async (url, init) => {
    asked.push(init.body);
    if (!online) throw new TypeError("fetch failed");
    return cluster.fetch(url, init as never) as never;
  };
  return { cluster, rich, asked, fetch, disconnect: () => (online = false) };
}

function forked(fetch: RemoteFetch, options: RemoteOptions = {}, record?: ConstructorParameters<typeof Fork>[2]) {
  const local = createCluster({ instant: true, votes: false });
  const remote = new Remote(URL, { fetch, backoffMilliseconds: 1, ...options });
  const fork = new Fork(local.cluster, remote, record);
  const rpc = new Rpc({ cluster: local.cluster, version: rpcVersion(), slotMilliseconds: 400, prepare: fork.prepare });
  const call = async (method: string, ...params: unknown[]) =>
    JSON.parse((await rpc.handle(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })))!);
  const balance = async (key: Pubkey) => (await call("getBalance", addressFromPubkey(key))).result.value;
  return { local, fork, call, balance };
}

describe("a fork", () => {
  it("fetches what is missing once, and has it for its own", async () => {
    const { rich, asked, fetch } = origin();
    const { local, balance, call } = forked(fetch);
    expect(await Promise.all([balance(rich.publicKey), balance(rich.publicKey)])).toEqual([9e9, 9e9]);
    expect(asked).toHaveLength(1);
    const to = generateKeypair().publicKey;
    const { blockhash } = local.cluster.view("processed");
    const transaction = transfer(rich, to, 1_000_000_000n, blockhash);
    const wire = Buffer.concat([Uint8Array.of(1), ...transaction.signatures, transaction.messageBytes]);
    const sent = await call("sendTransaction", wire.toString("base64"), { encoding: "base64" });
    expect(sent.error).toBeUndefined();
    expect(await balance(rich.publicKey)).toBe(9e9 - 1e9 - 5000);
    expect(await balance(to)).toBe(1e9);
  });

  it("remembers what does not exist there", async () => {
    const { asked, fetch } = origin();
    const { balance } = forked(fetch);
    const nobody = generateKeypair().publicKey;
    expect([await balance(nobody), await balance(nobody)]).toEqual([0, 0]);
    expect(asked).toHaveLength(1);
  });

  it("fetches the code with a program, as deployed in slot 0", async () => {
    const { cluster, fetch } = origin();
    const program = generateKeypair().publicKey;
    const { bank } = cluster.cluster.svm;
    const elf = bank.accounts.get(programdataAddressOf(TOKEN_2022_PROGRAM_ID).address)!.data.slice(45);
    cluster.cluster.completeSlot();
    cluster.cluster.change((svm) => svm.addProgram(program, elf));
    const { local, call } = forked(fetch);
    const { result } = await call("getAccountInfo", addressFromPubkey(program), { encoding: "base64" });
    expect(result.value.executable).toBe(true);
    const { address } = programdataAddressOf(program);
    expect(local.cluster.svm.bank.accounts.get(address)!.data.slice(45)).toEqual(elf);
    expect(local.cluster.svm.bank.programs.find(program)).toMatchObject({ kind: "Loaded" });
  });

  it("goes on with what it has when the network is gone, and names what it never had", async () => {
    const { rich, fetch, disconnect } = origin();
    const { balance, call } = forked(fetch, { attempts: 2 });
    await balance(rich.publicKey);
    disconnect();
    expect(await balance(rich.publicKey)).toBe(9e9);
    const other = addressFromPubkey(generateKeypair().publicKey);
    const { error } = await call("getBalance", other);
    expect(error).toMatchObject({ code: -32603, data: { code: "remote-unreachable" } });
    expect(error.message).toBe(`${other} was never fetched: ${URL} did not answer getMultipleAccounts: fetch failed`);
  });

  it("remembers across restarts, and refuses another cluster's ledger", async () => {
    const folder = mkdtempSync(join(tmpdir(), "callgate-fork-"));
    try {
      const { rich, asked, fetch } = origin();
      const first = forked(fetch, {}, forkRecord(folder, URL));
      await first.balance(rich.publicKey);
      const nobody = generateKeypair().publicKey;
      await first.balance(nobody);
      const again = forked(fetch, {}, forkRecord(folder, URL));
      expect(await again.balance(nobody)).toBe(0);
      expect(again.fork.slotOf(rich.publicKey)).toBe(1n);
      expect(asked).toHaveLength(2);
      expect(() => forkRecord(folder, "http://other.invalid")).toThrow("is a fork of http://remote.invalid, not of");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("a remote cluster", () => {
  const answering = (...answers: (Response | Error)[]): RemoteFetch & { asked: number } => {
    const fetch = async () => {
      const answer = answers[Math.min(fetch.asked++, answers.length - 1)]!;
      if (answer instanceof Error) throw answer;
      return answer.clone() as never;
    };
    fetch.asked = 0;
    return fetch as RemoteFetch & { asked: number };
  };
  const ok = () => new Response('{"jsonrpc":"2.0","id":1,"result":7}');
  const call = (fetch: RemoteFetch, options: RemoteOptions = {}) =>
    new Remote(URL, { fetch, backoffMilliseconds: 1, ...options }).call("getSlot", []);

  it("is asked again when it is busy, and as late as it says", async () => {
    const busy = new Response("", { status: 429, headers: { "retry-after": "0.01" } });
    const fetch = answering(busy, new Error("reset"), ok());
    expect(await call(fetch)).toBe(7);
    expect(fetch.asked).toBe(3);
  });

  it("is not asked again when it refuses, or wants too much patience", async () => {
    const refused = answering(new Response("", { status: 403 }));
    await expect(call(refused)).rejects.toMatchObject({ code: "remote-unreachable" });
    expect(refused.asked).toBe(1);
    const patient = answering(new Response("", { status: 429, headers: { "retry-after": "3600" } }));
    await expect(call(patient)).rejects.toThrow("HTTP status 429");
    expect(patient.asked).toBe(1);
  });

  it("is given up after a time", async () => {
    const silent: RemoteFetch = (_url, { signal }) =>
      new Promise((_resolve, reject) =>
        (signal as AbortSignal).addEventListener("abort", () => reject(new Error("aborted"))),
      );
    await expect(call(silent, { timeoutMilliseconds: 5, attempts: 2 })).rejects.toThrow("no answer within 5 ms");
  });

  it.each(["", "[]", "{}", '{"error":{"message":"no such method"}}', '{"result":{"value":[1],"context":{"slot":1}}}'])(
    "may answer %s, which is refused by name",
    async (text) => {
      const remote = new Remote(URL, { fetch: answering(new Response(text)) });
      await expect(remote.accounts([new Uint8Array(32)])).rejects.toMatchObject({ code: "remote-refused" });
    },
  );

  it("is asked for 100 accounts at a time, four times at once", async () => {
    let [now, most] = [0, 0];
    const cluster = createCluster({ instant: true });
    const fetch: RemoteFetch = async (url, init) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now--;
      return cluster.fetch(url, init as never) as never;
    };
    const keys = Array.from({ length: 1_050 }, () => crypto.getRandomValues(new Uint8Array(32)));
    const { accounts } = await new Remote(URL, { fetch }).accounts(keys);
    expect(accounts).toEqual(keys.map(() => undefined));
    expect(most).toBe(4);
  });
});

describe("clones", () => {
  const request = { accounts: [], optionalAccounts: [], programs: [], lookupTables: [] };
  const remoteOf = (cluster: LocalCluster) => new Remote(URL, { fetch: cluster.fetch as never });

  it("copy accounts and programs to genesis", async () => {
    const { cluster, rich } = origin();
    const nobody = generateKeypair().publicKey;
    const genesisAccounts = await cloneAccounts(remoteOf(cluster), {
      ...request,
      accounts: [rich.publicKey],
      optionalAccounts: [nobody],
      programs: [TOKEN_2022_PROGRAM_ID],
    });
    expect(genesisAccounts.map(({ address }) => address)).toEqual([
      rich.publicKey,
      TOKEN_2022_PROGRAM_ID,
      programdataAddressOf(TOKEN_2022_PROGRAM_ID).address,
    ]);
    const clone = createCluster({ genesisAccounts });
    expect(clone.cluster.view("finalized").getAccount(rich.publicKey)!.lamports).toBe(9_000_000_000n);
  });

  it("name what does not exist, or is none of what was asked for", async () => {
    const { cluster, rich } = origin();
    const remote = remoteOf(cluster);
    const nobody = generateKeypair().publicKey;
    await expect(cloneAccounts(remote, { ...request, accounts: [nobody] })).rejects.toThrow(addressFromPubkey(nobody));
    await expect(cloneAccounts(remote, { ...request, programs: [rich.publicKey] })).rejects.toMatchObject({
      code: "no-program",
    });
    await expect(cloneAccounts(remote, { ...request, lookupTables: [rich.publicKey] })).rejects.toMatchObject({
      code: "no-lookup-table",
    });
  });

  it("copy the gates that are active", async () => {
    const { cluster } = origin();
    const features = await cloneFeatureSet(remoteOf(cluster));
    expect([...features.activeFeatures()].map(addressFromPubkey).sort()).toEqual(
      [...cluster.cluster.svm.bank.featureSet.activeFeatures()].map(addressFromPubkey).sort(),
    );
  });
});
