import { base64Decode } from "../base/base64.js";
import { CallgateError } from "../base/errors.js";
import type { CompiledInstruction } from "../solana/message/message.js";
import { LOADER_V3_ID } from "../solana/program-ids.js";
import { type Address, addressFromPubkey, type Pubkey, pubkeyFromAddress } from "../solana/pubkey.js";
import { isReservedAccountKey } from "../solana/reserved-account-keys.js";
import { decodeTransaction, type Transaction } from "../solana/transaction.js";
import type { AccountState, Frame, FrameAccount, Trace, TraceAccount } from "../trace/model.js";
import type { Failure } from "../trace/outcome.js";
import { changedState, changesInOrder } from "./account-states.js";
import type { Where } from "./model.js";
import type { World } from "./world.js";

/** A failed transaction, as explainers look at it. */
export class Case {
  /** By id. */
  readonly frames: readonly Frame[];
  readonly transaction: Transaction;
  #knownMessageNames: ReadonlyMap<string, string> | undefined;

  constructor(
    readonly trace: Trace,
    readonly world: World,
  ) {
    this.frames = framesBelow(trace.frames).toSorted((a, b) => a.id - b.id);
    const decoded = decodeTransaction(base64Decode(trace.transaction) ?? new Uint8Array(0));
    if (!decoded.ok) throw new CallgateError("invalid-trace", `the trace's transaction is none: ${decoded.reason}`);
    this.transaction = decoded.transaction;
  }

  /** The frame whose failure it is: not of those that its caller's failed with. Undefined if none failed. */
  culprit(): FailedFrame | undefined {
    let frame = this.trace.frames.at(-1);
    while (frame !== undefined && frame.outcome.kind !== "succeeded") {
      const { failure } = frame.outcome;
      if (failure.cause === null) return { frame, failure };
      frame = this.frames[failure.cause];
    }
    return undefined;
  }

  /** Who pays the fee. */
  get payer(): Address {
    return addressFromPubkey(this.transaction.message.accountKeys[0]!);
  }

  /** Lamports. A transaction that was dropped shows none, as it paid none. */
  get fee(): bigint {
    return this.world.chain?.feeOf(this.transaction.message) ?? BigInt(this.trace.feeLamports);
  }

  caller({ caller }: Frame): Frame | undefined {
    return caller === null ? undefined : this.frames[caller];
  }

  /** From the top-level instruction down to the frame itself. */
  pathTo(frame: Frame): Frame[] {
    const caller = this.caller(frame);
    return [...(caller === undefined ? [] : this.pathTo(caller)), frame];
  }

  where(frame: Frame): Where {
    const path = this.pathTo(frame).map(({ program, programName, instruction }) => {
      return { program, programName, instruction: instruction?.name ?? null };
    });
    return { frame: frame.id, instructionIndex: frame.instructionIndex, path };
  }

  /** The transaction's account with this address. */
  account(address: Address): TraceAccount | undefined {
    return this.trace.accounts.find((account) => account.address === address);
  }

  /** Why no transaction, or not this one, may write an account; undefined if it may. */
  writeBar(address: Address): "reserved" | "program" | undefined {
    const { instructions, accountKeys } = this.transaction.message;
    if (isReservedAccountKey(this.keyOf(address))) return "reserved";
    // Beside the upgradeable loader, programs may be written.
    if (this.trace.accounts.some((account) => account.address === addressFromPubkey(LOADER_V3_ID))) return undefined;
    const runs = instructions.some(({ programIdIndex }) => addressFromPubkey(accountKeys[programIdIndex]!) === address);
    return runs ? "program" : undefined;
  }

  /** An account as a frame found it; null if it did not exist. What the frame itself did is left out. */
  stateFor(frame: Frame, address: Address): AccountState | null {
    const index = this.trace.accounts.findIndex((account) => account.address === address);
    const changes = changesInOrder(this.trace.frames).filter(({ change }) => change.account === index);
    const others = changes.filter((one) => one.frame !== frame.id).map(({ change }) => change);
    return others.reduce(changedState, this.trace.accounts[index]?.loaded ?? null);
  }

  /** Bytes that an account had when a frame that failed began. */
  dataLengthAtStart(frame: Frame, address: Address): number {
    const index = this.trace.accounts.findIndex((account) => account.address === address);
    const changes = changesInOrder(this.trace.frames).filter(({ change }) => change.account === index);
    const earlier = changes.filter((one) => one.frame < frame.id).map(({ change }) => change);
    return earlier.reduce(changedState, this.trace.accounts[index]?.loaded ?? null)?.dataLength ?? 0;
  }

  /** Whether the transaction has changed the account's data. */
  hasWritten(address: Address): boolean {
    const written = changesInOrder(this.trace.frames).filter(({ change }) => change.data.length > 0);
    return written.some(({ change }) => this.trace.accounts[change.account]!.address === address);
  }

  /** Its stored data. */
  dataOf(address: Address): Uint8Array {
    return this.world.account(pubkeyFromAddress(address))?.data ?? new Uint8Array(0);
  }

  /** All addresses that have a name, as `name` writes them. */
  get names(): Readonly<Record<string, string>> {
    const programs = this.frames.map(({ program }) => program);
    const accounts = this.frames.flatMap((frame) => frame.accounts.map(({ address }) => address));
    const inMessage = this.transaction.message.accountKeys.map(addressFromPubkey);
    const addresses = [...programs, ...accounts, ...inMessage];
    const named = [...new Set(addresses)].map((address) => [address, this.name(address)] as const);
    return Object.fromEntries(named.filter(([address, name]) => name !== address));
  }

  /** The address, with what it is called where that is known. */
  name(address: string, frame?: Frame): string {
    const program = this.programName(address);
    if (program !== undefined) return `${program} (${address})`;
    const called = this.#accountName(address, frame);
    return called === undefined ? address : `${address} (${called})`;
  }

  /** What a program is called, if anything. */
  programName(address: string): string | undefined {
    const described = this.world.describe(address as Address)?.name;
    if (typeof described === "string") return described;
    return (
      this.frames.find(({ program, programName }) => program === address && programName !== null)?.programName ??
      undefined
    );
  }

  /** What an account is called: by the frame given, else by any. */
  #accountName(address: string, frame?: Frame): string | undefined {
    const frames = frame === undefined ? this.frames : [frame, ...this.frames];
    const named = frames
      .flatMap(({ accounts }) => accounts)
      .find((account) => account.address === address && account.name !== null);
    return named?.name ?? this.#messageNames.get(address);
  }

  /** What the instructions of the message call its accounts: also where none of them began. */
  get #messageNames(): ReadonlyMap<string, string> {
    this.#knownMessageNames ??= new Map(this.transaction.message.instructions.flatMap((one) => this.#namesIn(one)));
    return this.#knownMessageNames;
  }

  #namesIn({ programIdIndex, accounts, data }: CompiledInstruction): [string, string][] {
    const keys = this.transaction.message.accountKeys;
    const program = keys[programIdIndex];
    const described = program && this.world.describe(addressFromPubkey(program))?.instruction(data, accounts.length);
    return Array.from(accounts).flatMap((index, place): [string, string][] => {
      const [key, name] = [keys[index], described?.accountNames[place]];
      return key === undefined || !name ? [] : [[addressFromPubkey(key), name]];
    });
  }

  /** Every program that runs, owns an account or is one, callers first. */
  programs(first: readonly Address[] = []): Address[] {
    const owners = this.trace.accounts.flatMap(({ loaded }) => (loaded === null ? [] : [loaded.owner]));
    const executables = this.trace.accounts.filter(({ loaded }) => loaded?.executable).map(({ address }) => address);
    return [...new Set([...first, ...this.frames.map(({ program }) => program), ...executables, ...owners])];
  }

  keyOf(address: string): Pubkey {
    return pubkeyFromAddress(address);
  }
}

export interface FailedFrame {
  readonly frame: Frame;
  readonly failure: Failure;
}

function framesBelow(frames: readonly Frame[]): Frame[] {
  return frames.flatMap((frame) => [frame, ...framesBelow(frame.calls)]);
}

/** The account at its first place in a frame. */
export function placeOf(frame: Frame, address: string): FrameAccount | undefined {
  return frame.accounts.find((account) => account.address === address);
}
