import { type Address, getProgramDerivedAddress, type KeyPairSigner, lamports } from "@solana/kit";
import { getCreateAccountInstruction } from "@solana-program/system";
import {
  findAssociatedTokenPda,
  getCreateAssociatedTokenIdempotentInstruction,
  getInitializeMint2Instruction,
  getMintSize,
  getMintToInstruction,
  getTokenDecoder,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token";
import { kitSigner } from "./people.js";
import type { Stage } from "./stage.js";

/** A mint of the Token program, and who may mint. */
export interface Mint {
  readonly address: Address;
  readonly authority: KeyPairSigner;
  readonly name: string;
}

/** Makes a mint; `authority` pays for it. */
export async function makeMint(stage: Stage, name: string, authority: KeyPairSigner, decimals = 0): Promise<Mint> {
  const mint = await kitSigner(`mint of ${name}`);
  const space = getMintSize();
  await stage.prepare(authority, [
    getCreateAccountInstruction({
      payer: authority,
      newAccount: mint,
      lamports: lamports(stage.svm.minimumBalanceForRentExemption(space)),
      space,
      programAddress: TOKEN_PROGRAM_ADDRESS,
    }),
    getInitializeMint2Instruction({ mint: mint.address, decimals, mintAuthority: authority.address }),
  ]);
  stage.name(mint.address, `mint of ${name}`);
  return { address: mint.address, authority, name };
}

/** Gives `owner` an associated token account, with `amount` tokens minted to it. */
export async function giveTokens(stage: Stage, mint: Mint, owner: Address, amount = 0n): Promise<Address> {
  const ata = await tokenAddress(mint.address, owner);
  await stage.prepare(mint.authority, [
    getCreateAssociatedTokenIdempotentInstruction({ payer: mint.authority, ata, owner, mint: mint.address }),
    ...(amount > 0n
      ? [getMintToInstruction({ mint: mint.address, token: ata, mintAuthority: mint.authority, amount })]
      : []),
  ]);
  stage.name(ata, `${mint.name} of ${stage.nameOf(owner) ?? owner}`);
  return ata;
}

/** The mint that a program has made at a PDA of its own, and the PDA that may mint: the program alone signs for it. */
export async function findProgramMint(programAddress: Address): Promise<{ tokenMint: Address; mintAuth: Address }> {
  const [tokenMint] = await getProgramDerivedAddress({ programAddress, seeds: ["token_mint"] });
  const [mintAuth] = await getProgramDerivedAddress({ programAddress, seeds: ["token_auth"] });
  return { tokenMint, mintAuth };
}

/** The associated token account of `owner`. */
export async function tokenAddress(mint: Address, owner: Address): Promise<Address> {
  const [ata] = await findAssociatedTokenPda({ mint, owner, tokenProgram: TOKEN_PROGRAM_ADDRESS });
  return ata;
}

/** How many tokens a token account holds; 0 if there is none. */
export function tokensOf(stage: Stage, tokenAccount: Address): bigint {
  const account = stage.svm.getAccount(tokenAccount);
  return account === null ? 0n : getTokenDecoder().decode(account.data).amount;
}
