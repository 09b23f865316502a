import { expect, test } from "vitest";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  associatedTokenAccount,
  getAssociatedTokenAddress,
  multisig,
  type Pubkey,
  SYSTEM_PROGRAM_ID,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  token,
  tokenInterface,
} from "../../../src/program/index.js";
import { NATIVE_MINT_ID, SYSVAR_RENT_ID } from "../../../src/solana/program-ids.js";
import { newKey } from "../../helpers/transactions.js";
import { Caller } from "./caller.js";

const T = TOKEN_PROGRAM_ID;
const rent = SYSVAR_RENT_ID;

function amountOf(caller: Caller, account: Pubkey): bigint {
  return Buffer.from(caller.data(account)).readBigUInt64LE(64);
}

function keyAt(caller: Caller, account: Pubkey, offset: number): Uint8Array {
  return caller.data(account).slice(offset, offset + 32);
}

test("every function of token calls the real program", () => {
  const caller = new Caller();
  const space = (length: number) => caller.account(10_000_000n, new Uint8Array(length), T);
  const authority = newKey();
  const mintArgs = { decimals: 2, authority, freezeAuthority: authority };

  const oldMint = space(82);
  caller.call(T, token.initializeMint, { mint: oldMint, rent }, { ...mintArgs, freezeAuthority: null });
  expect(keyAt(caller, oldMint, 4)).toEqual(authority);
  const mint = space(82);
  caller.call(T, token.initializeMint2, { mint }, mintArgs);
  expect(keyAt(caller, mint, 50)).toEqual(authority);

  const [from, to, third] = [space(165), space(165), space(165)];
  caller.call(T, token.initializeAccount, { account: from, mint, authority, rent });
  caller.call(T, token.initializeAccount2, { account: to, mint, authority, rent });
  caller.call(T, token.initializeImmutableOwner, { account: third });
  caller.call(T, token.initializeAccount3, { account: third, mint, authority });
  for (const account of [from, to, third]) expect(keyAt(caller, account, 32)).toEqual(authority);

  caller.call(T, token.mintTo, { mint, to: from, authority }, { amount: 1000n });
  caller.call(T, token.mintToChecked, { mint, to: from, authority }, { amount: 500n, decimals: 2 });
  caller.call(T, token.transfer, { from, to, authority }, { amount: 100n });
  caller.call(T, token.transferChecked, { from, mint, to, authority }, { amount: 50n, decimals: 2 });
  expect([amountOf(caller, from), amountOf(caller, to)]).toEqual([1350n, 150n]);
  caller.call(T, token.burn, { from, mint, authority }, { amount: 5n });
  caller.call(T, token.burnChecked, { from, mint, authority }, { amount: 4n, decimals: 2 });
  expect(amountOf(caller, from)).toBe(1341n);

  const delegate = newKey();
  caller.call(T, token.approve, { to: from, delegate, authority }, { amount: 7n });
  expect(keyAt(caller, from, 76)).toEqual(delegate);
  caller.call(T, token.revoke, { source: from, authority });
  expect(caller.data(from)[72]).toBe(0);
  caller.call(T, token.approveChecked, { to: from, mint, delegate, authority }, { amount: 8n, decimals: 2 });
  expect(caller.data(from)[72]).toBe(1);

  caller.call(T, token.freezeAccount, { account: to, mint, authority });
  expect(caller.data(to)[108]).toBe(2);
  caller.call(T, token.thawAccount, { account: to, mint, authority });
  expect(caller.data(to)[108]).toBe(1);

  const oldSigners = [newKey(), newKey()];
  const [oldMultisig, signers] = [space(355), [newKey(), newKey(), newKey()]];
  for (const key of [...oldSigners, ...signers]) caller.bench.setAccount(key, {});
  caller.call(T, token.initializeMultisig, { multisig: oldMultisig, rent }, { m: 1 }, { remaining: oldSigners });
  const several = space(355);
  caller.call(T, token.initializeMultisig2, { multisig: several }, { m: 2 }, { remaining: signers });
  expect([caller.data(oldMultisig)[1], caller.data(several)[1]]).toEqual([2, 3]);
  const setting = { authorityType: "AccountOwner", newAuthority: several } as const;
  caller.call(T, token.setAuthority, { accountOrMint: to, currentAuthority: authority }, setting);
  const signed = { from: to, to: from, authority: multisig(several, signers.slice(1)) };
  caller.call(T, token.transfer, signed, { amount: 150n });
  expect(amountOf(caller, to)).toBe(0n);
  const one = { ...signed, authority: multisig(several, signers.slice(2)) };
  expect(caller.attempt(T, token.transfer, one, { amount: 0n })).toEqual({
    InstructionError: [0, "MissingRequiredSignature"],
  });

  const destination = newKey();
  caller.call(T, token.closeAccount, { account: to, destination, authority: multisig(several, signers) });
  expect(caller.bench.lamports(destination)).toBe(10_000_000n);

  expect(caller.call(T, token.getAccountDataSize, { mint })).toBe(165n);
  expect(caller.call(T, token.amountToUiAmount, { account: mint }, { amount: 1234n })).toBe("12.34");
  expect(caller.call(T, token.uiAmountToAmount, { account: mint }, { uiAmount: "5.6" })).toBe(560n);

  const wrapped = caller.account(10_000_000n, new Uint8Array(165), T);
  caller.call(T, token.initializeAccount3, { account: wrapped, mint: NATIVE_MINT_ID, authority });
  caller.bench.setAccount(wrapped, { ...caller.bench.account(wrapped)!, lamports: 20_000_000n });
  caller.call(T, token.syncNative, { account: wrapped });
  const held = amountOf(caller, wrapped);
  caller.call(T, token.unwrapLamports, { source: wrapped, destination, authority }, { amount: 1_000_000n });
  expect(amountOf(caller, wrapped)).toBe(held - 1_000_000n);
  caller.call(T, token.unwrapLamports, { source: wrapped, destination, authority }, { amount: null });
  expect(amountOf(caller, wrapped)).toBe(0n);
  caller.call(T, token.withdrawExcessLamports, { source: mint, destination, authority });
  expect(caller.bench.lamports(mint)).toBeLessThan(10_000_000n);

  expect(caller.called).toEqual(new Set(Object.values(token)));
});

test("tokenInterface calls either program, and none else", () => {
  const caller = new Caller();
  for (const program of [TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID]) {
    const mint = caller.account(10_000_000n, new Uint8Array(82), program);
    const args = { decimals: 0, authority: newKey(), freezeAuthority: null };
    caller.call(program, tokenInterface.initializeMint2, { mint }, args);
    expect(caller.data(mint)[45]).toBe(1);
  }
  const attempt = caller.attempt(SYSTEM_PROGRAM_ID, tokenInterface.syncNative, { account: newKey() });
  expect(attempt).toEqual({ InstructionError: [0, "IncorrectProgramId"] });
});

test("every function of associatedTokenAccount calls the real program", () => {
  const caller = new Caller();
  const A = ASSOCIATED_TOKEN_PROGRAM_ID;
  const [payer, wallet] = [caller.account(), caller.account()];
  const minting = { decimals: 0, authority: payer, freezeAuthority: null };
  const [mint, nestedMint] = [0, 1].map(() => {
    const key = caller.account(10_000_000n, new Uint8Array(82), T);
    caller.call(T, token.initializeMint2, { mint: key }, minting);
    return key;
  }) as [Pubkey, Pubkey];
  const own = getAssociatedTokenAddress(wallet, mint, T);
  const programs = { systemProgram: SYSTEM_PROGRAM_ID, tokenProgram: T };

  const creation = { payer, associatedToken: own, authority: wallet, mint, ...programs };
  caller.call(A, associatedTokenAccount.create, creation);
  expect(keyAt(caller, own, 32)).toEqual(wallet);
  caller.call(A, associatedTokenAccount.createIdempotent, creation);
  expect(caller.attempt(A, associatedTokenAccount.create, creation)).toEqual({ InstructionError: [0, "IllegalOwner"] });

  const nested = getAssociatedTokenAddress(own, nestedMint, T);
  const right = getAssociatedTokenAddress(wallet, nestedMint, T);
  for (const [associated, authority] of [
    [nested, own],
    [right, wallet],
  ] as const) {
    const accounts = { payer, associatedToken: associated, authority, mint: nestedMint, ...programs };
    caller.call(A, associatedTokenAccount.create, accounts);
  }
  caller.call(T, token.mintTo, { mint: nestedMint, to: nested, authority: payer }, { amount: 77n });
  caller.call(A, associatedTokenAccount.recoverNested, {
    nestedAssociatedAccountAddress: nested,
    nestedTokenMintAddress: nestedMint,
    destinationAssociatedAccountAddress: right,
    ownerAssociatedAccountAddress: own,
    ownerTokenMintAddress: mint,
    walletAddress: wallet,
    tokenProgram: T,
  });
  expect(amountOf(caller, right)).toBe(77n);
  for (const fn of Object.values(associatedTokenAccount)) expect(caller.called).toContain(fn);
});
