import { describe, expect, test } from "vitest";
import { enabledBuiltins } from "../../src/runtime/builtins/registry.js";
import type { InvokeContext } from "../../src/runtime/invoke-context.js";
import { FEATURE_PRESETS } from "../../src/solana/feature-presets.js";
import { featureNamed } from "../../src/solana/features.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { encodeLoaderV3State } from "../../src/solana/loader-v3-state.js";
import { encodeLookupTable } from "../../src/solana/lookup-table.js";
import { decodeNonceState, durableNonceFromBlockhash, encodeNonceState } from "../../src/solana/nonce.js";
import * as ids from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { meta, newKey, transfer } from "../helpers/transactions.js";
import { errorOf, fate, Workbench } from "./support.js";

// Stages 14 to 19 and what persists: the payer, nonces, loading, programs, rent.

const MINIMUM = 650_240n; // 128 bytes at 5080
const NONCE_MINIMUM = 1_056_640n; // 208 bytes at 5080
const U64_MAX = 0xffff_ffff_ffff_ffffn;
const FAR = 9_000_000_000_000n;

/** Fails with Custom(1). */
function failing(from: Pubkey): Instruction {
  return transfer(from, ids.INCINERATOR_ID, FAR);
}

function nonceData(authority: Pubkey, durableNonce: Uint8Array): Uint8Array {
  return encodeNonceState({ version: "current", data: { authority, durableNonce, lamportsPerSignature: 1n } });
}

describe("the payer", () => {
  const noop = { programId: ids.ED25519_PROGRAM_ID, accounts: [], data: Uint8Array.of(0, 0) };
  function pay(account: Parameters<Workbench["setAccount"]>[1] | undefined) {
    const bench = new Workbench();
    const payer = newKey();
    if (account !== undefined) bench.setAccount(payer, account);
    const result = bench.send([noop], { feePayer: payer });
    return { bench, payer, result };
  }

  test.each<[string, Parameters<typeof pay>[0], unknown]>([
    ["absent", undefined, "AccountNotFound"],
    ["with data", { data: Uint8Array.of(0) }, "InvalidAccountForFee"],
    ["of a program", { owner: ids.STAKE_PROGRAM_ID }, "InvalidAccountForFee"],
    ["an uninitialised nonce", { data: new Uint8Array(80) }, "InvalidAccountForFee"],
    ["a lamport short", { lamports: 4999n }, "InsufficientFundsForFee"],
    ["down to a lamport", { lamports: 5001n }, { InsufficientFundsForRent: { account_index: 0 } }],
    [
      "down to less than the minimum",
      { lamports: 5000n + MINIMUM - 1n },
      { InsufficientFundsForRent: { account_index: 0 } },
    ],
    [
      "a nonce a lamport short",
      { lamports: 4999n + NONCE_MINIMUM, data: nonceData(newKey(), newKey()) },
      "InsufficientFundsForFee",
    ],
  ])("%s", (_, account, error) => {
    const { bench, payer, result } = pay(account);
    expect(fate(result)).toEqual(["dropped", error]);
    expect(bench.lamports(payer)).toBe(account === undefined ? 0n : (account.lamports ?? 1_000_000_000n));
  });

  test("may drop to nothing, and is gone then", () => {
    const { bench, payer, result } = pay({ lamports: 5000n });
    expect(result).toMatchObject({ ok: true, fee: 5000n });
    expect(bench.account(payer)).toBeUndefined();
  });

  test("may keep the minimum", () => {
    const { bench, payer, result } = pay({ lamports: 5000n + MINIMUM });
    expect(result.ok).toBe(true);
    expect(bench.lamports(payer)).toBe(MINIMUM);
  });

  test("may be a nonce that keeps its minimum", () => {
    const { bench, payer, result } = pay({ lamports: 5000n + NONCE_MINIMUM, data: nonceData(newKey(), newKey()) });
    expect(result.ok).toBe(true);
    expect(bench.lamports(payer)).toBe(NONCE_MINIMUM);
  });

  test("pays for each signature, those of precompiles by their first byte", () => {
    const bench = new Workbench();
    const other = bench.setAccount(newKey());
    const claims = (programId: Pubkey, count: number) => ({ programId, accounts: [], data: Uint8Array.of(count) });
    const fee = (...instructions: Instruction[]) => bench.send(instructions).fee;
    expect(fee(transfer(bench.payer, other, 1n), transfer(other, bench.payer, 1n))).toBe(10_000n);
    expect(fee(claims(ids.ED25519_PROGRAM_ID, 3), claims(ids.ED25519_PROGRAM_ID, 2))).toBe(30_000n);
    expect(fee(claims(ids.SECP256K1_PROGRAM_ID, 255))).toBe(256n * 5000n);
    expect(fee(claims(ids.SECP256R1_PROGRAM_ID, 1))).toBe(10_000n);
    expect(fee({ programId: ids.ED25519_PROGRAM_ID, accounts: [], data: new Uint8Array(0) })).toBe(5000n);
  });

  test("pays when it fails, and keeps the rent epoch it had", () => {
    const bench = new Workbench();
    const payer = bench.setAccount(newKey(), { rentEpoch: 3n });
    const send = (instruction: Instruction) => bench.send([instruction], { feePayer: payer });
    expect(fate(send(failing(payer)))).toEqual(["executed", { InstructionError: [0, { Custom: 1 }] }]);
    expect(bench.account(payer)).toMatchObject({ lamports: 999_995_000n, rentEpoch: 3n });
    expect(errorOf(send(transfer(payer, bench.payer, 1n)))).toBe("success");
    expect(bench.account(payer)).toMatchObject({ rentEpoch: U64_MAX });
  });

  test("untouched accounts keep their rent epoch, touched ones become exempt", () => {
    const bench = new Workbench();
    const [touched, untouched] = [newKey(), newKey()].map((key) => bench.setAccount(key, { rentEpoch: 3n }));
    const instruction = transfer(bench.payer, touched!, 1n);
    const result = bench.send([{ ...instruction, accounts: [...instruction.accounts, meta(untouched!, "w")] }]);
    expect(result.ok).toBe(true);
    expect(bench.account(touched!)?.rentEpoch).toBe(U64_MAX);
    expect(bench.account(untouched!)?.rentEpoch).toBe(3n);
  });
});

describe("durable nonces", () => {
  function setUp(change: { authority?: Pubkey; lamports?: bigint } = {}) {
    const bench = new Workbench();
    const [nonce, stored] = [newKey(), newKey()];
    const { authority = bench.payer, lamports = 10_000_000n } = change;
    bench.setAccount(nonce, { lamports, data: nonceData(authority, stored), rentEpoch: 4n });
    const advance = {
      programId: ids.SYSTEM_PROGRAM_ID,
      accounts: [meta(nonce, "w"), meta(ids.SYSVAR_RECENT_BLOCKHASHES_ID), meta(authority, "s")],
      data: Uint8Array.of(4, 0, 0, 0),
    };
    const storedNow = () => decodeNonceState(bench.account(nonce)!.data)?.data?.durableNonce;
    const next = durableNonceFromBlockhash(bench.blockhash);
    return { bench, nonce, stored, advance, storedNow, next };
  }

  test("stand for a blockhash, once", () => {
    const { bench, stored, advance, storedNow, next } = setUp();
    const to = bench.setAccount(newKey());
    const instructions = [advance, transfer(bench.payer, to, 1n)];
    expect(errorOf(bench.send(instructions, { blockhash: stored }))).toBe("success");
    expect(storedNow()).toEqual(next);
    expect(errorOf(bench.send(instructions, { blockhash: stored }))).toBe("BlockhashNotFound");
    // Not before there is another blockhash.
    expect(errorOf(bench.send(instructions, { blockhash: next }))).toBe("BlockhashNotFound");
    bench.svm.advanceBlockhash();
    expect(errorOf(bench.send(instructions, { blockhash: next }))).toBe("success");
  });

  test("advance when the transaction fails, and so does the fee", () => {
    const { bench, nonce, stored, advance, storedNow, next } = setUp();
    const before = bench.lamports(bench.payer);
    const result = bench.send([advance, failing(bench.payer)], { blockhash: stored });
    expect(fate(result)).toEqual(["executed", { InstructionError: [1, { Custom: 1 }] }]);
    expect(storedNow()).toEqual(next);
    expect(bench.account(nonce)).toMatchObject({ lamports: 10_000_000n, rentEpoch: 4n });
    expect(bench.lamports(bench.payer)).toBe(before - 5000n);
    expect(errorOf(bench.send([advance, failing(bench.payer)], { blockhash: stored }))).toBe("BlockhashNotFound");
  });

  test("advance when the accounts cannot be loaded", () => {
    const { bench, stored, advance, storedNow, next } = setUp();
    const missing = { programId: newKey(), accounts: [], data: new Uint8Array(0) };
    expect(fate(bench.send([advance, missing], { blockhash: stored }))).toEqual(["feesOnly", "ProgramAccountNotFound"]);
    expect(storedNow()).toEqual(next);
  });

  test("may pay themselves, and are normalised then", () => {
    const { bench, nonce, stored, advance, storedNow, next } = setUp();
    const options = { blockhash: stored, feePayer: nonce };
    expect(fate(bench.send([advance, failing(bench.payer)], options))).toEqual([
      "executed",
      { InstructionError: [1, { Custom: 1 }] },
    ]);
    expect(storedNow()).toEqual(next);
    expect(bench.account(nonce)).toMatchObject({ lamports: 10_000_000n - 10_000n, rentEpoch: U64_MAX });
  });

  const broken: [string, (setup: ReturnType<typeof setUp>) => Instruction | Uint8Array][] = [
    ["the instruction is another", ({ advance }) => ({ ...advance, data: Uint8Array.of(5, 0, 0, 0) })],
    ["the data are cut", ({ advance }) => ({ ...advance, data: Uint8Array.of(4, 0, 0) })],
    ["the program is another", ({ advance }) => ({ ...advance, programId: ids.MEMO_PROGRAM_ID })],
    [
      "the nonce is readonly",
      ({ advance, nonce }) => ({ ...advance, accounts: [meta(nonce), ...advance.accounts.slice(1)] }),
    ],
    [
      "the authority does not sign",
      ({ advance, bench }) => ({
        ...advance,
        accounts: [...advance.accounts.slice(0, 2), meta(bench.setAccount(newKey()), "s")],
      }),
    ],
    ["there are no accounts", ({ advance }) => ({ ...advance, accounts: [] })],
    [
      "the account is no nonce",
      ({ advance, bench }) => ({
        ...advance,
        accounts: [meta(bench.setAccount(newKey()), "w"), ...advance.accounts.slice(1)],
      }),
    ],
    [
      "the account is absent",
      ({ advance }) => ({ ...advance, accounts: [meta(newKey(), "w"), ...advance.accounts.slice(1)] }),
    ],
  ];
  test.each(broken)("are of no use when %s", (_, change) => {
    const setup = setUp();
    const instruction = change(setup) as Instruction;
    const { bench, stored } = setup;
    expect(fate(bench.send([instruction], { blockhash: stored }))).toEqual(["dropped", "BlockhashNotFound"]);
  });

  test("are of no use when another program owns them, or they are legacy", () => {
    const { bench, nonce, stored, advance } = setUp();
    const send = () => errorOf(bench.send([advance], { blockhash: stored }));
    const { data } = bench.account(nonce)!;
    bench.setAccount(nonce, { data, owner: newKey() });
    expect(send()).toBe("BlockhashNotFound");
    bench.setAccount(nonce, { data: data.with(0, 0) });
    expect(send()).toBe("BlockhashNotFound");
    bench.setAccount(nonce, { data });
    expect(send()).toBe("success");
  });

  test("must hold exactly 80 bytes in simulations", () => {
    const { bench, nonce, stored, advance } = setUp();
    const { data } = bench.account(nonce)!;
    const longer = new Uint8Array(81);
    longer.set(data);
    bench.setAccount(nonce, { data: longer });
    expect(errorOf(bench.simulate([advance], { blockhash: stored }))).toBe("BlockhashNotFound");
    expect(errorOf(bench.send([advance], { blockhash: stored }))).toBe("success");
  });

  test("come before the payer", () => {
    const { bench, stored, advance } = setUp();
    const options = { blockhash: stored, feePayer: newKey() };
    expect(errorOf(bench.send([advance], options))).toBe("AccountNotFound");
    expect(errorOf(bench.send([{ ...advance, accounts: [] }], options))).toBe("BlockhashNotFound");
  });
});

describe("loading", () => {
  const loadedSize = (bytes: number) => {
    const data = new Uint8Array(5);
    data[0] = 4;
    new DataView(data.buffer).setUint32(1, bytes, true);
    return { programId: ids.COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data };
  };
  // Payer 64, system program 64 + 21, compute budget program 64 + 22.
  const BASE = 64 + 85 + 86;

  function loads(bench: Workbench, instruction: Instruction, expected: number) {
    const options = { version: 0 } as const;
    const exact = bench.send([loadedSize(expected), instruction], options);
    expect([expected, fate(exact), exact.loadedAccountsDataSize]).toEqual([
      expected,
      ["executed", "success"],
      expected,
    ]);
    const short = bench.send([loadedSize(expected - 1), instruction], options);
    expect([fate(short), short.fee]).toEqual([["feesOnly", "MaxLoadedAccountsDataSizeExceeded"], 5000n]);
    expect(short.loadedAccountsDataSize).toBe(expected - 1);
  }
  const touching = (bench: Workbench, ...keys: Pubkey[]): Instruction => ({
    programId: ids.SYSTEM_PROGRAM_ID,
    accounts: [meta(bench.payer, "sw"), meta(bench.payer, "sw"), ...keys.map((key) => meta(key))],
    data: transfer(bench.payer, bench.payer, 0n).data,
  });

  test("counts 64 and the data of each account that exists", () => {
    const bench = new Workbench();
    loads(bench, touching(bench), BASE);
    loads(bench, touching(bench, newKey()), BASE);
    loads(bench, touching(bench, bench.setAccount(newKey(), { data: new Uint8Array(100) })), BASE + 164);
    loads(bench, touching(bench, ids.SYSVAR_INSTRUCTIONS_ID), BASE);
    loads(bench, touching(bench, ids.SYSVAR_CLOCK_ID), BASE + 64 + 40);
  });

  test("counts programdata once, unless the transaction names them", () => {
    const bench = new Workbench();
    const programData = bench.setAccount(newKey(), { owner: ids.LOADER_V3_ID, data: new Uint8Array(1000) });
    const data = encodeLoaderV3State({ kind: "program", programDataAddress: programData });
    const programs = [newKey(), newKey()].map((key) => bench.setAccount(key, { owner: ids.LOADER_V3_ID, data }));
    loads(bench, touching(bench, programs[0]!), BASE + 100 + 1064);
    loads(bench, touching(bench, ...programs), BASE + 200 + 1064);
    loads(bench, touching(bench, programs[0]!, programData), BASE + 100 + 1064);
    const gone = encodeLoaderV3State({ kind: "program", programDataAddress: newKey() });
    loads(bench, touching(bench, bench.setAccount(newKey(), { owner: ids.LOADER_V3_ID, data: gone })), BASE + 100);
    loads(bench, touching(bench, bench.setAccount(newKey(), { data: gone })), BASE + 100);
  });

  test("counts 8248 for a lookup table", () => {
    const bench = new Workbench();
    const address = newKey();
    const key = bench.setAccount(newKey(), {
      owner: ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
      data: encodeLookupTable({
        deactivationSlot: U64_MAX,
        lastExtendedSlot: 1n,
        lastExtendedSlotStartIndex: 0,
        authority: undefined,
        addresses: [address],
      }),
    });
    const send = (bytes: number) =>
      bench.send([loadedSize(bytes), touching(bench, address)], {
        version: 0,
        lookupTables: [{ key, addresses: [address] }],
      });
    expect(send(BASE + 8248).ok).toBe(true);
    expect(fate(send(BASE + 8247))).toEqual(["feesOnly", "MaxLoadedAccountsDataSizeExceeded"]);
  });

  test("a load failure takes the fee and nothing else", () => {
    const bench = new Workbench();
    const payer = bench.setAccount(newKey(), { rentEpoch: 3n });
    const missing = { programId: newKey(), accounts: [], data: new Uint8Array(0) };
    const result = bench.send([missing], { feePayer: payer });
    expect(result).toMatchObject({ ok: false, outcome: "feesOnly", fee: 5000n, logs: [], computeUnitsConsumed: 0 });
    expect(bench.account(payer)).toMatchObject({ lamports: 999_995_000n, rentEpoch: 3n });
    expect(bench.svm.getTransaction(result.signature)).toBe(result);
    expect(errorOf(bench.send([missing], { feePayer: payer }))).toBe("AlreadyProcessed");
  });

  test("before SIMD-0186 was amended, a load failure counted what it rolls back", () => {
    const features = FEATURE_PRESETS.mainnet.features();
    features.deactivate(featureNamed("define_ltds_fee_only_semantics").id);
    const bench = new Workbench({ features });
    const [nonce, stored] = [newKey(), newKey()];
    bench.setAccount(nonce, { data: nonceData(bench.payer, stored) });
    const advance = {
      programId: ids.SYSTEM_PROGRAM_ID,
      accounts: [meta(nonce, "w"), meta(ids.SYSVAR_RECENT_BLOCKHASHES_ID), meta(bench.payer, "s")],
      data: Uint8Array.of(4, 0, 0, 0),
    };
    const missing = { programId: newKey(), accounts: [], data: new Uint8Array(0) };
    expect(bench.send([missing]).loadedAccountsDataSize).toBe(0);
    expect(bench.send([advance, missing], { blockhash: stored }).loadedAccountsDataSize).toBe(80);
  });

  test("a simulated load failure takes nothing", () => {
    const bench = new Workbench();
    const missing = { programId: newKey(), accounts: [], data: new Uint8Array(0) };
    const before = bench.lamports(bench.payer);
    expect(bench.simulate([missing])).toMatchObject({ outcome: "feesOnly", fee: 5000n, postAccounts: [] });
    expect(bench.lamports(bench.payer)).toBe(before);
  });

  test("programs must be there and belong to a loader; the flag does not matter", () => {
    const bench = new Workbench();
    const run = (programId: Pubkey) => fate(bench.send([{ programId, accounts: [], data: new Uint8Array(0) }]));
    expect(run(newKey())).toEqual(["feesOnly", "ProgramAccountNotFound"]);
    expect(run(bench.setAccount(newKey(), { executable: true }))).toEqual(["feesOnly", "InvalidProgramForExecution"]);
    const loaders = [ids.LOADER_V1_ID, ids.LOADER_V2_ID, ids.LOADER_V3_ID, ids.LOADER_V4_ID, ids.NATIVE_LOADER_ID];
    for (const owner of loaders) {
      expect(run(bench.setAccount(newKey(), { owner }))).toEqual([
        "executed",
        { InstructionError: [0, "UnsupportedProgramId"] },
      ]);
    }
  });

  test("programs are looked at in the order of instructions, behind all accounts", () => {
    const bench = new Workbench();
    const none = (programId: Pubkey) => ({ programId, accounts: [], data: new Uint8Array(0) });
    const notOwned = bench.setAccount(newKey());
    const send = (...instructions: Instruction[]) => errorOf(bench.send(instructions));
    expect(send(none(notOwned), none(newKey()))).toBe("InvalidProgramForExecution");
    expect(send(none(newKey()), none(notOwned))).toBe("ProgramAccountNotFound");
    expect(send(loadedSize(10), none(newKey()))).toBe("MaxLoadedAccountsDataSizeExceeded");
  });

  test("an instructions sysvar that cannot be built is a load failure", () => {
    const bench = new Workbench();
    const { payer } = bench;
    // 63 instructions of 30 accounts each: 64 KiB of the sysvar in less than 4096 bytes on the wire.
    const accounts = [meta(ids.SYSVAR_INSTRUCTIONS_ID), ...Array.from({ length: 33 }, () => meta(payer, "sw"))];
    const one = { programId: ids.SYSTEM_PROGRAM_ID, accounts, data: transfer(payer, payer, 0n).data };
    const config = { computeUnitLimit: 1_400_000, loadedAccountsDataSizeLimit: 10_000_000 };
    const send = (count: number) =>
      fate(
        bench.send(
          Array.from({ length: count }, () => one),
          { version: 1, config },
        ),
      );
    expect(send(56)[0]).toBe("executed");
    expect(send(57)).toEqual(["feesOnly", "MaxLoadedAccountsDataSizeExceeded"]);
  });
});

describe("rent", () => {
  function setUp(lamports: bigint, change: object = {}) {
    const bench = new Workbench();
    const key = bench.setAccount(newKey(), { lamports, ...change });
    return { bench, key };
  }
  const tooPoor = (index: number) => ["executed", { InsufficientFundsForRent: { account_index: index } }];

  test("a new account needs the minimum, or nothing", () => {
    const bench = new Workbench();
    const send = (lamports: bigint) => fate(bench.send([transfer(bench.payer, newKey(), lamports)]));
    expect(send(MINIMUM - 1n)).toEqual(tooPoor(1));
    expect(send(MINIMUM)).toEqual(["executed", "success"]);
    expect(send(0n)).toEqual(["executed", "success"]);
  });

  test("one below the minimum may be credited, not debited except to nothing", () => {
    const { bench, key } = setUp(1000n);
    expect(fate(bench.send([transfer(bench.payer, key, 1n)]))).toEqual(["executed", "success"]);
    expect(fate(bench.send([transfer(key, bench.payer, 1n)]))).toEqual(tooPoor(1));
    expect(fate(bench.send([transfer(key, bench.payer, 1001n)]))).toEqual(["executed", "success"]);
    expect(bench.account(key)).toBeUndefined();
  });

  test("it may not grow, nor change its owner", () => {
    const system = (tag: number, key: Pubkey, ...rest: Uint8Array[]) => ({
      programId: ids.SYSTEM_PROGRAM_ID,
      accounts: [meta(key, "sw")],
      data: Uint8Array.of(tag, 0, 0, 0, ...rest.flatMap((part) => [...part])),
    });
    const { bench, key } = setUp(1000n);
    expect(fate(bench.send([system(8, key, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0))]))).toEqual(tooPoor(1));
    expect(fate(bench.send([system(1, key, newKey())]))).toEqual(tooPoor(1));
    expect(bench.account(key)).toMatchObject({ lamports: 1000n, data: new Uint8Array(0) });
  });

  test("the incinerator may keep what it gets", () => {
    const bench = new Workbench();
    expect(errorOf(bench.send([transfer(bench.payer, ids.INCINERATOR_ID, 1n)]))).toBe("success");
  });

  test("the first account in key order that is too poor is named", () => {
    const bench = new Workbench();
    const [a, b] = [new Uint8Array(32).fill(0xaa), new Uint8Array(32).fill(0xbb)];
    expect(fate(bench.send([transfer(bench.payer, b, 1n), transfer(bench.payer, a, 1n)]))).toEqual(tooPoor(1));
    expect(bench.account(a)).toBeUndefined();
  });

  test("without SIMD-0392 one below the minimum may not be credited", () => {
    const features = FEATURE_PRESETS.mainnet.features();
    features.deactivate(featureNamed("relax_post_exec_min_balance_check").id);
    const bench = new Workbench({ features });
    const key = bench.setAccount(newKey(), { lamports: 1000n });
    expect(fate(bench.send([transfer(bench.payer, key, 1n)]))).toEqual(tooPoor(1));
    expect(fate(bench.send([transfer(key, bench.payer, 1n)]))).toEqual(["executed", "success"]);
    expect(bench.lamports(key)).toBe(999n);
  });
});

test("lamports out of nothing are found at the end", () => {
  const bench = new Workbench();
  const { bank } = bench.svm;
  const programId = bench.setAccount(newKey(), { owner: ids.NATIVE_LOADER_ID });
  const builtin = {
    name: "counterfeiter",
    process(context: InvokeContext) {
      context.consumeChecked(1);
      // Past the account policy, which would find it at once.
      const account = context.transaction.accounts.at(1);
      account.lamports += 1n;
      account.touched = true;
    },
  };
  const builtins = [...enabledBuiltins(bank.featureSet), { programId, builtin }];
  bank.programs.setEnvironment({ loader: bank.executionLoader, builtins });
  const victim = bench.setAccount(newKey());
  const before = bench.lamports(bench.payer);
  const result = bench.send([{ programId, accounts: [meta(victim, "w")], data: new Uint8Array(0) }]);
  expect(fate(result)).toEqual(["executed", "UnbalancedTransaction"]);
  expect([bench.lamports(victim), bench.lamports(bench.payer)]).toEqual([1_000_000_000n, before - 5000n]);
});
