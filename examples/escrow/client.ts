import {
  type Address,
  address,
  getAddressDecoder,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Instruction,
  isOffCurveAddress,
  type ProgramDerivedAddress,
} from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { readonly, writable } from "../support/metas.js";
import { tokenAddress } from "../support/tokens.js";

export const ESCROW_PROGRAM = address("Escrow111111111111111111111111111111111111o");

/** What an instruction needs: whose tokens, and where one of them goes. */
export interface Transfer {
  readonly mint: Address;
  readonly to: Address;
}

/** Out of the escrow whose address comes of "escrow" alone. */
export async function transferOneTokenFromEscrow(transfer: Transfer): Promise<Instruction> {
  return instruction(transfer, await createEscrow("escrow"), [0]);
}

/** Out of the escrow whose address comes of "escrow2" and a bump, which the program searches. */
export async function transferOneTokenFromEscrow2(transfer: Transfer): Promise<Instruction> {
  const [escrow2] = await findEscrow2();
  return instruction(transfer, escrow2, [1]);
}

/** The same, with the bump found here and passed to the program. */
export async function transferOneTokenFromEscrow2WithBump(transfer: Transfer): Promise<Instruction> {
  const [escrow2, bump] = await findEscrow2();
  return instruction(transfer, escrow2, [2, bump]);
}

/** Kit always adds a bump, so a seed without one is hashed by hand. Throws if the address is on the curve. */
export async function createEscrow(seed: string): Promise<Address> {
  const program = getAddressEncoder().encode(ESCROW_PROGRAM);
  const text = new TextEncoder();
  const preimage = Uint8Array.of(...text.encode(seed), ...program, ...text.encode("ProgramDerivedAddress"));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", preimage));
  const derived = getAddressDecoder().decode(hash);
  if (!isOffCurveAddress(derived)) throw new Error(`"${seed}" alone derives an address on the curve`);
  return derived;
}

export function findEscrow2(): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress: ESCROW_PROGRAM, seeds: ["escrow2"] });
}

async function instruction({ mint, to }: Transfer, escrow: Address, data: number[]): Promise<Instruction> {
  const from = await tokenAddress(mint, escrow);
  const accounts = [readonly(escrow), writable(to), writable(from), readonly(TOKEN_PROGRAM_ADDRESS)];
  return { programAddress: ESCROW_PROGRAM, accounts, data: Uint8Array.from(data) };
}
