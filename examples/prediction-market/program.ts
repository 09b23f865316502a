import {
  account,
  associatedToken,
  borsh,
  Clock,
  CpiContext,
  close,
  defineProgram,
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
import { u64 } from "../support/u64.js";
import {
  errors,
  MARKET_BYTES,
  MAX_OUTCOMES,
  Market,
  OPEN,
  payoutOf,
  RESOLVED,
  STAKE_BYTES,
  Stake,
  signerSeeds,
  sum,
  VOID,
} from "./market.js";

const NOTHING = Array.from({ length: MAX_OUTCOMES }, () => 0n);

const createMarket = instruction({
  args: { id: borsh.u64, outcomes: borsh.u8, closeSlot: borsh.u64, voidSlot: borsh.u64 },
  accounts: {
    market: [
      init({ payer: "creator", space: MARKET_BYTES }),
      account(Market),
      pda(["market", { account: "creator" }, { arg: "id" }]),
    ],
    mint: [account(Mint)],
    pot: [account(TokenAccount), associatedToken({ mint: "mint", authority: "market" })],
    authority: [],
    creator: [signer, writable],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts: { market, pot, authority, creator }, bumps }, { id, outcomes, closeSlot, voidSlot }) {
    const isInOrder = closeSlot > Clock.get().slot && voidSlot > closeSlot;
    if (outcomes < 2 || outcomes > MAX_OUTCOMES || !isInOrder) throw errors.BadTerms();
    const keys = { creator: creator.key, authority: authority.key, pot: pot.key };
    const terms = { id, outcomes, closeSlot, voidSlot };
    market.value = { ...keys, ...terms, state: OPEN, winner: 0, stakes: NOTHING, bump: bumps.market };
  },
});

const openStake = instruction({
  accounts: {
    stake: [
      init({ payer: "owner", space: STAKE_BYTES }),
      account(Stake),
      pda(["stake", { account: "market" }, { account: "owner" }]),
    ],
    market: [account(Market)],
    owner: [signer, writable],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts: { stake, market, owner } }) {
    stake.value = { market: market.key, owner: owner.key, amounts: NOTHING };
  },
});

/** Puts tokens of the owner's into the pot. */
const placeStake = instruction({
  args: { outcome: borsh.u8, amount: borsh.u64 },
  accounts: {
    market: [account(Market), writable, hasOne("pot")],
    pot: [account(TokenAccount), writable],
    stake: [account(Stake), writable, hasOne("market"), hasOne("owner")],
    ownerTokens: [account(TokenAccount), writable],
    owner: [signer],
    tokenProgram: [program(TOKEN_PROGRAM_ID)],
  },
  handler({ accounts: { market, pot, stake, ownerTokens, owner, tokenProgram } }, { outcome, amount }) {
    const { state, closeSlot, outcomes, stakes } = market.value;
    if (state !== OPEN || Clock.get().slot >= closeSlot) throw errors.Closed();
    if (outcome >= outcomes) throw errors.NoSuchOutcome();
    if (amount === 0n) throw errors.ZeroAmount();
    u64(sum(stakes) + amount);
    token.transfer(CpiContext.new(tokenProgram, { from: ownerTokens, to: pot, authority: owner }), { amount });
    market.value.stakes = stakes.with(outcome, stakes[outcome]! + amount);
    const { amounts } = stake.value;
    stake.value.amounts = amounts.with(outcome, amounts[outcome]! + amount);
  },
});

/** The authority says how it came out; if nobody staked on that, everybody gets back what they gave. */
const resolve = instruction({
  args: { outcome: borsh.u8 },
  accounts: { market: [account(Market), writable, hasOne("authority")], authority: [signer] },
  handler({ accounts: { market } }, { outcome }) {
    const { state, closeSlot, outcomes, stakes } = market.value;
    if (state !== OPEN) throw errors.NotOpen();
    if (Clock.get().slot < closeSlot) throw errors.NotClosed();
    if (outcome >= outcomes) throw errors.NoSuchOutcome();
    market.value.state = stakes[outcome] === 0n ? VOID : RESOLVED;
    market.value.winner = outcome;
  },
});

/** Anybody may, when the authority has not spoken in time. */
const makeVoid = instruction({
  accounts: { market: [account(Market), writable] },
  handler({ accounts: { market } }) {
    if (market.value.state !== OPEN) throw errors.NotOpen();
    if (Clock.get().slot < market.value.voidSlot) throw errors.TooEarly();
    market.value.state = VOID;
  },
});

/** Pays out once: the stake's account is closed. */
const claim = instruction({
  accounts: {
    market: [account(Market), hasOne("pot")],
    pot: [account(TokenAccount), writable],
    stake: [account(Stake), hasOne("market"), hasOne("owner"), close("owner")],
    ownerTokens: [account(TokenAccount), writable],
    owner: [signer, writable],
    tokenProgram: [program(TOKEN_PROGRAM_ID)],
  },
  handler({ accounts: { market, pot, stake, ownerTokens, tokenProgram } }) {
    if (market.value.state === OPEN) throw errors.NotDecided();
    const amount = payoutOf(market.value, stake.value.amounts);
    if (amount === 0n) return;
    const transfer = { from: pot, to: ownerTokens, authority: market };
    token.transfer(CpiContext.newWithSigner(tokenProgram, transfer, signerSeeds(market.value)), { amount });
  },
});

export const predictionMarket = defineProgram({
  name: "prediction-market",
  errors,
  instructions: { createMarket, openStake, placeStake, resolve, makeVoid, claim },
});
