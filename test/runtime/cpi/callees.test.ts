import { describe } from "vitest";
import { u32 } from "../../../src/cli/diff/bytes.js";
import * as ids from "../../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../../src/solana/pubkey.js";
import { B, CUES, called, compareRows, cpiStage, ownOf, type Row, testRows, WALLET } from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import type { Meta } from "../../helpers/puppet.js";
import type { Stage } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// Which programs may be called (Agave: cpi.rs, check_authorized_program), and which accounts are programs at all
// (invoke_context.rs, process_executable_chain).

const NOTHING = new Uint8Array(0);
const MISSING = "An account required by the instruction is missing";
const INVALID = "invalid instruction data";
const SHAM = named("sham");
const UNFLAGGED = named("unflagged");
const BUFFER = named("buffer");
const withProps = (stage: Stage) => {
  return stage.set(SHAM, { owner: ids.NATIVE_LOADER_ID }).set(BUFFER, { owner: ids.LOADER_V3_ID, data: u32(0) });
};

const {
  COMPUTE_BUDGET_PROGRAM_ID,
  ED25519_PROGRAM_ID,
  LOADER_V1_ID,
  LOADER_V2_ID,
  LOADER_V3_ID,
  LOADER_V4_ID,
  NATIVE_LOADER_ID,
  SECP256K1_PROGRAM_ID,
  SECP256R1_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  SYSVAR_CLOCK_ID,
  VOTE_PROGRAM_ID,
  ZK_ELGAMAL_PROOF_PROGRAM_ID,
} = ids;

function calling(callee: Pubkey, data: Uint8Array): Pick<Row, "part" | "accounts"> {
  return { accounts: () => [meta(callee)], part: (p) => p.call(callee, [], data, { infos: [callee] }) };
}

/** Two calls, the first of them to a program that may be called so. */
function callingAfter(first: Pubkey, metas: readonly Meta[], data: Uint8Array, then: Row): Row {
  return {
    ...then,
    accounts: (caller) => [meta(WALLET, "w"), meta(BUFFER, "w"), meta(first), ...then.accounts!(caller)],
    part: (p, cue) => {
      p.call(first, metas, data, { infos: [BUFFER, WALLET] });
      then.part(p, cue);
    },
  };
}

function refused(name: string, callee: Pubkey, data: Uint8Array = NOTHING): Row {
  const failed = `Program ${addressFromPubkey(callee)} not supported by inner instructions`;
  return { name, ...calling(callee, data), error: "ProgramFailedToComplete", failed };
}

/** Accepted, so that the callee itself fails. */
function reached(
  name: string,
  callee: Pubkey,
  data: Uint8Array,
  error: NonNullable<Row["error"]>,
  failed: string,
): Row {
  const address = addressFromPubkey(callee);
  const log = [`Program ${address} invoke [2]`, `Program ${address} failed: ${failed}`];
  return { name, ...calling(callee, data), log, error, failed };
}

/** No program: refused after the push, without an invoke line. */
function noProgram(name: string, callee: Pubkey): Row {
  return { name, ...calling(callee, NOTHING), error: "UnsupportedProgramId", failed: "Unsupported program id" };
}

const LOADER_V3_TAGS = [
  ["InitializeBuffer", 0],
  ["Write", 1],
  ["DeployWithMaxDataLen", 2],
  ["Upgrade", 3],
  ["SetAuthority", 4],
  ["Close", 5],
  ["ExtendProgram", 6],
  ["SetAuthorityChecked", 7],
  ["8, which is nothing", 8],
] as const;
const PERMITTED_TAGS = [3, 4, 5, 7];

const rows: Row[] = [
  refused("the native loader", NATIVE_LOADER_ID),
  refused("loader v1", LOADER_V1_ID),
  refused("loader v2", LOADER_V2_ID),
  refused("ed25519", ED25519_PROGRAM_ID),
  refused("secp256k1", SECP256K1_PROGRAM_ID),
  refused("secp256r1", SECP256R1_PROGRAM_ID),
  refused("loader v3 without data", LOADER_V3_ID),
  ...LOADER_V3_TAGS.map(([name, tag]) =>
    PERMITTED_TAGS.includes(tag)
      ? reached(`loader v3's ${name}`, LOADER_V3_ID, u32(tag), "MissingAccount", MISSING)
      : refused(`loader v3's ${name}`, LOADER_V3_ID, u32(tag)),
  ),
  {
    ...callingAfter(B, [], NOTHING, refused("the native loader, after another program", NATIVE_LOADER_ID)),
    log: called("B"),
  },
  {
    ...callingAfter(
      LOADER_V3_ID,
      [meta(BUFFER, "w"), meta(WALLET, "w")],
      u32(5),
      refused("loader v3's Write, after Close", LOADER_V3_ID, u32(1)),
    ),
    log: called(addressFromPubkey(LOADER_V3_ID), "Closed Uninitialized buffer"),
  },
  reached(
    "loader v3: only the first byte counts",
    LOADER_V3_ID,
    Uint8Array.of(4, 1, 1, 1),
    "InvalidInstructionData",
    INVALID,
  ),
  {
    name: "ComputeBudget",
    ...calling(COMPUTE_BUDGET_PROGRAM_ID, NOTHING),
    log: called(addressFromPubkey(COMPUTE_BUDGET_PROGRAM_ID)),
  },
  reached("System", SYSTEM_PROGRAM_ID, NOTHING, "InvalidInstructionData", INVALID),
  reached("Vote", VOTE_PROGRAM_ID, NOTHING, "MissingAccount", MISSING),
  reached("ZK ElGamal", ZK_ELGAMAL_PROOF_PROGRAM_ID, NOTHING, "InvalidInstructionData", INVALID),
  noProgram("a wallet", WALLET),
  noProgram("a program's account", ownOf("B")),
  noProgram("a sysvar", SYSVAR_CLOCK_ID),
  noProgram("nobody's key", named("nobody")),
  noProgram("what the native loader owns and nobody registered", SHAM),
  noProgram("loader v4, which is not enabled", LOADER_V4_ID),
];

testRows(withProps(cpiStage()), rows);
compareRows(rows, CUES, withProps);

// LiteSVM knows no programs without the flag, so Callgate runs alone here (Agave: SIMD-0162; svm/src/account_loader.rs).
describe("without the executable flag", () => {
  const alone = cpiStage("mainnet", { alone: true });
  alone.set(UNFLAGGED, { owner: LOADER_V2_ID, data: alone.elf, executable: false });
  testRows(alone, [{ name: "a program runs all the same", ...calling(UNFLAGGED, NOTHING), log: called("unflagged") }]);
});
