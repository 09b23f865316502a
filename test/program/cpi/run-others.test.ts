import { expect, test } from "vitest";
import {
  addressOf,
  LOADER_V3_PROGRAM_ID,
  loaderV3,
  MEMO_PROGRAM_ID,
  memo,
  type Pubkey,
} from "../../../src/program/index.js";
import { SYSTEM_PROGRAM_ID, SYSVAR_CLOCK_ID, SYSVAR_RENT_ID } from "../../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../../src/solana/programdata-address.js";
import { newKey } from "../../helpers/transactions.js";
import { Caller } from "./caller.js";

test("memo calls the real program, whose signers are the remaining accounts", () => {
  const caller = new Caller();
  const signer = caller.account();
  caller.call(MEMO_PROGRAM_ID, memo.buildMemo, {}, { memo: "grüezi" }, { remaining: [signer] });
  const options = { remaining: [signer], unsigned: [signer] };
  expect(caller.attempt(MEMO_PROGRAM_ID, memo.buildMemo, {}, { memo: "" }, options)).toEqual({
    InstructionError: [0, "PrivilegeEscalation"],
  });
});

const L = LOADER_V3_PROGRAM_ID;

test("loaderV3 calls the loader as far as it lets programs", () => {
  const caller = new Caller();
  const { bench } = caller;
  const authority = caller.account();
  const next = newKey();
  const buffer = (of: Pubkey, elf: Uint8Array = new Uint8Array(3)) => {
    const data = Uint8Array.from([...new Uint8Array(37), ...elf]);
    data.set([1, 0, 0, 0, 1]);
    data.set(of, 5);
    return caller.account(10_000_000_000n, data, L);
  };
  const authorityOf = (key: Pubkey) => caller.data(key).slice(5, 37);

  const account = buffer(authority);
  caller.call(L, loaderV3.setAuthority, { account, currentAuthority: authority, newAuthority: next });
  expect(authorityOf(account)).toEqual(next);
  const checked = { account, currentAuthority: next, newAuthority: authority };
  caller.call(L, loaderV3.setAuthorityChecked, checked);
  expect(authorityOf(account)).toEqual(authority);
  const recipient = newKey();
  caller.call(L, loaderV3.close, { account, recipient, authority });
  expect(bench.lamports(recipient)).toBe(10_000_000_000n);

  const program = newKey();
  const elf = bench.account(MEMO_PROGRAM_ID)!.data;
  bench.svm.addProgram(program, elf, { upgradeAuthority: addressOf(authority) });
  bench.svm.warpToSlot(10n);
  const programData = programdataAddressOf(program).address;
  const upgrade = { programData, program, buffer: buffer(authority, elf), spill: recipient };
  const sysvars = { rent: SYSVAR_RENT_ID, clock: SYSVAR_CLOCK_ID };
  caller.call(L, loaderV3.upgrade, { ...upgrade, ...sysvars, authority });
  expect(Buffer.from(caller.data(programData)).readBigUInt64LE(4)).toBe(10n);

  const refused = { InstructionError: [0, "ProgramFailedToComplete"] };
  const payer = authority;
  const deploying = { payer, programData, program, buffer: upgrade.buffer, ...sysvars };
  const systemProgram = SYSTEM_PROGRAM_ID;
  expect([
    caller.attempt(L, loaderV3.initializeBuffer, { buffer: upgrade.buffer, authority }),
    caller.attempt(L, loaderV3.write, { buffer: upgrade.buffer, authority }, { offset: 0, bytes: new Uint8Array(3) }),
    caller.attempt(L, loaderV3.deployWithMaxDataLen, { ...deploying, systemProgram, authority }, { maxDataLen: 9 }),
    caller.attempt(
      L,
      loaderV3.extendProgram,
      { programData, program, systemProgram, payer },
      { additionalBytes: 10_240 },
    ),
  ]).toEqual([refused, refused, refused, refused]);
});
