import { describe, expect, it } from "vitest";
import { METHODS } from "../../src/rpc/methods.js";
import { RpcStage } from "./stage.js";

const stage = new RpcStage();
const handle = (body: string) => stage.rpc.handle(body);

describe("JSON-RPC as jsonrpc-core has it", () => {
  it("answers with the id as it came", async () => {
    expect(await handle('{"jsonrpc":"2.0","id":1,"method":"getHealth"}')).toBe(
      '{"jsonrpc":"2.0","result":"ok","id":1}',
    );
    expect(await handle('{"jsonrpc":"2.0","id":"1","method":"getHealth"}')).toContain('"id":"1"}');
    expect(await handle('{"jsonrpc":"2.0","id":null,"method":"getHealth"}')).toContain('"id":null}');
    expect(await handle('{"jsonrpc":"2.0","id":18446744073709551615,"method":"getHealth"}')).toContain(
      '"id":18446744073709551615}',
    );
  });

  it.each([
    '{"jsonrpc":"2.0","id":1,"method":',
    "",
    "1",
    '"getSlot"',
    "null",
    '{"id":-1}',
    '{"id":1.5}',
    "[1,2]",
    '{"id":[]}',
  ])("%s is a parse error", async (body) => {
    expect(await handle(body)).toBe('{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}');
  });

  it.each([
    ["{}", "null"],
    ["[]", "null"],
    ['{"jsonrpc":"2.0","id":7}', "7"],
    ['{"jsonrpc":"1.0","id":7,"method":"getSlot"}', "7"],
    ['{"jsonrpc":"2.0","id":7,"method":7}', "7"],
    ['{"jsonrpc":"2.0","id":7,"method":"getSlot","params":3}', "7"],
    // jsonrpc-core's own test.
    ['{"id":120,"method":"my_method","params":["foo", "bar"],"extra_field":[]}', "120"],
  ])("%s is an invalid request", async (body, id) => {
    expect(await handle(body)).toBe(`{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid request"},"id":${id}}`);
  });

  it("speaks 2.0 alone", async () => {
    expect(await handle('{"id":1,"method":"getHealth"}')).toBe(
      '{"error":{"code":-32600,"message":"Unsupported JSON-RPC protocol version"},"id":1}',
    );
  });

  it("knows its methods and no property of an object", async () => {
    for (const method of ["getsomething", "constructor", "__proto__", "toString"]) {
      expect(await handle(`{"jsonrpc":"2.0","id":1,"method":"${method}"}`)).toBe(
        '{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}',
      );
    }
  });

  it("does nothing about notifications", async () => {
    expect(await handle('{"jsonrpc":"2.0","method":"getHealth"}')).toBeUndefined();
    expect(await handle('[{"jsonrpc":"2.0","method":"getHealth"}]')).toBeUndefined();
  });

  it("answers batches in their order, without the notifications", async () => {
    const batch =
      '[{"jsonrpc":"2.0","id":1,"method":"getHealth"},{"jsonrpc":"2.0","method":"getHealth"},{},' +
      '{"jsonrpc":"2.0","id":"b","method":"nothing"}]';
    expect(await handle(batch)).toBe(
      '[{"jsonrpc":"2.0","result":"ok","id":1},' +
        '{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid request"},"id":null},' +
        '{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":"b"}]',
    );
  });

  it("refuses what nests deeper than serde_json goes", async () => {
    const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    const call = (depth: number) => handle(`{"jsonrpc":"2.0","id":1,"method":"getSlot","params":${nested(depth)}}`);
    expect(await call(126)).toContain('"code":-32602');
    expect(await call(127)).toContain('"code":-32700');
    expect(await call(10_000)).toContain('"code":-32700');
  });

  it("has limits for bodies and batches", async () => {
    const strict = new RpcStage({}, {}, { maxRequestBodyBytes: 100, maxBatchLength: 2 });
    expect(await strict.rpc.handle(" ".repeat(101))).toContain('"code":-32600,"message":"Request body too large');
    expect(await strict.rpc.handle(" ".repeat(100))).toContain('"code":-32700');
    expect(await strict.rpc.handle("[{},{},{}]")).toContain('"code":-32600,"message":"Batch too long');
    expect(await stage.rpc.handle(" ".repeat(50 * 1024 + 1))).toContain("too large");
  });

  it("has a limit for the replies of a batch, and lets others have their turn", async () => {
    const strict = new RpcStage({}, {}, { maxBatchReplyLength: 100_000 });
    const call = (id: number) => `{"jsonrpc":"2.0","id":${id},"method":"getLeaderSchedule"}`;
    const reply = JSON.parse((await strict.rpc.handle(`[${call(1)},${call(2)}]`))!);
    expect(Object.values(reply[0].result)[0]).toHaveLength(432_000);
    expect(reply[1]).toEqual({
      jsonrpc: "2.0",
      error: { code: -32600, message: "Reply to batch too large; max 100000 characters" },
      id: 2,
    });
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await stage.rpc.handle(`[${Array.from({ length: 6 }, (_, i) => call(i)).join(",")}]`);
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it("tells of a bug as an internal error, and to who wants to know", async () => {
    const bugs: unknown[] = [];
    const broken = Object.assign(
      () => {
        throw new TypeError("oops");
      },
      { parameters: {} },
    );
    const methods = { ...METHODS, broken };
    const buggy = new RpcStage({}, {}, { methods, onBug: (thrown, method) => bugs.push([thrown, method]) });
    expect(await buggy.rpc.handle('{"jsonrpc":"2.0","id":1,"method":"broken"}')).toBe(
      '{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"},"id":1}',
    );
    expect(bugs).toEqual([[new TypeError("oops"), "broken"]]);
  });
});

describe("parameters in serde's words", () => {
  const KEY = "11111111111111111111111111111111";
  const invalid = (text: string) => `Invalid params: ${text}.`;

  it.each<[method: string, params: string, message: string]>([
    ["getBalance", "[]", "`params` should have at least 1 argument(s)"],
    ["getBalance", "{}", "`params` should be an array"],
    ["getBalance", `["${KEY}", null, 3]`, "Invalid parameters: Expected from 1 to 2 parameters."],
    ["getBalance", "[true]", invalid("invalid type: boolean `true`, expected a string")],
    ["getBalance", "[null]", invalid("invalid type: null, expected a string")],
    ["getBalance", "[[1]]", invalid("invalid type: sequence, expected a string")],
    ["getBalance", "[{}]", invalid("invalid type: map, expected a string")],
    ["getBalance", `["${KEY}", "x"]`, invalid('invalid type: string "x", expected struct RpcContextConfig')],
    ["getBalance", `["${KEY}", {"minContextSlot":-1}]`, invalid("invalid value: integer `-1`, expected u64")],
    ["getBalance", `["${KEY}", {"minContextSlot":1.5}]`, invalid("invalid type: floating point `1.5`, expected u64")],
    ["getBalance", '["I"]', "Invalid param: Invalid"],
    ["getBalance", '["a1b2c3d4"]', "Invalid param: WrongSize"],
    ["getBalance", `["${"1".repeat(1000)}"]`, "Invalid param: WrongSize"],
    ["getSlotLeaders", "[1]", invalid("invalid length 1, expected a tuple of size 2")],
    ["getSlotLeaders", "[1,2,3]", invalid("invalid length 3, expected fewer elements in array")],
    ["getSlotLeaders", "{}", invalid("invalid type: map, expected a tuple of size 2")],
    ["getBlockTime", "null", invalid("invalid type: null, expected a tuple of size 1")],
    ["getTokenSupply", `["${KEY}", {}]`, invalid("missing field `commitment`")],
    [
      "getTokenSupply",
      `["${KEY}", {"commitment":"recent"}]`,
      invalid("unknown variant `recent`, expected one of `processed`, `confirmed`, `finalized`"),
    ],
    ["getMinimumBalanceForRentExemption", '["1"]', invalid('invalid type: string "1", expected usize')],
    [
      "getAccountInfo",
      `["${KEY}", {"encoding":"hex"}]`,
      invalid("unknown variant `hex`, expected one of `binary`, `base58`, `base64`, `jsonParsed`, `base64+zstd`"),
    ],
    ["getAccountInfo", `["${KEY}", {"dataSlice":{"offset":1}}]`, invalid("missing field `length`")],
    [
      "getTransaction",
      '["1", {"encoding":"hex"}]',
      invalid("data did not match any variant of untagged enum RpcEncodingConfigWrapper"),
    ],
    ["getBlocks", '[0, "x"]', invalid("data did not match any variant of untagged enum RpcBlocksConfigWrapper")],
    [
      "getProgramAccounts",
      `["${KEY}", {"filters":[{}]}]`,
      invalid("invalid value: map, expected map with a single key"),
    ],
    [
      "getProgramAccounts",
      `["${KEY}", {"filters":["size"]}]`,
      invalid("unknown variant `size`, expected one of `dataSize`, `memcmp`, `tokenAccountState`"),
    ],
    [
      "getProgramAccounts",
      `["${KEY}", {"filters":[{"memcmp":{"offset":0,"bytes":"1","encoding":"binary"}}]}]`,
      invalid("unknown variant `binary`, expected one of `base58`, `base64`, `bytes`"),
    ],
    [
      "getTokenAccountsByOwner",
      `["${KEY}", {"owner":"x"}]`,
      invalid("unknown variant `owner`, expected `mint` or `programId`"),
    ],
    ["simulateTransaction", '["", {"sigVerify":null}]', invalid("invalid type: null, expected a boolean")],
  ])("%s %s", async (method, params, message) => {
    const { error } = await stage.ask(`{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`);
    expect(error).toMatchObject({ code: -32602, message });
  });

  it("says how many parameters came", async () => {
    expect(await stage.error("getBalance", KEY, null, 3)).toEqual({
      code: -32602,
      message: "Invalid parameters: Expected from 1 to 2 parameters.",
      data: '"Got: 3"',
    });
    expect(await stage.error("getHealth", 1, "a", [null, true], { b: 2 })).toEqual({
      code: -32602,
      message: "Invalid parameters: No parameters were expected",
      data: 'Array([Number(1), String("a"), Array [Null, Bool(true)], Object {"b": Number(2)}])',
    });
  });

  it("ignores a commitment among other keys that nobody knows, as serde's flatten does", async () => {
    expect(await stage.call("getSlot", { commitment: "recent" })).toBe(await stage.call("getSlot"));
    expect(await stage.call("getSlot", { commitment: null })).toBe(await stage.call("getSlot", {}));
  });
});
