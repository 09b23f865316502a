import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { copyList, copyPubkey, refuseArgument } from "../arguments.js";
import type { Decoder } from "../borsh.js";
import { deserialize } from "../borsh.js";
import type { Instruction } from "../instruction.js";
import { invokeSigned } from "../invoke.js";
import { ProgramError } from "../program-error.js";
import { getReturnData } from "../return-data.js";
import { CpiContext, type HasAccountInfo, requireInfo } from "./context.js";
import { layOut } from "./instruction-of.js";
import type { AccountsOf, ArgList, InstructionLayout, NoOthers, ReturnOf } from "./layout.js";

/**
 * Calls an instruction of another program, with its accounts and arguments by name. A failing callee ends this program,
 * as with `invoke`.
 */
export interface CpiFunction<L extends InstructionLayout> {
  /**
   * @throws ProgramError IncorrectProgramId for a context of another program; `invalid-argument` for accounts or arguments
   * of other types, which TypeScript refuses too.
   */
  <A extends AccountsOf<L, HasAccountInfo>>(
    context: CpiContext<A & NoOthers<A, AccountsOf<L, HasAccountInfo>>>,
    ...args: ArgList<L>
  ): ReturnOf<L>;
  /** The instruction alone, of keys: for transactions, and for `invoke`. */
  instruction<A extends AccountsOf<L, Pubkey>>(
    programId: Pubkey,
    accounts: A & NoOthers<A, AccountsOf<L, Pubkey>>,
    ...args: ArgList<L>
  ): Instruction;
}

/** The functions of a program by name. */
export type CpiFunctions<T> = { readonly [K in keyof T]: T[K] extends InstructionLayout ? CpiFunction<T[K]> : never };

/** Makes the functions of a program, which stands at one of `programIds`; at any id when there is none. */
export function cpiFunctions<const T extends Readonly<Record<string, InstructionLayout>>>(
  programIds: readonly Pubkey[],
  layouts: T,
): CpiFunctions<T> {
  const functions = Object.entries(layouts).map(([name, layout]) => [name, cpiFunction(name, programIds, layout)]);
  const program = Object.freeze(Object.fromEntries(functions));
  LAYOUTS.set(program, layouts);
  return program;
}

/** What the functions of programs were made of. */
const LAYOUTS = new WeakMap<object, Readonly<Record<string, InstructionLayout>>>();

/** The layouts that functions of a program were made of. */
export function layoutsOf(functions: object): Readonly<Record<string, InstructionLayout>> {
  return LAYOUTS.get(functions) ?? {};
}

function cpiFunction(name: string, programIds: readonly Pubkey[], layout: InstructionLayout) {
  const call = (context: unknown, args?: unknown): unknown => {
    if (!(context instanceof CpiContext)) refuseArgument(name, "a CpiContext", context);
    const { programId, remainingAccounts, signerSeeds } = context;
    // Who calls whatever program stands in the accounts gives its signers to it.
    if (programIds.length > 0 && !programIds.some((id) => pubkeyEqual(id, programId))) {
      throw new ProgramError("IncorrectProgramId", `${name} is no instruction of the program that was given`);
    }
    const { instruction, given } = layOut(name, layout, programId, context.accounts, args, keyOfInfo);
    const rest = copyList(remainingAccounts, name, "the remaining accounts", (info) => requireInfo(info, name));
    const metas = rest.map(({ key: pubkey, isSigner, isWritable }) =>
      layout.remaining === "signers" ? { pubkey, isSigner: true, isWritable: false } : { pubkey, isSigner, isWritable },
    );
    const infos = given.map((account) => requireInfo(account, name));
    invokeSigned({ ...instruction, accounts: [...instruction.accounts, ...metas] }, [...infos, ...rest], signerSeeds);
    return layout.returns === undefined ? undefined : returned(programId, layout.returns);
  };
  return Object.assign(call, {
    instruction: (programId: Pubkey, accounts: unknown, args?: unknown) =>
      layOut(name, layout, copyPubkey(programId, name, "the program's id"), accounts, args, keyOfKey).instruction,
  });
}

function keyOfInfo(given: unknown, what: string): Pubkey {
  return requireInfo(given, what).key;
}

function keyOfKey(given: unknown, what: string): Pubkey {
  return copyPubkey(given, what, "a key");
}

/** What the callee left (anchor-spl, get_account_data_size). */
function returned(programId: Pubkey, decoder: Decoder<unknown>): unknown {
  const data = getReturnData();
  if (data === undefined) throw new ProgramError("InvalidInstructionData", "the callee returned nothing");
  const [source, bytes] = data;
  if (!pubkeyEqual(source, programId)) throw new ProgramError("IncorrectProgramId");
  return deserialize(decoder, bytes);
}
