import {
  AccountRole,
  type AccountSignerMeta,
  type Address,
  type AccountMeta as KitAccountMeta,
  type Instruction as KitInstruction,
  type TransactionSigner,
} from "@solana/kit";
import { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { addressOf, type Instruction, type Pubkey, pubkey } from "callgate/program";

/** An instruction that a program's `cpi` functions made, as Kit sends it; who signs is among `signers`. */
export function kitInstruction(instruction: Instruction, signers: readonly TransactionSigner[] = []): KitInstruction {
  return {
    programAddress: addressOf(instruction.programId),
    accounts: instruction.accounts.map(({ pubkey, isSigner, isWritable }): KitAccountMeta | AccountSignerMeta => {
      const address = addressOf(pubkey);
      const signer = isSigner ? signers.find((each) => each.address === address) : undefined;
      const role = (isSigner ? AccountRole.READONLY_SIGNER : 0) | (isWritable ? AccountRole.WRITABLE : 0);
      return signer === undefined ? { address, role } : ({ address, role, signer } as AccountSignerMeta);
    }),
    data: instruction.data,
  };
}

/** The same as web3.js v1 sends it. */
export function web3Instruction({ programId, accounts, data }: Instruction): TransactionInstruction {
  return new TransactionInstruction({
    programId: new PublicKey(programId),
    keys: accounts.map(({ pubkey, ...rights }) => ({ pubkey: new PublicKey(pubkey), ...rights })),
    data: Buffer.from(data),
  });
}

/** Addresses by name as the keys that a program's `cpi` functions take. */
export function keysOf<const A extends Readonly<Record<string, Address>>>(addresses: A): { [K in keyof A]: Pubkey } {
  return Object.fromEntries(Object.entries(addresses).map(([name, each]) => [name, pubkey(each)])) as never;
}
