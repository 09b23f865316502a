import type { TransactionError } from "../../solana/errors.js";
import type { Case } from "../case.js";
import type { Told } from "../model.js";
import { frameText } from "../words.js";

/** An account was left with less than its size asks for. */
export function explainRent(told: Case): Told {
  const { account_index: index } = (
    told.trace.error as Extract<TransactionError, { InsufficientFundsForRent: unknown }>
  ).InsufficientFundsForRent;
  const account = told.trace.accounts[index];
  if (account === undefined) return explainPayerRent(told, index);
  const { address, after, loaded, before } = account;
  const minimum = told.world.chain?.minimumBalance(after?.dataLength ?? 0);
  const lamports = BigInt(after?.lamports ?? 0);
  const changes = told.frames.filter((frame) => frame.changes.some((change) => change.account === index));
  return {
    code: "insufficient-funds-for-rent",
    title: `${told.name(address)} would have too few lamports for its size`,
    facts: {
      address,
      lamportsBefore: before?.lamports ?? "0",
      lamportsAfter: String(lamports),
      dataLength: after?.dataLength ?? 0,
      minimum: minimum === undefined ? null : String(minimum),
      frames: changes.map(({ id }) => id),
    },
    words: [
      `The transaction would leave account ${index}, ${told.name(address)}, with ${lamports} lamports and ${after?.dataLength ?? 0} bytes of data${after === null ? "" : ` (owner ${told.name(after.owner)})`}; before, it had ${loaded?.lamports ?? 0} lamports and ${loaded?.dataLength ?? 0} bytes.`,
      ...(minimum === undefined ? [] : [`An account of that size needs ${minimum} lamports, or none at all.`]),
      ...changes.map((frame) => `  changed in ${frameText(told, frame)}`),
      "Give it more, take all of it, or leave what is there.",
    ],
    fix: minimum === undefined ? undefined : { kind: "fund", address, lamports: String(minimum - lamports) },
  };
}

/** The payer is looked at before anything else is loaded. */
function explainPayerRent(told: Case, index: number): Told {
  const address = told.transaction.message.accountKeys[index]!;
  const account = told.world.account(address);
  const minimum = told.world.chain?.minimumBalance(account?.data.length ?? 0);
  const payer = told.payer;
  const left = (account?.lamports ?? 0n) - told.fee;
  return {
    code: "insufficient-funds-for-rent",
    title: "the fee would leave the payer with too few lamports",
    facts: { address: payer, lamportsAfter: String(left), minimum: minimum === undefined ? null : String(minimum) },
    words: [
      `The fee of ${told.fee} lamports would leave ${told.name(payer)} with ${left}. An account of its size needs ${minimum ?? "more"}, or none at all.`,
      "Fund the payer, or let another account pay.",
    ],
    fix: minimum === undefined ? undefined : { kind: "fund", address: payer, lamports: String(minimum - left) },
  };
}
