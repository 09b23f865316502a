import { describe, expect, test } from "vitest";
import { base58Decode } from "../../src/base/base58.js";
import { explain, explainTransaction } from "../../src/explain/index.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { FEATURE_PRESETS } from "../../src/solana/feature-presets.js";
import { featureNamed } from "../../src/solana/features.js";
import { encodeLookupTable } from "../../src/solana/lookup-table.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import type { Message } from "../../src/solana/message/message.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { named } from "../helpers/names.js";
import { transfer, unsignedWire } from "../helpers/transactions.js";
import { deployed, keyOf, meta, PAYER, run, Scene } from "./scene.js";

const ONCE = new Uint8Array(32);

function compiled(change: (message: Message) => Message, instructions = [transfer(PAYER, keyOf("bob"), 1n)]) {
  return unsignedWire(change(compileMessage({ feePayer: PAYER, instructions, blockhash: ONCE })));
}

describe("lifetime", () => {
  test("a blockhash of another chain", async () => {
    const scene = new Scene({ blockhashCheck: true });
    const bob = scene.wallet("bob");
    const blockhash = new Uint8Array(32).fill(7);
    const explained = scene.explain([transfer(PAYER, bob, 1n)], { blockhash });
    expect(explained.explanation).toMatchObject({ code: "blockhash-not-found", fix: { kind: "recentBlockhash" } });
    await scene.expectGolden("blockhash-unknown", explained);
  });

  test("a nonce that is none", async () => {
    const scene = new Scene({ blockhashCheck: true });
    const nonce = scene.wallet("nonce");
    const advance = run(
      ids.SYSTEM_PROGRAM_ID,
      [meta(nonce, "w"), meta(ids.SYSVAR_RECENT_BLOCKHASHES_ID), meta(PAYER, "s")],
      Uint8Array.of(4, 0, 0, 0),
    );
    const explained = scene.explain([advance], { blockhash: new Uint8Array(32).fill(7) });
    expect(explained.explanation?.fix).toBeNull();
    await scene.expectGolden("blockhash-nonce", explained);
  });

  test("the same once more", async () => {
    const scene = new Scene();
    const bob = scene.wallet("bob");
    const wire = compiled((message) => message);
    expect(scene.svm.sendTransaction(wire).ok).toBe(true);
    const explained = explainTransaction(scene.svm, wire);
    expect(explained.error).toBe("AlreadyProcessed");
    await scene.expectGolden("already-processed", explained);
    expect(scene.svm.getBalance(bob)).toBe(1_000_000_001n);
  });

  test("the same once more, which failed", async () => {
    const scene = new Scene();
    const instruction = transfer(PAYER, scene.wallet("bob"), 1n << 60n);
    const wire = compiled((message) => message, [instruction]);
    expect(scene.svm.sendTransaction(wire).ok).toBe(false);
    const { explanation, fixed } = explainTransaction(scene.svm, wire);
    expect(explanation?.words.join("\n")).toContain("It failed then");
    // With another blockhash it runs, and fails as it did: that is mended too.
    expect(fixed).toMatchObject({ passes: true, fixes: [{ kind: "recentBlockhash" }, { kind: "fund" }] });
  });
});

describe("payer", () => {
  test("that does not exist", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    scene.svm.setAccount(PAYER, { lamports: 0n });
    await scene.expectGolden("payer-missing", scene.explain([run(logger)]));
  });

  test("that is too poor", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    scene.set(PAYER, { lamports: 4_999n });
    await scene.expectGolden("payer-poor", scene.explain([run(logger)]));
  });

  test("that is no wallet", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    scene.set(PAYER, { owner: logger, data: new Uint8Array(4) });
    await scene.expectGolden("payer-unfit", scene.explain([run(logger)]));
  });
});

describe("form", () => {
  test("signatures that do not fit", async () => {
    const scene = new Scene({ signatureVerification: true });
    scene.wallet("bob");
    await scene.expectGolden(
      "signature-failure",
      explainTransaction(
        scene.svm,
        compiled((message) => message),
      ),
    );
  });

  test("an account that stands twice", async () => {
    const scene = new Scene();
    scene.wallet("bob");
    const wire = compiled((message) => ({ ...message, accountKeys: [...message.accountKeys, keyOf("bob")] }));
    const explained = explainTransaction(scene.svm, wire);
    expect(explained.error).toBe("AccountLoadedTwice");
    await scene.expectGolden("account-loaded-twice", explained);
  });

  test.each([
    ["signers", (message: Message) => ({ ...message, header: { ...message.header, numReadonlySignedAccounts: 1 } })],
    [
      "index",
      (message: Message) => ({
        ...message,
        instructions: message.instructions.map((one) => ({ ...one, accounts: Uint8Array.of(0, 9) })),
      }),
    ],
    [
      "program",
      (message: Message) => ({
        ...message,
        instructions: message.instructions.map((one) => ({ ...one, programIdIndex: 0 })),
      }),
    ],
  ])("a message that is malformed: %s", async (name, change) => {
    const scene = new Scene();
    scene.wallet("bob");
    const explained = explainTransaction(scene.svm, compiled(change));
    expect(explained.error).toBe("SanitizeFailure");
    await scene.expectGolden(`sanitize-${name}`, explained);
  });

  test("a transaction of too many bytes", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const explained = scene.explain([run(logger, [], new Uint8Array(1300))]);
    await scene.expectGolden("sanitize-size", explained);
  });

  test("a version that is not there", async () => {
    const features = FEATURE_PRESETS.mainnet.features();
    features.deactivate(featureNamed("enable_tx_v1").id);
    const scene = new Scene({ features });
    const logger = scene.program("logger", () => {});
    const explained = scene.explain([run(logger)], { version: 1 });
    expect(explained.error).toBe("UnsupportedVersion");
    await scene.expectGolden("unsupported-version", explained);
  });

  test("too many accounts", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const accounts = Array.from({ length: 70 }, (_, i) => scene.set(named(`account ${i}`)));
    const lookupTables = [tableOf(scene, { addresses: accounts })];
    const explained = scene.explain(
      [
        run(
          logger,
          accounts.map((key) => meta(key)),
        ),
      ],
      { version: 0, lookupTables },
    );
    expect(explained.error).toBe("TooManyAccountLocks");
    await scene.expectGolden("too-many-account-locks", explained);
  });
});

interface TableSettings {
  readonly addresses: readonly Pubkey[];
  readonly owner?: Pubkey;
  readonly data?: Uint8Array;
  readonly deactivationSlot?: bigint;
}

/** A lookup table that a message can be compiled with, whatever stands there. */
function tableOf(scene: Scene, { addresses, owner, data, deactivationSlot = 0xffff_ffff_ffff_ffffn }: TableSettings) {
  const key = scene.name("table", keyOf("table"));
  const state = {
    deactivationSlot,
    lastExtendedSlot: 0n,
    lastExtendedSlotStartIndex: addresses.length,
    authority: undefined,
    addresses,
  };
  scene.set(key, { owner: owner ?? ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, data: data ?? encodeLookupTable(state) });
  return { key, addresses };
}

describe("lookup tables", () => {
  const explainTable = (scene: Scene, settings: Partial<TableSettings>, isThere = true) => {
    const logger = scene.program("logger", () => {});
    const bob = scene.wallet("bob");
    const table = tableOf(scene, { addresses: [bob], ...settings });
    if (!isThere) scene.svm.setAccount(table.key, { lamports: 0n });
    const lookupTables = [{ key: table.key, addresses: [bob] }];
    return scene.explain([run(logger, [meta(bob)])], { version: 0, lookupTables });
  };

  test.each([
    ["missing", "AddressLookupTableNotFound", {}, false],
    ["owner", "InvalidAddressLookupTableOwner", { owner: ids.SYSTEM_PROGRAM_ID }, true],
    ["data", "InvalidAddressLookupTableData", { data: Uint8Array.of(1, 0, 0) }, true],
    ["index", "InvalidAddressLookupTableIndex", { addresses: [] }, true],
    ["deactivated", "AddressLookupTableNotFound", { deactivationSlot: 1n }, true],
  ] as const)("%s", async (name, error, settings, isThere) => {
    const scene = new Scene();
    scene.svm.warpToSlot(2000);
    const explained = explainTable(scene, settings, isThere);
    expect(explained.error).toBe(error);
    await scene.expectGolden(`lookup-table-${name}`, explained);
  });
});

test("a fix that cannot be applied is none", () => {
  const scene = new Scene();
  const file = buildElf(assemble("entrypoint:\nmov64 r0, 0\nexit", SbpfVersion.V0));
  const last = (1n << 64n) - 1n;
  scene.svm.warpToSlot(last);
  // No slot comes after that.
  const program = deployed(scene, file, last);
  const { explanation, fixed } = scene.explain([run(program)]);
  expect(explanation).toMatchObject({ code: "program-not-visible-yet", fix: null });
  expect(fixed).toBeNull();
});

describe("loading", () => {
  test("a program that does not exist", async () => {
    const scene = new Scene();
    const shop = scene.name("shop", keyOf("shop"));
    await scene.expectGolden("program-account-not-found", scene.explain([run(shop)]));
  });

  test("an account that is no program", async () => {
    const scene = new Scene();
    await scene.expectGolden("invalid-program", scene.explain([run(scene.wallet("bob"))]));
  });

  const BUDGET = ids.COMPUTE_BUDGET_PROGRAM_ID;
  const limitLoaded = (bytes: number) => run(BUDGET, [], Uint8Array.of(4, bytes, bytes >> 8, bytes >> 16, 0));

  test("too much data", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const big = scene.wallet("big", { lamports: 10_000_000_000n, data: new Uint8Array(100_000) });
    const explained = scene.explain([limitLoaded(50_000), run(logger, [meta(big)])]);
    expect(explained.error).toBe("MaxLoadedAccountsDataSizeExceeded");
    await scene.expectGolden("loaded-data-size", explained);
  });

  test("a limit of nothing", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const explained = scene.explain([limitLoaded(0), run(logger)]);
    expect(explained.error).toBe("InvalidLoadedAccountsDataSizeLimit");
    await scene.expectGolden("loaded-data-size-limit", explained);
  });

  test("more accounts in an instruction than a program can be given, which only LiteSVM lets through", async () => {
    const scene = new Scene({ compat: "litesvm" });
    const logger = scene.puppet("logger");
    const bob = scene.wallet("bob");
    const explained = scene.explain([
      run(
        logger,
        Array.from({ length: 256 }, () => meta(bob)),
      ),
    ]);
    expect(explained.error).toEqual({ InstructionError: [0, "MaxAccountsExceeded"] });
    await scene.expectGolden("max-accounts-exceeded", explained);
  });

  test("a request that stands twice", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const explained = scene.explain([limitLoaded(500_000), limitLoaded(600_000), run(logger)]);
    expect(explained.error).toEqual({ DuplicateInstruction: 1 });
    await scene.expectGolden("duplicate-instruction", explained);
  });

  test("a heap of an odd size", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    const explained = scene.explain([run(BUDGET, [], Uint8Array.of(1, 1, 0, 1, 0)), run(logger)]);
    expect(explained.explanation?.code).toBe("compute-budget-request-invalid");
    await scene.expectGolden("budget-request", explained);
  });
});

test("a trace alone is enough for what needs no state", () => {
  const scene = new Scene();
  const bob = scene.wallet("bob");
  const wire = compiled((message) => message, [transfer(bob, PAYER, 1n << 60n)]);
  const result = scene.svm.sendTransaction(wire, { trace: true });
  const explanation = explain(JSON.parse(JSON.stringify(result.trace)));
  expect(explanation).toEqual(explain(result, scene.svm));
  expect(explanation).toMatchObject({ code: "custom-error", facts: { name: "ResultWithNegativeLamports" } });
  expect(() => explain(scene.svm.sendTransaction(compiled((message) => message)))).not.toThrow();
});

test("what cannot be explained is refused", () => {
  const scene = new Scene();
  scene.wallet("bob");
  const failing = compiled((message) => message, [transfer(PAYER, keyOf("bob"), 1n << 60n)]);
  const result = scene.svm.sendTransaction(failing);
  expect(() => explain(result)).toThrow(expect.objectContaining({ code: "missing-trace" }));
  const { trace } = explainTransaction(scene.svm, failing);
  for (const subject of [undefined, null, "trace", {}, { ...trace, version: 0 }, { ...trace, transaction: "AA==" }]) {
    expect(() => explain(subject as never)).toThrow(expect.objectContaining({ code: "invalid-trace" }));
  }
  expect(() => explainTransaction(scene.svm, new Uint8Array(3))).toThrow(
    expect.objectContaining({ code: "invalid-transaction" }),
  );
});

test("nothing of an explained transaction stays", () => {
  const scene = new Scene();
  const bob = scene.wallet("bob");
  const before = scene.svm.getAccount(PAYER);
  const slot = scene.svm.slot;
  const wire = compiled((message) => message, [transfer(PAYER, bob, 1000n), transfer(PAYER, keyOf("new"), 1000n)]);
  const { fixed } = explainTransaction(scene.svm, wire);
  expect(fixed).toMatchObject({ passes: true });
  expect(scene.svm.getAccount(PAYER)).toEqual(before);
  expect(scene.svm.getBalance(addressFromPubkey(keyOf("new")))).toBe(0n);
  expect(scene.svm.slot).toBe(slot);
  expect(base58Decode(scene.svm.latestBlockhash())).toHaveLength(32);
  expect(scene.svm.sendTransaction(wire).ok).toBe(false);
});
