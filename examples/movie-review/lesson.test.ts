import { type Address, getProgramDerivedAddress, type Instruction } from "@solana/kit";
import { AccountMeta, entrypoint, findProgramAddress, invokeSigned, msg, pubkey } from "callgate/program";
import { describe, expect, test } from "vitest";
import { readonly, writable } from "../support/metas.js";
import { addressNamed } from "../support/people.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import * as client from "./client.js";
import { scene, tron } from "./scene.js";
import { ReviewError } from "./state.js";

// What the lesson says of calls in general, under the rules of today and of 2022, when it was written.

const PRESETS = ["mainnet", "solana-1.10"] as const;
const SEED = new TextEncoder().encode("seed");

describe.each(PRESETS)("%s", (features) => {
  /** What a program that is called with `AccountMeta`s of its caller's making says of the first account. */
  async function callWithSeeds(seeds: readonly Uint8Array[], askFor: "signer" | "writable" | "nothing") {
    const stage = new Stage({ features });
    const ana = await stage.person("Ana");
    const callee = stage.program(
      "callee",
      entrypoint((_, [account]) => msg(`signer: ${account?.isSigner}`)),
    );
    const caller = entrypoint((programId, accounts) => {
      const [pda, bump] = findProgramAddress([SEED], programId);
      const meta = askFor === "writable" ? AccountMeta.writable(pda) : AccountMeta.readonly(pda, askFor === "signer");
      const signed = [...seeds, Uint8Array.of(bump)];
      invokeSigned({ programId: pubkey(callee), accounts: [meta], data: new Uint8Array() }, accounts, [signed]);
    });
    const program = stage.program("caller", caller);
    const [pda] = await getProgramDerivedAddress({ programAddress: program, seeds: ["seed"] });
    return { pda, result: await stage.send("call", ana, [instruction(program, readonly(pda), readonly(callee))]) };
  }

  test("with the right seeds the program signs for its PDA", async () => {
    const { result } = await callWithSeeds([SEED], "signer");
    expect(result.ok).toBe(true);
    expect(result.logs).toContain("Program log: signer: true");
  });

  test("wrong seeds: the log says 'signer privilege escalated'", async () => {
    const { pda, result } = await callWithSeeds([], "signer");
    expect(result).toMatchObject({ ok: false, error: { InstructionError: [0, "PrivilegeEscalation"] } });
    expect(result.logs).toContain(`${pda}'s signer privilege escalated`);
    expect(result.logs.at(-1)).toMatch(
      /failed: Cross-program invocation with unauthorized signer or writable account$/,
    );
  });

  test("an account that the caller may not write: 'writable privilege escalated'", async () => {
    const { pda, result } = await callWithSeeds([SEED], "writable");
    expect(result).toMatchObject({ ok: false, error: { InstructionError: [0, "PrivilegeEscalation"] } });
    expect(result.logs).toContain(`${pda}'s writable privilege escalated`);
  });

  test("seeds make a signer of whom the instruction names as one, not of every AccountInfo that is passed", async () => {
    const { result } = await callWithSeeds([SEED], "nothing");
    expect(result.logs).toContain("Program log: signer: false");
  });

  /** A program does something to an account of somebody else. */
  async function touch(
    role: (account: Address) => ReturnType<typeof readonly>,
    error: ExpectedError | undefined,
    does: "give" | "take" | "write" | "write the same",
  ) {
    const stage = new Stage({ features });
    const ana = await stage.person("Ana");
    const [own, theirs] = [addressNamed("own"), addressNamed("theirs")];
    const program = stage.program(
      "touch",
      entrypoint((_, [mine, account]) => {
        const amount = does === "give" ? 5n : does === "take" ? -5n : 0n;
        if (mine === undefined || account === undefined) return;
        mine.lamports -= amount;
        account.lamports += amount;
        if (does === "write") account.data[0] = 1;
        if (does === "write the same") account.data[0] = 0;
      }),
    );
    const account = { lamports: 1_000_000_000n, data: new Uint8Array(8) };
    stage.svm.setAccount(own, { ...account, owner: program });
    stage.svm.setAccount(theirs, { ...account, owner: addressNamed("their program") });
    const sent = [instruction(program, writable(own), role(theirs))];
    if (error === undefined) await stage.succeeds(does, ana, sent);
    else await stage.fails(does, ana, sent, error);
  }

  test("any writable account may be given lamports; from a foreign one none are taken, and its data stays", async () => {
    await touch(writable, undefined, "give");
    await touch(writable, "ExternalAccountLamportSpend", "take");
    await touch(writable, "ExternalAccountDataModified", "write");
    await touch(readonly, "ReadonlyLamportChange", "give");
    await touch(readonly, "ReadonlyDataModified", "write");
  });

  test("writing what is there already is no change, whoever owns the account", async () => {
    await touch(readonly, undefined, "write the same");
  });

  test("the authority's seed is token_auth; the lesson's text once says token_authority", async () => {
    const { stage, program, mallory, mintAuth } = await scene({ features });
    const [other] = await getProgramDerivedAddress({ programAddress: program, seeds: ["token_authority"] });
    const add = withAccount(await client.addMovieReview(program, mallory, tron), mintAuth, other);
    await stage.fails("add", mallory, [add], { Custom: ReviewError.InvalidPDA });
  });
});

test("what the accounts of the lab hold for rent", async () => {
  const held = async (features: (typeof PRESETS)[number]) => {
    const { stage, review, counter, tokenMint } = await scene({ features });
    return [review, counter, tokenMint].map((address) => stage.svm.getBalance(address));
  };
  expect(await held("mainnet")).toEqual([5_730_240n, 751_840n, 1_066_800n]);
  expect(await held("solana-1.10")).toEqual([7_850_880n, 1_030_080n, 1_461_600n]);
});

test("what a review costs, and MintTo of it", async () => {
  const cost = async (features: (typeof PRESETS)[number]) => {
    const { stage, program, ben } = await scene({ features });
    const result = await stage.succeeds("add", ben, [await client.addMovieReview(program, ben, tron)]);
    const mintTo = result.logs.find((line) => /^Program Token\w+ consumed/.test(line));
    return [result.computeUnitsConsumed, Number(mintTo?.split(" ")[3])];
  };
  const [today, then] = [await cost("mainnet"), await cost("solana-1.10")];
  expect(today[1]).toBe(119);
  expect(then[1]).toBe(4492);
  expect(today[0]).toBeLessThan(then[0]!);
});

function instruction(programAddress: Address, ...accounts: ReturnType<typeof readonly>[]): Instruction {
  return { programAddress, accounts };
}
