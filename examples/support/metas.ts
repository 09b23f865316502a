import {
  type AccountMeta,
  AccountRole,
  type AccountSignerMeta,
  type Address,
  type TransactionSigner,
} from "@solana/kit";

// Accounts of an instruction, as Kit's clients are generated: who signs stands beside its address.

export function readonly(address: Address): AccountMeta {
  return { address, role: AccountRole.READONLY };
}

export function writable(address: Address): AccountMeta {
  return { address, role: AccountRole.WRITABLE };
}

export function signer(signer: TransactionSigner): AccountSignerMeta {
  return { address: signer.address, role: AccountRole.READONLY_SIGNER, signer };
}

export function writableSigner(signer: TransactionSigner): AccountSignerMeta {
  return { address: signer.address, role: AccountRole.WRITABLE_SIGNER, signer };
}
