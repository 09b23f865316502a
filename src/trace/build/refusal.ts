import { base64Encode } from "../../base/base64.js";
import type { ExecutionBudget } from "../../runtime/execution-budget.js";
import { InstructionFailure } from "../../runtime/failure.js";
import { EbpfError } from "../../sbpf/errors.js";
import { type AddressError, createProgramAddress } from "../../solana/program-derived-address.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { FrameAccount } from "../model.js";
import type { MissingRight, RefusedCall } from "../outcome.js";
import type { RecordedFrame } from "../recorder/recording.js";
import type { Holdings } from "./rights.js";

/** Groups of signer seeds in one call (Agave: cpi.rs, MAX_SIGNERS). */
const MAX_SIGNERS = 16;

/** A refused call and where it was made. */
export interface Refused {
  readonly frame: RecordedFrame;
  readonly accounts: readonly FrameAccount[];
  readonly holdings: Holdings;
  readonly programIndex: number;
  readonly budget: ExecutionBudget;
}

/** Why a call was refused, from what it asked for, what its caller held and what the runtime failed it with. */
export function refusalOf(refused: Refused): RefusedCall {
  const { thrown } = refused.frame.failure!;
  if (thrown instanceof EbpfError) return { kind: "unreadable" };
  return thrown instanceof InstructionFailure ? refusalByError(refused, thrown) : refusalByText(refused);
}

/** By what its log would say: the text tells which of Agave's SyscallErrors it is. */
function refusalByText({ frame, budget }: Refused): RefusedCall {
  const { call, failure } = frame;
  const text = failure?.thrown?.message ?? "";
  if (call === undefined) return { kind: "unreadable" };
  if (text.endsWith("not supported by inner instructions")) return { kind: "programNotCallable" };
  if (text === "Too many signers") return { kind: "tooManySigners", given: call.signersGiven, limit: MAX_SIGNERS };
  if (text.startsWith("Could not create program address")) return badSeeds(frame);
  if (text.startsWith("Invoked an instruction with too many account info")) {
    return { kind: "tooManyAccountInfos", given: call.infosGiven, limit: budget.maxCpiAccountInfos };
  }
  if (text.startsWith("Invoked an instruction with too many accounts")) {
    return { kind: "tooManyAccounts", given: call.metasGiven, limit: budget.maxCpiInstructionAccounts };
  }
  if (text.startsWith("Invoked an instruction with data that is too large")) {
    const limit = budget.maxCpiInstructionSize ?? budget.maxCpiInstructionDataLength;
    return { kind: "dataTooLong", given: call.dataGiven, limit };
  }
  return { kind: "unreadable" };
}

function refusalByError(refused: Refused, { error }: InstructionFailure): RefusedCall {
  const { frame, budget } = refused;
  switch (error) {
    case "ComputationalBudgetExceeded":
      return { kind: "outOfUnits" };
    case "PrivilegeEscalation":
      return { kind: "privilegeEscalated", missing: missingRights(refused.accounts) };
    case "MissingAccount":
      return missingAccount(refused);
    case "MaxSeedLengthExceeded":
      return badSeeds(frame);
    case "ReentrancyNotAllowed":
      return { kind: "reentrancy", runningFrame: frameRunning(refused) };
    case "UnbalancedInstruction":
      return { kind: "unbalanced", lamportsDelta: String(frame.lamportsDeltaAtRefusal ?? 0n) };
    case "MaxInstructionTraceLengthExceeded":
      return { kind: "tooManyInstructions", limit: budget.maxInstructionTraceLength };
    case "CallDepth":
      return { kind: "tooDeep", limit: budget.maxInstructionStackDepth };
    case "InvalidArgument":
      return { kind: "unreadable" };
    default:
      return hasBadSeeds(frame) ? badSeeds(frame) : { kind: "callerChangeRefused" };
  }
}

/** What the call asked for and nobody gave. */
function missingRights(accounts: readonly FrameAccount[]): MissingRight[] {
  return accounts.flatMap(({ address, duplicateOf, signer, writable }, place) => {
    if (duplicateOf !== null) return [];
    const same = accounts.filter((other) => other.address === address);
    const missing: MissingRight[] = [];
    const lacks = (asked: boolean, source: unknown) => asked && source === null;
    if (
      lacks(
        same.some((other) => other.writable.asked),
        writable.source,
      )
    )
      missing.push({ right: "writable", address, place });
    if (
      lacks(
        same.some((other) => other.signer.asked),
        signer.source,
      )
    )
      missing.push({ right: "signer", address, place });
    return missing;
  });
}

/** In the order in which the runtime looks (see `src/runtime/cpi/prepare.ts`). */
function missingAccount({ frame, accounts, holdings, programIndex }: Refused): RefusedCall {
  const unknown = accounts.findIndex(({ index }) => index === null);
  if (unknown >= 0) return accountMissing(accounts, unknown, "transaction");
  const notHeld = accounts.findIndex(({ index }) => index !== null && !holdings.has(index));
  if (notHeld >= 0) return accountMissing(accounts, notHeld, "caller");
  if (programIndex < 0) return { kind: "programMissing", from: "transaction" };
  if (!holdings.has(programIndex)) return { kind: "programMissing", from: "caller" };
  const infoKeys = frame.call?.infoKeys?.map((key) => addressFromPubkey(key)) ?? [];
  const withoutInfo = accounts.findIndex(({ address }) => !infoKeys.includes(address));
  return withoutInfo < 0 ? { kind: "unreadable" } : accountMissing(accounts, withoutInfo, "infos");
}

function accountMissing(
  accounts: readonly FrameAccount[],
  place: number,
  from: "transaction" | "caller" | "infos",
): RefusedCall {
  return { kind: "accountMissing", address: accounts[place]!.address, place, from };
}

function badSeeds(frame: RecordedFrame): RefusedCall {
  const sets = frame.call?.signerSeeds ?? [];
  const set = sets.findIndex((seeds) => seedError(seeds, callerProgram(frame)) !== undefined);
  const seeds = sets[set];
  if (seeds === undefined) return { kind: "unreadable" };
  const error = seedError(seeds, callerProgram(frame))!;
  return { kind: "badSeeds", set, seeds: seeds.map((seed) => base64Encode(seed)), error };
}

function hasBadSeeds(frame: RecordedFrame): boolean {
  return frame.call?.signerSeeds?.some((seeds) => seedError(seeds, callerProgram(frame)) !== undefined) ?? false;
}

function callerProgram({ caller }: RecordedFrame): Pubkey {
  return caller!.instruction!.programKey;
}

function seedError(seeds: readonly Uint8Array[], program: Pubkey): AddressError | undefined {
  const derived = createProgramAddress(seeds, program);
  return derived.ok ? undefined : derived.error;
}

function frameRunning({ frame }: Refused): number {
  const programId = frame.call!.programId;
  for (let { caller } = frame; caller !== undefined; caller = caller.caller) {
    if (pubkeyEqual(caller.instruction!.programKey, programId)) return caller.id;
  }
  return frame.id;
}
