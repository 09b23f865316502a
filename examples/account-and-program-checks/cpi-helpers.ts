import { type AccountInfo, CpiContext, system } from "callgate/program";

/** The account of the System program, which the call refuses to be another (IncorrectProgramId). */
type SystemProgram = AccountInfo;

/** A user's SOL moves; the user has signed. */
export function transferSol(from: AccountInfo, to: AccountInfo, systemProgram: SystemProgram, lamports: bigint): void {
  system.transfer(CpiContext.new(systemProgram, { from, to }), { lamports });
}

/** A PDA's SOL moves; the seeds sign. */
export function transferSolFromPda(
  from: AccountInfo,
  to: AccountInfo,
  systemProgram: SystemProgram,
  lamports: bigint,
  seeds: readonly Uint8Array[],
): void {
  system.transfer(CpiContext.newWithSigner(systemProgram, { from, to }, [seeds]), { lamports });
}
