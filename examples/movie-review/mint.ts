import {
  type AccountInfo,
  addressOf,
  findProgramAddress,
  getAssociatedTokenAddress,
  invokeSigned,
  msg,
  nextAccountInfo,
  type Pubkey,
  pubkeyEqual,
  TOKEN_PROGRAM_ID,
  token,
} from "callgate/program";
import { createAccount } from "../support/create-account.js";
import { reviewError, utf8 } from "./state.js";

/** Of the token's smallest units; the lesson writes LAMPORTS_PER_SOL, which is as many. */
export const TOKEN = 1_000_000_000n;
const DECIMALS = 9;
const MINT_SPACE = 82;
const MINT_SEED = utf8("token_mint");
const AUTHORITY_SEED = utf8("token_auth");

/** Makes the mint at its PDA; only the first time, as there is one such address. */
export function initializeTokenMint(programId: Pubkey, accounts: readonly AccountInfo[]): void {
  const iterator = accounts.values();
  const initializer = nextAccountInfo(iterator);
  const tokenMint = nextAccountInfo(iterator);
  const mintAuth = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  const tokenProgram = nextAccountInfo(iterator);
  const sysvarRent = nextAccountInfo(iterator);

  const [mintPda, mintBump] = findProgramAddress([MINT_SEED], programId);
  const [mintAuthPda] = findProgramAddress([AUTHORITY_SEED], programId);
  msg(`Token mint: ${addressOf(mintPda)}`);
  msg(`Mint authority: ${addressOf(mintAuthPda)}`);
  requireKey(tokenMint, mintPda, "Incorrect token mint account");
  requireKey(tokenProgram, TOKEN_PROGRAM_ID, "Incorrect token program");
  requireKey(mintAuth, mintAuthPda, "Incorrect mint auth account");

  const seeds = [MINT_SEED, Uint8Array.of(mintBump)];
  createAccount({
    payer: initializer,
    account: tokenMint,
    systemProgram,
    space: MINT_SPACE,
    owner: TOKEN_PROGRAM_ID,
    seeds,
  });
  msg("Created token mint account");

  const initializeMint = token.initializeMint.instruction(
    TOKEN_PROGRAM_ID,
    { mint: mintPda, rent: sysvarRent.key },
    { decimals: DECIMALS, authority: mintAuthPda, freezeAuthority: null },
  );
  invokeSigned(initializeMint, [tokenMint, sysvarRent, mintAuth], [seeds]);
  msg("Initialized token mint");
}

/** Who gets tokens, and the accounts that take part. */
interface Reward {
  readonly user: AccountInfo;
  readonly tokenMint: AccountInfo;
  readonly mintAuth: AccountInfo;
  readonly userAta: AccountInfo;
  readonly tokenProgram: AccountInfo;
}

/** Mints to the user's associated token account; the program signs for the mint's authority. */
export function mintReward(programId: Pubkey, reward: Reward, amount: bigint): void {
  const { user, tokenMint, mintAuth, userAta, tokenProgram } = reward;
  msg("deriving mint authority");
  const [mintPda] = findProgramAddress([MINT_SEED], programId);
  const [mintAuthPda, bump] = findProgramAddress([AUTHORITY_SEED], programId);
  requireKey(tokenMint, mintPda, "Incorrect token mint");
  if (!pubkeyEqual(mintAuth.key, mintAuthPda)) {
    throw reviewError("InvalidPDA", "Mint passed in and mint derived do not match");
  }
  requireKey(userAta, getAssociatedTokenAddress(user.key, mintPda, TOKEN_PROGRAM_ID), "Incorrect token mint");
  requireKey(tokenProgram, TOKEN_PROGRAM_ID, "Incorrect token program");

  msg(`Minting ${amount / TOKEN} tokens to User associated token account`);
  const mintTo = token.mintTo.instruction(
    TOKEN_PROGRAM_ID,
    { mint: mintPda, to: userAta.key, authority: mintAuthPda },
    { amount },
  );
  invokeSigned(mintTo, [tokenMint, userAta, mintAuth], [[AUTHORITY_SEED, Uint8Array.of(bump)]]);
}

function requireKey(account: AccountInfo, expected: Pubkey, message: string): void {
  if (!pubkeyEqual(account.key, expected)) throw reviewError("IncorrectAccountError", message);
}
