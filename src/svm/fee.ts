import { U64_MAX } from "../base/u64.js";
import type { Message } from "../solana/message/message.js";
import { ED25519_PROGRAM_ID, SECP256K1_PROGRAM_ID, SECP256R1_PROGRAM_ID } from "../solana/program-ids.js";
import { includesPubkey } from "../solana/pubkey.js";

/** Agave: genesis config's fee rate, the same for every blockhash. */
export const LAMPORTS_PER_SIGNATURE = 5000n;
const LAMPORTS = Number(LAMPORTS_PER_SIGNATURE);

const SIGNATURE_PRECOMPILES = [ED25519_PROGRAM_ID, SECP256K1_PROGRAM_ID, SECP256R1_PROGRAM_ID];

/**
 * The fee in lamports: for the transaction's signatures and those that its precompile instructions say they hold, and
 * the priority fee (Agave: fee/src/lib.rs, `calculate_fee`). It leaves the ledger: half of the signatures' part would be
 * burned and the rest go to a leader, and there is none here.
 */
export function calculateFee(message: Message, priorityFeeLamports: bigint): bigint {
  const signatureFee = BigInt(signatureCount(message) * LAMPORTS);
  if (priorityFeeLamports === 0n) return signatureFee;
  const fee = signatureFee + priorityFeeLamports;
  return fee > U64_MAX ? U64_MAX : fee;
}

/** Signatures that are paid for; a precompile's count is its data's first byte. */
function signatureCount({ header, accountKeys, instructions }: Message): number {
  let count = header.numRequiredSignatures;
  for (const { programIdIndex, data } of instructions) {
    const programId = accountKeys[programIdIndex]!;
    if (data.length > 0 && includesPubkey(SIGNATURE_PRECOMPILES, programId)) count += data[0]!;
  }
  return count;
}
