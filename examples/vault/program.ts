import {
  account,
  accountType,
  associatedToken,
  borsh,
  CpiContext,
  close,
  defineProgram,
  errorCodes,
  hasOne,
  init,
  instruction,
  Mint,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  TOKEN_PROGRAM_ID,
  TokenAccount,
  token,
  writable,
} from "callgate/program";
import { mulDiv, u64 } from "../support/u64.js";

const SEED = new TextEncoder().encode("vault");

/** A vault for the tokens of one mint; its address signs for its token account. */
export const Vault = accountType("Vault", {
  mint: borsh.pubkey,
  tokens: borsh.pubkey,
  shares: borsh.u64,
  bump: borsh.u8,
});
const VAULT_BYTES = 8 + 2 * 32 + 8 + 1;

/** Somebody's part of a vault. */
export const Position = accountType("Position", { vault: borsh.pubkey, owner: borsh.pubkey, shares: borsh.u64 });
const POSITION_BYTES = 8 + 2 * 32 + 8;

export const errors = errorCodes({
  ZeroAmount: "The amount is zero, or comes to nothing",
  SlippageExceeded: "The outcome is worse than the limit",
  NotEnoughShares: "The position has fewer shares",
  PositionNotEmpty: "The position has shares",
});

/**
 * What deposits are worth in shares, and back, rounded down: in proportion to what is there, with one share and one
 * token more than there are, so that who is first cannot make the price of a share by sending tokens to the vault.
 */
export const sharesFor = (amount: bigint, shares: bigint, tokens: bigint) => mulDiv(amount, shares + 1n, tokens + 1n);
export const tokensFor = (part: bigint, shares: bigint, tokens: bigint) => mulDiv(part, tokens + 1n, shares + 1n);

const moving = {
  vault: [account(Vault), writable, hasOne("tokens")],
  tokens: [account(TokenAccount), writable],
  position: [account(Position), writable, hasOne("vault"), hasOne("owner")],
  ownerTokens: [account(TokenAccount), writable],
  owner: [signer],
  tokenProgram: [program(TOKEN_PROGRAM_ID)],
} as const;

export const vault = defineProgram({
  name: "vault",
  errors,
  instructions: {
    createVault: instruction({
      accounts: {
        vault: [init({ payer: "payer", space: VAULT_BYTES }), account(Vault), pda(["vault", { account: "mint" }])],
        mint: [account(Mint)],
        tokens: [account(TokenAccount), associatedToken({ mint: "mint", authority: "vault" })],
        payer: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts: { vault, mint, tokens }, bumps }) {
        vault.value = { mint: mint.key, tokens: tokens.key, shares: 0n, bump: bumps.vault };
      },
    }),

    openPosition: instruction({
      accounts: {
        position: [
          init({ payer: "payer", space: POSITION_BYTES }),
          account(Position),
          pda(["position", { account: "vault" }, { account: "owner" }]),
        ],
        vault: [account(Vault)],
        owner: [],
        payer: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts: { position, vault, owner } }) {
        position.value = { vault: vault.key, owner: owner.key, shares: 0n };
      },
    }),

    /** The owner's signature goes on to the Token program. */
    deposit: instruction({
      args: { amount: borsh.u64, minimumShares: borsh.u64 },
      accounts: moving,
      handler({ accounts }, { amount, minimumShares }) {
        const { vault, tokens, position, ownerTokens, owner, tokenProgram } = accounts;
        const shares = sharesFor(amount, vault.value.shares, tokens.value.amount);
        if (shares === 0n) throw errors.ZeroAmount();
        if (shares < minimumShares) throw errors.SlippageExceeded();
        token.transfer(CpiContext.new(tokenProgram, { from: ownerTokens, to: tokens, authority: owner }), { amount });
        vault.value.shares = u64(vault.value.shares + shares);
        position.value.shares = u64(position.value.shares + shares);
      },
    }),

    /** The program signs for the vault. */
    withdraw: instruction({
      args: { shares: borsh.u64, minimumAmount: borsh.u64 },
      accounts: moving,
      handler({ accounts }, { shares, minimumAmount }) {
        const { vault, tokens, position, ownerTokens, tokenProgram } = accounts;
        if (shares > position.value.shares) throw errors.NotEnoughShares();
        const amount = tokensFor(shares, vault.value.shares, tokens.value.amount);
        if (amount === 0n) throw errors.ZeroAmount();
        if (amount < minimumAmount) throw errors.SlippageExceeded();
        const { mint, bump } = vault.value;
        const seeds = [SEED, mint, Uint8Array.of(bump)];
        const transfer = { from: tokens, to: ownerTokens, authority: vault };
        token.transfer(CpiContext.newWithSigner(tokenProgram, transfer, [seeds]), { amount });
        vault.value.shares -= shares;
        position.value.shares -= shares;
      },
    }),

    /** Gives the rent back. */
    closePosition: instruction({
      accounts: {
        position: [account(Position), hasOne("owner"), close("owner")],
        owner: [signer, writable],
      },
      handler({ accounts: { position } }) {
        if (position.value.shares > 0n) throw errors.PositionNotEmpty();
      },
    }),
  },
});
