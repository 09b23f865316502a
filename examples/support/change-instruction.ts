import type { AccountMeta, Instruction } from "@solana/kit";

/** The same instruction with another account at `index`, as an attacker would send it; a signer's role may be lost too. */
export function withAccount(instruction: Instruction, index: number, change: Partial<AccountMeta>): Instruction {
  const accounts = (instruction.accounts ?? []).map((meta, i) => {
    return i === index ? { address: meta.address, role: meta.role, ...change } : meta;
  });
  return { ...instruction, accounts };
}
