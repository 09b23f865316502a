import {
  appendTransactionMessageInstruction,
  compileTransaction,
  createTransactionMessage,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Encode } from "../../src/base/base64.js";
import { CallgateError } from "../../src/base/errors.js";
import { printAccountFile } from "../../src/solana/account-file.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, pubkeyFromAddress } from "../../src/solana/pubkey.js";
import { createSvm, FeatureSet } from "../../src/svm/index.js";
import { newKey, transfer } from "../helpers/transactions.js";
import { errorOf, Workbench } from "./support.js";

/** The code of the CallgateError that this throws. */
function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof CallgateError) return thrown.code;
    throw thrown;
  }
  return "nothing thrown";
}

const bad = <T>(value: unknown): T => value as T;

describe("transactions come in as", () => {
  const bench = new Workbench();
  const to = bench.setAccount(newKey());
  let lamports = 0n;
  const wire = () => bench.wire([transfer(bench.payer, to, ++lamports)]);

  test("bytes, which stay the caller's", () => {
    const bytes = wire();
    const result = bench.svm.sendTransaction(bytes);
    const { signature, accountKeys } = result;
    bytes.fill(0xff);
    expect([result.ok, result.signature, result.accountKeys]).toEqual([true, signature, accountKeys]);
    expect(accountKeys).toContain(addressFromPubkey(to));
  });

  test("base64", () => {
    expect(errorOf(bench.svm.sendTransaction(base64Encode(wire())))).toBe("success");
  });

  test("Kit's transactions, signed or not", () => {
    const address = addressFromPubkey(bench.payer);
    const { accounts, programId, data } = transfer(bench.payer, to, ++lamports);
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (m) => setTransactionMessageFeePayer(address, m),
      (m) =>
        setTransactionMessageLifetimeUsingBlockhash(
          { blockhash: bench.svm.latestBlockhash(), lastValidBlockHeight: 0n },
          m,
        ),
      (m) =>
        appendTransactionMessageInstruction(
          {
            programAddress: addressFromPubkey(programId),
            accounts: accounts.map(({ pubkey, isSigner }) => ({
              address: addressFromPubkey(pubkey),
              role: isSigner ? 3 : 1,
            })),
            data,
          },
          m,
        ),
    );
    const before = bench.lamports(to);
    expect(errorOf(bench.svm.sendTransaction(compileTransaction(message)))).toBe("success");
    expect(bench.lamports(to)).toBe(before + lamports);
  });

  test("Kit's v1 transactions, whose signatures stand last", () => {
    const config = { computeUnitLimit: 200, loadedAccountsDataSizeLimit: 10_000 };
    const bytes = bench.wire([transfer(bench.payer, to, ++lamports)], { version: 1, config });
    const kit = { messageBytes: bytes.subarray(0, -64), signatures: { [addressFromPubkey(bench.payer)]: null } };
    expect(errorOf(bench.svm.sendTransaction(kit))).toBe("success");
  });

  test("web3.js transactions, which know how to serialize", () => {
    const bytes = wire();
    const options: unknown[] = [];
    const transaction = {
      serialize: (given: unknown) => {
        options.push(given);
        return bytes;
      },
    };
    expect(errorOf(bench.svm.sendTransaction(transaction))).toBe("success");
    expect(options).toEqual([{ requireAllSignatures: false, verifySignatures: false }]);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a number", 5],
    ["an empty object", {}],
    ["text that is no base64", "not base64!"],
    ["no bytes", new Uint8Array(0)],
    [
      "a Kit transaction with a short signature",
      { messageBytes: wire().subarray(65), signatures: { a: new Uint8Array(3) } },
    ],
    [
      "something whose serialize throws",
      {
        serialize: () => {
          throw new TypeError("no");
        },
      },
    ],
  ])("not as %s", (_, input) => {
    expect(codeOf(() => bench.svm.sendTransaction(bad(input)))).toBe("invalid-transaction");
    expect(codeOf(() => bench.svm.simulateTransaction(bad(input)))).toBe("invalid-transaction");
  });

  test("any bytes at all give a result or invalid-transaction", () => {
    const good = wire();
    const { svm } = new Workbench();
    const spoiled = fc
      .tuple(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length))
      .map(([at, byte, length]) => good.with(at, byte).subarray(0, length));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), spoiled), (bytes) => {
        const code = codeOf(() => svm.simulateTransaction(bytes));
        expect(["nothing thrown", "invalid-transaction"]).toContain(code);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("results", () => {
  const bench = new Workbench({ transactionHistory: 2 });
  const to = bench.setAccount(newKey());

  test("tell what happened", () => {
    const result = bench.send([transfer(bench.payer, to, 1n)]);
    expect(result).toMatchObject({
      ok: true,
      outcome: "executed",
      fee: 5000n,
      computeUnitsConsumed: 150,
      loadedAccountsDataSize: 64 + 64 + 85,
      innerInstructions: [[]],
      returnData: undefined,
      balances: undefined,
    });
    expect(result.logs).toHaveLength(2);
    expect(result.instructionTrace).toMatchObject([
      { stackHeight: 1, programIndex: 2, computeUnitsConsumed: 150, callerIndex: -1 },
    ]);
    expect(result.accountKeys).toEqual([bench.payer, to, ids.SYSTEM_PROGRAM_ID].map(addressFromPubkey));
  });

  test("are found again by signature, the latest ones", () => {
    const send = (signature: number) => {
      const wire = bench.wire([transfer(bench.payer, to, BigInt(signature))]).fill(signature, 1, 65);
      return bench.svm.sendTransaction(wire);
    };
    const results = [11, 12, 13].map(send);
    const found = results.map(({ signature }) => bench.svm.getTransaction(signature));
    expect(found).toEqual([undefined, results[1], results[2]]);
    expect(bench.svm.getTransaction(results[2]!.signatureBytes)).toBe(results[2]);
  });

  test("nothing is found for what is no signature", () => {
    expect(bench.svm.getTransaction(new Uint8Array(64).fill(200))).toBeUndefined();
    expect(codeOf(() => bench.svm.getTransaction("tooShort"))).toBe("invalid-signature");
    expect(codeOf(() => bench.svm.getTransaction(new Uint8Array(63)))).toBe("invalid-signature");
    expect(codeOf(() => bench.svm.getTransaction(bad(7)))).toBe("invalid-signature");
  });

  test("simulations show every account as it would be, and change none", () => {
    const before = bench.lamports(to);
    const result = bench.simulate([transfer(bench.payer, to, 5n)]);
    expect(result.postAccounts.map(({ address, lamports }) => [address, lamports]).slice(1)).toEqual([
      [addressFromPubkey(to), before + 5n],
      [addressFromPubkey(ids.SYSTEM_PROGRAM_ID), 1n],
    ]);
    expect(bench.lamports(to)).toBe(before);
    expect(bench.svm.getTransaction(result.signature)).toBeUndefined();
  });

  test("simulations may replace the blockhash and skip signatures", () => {
    const strict = new Workbench({ signatureVerification: true });
    const instructions = [transfer(strict.payer, newKey(), 10n ** 9n)];
    const wire = strict.wire(instructions, { blockhash: newKey() });
    const simulate = (options: object) => errorOf(strict.svm.simulateTransaction(wire, options));
    expect(simulate({})).toBe("SignatureFailure");
    expect(simulate({ signatureVerification: false })).toBe("BlockhashNotFound");
    expect(simulate({ signatureVerification: false, replaceRecentBlockhash: true })).toBe("success");
  });
});

describe("accounts", () => {
  const svm = createSvm();

  test("come out as they went in, in copies", () => {
    const key = newKey();
    const data = Uint8Array.of(1, 2, 3);
    svm.setAccount(key, { lamports: 5, data, owner: ids.MEMO_PROGRAM_ID, executable: true, rentEpoch: 9 });
    data[0] = 99;
    const account = svm.getAccount(key);
    expect(account).toEqual({
      address: addressFromPubkey(key),
      lamports: 5n,
      data: Uint8Array.of(1, 2, 3),
      programAddress: addressFromPubkey(ids.MEMO_PROGRAM_ID),
      executable: true,
      space: 3n,
      rentEpoch: 9n,
    });
    account!.data[0] = 77;
    expect(svm.getAccount(key)?.data[0]).toBe(1);
    expect(svm.getAccount({ toBytes: () => key })?.lamports).toBe(5n);
    expect(svm.getAccount(addressFromPubkey(key))?.lamports).toBe(5n);
  });

  test("have defaults, and none without lamports", () => {
    const key = newKey();
    svm.setAccount(key, { lamports: 1n });
    expect(svm.getAccount(key)).toMatchObject({
      data: new Uint8Array(0),
      programAddress: "11111111111111111111111111111111",
      executable: false,
      rentEpoch: 0xffff_ffff_ffff_ffffn,
    });
    svm.setAccount(key, { lamports: 0n });
    expect([svm.getAccount(key), svm.getBalance(key)]).toEqual([null, 0n]);
  });

  test("take what JavaScript makes of the rent epoch", () => {
    const key = newKey();
    svm.setAccount(key, { lamports: 1n, rentEpoch: 18446744073709552000 });
    expect(svm.getAccount(key)?.rentEpoch).toBe(0xffff_ffff_ffff_ffffn);
  });

  test.each<[string, unknown, unknown, string]>([
    ["an address that is none", "nonsense", { lamports: 1n }, "invalid-address"],
    ["a short key", new Uint8Array(31), { lamports: 1n }, "invalid-pubkey"],
    ["no address", undefined, { lamports: 1n }, "invalid-pubkey"],
    ["a key that gives text", { toBytes: () => "x" }, { lamports: 1n }, "invalid-pubkey"],
    ["no account", newKey(), undefined, "invalid-account"],
    ["no lamports", newKey(), {}, "invalid-u64"],
    ["half a lamport", newKey(), { lamports: 0.5 }, "invalid-u64"],
    ["negative lamports", newKey(), { lamports: -1n }, "invalid-u64"],
    ["too many lamports", newKey(), { lamports: 2n ** 64n }, "invalid-u64"],
    ["text for data", newKey(), { lamports: 1n, data: "hello" }, "invalid-account"],
    ["too much data", newKey(), { lamports: 1n, data: new Uint8Array(10 * 1024 * 1024 + 1) }, "invalid-account"],
    ["a flag that is none", newKey(), { lamports: 1n, executable: 1 }, "invalid-account"],
    ["a bad owner", newKey(), { lamports: 1n, owner: "x" }, "invalid-address"],
    [
      "a clock that nobody could read",
      ids.SYSVAR_CLOCK_ID,
      { lamports: 1n, data: new Uint8Array(39) },
      "invalid-sysvar",
    ],
  ])("refuse %s", (_, address, account, code) => {
    expect(codeOf(() => svm.setAccount(bad(address), bad(account)))).toBe(code);
  });

  test("airdrops add up, twice the same too", () => {
    const key = newKey();
    expect([svm.airdrop(key, 5), svm.airdrop(key, 5n), svm.getBalance(key)]).toEqual([5n, 10n, 10n]);
    expect(codeOf(() => svm.airdrop(key, 2n ** 64n - 5n))).toBe("invalid-u64");
    expect(svm.getBalance(key)).toBe(10n);
  });

  test("are found by their program, and all together", () => {
    const owner = newKey();
    const keys = [newKey(), newKey()];
    for (const key of keys) svm.setAccount(key, { lamports: 1n, owner });
    const found = svm.getProgramAccounts(owner).map(({ address }) => address);
    expect(found).toEqual(keys.map(addressFromPubkey));
    const all = [...svm.accounts()].map(({ address }) => address);
    expect(all).toEqual(expect.arrayContaining(found));
    expect(new Set(all).size).toBe(all.length);
  });

  test("come from the CLI's files", () => {
    const account = { lamports: 9n, data: Uint8Array.of(1), owner: newKey(), executable: false, rentEpoch: 0n };
    const pubkey = newKey();
    expect(svm.loadAccountFile(printAccountFile({ pubkey, account }))).toBe(addressFromPubkey(pubkey));
    expect(svm.getAccount(pubkey)).toMatchObject({ lamports: 9n, data: Uint8Array.of(1) });
    expect(codeOf(() => svm.loadAccountFile("{}"))).toBe("invalid-account-file");
    expect(codeOf(() => svm.loadAccountFile(bad(undefined)))).toBe("invalid-account-file");
  });

  test("know the minimum for their size", () => {
    expect(svm.minimumBalanceForRentExemption(0)).toBe(650_240n);
    expect(svm.minimumBalanceForRentExemption(165n)).toBe(1_488_440n);
    expect(svm.minimumBalanceForRentExemption(10 * 1024 * 1024 + 1)).toBe(0xffff_ffff_ffff_ffffn);
    expect(codeOf(() => svm.minimumBalanceForRentExemption(-1))).toBe("invalid-u64");
  });
});

describe("programs", () => {
  const memo = new URL("../../assets/memo.so", import.meta.url).pathname;

  test("run at once, from bytes or a file, under any loader", () => {
    const bench = new Workbench();
    const elf = bench.svm.getAccount(ids.MEMO_PROGRAM_ID)!.data;
    const run = (programId: Uint8Array) =>
      bench.send([{ programId, accounts: [], data: new TextEncoder().encode("hi") }]);
    for (const loader of [undefined, ids.LOADER_V1_ID, ids.LOADER_V2_ID, ids.LOADER_V3_ID]) {
      const id = newKey();
      bench.svm.addProgram(id, elf, loader && { loader });
      // Loader v1 lays out the input in a way that this program does not know.
      const error = loader === ids.LOADER_V1_ID ? expect.anything() : "success";
      expect(errorOf(run(id))).toEqual(error);
      expect(bench.svm.getAccount(id)).toMatchObject({ executable: true });
    }
    const id = newKey();
    bench.svm.addProgramFromFile(id, memo);
    expect(errorOf(run(id))).toBe("success");
    bench.svm.warpToSlot(bench.svm.slot + 1n);
    expect(errorOf(run(id))).toBe("success");
  });

  test("are final unless an authority is given", () => {
    const { svm } = new Workbench();
    const elf = svm.getAccount(ids.MEMO_PROGRAM_ID)!.data;
    const authority = newKey();
    for (const options of [{}, { upgradeAuthority: authority }]) {
      const id = newKey();
      svm.addProgram(id, elf, options);
      const programData = svm.getAccount(svm.getAccount(id)!.data.subarray(4))!.data;
      expect(programData[12]).toBe("upgradeAuthority" in options ? 1 : 0);
      expect(programData.length).toBe(45 + elf.length);
    }
  });

  test.each<[string, unknown, object, string]>([
    ["no bytes", undefined, {}, "invalid-program"],
    ["an ELF that is none", Uint8Array.of(1, 2, 3), {}, "invalid-program"],
    ["an empty ELF", new Uint8Array(0), {}, "invalid-program"],
    ["a loader that runs nothing", new Uint8Array(0), { loader: ids.LOADER_V4_ID }, "invalid-option"],
    [
      "an authority where there is none",
      new Uint8Array(0),
      { loader: ids.LOADER_V2_ID, upgradeAuthority: newKey() },
      "invalid-option",
    ],
  ])("refuse %s", (_, elf, options, code) => {
    expect(codeOf(() => createSvm().addProgram(newKey(), bad(elf), options))).toBe(code);
  });

  test("a file that is not there", () => {
    expect(codeOf(() => createSvm().addProgramFromFile(newKey(), "/no/such/file.so"))).toBe("unreadable-file");
  });

  test("are not there when the VM is to have none", () => {
    const { svm } = new Workbench({ programs: false });
    expect(svm.getAccount(ids.TOKEN_PROGRAM_ID)).toBeNull();
    expect(svm.getAccount(ids.SYSTEM_PROGRAM_ID)).not.toBeNull();
  });
});

describe("time", () => {
  test("a warp moves clock, epoch, blockhash and slot hashes together", () => {
    const svm = createSvm();
    svm.setClock({ slot: 1_000_000n, epoch: 15n, leaderScheduleEpoch: 16n, unixTimestamp: 1000n });
    const blockhash = svm.latestBlockhash();
    svm.warpToSlot(1_432_001);
    expect(svm.clock).toEqual({
      slot: 1_432_001n,
      epoch: 16n,
      leaderScheduleEpoch: 17n,
      unixTimestamp: 1000n + 172_800n,
      epochStartTimestamp: 1000n + 172_800n,
    });
    expect(svm.slot).toBe(1_432_001n);
    expect(svm.latestBlockhash()).not.toBe(blockhash);
    expect(svm.getSysvar("slotHashes").map(({ slot }) => slot)).toContain(1_000_000n);
    svm.warpToSlot(1_432_002n);
    expect(svm.clock).toMatchObject({ epoch: 16n, unixTimestamp: 173_800n, epochStartTimestamp: 173_800n });
    svm.warpToSlot(5n);
    expect(svm.clock).toMatchObject({ slot: 5n, epoch: 0n });
    expect(codeOf(() => svm.warpToSlot(-1))).toBe("invalid-u64");
    expect(codeOf(() => svm.warpToSlot(bad("x")))).toBe("invalid-u64");
  });

  test("a clock set is a clock seen", () => {
    const svm = createSvm();
    svm.setClock({ unixTimestamp: -5n });
    expect(svm.getSysvar("clock")).toMatchObject({ unixTimestamp: -5n, slot: svm.slot });
    expect(svm.getAccount(ids.SYSVAR_CLOCK_ID)?.data.subarray(32)).toEqual(Uint8Array.of(251, ...Array(7).fill(255)));
  });

  test("an expired blockhash is of no use", () => {
    const bench = new Workbench();
    const to = bench.setAccount(newKey());
    const { blockhash } = bench;
    expect(bench.svm.expireBlockhash()).toBe(bench.svm.latestBlockhash());
    expect(errorOf(bench.send([transfer(bench.payer, to, 1n)], { blockhash }))).toBe("BlockhashNotFound");
    expect(errorOf(bench.send([transfer(bench.payer, to, 1n)]))).toBe("success");
  });

  test("a sysvar that is gone is missing", () => {
    const svm = createSvm();
    svm.setAccount(ids.SYSVAR_STAKE_HISTORY_ID, {
      lamports: 0n,
      data: svm.getAccount(ids.SYSVAR_STAKE_HISTORY_ID)!.data,
    });
    expect(codeOf(() => svm.getSysvar("stakeHistory"))).toBe("missing-sysvar");
  });
});

describe("snapshots", () => {
  test("bring back accounts, blockhashes, results and time, again and again", () => {
    const bench = new Workbench();
    const to = bench.setAccount(newKey());
    const wire = bench.wire([transfer(bench.payer, to, 5n)]);
    const { svm } = bench;
    const state = () => [
      bench.lamports(bench.payer),
      bench.lamports(to),
      svm.latestBlockhash(),
      svm.clock,
      svm.bank.epochStakes.total,
    ];
    const before = state();
    const snapshot = svm.snapshot();
    for (let round = 0; round < 3; round++) {
      const result = svm.sendTransaction(wire);
      expect(errorOf(result)).toBe("success");
      expect(errorOf(svm.sendTransaction(wire))).toBe("AlreadyProcessed");
      svm.warpToSlot(svm.slot + 1000n);
      svm.setEpochStake(newKey(), 5n);
      svm.setAccount(to, { lamports: 0n });
      const fresh = newKey();
      svm.airdrop(fresh, 1n);
      expect(state()).not.toEqual(before);
      svm.revert(snapshot);
      expect(state()).toEqual(before);
      expect(svm.getAccount(fresh)).toBeNull();
      expect(svm.getTransaction(result.signature)).toBeUndefined();
    }
  });

  test("nest; later ones end with an earlier revert", () => {
    const { svm } = new Workbench();
    const key = newKey();
    const outer = svm.snapshot();
    svm.airdrop(key, 1n);
    const inner = svm.snapshot();
    svm.airdrop(key, 2n);
    svm.revert(inner);
    expect(svm.getBalance(key)).toBe(1n);
    svm.airdrop(key, 4n);
    svm.revert(inner);
    expect(svm.getBalance(key)).toBe(1n);
    svm.revert(outer);
    expect(svm.getBalance(key)).toBe(0n);
    expect(codeOf(() => svm.revert(inner))).toBe("unknown-snapshot");
    expect(codeOf(() => createSvm().revert(outer))).toBe("unknown-snapshot");
    expect(codeOf(() => svm.revert(bad(undefined)))).toBe("unknown-snapshot");
  });

  test("random changes come back", () => {
    const { svm } = new Workbench();
    const keys = Array.from({ length: 6 }, newKey);
    const state = () => keys.map((key) => svm.getAccount(key));
    const change = fc.tuple(fc.nat(5), fc.bigInt(0n, 3n), fc.uint8Array({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(change), fc.array(change), fc.array(change), (first, second, third) => {
        const apply = (changes: typeof first) => {
          for (const [at, lamports, data] of changes) svm.setAccount(keys[at]!, { lamports, data });
        };
        apply(first);
        const a = [svm.snapshot(), state()] as const;
        apply(second);
        const b = [svm.snapshot(), state()] as const;
        apply(third);
        svm.revert(b[0]);
        expect(state()).toEqual(b[1]);
        apply(third);
        svm.revert(a[0]);
        expect(state()).toEqual(a[1]);
      }),
    );
  });
});

describe("options", () => {
  test.each<[string, object]>([
    ["a cluster that is none", { features: "testnet" }],
    ["an object for features", { features: {} }],
    ["a compat that is none", { compat: "solana" }],
    ["negative history", { transactionHistory: -1 }],
    ["half a byte of logs", { logBytesLimit: 0.5 }],
    ["text for a budget", { computeBudget: { computeUnitLimit: "5" } }],
  ])("refuse %s", (_, options) => {
    expect(codeOf(() => createSvm(bad(options)))).toBe("invalid-option");
  });

  test("a budget takes the place of what transactions ask for", () => {
    const bench = new Workbench({ computeBudget: { computeUnitLimit: 149 } });
    const result = bench.send([transfer(bench.payer, newKey(), 10n ** 9n)]);
    expect(result).toMatchObject({ error: { InstructionError: [0, "ComputationalBudgetExceeded"] } });
  });

  test("logs have a limit, or none", () => {
    const logs = (logBytesLimit: number | null) => {
      const bench = new Workbench({ logBytesLimit });
      return bench.send([transfer(bench.payer, newKey(), 10n ** 9n)]).logs;
    };
    expect(logs(60)).toEqual(["Program 11111111111111111111111111111111 invoke [1]", "Log truncated"]);
    expect(logs(null)).toHaveLength(2);
  });

  test("a feature set is the VM's own copy", () => {
    const features = new FeatureSet();
    const svm = createSvm({ features });
    features.activate(newKey(), 0n);
    expect(svm.bank.featureSet.activeCount).toBe(0);
  });

  test.each(["mainnet", "all", "solana-1.10", "nexis"] as const)("%s runs a transfer", (features) => {
    const bench = new Workbench({ features });
    expect(errorOf(bench.send([transfer(bench.payer, newKey(), 10n ** 9n)]))).toBe("success");
  });

  test("the rent sysvar follows the gates", () => {
    expect(createSvm().getSysvar("rent").lamportsPerByte).toBe(5080n);
    expect(createSvm({ features: "all" }).getSysvar("rent").lamportsPerByte).toBe(6960n);
    expect(createSvm({ features: "solana-1.10" }).getSysvar("rent")).toMatchObject({
      lamportsPerByte: 3480n,
      exemptionThreshold: 2,
    });
    expect(createSvm({ compat: "litesvm" }).getSysvar("rent").lamportsPerByte).toBe(6960n);
  });

  test("addresses are Kit's", () => {
    expect(pubkeyFromAddress(createSvm().getAccount(ids.TOKEN_PROGRAM_ID)!.address)).toEqual(ids.TOKEN_PROGRAM_ID);
  });
});
