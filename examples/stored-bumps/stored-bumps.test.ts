import type { KeyPairSigner } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import type { SvmOptions } from "callgate";
import { deserialize, entrypoint, type Program } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { type CheckIn, checkIn, claim, findPot, findReceipt, openPot } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { receiptsOf } from "./other-bumps.js";
import { airdrop, potCodec, receiptCodec, trustingAirdrop } from "./program.js";

const SOL = 1_000_000_000n;
const HOW: readonly CheckIn[] = ["CHECK_IN", "CHECK_IN_FINDING", "CHECK_IN_BY_OWNER"];

async function scene(program: Program = airdrop, options: SvmOptions = {}) {
  const stage = new Stage(options);
  const { svm } = stage;
  const id = stage.program("airdrop", program);
  const [ana, mallory] = await Promise.all([stage.person("Ana"), stage.person("Mallory")]);
  const [pot, potBump] = await findPot(id);
  await stage.prepare(ana, [await openPot(id, { payer: ana, share: SOL })]);
  const potRent = svm.getBalance(pot)!;
  svm.airdrop(pot, 5n * SOL);
  const shares = () => (svm.getBalance(pot)! - potRent) / SOL;
  return { stage, svm, program: id, ana, mallory, pot, potBump, shares };
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(7);
});

test("the bumps are found once, and stored", async () => {
  const { stage, svm, program, ana, pot, potBump, shares } = await scene();
  const before = svm.getBalance(ana.address)!;
  await stage.succeeds("claim", ana, [await claim(program, { user: ana })]);
  const [receipt, bump] = await findReceipt(program, ana.address);
  expect(deserialize(potCodec, stage.dataOf(pot))).toEqual({ bump: potBump, share: SOL });
  const user = new PublicKey(ana.address).toBytes();
  expect(deserialize(receiptCodec, stage.dataOf(receipt))).toEqual({ bump, user, checkIns: 0n });
  expect(shares()).toBe(4n);
  expect(svm.getBalance(ana.address)).toBe(before + SOL - 5000n - svm.getBalance(receipt)!);
  for (const how of HOW) await stage.succeeds(how, ana, [await checkIn(program, { user: ana, how })]);
  expect(deserialize(receiptCodec, stage.dataOf(receipt)).checkIns).toBe(3n);
});

describe.each(["mainnet", "solana-1.10"] as const)("what it costs: %s", (features) => {
  /** Somebody whose receipt has a bump so far below 255. */
  async function userWithBump(stage: Stage, program: Parameters<typeof findReceipt>[0], bump: number) {
    for (let i = 0; ; i++) {
      const user: KeyPairSigner = await stage.person(`user ${i}`);
      if ((await findReceipt(program, user.address))[1] === bump) return user;
    }
  }

  test.each([255, 254, 252])(
    "with the bump %i a search costs 1,500 for each try, a stored bump 1,500, none nothing",
    async (bump) => {
      const { stage, program } = await scene(airdrop, { features });
      const user = await userWithBump(stage, program, bump);
      await stage.prepare(user, [await claim(program, { user })]);
      const units: Partial<Record<CheckIn, number>> = {};
      for (const how of HOW) {
        const result = await stage.succeeds(how, user, [await checkIn(program, { user, how })]);
        units[how] = result.computeUnitsConsumed;
      }
      expect(units).toEqual({ CHECK_IN_FINDING: 1500 * (256 - bump), CHECK_IN: 1500, CHECK_IN_BY_OWNER: 0 });
    },
  );
});

test("on average a search takes two tries, so a stored bump saves about 1,500 units", async () => {
  const program = addressNamed("program");
  const users = Array.from({ length: 1000 }, (_, i) => addressNamed(`user ${i}`));
  const bumps = await Promise.all(users.map(async (user) => (await findReceipt(program, user))[1]));
  const average = bumps.reduce((sum, bump) => sum + 1500 * (256 - bump), 0) / bumps.length;
  expect(average).toBeGreaterThan(2850);
  expect(average).toBeLessThan(3150);
  expect(bumps.filter((bump) => bump === 255).length).toBeGreaterThan(450);
});

describe("attack: a bump that is not the canonical one", () => {
  test("about half of all bumps give an address", async () => {
    const { program, mallory } = await scene();
    const receipts = receiptsOf(program, mallory.address);
    expect(receipts.length).toBeGreaterThan(100);
    expect(receipts[0]).toEqual([...(await findReceipt(program, mallory.address))]);
  });

  test("who trusts the caller's bump pays one user many shares", async () => {
    const { stage, program, mallory, shares } = await scene(trustingAirdrop);
    const receipts = receiptsOf(program, mallory.address).slice(0, 5);
    for (const receipt of receipts) {
      await stage.succeeds("claim", mallory, [await claim(program, { user: mallory, receipt })]);
    }
    expect(shares()).toBe(0n);
    const onCurve = { user: mallory, receipt: [receipts[0]![0], bumpOnCurve(program, mallory.address)] as const };
    await stage.fails("on the curve", mallory, [await claim(program, onCurve)], "InvalidSeeds");
  });

  test("who finds it pays one", async () => {
    const { stage, program, mallory, shares } = await scene();
    const [first, ...others] = receiptsOf(program, mallory.address);
    await stage.succeeds("claim", mallory, [await claim(program, { user: mallory })]);
    for (const receipt of others.slice(0, 5)) {
      await stage.fails("claim", mallory, [await claim(program, { user: mallory, receipt })], "InvalidSeeds");
      // The canonical address with another bump: the program does not look at what it is told.
      const again = await claim(program, { user: mallory, receipt: [first![0], receipt[1]] });
      await stage.fails("again", mallory, [again], "AccountAlreadyInitialized");
    }
    expect(shares()).toBe(4n);
  });
});

function bumpOnCurve(program: Parameters<typeof receiptsOf>[0], user: Parameters<typeof receiptsOf>[1]): number {
  const valid = new Set(receiptsOf(program, user).map(([, bump]) => bump));
  return Array.from({ length: 256 }, (_, bump) => bump).find((bump) => !valid.has(bump))!;
}

describe("the other checks", () => {
  test("attack: opening the pot again, elsewhere, for nothing, at somebody's cost", async () => {
    const { stage, program, ana, mallory, pot } = await scene();
    const open = await openPot(program, { payer: mallory, share: 5n * SOL });
    await stage.fails("again", mallory, [open], "AccountAlreadyInitialized");
    await stage.fails("elsewhere", mallory, [withAccount(open, pot, addressNamed("x"))], "InvalidSeeds");
    await stage.fails("nothing", mallory, [await openPot(program, { payer: mallory, share: 0n })], "InvalidArgument");
    const unsigned = withoutSignature(open, mallory.address);
    await stage.fails("unsigned", ana, [unsigned], "MissingRequiredSignature");
  });

  test("attack: a claim in somebody's name, on somebody's receipt, with another pot or System program", async () => {
    const { stage, svm, program, ana, mallory, pot } = await scene();
    const claiming = await claim(program, { user: ana });
    const [receipt] = await findReceipt(program, ana.address);
    const [other] = await findReceipt(program, mallory.address);
    await stage.fails("unsigned", mallory, [withoutSignature(claiming, ana.address)], "MissingRequiredSignature");
    await stage.fails("on Mallory's", ana, [withAccount(claiming, receipt, other)], "InvalidSeeds");
    const forged = addressNamed("forged pot");
    svm.setAccount(forged, { ...svm.getAccount(pot)!, programAddress: addressNamed("forger") });
    await stage.fails("another's pot", ana, [withAccount(claiming, pot, forged)], "IncorrectProgramId");
    const copy = addressNamed("copy");
    svm.setAccount(copy, { ...svm.getAccount(pot)! });
    await stage.fails("an account of the program", ana, [withAccount(claiming, pot, copy)], "InvalidSeeds");
    const impostor = stage.program(
      "impostor",
      entrypoint(() => {}),
    );
    await stage.fails("lie", ana, [withAccount(claiming, SYSTEM_PROGRAM_ADDRESS, impostor)], "MissingAccount");
  });

  test("attack: lamports at the receipt's address beforehand", async () => {
    const { stage, svm, program, ana, shares } = await scene();
    svm.airdrop((await findReceipt(program, ana.address))[0], 5_000_000n);
    await stage.succeeds("claim", ana, [await claim(program, { user: ana })]);
    expect(shares()).toBe(4n);
  });

  test("the pot keeps its rent", async () => {
    const { stage, svm, program, ana, pot } = await scene();
    svm.setAccount(pot, { ...svm.getAccount(pot)!, lamports: svm.minimumBalanceForRentExemption(9) + SOL - 1n });
    await stage.fails("claim", ana, [await claim(program, { user: ana })], "InsufficientFunds");
  });

  test.each([
    ["CHECK_IN", "InvalidSeeds"],
    ["CHECK_IN_FINDING", "InvalidSeeds"],
    ["CHECK_IN_BY_OWNER", "InvalidArgument"],
  ] as const)("attack: %s on somebody else's receipt, the pot, a forged one, unsigned", async (how, error) => {
    const { stage, svm, program, ana, mallory, pot } = await scene();
    await stage.prepare(ana, [await claim(program, { user: ana })]);
    await stage.prepare(mallory, [await claim(program, { user: mallory })]);
    const visit = await checkIn(program, { user: mallory, how });
    const [own] = await findReceipt(program, mallory.address);
    const [receipt] = await findReceipt(program, ana.address);
    await stage.fails("Ana's", mallory, [withAccount(visit, own, receipt)], error);
    await stage.fails("the pot", mallory, [withAccount(visit, own, pot)], "BorshIoError");
    const forged = addressNamed("forged");
    svm.setAccount(forged, { ...svm.getAccount(own)!, programAddress: addressNamed("forger") });
    await stage.fails("forged", mallory, [withAccount(visit, own, forged)], "IncorrectProgramId");
    await stage.fails("unsigned", ana, [withoutSignature(visit, mallory.address)], "MissingRequiredSignature");
    const nonsense = { ...visit, data: Uint8Array.of(5) };
    await stage.fails("no instruction", mallory, [nonsense], "InvalidInstructionData");
  });
});

test("both clients make the same instructions", async () => {
  const { program, ana } = await scene();
  const [id, key] = [new PublicKey(program), web3Keypair("Ana").publicKey];
  expectSameInstruction(await openPot(program, { payer: ana, share: SOL }), web3.openPot(id, key, SOL));
  expectSameInstruction(await claim(program, { user: ana }), web3.claim(id, key));
  for (const how of HOW) expectSameInstruction(await checkIn(program, { user: ana, how }), web3.checkIn(id, key, how));
});

test("10,000 random inputs end in errors of the program, or the pot lost a share for each receipt", async () => {
  const { stage, svm, program, ana, mallory, pot, shares } = await scene(airdrop, { signatureVerification: false });
  const receipts = [ana, mallory].flatMap(({ address }) => receiptsOf(program, address).slice(0, 3));
  const instructions = [
    await claim(program, { user: ana }),
    await claim(program, { user: mallory }),
    await checkIn(program, { user: ana }),
    await checkIn(program, { user: ana, how: "CHECK_IN_BY_OWNER" }),
  ];
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions,
    accounts: [program, pot, ...receipts.map(([address]) => address)],
    invariant() {
      const made = receipts.filter(([address]) => svm.getAccount(address)?.programAddress === program).length;
      if (shares() !== 5n - BigInt(made)) throw new Error(`${made} receipts, but ${shares()} shares are left`);
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});
