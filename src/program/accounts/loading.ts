import type { Pubkey } from "../../solana/pubkey.js";
import type { AccountInfo } from "../account-info.js";
import type { Account } from "./account.js";
import { fail } from "./anchor-error.js";
import type { Constraint } from "./constraints.js";
import type { AnyInstruction } from "./instruction.js";

/** The accounts of a running instruction, as they are read and checked. */
export class Loading {
  readonly bumps: Record<string, number> = {};
  /** What the handler gets, by name. */
  readonly accounts = new Map<string, AccountInfo | Account<unknown>>();
  readonly #infos = new Map<string, AccountInfo>();

  constructor(
    readonly instruction: AnyInstruction,
    readonly programId: Pubkey,
    private readonly given: readonly AccountInfo[],
    readonly args: Readonly<Record<string, unknown>>,
  ) {}

  /** Takes the next account. */
  take(name: string, isNew: boolean): void {
    const info = this.given[this.#infos.size];
    if (info === undefined) fail("AccountNotEnoughKeys", isNew ? undefined : name);
    this.#infos.set(name, info);
  }

  get remainingAccounts(): readonly AccountInfo[] {
    return this.given.slice(this.#infos.size);
  }

  /** The account of a name, which was declared. */
  info(name: string): AccountInfo {
    return this.#infos.get(name)!;
  }

  /** Names and constraints in the order of the instruction. */
  get declarations(): [name: string, constraints: readonly Constraint[]][] {
    return Object.entries(this.instruction.accounts);
  }
}
