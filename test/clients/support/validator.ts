import { Connection, type ConnectionConfig, Keypair, LAMPORTS_PER_SOL, type PublicKey } from "@solana/web3.js";
import { afterAll, expect } from "vitest";
import { startValidator, type Validator, type ValidatorOptions } from "../../../src/server/validator.js";
import { until } from "./until.js";

/** A cluster on sockets of this machine, and doors to it for clients of web3.js. */
export interface ClientStage {
  readonly validator: Validator;
  readonly url: string;
  /**
   * A new client. Each test has its own: web3.js keeps a blockhash for 30 s, in which short slots pass by the 150 that it is
   * good for.
   */
  connect(config?: ConnectionConfig): Connection;
  /** A new key with SOL from the faucet, confirmed. */
  fund(sol?: number): Promise<Keypair>;
}

/** Starts a validator for the tests of a file, with slots of 25 ms; fails the file if the server met what should never happen. */
export async function startClientStage(options: ValidatorOptions = {}): Promise<ClientStage> {
  const errors: unknown[] = [];
  const validator = await startValidator({
    rpcPort: 0,
    slotMilliseconds: 25,
    ...options,
    onError: (error) => errors.push(error),
  });
  afterAll(async () => {
    await validator.close();
    expect(errors).toEqual([]);
  });
  const url = `http://127.0.0.1:${validator.server.rpcPort}`;
  const connect = (config: ConnectionConfig = {}) => new Connection(url, { commitment: "confirmed", ...config });
  return { validator, url, connect, fund: (sol = 10) => fund(connect(), sol) };
}

async function fund(connection: Connection, sol: number): Promise<Keypair> {
  const key = Keypair.generate();
  await airdrop(connection, key.publicKey, sol);
  return key;
}

/** Asks the faucet, and waits until its transaction is confirmed; its signature. */
export async function airdrop(connection: Connection, to: PublicKey, sol: number): Promise<string> {
  const signature = await connection.requestAirdrop(to, sol * LAMPORTS_PER_SOL);
  await until(async () => {
    const { value } = await connection.getSignatureStatus(signature);
    return value !== null && value.confirmationStatus !== "processed";
  });
  return signature;
}

/** Waits until a slot is final. */
export function finalized(connection: Connection, slot: number): Promise<void> {
  return until(async () => (await connection.getSlot("finalized")) >= slot);
}
