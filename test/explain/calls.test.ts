import { describe, expect, test } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { type AccountInfo, invoke, invokeSigned, type ProcessInstruction } from "../../src/program/index.js";
import type { AccountMeta, Instruction } from "../../src/solana/instruction.js";
import { encodeLookupTable } from "../../src/solana/lookup-table.js";
import { findProgramAddress } from "../../src/solana/program-derived-address.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { keyOf, meta, NO_DATA, run, Scene } from "./scene.js";

const utf8 = (text: string) => new TextEncoder().encode(text);
const SYSTEM = ids.SYSTEM_PROGRAM_ID;

/** Calls a program with the accounts as given. */
function calling(programId: Pubkey, accounts: readonly AccountMeta[], data: Uint8Array = NO_DATA): ProcessInstruction {
  return (_, infos) => invoke({ programId, accounts, data }, infos);
}

function transferData(lamports: bigint): Uint8Array {
  return concatBytes(Uint8Array.of(2, 0, 0, 0), new Uint8Array(BigUint64Array.of(lamports).buffer));
}

describe("writable privilege escalated", () => {
  const write = (scene: Scene) => scene.program("writer", (_, infos) => void infos[0]);

  test("the message has the account read-only", async () => {
    const scene = new Scene();
    const [writer, state] = [write(scene), scene.wallet("state")];
    const router = scene.program("router", calling(writer, [meta(state, "w")]));
    const explained = scene.explain([run(router, [meta(state), meta(writer)])]);
    expect(explained.explanation).toMatchObject({
      code: "writable-privilege-escalated",
      fix: { kind: "makeWritable", address: addressFromPubkey(state) },
    });
    await scene.expectGolden("writable-message", explained);
  });

  test("a program in between passes it read-only", async () => {
    const scene = new Scene();
    const [writer, state] = [write(scene), scene.wallet("state")];
    const middle = scene.program("middle", calling(writer, [meta(state, "w")]));
    const router = scene.program("router", calling(middle, [meta(state), meta(writer)]));
    const explained = scene.explain([run(router, [meta(state, "w"), meta(middle), meta(writer)])]);
    expect(explained.explanation).toMatchObject({
      facts: { lostIn: 1 },
      fix: { kind: "passAccount", isWritable: true },
    });
    await scene.expectGolden("writable-dropped", explained);
  });

  test("a lookup table has it among the read-only ones", async () => {
    const scene = new Scene();
    const [writer, state] = [write(scene), scene.wallet("state")];
    const router = scene.program("router", calling(writer, [meta(state, "w")]));
    const lookupTables = [lookupTable(scene, "table", [state])];
    const explained = scene.explain([run(router, [meta(state), meta(writer)])], { version: 0, lookupTables });
    await scene.expectGolden("writable-lookup-table", explained);
  });

  test("a reserved account", async () => {
    const scene = new Scene();
    const writer = write(scene);
    const clock = ids.SYSVAR_CLOCK_ID;
    const router = scene.program("router", calling(writer, [meta(clock, "w")]));
    const explained = scene.explain([run(router, [meta(clock, "w"), meta(writer)])]);
    expect(explained.explanation?.fix).toBeNull();
    await scene.expectGolden("writable-reserved", explained);
  });

  test("a program that runs", async () => {
    const scene = new Scene();
    const writer = write(scene);
    const self = keyOf("router");
    const router = scene.program("router", calling(writer, [meta(self, "w")]));
    const explained = scene.explain([run(router, [meta(self, "w"), meta(writer)])]);
    await scene.expectGolden("writable-program", explained);
  });

  test("several rights are missing", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const router = scene.program("router", calling(SYSTEM, [meta(ana, "sw"), meta(bob, "w")], transferData(1n)));
    const explained = scene.explain([run(router, [meta(ana, "w"), meta(bob), meta(SYSTEM)])]);
    expect(explained.explanation?.words.join("\n")).toContain("The same call lacks more");
    // One fix mends one of them; what then fails has another.
    const fixes = [{ kind: "sign" }, { kind: "makeWritable" }];
    expect(explained.fixed).toMatchObject({ passes: true, fixes });
  });
});

function lookupTable(scene: Scene, name: string, addresses: readonly Pubkey[]) {
  const key = scene.name(name, keyOf(name));
  const data = encodeLookupTable({
    deactivationSlot: 0xffff_ffff_ffff_ffffn,
    lastExtendedSlot: 0n,
    lastExtendedSlotStartIndex: addresses.length,
    authority: undefined,
    addresses,
  });
  scene.set(key, { owner: ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, data });
  return { key, addresses };
}

describe("missing accounts and programs", () => {
  const transferring = (from: Pubkey, to: Pubkey) =>
    calling(SYSTEM, [meta(from, "sw"), meta(to, "w")], transferData(1n));

  test("the transaction does not have the account", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const router = scene.puppet("router");
    const accounts = [meta(ana, "sw"), meta(SYSTEM)];
    const explained = scene.explain([
      scene.act(router, accounts, (p) =>
        p.call(SYSTEM, [meta(ana, "sw"), meta(bob)], transferData(1n), { infos: [ana] }),
      ),
    ]);
    expect(explained.explanation).toMatchObject({ code: "account-missing", facts: { from: "transaction" } });
    const { explanation } = explained;
    expect(explanation?.fix).toMatchObject({ kind: "addAccount" });
  });

  test("the transaction does not have the account, and a program in TypeScript wants it", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const logger = scene.program("logger", () => {});
    const router = scene.program("router", calling(logger, [meta(ana), meta(bob)]));
    const explained = scene.explain([run(router, [meta(ana), meta(logger)])]);
    await scene.expectGolden("account-missing-transaction", explained);
  });

  test("another instruction has the account", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const logger = scene.program("logger", () => {});
    const router = scene.program("router", calling(logger, [meta(ana), meta(bob)]));
    const explained = scene.explain([run(logger, [meta(bob)]), run(router, [meta(ana), meta(logger)])]);
    expect(explained.explanation).toMatchObject({ facts: { from: "caller" } });
    await scene.expectGolden("account-missing-caller", explained);
  });

  test("a program in between did not get the account", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const logger = scene.program("logger", () => {});
    const middle = scene.program("middle", calling(logger, [meta(ana), meta(bob)]));
    const router = scene.program("router", calling(middle, [meta(ana), meta(logger)]));
    const explained = scene.explain([
      run(
        router,
        [ana, bob, logger, middle].map((key) => meta(key)),
      ),
    ]);
    expect(explained.explanation?.fix).toMatchObject({ kind: "passAccount" });
    await scene.expectGolden("account-missing-middle", explained);
  });

  test("the AccountInfo was not passed", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const router = scene.program("router", (_, infos) => {
      const accounts = [meta(ana, "sw"), meta(bob, "w")];
      invoke({ programId: SYSTEM, accounts, data: transferData(1n) }, [infos[0]!, infos[2]!]);
    });
    const explained = scene.explain([run(router, [meta(ana, "sw"), meta(bob, "w"), meta(SYSTEM)])]);
    expect(explained.explanation).toMatchObject({ facts: { from: "infos" } });
    await scene.expectGolden("account-missing-infos", explained);
  });

  test("the called program is not among the accounts", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const router = scene.program("router", transferring(ana, bob));
    const explained = scene.explain([run(router, [meta(ana, "sw"), meta(bob, "w")])]);
    expect(explained.explanation).toMatchObject({ code: "program-missing", facts: { from: "transaction" } });
    await scene.expectGolden("program-missing", explained);
  });
});

describe("programs that may not be called", () => {
  test.each([
    ["precompile", ids.ED25519_PROGRAM_ID],
    ["loader", ids.LOADER_V3_ID],
    ["old-loader", ids.LOADER_V2_ID],
  ])("%s", async (name, programId) => {
    const scene = new Scene();
    const router = scene.program("router", calling(programId, []));
    const explained = scene.explain([run(router, [meta(programId)])]);
    expect(explained.explanation?.code).toBe("program-not-callable");
    await scene.expectGolden(`program-not-callable-${name}`, explained);
  });

  test("a program that runs already", async () => {
    const scene = new Scene();
    const [a, b] = [keyOf("alpha"), keyOf("beta")];
    scene.program("alpha", calling(b, [meta(a), meta(b)]));
    scene.program("beta", calling(a, [meta(a), meta(b)]));
    await scene.expectGolden("reentrancy", scene.explain([run(a, [meta(a), meta(b)])]));
  });
});

describe("limits", () => {
  const itself = (self: Pubkey): ProcessInstruction => calling(self, [meta(self)]);

  test("depth", async () => {
    const scene = new Scene();
    const self = keyOf("recursion");
    scene.program("recursion", itself(self));
    await scene.expectGolden("call-depth", scene.explain([run(self, [meta(self)])]));
  });

  test("instructions of a transaction", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const many: ProcessInstruction = (_, infos) => {
      for (let i = 0; i < 80; i++) invoke({ programId: logger, accounts: [], data: NO_DATA }, infos);
    };
    const busy = scene.program("busy", many);
    await scene.expectGolden("too-many-instructions", scene.explain([run(logger), run(busy, [meta(logger)])]));
  });

  test("accounts of a call", async () => {
    const scene = new Scene();
    const ana = scene.wallet("ana");
    const logger = scene.program("logger", () => {});
    const accounts = Array.from({ length: 256 }, () => meta(ana));
    const router = scene.program("router", calling(logger, accounts));
    await scene.expectGolden("too-many-call-accounts", scene.explain([run(router, [meta(ana), meta(logger)])]));
  });

  test("account infos of a call", async () => {
    const scene = new Scene();
    const ana = scene.wallet("ana");
    const logger = scene.program("logger", () => {});
    const router = scene.program("router", (_, infos: readonly AccountInfo[]) => {
      invoke(
        { programId: logger, accounts: [], data: NO_DATA },
        Array.from({ length: 256 }, () => infos[0]!),
      );
    });
    await scene.expectGolden("too-many-account-infos", scene.explain([run(router, [meta(ana), meta(logger)])]));
  });

  test("instruction data of a call", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const router = scene.program("router", calling(logger, [], new Uint8Array(10_241)));
    await scene.expectGolden("call-data-too-long", scene.explain([run(router, [meta(logger)])]));
  });
});

describe("signer seeds that give no address", () => {
  const signing = (logger: Pubkey, sets: (id: Pubkey) => readonly (readonly Uint8Array[])[]): ProcessInstruction => {
    return (id, infos) => invokeSigned({ programId: logger, accounts: [], data: NO_DATA }, infos, sets(id));
  };
  const explainSeeds = (sets: (id: Pubkey) => readonly (readonly Uint8Array[])[]) => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const vault = scene.program("vault", signing(logger, sets));
    return { scene, explained: scene.explain([run(vault, [meta(logger)])]) };
  };

  test("they lie on the curve", async () => {
    const { scene, explained } = explainSeeds((id) => {
      // Some word whose first bump is not the best one, so that 255 gives a point of the curve.
      for (let i = 0; ; i++) {
        const seed = utf8(`vault${i}`);
        if (findProgramAddress([seed], id)!.bump < 255) return [[seed, Uint8Array.of(255)]];
      }
    });
    expect(explained.explanation?.code).toBe("seeds-on-curve");
    await scene.expectGolden("seeds-on-curve", explained);
  });

  test("one is too long", async () => {
    const { scene, explained } = explainSeeds(() => [[utf8("a seed of more than thirty-two bytes")]]);
    await scene.expectGolden("seeds-too-long", explained);
  });

  test("there are too many", async () => {
    const { scene, explained } = explainSeeds(() => [Array.from({ length: 17 }, (_, i) => Uint8Array.of(i))]);
    await scene.expectGolden("seeds-too-many", explained);
  });

  test("there are too many sets", async () => {
    const { scene, explained } = explainSeeds(() => Array.from({ length: 17 }, () => [utf8("vault")]));
    await scene.expectGolden("too-many-signers", explained);
  });
});

describe("calls that cannot be read", () => {
  test("a flag that is no boolean", async () => {
    const scene = new Scene();
    const ana = scene.wallet("ana");
    const logger = scene.program("logger", () => {});
    const router = scene.puppet("router");
    const bad = { pubkey: ana, isSigner: 2, isWritable: false };
    const instruction = scene.act(router, [meta(ana), meta(logger)], (p) => p.call(logger, [bad], NO_DATA));
    await scene.expectGolden("call-unreadable-flag", scene.explain([instruction]));
  });

  test("an AccountInfo of its own making", async () => {
    const scene = new Scene();
    const ana = scene.wallet("ana");
    const logger = scene.program("logger", () => {});
    const router = scene.puppet("router");
    const instruction: Instruction = scene.act(router, [meta(ana), meta(logger)], (p) =>
      p.call(logger, [meta(ana)], NO_DATA, {
        changeInfos: (infos) => infos.map((info) => ({ ...info, copiedKey: ana })),
      }),
    );
    await scene.expectGolden("call-unreadable-info", scene.explain([instruction]));
  });

  test("a pointer to nowhere", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const router = scene.puppet("router");
    const instruction = scene.act(router, [meta(logger)], (p) =>
      p.call(logger, [], NO_DATA, { args: ([, ...rest]) => [0x500000000n, ...rest] }),
    );
    await scene.expectGolden("call-unreadable-pointer", scene.explain([instruction]));
  });
});
