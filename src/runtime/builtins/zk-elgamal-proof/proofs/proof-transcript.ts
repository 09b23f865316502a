import { Transcript } from "../../../../crypto/merlin.js";
import { scalarFromWideBytes } from "../../../../crypto/ristretto-group.js";

/** What keeps the proofs of this program apart from all others (solana-zk-sdk 7, TRANSCRIPT_DOMAIN). */
const DOMAIN = "solana-zk-elgamal-proof-program-v1";
const WIDE_SCALAR_BYTES = 64;

/** The transcript of one instruction's proof (solana-zk-sdk, `new_zk_elgamal_transcript`). */
export function instructionTranscript(instructionLabel: string): Transcript {
  const transcript = new Transcript(DOMAIN);
  transcript.appendText("dom-sep", instructionLabel);
  return transcript;
}

export function challengeScalar(transcript: Transcript, label: string): bigint {
  return scalarFromWideBytes(transcript.challenge(label, WIDE_SCALAR_BYTES));
}

/** Whether 32 bytes are the identity's encoding, all zeros. */
export function isIdentityEncoding(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
