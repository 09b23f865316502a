import { beforeAll, describe, expect, it } from "vitest";
import { ByteWriter } from "../../src/base/byte-writer.js";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey, comparePubkeys, type Pubkey } from "../../src/solana/pubkey.js";
import { newKey } from "../helpers/transactions.js";
import { RpcStage } from "./stage.js";

interface Holding {
  readonly mint: Pubkey;
  readonly owner: Pubkey;
  readonly amount: bigint;
  readonly delegate?: Pubkey;
}

function tokenAccount({ mint, owner, amount, delegate }: Holding, extensions = new Uint8Array(0)): Uint8Array {
  return new ByteWriter(165 + extensions.length)
    .bytes(mint)
    .bytes(owner)
    .u64(amount)
    .u32(delegate === undefined ? 0 : 1)
    .bytes(delegate ?? new Uint8Array(32))
    .u8(1)
    .bytes(new Uint8Array(12))
    .u64(30n)
    .u32(1)
    .bytes(owner)
    .bytes(extensions)
    .finish();
}

function mint(authority: Pubkey, supply: bigint, decimals: number): Uint8Array {
  return new ByteWriter(82).u32(1).bytes(authority).u64(supply).u8(decimals).u8(1).u32(1).bytes(authority).finish();
}

/** The account type, then the extension ImmutableOwner, without contents. */
const IMMUTABLE_OWNER = Uint8Array.of(2, 7, 0, 0, 0);

// Agave: rpc.rs, `test_token_rpcs`.
describe.each([
  ["spl-token", TOKEN_PROGRAM_ID],
  ["spl-token-2022", TOKEN_2022_PROGRAM_ID],
] as const)("tokens of %s", (program, programId) => {
  const stage = new RpcStage();
  const [mintKey, owner, delegate, otherMint] = [newKey(), newKey(), newKey(), newKey()];
  const [first, second, other, smaller] = [newKey(), newKey(), newKey(), newKey()];
  const address = addressFromPubkey;
  const programAddress = address(programId);
  const place = (key: Pubkey, data: Uint8Array) => stage.place(key, { lamports: 111n, owner: programId, data });

  beforeAll(() => {
    const extensions = programId === TOKEN_2022_PROGRAM_ID ? IMMUTABLE_OWNER : undefined;
    const holding = { mint: mintKey, owner, delegate, amount: 420n };
    place(first, tokenAccount(holding, extensions));
    place(second, tokenAccount(holding, extensions));
    place(other, tokenAccount({ ...holding, mint: otherMint, amount: 42n }));
    place(mintKey, mint(owner, 500n, 2));
  });

  const keysOf = (accounts: { pubkey: string }[]) => accounts.map(({ pubkey }) => pubkey);
  const sorted = (...keys: Pubkey[]) => keys.sort(comparePubkeys).map(address);

  it("getTokenAccountBalance", async () => {
    expect(await stage.value("getTokenAccountBalance", address(first))).toEqual({
      amount: "420",
      decimals: 2,
      uiAmount: 4.2,
      uiAmountString: "4.2",
    });
    const error = (key: Pubkey) => stage.error("getTokenAccountBalance", address(key));
    expect(await error(newKey())).toEqual({ code: -32602, message: "Invalid param: could not find account" });
    expect(await error(stage.payer.publicKey)).toMatchObject({ message: "Invalid param: not a Token account" });
    expect(await error(mintKey)).toMatchObject({ message: "Invalid param: not a Token account" });
    expect(await error(other)).toMatchObject({ message: "Invalid param: could not find mint" });
  });

  it("getTokenSupply", async () => {
    expect(await stage.value("getTokenSupply", address(mintKey))).toEqual({
      amount: "500",
      decimals: 2,
      uiAmount: 5,
      uiAmountString: "5",
    });
    const error = (key: Pubkey) => stage.error("getTokenSupply", address(key));
    expect(await error(newKey())).toMatchObject({ message: "Invalid param: could not find account" });
    expect(await error(stage.payer.publicKey)).toMatchObject({ message: "Invalid param: not a Token mint" });
    expect(await error(first)).toMatchObject({ message: "Invalid param: mint could not be unpacked" });
  });

  it("writes amounts with a point, as an f64 has it", async () => {
    const body = `{"jsonrpc":"2.0","id":1,"method":"getTokenSupply","params":["${address(mintKey)}"]}`;
    expect(await stage.rpc.handle(body)).toContain('"uiAmount":5.0,');
  });

  it.each([
    ["getTokenAccountsByOwner", owner],
    ["getTokenAccountsByDelegate", delegate],
  ] as const)("%s", async (method, key) => {
    const of = async (filter: object, config: object = { encoding: "base64" }) =>
      stage.value(method, address(key), filter as never, config as never);
    expect(keysOf(await of({ programId: programAddress }))).toEqual(sorted(first, second, other));
    expect(keysOf(await of({ mint: address(mintKey) }))).toEqual(sorted(first, second));
    // Nobody knows the decimals of the other mint.
    const parsed = await of({ programId: programAddress }, { encoding: "jsonParsed" });
    expect(keysOf(parsed)).toEqual(sorted(first, second));
    expect(parsed[0].account.data).toMatchObject({
      program,
      parsed: {
        type: "account",
        info: {
          mint: address(mintKey),
          owner: address(owner),
          delegate: address(delegate),
          delegatedAmount: { amount: "30", decimals: 2, uiAmount: 0.3, uiAmountString: "0.3" },
          tokenAmount: { amount: "420", decimals: 2, uiAmount: 4.2, uiAmountString: "4.2" },
        },
      },
    });
    const sliced = await of({ mint: address(mintKey) }, { encoding: "base58", dataSlice: { offset: 0, length: 32 } });
    expect(sliced[0].account.data).toEqual([address(mintKey), "base58"]);
    expect(await stage.value(method, address(newKey()), { programId: programAddress })).toEqual([]);
    const error = (filter: object) => stage.error(method, address(key), filter as never);
    expect(await error({ programId: address(newKey()) })).toMatchObject({
      code: -32602,
      message: "Invalid param: unrecognized Token program id",
    });
    expect(await error({ mint: address(newKey()) })).toMatchObject({ message: "Invalid param: could not find mint" });
    expect(await error({ mint: address(first) })).toMatchObject({
      message: "Invalid param: Token mint could not be unpacked",
    });
  });

  it("getProgramAccounts shows mints, but no account of an unknown mint", async () => {
    const accounts = await stage.call("getProgramAccounts", programAddress, { encoding: "jsonParsed" });
    // The native mint is there from genesis on.
    expect(accounts).toHaveLength(programId === TOKEN_PROGRAM_ID ? 4 : 3);
  });

  it("getProgramAccounts by owner or mint finds what a scan finds", async () => {
    const memcmp = (offset: number, key: Pubkey) => ({ memcmp: { offset, bytes: address(key) } });
    const find = async (...filters: object[]) =>
      keysOf(await stage.call("getProgramAccounts", programAddress, { filters, encoding: "base64" } as never));
    const ofSize = { dataSize: 165 };
    expect(await find(memcmp(32, owner))).toEqual(sorted(first, second, other));
    expect(await find("tokenAccountState" as never, memcmp(32, owner))).toEqual(sorted(first, second, other));
    expect(await find("tokenAccountState" as never, memcmp(0, mintKey))).toEqual(sorted(first, second));
    const plain = programId === TOKEN_PROGRAM_ID ? sorted(first, second, other) : sorted(other);
    expect(await find(ofSize, memcmp(32, owner))).toEqual(plain);
    expect(await find(ofSize, memcmp(0, otherMint))).toEqual(sorted(other));
    if (programId === TOKEN_2022_PROGRAM_ID) {
      const isAccount = { memcmp: { offset: 165, bytes: "3" } };
      expect(await find(isAccount, memcmp(32, owner))).toEqual(sorted(first, second));
    }
    const short = { filters: [{ memcmp: { offset: 32, bytes: "1" } }] };
    expect(await stage.error("getProgramAccounts", programAddress, short)).toMatchObject({
      code: -32602,
      message: "Incorrect byte length 1 for SPL token owner filter, expected 32",
    });
  });

  it("getAccountInfo parses with the mint's decimals", async () => {
    const { data } = await stage.value("getAccountInfo", address(first), { encoding: "jsonParsed" });
    expect(data.parsed.info.tokenAmount.uiAmountString).toBe("4.2");
    const unknown = await stage.value("getAccountInfo", address(other), { encoding: "jsonParsed" });
    expect(unknown.data[1]).toBe("base64");
  });

  it("getTokenLargestAccounts", async () => {
    place(otherMint, mint(owner, 500n, 2));
    place(smaller, tokenAccount({ mint: otherMint, owner, amount: 10n }));
    expect(await stage.value("getTokenLargestAccounts", address(otherMint))).toEqual([
      { address: address(other), amount: "42", decimals: 2, uiAmount: 0.42, uiAmountString: "0.42" },
      { address: address(smaller), amount: "10", decimals: 2, uiAmount: 0.1, uiAmountString: "0.1" },
    ]);
    for (let amount = 100n; amount < 130n; amount++) place(newKey(), tokenAccount({ mint: otherMint, owner, amount }));
    const largest = await stage.value("getTokenLargestAccounts", address(otherMint));
    expect(largest.map((holding: { amount: string }) => Number(holding.amount))).toEqual(
      Array.from({ length: 20 }, (_, i) => 129 - i),
    );
    expect(await stage.error("getTokenLargestAccounts", address(newKey()))).toMatchObject({
      message: "Invalid param: could not find mint",
    });
  });
});

describe("accounts of another cluster", () => {
  it("come with the mints of tokens", async () => {
    const [holder, mintKey, owner] = [newKey(), newKey(), newKey()];
    const remote = new Map([
      [addressFromPubkey(holder), tokenAccount({ mint: mintKey, owner, amount: 420n })],
      [addressFromPubkey(mintKey), mint(owner, 500n, 2)],
    ]);
    const fork = () => {
      const stage: RpcStage = new RpcStage({}, { prepare });
      async function prepare(keys: readonly Pubkey[]): Promise<void> {
        await Promise.resolve();
        for (const key of keys) {
          const data = remote.get(addressFromPubkey(key));
          if (data !== undefined) stage.place(key, { data, owner: TOKEN_PROGRAM_ID });
        }
      }
      return stage;
    };
    const address = addressFromPubkey(holder);
    expect(await fork().value("getTokenAccountBalance", address)).toMatchObject({ uiAmountString: "4.2" });
    const { data } = await fork().value("getAccountInfo", address, { encoding: "jsonParsed" });
    expect(data.parsed.info.tokenAmount.uiAmountString).toBe("4.2");
    const [first] = await fork().value("getMultipleAccounts", [address], { encoding: "jsonParsed" });
    expect(first.data.program).toBe("spl-token");
    expect(await fork().value("getTokenSupply", addressFromPubkey(mintKey))).toMatchObject({ amount: "500" });
    expect(await fork().value("getTokenLargestAccounts", addressFromPubkey(mintKey))).toEqual([]);
  });
});
