import { describe, expect, it } from "vitest";
import { base64Encode } from "../../../src/base/base64.js";
import { writeJson } from "../../../src/base/json.js";
import { TOKEN_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { newKey } from "../../helpers/transactions.js";
import { addressOf, Scene, SOL } from "./support.js";

describe("accountSubscribe", () => {
  it("tells of a change when the level reaches its slot, in Agave's very text", async () => {
    const scene = new Scene();
    const key = newKey();
    const peers = { processed: scene.connect(), confirmed: scene.connect(), finalized: scene.connect() };
    const ids: Record<string, number> = {};
    for (const [commitment, peer] of Object.entries(peers)) {
      ids[commitment] = await peer.subscribe("accountSubscribe", addressOf(key), { encoding: "base64", commitment });
    }
    scene.transfer(key, SOL);
    expect(peers.processed.take()).toEqual([]);
    scene.completeSlots(1);
    const text = (id: number) =>
      `{"jsonrpc":"2.0","method":"accountNotification","params":{"result":{"context":{"slot":2},"value":{"lamports":1000000000,` +
      `"data":["","base64"],"owner":"11111111111111111111111111111111","executable":false,"rentEpoch":18446744073709551615,` +
      `"space":0}},"subscription":${id}}}`;
    expect(peers.processed.take()).toEqual([text(ids.processed!)]);
    expect(peers.confirmed.take()).toEqual([text(ids.confirmed!)]);
    expect(peers.finalized.take()).toEqual([]);
    scene.completeSlots(1);
    expect(peers.finalized.take()).toEqual([]);
    scene.completeSlots(1);
    expect(peers.finalized.take()).toEqual([text(ids.finalized!)]);
    scene.completeSlots(5);
    expect(Object.values(peers).flatMap((peer) => peer.take())).toEqual([]);
    expect(scene.bugs).toEqual([]);
  });

  it("tells of each slot that changed the account once, with what it was then", async () => {
    const scene = new Scene();
    const key = newKey();
    const peer = scene.connect();
    await peer.subscribe("accountSubscribe", addressOf(key));
    for (const lamports of [1n, 2n, 3n]) {
      scene.transfer(key, lamports * SOL);
      scene.transfer(key, 5n * lamports * SOL);
      scene.completeSlots(1);
    }
    scene.completeSlots(3);
    expect(peer.takeResults()).toMatchObject([
      { context: { slot: 2 }, value: { lamports: 6_000_000_000, data: "" } },
      { context: { slot: 3 }, value: { lamports: 18_000_000_000 } },
      { context: { slot: 4 }, value: { lamports: 36_000_000_000 } },
    ]);
  });

  it("shows an account that is gone as Agave's default account, and not one that never was", async () => {
    const scene = new Scene();
    const [key, other] = [newKey(), newKey()];
    scene.put(key, { lamports: SOL });
    const peer = scene.connect();
    await peer.subscribe("accountSubscribe", addressOf(key), { encoding: "base58", commitment: "processed" });
    await peer.subscribe("accountSubscribe", addressOf(other), { encoding: "base58", commitment: "processed" });
    scene.put(key, undefined);
    scene.put(other, undefined);
    expect(peer.takeResults()).toEqual([
      {
        context: { slot: 1 },
        value: {
          lamports: 0,
          data: ["", "base58"],
          owner: "11111111111111111111111111111111",
          executable: false,
          rentEpoch: 0,
          space: 0,
        },
      },
    ]);
  });

  it("tells at once what the host changes, at each level's slot", async () => {
    const scene = new Scene();
    scene.completeSlots(5);
    const key = newKey();
    const peer = scene.connect();
    for (const commitment of ["processed", "finalized"]) {
      await peer.subscribe("accountSubscribe", addressOf(key), { encoding: "base64", commitment });
    }
    scene.put(key, { lamports: 7n, data: Uint8Array.of(1, 2, 3) });
    const value = { lamports: 7, data: [base64Encode(Uint8Array.of(1, 2, 3)), "base64"], space: 3 };
    expect(peer.takeResults()).toMatchObject([
      { context: { slot: 6 }, value },
      { context: { slot: 4 }, value },
    ]);
    scene.completeSlots(5);
    expect(peer.take()).toEqual([]);
  });

  it("gives all the data whatever the slice, as Agave does", async () => {
    const scene = new Scene();
    const key = newKey();
    const peer = scene.connect();
    const config = { encoding: "base64", commitment: "processed", dataSlice: { offset: 1, length: 1 } };
    await peer.subscribe("accountSubscribe", addressOf(key), config);
    scene.put(key, { data: Uint8Array.of(1, 2, 3) });
    expect(peer.takeResults()).toMatchObject([{ value: { data: ["AQID", "base64"] } }]);
  });

  it("parses a token account with its mint", async () => {
    const scene = new Scene();
    const [mint, account] = [newKey(), newKey()];
    const mintData = new Uint8Array(82);
    mintData[44] = 2;
    mintData[45] = 1;
    const accountData = new Uint8Array(165);
    accountData.set(mint);
    accountData[64] = 150;
    accountData[108] = 1;
    const peer = scene.connect();
    const config = { encoding: "jsonParsed", commitment: "processed" };
    await peer.subscribe("accountSubscribe", addressOf(account), config);
    await peer.subscribe("programSubscribe", addressOf(TOKEN_PROGRAM_ID), config);
    scene.put(mint, { data: mintData, owner: TOKEN_PROGRAM_ID });
    peer.take();
    scene.put(account, { data: accountData, owner: TOKEN_PROGRAM_ID });
    const data = { program: "spl-token", parsed: { info: { tokenAmount: { amount: "150", uiAmountString: "1.5" } } } };
    expect(peer.takeResults()).toMatchObject([
      { value: { data, space: 165 } },
      { value: { pubkey: addressOf(account), account: { data } } },
    ]);
    // What cannot be parsed is told to those who watch the account, in base64, and not to those who watch the program.
    scene.put(account, { data: new Uint8Array(3), owner: TOKEN_PROGRAM_ID });
    expect(peer.takeResults()).toMatchObject([{ value: { data: ["AAAA", "base64"] } }]);
  });

  it("tells what an account is again when the chain goes back, and what comes after", async () => {
    const scene = new Scene();
    const key = newKey();
    const peers = [scene.connect(), scene.connect()];
    const subscribe = (commitment: string, i: number) =>
      peers[i]!.subscribe("accountSubscribe", addressOf(key), { encoding: "base64", commitment });
    scene.transfer(key, SOL);
    scene.completeSlots(1);
    const snapshot = scene.cluster.snapshot();
    await subscribe("processed", 0);
    await subscribe("finalized", 1);
    scene.transfer(key, SOL);
    scene.completeSlots(8);
    const told = (i: number) => peers[i]!.takeResults().map((result) => writeJson(result).match(/\d+/g)!.slice(0, 2));
    expect([told(0), told(1)]).toEqual([
      [["3", "2000000000"]],
      [
        ["2", "1000000000"],
        ["3", "2000000000"],
      ],
    ]);
    scene.cluster.revert(snapshot);
    expect([told(0), told(1)]).toEqual([[["2", "1000000000"]], [["0", "0"]]]);
    scene.completeSlots(2);
    expect([told(0), told(1)]).toEqual([[], [["2", "1000000000"]]]);
    scene.transfer(key, 4n * SOL);
    scene.completeSlots(3);
    expect([told(0), told(1)]).toEqual([[["5", "5000000000"]], [["5", "5000000000"]]]);
    scene.cluster.reset();
    expect([told(0), told(1)]).toEqual([[["0", "0"]], [["0", "0"]]]);
    expect(scene.bugs).toEqual([]);
  });
});

describe("programSubscribe", () => {
  const owner = newKey();

  it("tells of each changed account of the program that passes all filters, in Agave's very text", async () => {
    const scene = new Scene();
    const [key, short, other] = [newKey(), newKey(), newKey()];
    const peer = scene.connect();
    const id = await peer.subscribe("programSubscribe", addressOf(owner), {
      encoding: "base64",
      commitment: "processed",
      filters: [{ dataSize: 3 }, { memcmp: { offset: 1, bytes: "3" } }],
    });
    scene.put(key, { owner, data: Uint8Array.of(1, 2, 3) });
    scene.put(key, { owner, data: Uint8Array.of(1, 9, 3) });
    scene.put(short, { owner, data: Uint8Array.of(1, 2) });
    scene.put(other, { data: Uint8Array.of(1, 2, 3) });
    expect(peer.take()).toEqual([
      `{"jsonrpc":"2.0","method":"programNotification","params":{"result":{"context":{"slot":1},"value":{"pubkey":` +
        `"${addressOf(key)}","account":{"lamports":1,"data":["AQID","base64"],"owner":"${addressOf(owner)}",` +
        `"executable":false,"rentEpoch":18446744073709551615,"space":3}}},"subscription":${id}}}`,
    ]);
  });

  it("tells a slot's changes when the level reaches it; what is gone belongs to the system program", async () => {
    const scene = new Scene();
    const [key, gone] = [newKey(), newKey()];
    scene.put(gone, { lamports: SOL });
    const peer = scene.connect();
    await peer.subscribe("programSubscribe", "11111111111111111111111111111111", { filters: [{ dataSize: 0 }] });
    const lamportsOf = () =>
      Object.fromEntries(
        (peer.takeResults() as unknown as { value: { pubkey: string; account: { lamports: number } } }[]).map(
          ({ value }) => [value.pubkey, value.account.lamports],
        ),
      );
    scene.transfer(key, SOL);
    scene.completeSlots(2);
    expect(peer.take()).toEqual([]);
    scene.completeSlots(1);
    expect(lamportsOf()).toMatchObject({ [addressOf(key)]: 1e9, [addressOf(scene.payer.publicKey)]: 999e9 - 5000 });
    scene.completeSlots(1);
    expect(lamportsOf()[addressOf(key)]).toBeUndefined();
    scene.put(gone, undefined);
    expect(lamportsOf()).toEqual({ [addressOf(gone)]: 0 });
  });
});
