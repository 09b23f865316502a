import {
  type Address,
  type Blockhash,
  type EncodedAccount,
  type ExcludeTransactionMessageLifetime,
  getBase58Encoder,
  type Lamports,
  lamports,
  type MaybeEncodedAccount,
  type Signature,
  setTransactionMessageLifetimeUsingBlockhash,
  type Transaction,
  type TransactionMessage,
  type TransactionMessageWithBlockhashLifetime,
  type TransactionMessageWithLifetime,
} from "@solana/kit";
import { base58Encode } from "../base/base58.js";
import { CallgateError } from "../base/errors.js";
import { describe } from "../base/untrusted.js";
import { isProgram, type Program } from "../program/program.js";
import { LOADER_V3_ID } from "../solana/program-ids.js";
import { pubkeyEqual } from "../solana/pubkey.js";
import { SIGNATURE_BYTES } from "../solana/transaction.js";
import { addProgram as placeProgram } from "../svm/add-program.js";
import { bundledProgramsFor } from "../svm/bundled-programs.js";
import { expireBlockhashes, warpToSlot } from "../svm/chain.js";
import { placeBuiltins, placeBundledPrograms, placePrecompiles, placeSysvars } from "../svm/genesis.js";
import { send } from "../svm/run.js";
import { readSysvar, setSysvar } from "../svm/sysvar-access.js";
import { minimumExemptBalance, placeNativeMints, setAccount } from "./accounts.js";
import { airdrop } from "./airdrop.js";
import { checkBoolean, checkString, recover, sliceBytes, toBytes, toU64, toUsize } from "./arguments.js";
import { Clock, clockFromSysvar, sysvarFromClock } from "./clock.js";
import { ComputeBudget, limitsOf } from "./compute-budget.js";
import { addressBytes, addressCodec, fromEncodedAccount, readFromKit, toEncodedAccount } from "./encoded-account.js";
import { EpochRewards, epochRewardsFromSysvar, sysvarFromEpochRewards } from "./epoch-rewards.js";
import { EpochSchedule, epochScheduleFromSysvar, sysvarFromEpochSchedule } from "./epoch-schedule.js";
import type { FailedTransactionMetadata } from "./failed-transaction-metadata.js";
import { FeatureSet, gatesOf } from "./feature-set.js";
import { readFile, writeFile } from "./files.js";
import { bareMachine, type Machine, setAirdropBalance, setHistoryCapacity, standardMachine } from "./machine.js";
import { addFailure, addProgram } from "./programs.js";
import { Rent, rentFromSysvar, sysvarFromRent } from "./rent.js";
import { readKitTransaction, simulate, toMetadata } from "./running.js";
import type { SimulatedTransactionInfo } from "./simulated-transaction-info.js";
import { SlotHash, type SlotHashInput, slotHashesFromInputs } from "./slot-hash.js";
import { SlotHistory, slotHistoryFromSysvar, sysvarFromSlotHistory } from "./slot-history.js";
import { decodeSnapshot, encodeSnapshot } from "./snapshot.js";
import { StakeHistory, stakeHistoryFromSysvar, sysvarFromStakeHistory } from "./stake-history.js";
import type { TransactionMetadata } from "./transaction-metadata.js";

const base58Encoder = getBase58Encoder();

/**
 * LiteSVM 1.5 by its own names, on Callgate: the class of the npm package `litesvm`, without its native binary. Wrong
 * arguments throw errors with the codes and texts of that package; where it aborts the process, a `CallgateError`
 * says what is wrong.
 */
export class LiteSVM {
  /** What the next constructor takes instead of a new one. */
  static #restored: Machine | undefined;
  readonly #machine: Machine;

  /** A VM with mainnet's gates and programs, and every check on. */
  constructor() {
    this.#machine = LiteSVM.#restored ?? standardMachine();
    LiteSVM.#restored = undefined;
  }

  static #of(machine: Machine): LiteSVM {
    LiteSVM.#restored = machine;
    return new LiteSVM();
  }

  /** A VM with nothing in it, no gate active and no check on. */
  static default(): LiteSVM {
    return LiteSVM.#of(bareMachine());
  }

  /** The VM that `saveToFile` saved. Throws as `fromBytes`, and `unreadable-file`. */
  static loadFromFile(path: string): LiteSVM {
    checkString(path);
    return LiteSVM.#of(decodeSnapshot(readFile(path)));
  }

  /** The VM of `toBytes`. Throws `foreign-snapshot`, `unsupported-snapshot-version` or `damaged-snapshot`. */
  static fromBytes(bytes: Uint8Array): LiteSVM {
    return LiteSVM.#of(decodeSnapshot(toBytes(bytes)));
  }

  /** Writes `toBytes` to a file. Throws `no-file-system` in browsers, `unwritable-file`. */
  saveToFile(path: string): void {
    checkString(path);
    writeFile(path, this.toBytes());
  }

  /** The whole state: accounts, gates, settings and history, in Callgate's own format. */
  toBytes(): Uint8Array {
    return encodeSnapshot(this.#machine);
  }

  /** Takes the place of what transactions ask for. Calls and stack frames count from the next `withBuiltins` on. */
  withComputeBudget(budget: ComputeBudget): LiteSVM {
    const limits = recover(budget, ComputeBudget, limitsOf);
    this.#bank.setTransactionBudget(limits.budget, limits.cost);
    return this;
  }

  /** Whether signatures are verified. */
  withSigverify(sigverify: boolean): LiteSVM {
    checkBoolean(sigverify);
    this.#bank.settings.signatureVerification = sigverify;
    return this;
  }

  /** Whether a transaction must name the latest blockhash or a durable nonce. */
  withBlockhashCheck(check: boolean): LiteSVM {
    checkBoolean(check);
    this.#bank.settings.blockhashCheck = check;
    return this;
  }

  /** Places the sysvars as they are in a new VM. */
  withSysvars(): LiteSVM {
    placeSysvars(this.#bank);
    return this;
  }

  /** Sets the gates that transactions go by. Builtins and syscalls follow at the next `withBuiltins`. */
  withFeatureSet(featureSet: FeatureSet): LiteSVM {
    this.#bank.setTransactionGates(recover(featureSet, FeatureSet, gatesOf).clone());
    return this;
  }

  /** Adds the builtin programs of the gates. Programs that are set from now on get the gates' syscalls. */
  withBuiltins(): LiteSVM {
    placeBuiltins(this.#bank);
    this.#bank.renewLoaders();
    return this;
  }

  /** Sets what the airdrop account has. */
  withLamports(amount: bigint): LiteSVM {
    setAirdropBalance(this.#machine, toU64(amount));
    return this;
  }

  /** Adds the SPL programs and the core programs that are sBPF. */
  withDefaultPrograms(): LiteSVM {
    placeBundledPrograms(this.#bank, bundledProgramsFor(this.#bank.featureSet));
    return this;
  }

  /** Adds the mints of wrapped SOL for the token programs that are there. */
  withNativeMints(): LiteSVM {
    placeNativeMints(this.#bank);
    return this;
  }

  /**
   * How many results `getTransaction` finds; 0 also lets the same transaction run again. As in LiteSVM this is how
   * much room there shall be, which seldom comes out exactly, and which is none at all after a request for less.
   */
  withTransactionHistory(capacity: bigint): LiteSVM {
    setHistoryCapacity(this.#machine, toSafeInteger(toUsize(capacity)));
    return this;
  }

  /** Bytes of log that a transaction keeps; all without a limit. */
  withLogBytesLimit(limit?: bigint): LiteSVM {
    const given: bigint | null | undefined = limit;
    this.#bank.settings.logBytesLimit = given == null ? null : toSafeInteger(toUsize(given));
    return this;
  }

  /** Adds the accounts of the precompiles. */
  withPrecompiles(): LiteSVM {
    placePrecompiles(this.#bank);
    return this;
  }

  /** Lamports that make an account with so many bytes of data rent-exempt, u64::MAX if nothing does. */
  minimumBalanceForRentExemption(dataLen: bigint): bigint {
    return minimumExemptBalance(this.#bank, toUsize(dataLen));
  }

  getAccount(address: Address): MaybeEncodedAccount {
    const account = this.#bank.accounts.get(addressBytes(address));
    return account === undefined ? { exists: false, address } : { exists: true, ...toEncodedAccount(address, account) };
  }

  /** All accounts that a program owns. */
  getProgramAccounts(programAddress: Address): EncodedAccount[] {
    const owner = addressBytes(programAddress);
    const found: EncodedAccount[] = [];
    for (const [key, account] of this.#bank.accounts.entries()) {
      if (pubkeyEqual(account.owner, owner)) found.push(toEncodedAccount(addressCodec.decode(key), account));
    }
    return found;
  }

  /**
   * Stores an account, whatever was there; one without lamports is removed. Throws for a program that does not load
   * and for a sysvar that cannot be read.
   */
  setAccount(account: EncodedAccount): void {
    const [key, stored] = fromEncodedAccount(account);
    setAccount(this.#bank, key, stored);
  }

  /** Lamports, or null without the account. */
  getBalance(address: Address): Lamports | null {
    const account = this.#bank.accounts.get(addressBytes(address));
    return account === undefined ? null : lamports(account.lamports);
  }

  /** The blockhash for new transactions. */
  latestBlockhash(): Blockhash {
    return base58Encode(this.#bank.blockhashes.latest) as Blockhash;
  }

  /** The message with the latest blockhash as its lifetime. */
  setTransactionMessageLifetimeUsingLatestBlockhash<
    TTransactionMessage extends TransactionMessage & Partial<TransactionMessageWithLifetime>,
  >(
    transactionMessage: TTransactionMessage,
  ): ExcludeTransactionMessageLifetime<TTransactionMessage> & TransactionMessageWithBlockhashLifetime {
    const lifetime = { blockhash: this.latestBlockhash(), lastValidBlockHeight: 0n };
    return readFromKit("invalid-transaction-message", "the transaction message", () =>
      setTransactionMessageLifetimeUsingBlockhash(lifetime, transactionMessage),
    );
  }

  /** The result of an earlier transaction by its first signature, if it is still known. */
  getTransaction(signature: Signature): TransactionMetadata | FailedTransactionMetadata | null {
    const result = this.#bank.history.get(signatureBytes(signature));
    return result === undefined ? null : toMetadata(result);
  }

  /** A transfer from the airdrop account: twice the same with one blockhash fails, like any transaction. */
  airdrop(address: Address, amount: Lamports): TransactionMetadata | FailedTransactionMetadata | null {
    const key = addressBytes(address);
    return toMetadata(airdrop(this.#machine, key, toU64(amount)));
  }

  /** Adds the program of a file under the upgradeable loader, in Node. Throws if it does not load. */
  addProgramFromFile(programId: Address, path: string): void {
    const id = addressBytes(programId);
    checkString(path);
    addProgram(this.#bank, id, readFile(path, addFailure), LOADER_V3_ID);
  }

  /**
   * Adds a program under the upgradeable loader. Throws if it does not load.
   * DIVERGES: takes programs of `callgate/program` too.
   */
  addProgram(programId: Address, program: Uint8Array | Program): void {
    const id = addressBytes(programId);
    if (isProgram(program)) placeProgram(this.#bank, id, program, {});
    else addProgram(this.#bank, id, sliceBytes(program), LOADER_V3_ID);
  }

  /** Adds a program under the loader v1, v2 or v3. Throws if it does not load. */
  addProgramWithLoader(programId: Address, programBytes: Uint8Array, loaderId: Address): void {
    const id = addressBytes(programId);
    const loader = addressBytes(loaderId);
    addProgram(this.#bank, id, sliceBytes(programBytes), loader);
  }

  /** Runs a transaction and keeps what it does. */
  sendTransaction(tx: Transaction): TransactionMetadata | FailedTransactionMetadata {
    return toMetadata(send(this.#bank, readKitTransaction(this.#bank, tx)));
  }

  /** Runs a transaction and keeps nothing. */
  simulateTransaction(tx: Transaction): FailedTransactionMetadata | SimulatedTransactionInfo {
    return simulate(this.#bank, readKitTransaction(this.#bank, tx));
  }

  /** Makes the latest blockhash another one; the old ones are good no more. */
  expireBlockhash(): void {
    expireBlockhashes(this.#bank);
  }

  /** Sets the clock's slot, and nothing else. */
  warpToSlot(slot: bigint): void {
    warpToSlot(this.#bank, toU64(slot));
  }

  getClock(): Clock {
    return clockFromSysvar(readSysvar(this.#bank, "clock"));
  }

  setClock(clock: Clock): void {
    setSysvar(this.#bank, "clock", recover(clock, Clock, sysvarFromClock));
  }

  getEpochRewards(): EpochRewards {
    return epochRewardsFromSysvar(readSysvar(this.#bank, "epochRewards"));
  }

  setEpochRewards(rewards: EpochRewards): void {
    setSysvar(this.#bank, "epochRewards", recover(rewards, EpochRewards, sysvarFromEpochRewards));
  }

  getEpochSchedule(): EpochSchedule {
    return epochScheduleFromSysvar(readSysvar(this.#bank, "epochSchedule"));
  }

  setEpochSchedule(schedule: EpochSchedule): void {
    setSysvar(this.#bank, "epochSchedule", recover(schedule, EpochSchedule, sysvarFromEpochSchedule));
  }

  getLastRestartSlot(): bigint {
    return readSysvar(this.#bank, "lastRestartSlot").lastRestartSlot;
  }

  setLastRestartSlot(slot: bigint): void {
    setSysvar(this.#bank, "lastRestartSlot", { lastRestartSlot: toU64(slot) });
  }

  getRent(): Rent {
    return rentFromSysvar(readSysvar(this.#bank, "rent"));
  }

  setRent(rent: Rent): void {
    setSysvar(this.#bank, "rent", recover(rent, Rent, sysvarFromRent));
  }

  getSlotHashes(): SlotHash[] {
    return readSysvar(this.#bank, "slotHashes").map((entry) => new SlotHash(entry));
  }

  /** In the given order, at most 512. */
  setSlotHashes(hashes: SlotHashInput[]): void {
    setSysvar(this.#bank, "slotHashes", slotHashesFromInputs(hashes));
  }

  getSlotHistory(): SlotHistory {
    return slotHistoryFromSysvar(readSysvar(this.#bank, "slotHistory"));
  }

  setSlotHistory(history: SlotHistory): void {
    setSysvar(this.#bank, "slotHistory", recover(history, SlotHistory, sysvarFromSlotHistory));
  }

  getStakeHistory(): StakeHistory {
    return stakeHistoryFromSysvar(readSysvar(this.#bank, "stakeHistory"));
  }

  setStakeHistory(history: StakeHistory): void {
    setSysvar(this.#bank, "stakeHistory", recover(history, StakeHistory, sysvarFromStakeHistory));
  }

  get #bank(): Machine["bank"] {
    return this.#machine.bank;
  }
}

/** Kit's errors for what is no base58. DIVERGES: LiteSVM aborts the process for other than 64 bytes. */
function signatureBytes(signature: Signature): Uint8Array {
  const isText = typeof signature === "string" && signature.length <= MAX_BASE58_SIGNATURE;
  const bytes = isText ? (base58Encoder.encode(signature) as Uint8Array) : undefined;
  if (bytes?.length === SIGNATURE_BYTES) return bytes;
  const came = bytes === undefined ? describe(signature) : `base58 of ${bytes.length} bytes`;
  throw new CallgateError("invalid-signature", `expected a signature (base58 of 64 bytes), got ${came}`, { signature });
}

const MAX_BASE58_SIGNATURE = 88;

/** No limit that can be reached is higher. */
function toSafeInteger(value: bigint): number {
  return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}
