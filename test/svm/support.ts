import type { Account } from "../../src/solana/account.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { type CompileInput, compileMessage } from "../../src/solana/message/compile.js";
import type { Message } from "../../src/solana/message/message.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import {
  createSvm,
  type SimulationResult,
  type Svm,
  type SvmOptions,
  type TransactionResult,
} from "../../src/svm/index.js";
import { newKey, unsignedWire } from "../helpers/transactions.js";

export type SendOptions = Partial<Omit<CompileInput, "instructions">> & {
  /** Changes the compiled message before it goes on the wire. */
  readonly change?: (message: Message) => Message;
};

/** A VM with a rich payer; signatures are not verified unless the options say so. */
export class Workbench {
  readonly svm: Svm;
  readonly payer = newKey();

  constructor(options: SvmOptions = {}) {
    this.svm = createSvm({ signatureVerification: false, ...options });
    this.setAccount(this.payer, { lamports: 1_000_000_000_000n });
  }

  get blockhash(): Uint8Array {
    return this.svm.bank.blockhashes.latest;
  }

  /** Stores a system account with 1 SOL, or what differs from that; its key. */
  setAccount(key: Pubkey, account: Partial<Account> = {}): Pubkey {
    const { lamports = 1_000_000_000n, data = new Uint8Array(0), owner = new Uint8Array(32) } = account;
    this.svm.setAccount(key, { ...account, lamports, data, owner });
    return key;
  }

  account(key: Pubkey): Readonly<Account> | undefined {
    return this.svm.bank.accounts.get(key);
  }

  lamports(key: Pubkey): bigint {
    return this.svm.getBalance(key);
  }

  wire(
    instructions: readonly Instruction[],
    { change = (message) => message, ...input }: SendOptions = {},
  ): Uint8Array {
    const message = compileMessage({ feePayer: this.payer, blockhash: this.blockhash, ...input, instructions });
    return unsignedWire(change(message));
  }

  send(instructions: readonly Instruction[], options?: SendOptions): TransactionResult {
    return this.svm.sendTransaction(this.wire(instructions, options));
  }

  simulate(instructions: readonly Instruction[], options?: SendOptions): SimulationResult {
    return this.svm.simulateTransaction(this.wire(instructions, options));
  }
}

/** The error of a result, or "success". */
export function errorOf(result: TransactionResult): unknown {
  return result.ok ? "success" : result.error;
}

/** The outcome and error of a result, for one comparison. */
export function fate(result: TransactionResult): readonly [outcome: string, error: unknown] {
  return [result.outcome, errorOf(result)];
}
