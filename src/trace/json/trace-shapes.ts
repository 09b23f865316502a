import { type TransactionError, transactionErrorNames } from "../../solana/errors.js";
import type {
  AccountChange,
  AccountOrigin,
  AccountState,
  Change,
  DecodedAccount,
  DecodedInstruction,
  Frame,
  FrameAccount,
  LogLine,
  PdaDerivation,
  Right,
  RightOrigin,
  RightSource,
  SignerSeeds,
  SyscallRecord,
  Trace,
  TraceAccount,
  TraceLimits,
} from "../model.js";
import { TRACE_VERSION } from "../model.js";
import type { FrameUnits, FunctionUnits } from "../units.js";
import { failure, frameOutcome, refusedCall } from "./outcome-shapes.js";
import { address, base64, byteChange, instructionError, signature, u64Text } from "./scalars.js";
import * as s from "./shape.js";

const onAccount = s.object({ account_index: s.count });
const transactionError = s.named<TransactionError>("TransactionError", "As Agave's JSON has it.", () =>
  s.anyOf(
    "a TransactionError",
    s.oneOf(...transactionErrorNames),
    s.object({ InstructionError: s.pair(s.count, instructionError) }),
    s.object({ DuplicateInstruction: s.count }),
    s.object({ InsufficientFundsForRent: onAccount }),
    s.object({ ProgramExecutionTemporarilyRestricted: onAccount }),
  ),
);

const decodedAccount = s.named<DecodedAccount>("DecodedAccount", "What an account's data say.", () =>
  s.object({ kind: s.text, fields: s.dictionary(s.anything) }),
);

const accountState = s.named<AccountState>("AccountState", "An account at one moment.", () =>
  s.object({
    lamports: u64Text,
    owner: address,
    dataLength: s.count,
    executable: s.boolean,
    decoded: s.nullable(decodedAccount),
  }),
);

const accountOrigin = s.kinds<AccountOrigin>({
  message: { isWritable: s.boolean },
  lookupTable: { table: address, index: s.count, isWritable: s.boolean },
});

const traceAccount = s.named<TraceAccount>("TraceAccount", "An account of the transaction.", () =>
  s.object({
    address,
    signature: s.nullable(s.count),
    origin: accountOrigin,
    isWritable: s.boolean,
    demoted: s.oneOf("reserved", "program", null),
    before: s.nullable(accountState),
    loaded: s.nullable(accountState),
    after: s.nullable(accountState),
  }),
);

const limits: s.Shape<TraceLimits> = s.object({
  computeUnits: s.count,
  heapBytes: s.count,
  stackHeight: s.count,
  instructions: s.count,
  callAccounts: s.count,
  callAccountInfos: s.count,
  callDataBytes: s.count,
});

const origins = {
  signature: { index: s.count },
  message: {},
  lookupTable: { table: address, index: s.count },
  pda: { program: address, frame: s.count, call: s.count, set: s.count },
};
const rightOrigin = s.named("RightOrigin", "Where a right comes into the transaction.", () =>
  s.kinds<RightOrigin>(origins),
);
const rightSource = s.named("RightSource", "Whence a frame has a right.", () =>
  s.kinds<RightSource>({ ...origins, inherited: { from: s.count, origin: rightOrigin } }),
);
const right = s.named<Right>("Right", "A right to an account on its way into a frame.", () =>
  s.object({
    heldByCaller: s.boolean,
    asked: s.boolean,
    held: s.boolean,
    dropped: s.boolean,
    source: s.nullable(rightSource),
  }),
);

const frameAccount = s.named<FrameAccount>("FrameAccount", "An account at one place of a frame.", () =>
  s.object({
    index: s.nullable(s.count),
    address,
    name: s.nullable(s.text),
    duplicateOf: s.nullable(s.count),
    signer: right,
    writable: right,
  }),
);

const decodedInstruction: s.Shape<DecodedInstruction> = s.object({ name: s.text, arguments: s.dictionary(s.anything) });

const signerSeeds: s.Shape<SignerSeeds> = s.object({
  seeds: s.list(base64),
  program: address,
  address: s.nullable(address),
});

const units: s.Shape<FrameUnits> = s.object({
  total: s.count,
  own: s.count,
  heap: s.count,
  calling: s.count,
  calls: s.count,
  forfeited: s.count,
  available: s.count,
});

const logLine: s.Shape<LogLine> = s.object({ callsBefore: s.count, text: s.text });

function change<T>(shape: s.Shape<T>): s.Shape<Change<T> | null> {
  return s.nullable(s.object<Change<T>>({ before: shape, after: shape }));
}

const accountChange = s.named<AccountChange>("AccountChange", "What a frame changed between two of its calls.", () =>
  s.object({
    callsBefore: s.count,
    account: s.count,
    lamports: change(u64Text),
    owner: change(address),
    executable: change(s.boolean),
    dataLength: change(s.count),
    data: s.list(byteChange),
    decoded: change(s.nullable(decodedAccount)),
  }),
);

const derivation: s.Shape<PdaDerivation> = s.object({
  callsBefore: s.count,
  kind: s.oneOf("create", "find"),
  seeds: s.list(base64),
  program: address,
  bump: s.nullable(s.count),
  address: s.nullable(address),
});

const syscall: s.Shape<SyscallRecord> = s.object({
  callsBefore: s.count,
  name: s.text,
  arguments: s.list(u64Text),
  result: s.nullable(u64Text),
  units: s.count,
  call: s.nullable(s.count),
});

const functionUnits: s.Shape<FunctionUnits> = s.object({
  name: s.text,
  pc: s.nullable(s.count),
  caller: s.nullable(s.count),
  times: s.count,
  units: s.count,
});

const frame: s.Shape<Frame> & s.Definition = s.named<Frame>("Frame", "One instruction that ran or was to run.", () =>
  s.object({
    id: s.count,
    caller: s.nullable(s.count),
    callerFunction: s.nullable(s.count),
    instructionIndex: s.count,
    stackHeight: s.count,
    traceIndex: s.nullable(s.count),
    program: address,
    programName: s.nullable(s.text),
    instruction: s.nullable(decodedInstruction),
    data: base64,
    accounts: s.list(frameAccount),
    signerSeeds: s.list(signerSeeds),
    units,
    logs: s.list(logLine),
    calls: s.list(frame),
    returnData: s.nullable(base64),
    changes: s.list(accountChange),
    derivations: s.list(derivation),
    syscalls: s.nullable(s.list(syscall)),
    functions: s.nullable(s.list(functionUnits)),
    outcome: frameOutcome,
  }),
);

/** A trace of this version. */
export const traceShape: s.Shape<Trace> = s.object({
  version: s.oneOf(TRACE_VERSION),
  signature: s.nullable(signature),
  transaction: base64,
  transactionVersion: s.oneOf("legacy", 0, 1),
  outcome: s.oneOf("executed", "feesOnly", "dropped"),
  error: s.nullable(transactionError),
  slot: u64Text,
  feeLamports: u64Text,
  unitsConsumed: s.count,
  limits,
  accounts: s.list(traceAccount),
  frames: s.list(frame),
});

/** What has a name of its own in the schema. */
export const definitions: readonly s.Definition[] = [
  frame,
  frameOutcome,
  failure,
  refusedCall,
  frameAccount,
  right,
  rightSource,
  rightOrigin,
  traceAccount,
  accountState,
  decodedAccount,
  accountChange,
  byteChange,
  instructionError,
  transactionError,
];
