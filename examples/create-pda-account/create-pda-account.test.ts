import { lamports } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { getTransferSolInstruction, SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import type { SvmOptions } from "callgate";
import { CpiContext, deserialize, entrypoint, findProgramAddress, SYSTEM_PROGRAM_ID, system } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { createProfile, findProfile, Way } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { PROFILE_SEED, profileCodec, profiles } from "./program.js";

const WAYS = Object.entries(Way);
/** 32 bytes of key, a bump, a string of three letters. */
const PROFILE_BYTES = 32 + 1 + 4 + 3;

async function scene(options: SvmOptions = {}) {
  const stage = new Stage(options);
  const program = stage.program("profiles", profiles);
  const [ana, mallory] = await Promise.all([stage.person("Ana"), stage.person("Mallory")]);
  const [profile, bump] = await findProfile(program, ana.address);
  const create = (way: Way, name = "Ana") => createProfile(program, { holder: ana, name, way });
  return { stage, svm: stage.svm, program, ana, mallory, profile, bump, create };
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(7);
});

describe.each(WAYS)("%s", (_, way) => {
  test("makes an account of the program, with a profile in it, that the holder paid the rent of", async () => {
    const { stage, svm, program, ana, profile, bump, create } = await scene();
    await stage.succeeds("create", ana, [await create(way)]);
    const account = svm.getAccount(profile)!;
    expect(account.programAddress).toBe(program);
    expect(account.lamports).toBe(svm.minimumBalanceForRentExemption(PROFILE_BYTES));
    const holder = new PublicKey(ana.address).toBytes();
    expect(deserialize(profileCodec, account.data)).toEqual({ holder, bump, name: "Ana" });
    expect(svm.getBalance(ana.address)).toBe(10_000_000_000n - 5000n - account.lamports);
  });

  test("attack: creating again, to put another name in", async () => {
    const { stage, ana, profile, create } = await scene();
    await stage.prepare(ana, [await create(way)]);
    for (const [again, other] of WAYS) {
      await stage.fails(again, ana, [await create(other, "Eve")], "AccountAlreadyInitialized");
    }
    expect(deserialize(profileCodec, stage.dataOf(profile)).name).toBe("Ana");
  });

  test("attack: somebody else's profile, and an address that is none", async () => {
    const { stage, program, ana, mallory, profile, create } = await scene();
    const own = await createProfile(program, { holder: mallory, name: "Eve", way });
    const [theirs] = await findProfile(program, mallory.address);
    const another = await findProfile(program, addressNamed("nobody"));
    for (const address of [profile, another[0], addressNamed("elsewhere")]) {
      await stage.fails("create", mallory, [withAccount(own, theirs, address)], "InvalidSeeds");
    }
    const atTheCostOfAna = withoutSignature(await create(way), ana.address);
    await stage.fails("make Ana pay", mallory, [atTheCostOfAna], "MissingRequiredSignature");
  });

  test("attack: another program in the place of the System program", async () => {
    const { stage, ana, create } = await scene();
    const impostor = stage.program(
      "impostor",
      entrypoint(() => {}),
    );
    const lie = withAccount(await create(way), SYSTEM_PROGRAM_ADDRESS, impostor);
    await stage.fails("lie", ana, [lie], "MissingAccount");
  });
});

describe("attack: lamports at the address beforehand", () => {
  const LESS = 700_000n;
  const MORE = 5_000_000n;

  test.each([
    ["CREATE_ACCOUNT", LESS, { Custom: 0 }],
    ["CREATE_ACCOUNT", MORE, { Custom: 0 }],
    ["TRANSFER_ALLOCATE_ASSIGN", LESS, undefined],
    ["TRANSFER_ALLOCATE_ASSIGN", MORE, undefined],
    ["CREATE_ACCOUNT_ALLOW_PREFUND", LESS, undefined],
    ["CREATE_ACCOUNT_ALLOW_PREFUND", MORE, undefined],
  ] as const)("%s at an address with %i lamports", async (way, sent, error) => {
    const { stage, svm, ana, mallory, profile, create } = await scene();
    await stage.prepare(mallory, [
      getTransferSolInstruction({ source: mallory, destination: profile, amount: lamports(sent) }),
    ]);
    const instruction = await create(Way[way]);
    if (error !== undefined) {
      const { logs } = await stage.fails("create", ana, [instruction], error);
      expect(logs.join("\n")).toContain(`account Address { address: ${profile}, base: None } already in use`);
      return;
    }
    await stage.succeeds("create", ana, [instruction]);
    const minimum = svm.minimumBalanceForRentExemption(PROFILE_BYTES);
    const missing = sent < minimum ? minimum - sent : 0n;
    expect(svm.getBalance(profile)).toBe(sent + missing);
    expect(svm.getBalance(ana.address)).toBe(10_000_000_000n - 5000n - missing);
  });
});

test("names are text of at most 32 bytes", async () => {
  const { stage, ana, create } = await scene();
  await stage.fails("too long", ana, [await create(1, "é".repeat(17))], "InvalidArgument");
  const instruction = await create(1, "é".repeat(16));
  const invalid = Uint8Array.from(instruction.data!).fill(0xff, 5);
  await stage.fails("no UTF-8", ana, [{ ...instruction, data: invalid }], "BorshIoError");
  await stage.fails("no such way", ana, [{ ...instruction, data: Uint8Array.of(3) }], "InvalidInstructionData");
  await stage.fails("nothing", ana, [{ ...instruction, data: new Uint8Array() }], "InvalidInstructionData");
  await stage.succeeds("just right", ana, [instruction]);
});

describe("rent", () => {
  const PROFILE_RENT = { mainnet: (128n + 40n) * 5080n, "solana-1.10": (128n + 40n) * 6960n } as const;

  test.each(["mainnet", "solana-1.10"] as const)("is what the sysvar says: %s", async (features) => {
    const { stage, svm, ana, profile, create } = await scene({ features });
    await stage.succeeds("create", ana, [await create(Way.CREATE_ACCOUNT)]);
    expect(svm.getBalance(profile)).toBe(PROFILE_RENT[features]);
    expect(svm.minimumBalanceForRentExemption(0)).toBe(features === "mainnet" ? 650_240n : 890_880n);
  });

  /** Creates an account of 40 bytes with the lamports that the data says, as with a constant in the program. */
  const withConstant = entrypoint((programId, [payer, account], data) => {
    const [, bump] = findProgramAddress([PROFILE_SEED, payer!.key], programId);
    const lamports = new DataView(data.buffer, data.byteOffset).getBigUint64(0, true);
    const seeds = [PROFILE_SEED, payer!.key, Uint8Array.of(bump)];
    const context = CpiContext.newWithSigner(SYSTEM_PROGRAM_ID, { from: payer!, to: account! }, [seeds]);
    system.createAccount(context, { lamports, space: 40n, owner: programId });
  });

  test("a constant of one time is too much or too little at another", async () => {
    const createWith = async (features: "mainnet" | "solana-1.10", constant: bigint) => {
      const { stage, ana } = await scene({ features });
      const program = stage.program("constant", withConstant);
      const instruction = await createProfile(program, { holder: ana, name: "", way: 0 });
      const data = new Uint8Array(new BigUint64Array([constant]).buffer);
      const result = await stage.send("create", ana, [{ ...instruction, data }]);
      return result.ok ? "created" : result.error;
    };
    expect(await createWith("mainnet", PROFILE_RENT["solana-1.10"])).toBe("created");
    expect(await createWith("solana-1.10", PROFILE_RENT.mainnet)).toEqual({
      InsufficientFundsForRent: { account_index: 1 },
    });
  });

  test.each([
    ["mainnet", "success"],
    ["solana-1.10", { InsufficientFundsForRent: { account_index: 1 } }],
  ] as const)("crediting an account that holds less than its rent: %s", async (features, expected) => {
    const { stage, svm, program, ana, profile } = await scene({ features });
    svm.setAccount(profile, { lamports: 1000n, owner: program, data: new Uint8Array(40) });
    const amount = lamports(1n);
    const credit = getTransferSolInstruction({ source: ana, destination: profile, amount });
    const result = await stage.send("credit", ana, [credit]);
    expect(result.ok ? "success" : result.error).toEqual(expected);
  });
});

test("before SIMD-0312 there is no create_account that allows for lamports", async () => {
  const { stage, ana, create } = await scene({ features: "solana-1.10" });
  await stage.fails("create", ana, [await create(Way.CREATE_ACCOUNT_ALLOW_PREFUND)], "InvalidInstructionData");
  await stage.succeeds("create", ana, [await create(Way.TRANSFER_ALLOCATE_ASSIGN)]);
});

test("both clients make the same instructions", async () => {
  const { program, ana } = await scene();
  for (const [, way] of WAYS) {
    const kit = await createProfile(program, { holder: ana, name: "Ana ✓", way });
    const other = web3.createProfile(new PublicKey(program), web3Keypair("Ana").publicKey, "Ana ✓", way);
    expectSameInstruction(kit, other);
  }
});

test("10,000 random inputs end in errors of the program, or in a profile", async () => {
  const { stage, svm, program, ana, profile, create } = await scene({ signatureVerification: false });
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions: [await create(0), await create(1), await create(2)],
    accounts: [program, (await findProfile(program, addressNamed("nobody")))[0]],
    invariant() {
      const account = svm.getAccount(profile);
      if (account?.programAddress === program) deserialize(profileCodec, account.data);
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});
