import { base58Encode } from "../../../src/base/base58.js";
import { type Json, type JsonObject, readJson, writeJson } from "../../../src/base/json.js";
import { Cluster } from "../../../src/cluster/cluster.js";
import type { ClusterOptions } from "../../../src/cluster/options.js";
import { signTransaction } from "../../../src/cluster/sign.js";
import { generateKeypair, type Keypair } from "../../../src/crypto/ed25519.js";
import type { RpcContext } from "../../../src/rpc/context.js";
import { type HubOptions, SubscriptionHub } from "../../../src/rpc/subscriptions/hub.js";
import type { Session } from "../../../src/rpc/subscriptions/session.js";
import type { Instruction } from "../../../src/solana/instruction.js";
import { addressFromPubkey, type Pubkey } from "../../../src/solana/pubkey.js";
import type { StoredAccount } from "../../../src/svm/accounts-store.js";
import { transfer } from "../../cluster/support.js";

export const SOL = 1_000_000_000n;
export const NOW = 1_700_000_000_123;

/** A cluster whose slots end when they are told to, its hub, and a rich payer, who is there in every view. */
export class Scene {
  readonly cluster: Cluster;
  readonly hub: SubscriptionHub;
  readonly payer = generateKeypair();
  readonly bugs: unknown[] = [];

  constructor(clusterOptions: ClusterOptions = {}, hubOptions: HubOptions = {}) {
    this.cluster = new Cluster({ rootDistance: 2, ...clusterOptions });
    this.hub = new SubscriptionHub(contextOf(this.cluster), {
      now: () => NOW,
      onBug: (thrown) => this.bugs.push(thrown),
      ...hubOptions,
    });
    this.put(this.payer.publicKey, { lamports: 1_000n * SOL });
    this.completeSlots(1);
  }

  connect(): Peer {
    return new Peer(this.hub);
  }

  put(key: Pubkey, account: Partial<StoredAccount> | undefined): void {
    this.cluster.setAccounts([[key, account && { ...EMPTY, ...account }]]);
  }

  /** Sends in the working slot; the signature. */
  transfer(to: Pubkey, lamports: bigint, from: Keypair = this.payer): Uint8Array {
    const transaction = transfer(from, to, lamports, this.cluster.svm.bank.blockhashes.latest);
    this.cluster.send(transaction);
    return transaction.signatures[0]!;
  }

  send(instructions: readonly Instruction[]): Uint8Array {
    const transaction = signTransaction(instructions, [this.payer], this.cluster.svm.bank.blockhashes.latest);
    this.cluster.send(transaction);
    return transaction.signatures[0]!;
  }

  completeSlots(count: number): void {
    for (let i = 0; i < count; i++) this.cluster.completeSlot();
  }
}

const EMPTY: StoredAccount = {
  lamports: 1n,
  data: new Uint8Array(0),
  owner: new Uint8Array(32),
  executable: false,
  rentEpoch: 18_446_744_073_709_551_615n,
};

export function contextOf(cluster: Cluster): RpcContext {
  return { cluster, version: { solanaCore: "4.3.0", featureSet: 7 }, slotMilliseconds: 400 };
}

/** Somebody at the other end of a session. */
export class Peer {
  readonly session: Session;
  readonly texts: string[] = [];
  #nextId = 1;

  constructor(hub: SubscriptionHub) {
    this.session = hub.connect((text) => this.texts.push(text));
  }

  /** The reply to a call. */
  async call(method: string, ...params: Json[]): Promise<JsonObject> {
    const id = this.#nextId++;
    await this.session.handle(writeJson({ jsonrpc: "2.0", id, method, params }));
    const index = this.texts.findIndex((text) => (readJson(text) as JsonObject).id === id);
    return readJson(this.texts.splice(index, 1)[0]!) as JsonObject;
  }

  /** The id of a new subscription. */
  async subscribe(method: string, ...params: Json[]): Promise<number> {
    const { result, error } = await this.call(method, ...params);
    if (typeof result !== "number") throw new Error(writeJson(error ?? null));
    return result;
  }

  /** The error of a call. */
  async fail(method: string, ...params: Json[]): Promise<Json> {
    return (await this.call(method, ...params)).error!;
  }

  /** The texts since the last time. */
  take(): string[] {
    return this.texts.splice(0);
  }

  /** The results of the notifications since the last time. */
  takeResults(): Json[] {
    return this.take().map((text) => ((readJson(text) as JsonObject).params as JsonObject).result!);
  }
}

export const addressOf = (key: Pubkey) => addressFromPubkey(key) as string;
export const signatureOf = (signature: Uint8Array) => base58Encode(signature);
