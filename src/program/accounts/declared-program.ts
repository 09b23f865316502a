import { isObject, readUntrusted } from "../../base/untrusted.js";
import { type Address, addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import type { Decoder, Encoder } from "../borsh.js";
import type { AnyCodec, ValueOf } from "../codec/codec.js";
import { type CpiFunctions, cpiFunctions } from "../cpi/functions.js";
import type { AccountRole, InstructionLayout } from "../cpi/layout.js";
import {
  defineProgram as defineUndeclared,
  type ProcessInstruction,
  Program,
  type ProgramDefinition,
  refusePart,
} from "../program.js";
import type { AccountType } from "./account-type.js";
import type { ErrorCode } from "./anchor-error.js";
import { type Constraint, find } from "./constraints.js";
import { type AnchorIdl, accountTypes, idlOf } from "./idl.js";
import { type AnyInstruction, asksToSign, asksToWrite } from "./instruction.js";
import { discriminatorOf, snakeCase } from "./names.js";
import { dispatch, type Route } from "./run-instruction.js";

type Instructions = Readonly<Record<string, AnyInstruction>>;

/** A program whose instructions, accounts and arguments are declared. */
export interface DeclaredProgramDefinition<I extends Instructions> {
  /** Default "program". */
  readonly name?: string;
  /** For the IDL. Default "0.1.0". */
  readonly version?: string;
  /** The only id that the program runs at: else DeclaredProgramIdMismatch. Default any. */
  readonly address?: Pubkey;
  /** What a run costs beside its syscalls: compute units. Default 0. */
  readonly computeUnits?: number;
  readonly instructions: I;
  /** The program's own errors, for the IDL: see `errorCodes`. */
  readonly errors?: Readonly<Record<string, ErrorCode>>;
}

/** The layouts of declared instructions, for typed calls. */
export type LayoutsOf<I extends Instructions> = { readonly [K in keyof I]: LayoutOf<I[K]> };

type LayoutOf<D extends AnyInstruction> = {
  readonly discriminator: readonly number[];
  readonly accounts: { readonly [N in keyof D["accounts"]]: AccountRole };
  // Without arguments the names may be any: there is nothing that they could be inferred from.
  readonly args: { readonly [N in keyof D["args"] as string extends N ? never : N]: Encoder<ValueOf<D["args"][N]>> };
} & ([D["returns"]] extends [Decoder<infer R>] ? { readonly returns: Decoder<R> } : unknown);

/** A program that declares its instructions. */
export class DeclaredProgram<I extends Instructions> extends Program {
  /** Its instructions as functions, for other programs to call and for transactions: `program.cpi.deposit.instruction(…)`. */
  readonly cpi: CpiFunctions<LayoutsOf<I>>;
  readonly #routes: readonly Route[];
  readonly #definition: DeclaredProgramDefinition<I>;

  /** @internal */
  constructor(definition: DeclaredProgramDefinition<I>) {
    const routes = routesOf(definition.instructions);
    const { address } = definition;
    const process: ProcessInstruction = (id, accounts, data) => dispatch({ routes, address }, id, accounts, data);
    const { name = "program", computeUnits = 0 } = definition;
    super({ name, computeUnits, process });
    this.#routes = routes;
    this.#definition = definition;
    this.cpi = cpiFunctions(address === undefined ? [] : [address], layoutsOf(routes)) as never;
  }

  /** @internal What accounts of the program itself hold, as its instructions declare them. */
  get accountTypes(): readonly AccountType<unknown>[] {
    return accountTypes(this.#routes);
  }

  /** The IDL of the program at an id, 32 bytes; by default at the address of its definition. */
  idl(id: Pubkey | undefined = this.#definition.address): AnchorIdl {
    if (id === undefined) refusePart("idl", "the program's id, as the definition has no address", id);
    const { version = "0.1.0", errors = {} } = this.#definition;
    return idlOf({ name: this.name, version, routes: this.#routes, errors }, addressFromPubkey(id) as Address);
  }
}

/** Makes a program of declared instructions, or of a function. Throws `invalid-program` for a definition that is wrong. */
export function defineProgram<const I extends Instructions>(
  definition: DeclaredProgramDefinition<I>,
): DeclaredProgram<I>;
export function defineProgram(definition: ProgramDefinition): Program;
export function defineProgram(definition: ProgramDefinition | DeclaredProgramDefinition<Instructions>): Program {
  if (!isObject(definition) || !("instructions" in definition)) return defineUndeclared(definition);
  return readUntrusted("invalid-program", "the program's definition", () => new DeclaredProgram(definition));
}

function routesOf(instructions: Instructions): Route[] {
  if (!isObject(instructions)) refusePart("instructions", "an object", instructions);
  const routes = Object.entries(instructions).map(([name, instruction]) => {
    checkInstruction(name, instruction);
    const discriminator = Uint8Array.from(instruction.discriminator ?? discriminatorOf("global", snakeCase(name)));
    return { name, discriminator, instruction };
  });
  for (const route of routes) for (const other of routes) if (route !== other) checkDistinct(route, other);
  return routes;
}

function checkDistinct(route: Route, other: Route): void {
  if (route.discriminator.some((byte, i) => byte !== other.discriminator[i])) return;
  refusePart(other.name, `a discriminator that does not begin with that of ${route.name}`, [...other.discriminator]);
}

/** What constraints speak of must be declared. */
function checkInstruction(name: string, { accounts, args }: AnyInstruction): void {
  for (const [account, constraints] of Object.entries(accounts)) {
    const where = `${name}: ${account}`;
    const requireAccount = (other: string) => {
      if (!Object.hasOwn(accounts, other)) refusePart(where, `an account ${other}`, undefined);
    };
    for (const constraint of constraints) mentioned(constraint).forEach(requireAccount);
    if (find(constraints, "init")) required(constraints).forEach(requireAccount);
    const requireField = (holder: string, field: string) => {
      const fields = find(accounts[holder], "account")?.type.fields ?? {};
      if (!Object.hasOwn(fields, field)) refusePart(where, `a field ${field} in the value of ${holder}`, undefined);
    };
    const related = find(constraints, "hasOne");
    if (related) requireField(account, related.account);
    for (const seed of find(constraints, "pda")?.seeds ?? []) {
      if (typeof seed !== "object" || seed instanceof Uint8Array) continue;
      if ("account" in seed) {
        if (seed.field !== undefined) requireField(seed.account, seed.field);
      } else if (!Object.hasOwn(args, seed.arg)) refusePart(where, `an argument ${seed.arg}`, undefined);
    }
  }
}

function mentioned(constraint: Constraint): string[] {
  switch (constraint.kind) {
    case "pda":
      return constraint.seeds.flatMap((seed) => (typeof seed === "object" && "account" in seed ? [seed.account] : []));
    case "hasOne":
      return [constraint.account];
    case "init":
      return [constraint.payer];
    case "close":
      return [constraint.to];
    case "associatedToken":
      return [constraint.mint, constraint.authority, ...(constraint.tokenProgram ? [constraint.tokenProgram] : [])];
    default:
      return [];
  }
}

/** The programs that `init` calls. */
function required(constraints: readonly Constraint[]): string[] {
  const associated = find(constraints, "associatedToken");
  if (associated === undefined) return ["systemProgram"];
  return ["systemProgram", "associatedTokenProgram", associated.tokenProgram ?? "tokenProgram"];
}

function layoutsOf(routes: readonly Route[]): Record<string, InstructionLayout> {
  return Object.fromEntries(
    routes.map(({ name, discriminator, instruction }) => {
      const roles = Object.entries(instruction.accounts).map(([account, constraints]) => {
        return [account, { isSigner: asksToSign(constraints), isWritable: asksToWrite(constraints) }] as const;
      });
      const returns: (AnyCodec & Decoder<unknown>) | undefined = instruction.returns;
      const layout = { discriminator: [...discriminator], accounts: Object.fromEntries(roles), args: instruction.args };
      return [name, returns === undefined ? layout : { ...layout, returns }];
    }),
  );
}
