import type { Method } from "./method.js";
import { accountMethods } from "./methods/accounts.js";
import { blockhashMethods } from "./methods/blockhashes.js";
import { blockMethods } from "./methods/blocks.js";
import { CALLGATE_METHODS } from "./methods/callgate/methods.js";
import { SURFNET_METHODS } from "./methods/callgate/surfnet.js";
import { epochMethods } from "./methods/epochs.js";
import { feeMethods } from "./methods/fees.js";
import { inflationRewardMethods } from "./methods/inflation-reward.js";
import { leaderMethods } from "./methods/leaders.js";
import { nodeMethods } from "./methods/node.js";
import { programAccountMethods } from "./methods/program-accounts.js";
import { sendTransactionMethods } from "./methods/send-transaction.js";
import { simulateTransactionMethods } from "./methods/simulate-transaction.js";
import { slotMethods } from "./methods/slots.js";
import { supplyMethods } from "./methods/supply.js";
import { tokenMethods } from "./methods/tokens.js";
import { transactionMethods } from "./methods/transactions.js";
import { voteMethods } from "./methods/votes.js";

/** Every method of Solana's RPC, by name. */
export const METHODS: Readonly<Record<string, Method>> = {
  ...accountMethods,
  ...blockMethods,
  ...blockhashMethods,
  ...epochMethods,
  ...feeMethods,
  ...inflationRewardMethods,
  ...leaderMethods,
  ...nodeMethods,
  ...programAccountMethods,
  ...sendTransactionMethods,
  ...simulateTransactionMethods,
  ...slotMethods,
  ...supplyMethods,
  ...tokenMethods,
  ...transactionMethods,
  ...voteMethods,
};

/** These, our own, and those that Surfpool has. */
export const ALL_METHODS: Readonly<Record<string, Method>> = { ...METHODS, ...CALLGATE_METHODS, ...SURFNET_METHODS };
