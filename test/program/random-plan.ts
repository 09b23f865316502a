import type { ProgramErrorName } from "../../src/program/index.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { addressFromPubkey, pubkeyEqual } from "../../src/solana/pubkey.js";
import type { Meta } from "../helpers/puppet.js";
import type { Random } from "../helpers/random.js";
import { meta, transfer } from "../helpers/transactions.js";
import type { Call, Step } from "./plan.js";

/** An account as it stands at a point of the plan, if everything before it succeeded. */
export interface Prop {
  readonly key: Pubkey;
  owner: Pubkey;
  lamports: bigint;
  length: number;
}

/** An address that a program signs for. */
export interface SignableAddress {
  readonly key: Pubkey;
  readonly program: Pubkey;
  readonly seeds: readonly Uint8Array[];
}

const ERRORS: readonly (ProgramErrorName | number)[] = [
  0,
  1,
  77,
  0xffff_ffff,
  "InvalidArgument",
  "Immutable",
  "BorshIoError",
];
const MAX_DEPTH = 5;

/**
 * Makes plans of mostly lawful steps: about one in fifteen breaks a rule, so that most runs come far and many fail.
 */
export class Planner {
  #stamp = 0;

  constructor(
    private readonly random: Random,
    private readonly props: readonly Prop[],
    private readonly programs: readonly Pubkey[],
    private readonly signables: readonly SignableAddress[],
  ) {}

  /** What `program` does that holds these accounts, called by the programs of `stack`. */
  plan(program: Pubkey, held: readonly Meta[], stack: readonly Pubkey[]): Step[] {
    const originals = new Map(this.props.map(({ key, length }) => [addressFromPubkey(key), length]));
    const frame = { program, held, stack: [...stack, program], originals };
    const steps: Step[] = [];
    const count = 1 + this.random.below(3);
    for (let i = 0; i < count; i++) steps.push(...this.#step(frame));
    if (this.random.oneIn(25)) steps.push({ do: "fail", error: this.random.pick(ERRORS) });
    return steps;
  }

  #step(frame: Frame): Step[] {
    switch (this.random.below(12)) {
      case 0:
        return this.#move(frame);
      case 1:
      case 2:
        return this.#write(frame);
      case 3:
        return this.#resize(frame);
      case 4:
        return this.random.oneIn(3) ? this.#assign(frame) : [{ do: "log", text: `step ${this.#stamp++}` }];
      case 5:
        return [{ do: "return", data: this.random.bytes(this.random.below(12)) }];
      case 6:
        return [{ do: this.random.oneIn(2) ? "logReturned" : "logHeight" }];
      case 7:
        return this.#transfer(frame);
      default:
        return this.#call(frame);
    }
  }

  /** Lamports from one account to another; unlawful now and then, and seldom unbalanced. */
  #move(frame: Frame): Step[] {
    const from = this.#pickOwn(frame);
    const writable = this.#lawfully(frame, ({ isWritable }) => Boolean(isWritable));
    if (from === undefined || writable.length === 0) return [];
    const to = this.#prop(this.random.pick(writable).pubkey);
    if (from === to) return [];
    const lamports = from.lamports < 10n ? 0n : BigInt(this.random.below(10));
    from.lamports -= lamports;
    to.lamports += this.random.oneIn(40) ? lamports + 1n : lamports;
    return [from, to].map(({ key, lamports }) => ({ do: "setLamports", account: key, lamports }));
  }

  #write(frame: Frame): Step[] {
    const prop = this.#pickOwn(frame);
    if (prop === undefined || prop.length === 0) return [];
    const offset = this.random.below(prop.length);
    const bytes = new Uint8Array(Math.min(1 + this.random.below(3), prop.length - offset)).fill(
      1 + (this.#stamp++ % 190),
    );
    return [{ do: "write", account: prop.key, offset, bytes }];
  }

  #resize(frame: Frame): Step[] {
    const prop = this.#pickOwn(frame);
    if (prop === undefined) return [];
    const original = frame.originals.get(addressFromPubkey(prop.key))!;
    const from = prop.length;
    const to = this.random.oneIn(12) ? original + 10_240 + this.random.below(2) : this.random.below(40);
    prop.length = to;
    return [{ do: "resize", account: prop.key, from, to, original }];
  }

  #assign(frame: Frame): Step[] {
    const prop = this.#pickOwn(frame);
    if (prop === undefined) return [];
    const owner = this.random.pick(this.programs);
    prop.owner = owner;
    return [{ do: "assign", account: prop.key, owner }];
  }

  #transfer(frame: Frame): Step[] {
    const wallets = frame.held.filter(({ pubkey, isSigner, isWritable }) => {
      const prop = this.#find(pubkey);
      return prop !== undefined && isSigner && isWritable && pubkeyEqual(prop.owner, SYSTEM_PROGRAM_ID);
    });
    const targets = frame.held.filter(({ pubkey, isWritable }) => isWritable && this.#find(pubkey) !== undefined);
    if (wallets.length === 0 || targets.length === 0) return [];
    const [from, to] = [this.#prop(this.random.pick(wallets).pubkey), this.#prop(this.random.pick(targets).pubkey)];
    const lamports = this.random.oneIn(20) ? from.lamports + 1n : BigInt(this.random.below(5));
    from.lamports -= lamports;
    to.lamports += lamports;
    const { accounts, data } = transfer(from.key, to.key, lamports);
    const metas = [...accounts, meta(SYSTEM_PROGRAM_ID)];
    return [{ do: "call", callee: SYSTEM_PROGRAM_ID, metas, signers: [], what: data, lengths: [] }];
  }

  #call(frame: Frame): Step[] {
    const { stack, program } = frame;
    if (stack.length > MAX_DEPTH) return [];
    const fresh = this.programs.filter((one) => !stack.slice(0, -1).some((other) => pubkeyEqual(one, other)));
    const callee = this.random.pick(this.random.oneIn(30) ? this.programs : fresh);
    const own = this.signables.filter((signable) => pubkeyEqual(signable.program, program) || this.random.oneIn(20));
    const signers = own.filter(() => this.random.oneIn(2));
    const metas = this.#metas(frame, signers);
    const before = new Map(this.props.map((prop) => [prop, prop.length]));
    const what = this.plan(callee, mergeRights(metas), stack);
    const lengths = this.props
      .filter(
        (prop) => prop.length !== before.get(prop) && frame.held.some(({ pubkey }) => pubkeyEqual(pubkey, prop.key)),
      )
      .map(({ key, length }) => [key, length] as const);
    const call: Call = { do: "call", callee, metas, signers: signers.map(({ seeds }) => seeds), what, lengths };
    return [call];
  }

  /** Some of the held accounts, with at most the rights held, but for one in thirty; some twice. All programs. */
  #metas({ held }: Frame, signers: readonly SignableAddress[]): Meta[] {
    const chosen = held.filter(({ pubkey }) => this.#find(pubkey) !== undefined && !this.random.oneIn(4));
    if (chosen.length > 0 && this.random.oneIn(4)) chosen.push(this.random.pick(chosen));
    const accounts = chosen.map(({ pubkey, isSigner, isWritable }) => {
      const mayEscalate = this.random.oneIn(60);
      const signs = isSigner || signers.some(({ key }) => pubkeyEqual(key, pubkey));
      return {
        pubkey,
        isSigner: Boolean(signs || mayEscalate) && !this.random.oneIn(4),
        isWritable: Boolean(isWritable || mayEscalate) && !this.random.oneIn(5),
      };
    });
    const programs = held.filter(({ pubkey }) => this.#find(pubkey) === undefined);
    return [...accounts, ...programs.map(({ pubkey }) => meta(pubkey))];
  }

  /** An account that the program may change, mostly. */
  #pickOwn(frame: Frame): Prop | undefined {
    const lawful = this.#lawfully(frame, ({ pubkey, isWritable }) => {
      return Boolean(isWritable) && pubkeyEqual(this.#prop(pubkey).owner, frame.program);
    });
    return lawful.length === 0 ? undefined : this.#prop(this.random.pick(lawful).pubkey);
  }

  #lawfully({ held }: Frame, isLawful: (meta: Meta) => boolean): readonly Meta[] {
    const accounts = held.filter(({ pubkey }) => this.#find(pubkey) !== undefined);
    return this.random.oneIn(14) ? accounts : accounts.filter(isLawful);
  }

  #find(key: Pubkey): Prop | undefined {
    return this.props.find((prop) => pubkeyEqual(prop.key, key));
  }

  #prop(key: Pubkey): Prop {
    return this.#find(key)!;
  }
}

interface Frame {
  readonly program: Pubkey;
  readonly held: readonly Meta[];
  readonly stack: readonly Pubkey[];
  /** Data lengths when it began, by address. */
  readonly originals: ReadonlyMap<string, number>;
}

/** What a callee holds: an account that stands twice has the rights of both places. */
export function mergeRights(metas: readonly Meta[]): Meta[] {
  return metas.map(({ pubkey }) => {
    const same = metas.filter((other) => pubkeyEqual(other.pubkey, pubkey));
    return {
      pubkey,
      isSigner: same.some(({ isSigner }) => isSigner),
      isWritable: same.some(({ isWritable }) => isWritable),
    };
  });
}
