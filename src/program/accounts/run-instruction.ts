import { bytesEqual } from "../../base/bytes.js";
import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { AccountInfo } from "../account-info.js";
import { readFields } from "../codec/containers.js";
import { msg } from "../log.js";
import { setReturnData } from "../return-data.js";
import { Account, closeAccount } from "./account.js";
import { AnchorError, fail } from "./anchor-error.js";
import { checkConstraints, checkDuplicates, isWritten, readAccount } from "./checks.js";
import { find } from "./constraints.js";
import { initAccount } from "./init.js";
import type { AnyInstruction } from "./instruction.js";
import { Loading } from "./loading.js";
import { pascalCase } from "./names.js";

/** An instruction with its discriminator and name. */
export interface Route {
  readonly name: string;
  readonly discriminator: Uint8Array;
  readonly instruction: AnyInstruction;
}

/** Instructions, and the only id that they run at, if there is one. */
export interface Routes {
  readonly routes: readonly Route[];
  readonly address: Pubkey | undefined;
}

/**
 * Runs the instruction that the data names, as Anchor's entry point does; logs an AnchorError that comes out of it. What
 * the handler returned.
 */
export function dispatch(
  { routes, address }: Routes,
  programId: Pubkey,
  infos: readonly AccountInfo[],
  data: Uint8Array,
): unknown {
  try {
    if (address !== undefined && !pubkeyEqual(programId, address)) fail("DeclaredProgramIdMismatch");
    const route = routes.find(({ discriminator }) => bytesEqual(data.subarray(0, discriminator.length), discriminator));
    if (route === undefined) fail("InstructionFallbackNotFound");
    return runInstruction(route, programId, infos, data.subarray(route.discriminator.length));
  } catch (error) {
    if (error instanceof AnchorError) error.log();
    throw error;
  }
}

function runInstruction(
  { name, instruction }: Route,
  programId: Pubkey,
  infos: readonly AccountInfo[],
  data: Uint8Array,
): unknown {
  msg(`Instruction: ${pascalCase(name)}`);
  const args = readArgs(instruction, data);
  const loading = new Loading(instruction, programId, infos, args);
  loadAccounts(loading);
  const { remainingAccounts, bumps } = loading;
  const context = { programId, accounts: Object.fromEntries(loading.accounts), remainingAccounts, bumps };
  const result = instruction.handler(context as never, args as never);
  if (instruction.returns !== undefined) setReturnData(Uint8Array.from(instruction.returns.encode(result as never)));
  exit(loading);
  return result;
}

/** Bytes that are left over are nobody's business, as in Anchor. */
function readArgs({ args }: AnyInstruction, data: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return readFields(args, data, 0)[0];
  } catch {
    return fail("InstructionDidNotDeserialize");
  }
}

/** Accounts::try_accounts (anchor-syn, try_accounts): all are read, new ones are created, then the rest is checked. */
function loadAccounts(loading: Loading): void {
  const isNew = (name: string) => find(loading.instruction.accounts[name], "init") !== undefined;
  const { declarations } = loading;
  for (const [name, constraints] of declarations) {
    loading.take(name, isNew(name));
    if (!isNew(name)) readAccount(name, constraints, loading);
  }
  for (const [name, constraints] of declarations) if (isNew(name)) initAccount(name, constraints, loading);
  checkDuplicates(loading);
  for (const [name, constraints] of declarations) if (!isNew(name)) checkConstraints(name, constraints, loading);
}

/** AccountsExit::exit (anchor-syn, exit). */
function exit(loading: Loading): void {
  for (const [name, constraints] of loading.declarations) {
    const closing = find(constraints, "close");
    const loaded = loading.accounts.get(name);
    if (closing !== undefined) closeAccount(loading.info(name), loading.info(closing.to));
    else if (loaded instanceof Account && isWritten(constraints)) loaded.store(loading.programId);
  }
}
