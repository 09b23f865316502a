import { expect, test } from "vitest";
import { base64Encode } from "../../src/base/base64.js";
import { concatBytes } from "../../src/base/bytes.js";
import { isOnCurve } from "../../src/crypto/is-on-curve.js";
import { readIdl } from "../../src/idl/index.js";
import { type AccountInfo, invoke, invokeSigned } from "../../src/program/index.js";
import type { AccountMeta, Instruction } from "../../src/solana/instruction.js";
import { createProgramAddress, findProgramAddress } from "../../src/solana/program-derived-address.js";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  SYSVAR_CLOCK_ID,
  SYSVAR_RENT_ID,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyFromAddress } from "../../src/solana/pubkey.js";
import { isReservedAccountKey } from "../../src/solana/reserved-account-keys.js";
import { keyOf, meta, run, Scene } from "./scene.js";

const NATIVE_MINT = pubkeyFromAddress("So11111111111111111111111111111111111111112");
const utf8 = (text: string) => new TextEncoder().encode(text);
const u64 = (value: bigint) => new Uint8Array(BigUint64Array.of(value).buffer);

/** The System program's transfer of 1 lamport. */
function transfer(from: AccountMeta, to: Pubkey): Instruction {
  const data = concatBytes(Uint8Array.of(2, 0, 0, 0), u64(1n));
  return { programId: SYSTEM_PROGRAM_ID, accounts: [from, meta(to, "w")], data };
}

const toPayer = (infos: readonly AccountInfo[]) => transfer(meta(infos[0]!.key, "sw"), infos[1]!.key);

test("a wallet that did not sign the transaction", async () => {
  const scene = new Scene();
  const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
  const vault = scene.program("vault", (_, infos) => invoke(toPayer(infos), infos));
  const explained = scene.explain([run(vault, [meta(ana, "w"), meta(bob, "w"), meta(SYSTEM_PROGRAM_ID)])]);
  expect(explained.explanation).toMatchObject({
    code: "signer-privilege-escalated",
    fix: { kind: "sign", addresses: [addressFromPubkey(ana)] },
    where: { instructionIndex: 0, frame: 1 },
  });
  await scene.expectGolden("signer-not-signed", explained);
});

test("a sysvar, for which nobody has a key", async () => {
  const clocks = [SYSVAR_CLOCK_ID, SYSVAR_RENT_ID, TOKEN_PROGRAM_ID, SYSTEM_PROGRAM_ID].filter((key) => isOnCurve(key));
  const sysvar = clocks.find((key) => isReservedAccountKey(key));
  // If all lay off the curve, they would be told as addresses of programs.
  expect(sysvar).toBeDefined();
  const scene = new Scene();
  const vault = scene.program("vault", (_, infos) => invoke(transfer(meta(infos[0]!.key, "s"), infos[1]!.key), infos));
  const accounts = [meta(sysvar!), meta(scene.wallet("bob"), "w"), meta(SYSTEM_PROGRAM_ID)];
  const explained = scene.explain([run(vault, accounts)]);
  expect(explained.explanation?.fix).toBeNull();
  await scene.expectGolden("signer-sysvar", explained);
});

test("a signature that a program in between dropped", async () => {
  const scene = new Scene();
  const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
  const vault = scene.program("vault", (_, infos) => invoke(toPayer(infos), infos));
  const router = scene.program("router", (_, infos) => {
    const accounts = infos.slice(0, 3).map(({ key }, i) => meta(key, i < 2 ? "w" : ""));
    invoke({ programId: vault, accounts, data: new Uint8Array(0) }, infos);
  });
  const explained = scene.explain([
    run(router, [meta(ana, "sw"), meta(bob, "w"), meta(SYSTEM_PROGRAM_ID), meta(vault)]),
  ]);
  expect(explained.explanation).toMatchObject({
    facts: { signature: 1, lostIn: 1 },
    fix: { kind: "passAccount", isSigner: true },
  });
  await scene.expectGolden("signer-dropped", explained);
});

/** A vault that signs for its own address with the seeds given. */
function vaultScene(seedsGiven: (vault: Pubkey, mint: Pubkey, bump: number) => readonly (readonly Uint8Array[])[]) {
  const scene = new Scene();
  const [bob, mint] = [scene.wallet("bob"), scene.wallet("mint")];
  const vault = scene.program("vault", (id, infos) => {
    const bump = findProgramAddress([utf8("vault"), mint], id)!.bump;
    invokeSigned(toPayer(infos), infos, seedsGiven(id, mint, bump));
  });
  const { address } = findProgramAddress([utf8("vault"), mint], vault)!;
  const authority = scene.set(scene.name("authority", address));
  const accounts = [meta(authority, "w"), meta(bob, "w"), meta(SYSTEM_PROGRAM_ID), meta(mint)];
  return { scene, vault, authority, explained: scene.explain([run(vault, accounts)]) };
}

/** Another bump that gives an address at all. */
function otherBump(vault: Pubkey, mint: Pubkey, bump: number): number {
  for (let other = bump - 1; ; other--) {
    if (createProgramAddress([utf8("vault"), mint, Uint8Array.of(other)], vault).ok) return other;
  }
}

test("seeds with the wrong bump", async () => {
  const { scene, explained } = vaultScene((vault, mint, bump) => [
    [utf8("vault"), mint, Uint8Array.of(otherBump(vault, mint, bump))],
  ]);
  expect(explained.explanation?.fix).toMatchObject({ kind: "signerSeeds" });
  expect(explained.explanation?.words.join("\n")).toMatch(/it passed bump \d+/);
  await scene.expectGolden("signer-wrong-bump", explained);
});

test("a misspelt seed", async () => {
  const { scene, explained } = vaultScene((vault, mint) => {
    const { bump } = findProgramAddress([utf8("vualt"), mint], vault)!;
    return [[utf8("vualt"), mint, Uint8Array.of(bump)]];
  });
  // The right word is nowhere, so nobody can tell.
  expect(explained.explanation).toMatchObject({ fix: null, facts: { derivesFrom: null } });
  await scene.expectGolden("signer-unknown-seeds", explained);
});

test("a forgotten seed", async () => {
  const { scene, explained } = vaultScene((vault) => {
    const { bump } = findProgramAddress([utf8("vault")], vault)!;
    return [[utf8("vault"), Uint8Array.of(bump)]];
  });
  await scene.expectGolden("signer-missing-seed", explained);
});

test("invoke in the place of invoke_signed, the seed being in the program's code", async () => {
  const scene = new Scene();
  const [bob, mint] = [scene.wallet("bob"), scene.wallet("mint")];
  const vault = scene.puppet("vault", utf8("treasury\0other words"));
  const { address } = findProgramAddress([utf8("treasury"), mint], vault)!;
  const authority = scene.set(scene.name("authority", address));
  const accounts = [meta(authority, "w"), meta(bob, "w"), meta(SYSTEM_PROGRAM_ID), meta(mint)];
  const { data, accounts: metas } = transfer(meta(authority, "sw"), bob);
  const instruction = scene.act(vault, accounts, (puppet) => puppet.call(SYSTEM_PROGRAM_ID, metas, data));
  const explained = scene.explain([instruction]);
  expect(explained.explanation?.fix).toMatchObject({ kind: "signerSeeds", given: null });
  await scene.expectGolden("signer-no-seeds", explained);
});

const ALL = { computeUnitLimit: 1_400_000, loadedAccountsDataSizeLimit: 64 * 1024 * 1024 };

test.each(["c", "rust"] as const)(
  "seeds in the place of which a compiled program signs with others: %s",
  async (abi) => {
    const scene = new Scene();
    const [bob, mint] = [scene.wallet("bob"), scene.wallet("mint")];
    const vault = scene.puppet("vault");
    const { address, bump } = findProgramAddress([utf8("vault"), mint], vault)!;
    const authority = scene.set(scene.name("authority", address));
    const accounts = [meta(authority, "w"), meta(bob, "w"), meta(SYSTEM_PROGRAM_ID), meta(mint)];
    const { data, accounts: metas } = transfer(meta(authority, "sw"), bob);
    const given = [utf8("vault"), mint, Uint8Array.of(otherBump(vault, mint, bump))];
    const options = { abi, signers: [[Uint8Array.of(findProgramAddress([], vault)!.bump)], given] };
    const instruction = scene.act(vault, accounts, (puppet) => puppet.call(SYSTEM_PROGRAM_ID, metas, data, options));
    const { explanation, fixed } = scene.explain([instruction, instruction], { version: 1, config: ALL });
    const seeds = [utf8("vault"), mint, Uint8Array.of(bump)].map(base64Encode);
    expect(explanation).toMatchObject({ code: "signer-privilege-escalated" });
    expect(explanation?.fix).toMatchObject({ kind: "signerSeeds", seeds, given: given.map(base64Encode) });
    // Both instructions sign wrongly, and both are mended.
    expect(fixed).toMatchObject({ passes: true });
    expect(fixed!.trace.frames.flatMap(({ calls }) => calls)).toHaveLength(2);
  },
);

test("an address of another program", async () => {
  const scene = new Scene();
  const [bob, mint] = [scene.wallet("bob"), scene.wallet("mint")];
  const other = scene.program("escrow", () => {});
  const { address } = findProgramAddress([utf8("vault"), mint], other)!;
  const authority = scene.set(scene.name("authority", address), { owner: other, data: new Uint8Array(8) });
  const vault = scene.program("vault", (id, infos) => {
    const { bump } = findProgramAddress([utf8("vault"), mint], id)!;
    invokeSigned(toPayer(infos), infos, [[utf8("vault"), mint, Uint8Array.of(bump)]]);
  });
  const accounts = [meta(authority, "w"), meta(bob, "w"), meta(SYSTEM_PROGRAM_ID), meta(mint)];
  const explained = scene.explain([run(vault, accounts)]);
  expect(explained.explanation?.words.join("\n")).toContain("only that program can sign for it");
  expect(explained.explanation?.fix).toBeNull();
  await scene.expectGolden("signer-other-program", explained);
});

test("seeds that stand in an account's data", async () => {
  const scene = new Scene();
  const bob = scene.wallet("bob");
  const hidden = scene.name("creator", keyOf("creator"));
  const vault = scene.program("vault", (id, infos) => {
    const { bump } = findProgramAddress([utf8("pool"), u64(8n)], id)!;
    invokeSigned(toPayer(infos), infos, [[utf8("pool"), u64(8n), Uint8Array.of(bump)]]);
  });
  const { address } = findProgramAddress([utf8("pool"), hidden], vault)!;
  const authority = scene.set(scene.name("authority", address));
  const state = scene.wallet("state", { owner: vault, data: concatBytes(new Uint8Array(8), hidden, u64(5n)) });
  const accounts = [meta(authority, "w"), meta(bob, "w"), meta(SYSTEM_PROGRAM_ID), meta(state)];
  await scene.expectGolden("signer-seed-in-data", scene.explain([run(vault, accounts)]));
});

test("a signature by seeds that a program in between dropped", async () => {
  const scene = new Scene();
  const bob = scene.wallet("bob");
  const payout = scene.program("payout", (_, infos) => invoke(toPayer(infos), infos));
  const router = scene.program("router", (_, infos) => {
    const accounts = [meta(infos[0]!.key, "w"), ...infos.slice(1).map(({ key }, i) => meta(key, i === 0 ? "w" : ""))];
    invoke({ programId: payout, accounts, data: new Uint8Array(0) }, infos);
  });
  const vault = scene.program("vault", (id, infos) => {
    const { bump } = findProgramAddress([utf8("vault")], id)!;
    const accounts = [meta(infos[0]!.key, "sw"), ...infos.slice(1).map(({ key }, i) => meta(key, i === 0 ? "w" : ""))];
    invokeSigned({ programId: router, accounts, data: new Uint8Array(0) }, infos, [
      [utf8("vault"), Uint8Array.of(bump)],
    ]);
  });
  const { address } = findProgramAddress([utf8("vault")], vault)!;
  const authority = scene.set(scene.name("authority", address));
  const metas = [meta(authority, "w"), meta(bob, "w"), meta(SYSTEM_PROGRAM_ID), meta(router), meta(payout)];
  const explained = scene.explain([run(vault, metas)]);
  expect(explained.explanation?.words.join("\n")).toContain("a program above signed for it");
  await scene.expectGolden("signer-seeds-dropped", explained);
});

test("the search ends, and says how much it searched", () => {
  const scene = new Scene();
  const states = Array.from({ length: 20 }, (_, i) => {
    const data = Uint8Array.from({ length: 2000 }, (_, at) => (at * at * 31 + i * 17 + (at >> 3)) % 251);
    return scene.wallet(`state ${i}`, { data });
  });
  const { address } = findProgramAddress([utf8("nobody knows")], keyOf("a program that is nowhere"))!;
  const authority = scene.set(scene.name("authority", address));
  const vault = scene.program("vault", (_, infos) => invoke(toPayer(infos), infos));
  const accounts = [meta(authority, "w"), ...states.map((state) => meta(state, "w")), meta(SYSTEM_PROGRAM_ID)];
  const { explanation } = scene.explain([run(vault, accounts)]);
  expect(explanation?.facts).toMatchObject({ derivesFrom: null, searched: expect.any(Number) });
  const { searched } = explanation!.facts;
  expect(searched).toBeGreaterThan(100_000);
  // It stops once it has finished the set of seeds that it is at.
  expect(searched).toBeLessThan(200_000 + 2_000);
  expect(explanation?.words.join("\n")).toContain(`unknown: ${searched} derivations`);
});

test("a seed that only the IDL has", async () => {
  const id = keyOf("vault");
  const seed = (name: string) => ({ kind: "const", value: [...utf8(name)] });
  const idl = {
    address: addressFromPubkey(id),
    metadata: { name: "vault", version: "0.1.0", spec: "0.1.0" },
    instructions: [
      {
        name: "pay",
        discriminator: [1, 2, 3, 4, 5, 6, 7, 8],
        accounts: [
          {
            name: "treasury",
            writable: true,
            pda: { seeds: [seed("treasury-of"), { kind: "account", path: "mint" }] },
          },
        ],
        args: [],
      },
    ],
  };
  const scene = new Scene({ idls: [readIdl(idl)] });
  const [bob, mint] = [scene.wallet("bob"), scene.wallet("mint")];
  const vault = scene.program("vault", (_, infos) => invoke(toPayer(infos), infos));
  const { address } = findProgramAddress([utf8("treasury-of"), mint], vault)!;
  const treasury = scene.set(scene.name("treasury", address));
  const accounts = [meta(treasury, "w"), meta(bob, "w"), meta(SYSTEM_PROGRAM_ID), meta(mint)];
  await scene.expectGolden("signer-idl-seed", scene.explain([run(vault, accounts)]));
});

test("addresses of programs that everybody knows, by what is in their code and by what their accounts are", async () => {
  const explainSigner = (authority: Pubkey, others: readonly Pubkey[]) => {
    const scene = new Scene();
    scene.set(authority);
    const vault = scene.program("vault", (_, infos) => invoke(toPayer(infos), infos));
    const accounts = [meta(authority, "w"), meta(scene.wallet("bob"), "w"), meta(SYSTEM_PROGRAM_ID)];
    return scene.explain([run(vault, [...accounts, ...others.map((key) => meta(key))])]).explanation;
  };
  const owner = keyOf("ana");
  const associated = findProgramAddress([owner, TOKEN_PROGRAM_ID, NATIVE_MINT], ASSOCIATED_TOKEN_PROGRAM_ID)!;
  const byAccounts = explainSigner(associated.address, [owner, NATIVE_MINT]);
  expect(byAccounts?.facts.derivesFrom).toEqual({
    program: addressFromPubkey(ASSOCIATED_TOKEN_PROGRAM_ID),
    seeds: [owner, TOKEN_PROGRAM_ID, NATIVE_MINT, Uint8Array.of(associated.bump)].map(base64Encode),
  });
  // Token-2022's own native mint.
  const mint = findProgramAddress([utf8("native-mint")], TOKEN_2022_PROGRAM_ID)!;
  expect(addressFromPubkey(mint.address)).toBe("9pan9bMn5HatX4EJdBwg9VgCa7Uz5HL8N1m5D3NdXejP");
  const byCode = explainSigner(mint.address, [TOKEN_2022_PROGRAM_ID]);
  expect(byCode?.words.join("\n")).toContain(
    `This key is ["native-mint", bump ${mint.bump}] of Token-2022 (${addressFromPubkey(TOKEN_2022_PROGRAM_ID)}): only that program can sign for it`,
  );
});
