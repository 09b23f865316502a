import {
  borsh,
  deserialize,
  entrypoint,
  findProgramAddress,
  nextAccountInfo,
  ProgramError,
  pubkeyEqual,
  SYSTEM_PROGRAM_ID,
  serialize,
} from "callgate/program";
import { createAccount, createAccountAllowPrefund, transferAllocateAssign } from "./create-pda.js";

export const PROFILE_SEED = new TextEncoder().encode("profile");
const MAX_NAME_BYTES = 32;

/** Ways to create the account: what the first byte of the instruction data says; a name follows, a string of borsh. */
export const WAYS = [createAccount, transferAllocateAssign, createAccountAllowPrefund] as const;

/** What the account holds. */
export const profileCodec = borsh.struct("Profile", { holder: borsh.pubkey, bump: borsh.u8, name: borsh.string });

/** Creates the profile of whoever signs, at an address derived from ["profile", holder]. */
export const profiles = entrypoint((programId, accounts, data) => {
  const create = WAYS[data[0] ?? WAYS.length];
  if (create === undefined) throw new ProgramError("InvalidInstructionData");
  const name = deserialize(borsh.string, data.subarray(1));
  if (new TextEncoder().encode(name).length > MAX_NAME_BYTES) throw new ProgramError("InvalidArgument");

  const iterator = accounts.values();
  const holder = nextAccountInfo(iterator);
  const account = nextAccountInfo(iterator);
  if (!holder.isSigner) throw new ProgramError("MissingRequiredSignature");
  const [address, bump] = findProgramAddress([PROFILE_SEED, holder.key], programId);
  if (!pubkeyEqual(account.key, address)) throw new ProgramError("InvalidSeeds");
  if (!pubkeyEqual(account.owner, SYSTEM_PROGRAM_ID)) throw new ProgramError("AccountAlreadyInitialized");

  const profile = { holder: holder.key, bump, name };
  const space = profileCodec.encode(profile).length;
  const seeds = [PROFILE_SEED, holder.key, Uint8Array.of(bump)];
  create({ payer: holder, account, space, owner: programId, seeds });
  serialize(profileCodec, profile, account.data);
});
