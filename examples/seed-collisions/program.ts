import {
  type AccountInfo,
  borsh,
  CpiContext,
  deserialize,
  entrypoint,
  findProgramAddress,
  nextAccountInfo,
  type Program,
  ProgramError,
  type Pubkey,
  pubkeyEqual,
  SYSTEM_PROGRAM_ID,
  serialize,
  system,
} from "callgate/program";
import { createAccount } from "../support/create-account.js";
import type { Scheme } from "./schemes.js";

/** The instructions, by the first byte of their data; what follows is in borsh. */
export const REGISTER = 0;
export const PAY = 1;
export const registerCodec = borsh.struct("Register", { space: borsh.string, name: borsh.string });
export const payCodec = borsh.struct("Pay", { space: borsh.string, name: borsh.string, lamports: borsh.u64 });

/** What the record of a name holds: whom it belongs to. */
export const recordCodec = borsh.struct("Record", { holder: borsh.pubkey });
const RECORD_BYTES = 32;

/** A registry of names, each in a space, whose records stand where the scheme puts them. Whoever comes first gets a name. */
export function registryOf(scheme: Scheme): Program {
  return entrypoint((programId, accounts, data) => {
    switch (data[0]) {
      case REGISTER: {
        const { space, name } = deserialize(registerCodec, data.subarray(1));
        return register(programId, accounts, scheme(space, name));
      }
      case PAY: {
        const { space, name, lamports } = deserialize(payCodec, data.subarray(1));
        return pay(programId, accounts, scheme(space, name), lamports);
      }
      default:
        throw new ProgramError("InvalidInstructionData");
    }
  });
}

function register(programId: Pubkey, accounts: AccountInfo[], seeds: readonly Uint8Array[]): void {
  const iterator = accounts.values();
  const holder = nextAccountInfo(iterator);
  const record = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  if (!holder.isSigner) throw new ProgramError("MissingRequiredSignature");
  const [address, bump] = findProgramAddress(seeds, programId);
  if (!pubkeyEqual(record.key, address)) throw new ProgramError("InvalidSeeds");
  if (!pubkeyEqual(record.owner, SYSTEM_PROGRAM_ID)) throw new ProgramError("AccountAlreadyInitialized");
  const signerSeeds = [...seeds, Uint8Array.of(bump)];
  const account = { account: record, space: RECORD_BYTES, owner: programId, seeds: signerSeeds };
  createAccount({ payer: holder, systemProgram, ...account });
  serialize(recordCodec, { holder: holder.key }, record.data);
}

/** Pays whoever holds a name. */
function pay(programId: Pubkey, accounts: AccountInfo[], seeds: readonly Uint8Array[], lamports: bigint): void {
  const iterator = accounts.values();
  const payer = nextAccountInfo(iterator);
  const record = nextAccountInfo(iterator);
  const holder = nextAccountInfo(iterator);
  if (!payer.isSigner) throw new ProgramError("MissingRequiredSignature");
  const [address] = findProgramAddress(seeds, programId);
  if (!pubkeyEqual(record.key, address)) throw new ProgramError("InvalidSeeds");
  if (!pubkeyEqual(record.owner, programId)) throw new ProgramError("UninitializedAccount");
  if (!pubkeyEqual(holder.key, deserialize(recordCodec, record.data).holder)) throw new ProgramError("InvalidArgument");
  system.transfer(CpiContext.new(SYSTEM_PROGRAM_ID, { from: payer, to: holder }), { lamports });
}
