import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { pubkey } from "../codec/scalars.js";
import { getAssociatedTokenAddress } from "../cpi/associated-token.js";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../program-ids.js";
import { Account, requireOwnedBy } from "./account.js";
import { type AnchorErrorName, fail } from "./anchor-error.js";
import { type AssociatedToken, type Constraint, type ConstraintOf, find } from "./constraints.js";
import type { Loading } from "./loading.js";
import { derive } from "./seeds.js";

type Check<K extends Constraint["kind"]> = (constraint: ConstraintOf<K>, name: string, loading: Loading) => void;
type Checks = { readonly [K in Constraint["kind"]]?: Check<K> };

/** What Anchor checks while it reads an account (anchor-lang: Signer, Program, Account). */
const ON_READ: Checks = {
  signer: (_, name, loading) => {
    if (!loading.info(name).isSigner) fail("AccountNotSigner", name);
  },
  program: ({ id }, name, loading) => {
    const info = loading.info(name);
    if (!pubkeyEqual(info.key, id)) fail("InvalidProgramId", name, [info.key, id]);
    if (!info.executable) fail("InvalidProgramExecutable", name);
  },
  account: ({ type }, name, loading) => {
    loading.accounts.set(name, Account.load(loading.info(name), type, loading.programId, name));
  },
  associatedToken: (_, name, loading) => requireTokenAccount(name, loading),
};

/** The constraints, in the order that Anchor checks them in (anchor-syn, constraints::linearize). */
const CONSTRAINTS: Checks = {
  pda: (constraint, name, loading) => {
    const { address, bump } = derive(constraint, loading);
    requireKey("ConstraintSeeds", name, loading.info(name).key, address);
    loading.bumps[name] = bump;
  },
  associatedToken: (constraint, name, loading) => checkAssociatedToken(constraint, name, loading),
  writable: (_, name, loading) => requireWritable(name, loading),
  init: (_, name, loading) => requireWritable(name, loading),
  hasOne: ({ account }, name, loading) => {
    const holder = loading.accounts.get(name) as Account<Record<string, Pubkey>>;
    requireKey("ConstraintHasOne", name, holder.value[account], loading.info(account).key);
  },
  ownedBy: ({ id }, name, loading) => requireKey("ConstraintOwner", name, loading.info(name).owner, id),
  close: ({ to }, name, loading) => {
    requireWritable(name, loading);
    if (loading.info(name) === loading.info(to)) fail("ConstraintClose", name);
  },
  address: ({ id }, name, loading) => requireKey("ConstraintAddress", name, loading.info(name).key, id),
};

/** Reads an account: AccountInfo, or `Account` if it declares a type. */
export function readAccount(name: string, constraints: readonly Constraint[], loading: Loading): void {
  loading.accounts.set(name, loading.info(name));
  check(ON_READ, name, constraints, loading);
}

/** Checks an account's constraints. */
export function checkConstraints(name: string, constraints: readonly Constraint[], loading: Loading): void {
  check(CONSTRAINTS, name, constraints, loading);
}

/** No two writable accounts with values may be the same: the second would be written over the first. */
export function checkDuplicates(loading: Loading): void {
  const seen: unknown[] = [];
  for (const [name, constraints] of loading.declarations) {
    if (!isWritten(constraints) || find(constraints, "duplicate") || find(constraints, "init")) continue;
    const info = loading.info(name);
    if (seen.includes(info)) fail("ConstraintDuplicateMutableAccount", name);
    seen.push(info);
  }
}

/** Whether the handler's value is written back. */
export function isWritten(constraints: readonly Constraint[]): boolean {
  const isWritable = constraints.some(({ kind }) => kind === "writable" || kind === "init" || kind === "close");
  return isWritable && find(constraints, "account") !== undefined;
}

function check(checks: Checks, name: string, constraints: readonly Constraint[], loading: Loading): void {
  for (const [kind, run] of Object.entries(checks)) {
    for (const constraint of constraints) {
      if (constraint.kind === kind) (run as Check<typeof constraint.kind>)(constraint as never, name, loading);
    }
  }
}

function requireWritable(name: string, loading: Loading): void {
  if (!loading.info(name).isWritable) fail("ConstraintMut", name);
}

function requireKey(error: AnchorErrorName, name: string, actual: Pubkey, expected: Pubkey): void {
  if (!pubkeyEqual(actual, expected)) fail(error, name, [actual, expected]);
}

const OWNER_OFFSET = 32;
const STATE_OFFSET = 108;
const ACCOUNT_BYTES = 165;
const MULTISIG_BYTES = 355;
/** After the bytes of an account, of those that have extensions (spl-token-2022, AccountType). */
const ACCOUNT_TYPE = 2;

/** That it is a token account of either program, as far as its owner, length and state say (InterfaceAccount). */
function requireTokenAccount(name: string, loading: Loading): void {
  const info = loading.info(name);
  const programs = [TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID];
  const owner = info.owner;
  if (!programs.some((id) => pubkeyEqual(id, owner))) requireOwnedBy(info, TOKEN_PROGRAM_ID, name);
  const { data } = info;
  const isExtended = data.length !== MULTISIG_BYTES && data[ACCOUNT_BYTES] === ACCOUNT_TYPE;
  const isAccount = data.length === ACCOUNT_BYTES || isExtended;
  if (!isAccount || data[STATE_OFFSET] === 0) fail("AccountDidNotDeserialize", name);
}

function checkAssociatedToken(constraint: AssociatedToken, name: string, loading: Loading): void {
  const info = loading.info(name);
  const { tokenProgram } = constraint;
  const program = tokenProgram === undefined ? TOKEN_PROGRAM_ID : loading.info(tokenProgram).key;
  if (tokenProgram !== undefined && !pubkeyEqual(info.owner, program)) fail("ConstraintAssociatedTokenTokenProgram");
  const wallet = loading.info(constraint.authority).key;
  const mint = loading.info(constraint.mint).key;
  requireKey("ConstraintTokenOwner", name, pubkey.read(info.data, OWNER_OFFSET)[0], wallet);
  requireKey("ConstraintAssociated", name, info.key, getAssociatedTokenAddress(wallet, mint, program));
}
