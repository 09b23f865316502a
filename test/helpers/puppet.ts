import { concatBytes } from "../../src/base/bytes.js";
import { u64 } from "../../src/cli/diff/bytes.js";
import type { InputAddresses } from "../../src/cli/diff/frame.js";
import { Image } from "../../src/cli/diff/image.js";
import {
  type CallArguments,
  layOutC,
  layOutRust,
  type PlannedInfo,
  type PlannedMeta,
} from "../../src/cli/diff/invocation.js";
import { Script } from "../../src/cli/diff/puppet.js";
import { MM_HEAP_START, MM_INPUT_START } from "../../src/sbpf/memory-layout.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../src/solana/pubkey.js";

export const HEAP = BigInt(MM_HEAP_START);
export const INPUT = BigInt(MM_INPUT_START);
/** Heap that no call is laid out in. */
const SCRATCH = HEAP + 0x7e00n;

/** Where `findSibling` has its answer: found u64; data length and accounts u64; program id; data; metas of 34 bytes. */
export const SIBLING = {
  found: HEAP + 0x7000n,
  meta: HEAP + 0x7008n,
  programId: HEAP + 0x7018n,
  data: HEAP + 0x7040n,
  metas: HEAP + 0x7400n,
};

export type Abi = "c" | "rust";

/** An account as an instruction names it. The flags are numbers where a byte other than 0 and 1 is wanted. */
export interface Meta {
  readonly pubkey: Pubkey;
  readonly isSigner: boolean | number;
  readonly isWritable: boolean | number;
}

/** What a puppet's author knows of the chain. */
export interface Surroundings {
  /** Bytes of data when the transaction begins. */
  dataLength(key: Pubkey): number;
  isLoaderV1(program: Pubkey): boolean;
  /** For calls that do not say. */
  readonly abi: Abi;
}

/** Where a call lies in guest memory. */
export interface LaidOutCall {
  /** The five arguments of the syscall: instruction, infos and how many, seeds and how many. */
  readonly args: CallArguments;
  readonly abi: Abi;
  /** Of an AccountInfo. */
  info(index: number): bigint;
}

/** Bytes written to a place after the call is laid out. */
export type Poke = readonly [to: bigint, bytes: Uint8Array];

export interface CallOptions {
  readonly abi?: Abi;
  /** The accounts that get an AccountInfo, in this order; each account of the metas if not given. */
  readonly infos?: readonly Pubkey[];
  readonly changeInfos?: (infos: PlannedInfo[]) => readonly PlannedInfo[];
  readonly signers?: readonly (readonly Uint8Array[])[];
  /** Where structs are laid out: the heap's begin if not given. */
  readonly base?: bigint;
  readonly poke?: (call: LaidOutCall) => readonly Poke[];
  readonly args?: (args: CallArguments) => readonly bigint[];
  /** Logs the units that remain before the call, and after it. */
  readonly measured?: boolean;
}

/** What a puppet does, written down by its author. */
export type Part = (puppet: Puppet) => void;

/** One invocation of a puppet: its script, with what the author knows of its input region. */
export class Puppet extends Script {
  readonly #addresses: InputAddresses[] = [];
  readonly #lengths: Map<string, number>;
  /** Of the first byte after the accounts: the instruction data's length word. */
  readonly tail: bigint;

  /** @param lengths data lengths now, by address; those of `surroundings` for accounts that are not there. */
  constructor(
    readonly program: Pubkey,
    readonly accounts: readonly Meta[],
    readonly surroundings: Surroundings,
    lengths: ReadonlyMap<string, number> = new Map(),
  ) {
    super();
    this.#lengths = new Map(lengths);
    this.tail = this.#placeAccounts(surroundings.isLoaderV1(program));
  }

  /** Where the parts of an account lie. */
  at(key: Pubkey): InputAddresses {
    return this.#addresses[this.indexOf(key)];
  }

  indexOf(key: Pubkey): number {
    const index = this.accounts.findIndex(({ pubkey }) => pubkeyEqual(pubkey, key));
    if (index < 0) throw new Error("the puppet does not hold this account");
    return index;
  }

  lengthOf(key: Pubkey): number {
    return this.#lengths.get(addressFromPubkey(key)) ?? this.surroundings.dataLength(key);
  }

  setLamports(key: Pubkey, lamports: bigint): this {
    return this.write(this.at(key).lamports, u64(lamports));
  }

  /** Changes the data in place. */
  setData(key: Pubkey, data: Uint8Array, offset = 0): this {
    return this.write(this.at(key).data + BigInt(offset), data);
  }

  setOwner(key: Pubkey, owner: Pubkey): this {
    return this.write(this.at(key).owner, owner);
  }

  /** Writes the serialized length word; AccountInfos of later calls say the same. */
  setLength(key: Pubkey, length: number): this {
    this.noteLength(key, length);
    return this.write(this.at(key).data - 8n, u64(BigInt(length)));
  }

  /** What a callee, say, made of the length. */
  noteLength(key: Pubkey, length: number): this {
    this.#lengths.set(addressFromPubkey(key), length);
    return this;
  }

  log(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.write(SCRATCH, bytes).syscall("sol_log_", SCRATCH, BigInt(bytes.length));
  }

  /** Logs bytes of memory: `Program data: …`. */
  logBytes(...ranges: readonly (readonly [from: bigint, length: number])[]): this {
    const slices = ranges.map(([from, length]) => concatBytes(u64(from), u64(BigInt(length))));
    return this.write(SCRATCH, concatBytes(...slices)).syscall("sol_log_data", SCRATCH, BigInt(ranges.length));
  }

  /** Logs the r0 of the last syscall, little-endian: `Program data: …`. */
  logResult(): this {
    return this.store(SCRATCH + 0x100n).logBytes([SCRATCH + 0x100n, 8]);
  }

  /** Asks for an earlier instruction of the same caller's, as many bytes and accounts as expected; see `SIBLING`. */
  findSibling(index: number, dataLength: number, accounts: number): this {
    const { meta, programId, data, metas, found } = SIBLING;
    this.write(meta, concatBytes(u64(BigInt(dataLength)), u64(BigInt(accounts))));
    return this.syscall("sol_get_processed_sibling_instruction", BigInt(index), meta, programId, data, metas).store(
      found,
    );
  }

  setReturnData(data: Uint8Array): this {
    return this.write(SCRATCH, data).syscall("sol_set_return_data", SCRATCH, BigInt(data.length));
  }

  /** Calls a program with data, or a puppet with a part to play. */
  call(callee: Pubkey, metas: readonly Meta[], what: Uint8Array | Part, options: CallOptions = {}): this {
    const { abi = this.surroundings.abi, base = HEAP, signers = [] } = options;
    const data = typeof what === "function" ? this.#dataFor(callee, metas, what) : what;
    const plannedMetas = metas.map(plannedMeta);
    const infos = (options.infos ?? unique(metas)).map((key): PlannedInfo => {
      return { addresses: this.at(key), dataLength: BigInt(this.lengthOf(key)) };
    });
    const call = {
      programId: callee,
      metas: plannedMetas,
      data,
      infos: options.changeInfos?.(infos) ?? infos,
      signers,
    };
    const image = new Image(base);
    const args = abi === "rust" ? layOutRust(call, image) : layOutC(call, image);
    this.write(base, image.bytes());
    const info = (index: number) => args[1] + BigInt(index * (abi === "rust" ? 48 : 56));
    for (const [to, bytes] of options.poke?.({ args, abi, info }) ?? []) this.write(to, bytes);
    if (options.measured) this.syscall("sol_log_compute_units_");
    this.syscall(`sol_invoke_signed_${abi}`, ...(options.args?.(args) ?? args));
    if (options.measured) this.syscall("sol_log_compute_units_");
    return this;
  }

  #dataFor(callee: Pubkey, metas: readonly Meta[], part: Part): Uint8Array {
    const puppet = new Puppet(callee, metas, this.surroundings, this.#lengths);
    part(puppet);
    return puppet.bytes();
  }

  #placeAccounts(unaligned: boolean): bigint {
    let at = MM_INPUT_START + 8;
    this.accounts.forEach(({ pubkey }, i) => {
      const first = this.indexOf(pubkey);
      const length = this.lengthOf(pubkey);
      const offsets = unaligned ? unalignedOffsets(length) : alignedOffsets(length);
      if (first < i) {
        this.#addresses.push(this.#addresses[first]);
        at += unaligned ? 1 : 8;
        return;
      }
      const { key, owner, lamports, data, end } = offsets;
      const [keyAt, ownerAt, lamportsAt, dataAt] = [at + key, at + owner, at + lamports, at + data].map(BigInt);
      this.#addresses.push({ key: keyAt, owner: ownerAt, lamports: lamportsAt, data: dataAt });
      at += end;
    });
    return BigInt(at);
  }
}

/** The record of an account for loaders v2 and v3. */
function alignedOffsets(length: number) {
  return { key: 8, owner: 40, lamports: 72, data: 88, end: 88 + length + 10_240 + (-length & 7) + 8 };
}

/** The record of an account for loader v1. */
function unalignedOffsets(length: number) {
  return { key: 3, lamports: 35, data: 51, owner: 51 + length, end: 51 + length + 32 + 1 + 8 };
}

function plannedMeta({ pubkey, isSigner, isWritable }: Meta): PlannedMeta {
  return { key: pubkey, isSigner: Number(isSigner), isWritable: Number(isWritable) };
}

function unique(metas: readonly Meta[]): Pubkey[] {
  const keys = metas.map(({ pubkey }) => pubkey);
  return keys.filter((key, i) => keys.findIndex((other) => pubkeyEqual(other, key)) === i);
}
