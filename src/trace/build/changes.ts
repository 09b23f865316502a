import { base64Encode } from "../../base/base64.js";
import { bytesEqual, firstDifference } from "../../base/bytes.js";
import type { Account } from "../../solana/account.js";
import { addressFromPubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { AccountChange, AccountState, ByteChange, Change, DecodedAccount } from "../model.js";
import type { ProgramLookup } from "../names/program-description.js";
import type { AccountMoment, RecordedChange } from "../recorder/recording.js";

/** Equal bytes between two ranges that make one range of them. */
const JOINED_GAP = 8;

export function accountChange({ account, before, after, callsBefore }: RecordedChange, programs: ProgramLookup) {
  const dataChanged = !bytesEqual(before.data, after.data);
  const change: AccountChange = {
    callsBefore,
    account,
    lamports: changed(before.lamports.toString(), after.lamports.toString()),
    owner: pubkeyEqual(before.owner, after.owner) ? null : changeOf(before, after, ownerOf),
    executable: changed(before.executable, after.executable),
    dataLength: changed(before.data.length, after.data.length),
    data: dataChanged ? byteChanges(before.data, after.data) : [],
    decoded: dataChanged ? decodedChange(before, after, programs) : null,
  };
  return change;
}

function ownerOf({ owner }: AccountMoment) {
  return addressFromPubkey(owner);
}

function changeOf<T>(before: AccountMoment, after: AccountMoment, read: (account: AccountMoment) => T): Change<T> {
  return { before: read(before), after: read(after) };
}

function changed<T>(before: T, after: T): Change<T> | null {
  return before === after ? null : { before, after };
}

function decodedChange(
  before: AccountMoment,
  after: AccountMoment,
  programs: ProgramLookup,
): Change<DecodedAccount | null> | null {
  const change = changeOf(before, after, (account) => decodedOf(account, programs));
  return change.before === null && change.after === null ? null : change;
}

/** An account as a trace shows it; null for one that does not exist. */
export function accountState(account: Readonly<Account> | undefined, programs: ProgramLookup): AccountState | null {
  if (account === undefined || (account.lamports === 0n && account.data.length === 0)) return null;
  return {
    lamports: account.lamports.toString(),
    owner: addressFromPubkey(account.owner),
    dataLength: account.data.length,
    executable: account.executable,
    decoded: decodedOf(account, programs),
  };
}

function decodedOf({ owner, data }: AccountMoment, programs: ProgramLookup): DecodedAccount | null {
  return programs(addressFromPubkey(owner))?.account?.(data) ?? null;
}

/** Where `after` differs from `before`: see ByteChange. */
export function byteChanges(before: Uint8Array, after: Uint8Array): ByteChange[] {
  const changes: ByteChange[] = [];
  const length = Math.max(before.length, after.length);
  let start = -1;
  let end = 0;
  for (let i = firstDifference(before, after, 0); i < length; i++) {
    if (!differsAt(before, after, i)) {
      i = firstDifference(before, after, i + 1) - 1;
      continue;
    }
    if (start >= 0 && i - end > JOINED_GAP) {
      changes.push(range(before, after, start, end));
      start = -1;
    }
    if (start < 0) start = i;
    end = i + 1;
  }
  if (start >= 0) changes.push(range(before, after, start, end));
  return changes;
}

function differsAt(before: Uint8Array, after: Uint8Array, i: number): boolean {
  // Bytes that were added are zeros unless they are something else; bytes that were cut off are always shown.
  return i < after.length ? (before[i] ?? 0) !== after[i] : true;
}

function range(before: Uint8Array, after: Uint8Array, start: number, end: number): ByteChange {
  const bytes = (data: Uint8Array) => base64Encode(data.subarray(Math.min(start, data.length), end));
  return { offset: start, before: bytes(before), after: bytes(after) };
}
