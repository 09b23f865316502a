import { EbpfError } from "../../../sbpf/errors.js";
import { verifyText } from "../../../sbpf/verifier.js";
import { SbpfVersion } from "../../../sbpf/version.js";
import { Comparison, type Suite, type Verdict } from "../suite.js";
import type { VectorVersion } from "./config.js";
import { debugText } from "./debug-text.js";

interface VerifyLine {
  readonly sbpfVersion: VectorVersion;
  readonly text: string;
  readonly expected: { readonly ok?: true; readonly err?: string; readonly display?: string };
}

/** vm-verify: a text and what the verifier says of it. */
export const vmVerifySuite: Suite = {
  matches: (fileName) => fileName.startsWith("vm-verify"),
  runsPrograms: false,
  run(line): Verdict {
    const { sbpfVersion, text, expected } = line as VerifyLine;
    const error = verifierErrorOf(Buffer.from(text, "hex"), SbpfVersion[sbpfVersion]);
    const comparison = new Comparison();
    comparison.expect("ok", expected.ok, error === null ? true : undefined);
    comparison.expect("err", expected.err && `VerifierError(${expected.err.replaceAll(", ", ",")})`, error?.debug);
    comparison.expect("display", expected.display && `Verifier error: ${expected.display}`, error?.message);
    return comparison.verdict;
  },
};

/** What the verifier says against a text, as Rust's Debug and Display; null if nothing. */
export function verifierErrorOf(text: Uint8Array, version: SbpfVersion): { debug: string; message: string } | null {
  try {
    verifyText(text, version);
    return null;
  } catch (error) {
    if (!(error instanceof EbpfError)) throw error;
    return { debug: debugText(error), message: error.message };
  }
}
