import {
  account,
  associatedToken,
  borsh,
  Clock,
  CpiContext,
  defineProgram,
  findProgramAddress,
  getAssociatedTokenAddress,
  type HasAccountInfo,
  hasOne,
  init,
  instruction,
  Mint,
  pda,
  program,
  pubkeyEqual,
  type SignerSeeds,
  SYSTEM_PROGRAM_ID,
  signer,
  TOKEN_PROGRAM_ID,
  TokenAccount,
  token,
  writable,
} from "callgate/program";
import { mulDiv, u64 } from "../support/u64.js";
import { handSeeds, routesOf } from "./routes.js";
import {
  AGGREGATOR_BYTES,
  Aggregator,
  errors,
  NOBODY,
  POSITION_BYTES,
  Position,
  STRATEGIES,
  type Strategy,
} from "./state.js";

const WHOLE = 10_000;
const NONE: Strategy = {
  program: NOBODY,
  hand: NOBODY,
  handBump: 0,
  purse: NOBODY,
  weight: 0,
  ownAccounts: 0,
  principal: 0n,
  isRetired: false,
};

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

const createAggregator = instruction({
  accounts: {
    aggregator: [
      init({ payer: "manager", space: AGGREGATOR_BYTES }),
      account(Aggregator),
      pda(["aggregator", { account: "manager" }, { account: "mint" }]),
    ],
    mint: [account(Mint)],
    treasury: [account(TokenAccount), associatedToken({ mint: "mint", authority: "aggregator" })],
    manager: [signer, writable],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts: { aggregator, mint, treasury, manager }, bumps }) {
    const keys = { manager: manager.key, mint: mint.key, treasury: treasury.key };
    const strategies = Array.from({ length: STRATEGIES }, () => NONE);
    aggregator.value = { ...keys, shares: 0n, harvestSlot: Clock.get().slot, bump: bumps.aggregator, strategies };
  },
});

/** The manager chooses a strategy for a place, once. */
const addStrategy = instruction({
  args: { place: borsh.u8, weight: borsh.u16, ownAccounts: borsh.u8 },
  accounts: {
    aggregator: [account(Aggregator), writable, hasOne("manager")],
    strategyProgram: [],
    manager: [signer],
  },
  handler({ programId, accounts: { aggregator, strategyProgram } }, { place, weight, ownAccounts }) {
    const { mint, strategies } = aggregator.value;
    const present = strategies[place];
    if (present === undefined || !pubkeyEqual(present.program, NOBODY)) throw errors.PlaceTaken();
    if (strategies.reduce((sum, each) => sum + each.weight, weight) > WHOLE) throw errors.TooMuchWeight();
    const [hand, handBump] = findProgramAddress(handSeeds(aggregator.key, place), programId);
    const purse = getAssociatedTokenAddress(hand, mint, TOKEN_PROGRAM_ID);
    const chosen = { ...NONE, program: strategyProgram.key, hand, handBump, purse, weight, ownAccounts };
    aggregator.value.strategies = strategies.with(place, chosen);
  },
});

/** The manager gives a strategy up, with what is there: so it cannot keep the others from paying. */
const retireStrategy = instruction({
  args: { place: borsh.u8 },
  accounts: { aggregator: [account(Aggregator), writable, hasOne("manager")], manager: [signer] },
  handler({ accounts: { aggregator } }, { place }) {
    const { strategies } = aggregator.value;
    const present = strategies[place];
    if (present === undefined) throw errors.PlaceTaken();
    aggregator.value.strategies = strategies.with(place, { ...present, weight: 0, principal: 0n, isRetired: true });
  },
});

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
