import {
  type Account,
  account,
  associatedToken,
  borsh,
  defineProgram,
  hasOne,
  init,
  instruction,
  Mint,
  pda,
  program,
  pubkeyEqual,
  SYSTEM_PROGRAM_ID,
  signer,
  TOKEN_PROGRAM_ID,
  TokenAccount,
  type ValueOf,
  writable,
} from "callgate/program";
import { min, mulDiv, mulDivUp, squareRoot, u64 } from "../support/u64.js";
import { amountOut, errors, LOCKED_SHARES, POOL_BYTES, POSITION_BYTES, Pool, Position, signerSeeds } from "./pool.js";
import { type Transfer, typedTransfer } from "./transfers.js";

/** What all that moves tokens needs: the pool with its vaults, and a user with theirs. */
const moving = {
  pool: [account(Pool), writable, hasOne("vaultA"), hasOne("vaultB")],
  vaultA: [account(TokenAccount), writable],
  vaultB: [account(TokenAccount), writable],
  userA: [account(TokenAccount), writable],
  userB: [account(TokenAccount), writable],
  tokenProgram: [program(TOKEN_PROGRAM_ID)],
} as const;

const position = [account(Position), writable, hasOne("pool"), hasOne("owner")] as const;

type Tokens = Account<ValueOf<typeof TokenAccount.codec>>;

/** A constant-product exchange of two tokens; `transfer` is how it calls the Token program, which moves them. */
export function makeSwap(transfer: Transfer) {
  const createPool = instruction({
    accounts: {
      pool: [
        init({ payer: "creator", space: POOL_BYTES }),
        account(Pool),
        pda(["pool", { account: "mintA" }, { account: "mintB" }]),
      ],
      mintA: [account(Mint)],
      mintB: [account(Mint)],
      vaultA: [account(TokenAccount), associatedToken({ mint: "mintA", authority: "pool" })],
      vaultB: [account(TokenAccount), associatedToken({ mint: "mintB", authority: "pool" })],
      creator: [signer, writable],
      systemProgram: [program(SYSTEM_PROGRAM_ID)],
    },
    handler({ accounts: { pool, mintA, mintB, vaultA, vaultB }, bumps }) {
      if (pubkeyEqual(mintA.key, mintB.key)) throw errors.SameMint();
      const keys = { mintA: mintA.key, mintB: mintB.key, vaultA: vaultA.key, vaultB: vaultB.key };
      pool.value = { ...keys, shares: 0n, bump: bumps.pool };
    },
  });

  const openPosition = instruction({
    accounts: {
      position: [
        init({ payer: "owner", space: POSITION_BYTES }),
        account(Position),
        pda(["position", { account: "pool" }, { account: "owner" }]),
      ],
      pool: [account(Pool)],
      owner: [signer, writable],
      systemProgram: [program(SYSTEM_PROGRAM_ID)],
    },
    handler({ accounts: { position, pool, owner } }) {
      position.value = { pool: pool.key, owner: owner.key, shares: 0n };
    },
  });

  /** Takes tokens in the proportion of the reserves, at most those that are said, and gives shares. */
  const deposit = instruction({
    args: { maximumA: borsh.u64, maximumB: borsh.u64, minimumShares: borsh.u64 },
    accounts: { ...moving, position, owner: [signer] },
    handler({ accounts }, { maximumA, maximumB, minimumShares }) {
      const { pool, position, vaultA, vaultB, userA, userB, owner, tokenProgram } = accounts;
      const isFirst = pool.value.shares === 0n;
      const [reserveA, reserveB] = [vaultA.value.amount, vaultB.value.amount];
      const total = isFirst ? squareRoot(maximumA * maximumB) : pool.value.shares;
      const shares = isFirst
        ? total - LOCKED_SHARES
        : min(mulDiv(maximumA, total, reserveA), mulDiv(maximumB, total, reserveB));
      if (shares <= 0n) throw errors.ZeroAmount();
      if (shares < minimumShares) throw errors.SlippageExceeded();

      const amountA = isFirst ? maximumA : mulDivUp(shares, reserveA, total);
      const amountB = isFirst ? maximumB : mulDivUp(shares, reserveB, total);
      transfer(tokenProgram, { from: userA.info, to: vaultA.info, authority: owner }, amountA);
      transfer(tokenProgram, { from: userB.info, to: vaultB.info, authority: owner }, amountB);
      pool.value.shares = isFirst ? total : u64(total + shares);
      position.value.shares = u64(position.value.shares + shares);
    },
  });

  /** Gives tokens for shares. */
  const withdraw = instruction({
    args: { shares: borsh.u64, minimumA: borsh.u64, minimumB: borsh.u64 },
    accounts: { ...moving, position, owner: [signer] },
    handler({ accounts }, { shares, minimumA, minimumB }) {
      const { pool, position, vaultA, vaultB, userA, userB, tokenProgram } = accounts;
      if (shares === 0n) throw errors.ZeroAmount();
      if (shares > position.value.shares) throw errors.NotEnoughShares();
      const amountA = mulDiv(shares, vaultA.value.amount, pool.value.shares);
      const amountB = mulDiv(shares, vaultB.value.amount, pool.value.shares);
      if (amountA < minimumA || amountB < minimumB) throw errors.SlippageExceeded();

      const seeds = signerSeeds(pool.value);
      transfer(tokenProgram, { from: vaultA.info, to: userA.info, authority: pool.info }, amountA, seeds);
      transfer(tokenProgram, { from: vaultB.info, to: userB.info, authority: pool.info }, amountB, seeds);
      position.value.shares -= shares;
      pool.value.shares -= shares;
    },
  });

  /** The user's signature moves one token in, the pool's moves the other out. */
  const swap = instruction({
    args: { aToB: borsh.bool, amountIn: borsh.u64, minimumOut: borsh.u64 },
    accounts: { ...moving, user: [signer] },
    handler({ accounts }, { aToB, amountIn, minimumOut }) {
      const { pool, vaultA, vaultB, userA, userB, user, tokenProgram } = accounts;
      const [vaultIn, vaultOut] = aToB ? [vaultA, vaultB] : [vaultB, vaultA];
      const [userIn, userOut] = aToB ? [userA, userB] : [userB, userA];
      if (pool.value.shares === 0n || amountIn === 0n) throw errors.ZeroAmount();
      const out = amountOut(amountIn, vaultIn.value.amount, vaultOut.value.amount);
      if (out === 0n) throw errors.ZeroAmount();
      if (out < minimumOut) throw errors.SlippageExceeded();

      const before = productOf(vaultA, vaultB);
      transfer(tokenProgram, { from: userIn.info, to: vaultIn.info, authority: user }, amountIn);
      const seeds = signerSeeds(pool.value);
      transfer(tokenProgram, { from: vaultOut.info, to: userOut.info, authority: pool.info }, out, seeds);
      vaultA.reload();
      vaultB.reload();
      if (productOf(vaultA, vaultB) < before) throw errors.InvariantFell();
    },
  });

  return defineProgram({ name: "swap", errors, instructions: { createPool, openPosition, deposit, withdraw, swap } });
}

function productOf(a: Tokens, b: Tokens): bigint {
  return a.value.amount * b.value.amount;
}

export const swap = makeSwap(typedTransfer);
