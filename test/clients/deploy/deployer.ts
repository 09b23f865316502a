import { base58 } from "@scure/base";
import {
  type Connection,
  Keypair,
  type PublicKey,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
  type TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import {
  BUFFER_HEADER_BYTES,
  deployWithMaxDataLen,
  initializeBuffer,
  LOADER_V3,
  PROGRAM_BYTES,
  write,
} from "./loader-v3.js";

/** What fits into a packet beside the rest of a Write transaction. */
const CHUNK_BYTES = 1_010;
/** Requests on their way at one time. */
const CONCURRENCY = 64;
/** getSignatureStatuses takes as many. */
const STATUS_BATCH = 256;

/** Puts programs on a cluster the way the CLIs do, with no other means than a client has. */
export class Deployer {
  constructor(
    readonly connection: Connection,
    readonly payer: Keypair,
  ) {}

  send(instructions: readonly TransactionInstruction[], ...signers: readonly Keypair[]): Promise<string> {
    const transaction = new Transaction().add(...instructions);
    return sendAndConfirmTransaction(this.connection, transaction, [this.payer, ...signers]);
  }

  /** Makes a buffer and writes a program into it. */
  async writeBuffer(bytes: Uint8Array, buffer = Keypair.generate()): Promise<PublicKey> {
    const { payer } = this;
    const space = BUFFER_HEADER_BYTES + bytes.length;
    const create = SystemProgram.createAccount({
      fromPubkey: payer.publicKey,
      newAccountPubkey: buffer.publicKey,
      lamports: await this.connection.getMinimumBalanceForRentExemption(space),
      space,
      programId: LOADER_V3,
    });
    await this.send([create, initializeBuffer(buffer.publicKey, payer.publicKey)], buffer);
    const writes: TransactionInstruction[] = [];
    for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
      const chunk = bytes.subarray(offset, offset + CHUNK_BYTES);
      writes.push(write(buffer.publicKey, payer.publicKey, offset, chunk));
    }
    await this.#sendAll(writes);
    return buffer.publicKey;
  }

  /** Sends instructions in transactions of their own, all at once, and those again that did not arrive in time. */
  async #sendAll(instructions: readonly TransactionInstruction[]): Promise<void> {
    let left = instructions;
    while (left.length > 0) {
      const { blockhash, lastValidBlockHeight } = await this.connection.getLatestBlockhash();
      const sent = await mapConcurrently(left, async (instruction) => {
        const transaction = this.#sign(instruction, blockhash);
        // A blockhash that grew too old meanwhile is a reason to come again.
        await this.connection.sendTransaction(transaction, { skipPreflight: true }).catch(() => {});
        return [base58.encode(transaction.signatures[0]!), instruction] as const;
      });
      left = await this.#unconfirmed(new Map(sent), lastValidBlockHeight);
    }
  }

  /** A versioned one: web3.js writes legacy ones by way of base58, which takes it ten times as long as the cluster needs. */
  #sign(instruction: TransactionInstruction, recentBlockhash: string): VersionedTransaction {
    const { publicKey: payerKey } = this.payer;
    const message = new TransactionMessage({ payerKey, recentBlockhash, instructions: [instruction] });
    const transaction = new VersionedTransaction(message.compileToV0Message());
    transaction.sign([this.payer]);
    return transaction;
  }

  async #unconfirmed(sent: Map<string, TransactionInstruction>, lastValidBlockHeight: number) {
    while (sent.size > 0) {
      const height = await this.connection.getBlockHeight();
      const signatures = [...sent.keys()];
      for (let i = 0; i < signatures.length; i += STATUS_BATCH) {
        const batch = signatures.slice(i, i + STATUS_BATCH);
        const { value } = await this.connection.getSignatureStatuses(batch);
        value.forEach((status, j) => {
          if (status?.err) throw new Error(`a write failed: ${JSON.stringify(status.err)}`);
          if (status !== null && status.confirmationStatus !== "processed") sent.delete(batch[j]!);
        });
      }
      if (height > lastValidBlockHeight) break;
    }
    return [...sent.values()];
  }

  /** The instructions that make a program of a buffer. */
  async deployInstructions(program: PublicKey, buffer: PublicKey, maxDataLength: number) {
    const { publicKey } = this.payer;
    const create = SystemProgram.createAccount({
      fromPubkey: publicKey,
      newAccountPubkey: program,
      lamports: await this.connection.getMinimumBalanceForRentExemption(PROGRAM_BYTES),
      space: PROGRAM_BYTES,
      programId: LOADER_V3,
    });
    const deployment = { payer: publicKey, program, buffer, authority: publicKey, maxDataLength };
    return [create, deployWithMaxDataLen(deployment)];
  }

  /** Deploys a program, with its authority the payer's. */
  async deploy(bytes: Uint8Array, program = Keypair.generate(), maxDataLength = bytes.length): Promise<PublicKey> {
    const buffer = await this.writeBuffer(bytes);
    await this.send(await this.deployInstructions(program.publicKey, buffer, maxDataLength), program);
    return program.publicKey;
  }
}

async function mapConcurrently<T, R>(items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await map(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return results;
}
