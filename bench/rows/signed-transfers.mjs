import { SYSTEM_PROGRAM_ID } from "../../dist/solana/program-ids.js";
import { signed, signer, systemTransfer, wire } from "../wire.mjs";
import { OTHER, RICH } from "./workloads.mjs";

/**
 * Transfers that their payers have signed.
 * @param {number} payerCount how many take turns
 * @returns {import("../measure/compare.mjs").Workload}
 */
export function signedTransfers(payerCount) {
  const payers = Array.from({ length: payerCount }, (_, i) => signer(100 + i));
  const wires = payers.map((payer) => signed(wire(payer.key, systemTransfer(payer.key, OTHER, 1_000_000)), payer));
  return {
    accounts: payers.map(({ key }) => [key, { lamports: RICH, owner: SYSTEM_PROGRAM_ID }]),
    watched: [OTHER, ...payers.map(({ key }) => key)],
    transactions: (count) => Array.from({ length: count }, (_, i) => wires[i % payerCount]),
    count: payerCount,
    settings: { signatures: true },
  };
}
