import { PublicKey, TransactionInstruction } from "@solana/web3.js";

const TOKEN = new PublicKey("TokenForAcme1111111111111111111111111111111");
const ACME = new PublicKey("Acme111111111111111111111111111111111111111");

/** The same with web3.js v1: Alice pays acme herself. */
export function pay(alice: PublicKey, amount: bigint): TransactionInstruction {
  const data = Buffer.alloc(9);
  data.writeBigUInt64LE(amount, 1);
  return new TransactionInstruction({ programId: TOKEN, keys: keysOfPayment(alice), data });
}

/** Bob launches his missiles. */
export function launchMissiles(bob: PublicKey): TransactionInstruction {
  return new TransactionInstruction({ programId: ACME, keys: keysOfLaunch(bob), data: Buffer.of(0) });
}

/** Both at once. */
export function payAndLaunchMissiles(alice: PublicKey, bob: PublicKey): TransactionInstruction {
  const program = { pubkey: TOKEN, isSigner: false, isWritable: false };
  const keys = [...keysOfLaunch(bob), ...keysOfPayment(alice), program];
  return new TransactionInstruction({ programId: ACME, keys, data: Buffer.of(1) });
}

function keysOfPayment(alice: PublicKey) {
  return [
    { pubkey: alice, isSigner: true, isWritable: false },
    { pubkey: derived(TOKEN, "purse", alice), isSigner: false, isWritable: true },
    { pubkey: derived(TOKEN, "purse", ACME), isSigner: false, isWritable: true },
  ];
}

function keysOfLaunch(bob: PublicKey) {
  return [
    { pubkey: bob, isSigner: true, isWritable: false },
    { pubkey: derived(ACME, "silo", bob), isSigner: false, isWritable: true },
  ];
}

function derived(program: PublicKey, seed: string, of: PublicKey): PublicKey {
  return PublicKey.findProgramAddressSync([Buffer.from(seed), of.toBytes()], program)[0];
}
