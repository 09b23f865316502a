import { u64 } from "../../src/cli/diff/bytes.js";
import type { ProgramErrorName } from "../../src/program/index.js";
import {
  type AccountInfo,
  defineProgram,
  getReturnData,
  getStackHeight,
  invokeSigned,
  logData,
  msg,
  type Program,
  ProgramError,
  pubkeyEqual,
  setReturnData,
} from "../../src/program/index.js";
import { returnFromInstructionError } from "../../src/solana/errors.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { HEAP, type Meta, type Puppet } from "../helpers/puppet.js";

// One plan of what programs do, for two kinds of program: a script for the compiled puppet, and the same in TypeScript.
// Both get the same instruction data, the puppet's script; the program in TypeScript finds its plan by it.

export type Step =
  | { readonly do: "setLamports"; readonly account: Pubkey; readonly lamports: bigint }
  | { readonly do: "write"; readonly account: Pubkey; readonly offset: number; readonly bytes: Uint8Array }
  | {
      readonly do: "resize";
      readonly account: Pubkey;
      readonly from: number;
      readonly to: number;
      readonly original: number;
    }
  | { readonly do: "assign"; readonly account: Pubkey; readonly owner: Pubkey }
  | { readonly do: "log"; readonly text: string }
  | { readonly do: "return"; readonly data: Uint8Array }
  | { readonly do: "logReturned" }
  | { readonly do: "logHeight" }
  | { readonly do: "fail"; readonly error: ProgramErrorName | number }
  | Call;

export interface Call {
  readonly do: "call";
  readonly callee: Pubkey;
  readonly metas: readonly Meta[];
  /** Of addresses that the caller signs for. */
  readonly signers: readonly (readonly Uint8Array[])[];
  /** Of a planned program, or the data for any other. */
  readonly what: Plan | Uint8Array;
  /** Data lengths that the callee changes, as the caller then finds them. */
  readonly lengths: readonly (readonly [Pubkey, number])[];
}

export type Plan = readonly Step[];

const RETURNED = HEAP + 0x7c00n;
const RETURNED_BYTES = 8;
const MAX_INCREASE = 10_240;

/** Writes a plan into a puppet's script, and remembers the script for the program in TypeScript. */
export function script(plan: Plan, plans: Plans): (puppet: Puppet) => void {
  return (puppet) => {
    for (const step of plan) writeStep(puppet, step, plans);
    plans.add(plan, puppet.bytes());
  };
}

function writeStep(p: Puppet, step: Step, plans: Plans): void {
  switch (step.do) {
    case "setLamports":
      p.setLamports(step.account, step.lamports);
      return;
    case "write":
      // The log makes the program in TypeScript show its stores at the same point.
      p.setData(step.account, step.bytes, step.offset).log("written");
      return;
    case "resize":
      if (step.to === step.from) return;
      if (step.to - step.original > MAX_INCREASE) {
        p.leave(BigInt(returnFromInstructionError("InvalidRealloc")!));
        return;
      }
      p.setLength(step.account, step.to);
      if (step.to > step.from) {
        p.syscall("sol_memset_", p.at(step.account).data + BigInt(step.from), 0n, BigInt(step.to - step.from));
      }
      return;
    case "assign":
      p.setOwner(step.account, step.owner);
      return;
    case "log":
      p.log(step.text);
      return;
    case "return":
      p.setReturnData(step.data);
      return;
    case "logReturned":
      p.write(RETURNED, new Uint8Array(RETURNED_BYTES + 32));
      p.syscall("sol_get_return_data", RETURNED, BigInt(RETURNED_BYTES), RETURNED + BigInt(RETURNED_BYTES));
      p.store(RETURNED + 64n).logBytes([RETURNED, RETURNED_BYTES], [RETURNED + 8n, 32], [RETURNED + 64n, 8]);
      return;
    case "logHeight":
      p.syscall("sol_get_stack_height").logResult();
      return;
    case "fail":
      p.leave(BigInt(returnFromInstructionError(errorOf(step.error))!));
      return;
    case "call":
      p.call(step.callee, step.metas, step.what instanceof Uint8Array ? step.what : script(step.what, plans), {
        signers: step.signers,
      });
      for (const [key, length] of step.lengths) p.noteLength(key, length);
  }
}

const errorOf = (error: ProgramErrorName | number) => (typeof error === "number" ? { Custom: error } : error);

/** Plans, and the instruction data that stand for them. */
export class Plans {
  readonly #plans = new Map<string, Plan>();
  readonly #datas = new Map<Plan, Uint8Array>();

  add(plan: Plan, data: Uint8Array): void {
    this.#plans.set(hex(data), plan);
    this.#datas.set(plan, data);
  }

  find(data: Uint8Array): Plan {
    const plan = this.#plans.get(hex(data));
    if (plan === undefined) throw new Error("no plan stands for this data");
    return plan;
  }

  dataOf({ what }: Call): Uint8Array {
    return what instanceof Uint8Array ? what : this.#datas.get(what)!;
  }
}

const hex = (data: Uint8Array) => Buffer.from(data).toString("hex");

/** Does what the plan behind its instruction data says. */
export function plannedProgram(plans: Plans): Program {
  return defineProgram({
    process(_programId, accounts, data) {
      for (const step of plans.find(data)) perform(step, accounts, plans);
    },
  });
}

function perform(step: Step, accounts: readonly AccountInfo[], plans: Plans): void {
  const find = (key: Pubkey) => accounts.find((account) => pubkeyEqual(account.key, key))!;
  switch (step.do) {
    case "setLamports":
      find(step.account).lamports = step.lamports;
      return;
    case "write":
      find(step.account).data.set(step.bytes, step.offset);
      msg("written");
      return;
    case "resize":
      find(step.account).realloc(step.to);
      return;
    case "assign":
      find(step.account).assign(step.owner);
      return;
    case "log":
      msg(step.text);
      return;
    case "return":
      setReturnData(step.data);
      return;
    case "logReturned":
      logReturned();
      return;
    case "logHeight":
      logData(u64(BigInt(getStackHeight())));
      return;
    case "fail":
      throw new ProgramError(step.error);
    case "call": {
      const { metas, callee, signers } = step;
      const infos = unique(metas).map(find);
      const booleans = metas.map(({ pubkey, isSigner, isWritable }) => {
        return { pubkey, isSigner: Boolean(isSigner), isWritable: Boolean(isWritable) };
      });
      invokeSigned({ programId: callee, accounts: booleans, data: plans.dataOf(step) }, infos, signers);
    }
  }
}

function logReturned(): void {
  const [programId, data] = getReturnData() ?? [SYSTEM_PROGRAM_ID, new Uint8Array(0)];
  const head = new Uint8Array(RETURNED_BYTES);
  head.set(data.subarray(0, RETURNED_BYTES));
  logData(head, programId, u64(BigInt(data.length)));
}

function unique(metas: readonly Meta[]): Pubkey[] {
  const keys = metas.map(({ pubkey }) => pubkey);
  return keys.filter((key, i) => keys.findIndex((other) => pubkeyEqual(other, key)) === i);
}
