import { expect, test } from "vitest";
import { createWithSeed, findProgramAddress, SYSTEM_PROGRAM_ID, system } from "../../../src/program/index.js";
import { SYSVAR_RECENT_BLOCKHASHES_ID, SYSVAR_RENT_ID } from "../../../src/solana/program-ids.js";
import { newKey } from "../../helpers/transactions.js";
import { Caller } from "./caller.js";

const S = SYSTEM_PROGRAM_ID;
const owner = newKey();

test("every function of system calls the real program", () => {
  const caller = new Caller();
  const { bench } = caller;
  const from = caller.account();
  const base = caller.account();
  const seed = "ßeed";

  const created = newKey();
  caller.call(S, system.createAccount, { from, to: created }, { lamports: 2_000_000n, space: 20n, owner });
  expect(bench.account(created)).toMatchObject({ lamports: 2_000_000n, owner, data: new Uint8Array(20) });

  const prefunded = caller.account(1_000_000n);
  const space = 7n;
  const allowing = { lamports: 500_000n, space, owner };
  caller.call(S, system.createAccountAllowPrefund, { to: prefunded, from }, allowing);
  expect(bench.account(prefunded)).toMatchObject({ lamports: 1_500_000n, owner, data: new Uint8Array(7) });

  const seeded = createWithSeed(base, seed, owner);
  const seededArgs = { seed, lamports: 3_000_000n, space: 1n, owner };
  caller.call(S, system.createAccountWithSeed, { from, to: seeded, base }, seededArgs);
  expect(bench.account(seeded)).toMatchObject({ lamports: 3_000_000n, owner, data: new Uint8Array(1) });

  const plain = caller.account();
  caller.call(S, system.allocate, { accountToAllocate: plain }, { space: 9n });
  caller.call(S, system.assign, { accountToAssign: plain }, { owner });
  expect(bench.account(plain)).toMatchObject({ owner, data: new Uint8Array(9) });

  caller.call(S, system.transfer, { from, to: base }, { lamports: 5n });
  expect(bench.lamports(base)).toBe(10_000_000_005n);

  const derived = createWithSeed(base, "a", owner);
  bench.setAccount(derived, { lamports: 10_000_000n });
  caller.call(S, system.allocateWithSeed, { accountToAllocate: derived, base }, { seed: "a", space: 3n, owner });
  expect(bench.account(derived)).toMatchObject({ owner, data: new Uint8Array(3) });
  const assigned = createWithSeed(base, "b", owner);
  bench.setAccount(assigned, { lamports: 10_000_000n });
  caller.call(S, system.assignWithSeed, { accountToAssign: assigned, base }, { seed: "b", owner });
  expect(bench.account(assigned)).toMatchObject({ owner });
  const purse = createWithSeed(base, "c", S);
  bench.setAccount(purse, { lamports: 10_000_000n });
  const transferArgs = { lamports: 4_000_000n, fromSeed: "c", fromOwner: S };
  caller.call(S, system.transferWithSeed, { from: purse, base, to: from }, transferArgs);
  expect(bench.lamports(purse)).toBe(6_000_000n);

  const nonce = newKey();
  const authorized = newKey();
  const recentBlockhashes = SYSVAR_RECENT_BLOCKHASHES_ID;
  const rent = SYSVAR_RENT_ID;
  caller.call(S, system.createAccount, { from, to: nonce }, { lamports: 5_000_000n, space: 80n, owner: S });
  caller.call(S, system.initializeNonceAccount, { nonce, recentBlockhashes, rent }, { authority: from });
  caller.call(S, system.authorizeNonceAccount, { nonce, authorized: from }, { newAuthority: authorized });
  expect(caller.data(nonce).slice(8, 40)).toEqual(authorized);
  const stored = caller.data(nonce).slice(40, 72);
  caller.call(S, system.advanceNonceAccount, { nonce, recentBlockhashes, authorized });
  expect(caller.data(nonce).slice(40, 72)).not.toEqual(stored);
  const withdrawal = { nonce, to: from, recentBlockhashes, rent, authorized };
  caller.call(S, system.withdrawNonceAccount, withdrawal, { lamports: 1_000_000n });
  expect(bench.lamports(nonce)).toBe(4_000_000n);
  const legacy = caller.account(
    5_000_000n,
    Uint8Array.from(caller.data(nonce), (byte, i) => (i === 0 ? 0 : byte)),
    S,
  );
  caller.call(S, system.upgradeNonceAccount, { nonce: legacy });
  expect(caller.data(legacy)[0]).toBe(1);

  expect(caller.called).toEqual(new Set(Object.values(system)));
});

test("a program signs for its own address", () => {
  const caller = new Caller();
  const seeds = [new TextEncoder().encode("vault")];
  const [vault, bump] = findProgramAddress(seeds, caller.id);
  caller.bench.setAccount(vault, { lamports: 10_000_000n });
  const to = caller.account();
  const options = { unsigned: [vault] };
  const accounts = { from: vault, to };
  const lamports = { lamports: 1_000_000n };
  const signerSeeds = [[...seeds, Uint8Array.of(bump)]];
  caller.call(S, system.transfer, accounts, lamports, { ...options, signerSeeds });
  expect(caller.bench.lamports(vault)).toBe(9_000_000n);
  expect(caller.attempt(S, system.transfer, accounts, lamports, options)).toEqual({
    InstructionError: [0, "PrivilegeEscalation"],
  });
});

test("another program than the function's own is not called", () => {
  const caller = new Caller();
  const from = caller.account();
  const evil = newKey();
  caller.bench.setAccount(evil, {});
  expect(caller.attempt(evil, system.transfer, { from, to: from }, { lamports: 1n })).toEqual({
    InstructionError: [0, "IncorrectProgramId"],
  });
});

test("a failing callee ends the program with its error", () => {
  const caller = new Caller();
  const from = caller.account(1_000_000n);
  const to = caller.account();
  expect(caller.attempt(S, system.transfer, { from, to }, { lamports: 1_000_001n })).toEqual({
    InstructionError: [0, { Custom: 1 }],
  });
});
