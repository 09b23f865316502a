import { PublicKey, TransactionInstruction } from "@solana/web3.js";

const ESCROW = new PublicKey("Escrow111111111111111111111111111111111111o");
const TOKEN = new PublicKey("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
const ASSOCIATED_TOKEN = new PublicKey("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/** The same with web3.js v1: "escrow" alone. */
export function transferOneTokenFromEscrow(mint: PublicKey, to: PublicKey): TransactionInstruction {
  return instruction(mint, to, PublicKey.createProgramAddressSync([Buffer.from("escrow")], ESCROW), [0]);
}

/** "escrow2" and a bump that the program searches. */
export function transferOneTokenFromEscrow2(mint: PublicKey, to: PublicKey): TransactionInstruction {
  return instruction(mint, to, findEscrow2()[0], [1]);
}

/** "escrow2" and a bump that is passed. */
export function transferOneTokenFromEscrow2WithBump(mint: PublicKey, to: PublicKey): TransactionInstruction {
  const [escrow2, bump] = findEscrow2();
  return instruction(mint, to, escrow2, [2, bump]);
}

function findEscrow2() {
  return PublicKey.findProgramAddressSync([Buffer.from("escrow2")], ESCROW);
}

function instruction(mint: PublicKey, to: PublicKey, escrow: PublicKey, data: number[]): TransactionInstruction {
  const seeds = [escrow.toBytes(), TOKEN.toBytes(), mint.toBytes()];
  const [from] = PublicKey.findProgramAddressSync(seeds, ASSOCIATED_TOKEN);
  return new TransactionInstruction({
    programId: ESCROW,
    keys: [
      { pubkey: escrow, isSigner: false, isWritable: false },
      { pubkey: to, isSigner: false, isWritable: true },
      { pubkey: from, isSigner: false, isWritable: true },
      { pubkey: TOKEN, isSigner: false, isWritable: false },
    ],
    data: Buffer.from(data),
  });
}
