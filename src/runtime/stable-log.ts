import { base64Encode } from "../base/base64.js";
import type { Address } from "../solana/pubkey.js";
import type { LogCollector } from "./log-collector.js";

// The lines that every log reader knows (Agave: program-runtime/src/stable_log.rs).

export function logProgramInvoke(log: LogCollector | undefined, program: Address, stackHeight: number): void {
  log?.logAscii(`Program ${program} invoke [${stackHeight}]`);
}

export function logProgramLog(log: LogCollector | undefined, message: string): void {
  log?.log(message, "Program log: ");
}

export function logProgramData(log: LogCollector | undefined, fields: readonly Uint8Array[]): void {
  log?.logAscii(`Program data: ${fields.map((field) => base64Encode(field)).join(" ")}`);
}

export function logProgramConsumed(
  log: LogCollector | undefined,
  program: Address,
  consumedUnits: number,
  availableUnits: number,
): void {
  log?.logAscii(`Program ${program} consumed ${consumedUnits} of ${availableUnits} compute units`);
}

export function logProgramReturn(log: LogCollector | undefined, program: Address, data: Uint8Array): void {
  log?.logAscii(`Program return: ${program} ${base64Encode(data)}`);
}

export function logProgramSuccess(log: LogCollector | undefined, program: Address): void {
  log?.logAscii(`Program ${program} success`);
}

export function logProgramFailure(log: LogCollector | undefined, program: Address, reason: string): void {
  log?.log(reason, `Program ${program} failed: `);
}
