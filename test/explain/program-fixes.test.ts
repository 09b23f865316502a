import { describe, expect, test } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { explainTransaction } from "../../src/explain/index.js";
import { findProgramAddress, invoke, invokeSigned } from "../../src/program/index.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { SYSTEM_PROGRAM_ID as SYSTEM } from "../../src/solana/program-ids.js";
import type { Trace } from "../../src/trace/index.js";
import { compileWire } from "../helpers/transactions.js";
import { meta, NO_DATA, PAYER, run, Scene } from "./scene.js";

const utf8 = (text: string) => new TextEncoder().encode(text);

function transferData(lamports: bigint): Uint8Array {
  return concatBytes(Uint8Array.of(2, 0, 0, 0), new Uint8Array(BigUint64Array.of(lamports).buffer));
}

describe("what a fix says of a program, done in the program", () => {
  interface Made {
    readonly scene: Scene;
    readonly wire: Uint8Array;
  }
  type Make = (isMended: boolean) => Made;

  const compiled = (scene: Scene, ...instructions: Instruction[]): Made => {
    return { scene, wire: compileWire({ feePayer: PAYER, instructions, blockhash: new Uint8Array(32) }) };
  };

  const seeds: Make = (isMended) => {
    const scene = new Scene();
    const vault = scene.program("vault", (id, infos) => {
      const [, bump] = findProgramAddress([utf8("vault")], id);
      const signer = [utf8("vault"), Uint8Array.of(isMended ? bump : 300 - bump)];
      const accounts = [meta(infos[0]!.key, "sw"), meta(PAYER, "w")];
      invokeSigned({ programId: SYSTEM, accounts, data: transferData(1n) }, infos, [signer]);
    });
    const authority = scene.set(findProgramAddress([utf8("vault")], vault)[0]);
    return compiled(scene, run(vault, [meta(authority, "w"), meta(PAYER, "w"), meta(SYSTEM)]));
  };

  const passing = (rights: "" | "s" | "w" | "sw", isPassed: boolean): Make => {
    return (isMended) => {
      const scene = new Scene();
      const ana = scene.wallet("ana");
      const shop = scene.program("shop", (_, infos) => {
        invoke({ programId: SYSTEM, accounts: [meta(ana, "sw"), meta(PAYER, "w")], data: transferData(1n) }, infos);
      });
      const mall = scene.program("mall", (_, infos) => {
        const own = isMended ? [meta(ana, "sw")] : isPassed ? [meta(ana, rights)] : [];
        invoke({ programId: shop, accounts: [...own, meta(PAYER, "w"), meta(SYSTEM)], data: NO_DATA }, infos);
      });
      return compiled(scene, run(mall, [meta(ana, "sw"), meta(PAYER, "w"), meta(SYSTEM), meta(shop)]));
    };
  };

  test.each([
    ["seeds", seeds, ["signerSeeds"]],
    ["a signer", passing("w", true), ["passAccount"]],
    ["a right to write", passing("s", true), ["passAccount"]],
    ["an account", passing("", false), ["passAccount"]],
  ] as const)("%s", (_, make, kinds) => {
    const { scene, wire } = make(false);
    const { fixed } = explainTransaction(scene.svm, wire);
    expect(fixed).toMatchObject({ passes: true });
    expect(fixed!.fixes.map(({ kind }) => kind)).toEqual(kinds);
    const mended = make(true);
    const result = mended.scene.svm.sendTransaction(mended.wire, { trace: true });
    expect(result.ok).toBe(true);
    // The same was done in both runs.
    const rights = (trace: Trace) =>
      trace.frames[0]!.calls.map(({ program, accounts }) => [
        program,
        accounts.map(({ address, signer, writable }) => [address, signer.held, writable.held]).toSorted(),
      ]);
    expect(rights(fixed!.trace)).toEqual(rights(result.trace!));
  });
});
