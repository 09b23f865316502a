import { accountType, borsh, errorCodes, type Pubkey } from "callgate/program";
import { mulDiv } from "../support/u64.js";

/** Two tokens that are changed for each other; its address signs for both vaults. */
export const Pool = accountType("Pool", {
  mintA: borsh.pubkey,
  mintB: borsh.pubkey,
  vaultA: borsh.pubkey,
  vaultB: borsh.pubkey,
  /** Of all who provide liquidity, the locked ones included. */
  shares: borsh.u64,
  bump: borsh.u8,
});
export const POOL_BYTES = 8 + 4 * 32 + 8 + 1;

/** Somebody's part of a pool. */
export const Position = accountType("Position", { pool: borsh.pubkey, owner: borsh.pubkey, shares: borsh.u64 });
export const POSITION_BYTES = 8 + 2 * 32 + 8;

export const errors = errorCodes({
  SameMint: "A pool needs two different mints",
  ZeroAmount: "The amount is zero, or comes to nothing",
  SlippageExceeded: "The outcome is worse than the limit",
  NotEnoughShares: "The position has fewer shares",
  InvariantFell: "The product of the reserves has fallen",
});

/** These shares are nobody's, so that a pool that had liquidity once is never empty again. */
export const LOCKED_SHARES = 1_000n;

/** Of what comes in, 0.3 % stay with the pool. */
const FEE_BASIS_POINTS = 30n;
const BASIS_POINTS = 10_000n;

/** What a pool gives for `amountIn`: x * y = k after the fee, rounded down, so that k never falls. */
export function amountOut(amountIn: bigint, reserveIn: bigint, reserveOut: bigint): bigint {
  const afterFee = amountIn * (BASIS_POINTS - FEE_BASIS_POINTS);
  return mulDiv(reserveOut, afterFee, reserveIn * BASIS_POINTS + afterFee);
}

/** What a pool signs with. */
export function signerSeeds({ mintA, mintB, bump }: { mintA: Pubkey; mintB: Pubkey; bump: number }) {
  return [[new TextEncoder().encode("pool"), mintA, mintB, Uint8Array.of(bump)]];
}
