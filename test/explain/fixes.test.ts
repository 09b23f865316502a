import { describe, expect, test } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { sha256 } from "../../src/crypto/sha256.js";
import { explainTransaction } from "../../src/explain/index.js";
import {
  findProgramAddress as findAddress,
  invoke,
  msg,
  type ProcessInstruction,
  ProgramError,
} from "../../src/program/index.js";
import { FEATURE_PRESETS } from "../../src/solana/feature-presets.js";
import { encodeLookupTable } from "../../src/solana/lookup-table.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import { durableNonceFromBlockhash, encodeNonceState } from "../../src/solana/nonce.js";
import { findProgramAddress } from "../../src/solana/program-derived-address.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { transfer, unsignedWire } from "../helpers/transactions.js";
import { keyOf, meta, NO_DATA, PAYER, run, Scene } from "./scene.js";

const utf8 = (text: string) => new TextEncoder().encode(text);
const SYSTEM = ids.SYSTEM_PROGRAM_ID;

const u64 = (value: bigint) => new Uint8Array(BigUint64Array.of(value).buffer);

function transferData(lamports: bigint): Uint8Array {
  return concatBytes(Uint8Array.of(2, 0, 0, 0), u64(lamports));
}

/** A program that fails with an error unless something holds. */
function unless(holds: (infos: Parameters<ProcessInstruction>[1]) => boolean, error: ProgramError, ...lines: string[]) {
  const process: ProcessInstruction = (_, infos) => {
    if (holds(infos)) return;
    for (const line of lines) msg(line);
    throw error;
  };
  return process;
}

describe("rights and accounts on their way down", () => {
  test("three programs deep, everything is missing", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const pass = (callee: Pubkey): ProcessInstruction => {
      return (_, infos) => invoke({ programId: callee, accounts: [meta(SYSTEM)], data: NO_DATA }, infos);
    };
    const bank = scene.program("bank", (_, infos) =>
      invoke({ programId: SYSTEM, accounts: [meta(ana, "sw"), meta(bob, "w")], data: transferData(1n) }, infos),
    );
    const middle = scene.program("middle", pass(bank));
    // The programs that are called have to be handed down too.
    const router = scene.program("router", pass(middle));
    const explained = scene.explain([run(router, [meta(SYSTEM), meta(middle), meta(bank)])]);
    expect(explained.explanation?.code).toBe("program-missing");
    await scene.expectGolden("fix-three-deep", explained);
  });

  test("an account that a callee is to write, and its caller passes read-only", async () => {
    const scene = new Scene();
    const shop = keyOf("shop");
    const state = scene.wallet("state", { owner: shop, data: Uint8Array.of(1) });
    scene.program("shop", (_, infos) => void (infos[0]!.data[0] = 2));
    const router = scene.program("router", (_, infos) =>
      invoke({ programId: shop, accounts: [meta(state)], data: NO_DATA }, infos),
    );
    const explained = scene.explain([run(router, [meta(state, "w"), meta(shop)])]);
    expect(explained.explanation?.fix).toMatchObject({ kind: "passAccount", isWritable: true });
    await scene.expectGolden("fix-callee-writes", explained);
  });

  test.each(["c", "rust"] as const)("an AccountInfo that a compiled program leaves out: %s", (abi) => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const router = scene.puppet("router");
    const accounts = [meta(ana, "sw"), meta(bob, "w"), meta(SYSTEM)];
    const { explanation, fixed } = scene.explain([
      scene.act(router, accounts, (p) =>
        p.call(SYSTEM, [meta(ana, "s"), meta(bob)], transferData(1n), { abi, infos: [ana] }),
      ),
    ]);
    expect(explanation?.code).toBe("account-missing");
    // The account itself, then the rights that its meta has not.
    expect(fixed).toMatchObject({ passes: true });
    expect(fixed?.fixes.map(({ kind }) => kind)).toEqual(["passAccount", "passAccount"]);
  });
});

describe("accounts that a program wants to be others", () => {
  test("an address of other seeds", async () => {
    const scene = new Scene();
    const mint = scene.wallet("mint");
    const shop = scene.program("shop", (id, [till, mint]) => {
      const [address] = findAddress([utf8("till"), mint!.key], id);
      if (!addressesEqual(till!.key, address)) throw new ProgramError("InvalidSeeds");
    });
    const wrong = scene.name("wrong till", findProgramAddress([utf8("till")], shop)!.address);
    scene.name("right till", findProgramAddress([utf8("till"), mint], shop)!.address);
    const explained = scene.explain([run(shop, [meta(wrong, "w"), meta(mint)])]);
    expect(explained.explanation?.fix).toMatchObject({ kind: "replaceAccount" });
    await scene.expectGolden("fix-other-seeds", explained);
  });

  test("an address that the System program derives from a seed", async () => {
    const scene = new Scene();
    const seed = "savings";
    const right = sha256(concatBytes(PAYER, utf8(seed), SYSTEM));
    scene.name("right", right);
    const wrong = scene.name("wrong", keyOf("wrong"));
    const data = concatBytes(
      Uint8Array.of(3, 0, 0, 0),
      PAYER,
      u64(BigInt(seed.length)),
      utf8(seed),
      u64(1_000_000n),
      u64(0n),
      SYSTEM,
    );
    const explained = scene.explain([run(SYSTEM, [meta(PAYER, "sw"), meta(wrong, "w")], data)]);
    expect(explained.explanation?.facts.name).toBe("AddressWithSeedMismatch");
    expect(explained.explanation?.fix).toMatchObject({ kind: "replaceAccount" });
    await scene.expectGolden("fix-seed-address", explained);
  });

  test("an address that Anchor logs", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const lines = ["AnchorError caused by account: till. Error Code: ConstraintAddress. Error Number: 2012."];
    const [left, right] = [addressFromPubkey(ana), addressFromPubkey(bob)];
    const isBob = unless(
      ([till]) => addressesEqual(till!.key, bob),
      new ProgramError(2012),
      ...lines,
      "Left:",
      left,
      "Right:",
      right,
    );
    const explained = scene.explain([run(scene.program("shop", isBob), [meta(ana)])]);
    expect(explained.explanation?.facts.name).toBe("ConstraintAddress");
    await scene.expectGolden("fix-anchor-address", explained);
  });

  test("one that must be writable, one that must sign", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const line = "AnchorError caused by account: till. Error Code: ConstraintMut. Error Number: 2000.";
    const mut = scene.program(
      "mut",
      unless(([, bob]) => bob!.isWritable, new ProgramError(2000), line),
    );
    await scene.expectGolden("fix-anchor-mut", scene.explain([run(mut, [meta(ana), meta(bob)])]));
    const signed = scene.program(
      "signed",
      unless(([, bob]) => bob!.isSigner, new ProgramError("MissingRequiredSignature")),
    );
    await scene.expectGolden("fix-missing-signature", scene.explain([run(signed, [meta(ana), meta(bob)])]));
  });

  test("one that has too few lamports", async () => {
    const scene = new Scene();
    const [mint, owner] = [keyOf("mint"), scene.wallet("owner")];
    const account = scene.wallet("account", {
      lamports: 700_000n,
      owner: ids.TOKEN_PROGRAM_ID,
      data: new Uint8Array(165),
    });
    const mintData = new Uint8Array(82);
    mintData[45] = 1;
    scene.wallet("mint", { owner: ids.TOKEN_PROGRAM_ID, data: mintData });
    const initialise = run(
      ids.TOKEN_PROGRAM_ID,
      [meta(account, "w"), meta(mint), meta(owner), meta(ids.SYSVAR_RENT_ID)],
      Uint8Array.of(1),
    );
    const explained = scene.explain([initialise]);
    expect(explained.explanation?.facts.name).toBe("NotRentExempt");
    await scene.expectGolden("fix-token-rent", explained);
  });
});

function addressesEqual(a: Pubkey, b: Pubkey): boolean {
  return addressFromPubkey(a) === addressFromPubkey(b);
}

describe("of the transaction itself", () => {
  test("a nonce that was advanced since", async () => {
    const scene = new Scene({ blockhashCheck: true });
    const durableNonce = durableNonceFromBlockhash(new Uint8Array(32).fill(3));
    const data = encodeNonceState({
      version: "current",
      data: { authority: PAYER, durableNonce, lamportsPerSignature: 5000n },
    });
    const nonce = scene.wallet("nonce", { lamports: 10_000_000n, data });
    const advance = run(
      SYSTEM,
      [meta(nonce, "w"), meta(ids.SYSVAR_RECENT_BLOCKHASHES_ID), meta(PAYER, "s")],
      Uint8Array.of(4, 0, 0, 0),
    );
    const explained = scene.explain([advance], { blockhash: new Uint8Array(32).fill(7) });
    expect(explained.explanation?.fix?.kind).toBe("durableNonce");
    await scene.expectGolden("fix-nonce", explained);
  });

  test("a lookup table that was extended in this slot", async () => {
    const scene = new Scene();
    scene.svm.warpToSlot(20);
    const [logger, bob] = [scene.program("logger", () => {}), scene.wallet("bob")];
    const key = scene.name("table", keyOf("table"));
    const state = { deactivationSlot: 0xffff_ffff_ffff_ffffn, authority: undefined, addresses: [bob] };
    const data = encodeLookupTable({ ...state, lastExtendedSlot: 20n, lastExtendedSlotStartIndex: 0 });
    scene.set(key, { owner: ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, data });
    const lookupTables = [{ key, addresses: [bob] }];
    const explained = scene.explain([run(logger, [meta(bob)])], { version: 0, lookupTables });
    expect(explained.explanation?.fix).toEqual({ kind: "waitForSlot", slot: "21" });
    await scene.expectGolden("fix-lookup-table-slot", explained);
  });

  test("the same once more, with the latest blockhash", () => {
    const scene = new Scene({ blockhashCheck: true });
    const instructions = [transfer(PAYER, scene.wallet("bob"), 1n)];
    const blockhash = scene.svm.bank.blockhashes.latest;
    const wire = unsignedWire(compileMessage({ feePayer: PAYER, instructions, blockhash }));
    expect(scene.svm.sendTransaction(wire).ok).toBe(true);
    const { explanation, fixed } = explainTransaction(scene.svm, wire);
    expect(explanation?.code).toBe("already-processed");
    // There is a later blockhash then, else it would be the same message.
    expect(fixed).toMatchObject({ passes: true, fixes: [{ kind: "recentBlockhash" }] });
    expect(scene.svm.bank.blockhashes.latest).toEqual(blockhash);
  });

  test("signatures of two keys", async () => {
    const scene = new Scene({ signatureVerification: true });
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const explained = scene.explain([transfer(ana, bob, 1n)]);
    const addresses = [PAYER, ana].map(addressFromPubkey);
    expect(explained.explanation?.fix).toEqual({ kind: "sign", addresses });
    await scene.expectGolden("fix-two-signatures", explained);
  });

  test("the signature of an address that has no key", async () => {
    const scene = new Scene({ signatureVerification: true });
    const vault = scene.set(scene.name("vault", findProgramAddress([utf8("vault")], SYSTEM)!.address));
    const explained = scene.explain([transfer(vault, scene.wallet("bob"), 1n)]);
    expect(explained.explanation?.fix).toBeNull();
    await scene.expectGolden("signature-of-program-address", explained);
  });

  test("units that a program asks for itself are left as they are", () => {
    const scene = new Scene({ features: FEATURE_PRESETS.all.features() });
    // It wants 300,000 units and uses next to none: what it uses is not enough.
    const source =
      "entrypoint:\nsyscall sol_remaining_compute_units\nmov64 r1, r0\nmov64 r0, 0\njgt r1, 300000, done\n";
    const busy = scene.assembled(
      "busy",
      `${source}lddw r2, 0x100000\nagain:\nsub64 r2, 1\njne r2, 0, again\ndone:\nexit`,
    );
    const { explanation, fixed } = scene.explain([run(busy)]);
    expect(explanation?.code).toBe("out-of-compute-units");
    expect(fixed).toMatchObject({ passes: true, fixes: [{ kind: "computeUnitLimit", units: 1_400_000 }] });
  });
});
