import type { Address } from "../../solana/pubkey.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import type { AnyCodec } from "../codec/codec.js";
import { defsOf, idlFields } from "../codec/containers.js";
import type { IdlField, IdlType, IdlTypeDef } from "../codec/idl-type.js";
import { utf8Bytes } from "../text.js";
import type { AccountType } from "./account-type.js";
import type { ErrorCode } from "./anchor-error.js";
import { type Constraint, find, type Seed } from "./constraints.js";
import { type AnyInstruction, asksToSign, asksToWrite } from "./instruction.js";
import { snakeCase } from "./names.js";
import type { Route } from "./run-instruction.js";

/** A program's interface as Anchor 0.30 and later write it (anchor-lang-idl-spec 0.1.0, Idl). */
export interface AnchorIdl {
  readonly address: Address;
  readonly metadata: { readonly name: string; readonly version: string; readonly spec: "0.1.0" };
  readonly instructions: readonly IdlInstruction[];
  readonly accounts: readonly { readonly name: string; readonly discriminator: readonly number[] }[];
  readonly errors: readonly { readonly code: number; readonly name: string; readonly msg: string }[];
  readonly types: readonly IdlTypeDef[];
}

/** An instruction in Anchor's IDL; names are in snake_case. */
export interface IdlInstruction {
  readonly name: string;
  readonly discriminator: readonly number[];
  readonly accounts: readonly IdlInstructionAccount[];
  readonly args: readonly IdlField[];
  readonly returns?: IdlType;
}

/** An account of an instruction. */
export interface IdlInstructionAccount {
  readonly name: string;
  readonly writable?: true;
  readonly signer?: true;
  readonly address?: Address;
  readonly pda?: { readonly seeds: readonly IdlSeed[]; readonly program?: IdlSeed };
  /** The accounts that have this one's key in a field of its name. */
  readonly relations?: readonly string[];
}

export type IdlSeed =
  | { readonly kind: "const"; readonly value: readonly number[] }
  | { readonly kind: "arg"; readonly path: string }
  | { readonly kind: "account"; readonly path: string; readonly account?: string };

/** What a program's IDL is made of. */
export interface IdlSource {
  readonly name: string;
  readonly version: string;
  readonly routes: readonly Route[];
  readonly errors: Readonly<Record<string, ErrorCode>>;
}

/** The IDL of a program that stands at `address`. */
export function idlOf({ name, version, routes, errors }: IdlSource, address: Address): AnchorIdl {
  const types = accountTypes(routes);
  return {
    address,
    metadata: { name: snakeCase(name), version, spec: "0.1.0" },
    instructions: routes.map(instructionIdl),
    accounts: types.map(({ name, discriminator }) => ({ name, discriminator })),
    errors: Object.entries(errors).map(([name, { code, msg }]) => ({ code, name, msg })),
    types: typeDefs(routes, types),
  };
}

function instructionIdl({ name, discriminator, instruction }: Route): IdlInstruction {
  const { accounts, args, returns } = instruction;
  return {
    name: snakeCase(name),
    discriminator: [...discriminator],
    accounts: Object.entries(accounts).map(([account, constraints]) => accountIdl(account, constraints, instruction)),
    args: snakeFields(idlFields(args)),
    ...(returns && { returns: returns.idlType }),
  };
}

function accountIdl(name: string, constraints: readonly Constraint[], instruction: AnyInstruction) {
  const fixed = find(constraints, "program") ?? find(constraints, "address");
  const derived = find(constraints, "pda");
  const relations = Object.entries(instruction.accounts)
    .filter(([, others]) => others.some((other) => other.kind === "hasOne" && other.account === name))
    .map(([other]) => snakeCase(other));
  return {
    name: snakeCase(name),
    ...(asksToWrite(constraints) && ({ writable: true } as const)),
    ...(asksToSign(constraints) && ({ signer: true } as const)),
    ...(fixed && { address: addressFromPubkey(fixed.id) }),
    ...(derived && {
      pda: {
        seeds: derived.seeds.map((seed) => seedIdl(seed, instruction)),
        ...(derived.program && { program: { kind: "const", value: [...derived.program] } as const }),
      },
    }),
    ...(relations.length > 0 && { relations }),
  };
}

function seedIdl(seed: Seed, { accounts }: AnyInstruction): IdlSeed {
  if (typeof seed === "string") return { kind: "const", value: [...utf8Bytes(seed, "idl", "a seed")] };
  if (seed instanceof Uint8Array) return { kind: "const", value: [...seed] };
  if ("arg" in seed) return { kind: "arg", path: snakeCase(seed.arg) };
  const path = snakeCase(seed.account);
  if (seed.field === undefined) return { kind: "account", path };
  const type = find(accounts[seed.account], "account")?.type.name;
  return { kind: "account", path: `${path}.${snakeCase(seed.field)}`, ...(type !== undefined && { account: type }) };
}

/** The program's own account types, each once. */
/** What accounts of the program itself hold. */
export function accountTypes(routes: readonly Route[]): AccountType<unknown>[] {
  const types = routes
    .flatMap(({ instruction }) => Object.values(instruction.accounts))
    .flatMap((constraints) => find(constraints, "account")?.type ?? [])
    .filter(({ owner }) => owner === undefined);
  return [...new Map(types.map((type) => [type.name, type])).values()];
}

function typeDefs(routes: readonly Route[], types: readonly AccountType<unknown>[]): IdlTypeDef[] {
  const ofArgs = routes.flatMap(({ instruction }) => defsOf(instruction.args));
  const ofReturns = routes.flatMap(({ instruction }) => instruction.returns?.idlTypeDefs ?? []);
  const ofAccounts = types.flatMap(({ codec }: { codec: AnyCodec }) => codec.idlTypeDefs);
  return [...new Map([...ofArgs, ...ofReturns, ...ofAccounts].map((def) => [def.name, snakeDef(def)])).values()];
}

function snakeDef({ name, type }: IdlTypeDef): IdlTypeDef {
  if (type.kind === "struct") return { name, type: { kind: "struct", fields: snakeFields(type.fields) } };
  const variants = type.variants.map(({ name, fields }) =>
    fields === undefined || fields.length === 0 ? { name } : { name, fields: snakeFields(fields) },
  );
  return { name, type: { kind: "enum", variants } };
}

function snakeFields(fields: readonly IdlField[]): IdlField[] {
  return fields.map(({ name, type }) => ({ name: snakeCase(name), type }));
}
