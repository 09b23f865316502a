import { type Call, instruction, type Parser, variants } from "./call.js";
import { bincodeBytes, readU32, u32, u64 } from "./fields.js";
import { accounts, args, nullableAccount, optionalAccounts } from "./parts.js";

const written = args({ offset: u32, bytes: bincodeBytes });

/** Agave, transaction-status/src/parse_bpf_loader.rs; solana-loader-v2-interface, `LoaderInstruction`. */
export const parseBpfLoader: Parser = variants(readU32, [
  instruction("write", accounts("account"), written),
  // The rent sysvar is not shown.
  instruction("finalize", accounts("account"), (call: Call) => call.takeAccounts(1)),
]);

const deployed = accounts("programDataAccount", "programAccount", "bufferAccount");
const sysvars = accounts("rentSysvar", "clockSysvar");

/** The same file; solana-loader-v3-interface, `UpgradeableLoaderInstruction`. */
export const parseBpfUpgradeableLoader: Parser = variants(readU32, [
  instruction("initializeBuffer", accounts("account"), optionalAccounts("authority")),
  instruction("write", accounts("account", "authority"), written),
  instruction(
    "deployWithMaxDataLen",
    accounts("payerAccount"),
    deployed,
    sysvars,
    accounts("systemProgram", "authority"),
    args({ maxDataLen: u64 }),
  ),
  instruction("upgrade", deployed, accounts("spillAccount"), sysvars, accounts("authority")),
  instruction("setAuthority", accounts("account", "authority"), nullableAccount("newAuthority")),
  instruction("close", accounts("account", "recipient", "authority"), nullableAccount("programAccount")),
  instruction(
    "extendProgram",
    accounts("programDataAccount", "programAccount"),
    nullableAccount("systemProgram"),
    nullableAccount("payerAccount"),
    args({ additionalBytes: u32 }),
  ),
  instruction("setAuthorityChecked", accounts("account", "authority", "newAuthority")),
]);
