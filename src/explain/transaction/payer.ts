import { addressFromPubkey } from "../../solana/pubkey.js";
import type { Case } from "../case.js";
import type { Fix, Told } from "../model.js";

/** What there is to know of the fee payer. */
function payerOf(told: Case) {
  const key = told.transaction.message.accountKeys[0]!;
  const address = addressFromPubkey(key);
  const account = told.world.account(key);
  const { fee } = told;
  return { address, name: told.name(address), account, fee, lamports: account?.lamports ?? 0n };
}

function funding(told: Case): Fix | undefined {
  const { address, fee, lamports } = payerOf(told);
  const { chain } = told.world;
  if (chain === undefined) return undefined;
  // With what keeps the account itself.
  return { kind: "fund", address, lamports: String(fee + chain.minimumBalance(0) - lamports) };
}

export function explainMissingPayer(told: Case): Told {
  const { address, name, fee } = payerOf(told);
  return {
    code: "payer-not-found",
    title: `the fee payer does not exist: ${name}`,
    facts: { payer: address, fee: String(fee) },
    words: [
      `The first account of the message pays the fee of ${fee} lamports. ${name} has no lamports at all, so it does not exist.`,
      "Fund it (airdrop), or let another account pay.",
    ],
    fix: funding(told),
  };
}

export function explainPoorPayer(told: Case): Told {
  const { address, name, fee, lamports } = payerOf(told);
  return {
    code: "insufficient-funds-for-fee",
    title: `the fee payer has ${lamports} lamports, and the fee is ${fee}`,
    facts: { payer: address, fee: String(fee), lamports: String(lamports) },
    words: [
      `${name} pays the fee, and has too little for it. The fee is 5000 lamports for each signature, and the priority fee: the price of a unit times the limit of units that is asked for, used or not.`,
      "Fund the payer, or ask for fewer units or a lower price.",
    ],
    fix: funding(told),
  };
}

export function explainUnfitPayer(told: Case): Told {
  const { address, name, account } = payerOf(told);
  const owner = account === undefined ? null : addressFromPubkey(account.owner);
  return {
    code: "invalid-account-for-fee",
    title: `this account cannot pay fees: ${name}`,
    facts: { payer: address, owner, dataLength: account?.data.length ?? null },
    words: [
      `Fees are paid by accounts of the System program that hold no data, or a nonce. ${name} belongs to ${owner === null ? "nobody known" : told.name(owner)} and holds ${account?.data.length ?? 0} bytes.`,
      "Let a wallet pay.",
    ],
  };
}
