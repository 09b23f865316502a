import { isOnCurve } from "../../crypto/is-on-curve.js";
import type { Address } from "../../solana/pubkey.js";
import type { Frame } from "../../trace/model.js";
import type { MissingRight } from "../../trace/outcome.js";
import { type Case, placeOf } from "../case.js";
import type { Told } from "../model.js";
import { capital, frameText } from "../words.js";
import { explainDerivedSigner, type SignerTold } from "./derived-signer.js";

const CODE = "signer-privilege-escalated";

/** A call asked for a signature that its caller did not hold. */
export function explainMissingSigner(told: Case, frame: Frame, missing: MissingRight): Told {
  const name = told.name(missing.address, frame);
  const onCurve = isOnCurve(told.keyOf(missing.address));
  const { words, facts, fix } = onCurve
    ? ownSignature(told, frame, missing)
    : explainDerivedSigner(told, frame, missing);
  return {
    code: CODE,
    title: `signer privilege escalated: ${name} has not signed`,
    facts: { address: missing.address, place: missing.place, onCurve, ...facts },
    words: [
      `${capital(frameText(told, frame))} asks for account ${missing.place} as a signer: ${name}. Its caller does not hold that signature, so the call may not begin.`,
      ...words,
    ],
    fix,
  };
}

/** Somebody has the key. */
function ownSignature(told: Case, frame: Frame, { address }: MissingRight): SignerTold {
  const name = told.shortName(address, frame) ?? address;
  const path = told.pathTo(frame);
  const account = told.account(address);
  if (account?.signature === null || account === undefined) {
    return {
      words: [
        `${name} is an ordinary key (a point of the curve), and the transaction does not carry its signature: whoever holds its private key must sign the transaction.`,
        `Mark it as a signer in instruction ${frame.instructionIndex}, and sign with its key.`,
      ],
      facts: { signature: null, lostIn: null },
      fix: { kind: "sign", address },
    };
  }
  const lost = path.find((step) => placeOf(step, address)?.signer.held !== true) ?? frame;
  const lostAccount = placeOf(lost, address);
  const caller = told.caller(lost);
  const callerName = caller === undefined ? "the message" : told.name(caller.program);
  return {
    words: [
      `${name} did sign: signature ${account.signature} of the transaction is its own.`,
      ...path.slice(0, -1).map((step) => heldLine(told, step, address)),
      lostAccount === undefined
        ? `${callerName} did not pass the account to ${told.name(lost.program)} at all.`
        : `The signature was lost in ${frameText(told, lost)}: ${callerName} passed the account without the signer flag.`,
      `In ${callerName}, mark the account as a signer in the account metas of that call.`,
    ],
    facts: { signature: account.signature, lostIn: lost.id },
    fix: undefined,
  };
}

function heldLine(told: Case, step: Frame, address: Address): string {
  const account = placeOf(step, address);
  const how =
    account === undefined ? "does not have it" : account.signer.held ? "holds its signature" : "has it, unsigned";
  return `  ${frameText(told, step)}: ${how}`;
}
