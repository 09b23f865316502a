import {
  type Address,
  appendTransactionMessageInstructions,
  type Blockhash,
  compileTransaction,
  createTransactionMessage,
  getAddressDecoder,
  getBase58Decoder,
  type Instruction,
  type Signature,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Transaction,
} from "@solana/kit";
import { getPublicKey, sign } from "../../../src/crypto/ed25519.js";
import { findProgramAddress } from "../../../src/solana/program-derived-address.js";
import { pubkeyFromAddress } from "../../../src/solana/pubkey.js";

export interface Signer {
  readonly address: Address;
  readonly secretKey: Uint8Array;
}

/** The same one for the same number. */
export function signer(seed: number): Signer {
  const secretKey = new Uint8Array(32).fill(seed);
  return { address: addressOf(getPublicKey(secretKey)), secretKey };
}

/** An address that is no curve point's, the same one for the same number. */
export function newAddress(seed: number): Address {
  return addressOf(new Uint8Array(32).fill(seed));
}

export function addressOf(bytes: Uint8Array): Address {
  return getAddressDecoder().decode(bytes);
}

interface Options {
  readonly version?: "legacy" | 0 | 1;
  /** Default: the payer signs. */
  readonly signers?: readonly Signer[];
  /** Takes the place of every signature. */
  readonly signature?: Uint8Array;
}

/** Kit's transaction with the signatures of those signers. */
export function transaction(
  payer: Signer,
  blockhash: string,
  instructions: readonly Instruction[],
  { version = 0, signers = [payer], signature }: Options = {},
): Transaction {
  const message = appendTransactionMessageInstructions(
    instructions,
    setTransactionMessageLifetimeUsingBlockhash(
      { blockhash: blockhash as Blockhash, lastValidBlockHeight: 0n },
      setTransactionMessageFeePayer(payer.address, createTransactionMessage({ version } as { version: 0 })),
    ),
  );
  const compiled = compileTransaction(message);
  const signatures = Object.fromEntries(
    Object.keys(compiled.signatures).map((address) => {
      const found = signers.find((one) => one.address === address);
      const made = found && sign(Uint8Array.from(compiled.messageBytes), found.secretKey);
      return [address, found === undefined ? null : (signature ?? made)];
    }),
  );
  return { ...compiled, signatures } as Transaction;
}

export function transfer(from: Address, to: Address, lamports: bigint): Instruction {
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint32(0, 2, true);
  view.setBigUint64(4, lamports, true);
  return {
    programAddress: SYSTEM_PROGRAM,
    accounts: [
      { address: from, role: 3 },
      { address: to, role: 1 },
    ],
    data,
  };
}

/** Its first signature in base58. */
export function signatureOf(tx: Transaction): Signature {
  return getBase58Decoder().decode(Object.values(tx.signatures)[0]!) as Signature;
}

/** Creates the associated token account of an owner unless it is there (CreateIdempotent). */
export function associatedTokenAccount(payer: Address, mint: Address, owner: Address): Instruction {
  const seeds = [owner, TOKEN_PROGRAM, mint].map(pubkeyFromAddress);
  const { address } = findProgramAddress(seeds, pubkeyFromAddress(ATA_PROGRAM))!;
  return {
    programAddress: ATA_PROGRAM,
    accounts: [
      { address: payer, role: 3 },
      { address: addressOf(address), role: 1 },
      { address: owner, role: 0 },
      { address: mint, role: 0 },
      { address: SYSTEM_PROGRAM, role: 0 },
      { address: TOKEN_PROGRAM, role: 0 },
    ],
    data: Uint8Array.of(1),
  };
}

/** An initialized mint without authorities. */
export function mintData(): Uint8Array {
  const data = new Uint8Array(82);
  data[45] = 1;
  return data;
}

const ATA_PROGRAM = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL" as Address;
export const SYSTEM_PROGRAM = "11111111111111111111111111111111" as Address;
const COMPUTE_BUDGET_PROGRAM = "ComputeBudget111111111111111111111111111111" as Address;
const MEMO_PROGRAM = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr" as Address;
export const TOKEN_PROGRAM = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA" as Address;

export function memo(text: string): Instruction {
  return { programAddress: MEMO_PROGRAM, data: new TextEncoder().encode(text) };
}

export function computeUnitLimit(units: number): Instruction {
  const data = new Uint8Array(5);
  data[0] = 2;
  new DataView(data.buffer).setUint32(1, units, true);
  return { programAddress: COMPUTE_BUDGET_PROGRAM, data };
}
