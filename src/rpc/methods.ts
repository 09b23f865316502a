import type { Method } from "./method.js";
import { accountMethods } from "./methods/accounts.js";
import { nodeMethods } from "./methods/node.js";
import { programAccountMethods } from "./methods/program-accounts.js";
import { slotMethods } from "./methods/slots.js";
import { tokenMethods } from "./methods/tokens.js";

/** Every method of Solana's RPC, by name. */
export const METHODS: Readonly<Record<string, Method>> = {
  ...accountMethods,
  ...nodeMethods,
  ...programAccountMethods,
  ...slotMethods,
  ...tokenMethods,
};
