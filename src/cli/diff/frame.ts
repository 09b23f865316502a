import { MM_INPUT_START } from "../../sbpf/memory-layout.js";
import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";

/** What the generator believes of an account: exact until something fails. */
export interface Belief {
  readonly key: Pubkey;
  lamports: bigint;
  dataLength: number;
  owner: Pubkey;
}

/** An account as a frame holds it. */
export interface Held {
  readonly account: Belief;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

/** VM addresses of one account in the input region. */
export interface InputAddresses {
  readonly key: bigint;
  readonly owner: bigint;
  readonly lamports: bigint;
  readonly data: bigint;
}

/** One invocation of a puppet, as the generator plans it. */
export interface Frame {
  readonly program: Pubkey;
  readonly held: readonly Held[];
  readonly addresses: readonly InputAddresses[];
  readonly depth: number;
}

const MAX_PERMITTED_DATA_INCREASE = 10_240;

export function makeFrame(program: Pubkey, held: readonly Held[], depth: number): Frame {
  return { program, held, addresses: inputAddresses(held), depth };
}

/** Where the loader writes each account (aligned layout); duplicates share the first one's. */
function inputAddresses(held: readonly Held[]): InputAddresses[] {
  const addresses: InputAddresses[] = [];
  let at = MM_INPUT_START + 8;
  held.forEach(({ account }, i) => {
    const first = held.findIndex((other) => pubkeyEqual(other.account.key, account.key));
    if (first < i) {
      addresses.push(addresses[first]);
      at += 8;
      return;
    }
    const [key, owner, lamports, data] = [at + 8, at + 40, at + 72, at + 88].map(BigInt);
    addresses.push({ key, owner, lamports, data });
    const padding = (8 - (account.dataLength % 8)) % 8;
    at += 88 + account.dataLength + MAX_PERMITTED_DATA_INCREASE + padding + 8;
  });
  return addresses;
}

/** The places in a frame of the accounts that a condition holds for. */
export function placesOf(frame: Frame, condition: (held: Held) => boolean): number[] {
  return frame.held.flatMap((held, i) => (condition(held) ? [i] : []));
}
