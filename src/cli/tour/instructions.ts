import { concatBytes, viewOf } from "../../base/bytes.js";
import type { Instruction } from "../../solana/instruction.js";
import { findProgramAddress } from "../../solana/program-derived-address.js";
import { ASSOCIATED_TOKEN_PROGRAM_ID, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../solana/program-ids.js";
import type { Pubkey } from "../../solana/pubkey.js";

// The instructions of the tour, with the account roles that their programs document.

export const MINT_SIZE = 82;

type Role = "signer" | "writable" | "writableSigner" | "readonly";

export function createAccount(
  payer: Pubkey,
  account: Pubkey,
  lamports: bigint,
  space: number,
  owner: Pubkey,
): Instruction {
  const data = concatBytes(u32(0), u64(lamports), u64(BigInt(space)), owner);
  return instruction(SYSTEM_PROGRAM_ID, data, [payer, "writableSigner"], [account, "writableSigner"]);
}

export function initializeMint2(mint: Pubkey, decimals: number, authority: Pubkey): Instruction {
  return instruction(TOKEN_PROGRAM_ID, concatBytes(Uint8Array.of(20, decimals), authority, Uint8Array.of(0)), [
    mint,
    "writable",
  ]);
}

/** The address of an owner's account for a mint. */
export function associatedTokenAddress(owner: Pubkey, mint: Pubkey): Pubkey {
  return findProgramAddress([owner, TOKEN_PROGRAM_ID, mint], ASSOCIATED_TOKEN_PROGRAM_ID)!.address;
}

/** Creates the owner's account for a mint. The tour bends the roles of payer and account to have them refused. */
export function createAssociatedToken(
  payer: Pubkey,
  owner: Pubkey,
  mint: Pubkey,
  payerRole: Role = "writableSigner",
  accountRole: Role = "writable",
): Instruction {
  return instruction(
    ASSOCIATED_TOKEN_PROGRAM_ID,
    Uint8Array.of(0),
    [payer, payerRole],
    [associatedTokenAddress(owner, mint), accountRole],
    [owner, "readonly"],
    [mint, "readonly"],
    [SYSTEM_PROGRAM_ID, "readonly"],
    [TOKEN_PROGRAM_ID, "readonly"],
  );
}

export function mintTo(mint: Pubkey, account: Pubkey, authority: Pubkey, amount: bigint): Instruction {
  const data = concatBytes(Uint8Array.of(7), u64(amount));
  return instruction(TOKEN_PROGRAM_ID, data, [mint, "writable"], [account, "writable"], [authority, "signer"]);
}

export function transferChecked(
  source: Pubkey,
  mint: Pubkey,
  destination: Pubkey,
  authority: Pubkey,
  amount: bigint,
  decimals: number,
): Instruction {
  return instruction(
    TOKEN_PROGRAM_ID,
    concatBytes(Uint8Array.of(12), u64(amount), Uint8Array.of(decimals)),
    [source, "writable"],
    [mint, "readonly"],
    [destination, "writable"],
    [authority, "signer"],
  );
}

export function closeAccount(account: Pubkey, destination: Pubkey, owner: Pubkey): Instruction {
  return instruction(
    TOKEN_PROGRAM_ID,
    Uint8Array.of(9),
    [account, "writable"],
    [destination, "writable"],
    [owner, "signer"],
  );
}

function instruction(programId: Pubkey, data: Uint8Array, ...accounts: readonly [Pubkey, Role][]): Instruction {
  return {
    programId,
    data,
    accounts: accounts.map(([pubkey, role]) => ({
      pubkey,
      isSigner: role === "signer" || role === "writableSigner",
      isWritable: role === "writable" || role === "writableSigner",
    })),
  };
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setBigUint64(0, value, true);
  return bytes;
}
