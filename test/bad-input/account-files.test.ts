import { expect, test } from "vitest";
import { base64Encode } from "../../src/base/base64.js";
import { transferChecked } from "../../src/cli/tour/instructions.js";
import { parseAccountFile, printAccountFile } from "../../src/solana/account-file.js";
import * as ids from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import type { Svm, SysvarName } from "../../src/svm/index.js";
import { SYSVARS } from "../../src/svm/sysvar-table.js";
import type { Random } from "../helpers/random.js";
import { meta, transfer } from "../helpers/transactions.js";
import { WORLD } from "../svm/random-transactions.js";
import { CASES, forEachCase, timeoutFor } from "./cases.js";
import { mutateBytes, nearEnds } from "./mutate-bytes.js";
import { endingOf, Subject } from "./subject.js";
import { BUFFER, MINT, newWorld, OTHER, OTHER_TOKENS, PAYER, PUPPET, PUPPET_DATA, TOKENS, wireOf } from "./world.js";

const svm = newWorld();
const subject = new Subject(svm);
const SYSVAR_NAMES = Object.keys(SYSVARS) as SysvarName[];
const SYSVAR_FILES = SYSVAR_NAMES.map((name) => fileOf(SYSVARS[name].id));
const FILES = [
  ...[
    PAYER,
    MINT,
    TOKENS,
    PUPPET,
    programdataAddressOf(PUPPET).address,
    BUFFER,
    ids.STAKE_CONFIG_ID,
    ids.TOKEN_PROGRAM_ID,
    ids.SYSTEM_PROGRAM_ID,
  ],
  ...WORLD.map(([key]) => key),
].map(fileOf);

function fileOf(pubkey: Pubkey): string {
  const { lamports, data, owner, executable, rentEpoch } = svm.bank.accounts.get(pubkey)!;
  return printAccountFile({ pubkey, account: { lamports, data, owner, executable, rentEpoch } });
}

test(
  "mutated account files are refused, or make a VM that still answers",
  async () => {
    const tally = await forEachCase("account files", CASES * 0.2, (random) => {
      const text = hostileFile(random);
      return subject.run(
        (svm) => svm.loadAccountFile(text),
        (address) => {
          expect(svm.getAccount(address)?.address ?? address).toBe(address);
          return `loaded: ${useAll(svm, random)}`;
        },
      );
    });
    expect(tally.get("invalid-account-file")).toBeGreaterThan(0);
    expect(tally.get("loaded: success")).toBeGreaterThan(0);
  },
  timeoutFor(CASES),
);

/** Asks the VM everything; each answer is a value or a typed error. The outcome of a transaction at the end. */
function useAll(svm: Svm, random: Random): string {
  for (const name of SYSVAR_NAMES) endingOf(() => svm.getSysvar(name));
  const questions: (() => unknown)[] = [
    () => svm.clock,
    () => svm.minimumBalanceForRentExemption(100),
    () => svm.warpToSlot(BigInt(random.u32())),
    () => svm.expireBlockhash(),
    () => svm.setClock({ unixTimestamp: 5n }),
    () => svm.airdrop(PAYER, 1n),
    () => [...svm.accounts()].length,
    () => svm.getProgramAccounts(ids.SYSTEM_PROGRAM_ID),
  ];
  const asked = random.list(3, () => random.pick(questions));
  for (const question of asked) endingOf(question);
  const instructions = [
    transfer(PAYER, OTHER, 1n),
    transferChecked(TOKENS, MINT, OTHER_TOKENS, PAYER, 1n, 6),
    { programId: PUPPET, accounts: [meta(PUPPET_DATA, "w")], data: Uint8Array.of(0) },
    { programId: ids.STAKE_PROGRAM_ID, accounts: [meta(PUPPET_DATA, "w")], data: Uint8Array.of(13, 0, 0, 0) },
    {
      programId: ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
      accounts: [meta(PUPPET_DATA, "w")],
      data: Uint8Array.of(1, 0, 0, 0),
    },
  ];
  const wire = wireOf(svm, [random.pick(instructions)]);
  const simulated = svm.simulateTransaction(wire);
  const result = svm.sendTransaction(wire);
  if (!simulated.ok && result.ok) throw new Error("what was simulated differs from what was done");
  return result.ok ? "success" : typeof result.error === "string" ? result.error : Object.keys(result.error)[0]!;
}

function hostileFile(random: Random): string {
  const text = random.oneIn(2) ? random.pick(SYSVAR_FILES) : random.pick(FILES);
  switch (random.below(6)) {
    case 0:
      return mutateText(random, text);
    case 1:
    case 2:
      return JSON.stringify(mutateTree(random, JSON.parse(text)));
    case 3:
      return text.replace(/"(lamports|rentEpoch)": \d+/, (_, name) => `"${name}": ${random.pick(NUMBERS)}`);
    default:
      return mutateAccount(random, text);
  }
}

/** Another length and other bytes in a file that is sound otherwise; half of the time a sysvar's. */
function mutateAccount(random: Random, text: string): string {
  const { pubkey, account } = parseAccountFile(text);
  const data = random.oneIn(8) ? new Uint8Array(random.below(40)) : mutateBytes(random, account.data, nearEnds);
  const owner = random.oneIn(10) ? random.bytes(32) : account.owner;
  const lamports = random.oneIn(10) ? random.pick([0n, 1n, (1n << 64n) - 1n]) : account.lamports;
  const executable = random.oneIn(10) ? !account.executable : account.executable;
  return printAccountFile({ pubkey, account: { ...account, data, owner, lamports, executable } });
}

function mutateText(random: Random, text: string): string {
  const bytes = mutateBytes(random, new TextEncoder().encode(text.slice(0, 3000)), nearEnds);
  return new TextDecoder().decode(bytes);
}

const NUMBERS = [
  "-1",
  "1.5",
  "1e3",
  "18446744073709551615",
  "18446744073709551616",
  "18446744073709552000",
  "9".repeat(400),
  "null",
  '"5"',
  '""',
  "0x10",
  "1e400",
];
const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  "",
  "base58",
  "base64",
  "base64+zstd",
  "jsonParsed",
  "1".repeat(5000),
  "\0",
  "____",
  [],
  {},
  [[]],
  ["", ""],
  ["AA", "base64"],
  ["", "base58"],
  [1, 2],
  { a: 1 },
];

/** The tree with one node replaced, dropped, doubled or renamed. */
function mutateTree(random: Random, tree: unknown): unknown {
  if (typeof tree !== "object" || tree === null || random.oneIn(5)) return random.pick(VALUES);
  if (Array.isArray(tree)) {
    const at = random.below(tree.length + 1);
    return random.oneIn(3)
      ? [...tree, random.pick(VALUES)]
      : tree.map((value, i) => (i === at ? mutateTree(random, value) : value));
  }
  const record = tree as Record<string, unknown>;
  const name = random.pick([...Object.keys(record), "__proto__", "account"]);
  const { [name]: value, ...rest } = record;
  if (random.oneIn(5)) return rest;
  return { ...rest, [random.oneIn(8) ? random.pick(["__proto__", "pubkey", "x"]) : name]: mutateTree(random, value) };
}

test("what is no account file is refused by name", () => {
  const texts = [
    "",
    "{",
    "null",
    "[]",
    "{}",
    "[".repeat(100_000),
    `{"pubkey":"${"1".repeat(1_000_000)}"}`,
    `"${base64Encode(new Uint8Array(100))}"`,
  ];
  for (const text of texts) {
    expect(endingOf(() => svm.loadAccountFile(text))).toMatchObject({
      refused: true,
      error: { code: "invalid-account-file" },
    });
  }
});
