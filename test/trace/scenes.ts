import {
  type AccountInfo,
  entrypoint,
  findProgramAddress,
  type Instruction,
  invoke,
  invokeSigned,
  msg,
  type Pubkey,
  SYSTEM_PROGRAM_ID,
  setReturnData,
} from "../../src/program/index.js";
import { LOADER_V2_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import type { TransactionResult } from "../../src/svm/index.js";
import type { RefusedCall } from "../../src/trace/outcome.js";
import { meta, newKey, transfer } from "../helpers/transactions.js";
import { Workbench } from "../svm/support.js";

type Process = (accounts: AccountInfo[], stage: CallStage) => void;
type Metas = (stage: CallStage) => Instruction["accounts"];

/** A VM that traces, with programs A, B and C in TypeScript, which do what a scene says. */
export class CallStage {
  readonly bench = new Workbench({ trace: { syscalls: true } });
  readonly a = newKey();
  readonly b = newKey();
  readonly c = newKey();
  readonly signer = this.bench.setAccount(newKey());
  readonly writable = this.bench.setAccount(newKey());
  readonly readonly = this.bench.setAccount(newKey());
  /** An address of A's, of B's with the same seed, and its seeds. */
  readonly vault = findProgramAddress([VAULT], this.a);
  readonly vaultOfB = findProgramAddress([VAULT], this.b);

  constructor() {
    for (const id of [this.b, this.c]) this.program(id, () => {});
    for (const [key] of [this.vault, this.vaultOfB]) this.bench.setAccount(key);
  }

  program(id: Pubkey, process: Process): this {
    this.bench.svm.addProgram(
      id,
      entrypoint((_, accounts) => process(accounts, this)),
    );
    return this;
  }

  get seeds(): readonly Uint8Array[] {
    return [VAULT, Uint8Array.of(this.vault[1])];
  }

  /** A transaction of one instruction, of A. */
  run(accounts: Instruction["accounts"]): TransactionResult {
    return this.bench.send([{ programId: this.a, accounts, data: Uint8Array.of(7) }]);
  }
}

const VAULT = new TextEncoder().encode("vault");
const NOTHING = new Uint8Array(0);

const call = (programId: Pubkey, ...accounts: Instruction["accounts"]): Instruction => {
  return { programId, accounts, data: NOTHING };
};

/** What a refused call was refused for, as it is known from the stage. */
interface Refusal {
  readonly name: string;
  readonly process: Process;
  readonly accounts: Metas;
  readonly refusal: (stage: CallStage) => RefusedCall;
}

const all: Metas = ({ b, signer, writable, readonly, vault }) => [
  meta(b),
  meta(signer, "s"),
  meta(writable, "w"),
  meta(readonly),
  meta(vault[0], "w"),
];

const addressOf = addressFromPubkey;

/** Calls that are refused, one for each reason that a program in TypeScript can give. */
export const REFUSALS: readonly Refusal[] = [
  {
    name: "rights that the caller has not, all of them",
    process: (infos, { b, readonly, vault, writable, signer }) =>
      invoke(
        call(b, meta(signer, "s"), meta(readonly, "w"), meta(vault[0], "s"), meta(writable, "ws"), meta(readonly, "s")),
        infos,
      ),
    accounts: all,
    refusal: ({ readonly, vault, writable }) => ({
      kind: "privilegeEscalated",
      missing: [
        { right: "writable", address: addressOf(readonly), place: 1 },
        { right: "signer", address: addressOf(readonly), place: 1 },
        { right: "signer", address: addressOf(vault[0]), place: 2 },
        { right: "signer", address: addressOf(writable), place: 3 },
      ],
    }),
  },
  {
    name: "seeds of another program's address",
    process: (infos, { b, vaultOfB, seeds }) => invokeSigned(call(b, meta(vaultOfB[0], "s")), infos, [seeds]),
    accounts: (stage) => [...all(stage), meta(stage.vaultOfB[0])],
    refusal: ({ vaultOfB }) => ({
      kind: "privilegeEscalated",
      missing: [{ right: "signer", address: addressOf(vaultOfB[0]), place: 0 }],
    }),
  },
  {
    name: "an account that the transaction does not have",
    process: (infos, { b, c, signer }) => invoke(call(b, meta(signer), meta(c)), infos),
    accounts: all,
    refusal: ({ c }) => ({ kind: "accountMissing", address: addressOf(c), place: 1, from: "transaction" }),
  },
  {
    name: "an account without an AccountInfo",
    process: (infos, { b, signer, writable }) => invoke(call(b, meta(signer), meta(writable)), infos.slice(0, 2)),
    accounts: all,
    refusal: ({ writable }) => ({ kind: "accountMissing", address: addressOf(writable), place: 1, from: "infos" }),
  },
  {
    name: "a program that the transaction does not have",
    process: (infos, { c }) => invoke(call(c), infos),
    accounts: all,
    refusal: () => ({ kind: "programMissing", from: "transaction" }),
  },
  {
    name: "a program that no program may call",
    process: (infos) => invoke(call(LOADER_V2_ID), infos),
    accounts: (stage) => [...all(stage), meta(LOADER_V2_ID)],
    refusal: () => ({ kind: "programNotCallable" }),
  },
  {
    name: "seeds that are too many",
    process: (infos, { b, seeds }) => invokeSigned(call(b), infos, [seeds, Array.from({ length: 17 }, () => VAULT)]),
    accounts: all,
    refusal: () => ({
      kind: "badSeeds",
      set: 1,
      seeds: Array.from({ length: 17 }, () => "dmF1bHQ="),
      error: "MaxSeedLengthExceeded",
    }),
  },
  {
    name: "too many sets of seeds",
    process: (infos, { b, seeds }) =>
      invokeSigned(
        call(b),
        infos,
        Array.from({ length: 17 }, () => seeds),
      ),
    accounts: all,
    refusal: () => ({ kind: "tooManySigners", given: 17, limit: 16 }),
  },
  {
    name: "too many accounts",
    process: (infos, { b, signer }) => invoke(call(b, ...Array.from({ length: 256 }, () => meta(signer))), infos),
    accounts: all,
    refusal: () => ({ kind: "tooManyAccounts", given: 256, limit: 255 }),
  },
  {
    name: "too many AccountInfos",
    process: (infos, { b }) =>
      invoke(
        call(b),
        Array.from({ length: 256 }, () => infos[0]!),
      ),
    accounts: all,
    refusal: () => ({ kind: "tooManyAccountInfos", given: 256, limit: 255 }),
  },
  {
    name: "too many bytes of data",
    process: (infos, { b }) => invoke({ ...call(b), data: new Uint8Array(10_241) }, infos),
    accounts: all,
    refusal: () => ({ kind: "dataTooLong", given: 10_241, limit: 10_240 }),
  },
  {
    name: "lamports that do not add up over what is passed",
    process: (infos, { b, vault }) => {
      infos[3]!.lamports += 5n;
      invoke(call(b, meta(vault[0]), meta(infos[3]!.key)), infos);
    },
    accounts: ({ b, signer, vault, writable }) => [
      meta(b),
      meta(signer, "s"),
      meta(vault[0], "w"),
      meta(writable, "w"),
    ],
    refusal: () => ({ kind: "unbalanced", lamportsDelta: "5" }),
  },
  {
    name: "a change that the caller may not make",
    process: (infos, { b, writable }) => {
      infos[2]!.lamports -= 3n;
      invoke(call(b, meta(writable)), infos);
    },
    accounts: all,
    refusal: () => ({ kind: "callerChangeRefused" }),
  },
];

/** The results of all scenes: refused calls, a chain of four, faults. */
export function calls(): TransactionResult[] {
  const refused = REFUSALS.map(({ process, accounts }) => {
    const stage = new CallStage();
    return stage.program(stage.a, process).run(accounts(stage));
  });
  return [...refused, chain(), reentrant(), recursive(), panicked(), emptied()];
}

/** A calls B, B calls C, C calls System, with A's address signing from A on. */
function chain(): TransactionResult {
  return chainOn(new CallStage());
}

export function chainOn(stage: CallStage): TransactionResult {
  const { a, b, c, signer, writable, vault, seeds } = stage;
  const pass = (key: Pubkey) => [meta(vault[0], "sw"), meta(writable, "w"), meta(SYSTEM_PROGRAM_ID), meta(key)];
  stage.program(a, (infos) => {
    msg("A");
    invokeSigned(call(b, ...pass(c)), infos, [seeds]);
    msg("A again");
  });
  stage.program(b, (infos) => {
    invoke(call(c, ...pass(c)), infos);
    setReturnData(Uint8Array.of(1, 2));
  });
  stage.program(c, (infos) => invoke(transfer(vault[0], writable, 77n), infos));
  return stage.run([
    meta(signer, "s"),
    meta(vault[0], "w"),
    meta(writable, "w"),
    ...[SYSTEM_PROGRAM_ID, b, c].map((k) => meta(k)),
  ]);
}

/** A calls B, and B calls A. */
export function reentrant(): TransactionResult {
  const stage = new CallStage();
  const { a, b } = stage;
  stage.program(a, (infos) => invoke(call(b, meta(a)), infos));
  stage.program(b, (infos) => invoke(call(a), infos));
  return stage.run([meta(a), meta(b)]);
}

/** A calls itself until it may not. */
export function recursive(): TransactionResult {
  const stage = new CallStage();
  const { a } = stage;
  stage.program(a, (infos) => invoke(call(a, meta(a)), infos));
  return stage.run([meta(a)]);
}

/** A calls B, which panics. */
export function panicked(): TransactionResult {
  const stage = new CallStage();
  const { a, b } = stage;
  stage.program(a, (infos) => invoke(call(b), infos));
  stage.program(b, () => {
    throw new Error("no good");
  });
  return stage.run([meta(b)]);
}

/** A has no units left for a call. */
export function emptied(): TransactionResult {
  const stage = new CallStage();
  const { a, b } = stage;
  stage.program(a, (infos) => {
    for (;;) invoke(call(b), infos);
  });
  return stage.run([meta(b)]);
}
