import type { Method } from "./method.js";
import { nodeMethods } from "./methods/node.js";
import { slotMethods } from "./methods/slots.js";

/** Every method of Solana's RPC, by name. */
export const METHODS: Readonly<Record<string, Method>> = {
  ...nodeMethods,
  ...slotMethods,
};
