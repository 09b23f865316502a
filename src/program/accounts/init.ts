import { pubkeyEqual } from "../../solana/pubkey.js";
import type { AccountInfo } from "../account-info.js";
import { associatedTokenAccount } from "../cpi/associated-token.js";
import { CpiContext, type SignerSeeds } from "../cpi/context.js";
import { system } from "../cpi/system.js";
import { Rent } from "../sysvars.js";
import { Account } from "./account.js";
import { fail } from "./anchor-error.js";
import { type AssociatedToken, type Constraint, type ConstraintOf, find } from "./constraints.js";
import type { Loading } from "./loading.js";
import { derive } from "./seeds.js";

/** Creates an account that is declared with `init` (anchor-syn, generate_constraint_init_group). */
export function initAccount(name: string, constraints: readonly Constraint[], loading: Loading): void {
  const init = find(constraints, "init")!;
  const info = loading.info(name);
  const associated = find(constraints, "associatedToken");
  if (associated === undefined) create(info, init, signerSeeds(name, constraints, loading), loading);
  else createAssociatedToken(info, init, associated, loading);
  const holder = find(constraints, "account");
  loading.accounts.set(name, holder ? Account.fresh(info, holder.type, loading.programId, name) : info);
}

function signerSeeds(name: string, constraints: readonly Constraint[], loading: Loading): SignerSeeds {
  const constraint = find(constraints, "pda");
  if (constraint === undefined) return [];
  const { address, bump, signerSeeds: seeds } = derive(constraint, loading);
  const { key } = loading.info(name);
  if (!pubkeyEqual(key, address)) fail("ConstraintSeeds", name, [key, address]);
  loading.bumps[name] = bump;
  return [seeds];
}

/** Who sends lamports to the address beforehand must not keep it from being created. */
function create(to: AccountInfo, init: ConstraintOf<"init">, seeds: SignerSeeds, loading: Loading): void {
  const from = loading.info(init.payer);
  const program = loading.info("systemProgram");
  const space = BigInt(init.space);
  const minimum = Rent.get().minimumBalance(init.space);
  const owner = loading.programId;
  const present = to.lamports;
  if (present === 0n) {
    const context = CpiContext.newWithSigner(program, { from, to }, seeds);
    system.createAccount(context, { lamports: minimum, space, owner });
    return;
  }
  if (from === to) fail("TryingToInitPayerAsProgramAccount", undefined, [from.key, to.key]);
  const needed = (minimum === 0n ? 1n : minimum) - present;
  if (needed > 0n) system.transfer(CpiContext.new(program, { from, to }), { lamports: needed });
  system.allocate(CpiContext.newWithSigner(program, { accountToAllocate: to }, seeds), { space });
  system.assign(CpiContext.newWithSigner(program, { accountToAssign: to }, seeds), { owner });
}

function createAssociatedToken(
  info: AccountInfo,
  { payer }: ConstraintOf<"init">,
  { mint, authority, tokenProgram = "tokenProgram" }: AssociatedToken,
  loading: Loading,
): void {
  const accounts = {
    payer: loading.info(payer),
    associatedToken: info,
    authority: loading.info(authority),
    mint: loading.info(mint),
    systemProgram: loading.info("systemProgram"),
    tokenProgram: loading.info(tokenProgram),
  };
  associatedTokenAccount.create(CpiContext.new(loading.info("associatedTokenProgram"), accounts));
}
