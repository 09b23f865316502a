import {
  type Address,
  airdropFactory,
  appendTransactionMessageInstructions,
  assertIsTransactionWithBlockhashLifetime,
  createSolanaRpc,
  createSolanaRpcSubscriptions_UNSTABLE,
  createTransactionMessage,
  generateKeyPairSigner,
  getAddressDecoder,
  getSignatureFromTransaction,
  type Instruction,
  type KeyPairSigner,
  lamports,
  type Rpc,
  type RpcSubscriptions,
  type Signature,
  type SolanaRpcApi,
  type SolanaRpcSubscriptionsApi,
  type SolanaRpcSubscriptionsApiUnstable,
  sendAndConfirmTransactionFactory,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { afterAll, expect } from "vitest";
import { startValidator, type Validator, type ValidatorOptions } from "../../../src/server/validator.js";
import { until } from "../support/until.js";

export const FEE = 5_000n;
export const SOL = 1_000_000_000n;

/** A cluster on sockets of this machine, and Kit's clients of it. */
export class KitStage {
  readonly url: string;
  readonly rpc: Rpc<SolanaRpcApi>;
  readonly rpcSubscriptions: RpcSubscriptions<SolanaRpcSubscriptionsApi & SolanaRpcSubscriptionsApiUnstable>;
  readonly airdrop: ReturnType<typeof airdropFactory>;
  readonly identity: Address;
  readonly voteAccount: Address;
  readonly faucet: Address;

  constructor(readonly validator: Validator) {
    const { server, cluster } = validator;
    this.url = `http://127.0.0.1:${server.rpcPort}`;
    this.rpc = createSolanaRpc(this.url);
    this.rpcSubscriptions = createSolanaRpcSubscriptions_UNSTABLE(`ws://127.0.0.1:${server.pubsubPort}`);
    this.airdrop = airdropFactory({ rpc: this.rpc, rpcSubscriptions: this.rpcSubscriptions });
    const address = (key: Uint8Array) => getAddressDecoder().decode(key);
    this.identity = address(cluster.identity.publicKey);
    this.voteAccount = address(cluster.voteAccount);
    this.faucet = address(cluster.faucet.publicKey);
  }

  /** A new signer with SOL from the faucet, confirmed. */
  async fund(sol = 10n): Promise<KeyPairSigner> {
    const signer = await generateKeyPairSigner();
    const amount = lamports(sol * SOL);
    await this.airdrop({ commitment: "confirmed", recipientAddress: signer.address, lamports: amount });
    return signer;
  }

  /** A message of version 0 with a recent blockhash. */
  async message(payer: KeyPairSigner, instructions: readonly Instruction[]) {
    const { value } = await this.rpc.getLatestBlockhash().send();
    const message = setTransactionMessageFeePayerSigner(payer, createTransactionMessage({ version: 0 }));
    const withLifetime = setTransactionMessageLifetimeUsingBlockhash(value, message);
    return appendTransactionMessageInstructions(instructions, withLifetime);
  }

  async sign(payer: KeyPairSigner, instructions: readonly Instruction[]) {
    const transaction = await signTransactionMessageWithSigners(await this.message(payer, instructions));
    assertIsTransactionWithBlockhashLifetime(transaction);
    return transaction;
  }

  /** Sends and confirms a transaction; its signature and its slot. */
  async send(payer: KeyPairSigner, ...instructions: Instruction[]): Promise<{ signature: Signature; slot: bigint }> {
    const transaction = await this.sign(payer, instructions);
    await sendAndConfirmTransactionFactory(this)(transaction, { commitment: "confirmed" });
    const signature = getSignatureFromTransaction(transaction);
    const { value } = await this.rpc.getSignatureStatuses([signature]).send();
    return { signature, slot: value[0]!.slot };
  }

  finalized(slot: bigint): Promise<void> {
    return until(async () => (await this.rpc.getSlot({ commitment: "finalized" }).send()) >= slot);
  }
}

/** Starts a validator for the tests of a file, with slots of 25 ms; fails the file if the server met what should never happen. */
export async function startKitStage(options: ValidatorOptions = {}): Promise<KitStage> {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const validator = await startValidator({ rpcPort: 0, slotMilliseconds: 25, ...options, onError });
  afterAll(async () => {
    await validator.close();
    expect(errors).toEqual([]);
  });
  return new KitStage(validator);
}
