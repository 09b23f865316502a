import {
  type Address,
  addEncoderSizePrefix,
  type Encoder,
  getAddressEncoder,
  getProgramDerivedAddress,
  getStructEncoder,
  getU8Encoder,
  getU32Encoder,
  getU64Encoder,
  getUtf8Encoder,
  type Instruction,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { readonly, signer, writable, writableSigner } from "../support/metas.js";
import { findProgramMint, tokenAddress } from "../support/tokens.js";

export const RENT_SYSVAR = "SysvarRent111111111111111111111111111111111" as Address;

const text: Encoder<string> = addEncoderSizePrefix(getUtf8Encoder(), getU32Encoder());
const reviewData = getStructEncoder([
  ["variant", getU8Encoder()],
  ["title", text],
  ["rating", getU8Encoder()],
  ["description", text],
]);
const commentData = getStructEncoder([
  ["variant", getU8Encoder()],
  ["comment", text],
]);

/** What somebody thinks of a movie: 1 to 5. */
export interface MovieReview {
  readonly title: string;
  readonly rating: number;
  readonly description: string;
}

/** Makes the mint of the program's token. */
export async function initializeMint(programAddress: Address, initializer: TransactionSigner): Promise<Instruction> {
  const { tokenMint, mintAuth } = await findProgramMint(programAddress);
  return {
    programAddress,
    accounts: [
      writableSigner(initializer),
      writable(tokenMint),
      readonly(mintAuth),
      readonly(SYSTEM_PROGRAM_ADDRESS),
      readonly(TOKEN_PROGRAM_ADDRESS),
      readonly(RENT_SYSVAR),
    ],
    data: Uint8Array.of(3),
  };
}

/** Writes a review. The reviewer must have an associated token account, to which 10 tokens go. */
export async function addMovieReview(
  programAddress: Address,
  reviewer: TransactionSigner,
  review: MovieReview,
): Promise<Instruction> {
  const pda = await findReview(programAddress, reviewer.address, review.title);
  return {
    programAddress,
    accounts: [
      writableSigner(reviewer),
      writable(pda),
      writable(await findCounter(programAddress, pda)),
      ...(await rewardAccounts(programAddress, reviewer.address)),
    ],
    data: reviewData.encode({ variant: 0, ...review }),
  };
}

/** Writes another rating and description into a review. */
export async function updateMovieReview(
  programAddress: Address,
  reviewer: TransactionSigner,
  review: MovieReview,
): Promise<Instruction> {
  const pda = await findReview(programAddress, reviewer.address, review.title);
  return {
    programAddress,
    accounts: [signer(reviewer), writable(pda)],
    data: reviewData.encode({ variant: 1, ...review }),
  };
}

/** Writes comment number `count`, the next, on a review. The commenter gets 5 tokens. */
export async function addComment(
  programAddress: Address,
  commenter: TransactionSigner,
  { review, count, comment }: { readonly review: Address; readonly count: bigint; readonly comment: string },
): Promise<Instruction> {
  return {
    programAddress,
    accounts: [
      writableSigner(commenter),
      readonly(review),
      writable(await findCounter(programAddress, review)),
      writable(await findComment(programAddress, review, count)),
      ...(await rewardAccounts(programAddress, commenter.address)),
    ],
    data: commentData.encode({ variant: 2, comment }),
  };
}

export async function findReview(programAddress: Address, reviewer: Address, title: string): Promise<Address> {
  const seeds = [getAddressEncoder().encode(reviewer), title];
  return (await getProgramDerivedAddress({ programAddress, seeds }))[0];
}

export async function findCounter(programAddress: Address, review: Address): Promise<Address> {
  const seeds = [getAddressEncoder().encode(review), "comment"];
  return (await getProgramDerivedAddress({ programAddress, seeds }))[0];
}

export async function findComment(programAddress: Address, review: Address, count: bigint): Promise<Address> {
  const number = getU64Encoder({ endian: 1 }).encode(count);
  const seeds = [getAddressEncoder().encode(review), number];
  return (await getProgramDerivedAddress({ programAddress, seeds }))[0];
}

async function rewardAccounts(programAddress: Address, user: Address) {
  const { tokenMint, mintAuth } = await findProgramMint(programAddress);
  return [
    writable(tokenMint),
    readonly(mintAuth),
    writable(await tokenAddress(tokenMint, user)),
    readonly(SYSTEM_PROGRAM_ADDRESS),
    readonly(TOKEN_PROGRAM_ADDRESS),
  ];
}
