import { PublicKey } from "@solana/web3.js";
import type { SvmOptions } from "callgate";
import {
  AccountMeta,
  deserialize,
  entrypoint,
  invoke,
  mock,
  type Program,
  ProgramError,
  pubkey,
} from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutAccount, withoutSignature, withReadonly } from "../support/tampering.js";
import { add } from "./client.js";
import * as web3 from "./client-web3.js";
import { COMPILED_TALLY } from "./compiled-tally.js";
import { demo } from "./demo.js";
import { callerOf } from "./program.js";
import { entryCodec, tally, tallyCodec } from "./tally.js";

async function scene(callee: Program | Uint8Array, options: SvmOptions = {}) {
  const stage = new Stage(options);
  const [tallyProgram, target, foreign] = ["tally program", "tally", "foreign"].map(addressNamed);
  const { svm } = stage;
  svm.addProgram(tallyProgram!, callee);
  const caller = stage.program("caller", callerOf(pubkey(tallyProgram!)));
  const ana = await stage.person("Ana");
  const lamports = svm.minimumBalanceForRentExemption(8);
  svm.setAccount(target!, { lamports, owner: tallyProgram!, data: new Uint8Array(8) });
  svm.setAccount(foreign!, { lamports, owner: caller, data: new Uint8Array(8) });
  const accounts = { user: ana, target: target!, tallyProgram: tallyProgram! };
  return {
    ...{ stage, svm, caller, ana, foreign: foreign!, ...accounts },
    adding: (amount: bigint) => add(caller, { ...accounts, amount }),
    total: () => deserialize(tallyCodec, stage.dataOf(target!)).total,
  };
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(5);
});

describe.each([
  ["in TypeScript", tally],
  ["compiled", COMPILED_TALLY],
])("a callee %s", (_, callee) => {
  test("gets the amount and the memo, and adds", async () => {
    const { stage, ana, adding, total, tallyProgram } = await scene(callee);
    const result = await stage.succeeds("add", ana, [adding(5n)]);
    await stage.succeeds("add more", ana, [adding(2n ** 63n)]);
    expect(total()).toBe(2n ** 63n + 5n);
    expect(result.logs).toContain("Program log: Hello from CPI");
    const [call] = result.innerInstructions[0]!;
    expect(result.accountKeys[call!.programIdIndex]).toBe(tallyProgram);
    expect(call!.data).toEqual(
      Uint8Array.from([5, 0, 0, 0, 0, 0, 0, 0, 14, 0, 0, 0, ...Buffer.from("Hello from CPI")]),
    );
  });

  test("its errors are the caller's, and nothing changes", async () => {
    const { stage, ana, adding, total, foreign, target } = await scene(callee);
    await stage.prepare(ana, [adding(3n)]);
    await stage.fails("overflow", ana, [adding(2n ** 64n - 3n)], "ArithmeticOverflow");
    await stage.fails("another owner", ana, [withAccount(adding(1n), target, foreign)], "IncorrectProgramId");
    await stage.fails("read only", ana, [withReadonly(adding(1n), target)], "PrivilegeEscalation");
    expect(total()).toBe(3n);
  });

  test("checks by itself what it is given without a caller", async () => {
    const { stage, ana, adding, tallyProgram, target } = await scene(callee);
    const metas = adding(1n).accounts!.slice(0, 2);
    const data = entryCodec.encode({ amount: 1n, memo: "directly" });
    const direct = { programAddress: tallyProgram, accounts: metas, data };
    await stage.succeeds("add", ana, [direct]);
    const ben = await stage.person("Ben");
    await stage.fails("unsigned", ben, [withoutSignature(direct, ana.address)], "MissingRequiredSignature");
    await stage.fails("read only", ana, [withReadonly(direct, target)], "ReadonlyDataModified");
    await stage.fails("one account", ana, [withoutAccount(direct, target)], "NotEnoughAccountKeys");
    const longer = Uint8Array.from([...data, 0]);
    for (const malformed of [longer, data.slice(0, -1), data.slice(0, 11), new Uint8Array()]) {
      await stage.fails("malformed", ana, [{ ...direct, data: malformed }], "BorshIoError");
    }
  });
});

test("both kinds of callee: the same accounts, logs and errors for random amounts", async () => {
  const [first, second] = await Promise.all([scene(tally), scene(COMPILED_TALLY)]);
  const shapeOf = (text: string) => !/ consumed \d+ of /.test(text);
  for (let i = 0n; i < 64n; i++) {
    const amount = ((i * 0x9e37_79b9_7f4a_7c15n) >> (i % 8n)) & (2n ** 64n - 1n);
    const [one, other] = await Promise.all(
      [first, second].map(({ stage, ana, adding }) => stage.send("add", ana, [adding(amount)])),
    );
    expect(other!.ok ? "success" : other!.error).toEqual(one!.ok ? "success" : one!.error);
    expect(other!.logs.filter(shapeOf)).toEqual(one!.logs.filter(shapeOf));
    expect(second.total()).toBe(first.total());
  }
});

test("attack: another program in the place of the callee", async () => {
  const { stage, ana, adding, tallyProgram } = await scene(tally);
  const impostor = stage.program(
    "impostor",
    entrypoint(() => {}),
  );
  await stage.fails("lie", ana, [withAccount(adding(1n), tallyProgram, impostor)], "IncorrectProgramId");
});

test("attack: in the name of somebody who has not signed", async () => {
  const { stage, ana, adding } = await scene(tally);
  const ben = await stage.person("Ben");
  await stage.fails("add", ben, [withoutSignature(adding(1n), ana.address)], "MissingRequiredSignature");
});

test("attack: nothing, and data that are no u64", async () => {
  const { stage, ana, adding, target } = await scene(tally);
  await stage.fails("nothing", ana, [adding(0n)], "InvalidArgument");
  for (const length of [0, 7, 9]) {
    await stage.fails("malformed", ana, [{ ...adding(1n), data: new Uint8Array(length).fill(1) }], "BorshIoError");
  }
  await stage.fails("too few accounts", ana, [withoutAccount(adding(1n), target)], "NotEnoughAccountKeys");
});

test("the callee gets the user's signature, but not the right to write, which it does not need", async () => {
  const callee = mock({});
  const { stage, ana, adding } = await scene(callee);
  await stage.succeeds("add", ana, [adding(1n)]);
  const flags = callee.calls[0]!.accounts.map(({ isSigner, isWritable }) => ({ isSigner, isWritable }));
  expect(flags).toEqual([
    { isSigner: true, isWritable: false },
    { isSigner: false, isWritable: true },
  ]);
});

describe("the limits of a call", () => {
  /** Calls the program in its last account with its other accounts so many times over, and so many bytes of data. */
  const calling = entrypoint((_, accounts, data) => {
    const [bytes, times] = new Uint16Array(data.slice().buffer);
    const callee = accounts.at(-1);
    if (callee === undefined || bytes === undefined || times === undefined) throw new ProgramError("InvalidArgument");
    const infos = Array.from({ length: times }, () => accounts[0]!);
    const metas = infos.map(({ key }) => AccountMeta.readonly(key));
    invoke({ programId: callee.key, accounts: metas, data: new Uint8Array(bytes) }, [...infos, callee]);
  });

  async function callWith(features: "mainnet" | "solana-1.10", bytes: number, times: number) {
    const stage = new Stage({ features });
    const caller = stage.program("calling", calling);
    const callee = stage.program(
      "callee",
      entrypoint(() => {}),
    );
    const ana = await stage.person("Ana");
    const accounts = [ana.address, callee].map((address) => ({ address, role: 0 }));
    const data = new Uint8Array(Uint16Array.of(bytes, times).buffer);
    return stage.send("call", ana, [{ programAddress: caller, accounts, data }]);
  }

  test.each([
    ["mainnet", 10_240, 0],
    ["mainnet", 0, 254],
    ["solana-1.10", 1280, 0],
    ["solana-1.10", 0, 37],
  ] as const)("%s: %i bytes and %i accounts are not too many", async (features, bytes, accounts) => {
    expect((await callWith(features, bytes, accounts)).ok).toBe(true);
  });

  test.each([
    ["mainnet", 10_241, 0, "data that is too large (10241 > 10240)"],
    ["mainnet", 0, 256, "too many accounts (256 > 255)"],
    ["mainnet", 0, 255, "too many account info's (256 > 255)"],
    ["solana-1.10", 1281, 0, "data that is too large (1281 > 1280)"],
    ["solana-1.10", 0, 38, "data that is too large (1292 > 1280)"],
  ] as const)("%s: %i bytes and %i accounts are", async (features, bytes, accounts, reason) => {
    const result = await callWith(features, bytes, accounts);
    expect(!result.ok && result.error).toEqual({ InstructionError: [0, "ProgramFailedToComplete"] });
    expect(result.logs.join("\n")).toContain(reason);
  });

  test("30 accounts and 1,000 bytes of data are 946 units and 17 more for their bytes; they were free before", async () => {
    const bytes = Math.floor(1000 / 250) + Math.floor((34 * 30) / 250) + Math.floor((80 * 31) / 250);
    expect(bytes).toBe(17);
    expect((await callWith("mainnet", 1000, 30)).computeUnitsConsumed).toBe(946 + bytes);
    expect((await callWith("solana-1.10", 250, 30)).computeUnitsConsumed).toBe(1000);
  });
});

test("both clients make the same instructions", async () => {
  const { caller, target, tallyProgram, adding } = await scene(tally);
  const [id, account, callee] = [caller, target, tallyProgram].map((key) => new PublicKey(key));
  const other = web3.add(id!, web3Keypair("Ana").publicKey, account!, callee!, 2n ** 63n);
  expectSameInstruction(adding(2n ** 63n), other);
});

test.each([
  ["in TypeScript", tally],
  ["compiled", COMPILED_TALLY],
])("10,000 random inputs end in errors of the programs, or add: a callee %s", async (_, callee) => {
  const { stage, ana, caller, adding, foreign } = await scene(callee, { signatureVerification: false });
  const tallied = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: caller,
    instructions: [adding(1n), adding(2n ** 64n - 1n)],
    accounts: [foreign, caller],
  });
  expect(tallied.get("success")).toBeGreaterThan(100);
  expect(tallied.size).toBeGreaterThan(5);
});
