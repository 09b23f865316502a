import { type AccountMeta, AccountRole, type AccountSignerMeta, type Address, type Instruction } from "@solana/kit";

// What an attacker makes of an instruction.

/** The same instruction, not signed by somebody. */
export function withoutSignature(instruction: Instruction, address: Address): Instruction {
  return changed(instruction, address, (meta) => ({ address, role: meta.role & AccountRole.WRITABLE }));
}

/** The same instruction, with an account that it may only read. */
export function withReadonly(instruction: Instruction, address: Address): Instruction {
  return changed(instruction, address, (meta) => ({ ...meta, role: meta.role & AccountRole.READONLY_SIGNER }));
}

/** The same instruction, with another account in an account's place. */
export function withAccount(instruction: Instruction, address: Address, other: Address): Instruction {
  return changed(instruction, address, (meta) => ({ address: other, role: meta.role & AccountRole.WRITABLE }));
}

/** The same instruction, without an account. */
export function withoutAccount(instruction: Instruction, address: Address): Instruction {
  return { ...instruction, accounts: metasOf(instruction).filter((meta) => meta.address !== address) };
}

type Meta = AccountMeta | AccountSignerMeta;

function changed(instruction: Instruction, address: Address, change: (meta: Meta) => Meta): Instruction {
  const accounts = metasOf(instruction);
  if (!accounts.some((meta) => meta.address === address)) throw new Error(`expected an account ${address}`);
  return { ...instruction, accounts: accounts.map((meta) => (meta.address === address ? change(meta) : meta)) };
}

function metasOf({ accounts = [] }: Instruction): readonly Meta[] {
  return accounts as readonly Meta[];
}
