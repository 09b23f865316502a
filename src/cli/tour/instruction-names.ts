import { viewOf } from "../../base/bytes.js";
import { ASSOCIATED_TOKEN_PROGRAM_ID, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../solana/program-ids.js";
import { addressFromPubkey } from "../../solana/pubkey.js";

/** The instructions that the tour meets: by program address and tag. */
const NAMES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  [addressFromPubkey(SYSTEM_PROGRAM_ID)]: { 0: "createAccount", 1: "assign", 2: "transfer", 8: "allocate" },
  [addressFromPubkey(ASSOCIATED_TOKEN_PROGRAM_ID)]: { 0: "create", 1: "createIdempotent" },
  [addressFromPubkey(TOKEN_PROGRAM_ID)]: {
    7: "mintTo",
    9: "closeAccount",
    12: "transferChecked",
    18: "initializeAccount3",
    20: "initializeMint2",
    21: "getAccountDataSize",
    22: "initializeImmutableOwner",
  },
};

/** The name of an instruction, where the tour knows it. System instructions have tags of four bytes, others of one. */
export function instructionName(programAddress: string, data: Uint8Array): string | undefined {
  const isSystem = programAddress === addressFromPubkey(SYSTEM_PROGRAM_ID);
  const tag = isSystem && data.length >= 4 ? viewOf(data).getUint32(0, true) : data[0];
  return tag === undefined ? undefined : NAMES[programAddress]?.[tag];
}
