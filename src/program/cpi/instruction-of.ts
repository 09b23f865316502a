import { concatBytes } from "../../base/bytes.js";
import { isObject } from "../../base/untrusted.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { copyPubkey, refuseArgument } from "../arguments.js";
import { encodeNamed } from "../codec/codec.js";
import type { AccountMeta, Instruction } from "../instruction.js";
import type { InstructionLayout, Multisig } from "./layout.js";

/** The accounts of an instruction in its order, with what each was given as. */
export interface LaidOut<Given> {
  readonly instruction: Instruction;
  /** What was given for the accounts, in any order. */
  readonly given: readonly Given[];
}

interface Entry<Given> {
  /** Undefined: the program's own id. */
  readonly given: Given | undefined;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

/**
 * Makes an instruction of a layout.
 *
 * @param accounts by name, each a `Given` or a multisig of them.
 * @param keyFor the key of what was given. Throws `invalid-argument` for what is none.
 */
export function layOut<Given>(
  name: string,
  layout: InstructionLayout,
  programId: Pubkey,
  accounts: unknown,
  args: unknown,
  keyFor: (given: unknown, what: string) => Pubkey,
): LaidOut<Given> {
  if (!isObject(accounts)) refuseArgument(name, "the accounts as an object", accounts);
  const byName = accounts as Readonly<Record<string, unknown>>;
  const entries = entriesOf<Given>(name, layout, byName);
  const instruction = {
    programId,
    accounts: entries.map(({ given, isSigner, isWritable }): AccountMeta => {
      const key = given === undefined ? programId : keyFor(given, `${name}: an account`);
      return { pubkey: copyPubkey(key, name, "a key"), isSigner, isWritable };
    }),
    data: dataOf(name, layout, args, (account) => keyFor(byName[account], `${name}: ${account}`)),
  };
  return { instruction, given: entries.flatMap(({ given }) => (given === undefined ? [] : [given])) };
}

function entriesOf<Given>(name: string, layout: InstructionLayout, accounts: Readonly<Record<string, unknown>>) {
  const entries: Entry<Given>[] = [];
  const signers: Entry<Given>[] = [];
  for (const [account, role] of Object.entries(layout.accounts)) {
    const { isSigner, isWritable } = role;
    const given = accounts[account];
    if (given === undefined && role.optional === undefined) refuseArgument(name, `the account ${account}`, given);
    if (role.keyOnly || (given === undefined && role.optional === "omitted")) continue;
    if (given === undefined) entries.push({ given, isSigner: false, isWritable: false });
    else if (role.multisig && isMultisig<Given>(given)) {
      entries.push({ given: given.multisig, isSigner: false, isWritable });
      for (const signer of given.signers) signers.push({ given: signer, isSigner: true, isWritable: false });
    } else entries.push({ given: given as Given, isSigner, isWritable });
  }
  return [...entries, ...signers];
}

function isMultisig<Given>(given: unknown): given is Multisig<Given> {
  return isObject(given) && "multisig" in given && "signers" in given && Array.isArray(given.signers);
}

function dataOf(name: string, layout: InstructionLayout, args: unknown, keyOfAccount: (account: string) => Pubkey) {
  const fields = Object.entries(layout.args);
  const given = args ?? {};
  if (!isObject(given)) refuseArgument(name, "the arguments as an object", args);
  const parts = fields.map(([arg, field]) => {
    if ("keyOf" in field) return keyOfAccount(field.keyOf);
    return encodeNamed(field, (given as Readonly<Record<string, never>>)[arg], `${name}: ${arg}`);
  });
  return concatBytes(Uint8Array.from(layout.discriminator), ...parts);
}
