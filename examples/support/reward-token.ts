import {
  type AccountInfo,
  associatedTokenAccount,
  CpiContext,
  type HasAccountInfo,
  instruction,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  TOKEN_PROGRAM_ID,
  token,
  writable,
} from "callgate/program";
import { createAccount } from "./create-account.js";

// The token of a declared program, which mints it to its users: the mint and who may mint are PDAs of the program.

const DECIMALS = 9;
const MINT_SPACE = 82;
const MINT_SEED = "token_mint";
const AUTHORITY_SEED = "token_auth";

export const rewardMint = pda([MINT_SEED]);
export const rewardAuthority = pda([AUTHORITY_SEED]);

/** Makes the mint; only the first time, as there is one such address. */
export const initializeMint = instruction({
  accounts: {
    initializer: [signer, writable],
    tokenMint: [writable, rewardMint],
    mintAuth: [rewardAuthority],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
    tokenProgram: [program(TOKEN_PROGRAM_ID)],
  },
  handler({ accounts, bumps }) {
    const { initializer, tokenMint, mintAuth, systemProgram, tokenProgram } = accounts;
    createAccount({
      payer: initializer,
      account: tokenMint,
      systemProgram,
      space: MINT_SPACE,
      owner: TOKEN_PROGRAM_ID,
      seeds: signerSeeds(MINT_SEED, bumps.tokenMint),
    });
    const args = { decimals: DECIMALS, authority: mintAuth.key, freezeAuthority: null };
    token.initializeMint2(CpiContext.new(tokenProgram, { mint: tokenMint }), args);
  },
});

/** The accounts of a reward, checked but for `userAta`. */
export interface Reward {
  readonly payer: AccountInfo;
  readonly user: AccountInfo;
  readonly userAta: AccountInfo;
  readonly tokenMint: AccountInfo;
  readonly mintAuth: AccountInfo;
  readonly systemProgram: HasAccountInfo;
  readonly tokenProgram: HasAccountInfo;
  readonly associatedTokenProgram: HasAccountInfo;
}

/**
 * Mints to the user's associated token account. The Associated Token program makes it if there is none, and looks whether
 * it is the user's; then the program signs for its authority.
 */
export function mintReward(reward: Reward, authorityBump: number, amount: bigint): void {
  const { payer, user, userAta, tokenMint, mintAuth, systemProgram, tokenProgram } = reward;
  associatedTokenAccount.createIdempotent(
    CpiContext.new(reward.associatedTokenProgram, {
      payer,
      associatedToken: userAta,
      authority: user,
      mint: tokenMint,
      systemProgram,
      tokenProgram,
    }),
  );
  const accounts = { mint: tokenMint, to: userAta, authority: mintAuth };
  const seeds = signerSeeds(AUTHORITY_SEED, authorityBump);
  token.mintTo(CpiContext.newWithSigner(tokenProgram, accounts, [seeds]), { amount });
}

function signerSeeds(seed: string, bump: number): Uint8Array[] {
  return [new TextEncoder().encode(seed), Uint8Array.of(bump)];
}
