import { type AccountInfo, CpiContext, type Pubkey, Rent, SYSTEM_PROGRAM_ID, system } from "callgate/program";

/** A PDA account that is to be. */
export interface NewAccount {
  readonly payer: AccountInfo;
  readonly account: AccountInfo;
  /** Bytes. */
  readonly space: number;
  readonly owner: Pubkey;
  /** Those of the address, the bump included. */
  readonly seeds: readonly Uint8Array[];
}

/** As the document does: one call, which an address with lamports refuses. */
export function createAccount({ payer, account, space, owner, seeds }: NewAccount): void {
  const context = CpiContext.newWithSigner(SYSTEM_PROGRAM_ID, { from: payer, to: account }, [seeds]);
  system.createAccount(context, { lamports: Rent.get().minimumBalance(space), space: BigInt(space), owner });
}

/** In three calls, whatever lamports the address has: the payer adds what is missing. */
export function transferAllocateAssign({ payer, account, space, owner, seeds }: NewAccount): void {
  const missing = missingRent(account, space);
  if (missing > 0n) {
    system.transfer(CpiContext.new(SYSTEM_PROGRAM_ID, { from: payer, to: account }), { lamports: missing });
  }
  const toAllocate = CpiContext.newWithSigner(SYSTEM_PROGRAM_ID, { accountToAllocate: account }, [seeds]);
  system.allocate(toAllocate, { space: BigInt(space) });
  system.assign(CpiContext.newWithSigner(SYSTEM_PROGRAM_ID, { accountToAssign: account }, [seeds]), { owner });
}

/** The same in one call, which the System program has since SIMD-0312. */
export function createAccountAllowPrefund({ payer, account, space, owner, seeds }: NewAccount): void {
  const lamports = missingRent(account, space);
  const accounts = lamports > 0n ? { to: account, from: payer } : { to: account };
  const context = CpiContext.newWithSigner(SYSTEM_PROGRAM_ID, accounts, [seeds]);
  system.createAccountAllowPrefund(context, { lamports, space: BigInt(space), owner });
}

/** Lamports that an account of that size lacks. */
function missingRent(account: AccountInfo, space: number): bigint {
  const missing = Rent.get().minimumBalance(space) - account.lamports;
  return missing > 0n ? missing : 0n;
}
