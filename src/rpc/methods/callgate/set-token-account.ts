import { ByteWriter } from "../../../base/byte-writer.js";
import { viewOf } from "../../../base/bytes.js";
import { RENT_EXEMPT_RENT_EPOCH } from "../../../solana/account.js";
import { TOKEN_ACCOUNT_BYTES } from "../../../solana/generic-token.js";
import { findProgramAddress } from "../../../solana/program-derived-address.js";
import { ASSOCIATED_TOKEN_PROGRAM_ID, NATIVE_MINT_ID, TOKEN_PROGRAM_ID } from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { minimumBalance } from "../../../solana/sysvars/rent.js";
import { prepare, type RpcContext } from "../../context.js";
import { invalidParams } from "../../errors.js";
import { verifyPubkey } from "../../keys.js";
import { method } from "../../method.js";
import { oneOf, optional, type Reader, string, struct, u64, type ValueOf } from "../../params.js";
import { change } from "./guard.js";

const OFFSETS = { amount: 64, delegate: 72, state: 108, isNative: 109, delegatedAmount: 121, closeAuthority: 129 };
const STATES = { uninitialized: 0, initialized: 1, frozen: 2 } as const;

/** An address, or "null" for nobody. */
const someAccount: Reader<string> = string;

const tokenAccountUpdate = struct("TokenAccountUpdate", {
  amount: optional(u64),
  delegate: optional(someAccount),
  state: optional(oneOf(...(Object.keys(STATES) as (keyof typeof STATES)[]))),
  delegatedAmount: optional(u64),
  closeAuthority: optional(someAccount),
});

export const tokenAccountParameters = {
  owner: string,
  mint: string,
  update: tokenAccountUpdate,
  tokenProgram: optional(string),
};

interface TokenAccountAddress {
  readonly owner: Pubkey;
  readonly mint: Pubkey;
  readonly tokenProgram: Pubkey;
}

/** Changes a wallet's associated token account, or makes it. The mint need not exist, nor does its supply change. */
export async function setTokenAccount(
  context: RpcContext,
  {
    owner,
    mint,
    tokenProgram,
    update,
  }: {
    readonly owner: string;
    readonly mint: string;
    readonly tokenProgram: string | undefined;
    readonly update: ValueOf<typeof tokenAccountUpdate>;
  },
): Promise<null> {
  const { cluster } = context;
  const program = tokenProgram === undefined ? TOKEN_PROGRAM_ID : verifyPubkey(tokenProgram);
  const of = { owner: verifyPubkey(owner), mint: verifyPubkey(mint), tokenProgram: program };
  const key = associatedTokenAddress(of);
  await prepare(context, [key, of.mint]);
  const { bank } = cluster.svm;
  const before = bank.accounts.get(key);
  const data = before?.data.slice() ?? newTokenAccount(of);
  if (data.length < TOKEN_ACCOUNT_BYTES)
    throw invalidParams("the account at the associated token address is no token account");
  writeUpdate(data, update);
  const needed = minimumBalance(bank.rent, data.length) + wrappedLamports(data, of.mint);
  const lamports = before !== undefined && before.lamports > needed ? before.lamports : needed;
  const account = { lamports, data, owner: program, executable: false, rentEpoch: RENT_EXEMPT_RENT_EPOCH };
  return change(cluster, () => cluster.setAccounts([[key, account]]));
}

function associatedTokenAddress({ owner, mint, tokenProgram }: TokenAccountAddress): Pubkey {
  const found = findProgramAddress([owner, tokenProgram, mint], ASSOCIATED_TOKEN_PROGRAM_ID);
  if (found === undefined) throw invalidParams("there is no associated token address");
  return found.address;
}

function newTokenAccount({ owner, mint }: TokenAccountAddress): Uint8Array {
  const data = new ByteWriter(TOKEN_ACCOUNT_BYTES).bytes(mint).bytes(owner).bytes(new Uint8Array(101)).finish();
  data[OFFSETS.state] = STATES.initialized;
  if (pubkeyEqual(mint, NATIVE_MINT_ID)) data[OFFSETS.isNative] = 1;
  return data;
}

/** Wrapped SOL is backed by lamports. */
function wrappedLamports(data: Uint8Array, mint: Pubkey): bigint {
  return pubkeyEqual(mint, NATIVE_MINT_ID) ? viewOf(data).getBigUint64(OFFSETS.amount, true) : 0n;
}

function writeUpdate(data: Uint8Array, update: ValueOf<typeof tokenAccountUpdate>): void {
  const view = viewOf(data);
  if (update.amount !== undefined) view.setBigUint64(OFFSETS.amount, update.amount, true);
  if (update.delegatedAmount !== undefined) view.setBigUint64(OFFSETS.delegatedAmount, update.delegatedAmount, true);
  if (update.state !== undefined) data[OFFSETS.state] = STATES[update.state];
  if (update.delegate !== undefined) writeKey(data, OFFSETS.delegate, update.delegate);
  if (update.closeAuthority !== undefined) writeKey(data, OFFSETS.closeAuthority, update.closeAuthority);
}

/** A COption<Pubkey>. */
function writeKey(data: Uint8Array, offset: number, text: string): void {
  const key = text === "null" ? undefined : verifyPubkey(text);
  viewOf(data).setUint32(offset, key === undefined ? 0 : 1, true);
  data.set(key ?? new Uint8Array(32), offset + 4);
}

export const setTokenAccountMethods = {
  callgate_setTokenAccount: method(tokenAccountParameters, setTokenAccount),
};
