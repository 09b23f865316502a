import { describe, expect, test } from "vitest";
import { puppetAssembly } from "../../src/cli/diff/puppet.js";
import { type AccountInfo, invoke, msg, ProgramAborted } from "../../src/program/index.js";
import { FEATURE_PRESETS } from "../../src/solana/feature-presets.js";
import { featureNamed } from "../../src/solana/features.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { named } from "../helpers/names.js";
import { Puppet } from "../helpers/puppet.js";
import { Bench, compiled, endingOf, linesOf, meta, textsOf } from "./bench.js";

// What a program may not do to accounts, at its end and at a call: the error, the log and the accounts are those of the
// compiled puppet that does the same.

const PROGRAM = named("program");
const CALLEE = named("callee");
const [OWN, LOCKED, FOREIGN, WALLET] = ["own", "locked", "foreign", "wallet"].map(named) as [
  Pubkey,
  Pubkey,
  Pubkey,
  Pubkey,
];
const ACCOUNTS = [meta(OWN, "w"), meta(LOCKED), meta(FOREIGN, "w"), meta(WALLET, "w"), meta(CALLEE)];
const DATA = Uint8Array.of(1, 2, 3, 4);
const ELF = compiled(puppetAssembly());

interface Offence {
  readonly name: string;
  readonly typescript: (accounts: {
    own: AccountInfo;
    locked: AccountInfo;
    foreign: AccountInfo;
    wallet: AccountInfo;
  }) => void;
  readonly puppet: (puppet: Puppet) => void;
  readonly error: string;
}

const LAMPORTS = 1_000_000_000n;

const OFFENCES: readonly Offence[] = [
  {
    name: "data of a read-only account",
    typescript: ({ locked }) => void (locked.data[1] = 9),
    puppet: (p) => p.setData(LOCKED, Uint8Array.of(9), 1),
    error: "ReadonlyDataModified",
  },
  {
    name: "data of another's account",
    typescript: ({ foreign }) => void (foreign.data[3] = 9),
    puppet: (p) => p.setData(FOREIGN, Uint8Array.of(9), 3),
    error: "ExternalAccountDataModified",
  },
  {
    name: "lamports of a read-only account",
    typescript: ({ own, locked }) => {
      own.lamports -= 1n;
      locked.lamports += 1n;
    },
    puppet: (p) => p.setLamports(OWN, LAMPORTS - 1n).setLamports(LOCKED, LAMPORTS + 1n),
    error: "ReadonlyLamportChange",
  },
  {
    name: "lamports out of another's account",
    typescript: ({ own, foreign }) => {
      own.lamports += 1n;
      foreign.lamports -= 1n;
    },
    puppet: (p) => p.setLamports(OWN, LAMPORTS + 1n).setLamports(FOREIGN, LAMPORTS - 1n),
    error: "ExternalAccountLamportSpend",
  },
  {
    name: "lamports out of nothing",
    typescript: ({ own }) => void (own.lamports += 1n),
    puppet: (p) => p.setLamports(OWN, LAMPORTS + 1n),
    error: "UnbalancedInstruction",
  },
  {
    name: "the owner of another's account",
    typescript: ({ wallet }) => wallet.assign(PROGRAM),
    puppet: (p) => p.setOwner(WALLET, PROGRAM),
    error: "ModifiedProgramId",
  },
  {
    name: "the owner of an account with data in it",
    typescript: ({ own }) => own.assign(SYSTEM_PROGRAM_ID),
    puppet: (p) => p.setOwner(OWN, SYSTEM_PROGRAM_ID),
    error: "ModifiedProgramId",
  },
  {
    name: "the length of another's account, shorter",
    typescript: ({ foreign }) => foreign.realloc(2),
    puppet: (p) => p.setLength(FOREIGN, 2),
    error: "ExternalAccountDataModified",
  },
  {
    name: "the length of a read-only account, shorter",
    typescript: ({ locked }) => locked.realloc(2),
    puppet: (p) => p.setLength(LOCKED, 2),
    error: "ReadonlyDataModified",
  },
  {
    name: "the length of another's account, longer",
    typescript: ({ foreign }) => foreign.realloc(5),
    puppet: (p) => p.setLength(FOREIGN, 5).setData(FOREIGN, Uint8Array.of(0), 4),
    error: "ExternalAccountDataModified",
  },
];

const features = FEATURE_PRESETS.mainnet.features();
features.activate(featureNamed("virtual_address_space_adjustments").id, 0n);

function stage(gates: typeof features | "mainnet" | "all"): Bench {
  const bench = new Bench({ features: gates });
  bench.program(() => {}, CALLEE);
  for (const [key, owner] of [
    [OWN, PROGRAM],
    [LOCKED, PROGRAM],
    [FOREIGN, CALLEE],
    [WALLET, SYSTEM_PROGRAM_ID],
  ] as const) {
    bench.set(key, { owner, data: key === WALLET ? new Uint8Array(0) : DATA });
  }
  return bench;
}

function withNames([own, locked, foreign, wallet]: AccountInfo[]) {
  return { own: own!, locked: locked!, foreign: foreign!, wallet: wallet! };
}

describe.each([
  ["mainnet", "mainnet"],
  ["with SIMD-0460", features],
  ["all gates", "all"],
] as const)("%s", (_, gates) => {
  describe.each(["at the end", "at a call", "caught"])("%s", (when) => {
    test.each(OFFENCES.map((offence) => [offence.name, offence] as const))(
      "%s",
      (_name, { typescript, puppet, error }) => {
        const bench = stage(gates);
        const script = new Puppet(PROGRAM, ACCOUNTS, {
          abi: "c",
          dataLength: (key) => bench.account(key).data.length,
          isLoaderV1: () => false,
        });
        puppet(script);
        if (when !== "at the end") script.call(CALLEE, ACCOUNTS, new Uint8Array(0));
        bench.program(ELF, PROGRAM);
        const data = script.bytes();
        const twin = bench.run(PROGRAM, { accounts: ACCOUNTS, data });
        const before = ACCOUNTS.map(({ pubkey }) => bench.svm.getAccount(pubkey));

        bench.program((_id, accounts) => {
          const commit = () => {
            typescript(withNames(accounts));
            if (when === "at the end") return;
            invoke({ programId: CALLEE, accounts: ACCOUNTS, data: new Uint8Array(0) }, accounts);
          };
          if (when !== "caught") commit();
          else swallow(commit);
        }, PROGRAM);
        const result = bench.run(PROGRAM, { accounts: ACCOUNTS, data });
        expect(endingOf(result)).toBe(error);
        expect([endingOf(result), linesOf(result)]).toEqual([endingOf(twin), linesOf(twin)]);
        expect(ACCOUNTS.map(({ pubkey }) => bench.svm.getAccount(pubkey))).toEqual(before);
      },
    );
  });
});

/** What a program may try: to go on after its end. */
function swallow(commit: () => void): void {
  try {
    commit();
  } catch {}
  for (const again of [() => msg("still alive"), commit]) {
    try {
      again();
    } catch (error) {
      expect(error).toBeInstanceOf(ProgramAborted);
    }
  }
}

test.each([
  ["mainnet", "mainnet", 1],
  ["with SIMD-0460", features, 0],
] as const)("a store that is a fault comes before what follows it: %s", (_, gates, lines) => {
  const bench = stage(gates);
  const script = new Puppet(PROGRAM, ACCOUNTS, { abi: "c", dataLength: () => DATA.length, isLoaderV1: () => false });
  script.setData(LOCKED, Uint8Array.of(9)).log("after it");
  bench.program(ELF, PROGRAM);
  const twin = bench.run(PROGRAM, { accounts: ACCOUNTS.slice(0, 3), data: script.bytes() });
  bench.program((_id, [, locked]) => {
    locked!.data[0] = 9;
    msg("after it");
  }, PROGRAM);
  const result = bench.run(PROGRAM, { accounts: ACCOUNTS.slice(0, 3) });
  expect([endingOf(result), linesOf(result)]).toEqual([endingOf(twin), linesOf(twin)]);
  expect(endingOf(result)).toBe("ReadonlyDataModified");
  expect(textsOf(result)).toHaveLength(lines);
});

test("what a program may do", () => {
  const bench = stage("mainnet");
  bench.set(OWN, { owner: PROGRAM, data: new Uint8Array(3), lamports: LAMPORTS });
  bench.program((_, accounts) => {
    const { own, foreign } = withNames(accounts);
    own.lamports -= 7n;
    foreign.lamports += 7n;
    own.data.set([1, 2, 3]);
    own.realloc(5);
    own.data[4] = 5;
    own.data.fill(0);
    own.assign(CALLEE);
  }, PROGRAM);
  expect(endingOf(bench.run(PROGRAM, { accounts: ACCOUNTS }))).toBe("success");
  expect(bench.account(OWN)).toMatchObject({ lamports: LAMPORTS - 7n, data: new Uint8Array(5), owner: CALLEE });
  expect(bench.account(FOREIGN).lamports).toBe(LAMPORTS + 7n);
});

test("a failing program changes nothing", () => {
  const bench = stage("mainnet");
  bench.program((_, accounts) => {
    withNames(accounts).own.data.fill(9);
    throw new Error("changed my mind");
  }, PROGRAM);
  expect(endingOf(bench.run(PROGRAM, { accounts: ACCOUNTS }))).toBe("ProgramFailedToComplete");
  expect(bench.account(OWN).data).toEqual(DATA);
});
