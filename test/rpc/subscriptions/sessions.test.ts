import { describe, expect, it } from "vitest";
import { newKey } from "../../helpers/transactions.js";
import { addressOf, type Peer, Scene, SOL } from "./support.js";

const key = addressOf(newKey());
const invalidParams = (message: string) => ({ code: -32602, message });

describe("a session", () => {
  it("shares a subscription, its id and its texts among all with the same parameters", async () => {
    const scene = new Scene();
    const [peer, other] = [scene.connect(), scene.connect()];
    const config = { encoding: "base64", commitment: "processed" };
    const id = await peer.subscribe("accountSubscribe", addressOf(scene.payer.publicKey), config);
    expect(
      await peer.subscribe("accountSubscribe", addressOf(scene.payer.publicKey), { ...config, minContextSlot: 1 }),
    ).toBe(id);
    expect(await other.subscribe("accountSubscribe", addressOf(scene.payer.publicKey), config)).toBe(id);
    expect(await other.subscribe("accountSubscribe", addressOf(scene.payer.publicKey))).not.toBe(id);
    expect([peer.session.subscriptionCount, other.session.subscriptionCount, scene.hub.subscriptionCount]).toEqual([
      1, 2, 3,
    ]);
    scene.transfer(newKey(), SOL);
    scene.completeSlots(1);
    const texts = [...peer.take(), ...other.take()];
    expect(texts.length).toBe(2);
    expect(texts[1]).toBe(texts[0]);
  });

  it("ends subscriptions by id, whatever kind the method names, and no others'", async () => {
    const scene = new Scene();
    const [peer, other] = [scene.connect(), scene.connect()];
    const slot = await peer.subscribe("slotSubscribe");
    expect(await other.fail("slotUnsubscribe", slot)).toEqual(invalidParams("Invalid subscription id."));
    expect(await peer.call("accountUnsubscribe", slot)).toMatchObject({ result: true });
    expect(await peer.fail("slotUnsubscribe", slot)).toEqual(invalidParams("Invalid subscription id."));
    expect(await peer.fail("signatureUnsubscribe", slot + 1)).toEqual(invalidParams("Invalid subscription id."));
    scene.completeSlots(1);
    expect(peer.take()).toEqual([]);
    expect(await peer.subscribe("slotSubscribe")).toBe(slot + 1);
  });

  it("leaves nothing behind when it is closed", async () => {
    const scene = new Scene();
    const [peer, stays] = [scene.connect(), scene.connect()];
    const subscribeAll = async (to: Peer) => {
      await to.subscribe("accountSubscribe", key);
      await to.subscribe("programSubscribe", key);
      await to.subscribe("logsSubscribe", "all");
      await to.subscribe("logsSubscribe", { mentions: [key] });
      await to.subscribe("signatureSubscribe", "1".repeat(64));
      await to.subscribe("blockSubscribe", "all");
      await to.subscribe("slotSubscribe");
      await to.subscribe("slotsUpdatesSubscribe");
      await to.subscribe("rootSubscribe");
      await to.subscribe("voteSubscribe");
    };
    await subscribeAll(peer);
    await subscribeAll(stays);
    expect(scene.hub.subscriptionCount).toBe(20);
    peer.session.close();
    expect([peer.session.subscriptionCount, scene.hub.subscriptionCount]).toEqual([0, 10]);
    scene.completeSlots(4);
    expect(peer.take()).toEqual([]);
    expect(stays.take().length).toBeGreaterThan(10);
    // Whatever comes in after that has no effect.
    await peer.session.handle('{"jsonrpc":"2.0","id":1,"method":"slotSubscribe"}');
    expect([peer.take(), scene.hub.subscriptionCount]).toEqual([[], 10]);
    stays.session.close();
    scene.completeSlots(4);
    expect(scene.bugs).toEqual([]);
  });

  it("is told nothing when the hub has left the cluster", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    await peer.subscribe("slotSubscribe");
    scene.hub.close();
    scene.completeSlots(1);
    expect(peer.take()).toEqual([]);
  });

  it("refuses subscriptions beyond its limits with Agave's words", async () => {
    const refusal = { code: -32603, message: "Internal Error: Subscription refused. Node subscription limit reached" };
    const scene = new Scene({}, { maxSubscriptions: 3, maxSubscriptionsPerSession: 2 });
    const [peer, other] = [scene.connect(), scene.connect()];
    await peer.subscribe("slotSubscribe");
    const root = await peer.subscribe("rootSubscribe");
    expect(await peer.fail("voteSubscribe")).toEqual(refusal);
    await other.subscribe("slotSubscribe");
    expect(await other.fail("rootSubscribe")).toEqual(refusal);
    await peer.call("rootUnsubscribe", root);
    await other.subscribe("rootSubscribe");
  });

  it("answers batches, notifications and what is no request as a server over HTTP does", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    await peer.session.handle('{"jsonrpc":"2.0","method":"ping"}');
    expect(peer.take()).toEqual([]);
    await peer.session.handle(
      '[{"jsonrpc":"2.0","id":1,"method":"slotSubscribe"},{"jsonrpc":"2.0","id":"a","method":"ping"}]',
    );
    await peer.session.handle("{");
    expect(peer.take()).toEqual([
      '[{"jsonrpc":"2.0","result":0,"id":1},{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":"a"}]',
      '{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}',
    ]);
    expect(await peer.call("getVersion")).toMatchObject({ result: { "solana-core": "4.3.0", "feature-set": 7 } });
    expect(await peer.fail("getSlot")).toEqual({ code: -32601, message: "Method not found" });
  });

  it("is told nothing before the reply that names the subscription", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    const handled = peer.session.handle('{"jsonrpc":"2.0","id":1,"method":"slotSubscribe"}');
    // The method runs now, the reply takes a few turns.
    await Promise.resolve();
    expect(scene.hub.subscriptionCount).toBe(1);
    scene.completeSlots(1);
    expect(peer.texts).toEqual([]);
    await handled;
    scene.completeSlots(1);
    expect(peer.take().map((text) => JSON.parse(text))).toMatchObject([
      { id: 1, result: 0 },
      { params: { result: { slot: 3 } } },
      { params: { result: { slot: 4 } } },
    ]);
  });

  it("is missed by nobody when it cannot be sent to", async () => {
    const scene = new Scene();
    const thrown = new Error("gone");
    let isGone = false;
    const broken = scene.hub.connect(() => {
      if (isGone) throw thrown;
    });
    await broken.handle('{"jsonrpc":"2.0","id":1,"method":"slotSubscribe"}');
    const peer = scene.connect();
    await peer.subscribe("slotSubscribe");
    isGone = true;
    scene.completeSlots(1);
    expect(peer.takeResults()).toMatchObject([{ slot: 3 }]);
    await broken.handle("");
    expect(scene.bugs).toEqual([thrown, thrown]);
  });
});

describe("parameters", () => {
  const wrong: readonly [method: string, params: unknown[], message: string][] = [
    ["accountSubscribe", [], "`params` should have at least 1 argument(s)"],
    ["accountSubscribe", [1], "Invalid params: invalid type: integer `1`, expected a string."],
    ["accountSubscribe", ["abc"], "Invalid Request: Invalid pubkey provided"],
    ["accountSubscribe", ["0".repeat(44)], "Invalid Request: Invalid pubkey provided"],
    ["accountSubscribe", ["1".repeat(4000)], "Invalid Request: Invalid pubkey provided"],
    [
      "accountSubscribe",
      [key, { encoding: "base16" }],
      "Invalid params: unknown variant `base16`, expected one of `binary`, `base58`, `base64`, `jsonParsed`, `base64+zstd`.",
    ],
    ["accountSubscribe", [key, { dataSlice: { offset: 0 } }], "Invalid params: missing field `length`."],
    ["programSubscribe", ["abc"], "Invalid Request: Invalid pubkey provided"],
    [
      "programSubscribe",
      ["abc", { filters: [1, 2, 3, 4, 5].map((dataSize) => ({ dataSize })) }],
      "Invalid params: Too many filters provided; max 4",
    ],
    [
      "programSubscribe",
      [key, { filters: [{ memcmp: { offset: 0, bytes: "I" } }] }],
      "Invalid params: Invalid param: Base58DecodeError(InvalidCharacter { character: 'I', index: 0 })",
    ],
    [
      "logsSubscribe",
      ["none"],
      "Invalid params: unknown variant `none`, expected one of `all`, `allWithVotes`, `mentions`.",
    ],
    ["logsSubscribe", ["mentions"], "Invalid params: invalid type: unit variant, expected newtype variant."],
    ["logsSubscribe", [{ all: 1 }], "Invalid params: invalid type: integer `1`, expected unit."],
    ["logsSubscribe", [{}], "Invalid params: invalid value: map, expected map with a single key."],
    ["logsSubscribe", [7], "Invalid params: invalid type: integer `7`, expected string or map."],
    ["logsSubscribe", [{ mentions: [] }], "Invalid Request: Only 1 address supported"],
    ["logsSubscribe", [{ mentions: [key, key] }], "Invalid Request: Only 1 address supported"],
    ["logsSubscribe", [{ mentions: ["abc"] }], "Invalid Request: Invalid mentions provided"],
    ["signatureSubscribe", [key], "Invalid Request: Invalid signature provided"],
    [
      "signatureSubscribe",
      ["1".repeat(64), { enableReceivedNotification: 1 }],
      "Invalid params: invalid type: integer `1`, expected a boolean.",
    ],
    ["blockSubscribe", ["all", { commitment: "processed" }], "Method does not support commitment below `confirmed`"],
    [
      "blockSubscribe",
      [{ mentionsAccountOrProgram: "abc" }],
      "Invalid Request: Invalid mentions_account_or_program provided",
    ],
    [
      "blockSubscribe",
      ["all", { maxSupportedTransactionVersion: 256 }],
      "Invalid params: invalid value: integer `256`, expected u8.",
    ],
    ["slotUnsubscribe", ["0"], 'Invalid params: invalid type: string "0", expected u64.'],
    ["slotUnsubscribe", [], "Invalid params: invalid length 0, expected a tuple of size 1."],
  ];

  it.each(wrong)("of %s %j are refused as Agave does", async (method, params, message) => {
    const scene = new Scene();
    expect(await scene.connect().fail(method, ...(params as never[]))).toEqual(invalidParams(message));
    expect(scene.hub.subscriptionCount).toBe(0);
  });

  it("that no subscription takes are refused with what came", async () => {
    const error = await new Scene().connect().fail("slotSubscribe", 1);
    expect(error).toMatchObject({ code: -32602, message: "Invalid parameters: No parameters were expected" });
  });

  it("that are null or left out have Agave's defaults, and a commitment that nobody knows is none", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    const id = await peer.subscribe("accountSubscribe", key);
    const spelled = { encoding: "binary", commitment: "finalized", dataSlice: null };
    expect(await peer.subscribe("accountSubscribe", key, spelled)).toBe(id);
    expect(await peer.subscribe("accountSubscribe", key, null)).toBe(id);
    expect(await peer.subscribe("accountSubscribe", key, { commitment: "recent" })).toBe(id);
    const logs = await peer.subscribe("logsSubscribe", "all");
    expect(await peer.subscribe("logsSubscribe", { all: null }, { commitment: "finalized" })).toBe(logs);
  });
});
