import { U64_MAX, u64FromBigInt } from "../base/u64.js";
import type { Pubkey } from "../solana/pubkey.js";
import { copyBytes, copyPubkey, refuseArgument } from "./arguments.js";
import { requireFrame } from "./frame.js";
import { utf8Bytes } from "./text.js";

/** Logs a line: `Program log: …` (solana-msg, msg!). */
export function msg(text: string): void {
  const frame = requireFrame("msg");
  const bytes = utf8Bytes(text, "msg", "the text");
  frame.syscall("sol_log_", frame.scratch().put(bytes), bytes.length);
}

/** Logs bytes in base64: `Program data: …`, as events are (sol_log_data). */
export function logData(...fields: readonly Uint8Array[]): void {
  const frame = requireFrame("logData");
  const copies = fields.map((field) => copyBytes(field, "logData", "a field"));
  frame.syscall("sol_log_data", frame.scratch().putSlices(copies), copies.length);
}

/** Logs a public key in base58 (Pubkey::log). */
export function logPubkey(pubkey: Pubkey): void {
  const frame = requireFrame("logPubkey");
  const copy = copyPubkey(pubkey, "logPubkey", "a public key");
  frame.syscall("sol_log_pubkey", frame.scratch().put(copy));
}

/** Logs five numbers in hexadecimal (sol_log_64). Each is a u64. */
export function log64(a: bigint, b: bigint, c: bigint, d: bigint, e: bigint): void {
  const frame = requireFrame("log64");
  const numbers = [a, b, c, d, e].map((number: unknown) =>
    typeof number === "bigint" && number >= 0n && number <= U64_MAX
      ? u64FromBigInt(number)
      : refuseArgument("log64", "a u64 as a bigint", number),
  );
  frame.scratch();
  frame.syscall("sol_log_64_", ...numbers);
}

/** Logs the compute units that are left (sol_log_compute_units). */
export function logComputeUnits(): void {
  const frame = requireFrame("logComputeUnits");
  frame.scratch();
  frame.syscall("sol_log_compute_units_");
}

/** The compute units that are left (sol_remaining_compute_units). */
export function remainingComputeUnits(): number {
  const frame = requireFrame("remainingComputeUnits");
  frame.scratch();
  return Number(frame.syscall("sol_remaining_compute_units"));
}
