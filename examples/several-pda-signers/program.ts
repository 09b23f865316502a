import {
  CpiContext,
  entrypoint,
  findProgramAddress,
  nextAccountInfo,
  ProgramError,
  pubkeyEqual,
  Rent,
  SYSTEM_PROGRAM_ID,
  system,
} from "callgate/program";

export const TREASURY_SEED = new TextEncoder().encode("treasury");
export const RECORD_SEED = new TextEncoder().encode("record");
/** A record holds the key of its user. */
export const RECORD_BYTES = 32;

/** Opens a record for whoever signs. The treasury pays: it signs to pay, the record to be made, both in one call. */
export const sponsor = entrypoint((programId, accounts, data) => {
  if (data.length > 0) throw new ProgramError("InvalidInstructionData");
  const iterator = accounts.values();
  const user = nextAccountInfo(iterator);
  const treasury = nextAccountInfo(iterator);
  const record = nextAccountInfo(iterator);
  if (!user.isSigner) throw new ProgramError("MissingRequiredSignature");
  const treasurySeeds = [TREASURY_SEED];
  const recordSeeds = [RECORD_SEED, user.key];
  const [treasuryAddress, treasuryBump] = findProgramAddress(treasurySeeds, programId);
  const [recordAddress, recordBump] = findProgramAddress(recordSeeds, programId);
  if (!pubkeyEqual(treasury.key, treasuryAddress)) throw new ProgramError("InvalidSeeds");
  if (!pubkeyEqual(record.key, recordAddress)) throw new ProgramError("InvalidSeeds");
  if (!pubkeyEqual(record.owner, SYSTEM_PROGRAM_ID)) throw new ProgramError("AccountAlreadyInitialized");

  const missing = Rent.get().minimumBalance(RECORD_BYTES) - record.lamports;
  const context = CpiContext.newWithSigner(SYSTEM_PROGRAM_ID, { from: treasury, to: record }, [
    [...treasurySeeds, Uint8Array.of(treasuryBump)],
    [...recordSeeds, Uint8Array.of(recordBump)],
  ]);
  system.createAccountAllowPrefund(context, {
    lamports: missing > 0n ? missing : 0n,
    space: BigInt(RECORD_BYTES),
    owner: programId,
  });
  record.data.set(user.key);
});
