import { describe, expect, test } from "vitest";
import { readMintDecimals, readTokenAccount } from "../../src/solana/generic-token.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { meta, newKey, transfer } from "../helpers/transactions.js";
import { errorOf, Workbench } from "./support.js";

function mintData(decimals: number, length = 82): Uint8Array {
  const data = new Uint8Array(length);
  data.set([decimals, 1], 44);
  return data;
}

function tokenData(mint: Pubkey, owner: Pubkey, amount: bigint, length = 165): Uint8Array {
  const data = new Uint8Array(length);
  data.set(mint);
  data.set(owner, 32);
  new DataView(data.buffer).setBigUint64(64, amount, true);
  data[108] = 1;
  return data;
}

function setUp(owner = ids.TOKEN_PROGRAM_ID, recordBalances = true) {
  const bench = new Workbench({ recordBalances });
  const mint = bench.setAccount(newKey(), { owner, data: mintData(6) });
  const accounts = [100n, 0n].map((amount) =>
    bench.setAccount(newKey(), { owner, data: tokenData(mint, bench.payer, amount) }),
  ) as [Pubkey, Pubkey];
  const data = new Uint8Array(9);
  const move = (amount: number) => ({
    programId: owner,
    accounts: [meta(accounts[0], "w"), meta(accounts[1], "w"), meta(bench.payer, "s")],
    data: data.slice().fill(3, 0, 1).fill(amount, 1, 2),
  });
  return { bench, mint, accounts, move };
}

describe.each([
  ["the token program", ids.TOKEN_PROGRAM_ID],
  ["Token-2022", ids.TOKEN_2022_PROGRAM_ID],
])("balances of %s", (_, program) => {
  test("before and after a transfer, sent and simulated", () => {
    const { bench, mint, accounts, move } = setUp(program);
    const before = bench.lamports(bench.payer);
    const simulated = bench.simulate([move(30)]);
    const sent = bench.send([move(30)]);
    expect(errorOf(sent)).toBe("success");
    expect(simulated.balances).toEqual(sent.balances);
    const token = (key: Pubkey, amount: bigint) => ({
      accountIndex: sent.accountKeys.indexOf(addressFromPubkey(key)),
      mint: addressFromPubkey(mint),
      owner: addressFromPubkey(bench.payer),
      programAddress: addressFromPubkey(program),
      amount,
      decimals: 6,
    });
    const inOrder = (amounts: readonly [bigint, bigint]) =>
      [token(accounts[0], amounts[0]), token(accounts[1], amounts[1])].sort((a, b) => a.accountIndex - b.accountIndex);
    expect(sent.balances?.before.tokens).toEqual(inOrder([100n, 0n]));
    expect(sent.balances?.after.tokens).toEqual(inOrder([70n, 30n]));
    expect(sent.balances?.before.lamports[0]).toBe(before);
    expect(sent.balances?.after.lamports[0]).toBe(before - 5000n);
    expect(sent.balances?.after.lamports).toHaveLength(sent.accountKeys.length);
  });

  test("of a failed transaction differ by the fee", () => {
    const { bench, move } = setUp(program);
    const { balances, ok } = bench.send([move(30), move(80)]);
    expect(ok).toBe(false);
    expect(balances?.after.tokens).toEqual(balances?.before.tokens);
    expect(balances!.before.lamports[0]! - balances!.after.lamports[0]!).toBe(5000n);
  });
});

test("tokens are not looked at unless the transaction names a token program", () => {
  const { bench, accounts } = setUp();
  const { balances } = bench.send([transfer(bench.payer, accounts[0], 1n)]);
  expect(balances?.before.tokens).toEqual([]);
  expect(balances?.after.lamports).toContain(1_000_000_001n);
});

test("an account that goes has nothing after", () => {
  const { bench } = setUp();
  const from = bench.setAccount(newKey(), { lamports: 700_000n });
  const { balances, accountKeys } = bench.send([transfer(from, bench.payer, 700_000n)]);
  const index = accountKeys.indexOf(addressFromPubkey(from));
  expect([balances?.before.lamports[index], balances?.after.lamports[index]]).toEqual([700_000n, 0n]);
});

test("dropped transactions and other VMs record none", () => {
  const { bench, move } = setUp();
  expect(bench.send([move(1)], { blockhash: newKey() }).balances).toBeUndefined();
  const other = setUp(ids.TOKEN_PROGRAM_ID, false);
  expect(other.bench.send([other.move(1)]).balances).toBeUndefined();
});

describe("what is a token account or a mint", () => {
  const [mint, holder] = [newKey(), newKey()];
  const at = (owner: Pubkey, data: Uint8Array) => ({ lamports: 1n, data, owner, executable: false, rentEpoch: 0n });
  const extended = (data: Uint8Array, type: number) => data.with(165, type);
  const [old, t22] = [ids.TOKEN_PROGRAM_ID, ids.TOKEN_2022_PROGRAM_ID];

  test.each<[string, Pubkey, Uint8Array, boolean]>([
    ["165 bytes", old, tokenData(mint, holder, 5n), true],
    ["164 bytes", old, tokenData(mint, holder, 5n).subarray(0, 164), false],
    ["uninitialised", old, tokenData(mint, holder, 5n).with(108, 0), false],
    ["frozen", old, tokenData(mint, holder, 5n).with(108, 2), true],
    ["extended, of the old program", old, extended(tokenData(mint, holder, 5n, 170), 2), false],
    ["extended", t22, extended(tokenData(mint, holder, 5n, 170), 2), true],
    ["extended, but a mint", t22, extended(tokenData(mint, holder, 5n, 170), 1), false],
    ["extended and uninitialised", t22, extended(tokenData(mint, holder, 5n, 170), 2).with(108, 0), false],
    ["as long as a multisig", t22, extended(tokenData(mint, holder, 5n, 355), 2), false],
  ])("account: %s", (_, owner, data, isOne) => {
    expect(readTokenAccount(at(owner, data))).toEqual(isOne ? { mint, owner: holder, amount: 5n } : undefined);
  });

  test.each<[string, Pubkey, Uint8Array, number | undefined]>([
    ["82 bytes", old, mintData(9), 9],
    ["81 bytes", old, mintData(9).subarray(0, 81), undefined],
    ["uninitialised", old, mintData(9).with(45, 0), undefined],
    ["extended", t22, extended(mintData(9, 170), 1), 9],
    ["extended, of the old program", old, extended(mintData(9, 170), 1), undefined],
    ["extended, but an account", t22, extended(mintData(9, 170), 2), undefined],
    ["padded like an account", t22, mintData(9, 165), undefined],
    ["as long as a multisig", t22, extended(mintData(9, 355), 1), undefined],
  ])("mint: %s", (_, owner, data, decimals) => {
    expect(readMintDecimals(at(owner, data))).toBe(decimals);
  });
});
