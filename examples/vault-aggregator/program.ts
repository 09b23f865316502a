import {
  account,
  borsh,
  Clock,
  CpiContext,
  defineProgram,
  type HasAccountInfo,
  hasOne,
  init,
  instruction,
  pda,
  program,
  type SignerSeeds,
  SYSTEM_PROGRAM_ID,
  signer,
  TOKEN_PROGRAM_ID,
  TokenAccount,
  token,
  writable,
} from "callgate/program";
import { mulDiv, u64 } from "../support/u64.js";
import { addStrategy, createAggregator, retireStrategy } from "./manage.js";
import { routesOf } from "./routes.js";
import { Aggregator, errors, POSITION_BYTES, Position, WHOLE } from "./state.js";

/** The aggregator with its treasury; the strategies' accounts follow after the declared ones. */
const withTreasury = {
  aggregator: [account(Aggregator), writable, hasOne("treasury")],
  treasury: [account(TokenAccount), writable],
  tokenProgram: [program(TOKEN_PROGRAM_ID)],
} as const;

const withOwner = {
  ...withTreasury,
  position: [account(Position), writable, hasOne("aggregator"), hasOne("owner")],
  ownerTokens: [account(TokenAccount), writable],
  owner: [signer],
} as const;

const openPosition = instruction({
  accounts: {
    position: [
      init({ payer: "owner", space: POSITION_BYTES }),
      account(Position),
      pda(["position", { account: "aggregator" }, { account: "owner" }]),
    ],
    aggregator: [account(Aggregator)],
    owner: [signer, writable],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts: { position, aggregator, owner } }) {
    position.value = { aggregator: aggregator.key, owner: owner.key, shares: 0n };
  },
});

/** Brings in what the strategies have earned, so that a share is worth what it is worth; anybody may. */
const harvest = instruction({
  accounts: withTreasury,
  handler({ accounts: { aggregator, treasury, tokenProgram }, remainingAccounts }) {
    for (const route of routesOf(aggregator.key, aggregator.value.strategies, remainingAccounts)) {
      const gain = route.harvest(tokenProgram);
      move(tokenProgram, { from: route.purse, to: treasury, authority: route.hand }, gain, route.handSeeds);
    }
    aggregator.value.harvestSlot = Clock.get().slot;
  },
});

/** Takes tokens, gives shares, and routes the tokens to the strategies by their weights. */
const deposit = instruction({
  args: { amount: borsh.u64, minimumShares: borsh.u64 },
  accounts: withOwner,
  handler({ accounts, remainingAccounts }, { amount, minimumShares }) {
    const { aggregator, treasury, tokenProgram, position, ownerTokens, owner } = accounts;
    const state = aggregator.value;
    requireHarvested(state.harvestSlot);
    const principal = state.strategies.reduce((sum, each) => sum + each.principal, 0n);
    const shares = mulDiv(amount, state.shares + 1n, treasury.value.amount + principal + 1n);
    if (shares === 0n) throw errors.ZeroAmount();
    if (shares < minimumShares) throw errors.SlippageExceeded();
    move(tokenProgram, { from: ownerTokens, to: treasury, authority: owner }, amount);
    state.shares = u64(state.shares + shares);
    position.value.shares = u64(position.value.shares + shares);

    const seeds = signerSeeds(state);
    for (const route of routesOf(aggregator.key, state.strategies, remainingAccounts)) {
      const part = mulDiv(amount, BigInt(route.strategy.weight), BigInt(WHOLE));
      if (part === 0n) continue;
      move(tokenProgram, { from: treasury, to: route.purse, authority: aggregator }, part, seeds);
      route.deposit(tokenProgram, part);
      route.strategy.principal = u64(route.strategy.principal + part);
    }
  },
});

/** Takes shares, has each strategy give its part back, and gives what came. */
const withdraw = instruction({
  args: { shares: borsh.u64, minimumAmount: borsh.u64 },
  accounts: withOwner,
  handler({ accounts, remainingAccounts }, { shares, minimumAmount }) {
    const { aggregator, treasury, tokenProgram, position, ownerTokens } = accounts;
    const state = aggregator.value;
    requireHarvested(state.harvestSlot);
    if (shares === 0n) throw errors.ZeroAmount();
    if (shares > position.value.shares) throw errors.NotEnoughShares();
    let amount = mulDiv(treasury.value.amount, shares, state.shares);
    for (const route of routesOf(aggregator.key, state.strategies, remainingAccounts)) {
      const part = mulDiv(route.strategy.principal, shares, state.shares);
      if (part === 0n) continue;
      const paid = route.withdraw(tokenProgram, part);
      move(tokenProgram, { from: route.purse, to: treasury, authority: route.hand }, paid, route.handSeeds);
      route.strategy.principal -= part;
      amount = u64(amount + paid);
    }
    if (amount < minimumAmount) throw errors.SlippageExceeded();
    position.value.shares -= shares;
    state.shares -= shares;
    move(tokenProgram, { from: treasury, to: ownerTokens, authority: aggregator }, amount, signerSeeds(state));
  },
});

function requireHarvested(slot: bigint): void {
  if (slot !== Clock.get().slot) throw errors.NotHarvested();
}

function signerSeeds({ manager, mint, bump }: { manager: Uint8Array; mint: Uint8Array; bump: number }): SignerSeeds {
  return [[new TextEncoder().encode("aggregator"), manager, mint, Uint8Array.of(bump)]];
}

type Transfer = Record<"from" | "to" | "authority", HasAccountInfo>;

function move(tokenProgram: HasAccountInfo, accounts: Transfer, amount: bigint, seeds: SignerSeeds = []): void {
  if (amount > 0n) token.transfer(CpiContext.newWithSigner(tokenProgram, accounts, seeds), { amount });
}

export const aggregator = defineProgram({
  name: "vault-aggregator",
  errors,
  instructions: { createAggregator, addStrategy, retireStrategy, openPosition, harvest, deposit, withdraw },
});
