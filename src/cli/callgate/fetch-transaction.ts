import { base58Decode } from "../../base/base58.js";
import { base64Decode } from "../../base/base64.js";
import { LOADER_V3_ID } from "../../solana/program-ids.js";
import { programdataAddressOf } from "../../solana/programdata-address.js";
import { addressFromPubkey, pubkeyFromAddress } from "../../solana/pubkey.js";
import { decodeTransaction } from "../../solana/transaction.js";
import { createSvm, type Svm, type SvmOptions } from "../../svm/index.js";
import { CommandError } from "./failure.js";
import { RpcClient } from "./rpc-client.js";

const SIGNATURE_BYTES = 64;
/** The most that they take in base58. */
const SIGNATURE_DIGITS = 88;
const LOADER_V3 = addressFromPubkey(LOADER_V3_ID);

interface RpcTransaction {
  readonly slot: number;
  readonly blockTime: number | null;
  readonly transaction: readonly [string, "base64"];
  readonly meta: { readonly loadedAddresses?: { readonly writable: string[]; readonly readonly: string[] } } | null;
}

interface RpcAccount {
  readonly owner: string;
}

/** A transaction in base64, and a VM to run it in. */
export interface FetchedTransaction {
  readonly svm: Svm;
  readonly transaction: string;
}

/**
 * Gets a transaction of a cluster, and the accounts as the cluster has them now: earlier states are not to be had by RPC.
 * Throws a CommandError.
 */
export async function fetchTransaction(
  signature: string,
  url: string,
  options: SvmOptions,
): Promise<FetchedTransaction> {
  const rpc = new RpcClient(url);
  const found = await rpc.call<RpcTransaction | null>("getTransaction", [
    signature,
    { encoding: "base64", commitment: "confirmed", maxSupportedTransactionVersion: 1 },
  ]);
  if (found === null) throw new CommandError(`${url} knows no transaction ${signature}`);
  if (!Number.isSafeInteger(found.slot) || typeof found.transaction?.[0] !== "string") {
    throw new CommandError(`${url} answered getTransaction with something else than a transaction in base64`);
  }
  const svm = createSvm(options);
  for (const [pubkey, account] of await accountsOf(found, rpc)) {
    svm.loadAccountFile(JSON.stringify({ pubkey, account }));
  }
  svm.setClock({
    slot: BigInt(found.slot),
    ...(found.blockTime !== null && { unixTimestamp: BigInt(found.blockTime) }),
  });
  return { svm, transaction: found.transaction[0] };
}

/** Throws a CommandError for what is no signature in base58. */
export function checkSignature(text: string): void {
  if (text.length <= SIGNATURE_DIGITS && base58Decode(text)?.length === SIGNATURE_BYTES) return;
  throw new CommandError(`there is no file ${text}, and it is no signature`);
}

/** The accounts of the transaction, the programs' data and the lookup tables. */
async function accountsOf({ transaction, meta }: RpcTransaction, rpc: RpcClient): Promise<Map<string, RpcAccount>> {
  const decoded = decodeTransaction(base64Decode(transaction[0]) ?? new Uint8Array(0));
  if (!decoded.ok) throw new CommandError(`the cluster sent a transaction that cannot be read: ${decoded.reason}`);
  const { accountKeys, addressTableLookups } = decoded.transaction.message;
  const { writable = [], readonly = [] } = meta?.loadedAddresses ?? {};
  const tables = (addressTableLookups ?? []).map(({ accountKey }) => addressFromPubkey(accountKey));
  const first = await rpc.accounts<RpcAccount>([
    ...new Set([...accountKeys.map(addressFromPubkey), ...tables, ...writable, ...readonly]),
  ]);
  const upgradeable = [...first].filter(([, { owner }]) => owner === LOADER_V3).map(([address]) => address);
  const programdata = upgradeable.map((address) =>
    addressFromPubkey(programdataAddressOf(pubkeyFromAddress(address)).address),
  );
  return new Map([...first, ...(await rpc.accounts<RpcAccount>(programdata))]);
}
