import { describe, expect, test } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { readIdl } from "../../src/idl/index.js";
import {
  defineProgram,
  invoke,
  msg,
  type ProcessInstruction,
  ProgramError,
  type ProgramErrorName,
} from "../../src/program/index.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { encodeLoaderV3State, LOADER_V3_BYTES } from "../../src/solana/loader-v3-state.js";
import { findProgramAddress } from "../../src/solana/program-derived-address.js";
import * as ids from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { transfer } from "../helpers/transactions.js";
import { keyOf, meta, NO_DATA, PAYER, run, Scene } from "./scene.js";

const utf8 = (text: string) => new TextEncoder().encode(text);
const u64 = (value: bigint) => new Uint8Array(BigUint64Array.of(value).buffer);
const SYSTEM = ids.SYSTEM_PROGRAM_ID;

describe("errors that programs return", () => {
  const NAMES: readonly ProgramErrorName[] = [
    "InvalidArgument",
    "InvalidInstructionData",
    "InvalidAccountData",
    "AccountDataTooSmall",
    "InsufficientFunds",
    "IncorrectProgramId",
    "AccountAlreadyInitialized",
    "UninitializedAccount",
    "NotEnoughAccountKeys",
    "AccountBorrowFailed",
    "MaxSeedLengthExceeded",
    "InvalidSeeds",
    "BorshIoError",
    "AccountNotRentExempt",
    "UnsupportedSysvar",
    "IllegalOwner",
    "InvalidAccountOwner",
    "ArithmeticOverflow",
    "Immutable",
    "IncorrectAuthority",
    "MaxInstructionTraceLengthExceeded",
    "BuiltinProgramsMustConsumeComputeUnits",
    "InvalidRealloc",
    "MaxAccountsDataAllocationsExceeded",
  ];

  test.each(NAMES)("%s", async (name) => {
    const scene = new Scene();
    const ana = scene.wallet("ana");
    const program = scene.program("shop", () => {
      msg("buying an apple");
      throw new ProgramError(name);
    });
    const explained = scene.explain([run(program, [meta(ana, "w")])]);
    expect(explained.error).toEqual({ InstructionError: [0, name] });
    await scene.expectGolden(`returned-${name}`, explained);
  });

  test("a number that is none", async () => {
    const scene = new Scene();
    const program = scene.assembled("shop", "entrypoint:\nlddw r0, 0x6300000000\nexit");
    const explained = scene.explain([run(program)]);
    expect(explained.error).toEqual({ InstructionError: [0, "InvalidError"] });
    await scene.expectGolden("returned-InvalidError", explained);
  });
});

test("a signature that a program misses", async () => {
  const scene = new Scene();
  const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
  const shop = scene.program("shop", () => {
    throw new ProgramError("MissingRequiredSignature");
  });
  const till = scene.set(scene.name("till", findProgramAddress([utf8("till")], shop)!.address));
  const mall = scene.program("mall", (_, infos) => {
    const accounts = [meta(ana, "w"), meta(bob, "s"), meta(till, "w"), meta(shop), meta(keyOf("carl"))];
    invoke({ programId: shop, accounts, data: NO_DATA }, infos);
  });
  const carl = scene.wallet("carl");
  const metas = [meta(ana, "sw"), meta(bob, "s"), meta(till, "w"), meta(shop), meta(carl)];
  await scene.expectGolden("returned-MissingRequiredSignature", scene.explain([run(mall, metas)]));
});

test("accounts that a program misses, named as in its IDL", async () => {
  const shop = keyOf("shop");
  const account = (name: string) => ({ name });
  const idl = {
    address: addressFromPubkey(shop),
    metadata: { name: "shop", version: "0.1.0", spec: "0.1.0" },
    instructions: [
      {
        name: "buy",
        discriminator: [1, 2, 3, 4, 5, 6, 7, 8],
        accounts: [account("buyer"), account("stock"), account("till")],
        args: [],
      },
    ],
  };
  const scene = new Scene({ idls: [readIdl(idl)] });
  scene.name("shop", shop);
  scene.svm.addProgram(
    shop,
    defineProgram({
      process() {
        throw new ProgramError("NotEnoughAccountKeys");
      },
    }),
  );
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const explained = scene.explain([run(shop, [meta(scene.wallet("ana"))], data)]);
  expect(explained.explanation?.words.join("\n")).toContain("behind them belong stock and till");
  await scene.expectGolden("not-enough-accounts-idl", explained);
});

describe("custom errors", () => {
  const failing = (code: number, line?: string): ProcessInstruction => {
    return () => {
      if (line !== undefined) msg(line);
      throw new ProgramError(code);
    };
  };

  test("of the System program, called by another", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const data = concatBytes(Uint8Array.of(2, 0, 0, 0), u64(5_000_000_000n));
    const shop = scene.program("shop", (_, infos) =>
      invoke({ programId: SYSTEM, accounts: [meta(ana, "sw"), meta(bob, "w")], data }, infos),
    );
    const explained = scene.explain([run(shop, [meta(ana, "sw"), meta(bob, "w"), meta(SYSTEM)])]);
    expect(explained.explanation).toMatchObject({
      code: "custom-error",
      facts: { program: addressFromPubkey(SYSTEM), number: 1, name: "ResultWithNegativeLamports" },
      where: { frame: 1 },
    });
    await scene.expectGolden("custom-system", explained);
  });

  test("of the Token program", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.name("ana", keyOf("ana")), scene.name("bob", keyOf("bob"))];
    const [mint, owner] = [keyOf("mint"), scene.wallet("owner")];
    for (const [key, amount] of [
      [ana, 5n],
      [bob, 0n],
    ] as const) {
      const data = new Uint8Array(165);
      data.set(mint);
      data.set(owner, 32);
      data.set(u64(amount), 64);
      data[108] = 1;
      scene.set(key, { owner: ids.TOKEN_PROGRAM_ID, data });
    }
    const data = concatBytes(Uint8Array.of(3), u64(6n));
    const explained = scene.explain([
      run(ids.TOKEN_PROGRAM_ID, [meta(ana, "w"), meta(bob, "w"), meta(owner, "s")], data),
    ]);
    expect(explained.explanation?.facts).toMatchObject({ name: "InsufficientFunds" });
    await scene.expectGolden("custom-token", explained);
  });

  test("of a precompile", async () => {
    const scene = new Scene();
    const explained = scene.explain([run(ids.ED25519_PROGRAM_ID, [], Uint8Array.of(1))]);
    expect(explained.explanation?.facts).toMatchObject({ name: "InvalidInstructionDataSize" });
    await scene.expectGolden("custom-precompile", explained);
  });

  test("of a program whose IDL is given, and of a program that it is called by", async () => {
    const shop = keyOf("shop");
    const idl = {
      address: addressFromPubkey(shop),
      metadata: { name: "shop", version: "0.1.0", spec: "0.1.0" },
      instructions: [{ name: "buy", discriminator: [1, 2, 3, 4, 5, 6, 7, 8], accounts: [{ name: "buyer" }], args: [] }],
      errors: [{ code: 6000, name: "SoldOut", msg: "Nothing is left of it." }],
    };
    const scene = new Scene({ idls: [readIdl(idl)] });
    const ana = scene.wallet("ana");
    scene.name("shop", shop);
    scene.svm.addProgram(shop, defineProgram({ process: failing(6000) }));
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const mall = scene.program("mall", (_, infos) => invoke({ programId: shop, accounts: [meta(ana)], data }, infos));
    const explained = scene.explain([run(mall, [meta(ana), meta(shop)])]);
    expect(explained.explanation?.facts).toMatchObject({ name: "soldOut", program: idl.address });
    await scene.expectGolden("custom-idl", explained);
  });

  test("of Anchor's framework", async () => {
    const scene = new Scene();
    const ana = scene.wallet("ana");
    const line = "AnchorError caused by account: vault. Error Code: ConstraintSeeds. Error Number: 2006.";
    const program = scene.program("shop", failing(2006, line));
    const explained = scene.explain([run(program, [meta(ana)])]);
    expect(explained.explanation?.facts).toMatchObject({ name: "ConstraintSeeds" });
    await scene.expectGolden("custom-anchor", explained);
  });

  test("of the innermost program, however many fail with it; of the outer one, if it fails by itself", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    const data = concatBytes(Uint8Array.of(2, 0, 0, 0), u64(1n));
    const paying: ProcessInstruction = (_, infos) => {
      invoke({ programId: SYSTEM, accounts: [meta(ana, "sw"), meta(bob, "w")], data }, infos);
      // The number that System has for another failure.
      throw new ProgramError(1);
    };
    const shop = scene.program("shop", paying);
    const metas = [meta(ana, "sw"), meta(bob, "w"), meta(SYSTEM)];
    const mall = scene.program("mall", (_, infos) =>
      invoke({ programId: shop, accounts: metas, data: NO_DATA }, infos),
    );
    const city = scene.program("city", (_, infos) =>
      invoke({ programId: mall, accounts: [...metas, meta(shop)], data: NO_DATA }, infos),
    );
    const explained = scene.explain([run(city, [...metas, meta(shop), meta(mall)])]);
    expect(explained.explanation).toMatchObject({
      facts: { program: addressFromPubkey(shop), number: 1, name: null },
      where: { frame: 2 },
    });
    await scene.expectGolden("custom-nested", explained);
  });

  test("of a program that the runtime's own calls", async () => {
    const scene = new Scene();
    const [payer, authority] = [scene.wallet("poor", { lamports: 0n }), scene.wallet("authority")];
    const [program, buffer] = [scene.name("program", keyOf("program")), scene.name("buffer", keyOf("buffer"))];
    const owner = ids.LOADER_V3_ID;
    const bufferState = encodeLoaderV3State({ kind: "buffer", authority });
    const file = buildElf(assemble("entrypoint:\nmov64 r0, 0\nexit", SbpfVersion.V3));
    scene.set(buffer, { lamports: 700_000n, owner, data: concatBytes(bufferState, file) });
    scene.set(program, { owner, data: new Uint8Array(LOADER_V3_BYTES.program) });
    const accounts = [
      meta(payer, "sw"),
      meta(programdataAddressOf(program).address, "w"),
      meta(program, "w"),
      meta(buffer, "w"),
      ...[ids.SYSVAR_RENT_ID, ids.SYSVAR_CLOCK_ID, SYSTEM].map((id) => meta(id)),
      meta(authority, "s"),
    ];
    const deploy = concatBytes(Uint8Array.of(2, 0, 0, 0), u64(BigInt(file.length)));
    const explained = scene.explain([run(owner, accounts, deploy)]);
    expect(explained.explanation).toMatchObject({ facts: { program: addressFromPubkey(SYSTEM) }, where: { frame: 1 } });
    await scene.expectGolden("custom-by-loader", explained);
  });

  test("with the accounts as the program found them, not as the transaction did", async () => {
    const scene = new Scene();
    const state = scene.name("state", keyOf("state"));
    const shop = scene.program("shop", failing(7));
    const create = concatBytes(Uint8Array.of(0, 0, 0, 0), u64(5_000_000n), u64(10n), shop);
    const explained = scene.explain([
      run(SYSTEM, [meta(PAYER, "sw"), meta(state, "sw")], create),
      run(shop, [meta(state, "w")]),
    ]);
    expect(explained.explanation?.words.join("\n")).toContain("5000000 lamports, 10 bytes");
    await scene.expectGolden("custom-later-instruction", explained);
  });

  test("of a program that nobody knows", async () => {
    const scene = new Scene();
    const ana = scene.wallet("ana");
    const program = scene.program("shop", failing(2006, "no apples"));
    const explained = scene.explain([run(program, [meta(ana)])]);
    expect(explained.explanation?.facts).toMatchObject({ name: null, number: 2006 });
    await scene.expectGolden("custom-unknown", explained);
  });

  test("an account that is there already", async () => {
    const scene = new Scene();
    const ana = scene.wallet("ana");
    const data = concatBytes(Uint8Array.of(0, 0, 0, 0), u64(1_000_000n), u64(0n), SYSTEM);
    const explained = scene.explain([run(SYSTEM, [meta(PAYER, "sw"), meta(ana, "sw")], data)]);
    await scene.expectGolden("custom-system-in-use", explained);
  });
});

test("a transaction that passes has no explanation", () => {
  const scene = new Scene();
  const bob = scene.wallet("bob");
  const explained = scene.explain([transfer(PAYER, bob, 1n)]);
  expect(explained).toMatchObject({ ok: true, error: null, explanation: null, fixed: null });
});
