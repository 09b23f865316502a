import type { ReceivedCall } from "../program/mock.js";
import type { InvokeContext } from "../runtime/invoke-context.js";
import type { ProgramObserver } from "../runtime/observed-program.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { type AddressInput, toPubkey } from "./inputs.js";
import type { Svm } from "./svm.js";

/** A call of a program that a spy saw. */
export interface SpiedCall extends ReceivedCall {
  /** Whether the program itself came to a good end; undefined while it runs. */
  readonly ok: boolean | undefined;
  /** What it left for its caller; of no bytes if nothing. */
  readonly returnData: Uint8Array;
  /** Of it and of what it called; 0 while it runs. */
  readonly computeUnitsConsumed: number;
}

/** Sees the calls of one program, and changes nothing about them. */
export class Spy {
  readonly #calls: SpiedCall[] = [];

  /** @internal */
  constructor(private readonly remove: () => void) {}

  /** The calls so far, in the order in which they began; those of failed and simulated transactions included. */
  get calls(): readonly SpiedCall[] {
    return this.#calls;
  }

  /** Forgets the calls so far. */
  clearCalls(): void {
    this.#calls.length = 0;
  }

  /** Ends the watching; what was seen stays. */
  stop(): void {
    this.remove();
  }

  /** @internal */
  record(call: SpiedCall): void {
    this.#calls.push(call);
  }
}

/**
 * Watches a program of any kind, builtins included, from now on: each call runs as it did, in its own frame and at its
 * own price, and the spy remembers with which authority it was made. No part of snapshots.
 */
export function spy(svm: Svm, programAddress: AddressInput): Spy {
  const programId = toPubkey(programAddress);
  const { programs } = svm.bank;
  const watching = new Spy(() => programs.unobserve(programId, observer));
  const observer: ProgramObserver = (context) => observeCall(context, programId, watching);
  programs.observe(programId, observer);
  return watching;
}

function observeCall(context: InvokeContext, programId: Pubkey, watching: Spy): (ok: boolean) => void {
  const { transaction, meter } = context;
  const instruction = transaction.currentInstruction;
  // A loader also runs the programs that it owns.
  if (!pubkeyEqual(instruction.programKey, programId)) return () => {};
  const unitsBefore = meter.remaining;
  const call = {
    programId: addressFromPubkey(programId),
    accounts: instruction.accounts.map(({ isSigner, isWritable }, i) => {
      return { address: addressFromPubkey(instruction.keyOfAccount(i)), isSigner, isWritable };
    }),
    data: instruction.data.slice(),
    stackHeight: transaction.stackHeight,
    ok: undefined as boolean | undefined,
    returnData: new Uint8Array(0),
    computeUnitsConsumed: 0,
  };
  watching.record(call);
  return (ok) => {
    call.ok = ok;
    call.computeUnitsConsumed = unitsBefore - meter.remaining;
    if (pubkeyEqual(transaction.returnData.programId, programId)) call.returnData = transaction.returnData.data.slice();
  };
}
