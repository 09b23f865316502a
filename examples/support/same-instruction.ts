import type { Instruction } from "@solana/kit";
import type { TransactionInstruction } from "@solana/web3.js";
import { expect } from "vitest";

/** Whether a client with Kit and one with web3.js v1 mean the same. */
export function expectSameInstruction(kit: Instruction, web3: TransactionInstruction): void {
  expect(web3.programId.toBase58()).toBe(kit.programAddress);
  const accounts = web3.keys.map(({ pubkey, isSigner, isWritable }) => {
    return { address: pubkey.toBase58(), role: (isSigner ? 2 : 0) + (isWritable ? 1 : 0) };
  });
  expect(accounts).toEqual((kit.accounts ?? []).map(({ address, role }) => ({ address, role })));
  expect([...web3.data]).toEqual([...(kit.data ?? [])]);
}
