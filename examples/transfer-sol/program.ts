import {
  borsh,
  deserialize,
  entrypoint,
  findProgramAddress,
  invoke,
  invokeSigned,
  nextAccountInfo,
  ProgramError,
  pubkeyEqual,
  SYSTEM_PROGRAM_ID,
  system,
} from "callgate/program";

export const VAULT_SEED = new TextEncoder().encode("vault");

/** The instructions, by the first byte of their data; a u64 of lamports follows. */
export const TRANSFER_FROM_USER = 0;
export const TRANSFER_FROM_PDA = 1;

/** Moves SOL through the System program: a user's, with the user's signature, and a PDA's, with the program's. */
export const transferSol = entrypoint((programId, accounts, data) => {
  const amount = deserialize(borsh.u64, data.subarray(1));
  const iterator = accounts.values();
  const from = nextAccountInfo(iterator);
  const recipient = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  if (!pubkeyEqual(systemProgram.key, SYSTEM_PROGRAM_ID)) throw new ProgramError("IncorrectProgramId");
  const infos = [from, recipient, systemProgram];
  const instruction = system.transfer.instruction(
    SYSTEM_PROGRAM_ID,
    { from: from.key, to: recipient.key },
    { lamports: amount },
  );

  switch (data[0]) {
    case TRANSFER_FROM_USER:
      if (!from.isSigner) throw new ProgramError("MissingRequiredSignature");
      return invoke(instruction, infos);
    case TRANSFER_FROM_PDA: {
      const seeds = [VAULT_SEED, recipient.key];
      const [vault, bump] = findProgramAddress(seeds, programId);
      if (!pubkeyEqual(from.key, vault)) throw new ProgramError("InvalidSeeds");
      return invokeSigned(instruction, infos, [[...seeds, Uint8Array.of(bump)]]);
    }
    default:
      throw new ProgramError("InvalidInstructionData");
  }
});
