import { getProgramDerivedAddress } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import type { SvmOptions } from "callgate";
import { createProgramAddress, entrypoint, ProgramError, pubkey } from "callgate/program";
import { describe, expect, test } from "vitest";
import { web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { anySeeds, witness } from "./any-seeds.js";
import { findRecord, findTreasury, open, signWithSeeds } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo, derived } from "./demo.js";
import { RECORD_BYTES, sponsor } from "./program.js";

const SOL = 1_000_000_000n;

async function scene(options: SvmOptions = {}) {
  const stage = new Stage(options);
  const { svm } = stage;
  const program = stage.program("sponsor", sponsor);
  const [ana, ben] = await Promise.all([stage.person("Ana"), stage.person("Ben")]);
  const [[treasury], [record]] = await Promise.all([findTreasury(program), findRecord(program, ana.address)]);
  svm.airdrop(treasury, SOL);
  return { stage, svm, program, ana, ben, treasury, record };
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(5);
});

describe("the sponsor", () => {
  test("opens a record that the treasury pays for", async () => {
    const { stage, svm, program, ana, treasury, record } = await scene();
    await stage.succeeds("open", ana, [await open(program, { user: ana })]);
    const rent = svm.minimumBalanceForRentExemption(RECORD_BYTES);
    const account = svm.getAccount(record)!;
    expect([account.programAddress, account.lamports]).toEqual([program, rent]);
    expect(account.data).toEqual(new PublicKey(ana.address).toBytes());
    expect(svm.getBalance(treasury)).toBe(SOL - rent);
    expect(svm.getBalance(ana.address)).toBe(10n * SOL - 5000n);
  });

  test.each([1n, SOL])("attack: %i lamports at the record's address beforehand", async (sent) => {
    const { stage, svm, program, ana, treasury, record } = await scene();
    svm.setAccount(record, { lamports: sent });
    await stage.succeeds("open", ana, [await open(program, { user: ana })]);
    const rent = svm.minimumBalanceForRentExemption(RECORD_BYTES);
    expect(svm.getBalance(treasury)).toBe(SOL - (sent < rent ? rent - sent : 0n));
  });

  test("attack: opening again, at the treasury's cost", async () => {
    const { stage, program, ana } = await scene();
    await stage.prepare(ana, [await open(program, { user: ana })]);
    await stage.fails("again", ana, [await open(program, { user: ana })], "AccountAlreadyInitialized");
  });

  test("attack: for somebody who has not signed", async () => {
    const { stage, program, ana, ben } = await scene();
    const unsigned = withoutSignature(await open(program, { user: ana }), ana.address);
    await stage.fails("open", ben, [unsigned], "MissingRequiredSignature");
  });

  test("attack: another treasury, another record", async () => {
    const { stage, program, ana, ben, treasury, record } = await scene();
    const instruction = await open(program, { user: ana });
    await stage.fails("Ben pays", ana, [withAccount(instruction, treasury, ben.address)], "InvalidSeeds");
    const [other] = await findRecord(program, ben.address);
    await stage.fails("Ben's record", ana, [withAccount(instruction, record, other)], "InvalidSeeds");
    await stage.fails("the treasury itself", ana, [withAccount(instruction, record, treasury)], "InvalidSeeds");
  });

  test("attack: another program in the place of the System program", async () => {
    const { stage, program, ana } = await scene();
    const impostor = stage.program(
      "impostor",
      entrypoint(() => {
        throw new ProgramError("Immutable");
      }),
    );
    const lie = withAccount(await open(program, { user: ana }), SYSTEM_PROGRAM_ADDRESS, impostor);
    await stage.fails("lie", ana, [lie], "MissingAccount");
    const more = { ...(await open(program, { user: ana })), data: Uint8Array.of(1) };
    await stage.fails("data that nobody asked for", ana, [more], "InvalidInstructionData");
  });

  test("an empty treasury pays nothing", async () => {
    const { stage, svm, program, ana, treasury } = await scene();
    svm.setAccount(treasury, { lamports: 1n });
    await stage.fails("open", ana, [await open(program, { user: ana })], { Custom: 1 });
  });
});

describe.each(["mainnet", "solana-1.10"] as const)("the rules of several signers: %s", (features) => {
  async function rules() {
    const stage = new Stage({ features });
    const program = stage.program("any-seeds", anySeeds);
    const callee = stage.program("witness", witness);
    const ana = await stage.person("Ana");
    const pdas = await Promise.all(Array.from({ length: 17 }, (_, i) => derived(program, `${i}`)));
    const sign = (count: number, seeds: readonly Uint8Array[][], others: readonly (typeof pdas)[number][] = []) => {
      const signers = [...pdas.slice(0, count), ...others].map(({ address }) => address);
      return [signWithSeeds(program, { callee, signers, seeds })];
    };
    return { stage, program, ana, pdas, seeds: pdas.map((pda) => pda.seeds), sign };
  }

  test("three addresses sign, in whatever order their seeds come, and other seeds do no harm", async () => {
    const { stage, ana, seeds, sign } = await rules();
    const [a, b, c, d] = seeds as [Uint8Array[], Uint8Array[], Uint8Array[], Uint8Array[]];
    for (const order of [
      [a, b, c],
      [a, c, b],
      [b, a, c],
      [b, c, a],
      [c, a, b],
      [c, b, a],
      [a, a, b, c],
      [d, c, b, a],
    ]) {
      const { logs } = await stage.succeeds("sign", ana, sign(3, order));
      expect(logs).toContain("Program log: 3 signed");
    }
  });

  test("one that is wrong, or missing, refuses all", async () => {
    const { stage, ana, pdas, seeds, sign } = await rules();
    const [a, b, c] = seeds as [Uint8Array[], Uint8Array[], Uint8Array[]];
    for (const wrong of [[a, c], [a], [b, c], [], [[...a, ...b]].slice(1)]) {
      const { logs } = await stage.fails("sign", ana, sign(2, wrong), "PrivilegeEscalation");
      const missing = wrong.includes(a) ? pdas[1] : pdas[0];
      expect(logs).toContain(`${missing!.address}'s signer privilege escalated`);
    }
  });

  test("16 addresses, and no 17th", async () => {
    const { stage, ana, seeds, sign } = await rules();
    const { logs } = await stage.succeeds("16", ana, sign(16, seeds.slice(0, 16)));
    expect(logs).toContain("Program log: 16 signed");
    const refused = await stage.fails("17", ana, sign(1, Array(17).fill(seeds[0])), "ProgramFailedToComplete");
    expect(refused.logs.join("\n")).toContain("failed: Too many signers");
  });

  test("16 seeds, the bump included, and no 17th", async () => {
    const { stage, program, ana, sign } = await rules();
    const most = await derived(program, ..."abcdefghijklmno");
    expect(most.seeds).toHaveLength(16);
    await stage.succeeds("16 seeds", ana, sign(0, [most.seeds], [most]));
    const more = [new Uint8Array(), ...most.seeds];
    await stage.fails("17 seeds", ana, sign(0, [more], [most]), "MaxSeedLengthExceeded");
  });

  test("32 bytes in a seed, and no 33rd", async () => {
    const { stage, program, ana, sign } = await rules();
    const longest = await derived(program, "x".repeat(32));
    await stage.succeeds("32 bytes", ana, sign(0, [longest.seeds], [longest]));
    const longer = [new Uint8Array(33), Uint8Array.of(255)];
    const refused = await stage.fails("33 bytes", ana, sign(0, [longer], [longest]), "ProgramFailedToComplete");
    expect(refused.logs.join("\n")).toContain(
      "failed: Could not create program address with signer seeds: Length of the seed is too long for address generation",
    );
  });

  test("seeds that derive an address on the curve", async () => {
    const { stage, program, ana, pdas, sign } = await rules();
    const onCurve = Array.from({ length: 256 }, (_, bump) => [Uint8Array.of(97), Uint8Array.of(bump)]).find((seeds) =>
      isOnCurve(seeds, program),
    );
    const refused = await stage.fails("on the curve", ana, sign(0, [onCurve!], [pdas[0]!]), "ProgramFailedToComplete");
    expect(refused.logs.join("\n")).toContain(
      "failed: Could not create program address with signer seeds: Provided seeds do not result in a valid address",
    );
  });

  test("seeds of another program's address", async () => {
    const { stage, program, ana, sign } = await rules();
    const others = await Promise.all([..."abcdefgh"].map((text) => derived(stage.program("other", witness), text)));
    // Under this program's id they derive another address, or one on the curve.
    const other = others.find(({ seeds }) => !isOnCurve(seeds, program))!;
    await stage.fails("sign", ana, sign(0, [other.seeds], [other]), "PrivilegeEscalation");
  });
});

function isOnCurve(seeds: readonly Uint8Array[], program: Parameters<typeof pubkey>[0]): boolean {
  try {
    createProgramAddress(seeds, pubkey(program));
    return false;
  } catch {
    return true;
  }
}

test("clients refuse seeds of 33 bytes; 17 seeds only Kit, web3.js v1 gives an address that no program can sign for", async () => {
  const { program } = await scene();
  const id = new PublicKey(program);
  const [tooMany, tooLong] = [Array(16).fill("a") as string[], ["x".repeat(33)]];
  for (const seeds of [tooMany, tooLong]) {
    await expect(getProgramDerivedAddress({ programAddress: program, seeds })).rejects.toThrow();
  }
  const buffersOf = (seeds: string[]) => seeds.map((seed) => Buffer.from(seed));
  expect(() => PublicKey.findProgramAddressSync(buffersOf(tooLong), id)).toThrow();
  expect(PublicKey.findProgramAddressSync(buffersOf(tooMany), id)).toHaveLength(2);
});

test("both clients make the same instructions", async () => {
  const { program, ana, treasury, record } = await scene();
  const id = new PublicKey(program);
  expectSameInstruction(await open(program, { user: ana }), web3.open(id, web3Keypair("Ana").publicKey));
  const seeds = [(await derived(program, "a")).seeds, (await derived(program, "b", "cd")).seeds];
  const kit = signWithSeeds(program, { callee: program, signers: [treasury, record], seeds });
  const keys = [treasury, record].map((address) => new PublicKey(address));
  expectSameInstruction(kit, web3.signWithSeeds(id, id, keys, seeds));
});

test("10,000 random inputs end in errors of the program, or in a record that the treasury paid for", async () => {
  const { stage, svm, program, ana, ben, treasury, record } = await scene({ signatureVerification: false });
  const records = [record, (await findRecord(program, ben.address))[0]];
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions: [await open(program, { user: ana }), await open(program, { user: ben })],
    accounts: [program],
    invariant() {
      const inRecords = records.reduce((sum, address) => sum + (svm.getBalance(address) ?? 0n), 0n);
      if (inRecords + svm.getBalance(treasury)! !== SOL) throw new Error("the treasury paid for something else");
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});
