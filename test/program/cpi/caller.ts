import {
  type AccountInfo,
  addressOf,
  CpiContext,
  entrypoint,
  type Instruction,
  type Multisig,
  type Pubkey,
  pubkeyEqual,
  type SignerSeeds,
} from "../../../src/program/index.js";
import { newKey } from "../../helpers/transactions.js";
import { errorOf, Workbench } from "../../svm/support.js";

type Keys = Readonly<Record<string, Pubkey | Multisig<Pubkey>>>;

export interface CallOptions {
  readonly remaining?: readonly Pubkey[];
  readonly signerSeeds?: SignerSeeds;
  /** Keys that the transaction does not sign for. */
  readonly unsigned?: readonly Pubkey[];
}

/** A function of a program, whichever it is. */
interface AnyCpiFunction {
  (context: never, ...args: never): unknown;
  instruction(programId: Pubkey, accounts: never, ...args: never): Instruction;
}

/** A program in TypeScript that makes one typed call, in a VM with the real programs. */
export class Caller {
  readonly bench = new Workbench();
  readonly id = newKey();
  /** Of the last call. */
  logs: readonly string[] = [];
  /** Which functions were called with success. */
  readonly called = new Set<AnyCpiFunction>();
  #process: (infos: ReadonlyMap<string, AccountInfo>) => unknown = () => {};
  #returned: unknown;

  constructor() {
    const program = entrypoint((_, accounts) => {
      this.#returned = this.#process(new Map(accounts.map((info) => [addressOf(info.key), info])));
    });
    this.bench.svm.addProgram(this.id, program);
  }

  /** A new account with this many lamports, data and owner. */
  account(lamports = 10_000_000_000n, data = new Uint8Array(0), owner?: Pubkey): Pubkey {
    return this.bench.setAccount(newKey(), { lamports, data, ...(owner && { owner }) });
  }

  /** Makes the call by CPI, with the rights that the instruction asks for; what the function returns. */
  call(program: Pubkey, fn: AnyCpiFunction, accounts: Keys, args?: object, options: CallOptions = {}): unknown {
    const error = this.attempt(program, fn, accounts, args, options);
    if (error !== "success") throw new Error(`the call failed: ${JSON.stringify(error)}`);
    this.called.add(fn);
    return this.#returned;
  }

  /** The transaction's error, or "success". */
  attempt(program: Pubkey, fn: AnyCpiFunction, accounts: Keys, args?: object, options: CallOptions = {}): unknown {
    const { remaining = [], signerSeeds, unsigned = [] } = options;
    const signs = (key: Pubkey) => !unsigned.some((other) => pubkeyEqual(other, key));
    const list = args === undefined ? [] : [args];
    const instruction = fn.instruction(program, accounts as never, ...(list as never));
    this.#process = (infos) => {
      const info = (key: Pubkey) => infos.get(addressOf(key))!;
      const given = Object.fromEntries(
        Object.entries(accounts).map(([name, account]) => [
          name,
          "multisig" in account
            ? { multisig: info(account.multisig), signers: account.signers.map(info) }
            : info(account),
        ]),
      );
      const context = CpiContext.new(info(program), given).withRemainingAccounts(remaining.map(info));
      const call = fn as unknown as (...args: unknown[]) => unknown;
      return call(signerSeeds ? context.withSigner(signerSeeds) : context, ...list);
    };
    this.bench.svm.advanceBlockhash();
    const named = Object.values(accounts).filter((account) => !("multisig" in account)) as Pubkey[];
    const metas = [
      ...instruction.accounts.map((meta) => ({ ...meta, isSigner: meta.isSigner && signs(meta.pubkey) })),
      ...remaining.map((pubkey) => ({ pubkey, isSigner: signs(pubkey), isWritable: true })),
      ...[...named, program].map((pubkey) => ({ pubkey, isSigner: false, isWritable: false })),
    ];
    const result = this.bench.send([{ programId: this.id, accounts: metas, data: instruction.data }]);
    this.logs = result.logs;
    return errorOf(result);
  }

  data(key: Pubkey): Uint8Array {
    return this.bench.account(key)!.data;
  }
}
