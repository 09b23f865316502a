import {
  account,
  associatedToken,
  borsh,
  Clock,
  findProgramAddress,
  getAssociatedTokenAddress,
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
  writable,
} from "callgate/program";
import { handSeeds } from "./routes.js";
import { AGGREGATOR_BYTES, Aggregator, errors, NOBODY, STRATEGIES, type Strategy, WHOLE } from "./state.js";

// What the manager of an aggregator does.

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

export const createAggregator = instruction({
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
export const addStrategy = instruction({
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
export const retireStrategy = instruction({
  args: { place: borsh.u8 },
  accounts: { aggregator: [account(Aggregator), writable, hasOne("manager")], manager: [signer] },
  handler({ accounts: { aggregator } }, { place }) {
    const { strategies } = aggregator.value;
    const present = strategies[place];
    if (present === undefined) throw errors.PlaceTaken();
    aggregator.value.strategies = strategies.with(place, { ...present, weight: 0, principal: 0n, isRetired: true });
  },
});
