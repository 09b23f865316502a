import { bankWith, contextConfig } from "../configs.js";
import { method } from "../method.js";

/** Where the cluster is. */
export const slotMethods = {
  getSlot: method({ config: contextConfig }, (context, { config }) => bankWith(context, config).slot),

  getBlockHeight: method({ config: contextConfig }, (context, { config }) => bankWith(context, config).blockHeight),

  getTransactionCount: method(
    { config: contextConfig },
    (context, { config }) => bankWith(context, config).transactionCount,
  ),

  getMaxRetransmitSlot: method({}, ({ cluster }) => cluster.workingSlot),

  getMaxShredInsertSlot: method({}, ({ cluster }) => cluster.workingSlot),
};
