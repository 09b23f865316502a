import { base64Encode } from "../../base/base64.js";
import type { InstructionContext } from "../../runtime/instruction-context.js";
import { createProgramAddress } from "../../solana/program-derived-address.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { Frame, PdaDerivation, SignerSeeds, SyscallRecord } from "../model.js";
import type { FunctionNames } from "../names/function-names.js";
import { nameFrame } from "../names/name-frame.js";
import type { RecordedCall, RecordedDerivation, RecordedFrame, RecordedSyscall } from "../recorder/recording.js";
import type { FrameUnits, FunctionUnits } from "../units.js";
import { accountChange } from "./changes.js";
import { outcomeOf } from "./failure.js";
import { type AskedAccount, askedOf, type CallingFrame, frameAccounts, type Holdings, holdingsOf } from "./rights.js";
import type { TracedTransaction } from "./traced-transaction.js";

interface Place {
  readonly instructionIndex: number;
  readonly stackHeight: number;
  readonly caller: CallingFrame | undefined;
  /** Of the caller, or for a top-level instruction of the transaction. */
  readonly holdings: Holdings;
}

/** A frame with all below it. */
export function buildFrame(tx: TracedTransaction, record: RecordedFrame, place: Place): Frame {
  const { id, call, instruction } = record;
  const refused = record.lamportsDeltaAtRefusal !== undefined;
  const programId = call?.programId ?? instruction!.programKey;
  const program = addressFromPubkey(programId);
  const signerSeeds = seedsOf(record.caller?.instruction?.programKey, call);
  const asked = call === undefined ? askedAtTop(instruction!) : askedOf(call.metas, tx.keys);
  const accounts = frameAccounts({ id, asked, signerSeeds, refused, caller: place.caller, holdings: place.holdings });
  const programIndex = tx.keys.findIndex((key) => pubkeyEqual(key, programId));
  const below = { ...place, stackHeight: place.stackHeight + 1 };
  const holdings = holdingsOf(accounts);
  const frame: Frame = {
    id,
    caller: place.caller?.id ?? null,
    callerFunction: record.callerFunction?.index ?? null,
    instructionIndex: place.instructionIndex,
    stackHeight: place.stackHeight,
    traceIndex: record.traceIndex ?? null,
    program,
    programName: null,
    instruction: null,
    data: base64Encode(call?.data ?? instruction!.data),
    accounts,
    signerSeeds,
    units: unitsOf(record),
    logs: record.logs,
    calls: record.calls.map((called) => buildFrame(tx, called, { ...below, caller: { id, holdings }, holdings })),
    returnData: record.returnData === undefined ? null : base64Encode(record.returnData),
    changes: record.changes.map((change) => accountChange(change, tx.programs)),
    derivations: record.derivations.map(derivationOf),
    syscalls: tx.hasSyscalls ? record.syscalls.map(syscallOf) : null,
    functions: tx.functionNames === undefined ? null : functionsOf(record, tx.functionNames(program)),
    outcome: outcomeOf(record, accounts, place.holdings, programIndex, tx.budget),
  };
  return nameFrame(frame, tx.programs);
}

function askedAtTop({ accounts, transaction }: InstructionContext): AskedAccount[] {
  return accounts.map(({ indexInTransaction: index, isSigner, isWritable }) => {
    return { index, key: transaction.accounts.at(index).key, isSigner, isWritable };
  });
}

function seedsOf(caller: Pubkey | undefined, call: RecordedCall | undefined): SignerSeeds[] {
  if (caller === undefined || call?.signerSeeds === undefined) return [];
  const program = addressFromPubkey(caller);
  return call.signerSeeds.map((seeds) => {
    const derived = createProgramAddress(seeds, caller);
    const address = derived.ok ? addressFromPubkey(derived.address) : null;
    return { seeds: seeds.map((seed) => base64Encode(seed)), program, address };
  });
}

function unitsOf({ units, calls }: RecordedFrame): FrameUnits {
  const { entry, machineStart, machineStop, end } = units;
  const total = entry - end;
  const heap = machineStart === undefined ? 0 : entry - machineStart;
  const calling = sum(calls, (called) => called.units.request - called.units.entry);
  const below = sum(calls, (called) => called.units.entry - called.units.end);
  const forfeited = machineStop === undefined ? 0 : machineStop - end;
  return {
    total,
    own: total - heap - calling - below - forfeited,
    heap,
    calling,
    calls: below,
    forfeited,
    available: entry,
  };
}

function sum(calls: readonly RecordedFrame[], units: (call: RecordedFrame) => number): number {
  return calls.reduce((total, call) => total + units(call), 0);
}

function derivationOf({ kind, seeds, programId, bump, address, callsBefore }: RecordedDerivation): PdaDerivation {
  return {
    callsBefore,
    kind,
    seeds: seeds.map((seed) => base64Encode(seed)),
    program: addressFromPubkey(programId),
    bump: bump ?? null,
    address: address === undefined ? null : addressFromPubkey(address),
  };
}

function syscallOf({ name, args, result, units, callsBefore, call }: RecordedSyscall): SyscallRecord {
  return {
    callsBefore,
    name,
    arguments: args.map(String),
    result: result === undefined ? null : String(result),
    units,
    call: call?.id ?? null,
  };
}

function functionsOf({ functions }: RecordedFrame, names: FunctionNames): FunctionUnits[] {
  return functions.map(({ key, caller, times, units }) => {
    const place = { caller: caller?.index ?? null, times, units };
    if (typeof key === "string") return { name: key, pc: null, ...place };
    const unnamed = caller === undefined ? "entrypoint" : `function_${key}`;
    return { name: names.get(key) ?? unnamed, pc: key, ...place };
  });
}
