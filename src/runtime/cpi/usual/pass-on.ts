import type { U64 } from "../../../base/u64.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { type InstructionAccount, numberedAccount, WRITABLE } from "../../instruction-context.js";
import { chargeAccountInfos, chargeExecutable } from "../charges.js";
import { checkPrivileges, configureCall } from "../prepare.js";
import { syncToCallee } from "../sync.js";
import { FOUND_KIND, USUAL, USUAL_PLACES } from "./places.js";
import { indexIn, numberIn, type UsualCall } from "./usual-call.js";

/**
 * Prepares the callee of a call that was read: checks privileges, passes accounts on, takes over the caller's changes.
 * `signers` are the addresses for which the caller signs.
 */
export function passOn(
  usual: UsualCall,
  programIndex: number,
  data: Uint8Array,
  signers: readonly Pubkey[],
  infosLength: U64,
): void {
  const { context, bits } = usual;
  // Before anything else uses the place.
  const units = usual.linear.halves[USUAL_PLACES.units / 4];
  const accounts = passedAccounts(usual);
  if ((bits & USUAL.asksMore) !== 0) checkAll(usual, accounts, signers);
  configureCall(usual.caller, programIndex, accounts, data);
  chargeAccountInfos(context, infosLength);
  context.consumeChecked(units);
  if ((bits & USUAL.hasExecutable) !== 0) chargeExecutables(usual);
  if ((bits & USUAL.hasUnsettled) !== 0) syncUnsettled(usual);
}

function passedAccounts(usual: UsualCall): InstructionAccount[] {
  const accounts = new Array<InstructionAccount>(usual.metaCount);
  for (let meta = 0; meta < accounts.length; meta++) accounts[meta] = numberedAccount(numberIn(usual.wordOf(meta)));
  return accounts;
}

function checkAll(usual: UsualCall, accounts: readonly InstructionAccount[], signers: readonly Pubkey[]): void {
  for (let meta = 0; meta < accounts.length; meta++) {
    const isFirst = (usual.wordOf(meta) & FOUND_KIND.first) !== 0;
    if (isFirst) checkPrivileges(usual.context, usual.caller, accounts[meta], signers);
  }
}

function chargeExecutables(usual: UsualCall): void {
  for (let meta = 0; meta < usual.metaCount; meta++) {
    const word = usual.wordOf(meta);
    if ((word & FOUND_KIND.executable) !== 0) chargeExecutable(usual.context, indexIn(word));
  }
}

function syncUnsettled(usual: UsualCall): void {
  const { call } = usual;
  for (let meta = 0; meta < usual.metaCount; meta++) {
    const word = usual.wordOf(meta);
    const isUnsettled = (word & FOUND_KIND.first) !== 0 && (word & (FOUND_KIND.executable | FOUND_KIND.settled)) === 0;
    if (isUnsettled) usual.locate(meta, word);
  }
  for (let i = 0; i < call.accountsLength; i++) syncToCallee(call, call.callerAccount(i));
}

/** Finds in the caller's memory the settled accounts that the callee gave data. */
export function locateGrown(usual: UsualCall): void {
  const { accounts } = usual.caller.transaction;
  for (let meta = 0; meta < usual.metaCount; meta++) {
    const word = usual.wordOf(meta);
    const isSettled = (word & FOUND_KIND.settled) !== 0 && (word & WRITABLE) !== 0;
    if (isSettled && accounts.at(indexIn(word)).data.length > 0) usual.locate(meta, word);
  }
}
