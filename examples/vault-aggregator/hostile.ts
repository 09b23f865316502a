import {
  type AccountInfo,
  AccountMeta,
  borsh,
  CpiContext,
  deserializeUnchecked,
  entrypoint,
  invoke,
  type Program,
  serialize,
  setReturnData,
  token,
} from "callgate/program";
import { DEPOSIT } from "./strategy.js";

/** What a hostile strategy is called with: the accounts of the interface, and its own. */
export interface Loot {
  readonly hand: AccountInfo;
  readonly purse: AccountInfo;
  readonly tokenProgram: AccountInfo;
  readonly own: readonly AccountInfo[];
  /** The first of its own is a token account of Mallory's. */
  readonly pocket: AccountInfo;
  readonly amount: bigint;
  readonly isDeposit: boolean;
}

/** A strategy of Mallory's that does as she likes. */
function hostile(act: (loot: Loot) => void): Program {
  return entrypoint((_, [hand, purse, tokenProgram, ...own], data) => {
    const amount = deserializeUnchecked(borsh.u64, data.subarray(1));
    const isDeposit = data[0] === DEPOSIT[0];
    act({ hand: hand!, purse: purse!, tokenProgram: tokenProgram!, own, pocket: own[0]!, amount, isDeposit });
  });
}

/** Takes what it was handed, and `more`. */
export const takes = (more: bigint) => hostile((loot) => take(loot, loot.amount + more));

/** Gives nothing back, and says `said`; takes deposits as it should. */
export const says = (said: (amount: bigint) => bigint) =>
  hostile((loot) => {
    if (loot.isDeposit) return take(loot, loot.amount);
    const bytes = new Uint8Array(8);
    serialize(borsh.u64, said(loot.amount), bytes);
    setReturnData(bytes);
  });

/** Says nothing. */
export const isSilent = hostile((loot) => {
  if (loot.isDeposit) take(loot, loot.amount);
});

/** Takes from an account of its own list, with the signature of whoever owns that, which it does not have. */
export const forges = hostile(({ tokenProgram, own: [pocket, victim, owner] }) => {
  const transfer = { from: victim!, to: pocket!, authority: owner! };
  token.transfer(CpiContext.new(tokenProgram, transfer), { amount: 1n });
});

/** The same, with the signature of its hand, which it has. */
export const signsWithItsHand = hostile(({ hand, tokenProgram, own: [pocket, victim] }) => {
  const transfer = { from: victim!, to: pocket!, authority: hand };
  token.transfer(CpiContext.new(tokenProgram, transfer), { amount: 1n });
});

/** Asks for an account that it may only read as one that it may write. */
export const writes = hostile(({ own: [, victim, callee] }) => {
  invoke({ programId: callee!.key, accounts: [AccountMeta.writable(victim!.key)], data: new Uint8Array() }, [victim!]);
});

/** Calls the aggregator back, from the middle of its work. */
export const callsBack = hostile(({ own: [, victim, aggregator] }) => {
  invoke({ programId: aggregator!.key, accounts: [AccountMeta.writable(victim!.key)], data: new Uint8Array(8) }, [
    victim!,
  ]);
});

function take({ hand, purse, tokenProgram, pocket }: Loot, amount: bigint): void {
  token.transfer(CpiContext.new(tokenProgram, { from: purse, to: pocket, authority: hand }), { amount });
}
