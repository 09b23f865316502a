import type { BuiltinEntry } from "../runtime/builtins/registry.js";
import { observedProgram, type ProgramObserver } from "../runtime/observed-program.js";
import type { ProgramCacheEntry, ProgramCacheForTransaction } from "../runtime/program-cache.js";
import { typescriptProgram } from "../runtime/typescript/program-engine.js";
import type { LoaderEnvironment } from "../sbpf/loader.js";
import { NATIVE_LOADER_ID } from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { StoredAccount } from "./accounts-store.js";
import { COMPAT, type Compat } from "./compat.js";
import { loadProgram } from "./executable-cache.js";
import { type AccountSource, findProgramAtRest, type ProgramAtRest } from "./program-loader.js";
import { TypescriptPrograms } from "./typescript-programs.js";

const CLOSED: ProgramCacheEntry = { kind: "Closed" };
const DELAY_VISIBILITY: ProgramCacheEntry = { kind: "DelayVisibility" };

/** What decides which programs there are beside the accounts; it follows the feature gates. */
export interface ProgramEnvironment {
  /** Where programs run: its settings and syscalls. */
  readonly loader: LoaderEnvironment;
  readonly builtins: readonly BuiltinEntry[];
}

/** What is known of a program for as long as its accounts stay the same objects. */
interface KnownProgram extends ProgramAtRest {
  readonly program: StoredAccount;
  /** Undefined until somebody calls the program. */
  entry: ProgramCacheEntry | undefined;
  /** Where it runs. */
  readonly loader: LoaderEnvironment;
  /** The one slot in which the program does not run, or undefined. */
  readonly hiddenIn: bigint | undefined;
}

/**
 * The programs of one VM, loaded when first called and known from then on by the identity of their accounts. Stored
 * accounts never change in place, so whichever way an account changes (a transaction, the host, a return to a
 * snapshot), the next call sees another object and looks again (Agave: program-runtime/src/loaded_programs.rs,
 * ProgramCache; what it keeps per slot and fork is here read off the accounts).
 */
export class ProgramCache {
  readonly #accounts: AccountSource;
  readonly #builtins = new PubkeyMap<ProgramCacheEntry>();
  readonly #known = new PubkeyMap<KnownProgram>();
  readonly #currentSlot: () => bigint;
  readonly #compat: Compat;
  /** The programs in TypeScript that the host has put in place. */
  readonly typescript: TypescriptPrograms;
  #replacedBuiltins: PubkeyMap<true> | undefined;
  #observers: PubkeyMap<readonly ProgramObserver[]> | undefined;
  /** The builtin that was found last, which mostly is asked for again. */
  #lastBuiltinId: Pubkey | undefined;
  #lastBuiltin: ProgramCacheEntry | undefined;
  #loader!: LoaderEnvironment;

  constructor(
    accounts: AccountSource,
    currentSlot: () => bigint,
    environment: ProgramEnvironment,
    compat: Compat = COMPAT.agave,
    typescript: TypescriptPrograms = new TypescriptPrograms(),
  ) {
    this.typescript = typescript;
    this.#accounts = accounts;
    this.#currentSlot = currentSlot;
    this.#compat = compat;
    this.setEnvironment(environment);
  }

  /** Where programs load that are set now. */
  get loader(): LoaderEnvironment {
    return this.#loader;
  }

  /** Call it when feature gates change: what failed verification may pass it now, and the other way round. */
  setEnvironment({ loader, builtins }: ProgramEnvironment): void {
    this.#loader = loader;
    if (this.#compat.reloadsPrograms) {
      this.#known.clear();
      this.#builtins.clear();
    }
    this.#lastBuiltinId = undefined;
    for (const { programId, builtin } of builtins) this.#builtins.set(programId, { kind: "Builtin", builtin });
  }

  /** The program with this id as stored accounts have it; undefined if there is none. */
  find(programId: Pubkey): ProgramCacheEntry | undefined {
    const entry = this.#find(programId);
    if (this.#observers === undefined || entry === undefined) return entry;
    return (this.#observers.get(programId) ?? []).reduce(observedProgram, entry);
  }

  /** Shows the calls of a program to an observer from now on. */
  observe(programId: Pubkey, observer: ProgramObserver): void {
    this.#observers ??= new PubkeyMap();
    this.#observers.set(programId, [...(this.#observers.get(programId) ?? []), observer]);
  }

  unobserve(programId: Pubkey, observer: ProgramObserver): void {
    const others = this.#observers?.get(programId)?.filter((one) => one !== observer);
    if (others !== undefined) this.#observers?.set(programId, others);
  }

  /** Lets a program be found where a builtin is or comes to be, for as long as the account there is no native one. */
  replaceBuiltin(programId: Pubkey): void {
    this.#replacedBuiltins ??= new PubkeyMap();
    this.#replacedBuiltins.set(programId, true);
  }

  #find(programId: Pubkey): ProgramCacheEntry | undefined {
    const builtin = this.#builtin(programId);
    if (builtin !== undefined && !this.#isReplaced(programId)) return builtin;
    const program = this.#accounts.get(programId);
    if (program === undefined) return undefined;
    let known = this.#known.get(programId);
    if (known === undefined || !this.#isCurrent(known, program)) known = this.#look(programId, program);
    if (known === undefined) return undefined;
    if (known.hiddenIn !== undefined && known.hiddenIn === this.#currentSlot()) return DELAY_VISIBILITY;
    known.entry ??= this.#load(known);
    return known.entry;
  }

  /**
   * An account was stored, by the host or by a transaction that may write it: LiteSVM looks at programs then and only
   * then, and closes one whose programdata is not there.
   */
  accountWasSet(key: Pubkey, { executable }: StoredAccount): void {
    const { checksProgramdata, ignoresExecutableFlag } = this.#compat;
    if (checksProgramdata || !(executable || ignoresExecutableFlag)) return;
    const program = this.#accounts.get(key);
    if (program !== undefined) this.#look(key, program);
  }

  /** Accounts went back to what they were: LiteSVM, which never does that, gives no hint when to look at programs. */
  accountsWereReverted(): void {
    if (!this.#compat.checksProgramdata) this.#known.clear();
  }

  /** The cache for one transaction, to be dropped after it: what it changed in accounts, `find` sees once it is stored. */
  forTransaction(): ProgramCacheForTransaction {
    return new TransactionProgramCache(this);
  }

  #builtin(programId: Pubkey): ProgramCacheEntry | undefined {
    if (this.#lastBuiltinId === programId) return this.#lastBuiltin;
    const builtin = this.#builtins.get(programId);
    if (builtin === undefined) return undefined;
    this.#lastBuiltin = builtin;
    this.#lastBuiltinId = programId;
    return builtin;
  }

  #isReplaced(builtinId: Pubkey): boolean {
    if (this.#replacedBuiltins?.has(builtinId) !== true) return false;
    const account = this.#accounts.get(builtinId);
    return account !== undefined && !pubkeyEqual(account.owner, NATIVE_LOADER_ID);
  }

  #isCurrent(known: KnownProgram, program: StoredAccount): boolean {
    if (known.program !== program) return false;
    if (known.elfAccount === program || !this.#compat.checksProgramdata) return true;
    return known.elfAccount === this.#accounts.get(known.elfAddress);
  }

  #look(programId: Pubkey, program: StoredAccount): KnownProgram | undefined {
    const found = findProgramAtRest(this.#accounts, programId, program, this.#compat);
    if (found === undefined) return undefined;
    const hiddenIn = this.#slotHiddenIn(found);
    const known: KnownProgram = { program, ...found, loader: this.#loader, hiddenIn, entry: undefined };
    this.#known.set(programId, known);
    return known;
  }

  #slotHiddenIn({ elfAccount, elfOffset, deploymentSlot }: ProgramAtRest): bigint | undefined {
    if (elfAccount === undefined || elfOffset === undefined) return undefined;
    // LiteSVM says that a program was deployed one slot before it was set: a clock turned back finds it hidden there.
    if (!this.#compat.delaysVisibility) return this.#currentSlot() - 1n;
    if (deploymentSlot === GENESIS_SLOT) return undefined;
    return shownAtOnce.has(elfAccount.data) ? undefined : deploymentSlot;
  }

  #load({ elfAccount, elfOffset, loader }: KnownProgram): ProgramCacheEntry {
    if (elfAccount === undefined || elfOffset === undefined) return CLOSED;
    const program = this.typescript.find(elfAccount.data, elfOffset);
    if (program !== undefined) return typescriptProgram(program, loader);
    return loadProgram(elfAccount.data, elfOffset, loader);
  }
}

/**
 * DIVERGES: Agave hides programs of slot 0 in slot 0 too, in which no cluster runs a transaction. Here a VM may stand
 * in it, and programs whose accounts name no later slot were always there.
 */
const GENESIS_SLOT = 0n;

const shownAtOnce = new WeakSet<Uint8Array>();

/**
 * Lets a program run in the very slot that its programdata names, as if it had been there before: for programs that
 * the host puts in place. Holds as long as the programdata's data are these very bytes.
 */
export function showAtOnce(programdata: Uint8Array): void {
  shownAtOnce.add(programdata);
}

/** What the transaction deploys or closes hides what was there before, for the rest of the transaction. */
class TransactionProgramCache implements ProgramCacheForTransaction {
  readonly #programs: ProgramCache;
  #modified: PubkeyMap<ProgramCacheEntry> | undefined = undefined;
  /** The two that were found last, by the very ids that they were looked for by. */
  #lastId: Pubkey | undefined = undefined;
  #last: ProgramCacheEntry | undefined = undefined;
  #otherId: Pubkey | undefined = undefined;
  #other: ProgramCacheEntry | undefined = undefined;

  constructor(programs: ProgramCache) {
    this.#programs = programs;
  }

  find(programId: Pubkey): ProgramCacheEntry | undefined {
    if (this.#lastId === programId) return this.#last;
    if (this.#otherId === programId) return this.#other;
    const entry = this.#modified?.get(programId) ?? this.#programs.find(programId);
    this.#remember(programId, entry);
    return entry;
  }

  storeModifiedEntry(programId: Pubkey, entry: ProgramCacheEntry): void {
    this.#modified ??= new PubkeyMap();
    this.#modified.set(programId, entry);
    this.#remember(undefined, undefined);
    this.#remember(undefined, undefined);
  }

  #remember(programId: Pubkey | undefined, entry: ProgramCacheEntry | undefined): void {
    this.#otherId = this.#lastId;
    this.#other = this.#last;
    this.#lastId = programId;
    this.#last = entry;
  }
}
