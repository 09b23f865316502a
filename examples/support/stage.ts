import { isDeepStrictEqual } from "node:util";
import {
  type Address,
  appendTransactionMessageInstructions,
  createTransactionMessage,
  type Instruction,
  type KeyPairSigner,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { type Keypair, Transaction, type TransactionInstruction } from "@solana/web3.js";
import {
  createSvm,
  type InstructionError,
  type Svm,
  type SvmOptions,
  type TransactionError,
  type TransactionResult,
} from "callgate";
import { addressOf, type Program } from "callgate/program";
import { addressNamed, kitSigner } from "./people.js";

/** What a transaction should come to: an instruction's error, whichever instruction has it, or the transaction's. */
export type ExpectedError = InstructionError | TransactionError;

type InstructionNames = (data: Uint8Array) => string | undefined;

const LAMPORTS_PER_SOL = 1_000_000_000n;

/** A chain for an example: its people, its programs, and the transactions that it sends with Kit and with web3.js v1. */
export class Stage {
  readonly svm: Svm;
  /** What addresses are called in the call tree. */
  readonly names: Record<string, string> = {};
  readonly #instructionNames = new Map<string, InstructionNames>();

  /** `onSent` hears of every transaction that has a title, after it ran. */
  constructor(
    options: SvmOptions = {},
    private readonly onSent: (title: string, result: TransactionResult) => void = () => {},
  ) {
    // Without history the same transaction may run again.
    this.svm = createSvm({ transactionHistory: 0, recordBalances: true, ...options });
  }

  /** Somebody with 10 SOL, or as many lamports as are said. */
  async person(name: string, lamports = 10n * LAMPORTS_PER_SOL): Promise<KeyPairSigner> {
    const signer = await kitSigner(name);
    this.name(signer.address, name);
    if (lamports > 0n) this.svm.airdrop(signer.address, lamports);
    return signer;
  }

  /** Deploys a program in TypeScript, by default at an address that follows from its name. */
  program(
    name: string,
    program: Program,
    instructionNames?: InstructionNames,
    address: Address = addressNamed(name),
  ): Address {
    this.svm.addProgram(address, program);
    this.name(address, name);
    if (instructionNames !== undefined) this.#instructionNames.set(address, instructionNames);
    return address;
  }

  /** Says what an address is called in the call tree. */
  name(address: Address | Uint8Array, name: string): void {
    this.names[typeof address === "string" ? address : addressOf(address)] = name;
  }

  nameOf(address: string): string | undefined {
    return this.names[address];
  }

  /** Programs that declare their instructions need no names: traces know them. */
  instructionNameOf(programAddress: string, data: Uint8Array): string | undefined {
    return this.#instructionNames.get(programAddress)?.(data);
  }

  /** Signs with Kit and sends, without a title: what comes before the story. Throws if it fails. */
  async prepare(payer: KeyPairSigner, instructions: readonly Instruction[]): Promise<void> {
    const result = this.svm.sendTransaction(await this.#signed(payer, instructions));
    if (!result.ok) throw new Error(`preparing failed: ${text(result.error)}\n${result.logs.join("\n")}`);
  }

  /** Signs with Kit, sends and tells. */
  async send(title: string, payer: KeyPairSigner, instructions: readonly Instruction[]): Promise<TransactionResult> {
    return this.#tell(title, this.svm.sendTransaction(await this.#signed(payer, instructions)));
  }

  /** The same, where it must succeed. Throws if it fails. */
  async succeeds(
    title: string,
    payer: KeyPairSigner,
    instructions: readonly Instruction[],
  ): Promise<TransactionResult> {
    return requireSuccess(title, await this.send(title, payer, instructions));
  }

  /** The same, where it must fail with `error`. Throws if it does not. */
  async fails(
    title: string,
    payer: KeyPairSigner,
    instructions: readonly Instruction[],
    error: ExpectedError,
  ): Promise<TransactionResult> {
    return requireFailure(title, await this.send(title, payer, instructions), error);
  }

  /** Signs with web3.js v1, sends and tells; the first signer pays. Throws if it fails. */
  succeedsWithWeb3(
    title: string,
    signers: readonly Keypair[],
    instructions: readonly TransactionInstruction[],
  ): TransactionResult {
    const [payer] = signers;
    if (payer === undefined) throw new Error(`${title}: expected a signer that pays`);
    const transaction = new Transaction({ feePayer: payer.publicKey, recentBlockhash: this.svm.latestBlockhash() });
    transaction.add(...instructions).sign(...signers);
    return requireSuccess(title, this.#tell(title, this.svm.sendTransaction(transaction)));
  }

  /** The data of an account, which must exist. */
  dataOf(address: Address): Uint8Array {
    const account = this.svm.getAccount(address);
    if (account === null) throw new Error(`there is no account ${this.nameOf(address) ?? address}`);
    return account.data;
  }

  #signed(payer: KeyPairSigner, instructions: readonly Instruction[]) {
    const lifetime = { blockhash: this.svm.latestBlockhash(), lastValidBlockHeight: 150n };
    return signTransactionMessageWithSigners(
      pipe(
        createTransactionMessage({ version: 0 }),
        (message) => setTransactionMessageFeePayerSigner(payer, message),
        (message) => setTransactionMessageLifetimeUsingBlockhash(lifetime, message),
        (message) => appendTransactionMessageInstructions(instructions, message),
      ),
    );
  }

  #tell(title: string, result: TransactionResult): TransactionResult {
    this.onSent(title, result);
    return result;
  }
}

function requireSuccess(title: string, result: TransactionResult): TransactionResult {
  if (result.ok) return result;
  throw new Error(`${title}: expected success, got ${text(result.error)}\n${result.logs.join("\n")}`);
}

function requireFailure(title: string, result: TransactionResult, expected: ExpectedError): TransactionResult {
  const error = result.ok ? "success" : result.error;
  const inner = typeof error === "object" && "InstructionError" in error ? error.InstructionError[1] : error;
  if (isDeepStrictEqual(error, expected) || isDeepStrictEqual(inner, expected)) return result;
  throw new Error(`${title}: expected ${text(expected)}, got ${text(error)}\n${result.logs.join("\n")}`);
}

function text(error: unknown): string {
  return JSON.stringify(error);
}
