import type { Instruction } from "../../../solana/instruction.js";
import type { Chain, InitialAccount } from "../chain.js";
import type { Pool } from "./pool.js";

/** Makes the instructions of one purpose; undefined when the pool has nothing for it. */
export type Maker = (pool: Pool) => readonly Instruction[] | undefined;

/** Something that the host does to both chains; undefined when there is nothing to do. */
export type HostMaker = (pool: Pool) => ((chain: Chain) => void) | undefined;

/** The instructions of one program that mostly make sense, each with how often it comes. */
export interface Grammar {
  readonly name: string;
  readonly makers: Readonly<Record<string, readonly [weight: number, make: Maker]>>;
  readonly host?: Readonly<Record<string, readonly [weight: number, make: HostMaker]>>;
  /** What stands at the beginning. */
  readonly accounts?: (pool: Pool) => readonly InitialAccount[];
  /** How many in 100 transactions are paid by any wallet, which may not be able to. Default 7. */
  readonly anyPayerPercent?: number;
  /** How many in 100 instructions are passed on by a puppet. Default 4. */
  readonly proxyPercent?: number;
  /** How many in 100 transactions live by a durable nonce, if there is one. Default 2. */
  readonly noncePercent?: number;
}
