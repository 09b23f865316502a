import { isOnCurve } from "../../crypto/is-on-curve.js";
import type { Address } from "../../solana/pubkey.js";
import { isReservedAccountKey } from "../../solana/reserved-account-keys.js";
import type { Frame } from "../../trace/model.js";
import type { MissingRight } from "../../trace/outcome.js";
import { type Case, placeOf } from "../case.js";
import { keylessReason } from "../keyless.js";
import type { Told } from "../model.js";
import { capital, frameText } from "../words.js";
import { explainDerivedSigner, type SignerTold } from "./derived-signer.js";
import { passing } from "./passing.js";

const CODE = "signer-privilege-escalated";

/** A call asked for a signature that its caller did not hold. */
export function explainMissingSigner(told: Case, frame: Frame, missing: MissingRight): Told {
  const { address, place } = missing;
  const name = told.name(address, frame);
  const onCurve = isOnCurve(told.keyOf(address));
  const { words, facts, fix } = whyMissing(told, frame, missing, onCurve);
  return {
    code: CODE,
    title: `signer privilege escalated: ${name} is no signer here`,
    facts: { address, place, onCurve, ...facts },
    words: [
      `${capital(frameText(told, frame))} asks for account ${place} as a signer: ${name}. Its caller does not hold that signature, so the call may not begin.`,
      ...words,
    ],
    fix,
  };
}

function whyMissing(told: Case, frame: Frame, missing: MissingRight, onCurve: boolean): SignerTold {
  const { address } = missing;
  const wasHeld = told.pathTo(frame).some((step) => placeOf(step, address)?.signer.held === true);
  if (wasHeld || told.account(address)?.signature != null) return dropped(told, frame, address);
  if (!onCurve) return explainDerivedSigner(told, frame, missing);
  return isReservedAccountKey(told.keyOf(address)) ? keyless(told, frame, address) : unsigned(told, frame, address);
}

/** Nobody has the key, and no seeds give it. */
function keyless(told: Case, frame: Frame, address: Address): SignerTold {
  return {
    words: [
      `${told.name(address, frame)} ${keylessReason(told.keyOf(address))}: it never signs.`,
      "Do not mark it as a signer in the account metas of that call, or pass the account that is to sign.",
    ],
    facts: { signature: null, lostIn: null },
    fix: undefined,
  };
}

/** Somebody has the key, and did not use it. */
function unsigned(told: Case, frame: Frame, address: Address): SignerTold {
  return {
    words: [
      `${told.name(address, frame)} is an ordinary key (a point of the curve), and the transaction does not carry its signature: whoever holds its private key must sign the transaction.`,
      `Mark it as a signer in instruction ${frame.instructionIndex}, and sign with its key.`,
    ],
    facts: { signature: null, lostIn: null },
    fix: { kind: "sign", addresses: [address] },
  };
}

/** The signature was there further up, and was not passed on. */
function dropped(told: Case, frame: Frame, address: Address): SignerTold {
  const path = told.pathTo(frame);
  const signature = told.account(address)?.signature ?? null;
  const firstHeld = path.findIndex((step) => placeOf(step, address)?.signer.held === true);
  const lost = path.slice(firstHeld + 1).find((step) => placeOf(step, address)?.signer.held !== true) ?? frame;
  const caller = told.caller(lost);
  const callerName = caller === undefined ? "the message" : told.name(caller.program);
  return {
    words: [
      signature === null
        ? `${told.name(address, frame)} did sign: a program above signed for it with its seeds.`
        : `${told.name(address, frame)} did sign: signature ${signature} of the transaction is its own.`,
      ...path.slice(0, -1).map((step) => heldLine(told, step, address)),
      placeOf(lost, address) === undefined
        ? `The signature was lost in ${frameText(told, lost)}: ${callerName} did not pass the account at all.`
        : `The signature was lost in ${frameText(told, lost)}: ${callerName} passed the account without the signer flag.`,
      `In ${callerName}, mark the account as a signer in the account metas of that call.`,
    ],
    facts: { signature, lostIn: lost.id },
    fix: passing(told, lost, address, "signer"),
  };
}

function heldLine(told: Case, step: Frame, address: Address): string {
  const account = placeOf(step, address);
  const how =
    account === undefined ? "does not have it" : account.signer.held ? "holds its signature" : "has it, unsigned";
  return `  ${frameText(told, step)}: ${how}`;
}
