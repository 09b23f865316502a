import type {
  AttemptedChange,
  Failure,
  Fault,
  FrameOutcome,
  MachineState,
  MemoryAccess,
  MissingRight,
  RefusedCall,
  RefusedChange,
} from "../outcome.js";
import { address, base64, byteChange, instructionError, signedText, u64Text } from "./scalars.js";
import * as s from "./shape.js";

const memoryAccess: s.Shape<MemoryAccess> = s.object({
  kind: s.oneOf("load", "store"),
  vmAddress: u64Text,
  length: u64Text,
  region: s.text,
});

const fault: s.Shape<Fault> = s.object({ kind: s.text, access: s.nullable(memoryAccess) });

const machine: s.Shape<MachineState> = s.object({
  pc: s.count,
  callDepth: s.count,
  registers: s.list(u64Text),
  function: s.nullable(s.count),
  trail: s.nullable(s.list(s.count)),
});

const attempt = s.kinds<AttemptedChange>({
  lamports: { before: u64Text, after: u64Text },
  owner: { before: address, after: address },
  executable: { before: s.boolean, after: s.boolean },
  data: { lengthBefore: s.count, lengthAfter: s.count, bytes: s.list(byteChange) },
});

const refusedChange: s.Shape<RefusedChange> = s.object({
  account: s.count,
  error: instructionError,
  isWritable: s.boolean,
  owner: address,
  attempt,
});

export const failure = s.named<Failure>("Failure", "Why a frame failed.", () =>
  s.object({
    error: instructionError,
    text: s.text,
    cause: s.nullable(s.count),
    syscall: s.nullable(s.text),
    machine: s.nullable(machine),
    fault: s.nullable(fault),
    refusedChange: s.nullable(refusedChange),
  }),
);

const missingRight: s.Shape<MissingRight> = s.object({ right: s.oneOf("signer", "writable"), address, place: s.count });
const limited = { given: s.count, limit: s.count };

export const refusedCall = s.named("RefusedCall", "Why a call was not allowed to start, with what was missing.", () =>
  s.kinds<RefusedCall>({
    privilegeEscalated: { missing: s.list(missingRight) },
    accountMissing: { address, place: s.count, from: s.oneOf("transaction", "caller", "infos") },
    programMissing: { from: s.oneOf("transaction", "caller") },
    programNotCallable: {},
    badSeeds: {
      set: s.count,
      seeds: s.list(base64),
      error: s.oneOf("MaxSeedLengthExceeded", "InvalidSeeds", "IllegalOwner"),
    },
    tooManySigners: limited,
    tooManyAccounts: limited,
    tooManyAccountInfos: limited,
    dataTooLong: limited,
    reentrancy: { runningFrame: s.count },
    unbalanced: { lamportsDelta: signedText },
    tooDeep: { limit: s.count },
    tooManyInstructions: { limit: s.count },
    callerChangeRefused: {},
    outOfUnits: {},
    unreadable: {},
  }),
);

export const frameOutcome = s.named("FrameOutcome", "What became of a frame.", () =>
  s.kinds<FrameOutcome>({ succeeded: {}, failed: { failure }, refused: { failure, refusal: refusedCall } }),
);
