import { sliceBytes } from "../../../base/bytes.js";
import type { U64 } from "../../../base/u64.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { type InstructionAccount, numberedAccount, WRITABLE } from "../../instruction-context.js";
import type { Call } from "../call.js";
import { chargeAccountInfos, chargeExecutable } from "../charges.js";
import { checkPrivileges, configureCall } from "../prepare.js";
import { syncToCallee } from "../sync.js";
import { checkAndCharge } from "../translate-instruction.js";
import { FOUND, FOUND_BYTES, FOUND_KIND, USUAL, USUAL_PLACES } from "./places.js";

const NUMBER = 0xffff;

/** Takes over program and data of the instruction that was read. */
export function takeInstruction(call: Call): void {
  const { halves, bytes } = call.linear;
  const dataLength = halves[USUAL_PLACES.dataLength / 4];
  checkAndCharge(call, call.metaCount, dataLength);
  call.programIndex = halves[USUAL_PLACES.programIndex / 4];
  call.programKey = call.caller.transaction.accounts.at(call.programIndex).key;
  const data = halves[USUAL_PLACES.data / 4];
  call.data = sliceBytes(bytes, data, data + dataLength);
}

/** Prepares the callee of a call that was read: checks privileges, passes accounts on, takes over the caller's changes. */
export function passOn(call: Call, signers: readonly Pubkey[], infosLength: U64): void {
  const { context, usual } = call;
  const accounts = passedAccounts(call);
  if ((usual & USUAL.asksMore) !== 0) checkAll(call, accounts, signers);
  configureCall(call.caller, call.programIndex, accounts, call.data);
  chargeAccountInfos(call, infosLength);
  context.consumeChecked(call.linear.halves[USUAL_PLACES.units / 4]);
  if ((usual & USUAL.hasExecutable) !== 0) chargeExecutables(call);
  if ((usual & USUAL.hasUnsettled) !== 0) syncUnsettled(call);
}

function passedAccounts(call: Call): InstructionAccount[] {
  const accounts = new Array<InstructionAccount>(call.metaCount);
  for (let meta = 0; meta < accounts.length; meta++) accounts[meta] = numberedAccount(wordOf(call, meta) & NUMBER);
  return accounts;
}

function checkAll(call: Call, accounts: readonly InstructionAccount[], signers: readonly Pubkey[]): void {
  for (let meta = 0; meta < accounts.length; meta++) {
    if ((wordOf(call, meta) & FOUND_KIND.first) !== 0) {
      checkPrivileges(call.context, call.caller, accounts[meta], signers);
    }
  }
}

function chargeExecutables(call: Call): void {
  for (let meta = 0; meta < call.metaCount; meta++) {
    const word = wordOf(call, meta);
    if ((word & FOUND_KIND.executable) !== 0) chargeExecutable(call, indexIn(word));
  }
}

function syncUnsettled(call: Call): void {
  for (let meta = 0; meta < call.metaCount; meta++) {
    const word = wordOf(call, meta);
    const isUnsettled = (word & FOUND_KIND.first) !== 0 && (word & (FOUND_KIND.executable | FOUND_KIND.settled)) === 0;
    if (isUnsettled) locate(call, meta, word);
  }
  for (let i = 0; i < call.accountsLength; i++) {
    const account = call.callerAccount(i);
    account.updatesRegion = syncToCallee(call, account) || account.isWritable;
  }
}

/** Finds in the caller's memory the settled accounts that the callee gave data. */
export function locateGrown(call: Call): void {
  for (let meta = 0; meta < call.metaCount; meta++) {
    const word = wordOf(call, meta);
    const isSettled = (word & FOUND_KIND.settled) !== 0 && (word & WRITABLE) !== 0;
    if (isSettled && call.caller.transaction.accounts.at(indexIn(word)).data.length > 0) locate(call, meta, word);
  }
}

function locate(call: Call, meta: number, word: number): void {
  const { caller, linear, memory } = call;
  const index = indexIn(word);
  const lengthWord = linear.halves[placeOf(call, meta) + FOUND.lengthWord / 4];
  const account = call.addCallerAccount(index, caller.indexOfAccount(index), (word & WRITABLE) !== 0);
  account.locate(memory, lengthWord, linear.halves[lengthWord / 4]);
}

function wordOf(call: Call, meta: number): number {
  return call.linear.halves[placeOf(call, meta)];
}

function placeOf(call: Call, meta: number): number {
  return (call.found + FOUND_BYTES * meta) / 4;
}

/** The index in the transaction of the account of a word. */
function indexIn(word: number): number {
  return (word & NUMBER) >>> 2;
}
