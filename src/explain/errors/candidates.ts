import { base58Decode } from "../../base/base58.js";
import { type Address, addressFromPubkey, PUBKEY_BYTES } from "../../solana/pubkey.js";
import type { Frame } from "../../trace/model.js";
import { makingWritable } from "../accounts/read-only.js";
import { passing } from "../calls/passing.js";
import { type Case, placeOf } from "../case.js";
import { keylessReason } from "../keyless.js";
import type { Fix } from "../model.js";

// What may mend an instruction that failed, where the error does not say which account it is about. A trial decides.

/** Enough for the accounts that anybody means. */
const MAX_CANDIDATES = 8;

/** Each account that somebody could sign for signs. */
export function signing(told: Case, frame: Frame): Fix[] {
  return candidates(frame, (address) => {
    if (placeOf(frame, address)!.signer.held) return undefined;
    const path = told.pathTo(frame);
    const isHeld = path.some((step) => placeOf(step, address)?.signer.held === true);
    if (isHeld || told.account(address)?.signature != null) return signingOn(told, path, address);
    const isProgram = told.account(address)?.loaded?.executable === true;
    const canSign = !isProgram && keylessReason(told.keyOf(address)) === undefined;
    return canSign ? { kind: "sign", addresses: [address] } : undefined;
  });
}

/** The first frame that lost the signature gets it. */
function signingOn(told: Case, path: readonly Frame[], address: Address): Fix | undefined {
  const held = path.findIndex((step) => placeOf(step, address)?.signer.held === true);
  const lost = path.slice(held + 1).find((step) => placeOf(step, address)?.signer.held !== true);
  return lost && passing(told, lost, address, "signer");
}

/** Each read-only account is writable. */
export function writing(told: Case, frame: Frame): Fix[] {
  return candidates(frame, (address) =>
    placeOf(frame, address)!.writable.held ? undefined : makingWritable(told, frame, address),
  );
}

/** Each account has what keeps its size. */
export function funding(told: Case, frame: Frame): Fix[] {
  const { chain } = told.world;
  return candidates(frame, (address) => {
    const state = told.stateFor(frame, address);
    const missing = (chain?.minimumBalance(state?.dataLength ?? 0) ?? 0n) - BigInt(state?.lamports ?? 0);
    return missing > 0n ? { kind: "fund", address, lamports: String(missing) } : undefined;
  });
}

/** An address that the program wanted to see takes the place of one that it was given. */
export function replacing(told: Case, frame: Frame): Fix[] {
  const [top] = told.pathTo(frame);
  const wanted = wantedAddresses(frame).filter((address) => placeOf(frame, address) === undefined);
  const logged = loggedAddresses(frame);
  return wanted.flatMap((replacement) => {
    const fixes = candidates(frame, (address): Fix | undefined => {
      const isProgram = told.account(address)?.loaded?.executable === true;
      if (isProgram || placeOf(frame, address)!.signer.held || placeOf(top!, address) === undefined) return undefined;
      return { kind: "replaceAccount", instructionIndex: frame.instructionIndex, address, replacement };
    });
    // The address that was logged beside the one wanted is the one meant.
    return fixes.toSorted((a, b) => isLogged(b, logged) - isLogged(a, logged));
  });
}

function isLogged(fix: Fix, logged: readonly string[]): number {
  return fix.kind === "replaceAccount" && logged.includes(fix.address) ? 1 : 0;
}

/** What the program derived, and what it logged as it compared (Anchor's "Left" and "Right"). */
function wantedAddresses(frame: Frame): Address[] {
  const derived = frame.derivations.flatMap(({ address }) => address ?? []);
  return [...new Set([...derived, ...loggedAddresses(frame)])];
}

const KEY = /\b[1-9A-HJ-NP-Za-km-z]{32,44}\b/g;

/** In what the program itself logged. */
function loggedAddresses({ logs }: Frame): Address[] {
  const own = logs.filter(({ text }) => !/^Program (?!log: )/.test(text));
  const words = own.flatMap(({ text }) => text.match(KEY) ?? []);
  const keys = words.flatMap((word) => base58Decode(word) ?? []).filter(({ length }) => length === PUBKEY_BYTES);
  return keys.map(addressFromPubkey);
}

function candidates(frame: Frame, fixFor: (address: Address) => Fix | undefined): Fix[] {
  const distinct = frame.accounts.filter(({ duplicateOf }) => duplicateOf === null);
  return distinct.flatMap(({ address }) => fixFor(address) ?? []).slice(0, MAX_CANDIDATES);
}
