import { instruction, type Parser, variants } from "./call.js";
import { bincodeVec, pubkey, readU32, u8, u64 } from "./fields.js";
import { accounts, args, optionalAccounts } from "./parts.js";

const table = accounts("lookupTableAccount", "lookupTableAuthority");

/**
 * Agave, transaction-status/src/parse_address_lookup_table.rs; solana-address-lookup-table-interface,
 * `ProgramInstruction`.
 */
export const parseAddressLookupTable: Parser = variants(readU32, [
  instruction(
    "createLookupTable",
    table,
    accounts("payerAccount", "systemProgram"),
    args({ recentSlot: u64, bumpSeed: u8 }),
  ),
  instruction("freezeLookupTable", table),
  instruction(
    "extendLookupTable",
    table,
    optionalAccounts("payerAccount", "systemProgram"),
    args({ newAddresses: bincodeVec(pubkey) }),
  ),
  instruction("deactivateLookupTable", table),
  instruction("closeLookupTable", table, accounts("recipient")),
]);
