import {
  type AccountInfo,
  CpiContext,
  createProgramAddress,
  entrypoint,
  findProgramAddress,
  nextAccountInfo,
  ProgramError,
  pubkey,
  pubkeyEqual,
  token,
} from "callgate/program";

/** Chosen so that "escrow" alone derives an address off the curve from it, and "escrow2" alone one on the curve. */
export const ESCROW_ID = pubkey("Escrow111111111111111111111111111111111111o");

export const ESCROW_SEED = new TextEncoder().encode("escrow");
export const ESCROW2_SEED = new TextEncoder().encode("escrow2");

/** The instructions, by the first byte of their data; after the last one's a byte with the bump follows. */
export const TRANSFER_ONE_TOKEN_FROM_ESCROW = 0;
export const TRANSFER_ONE_TOKEN_FROM_ESCROW2 = 1;
export const TRANSFER_ONE_TOKEN_FROM_ESCROW2_WITH_BUMP = 2;

/** Gives a token to whoever asks, out of a token account that belongs to an address of the program. */
export const escrow = entrypoint((programId, accounts, data) => {
  const [tag, bump] = data;
  if (data.length !== (tag === TRANSFER_ONE_TOKEN_FROM_ESCROW2_WITH_BUMP ? 2 : 1)) {
    throw new ProgramError("InvalidInstructionData");
  }
  switch (tag) {
    case TRANSFER_ONE_TOKEN_FROM_ESCROW: {
      // No bump: the seed alone must do, which nobody can know without trying.
      return transferOneToken(accounts, createProgramAddress([ESCROW_SEED], programId), [ESCROW_SEED]);
    }
    case TRANSFER_ONE_TOKEN_FROM_ESCROW2: {
      const [address, found] = findProgramAddress([ESCROW2_SEED], programId);
      return transferOneToken(accounts, address, [ESCROW2_SEED, Uint8Array.of(found)]);
    }
    case TRANSFER_ONE_TOKEN_FROM_ESCROW2_WITH_BUMP: {
      const seeds = [ESCROW2_SEED, Uint8Array.of(bump!)];
      return transferOneToken(accounts, createProgramAddress(seeds, programId), seeds);
    }
    default:
      throw new ProgramError("InvalidInstructionData");
  }
});

function transferOneToken(accounts: readonly AccountInfo[], address: Uint8Array, seeds: readonly Uint8Array[]): void {
  const iterator = accounts.values();
  const authority = nextAccountInfo(iterator);
  const to = nextAccountInfo(iterator);
  const from = nextAccountInfo(iterator);
  const tokenProgram = nextAccountInfo(iterator);
  if (!pubkeyEqual(authority.key, address)) throw new ProgramError("InvalidSeeds");
  // The runtime derives the address again, of the seeds and of the id of the program that runs.
  token.transfer(CpiContext.newWithSigner(tokenProgram, { from, to, authority }, [seeds]), { amount: 1n });
}
