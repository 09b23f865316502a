import { isOnCurve } from "../../crypto/is-on-curve.js";
import { SYSVAR_PROGRAM_ID } from "../../solana/program-ids.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import type { Frame, FrameAccount } from "../../trace/model.js";
import type { Case } from "../case.js";
import type { Told } from "../model.js";
import { capital, frameText, listed } from "../words.js";
import { signing } from "./candidates.js";
import { type FailedInstruction, logWords } from "./plain.js";

/** Why an account is no signer in a frame, and so what would make it one. */
type Signing = "signs" | "dropped" | "program" | "ordinaryKey" | "programAddress";

const STATES: Readonly<Record<Signing, string>> = {
  signs: "has signed",
  dropped: "has signed, but the caller did not pass its signature on",
  program: "is a program or a sysvar, which never signs",
  ordinaryKey: "has not signed; an ordinary key, for which somebody can sign",
  programAddress:
    "has not signed; off the curve, so that only the program that it derives from can sign for it, in a call",
};

/** The program wants a signature; it does not say whose. */
export function explainMissingSignature({ told, frame }: FailedInstruction): Told {
  const accounts = frame.accounts.filter(({ duplicateOf }) => duplicateOf === null);
  const states = accounts.map((account) => ({ account, how: signingOf(told, account) }));
  const named = (how: Signing) =>
    states.filter((one) => one.how === how).map(({ account }) => told.name(account.address, frame));
  return {
    code: "missing-required-signature",
    title: `missing required signature, says ${told.name(frame.program)}`,
    facts: {
      program: frame.program,
      accounts: states.map(({ account, how }) => ({ address: account.address, signing: how })),
    },
    words: [
      `${capital(frameText(told, frame))} failed: an account that must sign has not signed.`,
      ...states.map(({ account, how }) => `  ${told.name(account.address, frame)}: ${STATES[how]}`),
      ...logWords(frame),
      ...advice(told, frame, named),
    ],
    candidates: signing(told, frame),
  };
}

function signingOf(told: Case, { address, signer }: FrameAccount): Signing {
  if (signer.held) return "signs";
  if (signer.dropped) return "dropped";
  const state = told.account(address)?.loaded;
  if (state?.executable || state?.owner === addressFromPubkey(SYSVAR_PROGRAM_ID)) return "program";
  return isOnCurve(told.keyOf(address)) ? "ordinaryKey" : "programAddress";
}

function advice(told: Case, frame: Frame, named: (how: Signing) => readonly string[]): string[] {
  const caller = told.caller(frame);
  const [dropped, keys, addresses] = [named("dropped"), named("ordinaryKey"), named("programAddress")];
  const or = (names: readonly string[]) => listed(names, "or");
  const place =
    caller === undefined ? `in instruction ${frame.instructionIndex}` : `in the call by ${told.name(caller.program)}`;
  return [
    ...(dropped.length > 0 ? [`If it is ${or(dropped)}: mark it as a signer ${place}.`] : []),
    ...(keys.length > 0
      ? [`If it is ${or(keys)}: sign the transaction with its key, and mark it as a signer ${place}.`]
      : []),
    ...(addresses.length > 0
      ? [
          `If it is ${or(addresses)}: let the program that it derives from make this call, with invoke_signed and its seeds.`,
        ]
      : []),
    ...(dropped.length + keys.length + addresses.length === 0 ? ["Add the account that must sign, as a signer."] : []),
  ];
}
