import { CallgateError } from "../../../base/errors.js";
import type { Cluster } from "../../../cluster/cluster.js";
import { MAX_PERMITTED_DATA_LENGTH, RENT_EXEMPT_RENT_EPOCH } from "../../../solana/account.js";
import { decodeLoaderV3State, encodeLoaderV3State, LOADER_V3_BYTES } from "../../../solana/loader-v3-state.js";
import { LOADER_V3_ID } from "../../../solana/program-ids.js";
import { programdataAddressOf } from "../../../solana/programdata-address.js";
import { addressFromPubkey, type Pubkey } from "../../../solana/pubkey.js";
import { minimumBalance } from "../../../solana/sysvars/rent.js";
import type { StoredAccount } from "../../../svm/accounts-store.js";

/** Writes bytes into a program's ELF, which grows as it must; a program that is not there comes to be. */
export function writeProgram(
  cluster: Cluster,
  key: Pubkey,
  bytes: Uint8Array,
  offset: number,
  authority: Pubkey | undefined,
): void {
  const end = offset + bytes.length;
  if (LOADER_V3_BYTES.programData + end > MAX_PERMITTED_DATA_LENGTH) {
    throw new CallgateError("invalid-program", `a program ends within 10 MiB, these bytes end at ${end}`, { end });
  }
  const before = programdataOf(cluster, key);
  const elf = new Uint8Array(Math.max(end, before?.elf.length ?? 0));
  elf.set(before?.elf ?? new Uint8Array(0));
  elf.set(bytes, offset);
  place(cluster, key, elf, authority ?? before?.authority);
}

export function setProgramAuthority(cluster: Cluster, key: Pubkey, authority: Pubkey | undefined): void {
  place(cluster, key, requireProgram(cluster, key).elf, authority);
}

export function cloneProgram(cluster: Cluster, source: Pubkey, destination: Pubkey): void {
  const { elf, authority } = requireProgram(cluster, source);
  place(cluster, destination, elf, authority);
}

interface PlacedProgram {
  readonly elf: Uint8Array;
  readonly authority: Pubkey | undefined;
}

function requireProgram(cluster: Cluster, key: Pubkey): PlacedProgram {
  const found = programdataOf(cluster, key);
  if (found !== undefined) return found;
  throw new CallgateError("unknown-program", `${addressFromPubkey(key)} is no program of loader v3`);
}

function programdataOf({ svm }: Cluster, key: Pubkey): PlacedProgram | undefined {
  const program = svm.bank.accounts.get(key);
  const state = program && decodeLoaderV3State(program.data);
  if (state?.kind !== "program") return undefined;
  const data = svm.bank.accounts.get(state.programDataAddress)?.data;
  const header = data && decodeLoaderV3State(data);
  if (data === undefined || header?.kind !== "programData") return undefined;
  return { elf: data.subarray(LOADER_V3_BYTES.programData), authority: header.authority };
}

/** As if deployed in slot 0: callable at once. */
function place(cluster: Cluster, key: Pubkey, elf: Uint8Array, authority: Pubkey | undefined): void {
  const { address } = programdataAddressOf(key);
  const header = encodeLoaderV3State({ kind: "programData", slot: 0n, authority });
  const data = new Uint8Array(LOADER_V3_BYTES.programData + elf.length);
  data.set(header);
  data.set(elf, LOADER_V3_BYTES.programData);
  const program = encodeLoaderV3State({ kind: "program", programDataAddress: address });
  cluster.setAccounts([
    [address, accountOf(cluster, data, false)],
    [key, accountOf(cluster, program, true)],
  ]);
}

function accountOf({ svm }: Cluster, data: Uint8Array, executable: boolean): StoredAccount {
  const lamports = minimumBalance(svm.bank.rent, data.length);
  return { lamports, data, owner: LOADER_V3_ID, executable, rentEpoch: RENT_EXEMPT_RENT_EPOCH };
}
