import { base58Encode } from "../base/base58.js";
import { U64_MAX } from "../base/u64.js";
import { readUntrusted } from "../base/untrusted.js";
import type { Program } from "../program/program.js";
import type { EngineReport } from "../sbpf/engine.js";
import { MAX_PERMITTED_DATA_LENGTH } from "../solana/account.js";
import { parseAccountFile } from "../solana/account-file.js";
import { type Address, addressFromPubkey, type Blockhash, pubkeyEqual } from "../solana/pubkey.js";
import type { Clock } from "../solana/sysvars/clock.js";
import { minimumBalance } from "../solana/sysvars/rent.js";
import { addProgram, type ProgramOptions, readProgramFile } from "./add-program.js";
import { Bank } from "./bank.js";
import { bundledProgramsFor } from "./bundled-programs.js";
import { advanceBlockhash, expireBlockhashes, warpToSlot } from "./chain.js";
import {
  type Genesis,
  placeBuiltins,
  placeBundledPrograms,
  placeFeatureAccounts,
  placePrecompiles,
  placeSysvars,
  VM_GENESIS,
} from "./genesis.js";
import { type AddressInput, type TransactionInput, toPubkey, toSignature, toU64 } from "./inputs.js";
import { MISSING_ACCOUNT } from "./missing-account.js";
import { BOOLEAN, readOptions } from "./option-checks.js";
import { resolveOptions, type SignatureBackendName, type SvmOptions } from "./options.js";
import { refusedResult } from "./record.js";
import { type SendOptions, type SimulationOptions, send, simulate } from "./run.js";
import { type SvmAccount, type SvmAccountInput, toStoredAccount, toSvmAccount } from "./svm-account.js";
import { placeSysvarAccount, readSysvar } from "./sysvar-access.js";
import { SYSVARS, type SysvarName, type Sysvars } from "./sysvar-table.js";
import { checkSysvarName, dataOfGivenSysvar } from "./sysvar-value.js";
import { TRACE } from "./trace.js";
import { readTransaction } from "./transaction-input.js";
import type { SimulationResult, TransactionResult } from "./transaction-result.js";
import type { Snapshot } from "./undo-journal.js";

/**
 * A Solana virtual machine in this process: accounts, sysvars, programs, and transactions that run against them, one
 * after the other. All of it is synchronous. Addresses are base58 text, 32 bytes, or web3.js public keys; misuse
 * throws `CallgateError`, while whatever becomes of a transaction is a result.
 */
export class Svm {
  /** @internal */
  readonly bank: Bank;

  constructor(options: SvmOptions = {}, genesis: Genesis = VM_GENESIS) {
    const { featureSet, compat, settings, programs } = resolveOptions(options);
    this.bank = new Bank(featureSet, compat, settings, genesis.blockhash);
    placeBuiltins(this.bank);
    placePrecompiles(this.bank);
    placeSysvars(this.bank, genesis);
    placeFeatureAccounts(this.bank);
    if (programs) placeBundledPrograms(this.bank, bundledProgramsFor(featureSet));
  }

  /** Runs a transaction and keeps what it does. Throws `invalid-transaction` for what is none. */
  sendTransaction(input: TransactionInput, options?: SendOptions): TransactionResult {
    const transaction = readTransaction(input);
    const checked = options && readOptions(options, SEND_OPTIONS);
    return transaction === undefined ? REFUSED_MASK : send(this.bank, transaction, checked);
  }

  /** Runs a transaction and keeps nothing. Throws `invalid-transaction` for what is none. */
  simulateTransaction(input: TransactionInput, options: SimulationOptions = {}): SimulationResult {
    const transaction = readTransaction(input);
    const checked = readOptions(options, SIMULATION_OPTIONS);
    return transaction === undefined ? REFUSED_MASK : simulate(this.bank, transaction, checked);
  }

  /** The result of an earlier transaction by its first signature (base58 or bytes), if it is still known. */
  getTransaction(signature: string | Uint8Array): TransactionResult | undefined {
    return this.bank.history.get(toSignature(signature));
  }

  /** A copy of an account, or null. */
  getAccount(address: AddressInput): SvmAccount | null {
    const key = toPubkey(address);
    const account = this.bank.accounts.get(key);
    return account === undefined ? null : toSvmAccount(key, account);
  }

  /**
   * Stores an account, whatever was there; one without lamports is removed. A sysvar's takes effect at once.
   * Throws `invalid-account`, and `invalid-sysvar` for a sysvar that nobody could read.
   */
  setAccount(address: AddressInput, account: SvmAccountInput): void {
    this.bank.hostSetAccount(toPubkey(address), toStoredAccount(account));
  }

  /** Lamports; 0 for an account that does not exist. */
  getBalance(address: AddressInput): bigint {
    return this.bank.accounts.get(toPubkey(address))?.lamports ?? 0n;
  }

  /**
   * Gives lamports out of nothing; the new balance. Not a transaction, so it always succeeds, twice as well as once.
   * Throws `invalid-u64` when the balance would exceed a u64.
   */
  airdrop(address: AddressInput, lamports: bigint | number): bigint {
    const key = toPubkey(address);
    const before = this.bank.accounts.get(key) ?? MISSING_ACCOUNT;
    const balance = toU64(before.lamports + toU64(lamports, "lamports"), "the balance after the airdrop");
    this.bank.hostSetAccount(key, { ...before, lamports: balance });
    return balance;
  }

  /** Copies of all accounts that a program owns. */
  getProgramAccounts(programAddress: AddressInput): SvmAccount[] {
    const owner = toPubkey(programAddress);
    const found: SvmAccount[] = [];
    for (const [key, account] of this.bank.accounts.entries()) {
      if (pubkeyEqual(account.owner, owner)) found.push(toSvmAccount(key, account));
    }
    return found;
  }

  /** Copies of all accounts. The VM must not change while this runs. */
  *accounts(): IterableIterator<SvmAccount> {
    for (const [key, account] of this.bank.accounts.entries()) yield toSvmAccount(key, account);
  }

  /** Stores the account of a file as `solana account --output json` writes it; its address. */
  loadAccountFile(json: string): Address {
    const { pubkey, account } = parseAccountFile(json);
    this.bank.hostSetAccount(pubkey, account);
    return addressFromPubkey(pubkey);
  }

  /**
   * Puts a program in place as if it had been deployed before, whatever was there: an ELF file, or a program of
   * `callgate/program`. Callable at once. Throws `invalid-program`.
   */
  addProgram(address: AddressInput, program: Uint8Array | Program, options: ProgramOptions = {}): void {
    addProgram(this.bank, toPubkey(address), program, options);
  }

  /** The same from a file, in Node. Throws `no-file-system` in browsers, `unreadable-file`, `invalid-program`. */
  addProgramFromFile(address: AddressInput, path: string, options: ProgramOptions = {}): void {
    addProgram(this.bank, toPubkey(address), readProgramFile(path), options);
  }

  /** The blockhash for new transactions, in base58. */
  latestBlockhash(): Blockhash {
    return base58Encode(this.bank.blockhashes.latest) as Blockhash;
  }

  /** Makes every blockhash so far too old, as if more than 150 blocks had passed; the new latest one. */
  expireBlockhash(): Blockhash {
    expireBlockhashes(this.bank);
    return this.latestBlockhash();
  }

  /** A new latest blockhash, as each block brings one; earlier ones stay valid for 150 more. The new one. */
  advanceBlockhash(): Blockhash {
    advanceBlockhash(this.bank);
    return this.latestBlockhash();
  }

  /** Moves to a slot; those between are skipped. Clock, epoch, blockhash, SlotHashes and SlotHistory follow. */
  warpToSlot(slot: bigint | number): void {
    warpToSlot(this.bank, toU64(slot, "slot"));
  }

  /** What the engine that runs the programs has done in this process, for all virtual machines that use it. */
  get engineStatistics(): EngineReport {
    const { name, statistics } = this.bank.settings.engine;
    return statistics.report(name);
  }

  /** Who verifies the signatures of the next transaction. */
  get signatureBackend(): SignatureBackendName {
    return this.bank.settings.signatureBackend().name;
  }

  /** The slot of the clock sysvar. */
  get slot(): bigint {
    return this.clock.slot;
  }

  /** The clock sysvar. */
  get clock(): Clock {
    return this.getSysvar("clock");
  }

  /** Changes the given fields of the clock. */
  setClock(clock: Partial<Clock>): void {
    const given = readUntrusted("invalid-sysvar", "the clock", () => ({ ...clock }));
    this.setSysvar("clock", { ...this.clock, ...given });
  }

  /** A sysvar as its account has it. Throws `missing-sysvar` when it is absent or malformed, and `unknown-sysvar`. */
  getSysvar<N extends SysvarName>(name: N): Sysvars[N] {
    checkSysvarName(name);
    return readSysvar(this.bank, name);
  }

  /** Writes a sysvar's account; the next transaction sees it. Throws `invalid-sysvar` and `unknown-sysvar`. */
  setSysvar<N extends SysvarName>(name: N, value: Sysvars[N]): void {
    checkSysvarName(name);
    placeSysvarAccount(this.bank, SYSVARS[name].id, dataOfGivenSysvar(name, value));
  }

  /** Lamports that make an account with so many bytes of data rent-exempt, u64::MAX if nothing does. */
  minimumBalanceForRentExemption(dataLength: number | bigint): bigint {
    const length = toU64(dataLength, "dataLength");
    if (length > MAX_PERMITTED_DATA_LENGTH) return U64_MAX;
    const minimum = minimumBalance(this.bank.rent, Number(length));
    return minimum === 0n ? 1n : minimum;
  }

  /** What `sol_get_epoch_stake` reports for a vote account, in lamports. */
  setEpochStake(voteAddress: AddressInput, lamports: bigint | number): void {
    this.bank.epochStakes.set(toPubkey(voteAddress), toU64(lamports, "lamports"));
  }

  /** A state to come back to with `revert`. Costs nothing but to remember what changes from here on. */
  snapshot(): Snapshot {
    return this.bank.journal.mark();
  }

  /** Goes back to a snapshot, in place; it may be used again. Throws `unknown-snapshot` if it is not this VM's. */
  revert(snapshot: Snapshot): void {
    this.bank.revert(snapshot);
  }
}

const SEND_OPTIONS = { trace: TRACE };
const SIMULATION_OPTIONS = { ...SEND_OPTIONS, signatureVerification: BOOLEAN, replaceRecentBlockhash: BOOLEAN };

const REFUSED_MASK = Object.assign(refusedResult("SanitizeFailure", undefined, 0n), { postAccounts: [] });
