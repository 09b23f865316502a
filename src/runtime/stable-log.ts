import { base64Encode } from "../base/base64.js";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import type { LogCollector } from "./log-collector.js";

// The lines that every log reader knows (Agave: program-runtime/src/stable_log.rs).

export function logProgramInvoke(log: LogCollector | undefined, programId: Pubkey, stackHeight: number): void {
  log?.log(`Program ${addressFromPubkey(programId)} invoke [${stackHeight}]`);
}

export function logProgramLog(log: LogCollector | undefined, message: string): void {
  log?.log(`Program log: ${message}`);
}

export function logProgramData(log: LogCollector | undefined, fields: readonly Uint8Array[]): void {
  log?.log(`Program data: ${fields.map((field) => base64Encode(field)).join(" ")}`);
}

export function logProgramConsumed(
  log: LogCollector | undefined,
  programId: Pubkey,
  consumedUnits: number,
  availableUnits: number,
): void {
  log?.log(`Program ${addressFromPubkey(programId)} consumed ${consumedUnits} of ${availableUnits} compute units`);
}

export function logProgramReturn(log: LogCollector | undefined, programId: Pubkey, data: Uint8Array): void {
  log?.log(`Program return: ${addressFromPubkey(programId)} ${base64Encode(data)}`);
}

export function logProgramSuccess(log: LogCollector | undefined, programId: Pubkey): void {
  log?.log(`Program ${addressFromPubkey(programId)} success`);
}

export function logProgramFailure(log: LogCollector | undefined, programId: Pubkey, reason: string): void {
  log?.log(`Program ${addressFromPubkey(programId)} failed: ${reason}`);
}
