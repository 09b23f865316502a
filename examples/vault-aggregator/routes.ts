import {
  type AccountInfo,
  CpiContext,
  deserialize,
  ProgramError,
  type Pubkey,
  pubkeyEqual,
  type SignerSeeds,
  TOKEN_PROGRAM_ID,
  TokenAccount,
} from "callgate/program";
import { errors, NOBODY, type Strategy } from "./state.js";
import { strategy } from "./strategy.js";

const HAND_SEED = new TextEncoder().encode("hand");

/** A strategy with the accounts that it is called with. */
export class Route {
  constructor(
    readonly strategy: Strategy,
    readonly purse: AccountInfo,
    readonly hand: AccountInfo,
    readonly handSeeds: SignerSeeds,
    private readonly program: AccountInfo,
    private readonly own: readonly AccountInfo[],
  ) {}

  /** Hands over what is in the purse. */
  deposit(tokenProgram: AccountInfo, amount: bigint): void {
    const before = tokensIn(this.purse);
    strategy.deposit(this.#context(tokenProgram), { amount });
    if (tokensIn(this.purse) + amount !== before) throw errors.NotTaken();
  }

  /** What came into the purse, which has to be what the strategy says. */
  withdraw(tokenProgram: AccountInfo, amount: bigint): bigint {
    return this.#gained(() => strategy.withdraw(this.#context(tokenProgram), { amount }));
  }

  harvest(tokenProgram: AccountInfo): bigint {
    const { principal } = this.strategy;
    return this.#gained(() => strategy.harvest(this.#context(tokenProgram), { principal }));
  }

  #gained(call: () => bigint): bigint {
    const before = tokensIn(this.purse);
    const said = call();
    if (tokensIn(this.purse) - before !== said) throw errors.StrategyLied();
    return said;
  }

  /** All the authority that a strategy gets: the signature of its own hand. */
  #context(tokenProgram: AccountInfo) {
    const { program, hand, purse, own } = this;
    return CpiContext.newWithSigner(program, { hand, purse, tokenProgram }, this.handSeeds).withRemainingAccounts(own);
  }
}

/** The seeds of the hand of the strategy at a place. */
export function handSeeds(aggregator: Pubkey, place: number, bump?: number): Uint8Array[] {
  return [HAND_SEED, aggregator, Uint8Array.of(place), ...(bump === undefined ? [] : [Uint8Array.of(bump)])];
}

/** Gives each strategy that is in use its part of the accounts: its program, its hand, its purse, and its own. */
export function routesOf(
  aggregator: Pubkey,
  strategies: readonly Strategy[],
  accounts: readonly AccountInfo[],
): readonly Route[] {
  let next = 0;
  const take = (): AccountInfo => {
    const account = accounts[next++];
    if (account === undefined) throw new ProgramError("NotEnoughAccountKeys");
    return account;
  };
  return strategies.flatMap((strategy, place) => {
    if (strategy.isRetired || pubkeyEqual(strategy.program, NOBODY)) return [];
    const [program, hand, purse] = [take(), take(), take()];
    const own = Array.from({ length: strategy.ownAccounts }, take);
    const isRight =
      pubkeyEqual(program.key, strategy.program) &&
      pubkeyEqual(hand.key, strategy.hand) &&
      pubkeyEqual(purse.key, strategy.purse);
    if (!isRight) throw errors.WrongStrategy();
    // Who has signed the transaction has signed for the aggregator, and not for whatever it calls.
    if (own.some(({ isSigner }) => isSigner)) throw errors.SignerHandedOn();
    const seeds = [handSeeds(aggregator, place, strategy.handBump)];
    return [new Route(strategy, purse, hand, seeds, program, own)];
  });
}

/** How many tokens an account holds now. */
function tokensIn(account: AccountInfo): bigint {
  if (!pubkeyEqual(account.owner, TOKEN_PROGRAM_ID)) throw new ProgramError("IllegalOwner");
  return deserialize(TokenAccount.codec, account.data).amount;
}
