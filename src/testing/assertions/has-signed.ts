import { type Address, addressFromPubkey } from "../../solana/pubkey.js";
import { type AddressInput, toPubkey } from "../../svm/inputs.js";
import type { RightOrigin, Trace } from "../../trace/model.js";
import type { Outcome } from "../subjects/outcome.js";
import { framesOf } from "./frames.js";
import { told, traceOf, type Verdict } from "./verdict.js";

export interface SignedOptions {
  /** The program that signed with seeds, for an address of its own. */
  readonly by?: AddressInput;
}

/** A signature that counted: a key's, or a program's for an address that derives from its id. */
interface Signed {
  readonly address: Address;
  /** Undefined for a key's. */
  readonly by: Address | undefined;
}

/**
 * Whether an account signed: with its key for the transaction, or through a program with its seeds, in a call that began.
 * Throws `missing-trace`, `invalid-address`.
 */
export function hasSigned(outcome: Outcome, address: AddressInput, { by }: SignedOptions = {}): Verdict {
  const wanted = addressFromPubkey(toPubkey(address));
  const program = by === undefined ? undefined : addressFromPubkey(toPubkey(by));
  const all = signaturesIn(traceOf(outcome));
  const pass = all.some((one) => one.address === wanted && (program === undefined || one.by === program));
  const what = `${wanted}${program === undefined ? "" : ` through program ${program}`}`;
  const sentence = pass
    ? `expected no signature of ${what}, but there is one`
    : `expected a signature of ${what}; those who signed are:\n${listOf(all)}`;
  return { pass, message: () => told(sentence, outcome) };
}

function signaturesIn(trace: Trace): Signed[] {
  const byKey = trace.accounts.flatMap(({ address, signature }) =>
    signature === null ? [] : [{ address, by: undefined }],
  );
  const byPrograms = framesOf(trace).flatMap(({ accounts }) =>
    accounts.flatMap(({ address, signer: { held, source } }) => {
      if (!held || source === null) return [];
      const origin = source.kind === "inherited" ? source.origin : source;
      return signedBy(origin) === undefined ? [] : [{ address, by: signedBy(origin) }];
    }),
  );
  return [...byKey, ...byPrograms];
}

function signedBy(origin: RightOrigin): Address | undefined {
  return origin.kind === "pda" ? origin.program : undefined;
}

function listOf(all: readonly Signed[]): string {
  if (all.length === 0) return "  nobody";
  const lines = all.map(({ address, by }) => `  ${address}${by === undefined ? "" : `, through program ${by}`}`);
  return [...new Set(lines)].join("\n");
}
