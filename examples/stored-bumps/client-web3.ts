import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import type { CheckIn } from "./client.js";
import { Tag } from "./program.js";

const system = { pubkey: SystemProgram.programId, isSigner: false, isWritable: false };

/** The same with web3.js v1: opens the pot. */
export function openPot(programId: PublicKey, payer: PublicKey, share: bigint) {
  const data = Buffer.alloc(9);
  data[0] = Tag.OPEN;
  data.writeBigUInt64LE(share, 1);
  return new TransactionInstruction({
    programId,
    keys: [payerMeta(payer), writable(findPot(programId)), system],
    data,
  });
}

/** Claims a share. */
export function claim(programId: PublicKey, user: PublicKey) {
  const [receipt, bump] = findReceipt(programId, user);
  const keys = [payerMeta(user), writable(findPot(programId)), writable(receipt), system];
  return new TransactionInstruction({ programId, keys, data: Buffer.of(Tag.CLAIM, bump) });
}

/** Counts a visit. */
export function checkIn(programId: PublicKey, user: PublicKey, how: CheckIn = "CHECK_IN") {
  const [receipt] = findReceipt(programId, user);
  const keys = [{ pubkey: user, isSigner: true, isWritable: false }, writable(receipt)];
  return new TransactionInstruction({ programId, keys, data: Buffer.of(Tag[how]) });
}

function findPot(programId: PublicKey): PublicKey {
  return PublicKey.findProgramAddressSync([Buffer.from("pot")], programId)[0];
}

function findReceipt(programId: PublicKey, user: PublicKey): [PublicKey, number] {
  return PublicKey.findProgramAddressSync([Buffer.from("receipt"), user.toBytes()], programId);
}

function payerMeta(pubkey: PublicKey) {
  return { pubkey, isSigner: true, isWritable: true };
}

function writable(pubkey: PublicKey) {
  return { pubkey, isSigner: false, isWritable: true };
}
