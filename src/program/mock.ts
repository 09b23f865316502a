import { CallgateError } from "../base/errors.js";
import { describe } from "../base/untrusted.js";
import type { ProgramErrorName } from "../solana/errors.js";
import { type Address, addressFromPubkey, type Pubkey, pubkeyFromAddress } from "../solana/pubkey.js";
import type { AccountInfo } from "./account-info.js";
import { currentFrame } from "./frame.js";
import { msg } from "./log.js";
import { Program } from "./program.js";
import { ProgramError } from "./program-error.js";
import { setReturnData } from "./return-data.js";

/** An account as a program received it. */
export interface ReceivedAccount {
  readonly address: Address;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

/** A call as a program received it: with which authority, and with what. */
export interface ReceivedCall {
  readonly programId: Address;
  readonly accounts: readonly ReceivedAccount[];
  readonly data: Uint8Array;
  /** 1 for a top-level instruction. */
  readonly stackHeight: number;
}

/** A call of a mock, and what the mock did. */
export interface MockCall extends ReceivedCall {
  readonly result: MockResult;
}

/** What a mock does with an account before it ends; what is left out stays. */
export interface MockAccountChange {
  readonly lamports?: bigint;
  /** Takes the place of all data, whatever its length. */
  readonly data?: Uint8Array;
  readonly owner?: Address | Pubkey;
}

/** What a call of a mock comes to: in this order logs, changes, return data, and the error if there is one. */
export interface MockResult {
  /** `Program log: …` each. */
  readonly logs?: readonly string[];
  /** By address, or by place in the instruction. The rules for programs hold: only what it owns and may write. */
  readonly accounts?: Readonly<Record<Address | number, MockAccountChange>>;
  readonly returnData?: Uint8Array;
  /** The name of a ProgramError, or the number of a custom error. Without one the call succeeds. */
  readonly error?: ProgramErrorName | number;
}

/** Does what a program does and chooses a result; undefined for plain success. */
export type MockFunction = (call: ReceivedCall, accounts: AccountInfo[]) => MockResult | undefined;

/** A program that stands in for another in a test: does what it was told to do, and remembers how it was called. */
export class Mock extends Program {
  readonly #calls: MockCall[] = [];

  /** @internal */
  constructor(answer: MockFunction, computeUnits: number) {
    super({
      name: "mock",
      computeUnits,
      process: (programId, accounts, data) => this.#answer(programId, accounts, data, answer),
    });
  }

  /** The calls so far, those of failed and simulated transactions included. */
  get calls(): readonly MockCall[] {
    return this.#calls;
  }

  /** Forgets the calls so far; a sequence of results goes on where it was. */
  clearCalls(): void {
    this.#calls.length = 0;
  }

  #answer(programId: Pubkey, accounts: AccountInfo[], data: Uint8Array, answer: MockFunction): void {
    const received: ReceivedCall = {
      programId: addressFromPubkey(programId),
      accounts: accounts.map(({ key, isSigner, isWritable }) => ({
        address: addressFromPubkey(key),
        isSigner,
        isWritable,
      })),
      data,
      stackHeight: currentFrame()!.host.stackHeight,
    };
    const call = { ...received, data: data.slice(), result: {} };
    this.#calls.push(call);
    call.result = answer(received, accounts) ?? {};
    perform(call.result, accounts);
  }
}

/**
 * A program that stands in for another: `svm.addProgram(id, mock(…))`. Results are one for every call, a list of one for
 * each call in turn, or chosen by a function. Without any, every call succeeds and does nothing.
 */
export function mock(results: MockResult | readonly MockResult[] | MockFunction = {}, computeUnits = 0): Mock {
  if (typeof results === "function") return new Mock(results, computeUnits);
  return new Mock(Array.isArray(results) ? inTurn(results) : () => results as MockResult, computeUnits);
}

function inTurn(results: readonly MockResult[]): MockFunction {
  let next = 0;
  return () => {
    const result = results[next++];
    if (result !== undefined) return result;
    const message = `expected at most ${results.length} calls of the mock, got call ${next}`;
    throw new CallgateError("mock-exhausted", message, { results: results.length });
  };
}

function perform(result: MockResult, accounts: readonly AccountInfo[]): void {
  for (const line of result.logs ?? []) msg(line);
  for (const [place, change] of Object.entries(result.accounts ?? {}))
    changeAccount(accountAt(accounts, place), change);
  if (result.returnData !== undefined) setReturnData(result.returnData);
  if (result.error !== undefined) throw new ProgramError(result.error);
}

function accountAt(accounts: readonly AccountInfo[], place: string): AccountInfo {
  const byIndex = /^\d{1,3}$/.test(place) ? accounts[Number(place)] : undefined;
  const account = byIndex ?? accounts.find(({ key }) => addressFromPubkey(key) === place);
  if (account !== undefined) return account;
  const message = `expected an account of the call (an address or an index below ${accounts.length}), got ${describe(place)}`;
  throw new CallgateError("invalid-argument", message, { place });
}

function changeAccount(account: AccountInfo, { lamports, data, owner }: MockAccountChange): void {
  if (lamports !== undefined) account.lamports = lamports;
  if (data !== undefined) {
    account.realloc(data.length);
    account.data.set(data);
  }
  if (owner !== undefined) account.assign(typeof owner === "string" ? pubkeyFromAddress(owner) : owner);
}
