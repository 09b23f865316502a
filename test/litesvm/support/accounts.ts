import type { Address, EncodedAccount, Lamports } from "@solana/kit";
import type { LiteSVM } from "../../../src/litesvm/index.js";
import type { Library } from "./both.js";
import { SYSTEM_PROGRAM, signer } from "./transactions.js";

export const PAYER = signer(1);
export const SOL = 1_000_000_000n as Lamports;

export function account(address: Address, fields: Partial<EncodedAccount> = {}): EncodedAccount {
  const data = fields.data ?? new Uint8Array(0);
  return {
    address,
    data,
    executable: false,
    lamports: SOL,
    programAddress: SYSTEM_PROGRAM,
    space: BigInt(data.length),
    ...fields,
  };
}

/** A VM whose payer has 1000 SOL. */
export function funded({ LiteSVM }: Library): LiteSVM {
  const svm = new LiteSVM();
  svm.setAccount(account(PAYER.address, { lamports: (1000n * SOL) as Lamports }));
  return svm;
}
