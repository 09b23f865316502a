import { type AccountType, readAccount } from "../../program/accounts/account-type.js";
import type { DeclaredProgram } from "../../program/accounts/declared-program.js";
import { layoutsOf } from "../../program/cpi/functions.js";
import type { Program } from "../../program/program.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import type { DecodedAccount } from "../model.js";
import { jsonValue } from "./json-value.js";
import { describeLayouts } from "./layout-description.js";
import type { ProgramDescription } from "./program-description.js";

/** How a program in TypeScript calls its instructions, if it declares them. */
export function describeProgram(program: Program, id: Pubkey): ProgramDescription | undefined {
  if (!isDeclared(program)) return undefined;
  const error = (code: number) => {
    const found = program.idl(id).errors.find((known) => known.code === code);
    return found && { name: found.name, message: found.msg };
  };
  const account = (data: Uint8Array) => decodeAccount(program.accountTypes, data);
  return describeLayouts(program.name, addressFromPubkey(id), layoutsOf(program.cpi), { account, error });
}

/** The account by its discriminator; undefined for data that no declared account spells. */
function decodeAccount(types: readonly AccountType<unknown>[], data: Uint8Array): DecodedAccount | undefined {
  const type = types.find(({ discriminator }) => discriminator.every((byte, i) => data[i] === byte));
  if (type === undefined || type.discriminator.length === 0) return undefined;
  try {
    const fields = jsonValue(readAccount(type, data), type.codec);
    // As Codama writes it, so that an IDL of the program tells the same.
    return {
      kind: `${type.name[0]?.toLowerCase() ?? ""}${type.name.slice(1)}`,
      fields: fields as DecodedAccount["fields"],
    };
  } catch {
    return undefined;
  }
}

/** Only a declared program has functions. Its class is not asked for, so that programs without need none of it. */
function isDeclared(program: Program): program is DeclaredProgram<Record<string, never>> {
  return "cpi" in program;
}
