import { u64 } from "../../../src/cli/diff/bytes.js";
import type { CallArguments, PlannedInfo } from "../../../src/cli/diff/invocation.js";
import type { InstructionError } from "../../../src/solana/errors.js";
import { createProgramAddress } from "../../../src/solana/program-derived-address.js";
import { LOADER_V2_ID } from "../../../src/solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../src/solana/pubkey.js";
import { A, B, C, lockedOf, ownOf, SIGNER, STRANGER, WALLET } from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import { type Abi, HEAP, INPUT, type LaidOutCall, type Meta, type Part, type Poke } from "../../helpers/puppet.js";
import { LAMPORTS } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// What can be wrong with a call, in the order in which a call looks for it (Agave: cpi.rs, cpi_common).

const NOWHERE = 0x900n;
/** 300 bytes, of nobody in particular. */
export const LARGE = named("large");
const [OWN, FOREIGN, LOCKED] = [ownOf("A"), ownOf("B"), lockedOf("A")];

/** A call that would succeed: offences change it. */
export class Plan {
  callee = B;
  metas: Meta[] = [
    meta(OWN, "w"),
    meta(FOREIGN, "w"),
    meta(LOCKED),
    meta(SIGNER, "ws"),
    meta(WALLET, "w"),
    meta(LARGE),
  ];
  data = new Uint8Array(300);
  infos: Pubkey[] = this.metas.map(({ pubkey }) => pubkey);
  signers: Uint8Array[][] = [];
  readonly infoChanges: ((info: PlannedInfo, key: Pubkey) => PlannedInfo)[] = [];
  readonly pokes: ((call: LaidOutCall) => readonly Poke[])[] = [];
  readonly args: ((args: CallArguments) => CallArguments)[] = [];
  readonly before: Part[] = [];
  /** Programs that call each other before the last of them, A, makes the call. */
  callers: Pubkey[] = [A];
  /** Whether as many calls came before as the trace can hold. */
  fillsTrace = false;
  /** Units that are left when the call begins. */
  remaining: (() => number) | undefined;

  get instructionUnits(): number {
    return Math.floor(this.data.length / 250) + Math.floor((34 * this.metas.length) / 250);
  }

  get infoUnits(): number {
    return Math.floor((80 * this.infos.length) / 250);
  }
}

export interface Offence {
  readonly name: string;
  /** What it changes of the plan; offences that change the same exclude each other. */
  readonly changes: readonly string[];
  readonly commit: (plan: Plan) => void;
  readonly error: InstructionError;
  /** After `Program A failed: `; a pattern where the text depends on the layout. */
  readonly failed: RegExp | string;
  readonly only?: Abi;
}

const BUDGET = { error: "ComputationalBudgetExceeded", failed: "Computational budget exceeded" } as const;
const INVALID_POINTER = { error: "ProgramFailedToComplete", failed: "Invalid pointer" } as const;
const UNAUTHORIZED = "Cross-program invocation with unauthorized signer or writable account";
const MISSING = "An account required by the instruction is missing";

const word =
  (c: number, rust: number, value: bigint) =>
  ({ args, abi }: LaidOutCall): Poke[] => [[args[0] + 8n * BigInt(abi === "c" ? c : rust), u64(value)]];

function onCurve(): Uint8Array[] {
  for (let seed = 0; ; seed++) {
    if (!createProgramAddress([Uint8Array.of(seed)], A).ok) return [Uint8Array.of(seed)];
  }
}

/** In the order in which a call looks for them. */
export const offences: readonly Offence[] = [
  {
    name: "fewer than 946 units",
    changes: ["units"],
    commit: (plan) => {
      plan.remaining = () => 945;
    },
    ...BUDGET,
  },
  {
    name: "the instruction outside memory",
    changes: ["instruction", "metas", "data"],
    commit: (plan) => plan.args.push(([, ...rest]) => [NOWHERE, ...rest]),
    error: "ProgramFailedToComplete",
    failed: /^Access violation reading (40|80) bytes at address 0x900 /,
  },
  {
    name: "the program id outside memory",
    changes: ["callee"],
    commit: (plan) => plan.pokes.push(word(0, 0, NOWHERE + 1n)),
    error: "ProgramFailedToComplete",
    failed: "Access violation reading 32 bytes at address 0x901 (in unallocated region)",
    only: "c",
  },
  {
    name: "metas outside memory",
    changes: ["meta pointer"],
    commit: (plan) => plan.pokes.push(word(1, 0, NOWHERE + 2n)),
    error: "ProgramFailedToComplete",
    failed: /^Access violation reading \d+ bytes at address 0x902 /,
  },
  {
    name: "data outside memory",
    changes: ["data pointer"],
    commit: (plan) => plan.pokes.push(word(3, 3, NOWHERE + 3n)),
    error: "ProgramFailedToComplete",
    failed: /^Access violation reading \d+ bytes at address 0x903 /,
  },
  {
    name: "256 metas",
    changes: ["metas"],
    commit: (plan) => {
      plan.metas.push(...Array<Meta>(256 - plan.metas.length).fill(meta(LARGE)));
    },
    error: "ProgramFailedToComplete",
    failed: "Invoked an instruction with too many accounts (256 > 255)",
  },
  {
    name: "10,241 bytes of data",
    changes: ["data"],
    commit: (plan) => {
      plan.data = new Uint8Array(10_241);
    },
    error: "ProgramFailedToComplete",
    failed: "Invoked an instruction with data that is too large (10241 > 10240)",
  },
  {
    name: "too few units for data and metas",
    changes: ["units"],
    commit: (plan) => {
      plan.remaining = () => 946 + plan.instructionUnits - 1;
    },
    ...BUDGET,
  },
  {
    name: "a flag that is neither 0 nor 1",
    changes: ["flag of wallet"],
    commit: (plan) => {
      plan.metas[4] = { ...plan.metas[4], isWritable: 2 };
    },
    error: "InvalidArgument",
    failed: "invalid program argument",
  },
  {
    name: "17 groups of seeds",
    changes: ["signers"],
    commit: (plan) => {
      plan.signers = Array(17).fill([]);
    },
    error: "ProgramFailedToComplete",
    failed: "Too many signers",
  },
  {
    name: "17 seeds",
    changes: ["first group"],
    commit: (plan) => plan.signers.unshift(Array(17).fill(Uint8Array.of(1))),
    error: "MaxSeedLengthExceeded",
    failed: "Length of the seed is too long for address generation",
  },
  {
    name: "seeds without an address",
    changes: ["last group"],
    commit: (plan) => plan.signers.push(onCurve()),
    error: "ProgramFailedToComplete",
    failed: "Could not create program address with signer seeds: Provided seeds do not result in a valid address",
  },
  {
    name: "a program that must not be called",
    changes: ["callee"],
    commit: (plan) => {
      plan.callee = LOADER_V2_ID;
    },
    error: "ProgramFailedToComplete",
    failed: "Program BPFLoader2111111111111111111111111111111111 not supported by inner instructions",
  },
  {
    name: "an account that nobody knows",
    changes: ["last meta"],
    commit: (plan) => {
      plan.metas[5] = meta(STRANGER);
    },
    error: "MissingAccount",
    failed: MISSING,
  },
  {
    name: "a right to write too many",
    changes: ["flag of locked"],
    commit: (plan) => {
      plan.metas[2] = meta(LOCKED, "w");
    },
    error: "PrivilegeEscalation",
    failed: UNAUTHORIZED,
  },
  {
    name: "a signature too many",
    changes: ["flag of wallet"],
    commit: (plan) => {
      plan.metas[4] = meta(WALLET, "ws");
    },
    error: "PrivilegeEscalation",
    failed: UNAUTHORIZED,
  },
  {
    name: "a program that nobody knows",
    changes: ["callee"],
    commit: (plan) => {
      plan.callee = STRANGER;
    },
    error: "MissingAccount",
    failed: MISSING,
  },
  {
    name: "infos that end in the input region",
    changes: ["info pointer"],
    commit: (plan) => plan.args.push(([i, , n, s, m]) => [i, INPUT, n, s, m]),
    ...INVALID_POINTER,
  },
  {
    name: "infos outside memory",
    changes: ["info pointer"],
    commit: (plan) => plan.args.push(([i, , n, s, m]) => [i, NOWHERE + 8n, n, s, m]),
    error: "ProgramFailedToComplete",
    failed: /^Access violation reading \d+ bytes at address 0x908 /,
  },
  {
    name: "256 infos",
    changes: ["infos"],
    commit: (plan) => {
      plan.infos.push(...Array<Pubkey>(256 - plan.infos.length).fill(LARGE));
    },
    error: "ProgramFailedToComplete",
    failed: "Invoked an instruction with too many account info's (256 > 255)",
  },
  {
    name: "too few units for the infos",
    changes: ["units"],
    commit: (plan) => {
      plan.remaining = () => 946 + plan.instructionUnits + plan.infoUnits - 1;
    },
    ...BUDGET,
  },
  {
    name: "an info's key outside memory",
    changes: ["key of large"],
    commit: (plan) => plan.pokes.push(({ info }) => [[info(plan.infos.length - 1), u64(NOWHERE + 4n)]]),
    error: "ProgramFailedToComplete",
    failed: "Access violation reading 32 bytes at address 0x904 (in unallocated region)",
  },
  {
    name: "a pointer of the first account's that leads elsewhere",
    changes: ["owner pointer"],
    commit: (plan) => {
      plan.infoChanges.push((info, key) => {
        return pubkeyEqual(key, OWN) ? { ...info, addresses: { ...info.addresses, owner: HEAP } } : info;
      });
    },
    ...INVALID_POINTER,
  },
  {
    name: "a first account that is too long",
    changes: ["length"],
    commit: (plan) => {
      plan.infoChanges.push((info, key) => (pubkeyEqual(key, OWN) ? { ...info, dataLength: 10_341n } : info));
    },
    error: "InvalidRealloc",
    failed: "Failed to reallocate account data",
  },
  {
    name: "no info for the second account",
    changes: ["infos"],
    commit: (plan) => {
      plan.infos = plan.infos.filter((key) => !pubkeyEqual(key, FOREIGN));
    },
    error: "MissingAccount",
    failed: MISSING,
  },
  {
    name: "too few units for the last account's bytes",
    changes: ["units"],
    commit: (plan) => {
      plan.remaining = () => 946 + plan.instructionUnits + plan.infoUnits;
    },
    ...BUDGET,
  },
  {
    name: "a first account given away with its data",
    changes: ["owner"],
    commit: (plan) => plan.before.push((a) => a.setOwner(OWN, B)),
    error: "ModifiedProgramId",
    failed: "instruction illegally modified the program id of an account",
  },
  {
    name: "a lamport of the second account's spent",
    changes: ["lamports of foreign"],
    commit: (plan) => plan.before.push((a) => a.setLamports(FOREIGN, LAMPORTS - 1n)),
    error: "ExternalAccountLamportSpend",
    failed: "instruction spent from the balance of an account it does not own",
  },
  {
    name: "data of the third account changed",
    changes: ["data of locked"],
    commit: (plan) => plan.before.push((a) => a.setData(LOCKED, Uint8Array.of(0))),
    error: "ReadonlyDataModified",
    failed: "instruction modified data of a read-only account",
  },
  {
    name: "a program that is on the stack already",
    changes: ["callee"],
    commit: (plan) => {
      plan.callers = [C, A];
      plan.callee = C;
    },
    error: "ReentrancyNotAllowed",
    failed: "Cross-program invocation reentrancy not allowed for this instruction",
  },
  {
    name: "lamports that do not add up",
    changes: ["lamports of own"],
    commit: (plan) => plan.before.push((a) => a.setLamports(OWN, LAMPORTS + 2n)),
    error: "UnbalancedInstruction",
    failed: "sum of account balances before and after instruction do not match",
  },
  {
    name: "a full trace",
    changes: ["trace"],
    commit: (plan) => {
      plan.fillsTrace = true;
    },
    error: "MaxInstructionTraceLengthExceeded",
    failed: "Max instruction trace length exceeded",
  },
  {
    name: "a stack of five",
    changes: ["depth"],
    commit: (plan) => {
      plan.callers = [...plan.callers, A, A, A, A].slice(0, 5);
    },
    error: "CallDepth",
    failed: "Cross-program invocation call depth too deep",
  },
  {
    name: "a callee that is no program",
    changes: ["callee"],
    commit: (plan) => {
      plan.callee = WALLET;
    },
    error: "UnsupportedProgramId",
    failed: "Unsupported program id",
  },
];
