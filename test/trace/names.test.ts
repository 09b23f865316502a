import { SystemInstruction } from "@solana-program/system";
import { TokenInstruction } from "@solana-program/token";
import { expect, test } from "vitest";
import { readIdl } from "../../src/idl/index.js";
import { layoutsOf } from "../../src/program/cpi/functions.js";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  associatedTokenAccount,
  findProgramAddress,
  getAssociatedTokenAddress,
  MEMO_PROGRAM_ID,
  memo,
  type Pubkey,
  SYSTEM_PROGRAM_ID,
  system,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  token,
  token2022,
} from "../../src/program/index.js";
import { COMPUTE_BUDGET_PROGRAM_ID, NATIVE_MINT_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { describeKnownProgram, nameTrace } from "../../src/trace/index.js";
import { newKey } from "../helpers/transactions.js";
import { vault } from "../program/accounts/vault.js";
import { Workbench } from "../svm/support.js";

const nameOf = (program: Pubkey, data: readonly number[]) =>
  describeKnownProgram(addressFromPubkey(program))!.instruction(Uint8Array.from(data), 8)?.name;
const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

test("instructions of System are those of its generated client", () => {
  const numbers = Object.values(SystemInstruction).filter((value) => typeof value === "number");
  const found = numbers.map((number) => nameOf(SYSTEM_PROGRAM_ID, [number, 0, 0, 0]));
  const expected = numbers.map((number) => camel(SystemInstruction[number]!));
  // anchor-lang calls these two otherwise than the client.
  const renamed: Record<string, string> = { transferSol: "transfer", transferSolWithSeed: "transferWithSeed" };
  expect(found).toEqual(expected.map((name) => renamed[name] ?? name));
});

test("instructions of Token are those of its generated client", () => {
  const known = Object.values(layoutsOf(token)).map(({ discriminator }) => discriminator[0]!);
  for (const number of known) {
    const name = TokenInstruction[number];
    if (name !== undefined) expect([number, nameOf(TOKEN_PROGRAM_ID, [number])]).toEqual([number, camel(name)]);
  }
});

test.each([
  [TOKEN_2022_PROGRAM_ID, token2022],
  [ASSOCIATED_TOKEN_PROGRAM_ID, associatedTokenAccount],
  [TOKEN_PROGRAM_ID, token],
  [SYSTEM_PROGRAM_ID, system],
] as const)("every instruction with a layout is known by its discriminator", (program, functions) => {
  for (const [name, { discriminator }] of Object.entries(layoutsOf(functions))) {
    expect(nameOf(program, discriminator)).toBe(name);
  }
});

test("data that are no instruction of a program have no name", () => {
  expect(nameOf(SYSTEM_PROGRAM_ID, [99, 0, 0, 0])).toBeUndefined();
  expect(nameOf(SYSTEM_PROGRAM_ID, [2, 0])).toBeUndefined();
  expect(nameOf(ASSOCIATED_TOKEN_PROGRAM_ID, [])).toBe("create");
  expect(nameOf(TOKEN_PROGRAM_ID, [255, 1, 1, 17])).toBe("batch");
  expect(nameOf(TOKEN_2022_PROGRAM_ID, [255, 1, 1, 17])).toBeUndefined();
  expect(nameOf(ASSOCIATED_TOKEN_PROGRAM_ID, [9])).toBeUndefined();
  expect(describeKnownProgram(addressFromPubkey(newKey()))).toBeUndefined();
});

test("arguments as far as the data have them", () => {
  const read = describeKnownProgram(addressFromPubkey(SYSTEM_PROGRAM_ID))!.instruction;
  const data = system.createAccount.instruction(
    SYSTEM_PROGRAM_ID,
    { from: newKey(), to: newKey() },
    {
      lamports: 2n ** 64n - 1n,
      space: 9n,
      owner: TOKEN_PROGRAM_ID,
    },
  ).data;
  const owner = addressFromPubkey(TOKEN_PROGRAM_ID);
  expect(read(data, 2)).toEqual({
    name: "createAccount",
    arguments: { lamports: "18446744073709551615", space: "9", owner },
    accountNames: ["from", "to"],
  });
  expect(read(data.subarray(0, 15), 2)!.arguments).toEqual({ lamports: "18446744073709551615" });
});

test("a token account that is made and filled, as the trace shows it", () => {
  const bench = new Workbench({ trace: true });
  bench.setAccount(NATIVE_MINT_ID, {
    lamports: 10_000_000n,
    owner: TOKEN_PROGRAM_ID,
    data: Uint8Array.from({ length: 82 }, (_, i) => (i === 44 ? 9 : Number(i === 45))),
  });
  const account = getAssociatedTokenAddress(bench.payer, NATIVE_MINT_ID, TOKEN_PROGRAM_ID);
  const creation = {
    payer: bench.payer,
    associatedToken: account,
    authority: bench.payer,
    mint: NATIVE_MINT_ID,
    systemProgram: SYSTEM_PROGRAM_ID,
    tokenProgram: TOKEN_PROGRAM_ID,
  };
  const { trace } = bench.send([
    { programId: COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data: Uint8Array.of(2, 0x40, 0x0d, 3, 0) },
    associatedTokenAccount.createIdempotent.instruction(ASSOCIATED_TOKEN_PROGRAM_ID, creation),
    system.transfer.instruction(SYSTEM_PROGRAM_ID, { from: bench.payer, to: account }, { lamports: 500n }),
    token.syncNative.instruction(TOKEN_PROGRAM_ID, { account }),
    memo.buildMemo.instruction(MEMO_PROGRAM_ID, {}, { memo: "père" }),
  ]);
  expect(trace!.error).toBeNull();
  expect(trace!.frames.map(({ programName, instruction }) => [programName, instruction])).toEqual([
    ["Compute Budget", { name: "setComputeUnitLimit", arguments: { units: 200_000 } }],
    ["Associated Token", { name: "createIdempotent", arguments: {} }],
    ["System", { name: "transfer", arguments: { lamports: "500" } }],
    ["Token", { name: "syncNative", arguments: {} }],
    ["Memo", { name: "buildMemo", arguments: { memo: "père" } }],
  ]);
  const made = trace!.frames[1]!.calls.map(({ instruction }) => instruction!.name);
  expect(made).toEqual(["getAccountDataSize", "createAccount", "initializeImmutableOwner", "initializeAccount3"]);
  const [sync] = trace!.frames[3]!.changes;
  expect(sync!.decoded!.before).toMatchObject({ kind: "token", fields: { amount: "0" } });
  expect(sync!.decoded!.after).toMatchObject({
    kind: "token",
    fields: {
      amount: "500",
      mint: addressFromPubkey(NATIVE_MINT_ID),
      owner: addressFromPubkey(bench.payer),
      state: "initialized",
      delegate: null,
    },
  });
  expect(trace!.accounts.find(({ address }) => address === addressFromPubkey(NATIVE_MINT_ID))!.after!.decoded).toEqual({
    kind: "mint",
    fields: { decimals: 9, freezeAuthority: null, isInitialized: true, mintAuthority: null, supply: "0" },
  });
});

test("a program in TypeScript tells its own names and what its accounts hold, and its IDL tells the same", () => {
  const id = newKey();
  const run = (options: object) => {
    const bench = new Workbench({ trace: true, ...options });
    bench.svm.addProgram(id, vault);
    const [key] = findProgramAddress(
      [new TextEncoder().encode("vault"), bench.payer, new TextEncoder().encode("x")],
      id,
    );
    const accounts = { vault: key, authority: bench.payer, systemProgram: SYSTEM_PROGRAM_ID };
    bench.send([vault.cpi.openVault.instruction(id, accounts, { name: "x" })]);
    const { trace } = bench.send([vault.cpi.deposit.instruction(id, accounts, { amount: 5n })]);
    return { trace: trace!, payer: addressFromPubkey(bench.payer) };
  };
  const { trace, payer: owner } = run({});
  const [frame] = trace.frames;
  expect(frame!.changes.find(({ decoded }) => decoded !== null)!.decoded).toEqual({
    before: { kind: "vault", fields: { authority: owner, total: "0", name: "x" } },
    after: { kind: "vault", fields: { authority: owner, total: "5", name: "x" } },
  });
  expect(frame).toMatchObject({
    programName: "vault",
    instruction: { name: "deposit", arguments: { amount: "5" } },
    accounts: [{ name: "vault" }, { name: "authority" }, { name: "systemProgram" }],
  });
  const described = readIdl(vault.idl(id));
  expect(nameTrace(trace, (address) => (address === described.address ? described : undefined))).toEqual(trace);
  const { trace: withIdl, payer } = run({ idls: [described] });
  expect(withIdl.frames[0]!.instruction).toEqual(frame!.instruction);
  const change = withIdl.frames[0]!.changes.find(({ decoded }) => decoded !== null)!;
  expect(change.decoded).toEqual({
    before: { kind: "vault", fields: { authority: payer, total: "0", name: "x" } },
    after: { kind: "vault", fields: { authority: payer, total: "5", name: "x" } },
  });
  expect(described.error!(6000)).toEqual({ name: "nothingToDeposit", message: "There is nothing to deposit" });
  expect(described.error!(1)).toBeUndefined();
});

test("what is no IDL is refused", () => {
  expect(() => readIdl({})).toThrow(expect.objectContaining({ code: "invalid-idl" }));
  expect(() => readIdl(null as never)).toThrow(expect.objectContaining({ code: "invalid-idl" }));
});
