import { getPublicKey, sign } from "../../../crypto/ed25519.js";
import type { AccountMeta } from "../../../solana/instruction.js";
import { SYSTEM_PROGRAM_ID, SYSVAR_CLOCK_ID, SYSVAR_RENT_ID } from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { PubkeyMap } from "../../../solana/pubkey-map.js";
import { type Clock, decodeClock } from "../../../solana/sysvars/clock.js";
import { DEFAULT_RENT, decodeRent, minimumBalance, type Rent } from "../../../solana/sysvars/rent.js";
import { text, u8 } from "../bytes.js";
import type { ChainView } from "../chain.js";
import type { AccountState } from "../outcome.js";
import type { Random } from "../random.js";
import { derive, type ProgramAddress } from "../world.js";

/** An account that a generator knows, as the chain has it. */
export interface Known extends AccountState {
  readonly key: Pubkey;
}

/** An address made of a base, a seed and an owner. */
export interface SeededAddress {
  readonly key: Pubkey;
  readonly base: Pubkey;
  readonly seed: Uint8Array;
  readonly owner: Pubkey;
}

const PUPPETS = 2;
const ADDRESSES_OF_PUPPET = 3;

/** The actors of a world and the accounts that they made, read back from the chain after every transaction. */
export class Pool {
  readonly #secrets = new PubkeyMap<Uint8Array>();
  readonly #known = new PubkeyMap<Known>();
  readonly seeded: SeededAddress[] = [];
  /** Wallets that only lose what they spend: somebody can always pay. */
  readonly payers: readonly Pubkey[];
  /** Programs that do as they are told. */
  readonly puppets: readonly Pubkey[];
  /** What puppets sign for. */
  readonly derived: readonly ProgramAddress[];
  #view!: ChainView;
  #rent: Rent = DEFAULT_RENT;
  clock!: Clock;
  blockhash!: Uint8Array;

  constructor(
    readonly random: Random,
    payers: number,
  ) {
    this.payers = Array.from({ length: payers }, () => this.newKey());
    this.puppets = Array.from({ length: PUPPETS }, () => random.bytes(32));
    this.derived = this.puppets.flatMap((program) =>
      Array.from({ length: ADDRESSES_OF_PUPPET }, (_, i) => derive(program, [text("vault"), u8(i)])),
    );
  }

  /** Looks at the chain again: at what every generator needs, and at these accounts. */
  refresh(view: ChainView, keys: readonly Pubkey[]): void {
    this.#view = view;
    this.blockhash = view.blockhash();
    this.#rent = decodeRent(view.account(SYSVAR_RENT_ID)!.data)!;
    this.clock = decodeClock(view.account(SYSVAR_CLOCK_ID)!.data)!;
    for (const key of keys) {
      const account = view.account(key);
      if (account === null) this.#known.delete(key);
      else this.#known.set(key, { key, ...account });
    }
  }

  /** A key that can sign; nothing stands there. */
  newKey(): Pubkey {
    const secret = this.random.bytes(32);
    const key = getPublicKey(secret);
    this.#secrets.set(key, secret);
    return key;
  }

  hasSecret(key: Pubkey): boolean {
    return this.#secrets.has(key);
  }

  /** Whether a transaction can have its signature, or a puppet signs for it. */
  canSign(key: Pubkey): boolean {
    return this.hasSecret(key) || this.derived.some((address) => pubkeyEqual(address.key, key));
  }

  /** A signature; a random one by who cannot sign. */
  sign(key: Pubkey, message: Uint8Array): Uint8Array {
    const secret = this.#secrets.get(key);
    return secret === undefined ? this.random.bytes(64) : sign(message, secret);
  }

  get(key: Pubkey): Known | undefined {
    return this.#known.get(key);
  }

  all(): Known[] {
    return [...this.#known.values()];
  }

  /** An account straight from the chain. */
  look(key: Pubkey): AccountState | null {
    return this.#view.account(key);
  }

  /** An account's data straight from the chain; empty if nothing is there. */
  dataOf(key: Pubkey): Uint8Array {
    return this.look(key)?.data ?? new Uint8Array(0);
  }

  owned(owner: Pubkey): Known[] {
    return this.all().filter((account) => pubkeyEqual(account.owner, owner));
  }

  payer(): Pubkey {
    return this.random.pick(this.payers);
  }

  /** Accounts of the system program that a key or a puppet can sign for, payers not among them. */
  wallets(): Known[] {
    return this.owned(SYSTEM_PROGRAM_ID).filter(
      ({ key, data }) =>
        data.length === 0 && this.canSign(key) && !this.payers.some((payer) => pubkeyEqual(payer, key)),
    );
  }

  /** A payer mostly, or another wallet. */
  wallet(): Pubkey {
    const others = this.wallets();
    return others.length > 0 && this.random.oneIn(3) ? this.random.pick(others).key : this.payer();
  }

  /** Any account, or a key where nothing is. */
  anyKey(): Pubkey {
    if (this.random.oneIn(10)) return this.newKey();
    const all = this.all();
    return all.length > 0 ? this.random.pick(all).key : this.payer();
  }

  minimumBalance(dataLength: number): bigint {
    return minimumBalance(this.#rent, dataLength);
  }

  /** Lamports for an account of this length: enough, exactly enough, or now and then not quite. */
  balanceFor(dataLength: number): bigint {
    const minimum = this.minimumBalance(dataLength);
    if (this.random.oneIn(3)) return minimum;
    if (this.random.oneIn(40)) return this.random.pick([minimum - 1n, 0n, 1n]);
    return minimum + BigInt(this.random.below(5_000_000));
  }

  /** An amount out of what there is: a part mostly, all of it, or too much. */
  partOf(amount: bigint): bigint {
    const { random } = this;
    if (random.oneIn(12)) return random.pick([0n, amount, amount + 1n, random.u64()]);
    const part = (amount * BigInt(random.below(1000))) / 1000n;
    return random.oneIn(3) ? part : part / 100n;
  }
}

/** How an instruction names an account: "s" signs, "w" is writable. */
export function meta(pubkey: Pubkey, rights: "" | "s" | "w" | "sw" = ""): AccountMeta {
  return { pubkey, isSigner: rights.includes("s"), isWritable: rights.includes("w") };
}
