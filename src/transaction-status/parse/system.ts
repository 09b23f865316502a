import { type Call, instruction, type Parser, variants } from "./call.js";
import { bincodeString, pubkey, readU32, u64 } from "./fields.js";
import { accounts, args } from "./parts.js";

const nonceSysvar = "recentBlockhashesSysvar";

/** Agave, transaction-status/src/parse_system.rs; solana-system-interface, `SystemInstruction`. */
export const parseSystem: Parser = variants(readU32, [
  instruction("createAccount", accounts("source", "newAccount"), args({ lamports: u64, space: u64, owner: pubkey })),
  instruction("assign", accounts("account"), args({ owner: pubkey })),
  instruction("transfer", accounts("source", "destination"), args({ lamports: u64 })),
  instruction(
    "createAccountWithSeed",
    accounts("source", "newAccount"),
    args({ base: pubkey, seed: bincodeString, lamports: u64, space: u64, owner: pubkey }),
  ),
  instruction("advanceNonce", accounts("nonceAccount", nonceSysvar, "nonceAuthority")),
  instruction(
    "withdrawFromNonce",
    accounts("nonceAccount", "destination", nonceSysvar, "rentSysvar", "nonceAuthority"),
    args({ lamports: u64 }),
  ),
  instruction("initializeNonce", accounts("nonceAccount", nonceSysvar, "rentSysvar"), args({ nonceAuthority: pubkey })),
  instruction("authorizeNonce", accounts("nonceAccount", "nonceAuthority"), args({ newAuthorized: pubkey })),
  instruction("allocate", accounts("account"), args({ space: u64 })),
  instruction(
    "allocateWithSeed",
    accounts("account"),
    accountOfBase,
    args({ base: pubkey, seed: bincodeString, space: u64, owner: pubkey }),
  ),
  instruction(
    "assignWithSeed",
    accounts("account"),
    accountOfBase,
    args({ base: pubkey, seed: bincodeString, owner: pubkey }),
  ),
  instruction(
    "transferWithSeed",
    accounts("source", "sourceBase", "destination"),
    args({ lamports: u64, sourceSeed: bincodeString, sourceOwner: pubkey }),
  ),
  instruction("upgradeNonce", accounts("nonceAccount")),
  instruction(
    "createAccountAllowPrefund",
    accounts("newAccount"),
    args({ lamports: u64, space: u64, owner: pubkey }),
    sourceOfLamports,
  ),
]);

/** The base signs, and its key is in the data as well. */
function accountOfBase(call: Call): void {
  call.takeAccounts(1);
}

/** Nobody pays nothing. */
function sourceOfLamports(call: Call): void {
  if (call.info.lamports === 0n) call.info.lamports = undefined;
  else call.nameAccount("source");
}
