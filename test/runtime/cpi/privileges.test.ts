import { base64Encode } from "../../../src/base/base64.js";
import {
  B,
  C,
  called,
  compareRows,
  cpiStage,
  type Ending,
  lockedOf,
  OUTSIDER,
  ownOf,
  type Row,
  SIGNER,
  STRANGER,
  testRows,
  WALLET,
} from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import { type Meta, type Puppet, SIBLING } from "../../helpers/puppet.js";
import { meta } from "../../helpers/transactions.js";

// A callee holds no right that its caller does not hold (Agave: invoke_context.rs, prepare_next_cpi_instruction).

const NOTHING = new Uint8Array(0);
const ESCALATION = "Cross-program invocation with unauthorized signer or writable account";

/** The signer first, so that it lies at the same place in the caller's input and the callee's. */
const held = (caller: string): Meta[] => [meta(SIGNER, "ws"), meta(B), meta(C), meta(named(caller))];

const calling = (metas: (caller: string) => readonly Meta[], callee = B): Pick<Row, "part"> => ({
  part: (p, { caller }) =>
    p.call(callee, metas(caller), NOTHING, { infos: [ownOf("B"), SIGNER, WALLET, lockedOf(caller)] }),
});

const escalated = (name: string, right: "writable" | "signer"): Pick<Row, "log" | "error" | "failed"> => ({
  log: (_, { caller }) => [`${name === "locked" ? `${caller}'s locked` : name}'s ${right} privilege escalated`],
  error: "PrivilegeEscalation",
  failed: ESCALATION,
});

const missing = (...log: string[]): Ending => ({
  log,
  error: "MissingAccount",
  failed: "An account required by the instruction is missing",
});

/** The caller calls B, then C, which looks back at B's metas and logs the flags of each: signer, writable. */
const seen = (metas: readonly Meta[], ...flags: readonly (readonly [signer: number, writable: number])[]) => ({
  part: (p: Puppet) => {
    p.call(B, metas, NOTHING);
    p.call(C, [], (c) => {
      c.findSibling(0, 0, metas.length);
      c.logBytes(...metas.map((_, i) => [SIBLING.metas + BigInt(34 * i + 32), 2] as const));
    });
  },
  log: [
    ...called("B"),
    ...called("C", `Program data: ${flags.map((pair) => base64Encode(Uint8Array.from(pair))).join(" ")}`),
  ],
});

const rows: Row[] = [
  {
    name: "all rights of the caller's",
    ...calling((caller) => [meta(SIGNER, "ws"), meta(WALLET, "w"), meta(lockedOf(caller))]),
    log: called("B"),
  },
  { name: "fewer rights than the caller's", ...calling(() => [meta(SIGNER), meta(WALLET)]), log: called("B") },
  {
    name: "a key that is in no transaction",
    ...calling(() => [meta(SIGNER), meta(STRANGER)]),
    ...missing("Instruction references an unknown account stranger"),
  },
  {
    name: "a key of the transaction that the caller does not hold",
    bystanders: [meta(OUTSIDER, "w")],
    ...calling(() => [meta(SIGNER), meta(OUTSIDER)]),
    ...missing(),
  },
  {
    name: "writable beyond the caller",
    ...calling((caller) => [meta(lockedOf(caller), "w")]),
    ...escalated("locked", "writable"),
  },
  { name: "signer beyond the caller", ...calling(() => [meta(WALLET, "s")]), ...escalated("wallet", "signer") },
  {
    name: "writable and signer beyond the caller: writable",
    ...calling((caller) => [meta(lockedOf(caller), "ws")]),
    ...escalated("locked", "writable"),
  },
  {
    name: "the first account's signer before the second's writable",
    ...calling((caller) => [meta(WALLET, "s"), meta(lockedOf(caller), "w")]),
    ...escalated("wallet", "signer"),
  },
  {
    name: "rights that the caller has from none but its own caller",
    accounts: held,
    part: (p) => {
      p.call(C, [meta(SIGNER, "ws")], NOTHING);
      p.call(B, [meta(SIGNER), meta(C)], (b) => b.call(C, [meta(SIGNER, "w")], NOTHING));
    },
    error: "PrivilegeEscalation",
    failed: ESCALATION,
    log: [
      ...called("C"),
      "Program B invoke [2]",
      "signer's writable privilege escalated",
      `Program B failed: ${ESCALATION}`,
    ],
  },
  {
    name: "the caller's own rights, after a callee had fewer",
    accounts: held,
    part: (p) => {
      p.call(B, [meta(SIGNER), meta(C)], (b) => b.call(C, [meta(SIGNER)], NOTHING));
      p.call(C, [meta(SIGNER, "ws")], NOTHING);
    },
    log: [...called("B", "Program C invoke [3]", "Program C success"), ...called("C")],
  },
  {
    name: "rights of a duplicate count at its first place",
    ...calling((caller) => [meta(lockedOf(caller)), meta(WALLET, "s"), meta(lockedOf(caller), "w")]),
    ...escalated("locked", "writable"),
  },
  {
    name: "an unknown key before an escalation",
    ...calling((caller) => [meta(lockedOf(caller), "w"), meta(STRANGER)]),
    ...missing("Instruction references an unknown account stranger"),
  },
  {
    name: "an escalation before a key that the caller does not hold",
    bystanders: [meta(OUTSIDER)],
    ...calling((caller) => [meta(lockedOf(caller), "w"), meta(OUTSIDER)]),
    ...escalated("locked", "writable"),
  },
  {
    name: "a key that the caller does not hold before an escalation",
    bystanders: [meta(OUTSIDER)],
    ...calling((caller) => [meta(OUTSIDER, "w"), meta(lockedOf(caller), "w")]),
    ...missing(),
  },
  {
    name: "a program that is in no transaction",
    ...calling(() => [], STRANGER),
    ...missing("Unknown program stranger"),
  },
  {
    name: "a program of the transaction that the caller does not hold",
    accounts: () => [meta(SIGNER)],
    bystanders: [meta(B)],
    part: (p) => p.call(B, [], NOTHING),
    ...missing("Unknown program B"),
  },
  {
    name: "an escalation before an unknown program",
    ...calling(() => [meta(WALLET, "s")], STRANGER),
    ...escalated("wallet", "signer"),
  },
  { name: "rights without duplicates", ...seen([meta(SIGNER, "s"), meta(WALLET, "w")], [1, 0], [0, 1]) },
  {
    name: "rights of duplicates gather at every place",
    ...seen([meta(SIGNER, "s"), meta(WALLET), meta(SIGNER, "w"), meta(SIGNER)], [1, 1], [0, 0], [1, 1], [1, 1]),
  },
  {
    name: "a right that only the last place has",
    ...seen([meta(SIGNER), meta(SIGNER), meta(SIGNER, "s")], [1, 0], [1, 0], [1, 0]),
  },
];
testRows(cpiStage(), rows);
compareRows(rows);
