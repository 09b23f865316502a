import type { Method } from "./method.js";
import { accountMethods } from "./methods/accounts.js";
import { blockhashMethods } from "./methods/blockhashes.js";
import { nodeMethods } from "./methods/node.js";
import { programAccountMethods } from "./methods/program-accounts.js";
import { sendTransactionMethods } from "./methods/send-transaction.js";
import { simulateTransactionMethods } from "./methods/simulate-transaction.js";
import { slotMethods } from "./methods/slots.js";
import { tokenMethods } from "./methods/tokens.js";

/** Every method of Solana's RPC, by name. */
export const METHODS: Readonly<Record<string, Method>> = {
  ...accountMethods,
  ...blockhashMethods,
  ...nodeMethods,
  ...programAccountMethods,
  ...sendTransactionMethods,
  ...simulateTransactionMethods,
  ...slotMethods,
  ...tokenMethods,
};
