import { describe } from "vitest";
import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import {
  B,
  CUES,
  called,
  compareRows,
  cpiStage,
  DATA,
  failing,
  lockedOf,
  ownOf,
  type Refusal,
  type Row,
  testRows,
  WALLET,
} from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import type { Meta, Puppet } from "../../helpers/puppet.js";
import { LAMPORTS, type Stage } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// What a program may do to accounts, and which refusal comes first (Agave: transaction-context, instruction_accounts.rs).
// Every change is tried twice: the program ends, or it calls another program that gets the accounts.

const ZEROS = new Uint8Array(DATA.length);
/** The puppets' own, with data of zeros: to write, and to read. */
const bareOf = (program: string) => named(`${program}'s bare`);
const bareLockedOf = (program: string) => named(`${program}'s bare locked`);

function withBareAccounts(stage: Stage): Stage {
  for (const program of ["A", "V3", "V1"]) {
    for (const key of [bareOf(program), bareLockedOf(program)]) stage.set(key, { owner: named(program), data: ZEROS });
  }
  return stage;
}
const held = (caller: string): Meta[] => [
  meta(ownOf(caller), "w"),
  meta(lockedOf(caller)),
  meta(bareOf(caller), "w"),
  meta(bareLockedOf(caller)),
  meta(ownOf("B"), "w"),
  meta(lockedOf("B")),
  meta(WALLET, "w"),
  meta(B),
];

interface Change {
  readonly name: string;
  readonly part: (puppet: Puppet, caller: string) => void;
  readonly refusal?: Refusal;
  /** For loader v1, which reads neither lengths nor owners back when the program ends. */
  readonly atV1End?: "nothing happens";
  /** For loader v1, whose data are read back in full length after a call that it made with less. */
  readonly afterV1Call?: Refusal;
}

type Account = (caller: string) => Uint8Array;
const own: Account = ownOf;
const locked: Account = lockedOf;
const bare: Account = bareOf;
const bareLocked: Account = bareLockedOf;
const foreign: Account = () => ownOf("B");
const foreignLocked: Account = () => lockedOf("B");
const wallet: Account = () => WALLET;

function change(name: string, part: Change["part"], refusal?: Refusal): Change {
  return { name, part, ...(refusal === undefined ? {} : { refusal }) };
}

/** Moves one lamport. */
function moves(name: string, from: Account, to: Account, refusal?: Refusal): Change {
  const part: Change["part"] = (p, caller) => {
    p.setLamports(from(caller), LAMPORTS - 1n).setLamports(to(caller), LAMPORTS + 1n);
  };
  return change(name, part, refusal);
}

/** Overwrites the last two bytes. */
function writes(name: string, account: Account, bytes: Uint8Array, refusal?: Refusal): Change {
  return change(name, (p, caller) => p.setData(account(caller), bytes, 98), refusal);
}

function resizes(name: string, account: Account, length: number, refusal?: Refusal): Change {
  const part: Change["part"] = (p, caller) => p.setLength(account(caller), length);
  return { ...change(name, part, refusal), atV1End: "nothing happens" };
}

function assigns(name: string, account: Account, refusal?: Refusal): Change {
  return { ...change(name, (p, caller) => p.setOwner(account(caller), B), refusal), atV1End: "nothing happens" };
}

const lamports: Change[] = [
  moves("a lamport from one's own to a foreign account", own, foreign),
  moves("a lamport from one's own to a wallet", own, wallet),
  moves("a lamport from a foreign account", foreign, own, "ExternalAccountLamportSpend"),
  moves("a lamport from a wallet", wallet, own, "ExternalAccountLamportSpend"),
  moves("a lamport from one's own that is read-only", locked, own, "ReadonlyLamportChange"),
  moves("a lamport to one's own that is read-only", own, locked, "ReadonlyLamportChange"),
  moves("a lamport to a foreign account that is read-only", own, foreignLocked, "ReadonlyLamportChange"),
  moves("a lamport from a foreign account that is read-only", foreignLocked, own, "ExternalAccountLamportSpend"),
];

const SAME = DATA.subarray(98);
const OTHER = Uint8Array.of(99, 101);

const data: Change[] = [
  writes("bytes of one's own", own, OTHER),
  writes("bytes of one's own that is read-only", locked, OTHER, "ReadonlyDataModified"),
  writes("bytes of a foreign account", foreign, OTHER, "ExternalAccountDataModified"),
  writes("bytes of a foreign account that is read-only", foreignLocked, OTHER, "ReadonlyDataModified"),
  writes("the same bytes of one's own that is read-only", locked, SAME),
  writes("the same bytes of a foreign account", foreign, SAME),
  writes("the same bytes of a foreign account that is read-only", foreignLocked, SAME),
  resizes("one's own to nothing", own, 0),
  resizes("one's own by a byte less", own, 99),
  resizes("one's own that is read-only by a byte less", locked, 99, "ReadonlyDataModified"),
  resizes("a foreign account by a byte less", foreign, 99, "ExternalAccountDataModified"),
  resizes("a foreign account to nothing", foreign, 0, "ExternalAccountDataModified"),
  resizes("a foreign account that is read-only by a byte less", foreignLocked, 99, "ReadonlyDataModified"),
];

const owners: Change[] = [
  assigns("one's own of zeros to another owner", bare),
  assigns("one's own of zeros that is read-only to another owner", bareLocked, "ModifiedProgramId"),
  assigns("one's own with data to another owner", own, "ModifiedProgramId"),
  assigns("a foreign account to another owner", wallet, "ModifiedProgramId"),
  change("one's own, zeroed and assigned at once", (p, caller) => {
    p.setData(ownOf(caller), ZEROS).setOwner(ownOf(caller), B);
  }),
  {
    name: "one's own, cut to nothing and assigned at once",
    part: (p, caller) => p.setLength(ownOf(caller), 0).setOwner(ownOf(caller), SYSTEM_PROGRAM_ID),
    atV1End: "nothing happens",
    afterV1Call: "ExternalAccountDataModified",
  },
  change("one's own, emptied of lamports and assigned at once", (p, caller) => {
    p.setLamports(bareOf(caller), 0n)
      .setLamports(ownOf(caller), 2n * LAMPORTS)
      .setOwner(bareOf(caller), B);
  }),
  change("the same owner again, with data", (p, caller) => p.setOwner(ownOf(caller), named(caller))),
  change("the same owner of a foreign account again", (p) => p.setOwner(ownOf("B"), B)),
];

/** Takes a lamport from B's account. */
const spend = (p: Puppet, caller: string) => {
  return p.setLamports(ownOf("B"), LAMPORTS - 1n).setLamports(ownOf(caller), LAMPORTS + 1n);
};

/** Two offences: the first that is looked for counts. Accounts come in order; of each its lamports, data, owner. */
const orders: Change[] = [
  change("lamports before data", (p, c) => spend(p.setData(ownOf("B"), OTHER), c), "ExternalAccountLamportSpend"),
  change("lamports before owner", (p, c) => spend(p.setOwner(ownOf("B"), named(c)), c), "ExternalAccountLamportSpend"),
  change(
    "data before owner",
    (p, c) => p.setOwner(ownOf("B"), named(c)).setData(ownOf("B"), OTHER),
    "ExternalAccountDataModified",
  ),
  change(
    "data of the first account before lamports of the second",
    (p, c) => spend(p.setData(lockedOf(c), OTHER), c),
    "ReadonlyDataModified",
  ),
  change(
    "what may not change before a sum that is out of balance",
    (p, c) => p.setLamports(ownOf(c), LAMPORTS - 1n).setData(lockedOf(c), OTHER),
    "ReadonlyDataModified",
  ),
];

const changes = [...lamports, ...data, ...owners, ...orders];

function rowAtEnd({ name, part, refusal, atV1End }: Change): Row {
  return {
    name,
    accounts: held,
    part: (p, { caller }) => part(p, caller),
    ...(refusal === undefined ? {} : failing(refusal)),
    ...(atV1End === undefined ? {} : { onV1: {} }),
  };
}

/** The same change, then a call that passes every account. */
function rowAtCall({ name, part, refusal, afterV1Call }: Change): Row {
  return {
    name,
    accounts: held,
    part: (p, { caller }) => {
      part(p, caller);
      p.call(B, held(caller).slice(0, -1), new Uint8Array(0));
    },
    ...(refusal === undefined ? { log: called("B") } : failing(refusal)),
    ...(afterV1Call === undefined ? {} : { onV1: { log: called("B"), ...failing(afterV1Call) } }),
  };
}

const stage = withBareAccounts(cpiStage());

describe("when the program ends", () => {
  const cues = CUES.filter(({ abi }) => abi === "c");
  testRows(stage, changes.map(rowAtEnd), cues);
  compareRows(changes.map(rowAtEnd), cues, withBareAccounts);
});

describe("when the program calls another", () => {
  testRows(stage, changes.map(rowAtCall));
  compareRows(changes.map(rowAtCall), CUES, withBareAccounts);
});
