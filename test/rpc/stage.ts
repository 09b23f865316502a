import { base64Encode } from "../../src/base/base64.js";
import { type Json, type JsonObject, readJson } from "../../src/base/json.js";
import { Cluster } from "../../src/cluster/cluster.js";
import type { ClusterOptions } from "../../src/cluster/options.js";
import { generateKeypair, type Keypair } from "../../src/crypto/ed25519.js";
import type { RpcContext } from "../../src/rpc/context.js";
import { Rpc, type RpcOptions } from "../../src/rpc/rpc.js";
import { rpcVersion } from "../../src/rpc/version.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { type Address, addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { encodeTransaction, type Transaction } from "../../src/solana/transaction.js";

export const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** What `result` and `error` of a reply may be asked for, however deep. */
// biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
export type Reply = any;

export interface StageAccount {
  readonly lamports?: bigint;
  readonly data?: Uint8Array;
  readonly owner?: Pubkey;
  readonly rentEpoch?: bigint;
}

/** A cluster with an RPC on it, asked in JSON as over a socket. Bugs fail the test that meets them. */
export class RpcStage {
  readonly cluster: Cluster;
  readonly context: RpcContext;
  readonly rpc: Rpc;
  readonly bugs: unknown[] = [];
  /** Has 10 SOL. */
  readonly payer: Keypair = generateKeypair();

  constructor(options: ClusterOptions = {}, context: Partial<RpcContext> = {}, rpcOptions: RpcOptions = {}) {
    this.cluster = new Cluster({ now: () => 1_700_000_000_000, ...options });
    this.context = { cluster: this.cluster, version: rpcVersion(), slotMilliseconds: 400, ...context };
    this.rpc = new Rpc(this.context, { onBug: (thrown) => this.bugs.push(thrown), ...rpcOptions });
    this.place(this.payer.publicKey, { lamports: 10_000_000_000n });
  }

  /** Puts an account in place; its address. */
  place(key: Pubkey, account: StageAccount): Address {
    const { lamports = 1_000_000n, data = new Uint8Array(0), owner = SYSTEM_PROGRAM_ID, rentEpoch = U64_MAX } = account;
    this.cluster.setAccounts([[key, { lamports, data, owner, executable: false, rentEpoch }]]);
    return addressFromPubkey(key);
  }

  /** Ends so many slots; they are kept afterwards. */
  async pass(slots = 1): Promise<void> {
    for (let i = 0; i < slots; i++) {
      this.cluster.completeSlot();
      await this.cluster.settled();
    }
  }

  /** The reply to a body, as data. */
  async ask(body: string): Promise<Reply> {
    const reply = await this.rpc.handle(body);
    if (this.bugs.length > 0) throw this.bugs[0];
    return reply === undefined ? undefined : readJson(reply);
  }

  async reply(method: string, ...params: Json[]): Promise<Reply> {
    return this.ask(bodyOf(method, params));
  }

  /** The result; fails for an error. */
  async call(method: string, ...params: Json[]): Promise<Reply> {
    const { result, error } = await this.reply(method, ...params);
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  /** The value of a result with a context. */
  async value(method: string, ...params: Json[]): Promise<Reply> {
    return (await this.call(method, ...params)).value;
  }

  /** The error; fails for a result. */
  async error(method: string, ...params: Json[]): Promise<JsonObject> {
    const { error, result } = await this.reply(method, ...params);
    if (error === undefined) throw new Error(`${method} did not fail: ${JSON.stringify(result)}`);
    return error;
  }
}

export function bodyOf(method: string, params: readonly Json[]): string {
  const bigints = (_: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);
  return JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }, bigints);
}

/** A transaction as `sendTransaction` takes it in base64. */
export function base64Of(transaction: Transaction): string {
  return base64Encode(encodeTransaction(transaction));
}
