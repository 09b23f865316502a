import { createHash } from "node:crypto";
import { type Address, createAddressWithSeed, getAddressEncoder, isOffCurveAddress, lamports } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { getCreateAccountWithSeedInstruction } from "@solana-program/system";
import type { FeaturePresetName } from "callgate";
import {
  addressOf,
  createProgramAddress,
  createWithSeed,
  entrypoint,
  findProgramAddress,
  invokeSigned,
  ProgramError,
  token,
} from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withReadonly } from "../support/tampering.js";
import { tokensOf } from "../support/tokens.js";
import {
  createEscrow,
  ESCROW_PROGRAM,
  transferOneTokenFromEscrow,
  transferOneTokenFromEscrow2,
  transferOneTokenFromEscrow2WithBump,
} from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { ESCROW_ID, ESCROW_SEED, ESCROW2_SEED } from "./program.js";
import { scene } from "./scene.js";

/** The documents describe the first network and the second in the same words. */
const PRESETS: readonly FeaturePresetName[] = ["mainnet", "solana-1.10", "nexis"];
const UNITS_OF_DERIVATION = 1500;

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(6);
});

describe.each(PRESETS)("under %s", (features) => {
  const stage = () => new Stage({ features });

  test('"escrow" without a bump: in, and out again', async () => {
    const { stage: theStage, alice, deposit, escrowed, alices, transfer } = await scene(stage());
    await theStage.succeeds("in", alice, [deposit(escrowed, 1n)]);
    expect([tokensOf(theStage, alices), tokensOf(theStage, escrowed)]).toEqual([9n, 1n]);
    const result = await theStage.succeeds("out", alice, [await transferOneTokenFromEscrow(transfer)]);
    expect([tokensOf(theStage, alices), tokensOf(theStage, escrowed)]).toEqual([10n, 0n]);
    expect(result.innerInstructions[0]).toHaveLength(1);
  });

  test('"escrow2" with a bump, searched or passed: in, and out again', async () => {
    const { stage: theStage, alice, deposit, escrowed2, alices, transfer } = await scene(stage());
    await theStage.succeeds("in", alice, [deposit(escrowed2, 2n)]);
    await theStage.succeeds("out", alice, [await transferOneTokenFromEscrow2(transfer)]);
    await theStage.succeeds("out", alice, [await transferOneTokenFromEscrow2WithBump(transfer)]);
    expect([tokensOf(theStage, alices), tokensOf(theStage, escrowed2)]).toEqual([10n, 0n]);
  });

  test("a bump that is passed saves the search: 1,500 units for each bump that was tried", async () => {
    const { stage: theStage, alice, deposit, escrowed2, transfer, bump2 } = await scene(stage());
    await theStage.succeeds("in", alice, [deposit(escrowed2, 2n)]);
    const searched = await theStage.succeeds("out", alice, [await transferOneTokenFromEscrow2(transfer)]);
    const passed = await theStage.succeeds("out", alice, [await transferOneTokenFromEscrow2WithBump(transfer)]);
    expect(bump2).toBe(251);
    const saved = searched.computeUnitsConsumed - passed.computeUnitsConsumed;
    expect(saved).toBe((255 - bump2) * UNITS_OF_DERIVATION);
  });

  test('"escrow2" alone is on the curve: the program cannot derive it', async () => {
    const derives = entrypoint((programId) => void createProgramAddress([ESCROW2_SEED], programId));
    const { stage: theStage, alice } = await scene(stage(), derives);
    await theStage.fails("derive", alice, [{ programAddress: ESCROW_PROGRAM }], "InvalidSeeds");
  });

  test("nor can the runtime sign for it", async () => {
    const signs = entrypoint((_, accounts) => {
      const [from, to, authority, tokenProgram] = accounts.map(({ key }) => key);
      const keys = { from: from!, to: to!, authority: authority! };
      invokeSigned(token.transfer.instruction(tokenProgram!, keys, { amount: 1n }), accounts, [[ESCROW2_SEED]]);
    });
    const { stage: theStage, alice, deposit, escrowed2, transfer, address2 } = await scene(stage(), signs);
    await theStage.succeeds("in", alice, [deposit(escrowed2, 1n)]);
    const { accounts = [], ...instruction } = await transferOneTokenFromEscrow2(transfer);
    const [authority, to, from, program] = accounts;
    expect(authority!.address).toBe(address2);
    const call = { ...instruction, accounts: [from!, to!, authority!, program!] };
    const { logs } = await theStage.fails("sign", alice, [call], "ProgramFailedToComplete");
    expect(logs.join("\n")).toContain("Could not create program address with signer seeds");
  });

  test("the seeds of one program sign for nothing of another", async () => {
    const { stage: theStage, alice, deposit, escrowed, transfer } = await scene(stage());
    await theStage.succeeds("in", alice, [deposit(escrowed, 1n)]);
    const thief = theStage.program(
      "thief",
      entrypoint((_, accounts) => {
        const [authority, to, from, tokenProgram] = accounts.map(({ key }) => key);
        const keys = { from: from!, to: to!, authority: authority! };
        invokeSigned(token.transfer.instruction(tokenProgram!, keys, { amount: 1n }), accounts, [
          [ESCROW_SEED, bumpOf()],
        ]);
      }),
    );
    const bumpOf = () => Uint8Array.of(findProgramAddress([ESCROW_SEED], new PublicKey(thief).toBytes())[1]);
    const instruction = { ...(await transferOneTokenFromEscrow(transfer)), programAddress: thief };
    await theStage.fails("steal", alice, [instruction], "PrivilegeEscalation");
  });

  test("CreateAccountWithSeed: an address of a base, a seed and an owner, for which the base signs", async () => {
    const { stage: theStage, svm, alice } = await scene(stage());
    const derived = await createAddressWithSeed({
      baseAddress: alice.address,
      seed: "escrow",
      programAddress: ESCROW_PROGRAM,
    });
    const base = Uint8Array.from(getAddressEncoder().encode(alice.address));
    const hash = createHash("sha256").update(base).update("escrow").update(ESCROW_ID).digest();
    expect(addressOf(hash)).toBe(derived);
    expect(addressOf(createWithSeed(base, "escrow", ESCROW_ID))).toBe(derived);

    const create = (newAccount: Address) =>
      getCreateAccountWithSeedInstruction({
        payer: alice,
        newAccount,
        baseAccount: alice,
        base: alice.address,
        seed: "escrow",
        amount: lamports(svm.minimumBalanceForRentExemption(8)),
        space: 8,
        programAddress: ESCROW_PROGRAM,
      });
    // AddressWithSeedMismatch
    await theStage.fails("elsewhere", alice, [create(addressNamed("elsewhere"))], { Custom: 5 });
    await theStage.succeeds("create", alice, [create(derived)]);
    expect(svm.getAccount(derived)).toMatchObject({ programAddress: ESCROW_PROGRAM, space: 8n });
  });
});

describe("addresses", () => {
  test("both clients and the program derive the same ones", async () => {
    const { address, address2, bump2 } = await scene(new Stage());
    expect(addressOf(createProgramAddress([ESCROW_SEED], ESCROW_ID))).toBe(address);
    const [found, bump] = findProgramAddress([ESCROW2_SEED], ESCROW_ID);
    expect([addressOf(found), bump]).toEqual([address2, bump2]);
    expect(isOffCurveAddress(address)).toBe(true);
    await expect(createEscrow("escrow2")).rejects.toThrow("on the curve");
  });

  test("about half of all seeds derive an address off the curve", () => {
    const isOffCurve = (i: number) => {
      try {
        return createProgramAddress([Uint8Array.of(i, i >> 8)], ESCROW_ID) !== undefined;
      } catch {
        return false;
      }
    };
    const offCurve = Array.from({ length: 1000 }, (_, i) => i).filter(isOffCurve).length;
    expect(offCurve).toBeGreaterThan(430);
    expect(offCurve).toBeLessThan(570);
  });

  test("create_with_seed takes 32 bytes of seed, and no owner that could be the end of a derived address's hash", () => {
    const base = web3Keypair("Alice").publicKey.toBytes();
    expect(() => createWithSeed(base, "s".repeat(33), ESCROW_ID)).toThrow(new ProgramError("MaxSeedLengthExceeded"));
    const owner = new Uint8Array(32);
    owner.set(new TextEncoder().encode("ProgramDerivedAddress"), 11);
    expect(() => createWithSeed(base, "escrow", owner)).toThrow(new ProgramError("IllegalOwner"));

    // Without that rule these would be the same: what is hashed is base, seed, owner, and seeds, program, marker.
    const program = Uint8Array.of(...new TextEncoder().encode("s".repeat(21)), ...owner.subarray(0, 11));
    const [, bump] = findProgramAddress([base.subarray(0, 31)], program);
    const someBase = Uint8Array.of(...base.subarray(0, 31), bump);
    const hash = createHash("sha256").update(someBase).update("s".repeat(21)).update(owner).digest();
    expect(Uint8Array.from(hash)).toEqual(createProgramAddress([someBase], program));
  });
});

describe("each check, and the attack that it stops", () => {
  async function funded() {
    const set = await scene(new Stage());
    await set.stage.prepare(set.alice, [set.deposit(set.escrowed, 2n), set.deposit(set.escrowed2, 2n)]);
    return set;
  }

  test("another address as the escrow", async () => {
    const { stage, alice, transfer, address, address2 } = await funded();
    const one = await transferOneTokenFromEscrow(transfer);
    await stage.fails("escrow2", alice, [withAccount(one, address, address2)], "InvalidSeeds");
    await stage.fails("Alice", alice, [withAccount(one, address, alice.address)], "InvalidSeeds");
  });

  test("the tokens of another escrow", async () => {
    const { stage, alice, transfer, escrowed, escrowed2 } = await funded();
    const one = withAccount(await transferOneTokenFromEscrow(transfer), escrowed, escrowed2);
    // OwnerMismatch
    await stage.fails("steal", alice, [one], { Custom: 4 });
  });

  test("another program in the place of the Token program", async () => {
    const { stage, alice, transfer } = await funded();
    const impostor = stage.program(
      "impostor",
      entrypoint(() => {}),
    );
    const { accounts = [], ...one } = await transferOneTokenFromEscrow(transfer);
    const instruction = { ...one, accounts: [...accounts.slice(0, 3), { address: impostor, role: 0 }] };
    await stage.fails("lie", alice, [instruction], "IncorrectProgramId");
  });

  test("a token account that the program may not write", async () => {
    const { stage, alice, transfer, escrowed } = await funded();
    const readonly = withReadonly(await transferOneTokenFromEscrow(transfer), escrowed);
    await stage.fails("readonly", alice, [readonly], "PrivilegeEscalation");
  });

  test("a bump that is not escrow2's", async () => {
    const { stage, alice, transfer, address2 } = await funded();
    const two = await transferOneTokenFromEscrow2WithBump(transfer);
    const withBump = (bump: number) => ({ ...two, data: Uint8Array.of(2, bump) });
    for (const bump of [255, 254, 253, 252, 250]) {
      await stage.fails("another bump", alice, [withBump(bump)], "InvalidSeeds");
    }
    // One that is off the curve too derives another address of the program, which has no tokens.
    const [bump, other] = anotherBump();
    const instruction = withAccount(withBump(bump), address2, other);
    await stage.fails("its address", alice, [instruction], { Custom: 4 });
  });

  test("an empty escrow", async () => {
    const { stage, alice, transfer } = await scene(new Stage());
    // InsufficientFunds
    await stage.fails("too late", alice, [await transferOneTokenFromEscrow(transfer)], { Custom: 1 });
  });

  test.each([[], [0, 0], [1, 0], [2], [2, 251, 0], [3]])("unknown instruction data %j", async (...data) => {
    const { stage, alice, transfer } = await funded();
    const instruction = { ...(await transferOneTokenFromEscrow(transfer)), data: Uint8Array.from(data) };
    await stage.fails("unknown", alice, [instruction], "InvalidInstructionData");
  });
});

/** The highest bump below escrow2's that is off the curve. */
function anotherBump(): [bump: number, address: Address] {
  for (let bump = 250; bump > 0; bump--) {
    try {
      return [bump, addressOf(createProgramAddress([ESCROW2_SEED, Uint8Array.of(bump)], ESCROW_ID))];
    } catch {}
  }
  throw new Error("there is no other bump");
}

test("both clients make the same instructions", async () => {
  const { transfer } = await scene(new Stage());
  const [mint, to] = [new PublicKey(transfer.mint), new PublicKey(transfer.to)];
  expectSameInstruction(await transferOneTokenFromEscrow(transfer), web3.transferOneTokenFromEscrow(mint, to));
  expectSameInstruction(await transferOneTokenFromEscrow2(transfer), web3.transferOneTokenFromEscrow2(mint, to));
  expectSameInstruction(
    await transferOneTokenFromEscrow2WithBump(transfer),
    web3.transferOneTokenFromEscrow2WithBump(mint, to),
  );
});

test("10,000 random inputs lose no token, and take none of Alice's", async () => {
  const set = await scene(new Stage({ signatureVerification: false }));
  const { stage, alice, transfer, alices, escrowed, escrowed2, address, address2 } = set;
  await stage.prepare(alice, [set.deposit(escrowed, 3n), set.deposit(escrowed2, 3n)]);
  const tally = sendRandomInputs({
    stage,
    payer: alice.address,
    programAddress: ESCROW_PROGRAM,
    instructions: [
      await transferOneTokenFromEscrow(transfer),
      await transferOneTokenFromEscrow2(transfer),
      await transferOneTokenFromEscrow2WithBump(transfer),
    ],
    accounts: [alices, escrowed, escrowed2, address, address2],
    invariant: () => {
      const [a, b, c] = [alices, escrowed, escrowed2].map((account) => tokensOf(stage, account));
      if (a! + b! + c! !== 10n || a! < 4n) throw new Error(`there are ${a}, ${b} and ${c} tokens`);
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});
