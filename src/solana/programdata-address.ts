import { findProgramAddress } from "./program-derived-address.js";
import { LOADER_V3_ID } from "./program-ids.js";
import type { Pubkey } from "./pubkey.js";

/** The account that holds the ELF of a program of loader v3 (solana-loader-v3-interface, `get_program_data_address`). */
export function programdataAddressOf(programId: Pubkey): { address: Pubkey; bump: number } {
  // Finding a program id for which no bump gives an address would take breaking SHA-256.
  return findProgramAddress([programId], LOADER_V3_ID)!;
}
