import {
  createAccount,
  createInitializeMint2Instruction,
  type ExtensionType,
  getAccount,
  getMint,
  getMintLen,
  mintTo,
  TOKEN_2022_PROGRAM_ID,
  transferChecked,
} from "@solana/spl-token";
import {
  type Connection,
  Keypair,
  type PublicKey,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
  type TransactionInstruction,
} from "@solana/web3.js";

export interface ExtendedMint {
  readonly extensions: readonly ExtensionType[];
  /** What comes between the account's creation and the mint's initialization. */
  readonly initialize: (mint: PublicKey) => readonly TransactionInstruction[];
  readonly decimals?: number;
  readonly mint?: Keypair;
}

/** Makes an account with room for a mint with extensions, and nothing in it. */
export function createMintAccount(
  payer: Keypair,
  mint: Keypair,
  extensions: readonly ExtensionType[],
  lamports: number,
) {
  return SystemProgram.createAccount({
    fromPubkey: payer.publicKey,
    newAccountPubkey: mint.publicKey,
    space: getMintLen([...extensions]),
    lamports,
    programId: TOKEN_2022_PROGRAM_ID,
  });
}

/** Makes a mint of Token-2022 with extensions; its authorities are the payer's. */
export async function createExtendedMint(
  connection: Connection,
  payer: Keypair,
  { extensions, initialize, decimals = 2, mint = Keypair.generate() }: ExtendedMint,
): Promise<PublicKey> {
  const lamports = await connection.getMinimumBalanceForRentExemption(getMintLen([...extensions]));
  const transaction = new Transaction().add(
    createMintAccount(payer, mint, extensions, lamports),
    ...initialize(mint.publicKey),
    createInitializeMint2Instruction(mint.publicKey, decimals, payer.publicKey, payer.publicKey, TOKEN_2022_PROGRAM_ID),
  );
  await sendAndConfirmTransaction(connection, transaction, [payer, mint]);
  return mint.publicKey;
}

export type Token2022 = ReturnType<typeof token2022>;

/** What tests do again and again; the payer has every authority, mints have two decimals. */
export function token2022(connection: Connection, payer: Keypair) {
  const program = TOKEN_2022_PROGRAM_ID;
  return {
    send: (...instructions: TransactionInstruction[]) =>
      sendAndConfirmTransaction(connection, new Transaction().add(...instructions), [payer]),
    makeAccount: (mint: PublicKey) =>
      createAccount(connection, payer, mint, payer.publicKey, Keypair.generate(), undefined, program),
    mintInto: (mint: PublicKey, account: PublicKey, amount: number) =>
      mintTo(connection, payer, mint, account, payer, amount, [], undefined, program),
    read: (account: PublicKey) => getAccount(connection, account, "confirmed", program),
    readMint: (mint: PublicKey) => getMint(connection, mint, "confirmed", program),
    move: (from: PublicKey, mint: PublicKey, to: PublicKey, amount: number, owner: Keypair = payer) =>
      transferChecked(connection, payer, from, mint, to, owner, amount, 2, [], undefined, program),
  };
}
