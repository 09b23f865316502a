import { enabledBuiltins } from "../runtime/builtins/registry.js";
import type { Environment } from "../runtime/environment.js";
import type { ExecutionBudget, ExecutionCost } from "../runtime/execution-budget.js";
import { precompileFor } from "../runtime/precompiles/registry.js";
import { SysvarCache } from "../runtime/sysvar-cache.js";
import type { Account } from "../solana/account.js";
import type { FeatureSet } from "../solana/feature-set.js";
import type { Message } from "../solana/message/message.js";
import { durableNonceFromBlockhash } from "../solana/nonce.js";
import type { Address, Pubkey } from "../solana/pubkey.js";
import { rentOf } from "../solana/rent-schedule.js";
import { type RuntimeFeatures, resolveFeatures } from "../solana/runtime-features.js";
import type { Rent } from "../solana/sysvars/rent.js";
import type { SlotHashes } from "../solana/sysvars/slot-hashes.js";
import { describeKnownProgram } from "../trace/names/known-programs.js";
import type { ProgramDescription, ProgramLookup } from "../trace/names/program-description.js";
import { AccountsStore, type StoredAccount } from "./accounts-store.js";
import { BlockhashQueue } from "./blockhash-queue.js";
import type { Compat } from "./compat.js";
import { defaultBudgetOf } from "./default-budget.js";
import { EpochStakes } from "./epoch-stakes.js";
import { LAMPORTS_PER_SIGNATURE } from "./fee.js";
import { ProgramCache, type ProgramEnvironment } from "./program-cache.js";
import { type ProgramLoaders, programLoadersFor } from "./program-loaders.js";
import type { PlacedAccount } from "./program-placement.js";
import type { BankSettings } from "./settings.js";
import { StatusCache } from "./status-cache.js";
import { checkSysvarData, SYSVARS, type SysvarName, type Sysvars } from "./sysvar-table.js";
import { TransactionHistory } from "./transaction-history.js";
import type { TransactionResult } from "./transaction-result.js";
import { type Snapshot, UndoJournal } from "./undo-journal.js";

interface BankViewParts {
  readonly of: Bank;
  readonly accounts: AccountsStore;
  /** After the first, oldest first. */
  readonly blockhashes: readonly Uint8Array[];
  readonly statusCount: number;
}

/**
 * The state that transactions run against, and what they see of it. Named after Agave's Bank, of which it is the part
 * that execution needs, without slots of its own: accounts are the truth, sysvars included.
 */
export class Bank {
  readonly journal: UndoJournal;
  readonly accounts: AccountsStore;
  readonly blockhashes: BlockhashQueue;
  readonly statuses: StatusCache;
  /** How many of the statuses there are here: all, but in views of the past. */
  readonly statusCount: number;
  readonly history: TransactionHistory<TransactionResult>;
  readonly epochStakes: EpochStakes;
  readonly programs: ProgramCache;
  /** Whether a transaction runs whose changes will be stored. */
  isSending = false;
  #featureSet: FeatureSet;
  #features: RuntimeFeatures;
  #defaultBudget: ExecutionBudget;
  #lastBudget: ExecutionBudget;
  #loaders: ProgramLoaders;
  #sysvars: SysvarCache | undefined;
  readonly #sysvarValues = new Map<SysvarName, Sysvars[SysvarName] | undefined>();
  #environment: Environment | undefined;
  #rent: Rent | undefined;
  #nextDurableNonce: Uint8Array | undefined;
  #derivedVersion = 0;

  /**
   * @param environment where programs run, if not where the gates say.
   * @param view makes this a view of another bank's past or of what might be: its accounts and blockhashes, else the same.
   */
  constructor(
    featureSet: FeatureSet,
    readonly compat: Compat,
    readonly settings: BankSettings,
    genesisBlockhash: Uint8Array,
    environment?: ProgramEnvironment,
    view?: BankViewParts,
  ) {
    this.journal = new UndoJournal();
    this.accounts = view?.accounts ?? new AccountsStore(this.journal);
    this.epochStakes = view?.of.epochStakes ?? new EpochStakes(this.journal);
    this.declaredPrograms = view?.of.declaredPrograms ?? new Map();
    this.#featureSet = featureSet;
    this.#features = resolveFeatures(featureSet);
    this.#defaultBudget = defaultBudgetOf(this.#features, settings.limits);
    this.#lastBudget = this.#defaultBudget;
    this.#loaders = programLoadersFor(this.#features, settings.computeBudget ?? this.#defaultBudget);
    this.blockhashes = new BlockhashQueue(compat.blockhashAge, this.journal);
    this.blockhashes.register(genesisBlockhash);
    for (const blockhash of view?.blockhashes ?? []) this.blockhashes.register(blockhash);
    this.statusCount = view?.statusCount ?? Number.POSITIVE_INFINITY;
    this.statuses = view?.of.statuses ?? new StatusCache(compat.blockhashAge + 1, this.journal);
    this.history = new TransactionHistory(settings.transactionHistory, this.journal);
    const programEnvironment = environment ?? this.#programEnvironment();
    this.journal.track(() => this.#captureDerived());
    const typescript = view?.of.programs.typescript;
    this.programs = new ProgramCache(this.accounts, () => this.currentSlot, programEnvironment, compat, typescript);
  }

  /**
   * A bank in which transactions can be simulated, with other accounts and blockhashes (oldest first) than this one.
   * @param statusCount how many transactions had been processed.
   */
  view(accounts: AccountsStore, blockhashes: readonly Uint8Array[], statusCount = this.statuses.count): Bank {
    const [oldest, ...others] = blockhashes;
    const parts = { of: this, accounts, blockhashes: others, statusCount };
    const environment = { loader: this.programs.loader, builtins: enabledBuiltins(this.#featureSet) };
    return new Bank(
      this.#featureSet,
      this.compat,
      this.settings,
      oldest ?? this.blockhashes.latest,
      environment,
      parts,
    );
  }

  get featureSet(): FeatureSet {
    return this.#featureSet;
  }

  get features(): RuntimeFeatures {
    return this.#features;
  }

  /** What a transaction gets that asks for nothing. */
  get defaultBudget(): ExecutionBudget {
    return this.#defaultBudget;
  }

  /** What a transaction gets that asks for these limits. The next one asks for the same, mostly. */
  budgetWith(computeUnitLimit: number, heapSize: number): ExecutionBudget {
    const last = this.#lastBudget;
    if (last.computeUnitLimit === computeUnitLimit && last.heapSize === heapSize) return last;
    this.#lastBudget = { ...this.#defaultBudget, computeUnitLimit, heapSize };
    return this.#lastBudget;
  }

  /** Where programs run: its settings and syscalls. */
  get executionLoader(): ProgramLoaders["executionLoader"] {
    return this.#loaders.executionLoader;
  }

  /** Changes the gates. Accounts stay as they are, those of gates and builtins included. */
  setFeatureSet(featureSet: FeatureSet): void {
    this.setTransactionGates(featureSet);
    this.renewLoaders();
  }

  /** Changes the gates for all but programs, which keep their loaders until `renewLoaders`. */
  setTransactionGates(featureSet: FeatureSet): void {
    this.#featureSet = featureSet;
    this.#features = resolveFeatures(featureSet);
    this.#defaultBudget = defaultBudgetOf(this.#features, this.settings.limits);
    this.#lastBudget = this.#defaultBudget;
    this.forgetDerived();
  }

  /**
   * Sets what every transaction may use, and at what prices; without a budget, what each asks for. Stack frames and their
   * number stay as they are until `renewLoaders`.
   */
  setTransactionBudget(budget: ExecutionBudget | undefined, cost: ExecutionCost): void {
    this.settings.computeBudget = budget;
    this.settings.cost = cost;
    this.forgetDerived();
  }

  /** How many results stay known; 0 also lets the same transaction run again. */
  setTransactionHistory(capacity: number): void {
    this.settings.transactionHistory = capacity;
    this.history.setCapacity(capacity);
  }

  /** Makes programs go by the gates and the budget as they are now. */
  renewLoaders(): void {
    this.#loaders = programLoadersFor(this.#features, this.settings.computeBudget ?? this.#defaultBudget);
    this.programs.setEnvironment(this.#programEnvironment());
    this.forgetDerived();
  }

  #programEnvironment(): ProgramEnvironment {
    return { loader: this.#loaders.executionLoader, builtins: enabledBuiltins(this.#featureSet) };
  }

  /** The sysvars as their accounts say. */
  get sysvars(): SysvarCache {
    this.#sysvars ??= new SysvarCache((id) => this.accounts.get(id)?.data);
    return this.#sysvars;
  }

  /** A sysvar's value as its account has it; undefined when the account is absent or malformed. */
  sysvar<N extends SysvarName>(name: N): Sysvars[N] | undefined {
    if (!this.#sysvarValues.has(name)) this.#sysvarValues.set(name, this.#decodeSysvar(name));
    return this.#sysvarValues.get(name) as Sysvars[N] | undefined;
  }

  #decodeSysvar(name: SysvarName): Sysvars[SysvarName] | undefined {
    const { id, decode } = SYSVARS[name];
    const account = this.accounts.get(id);
    return account && decode(account.data);
  }

  /** What the rent sysvar says, or without one what the gates say. */
  get rent(): Rent {
    this.#rent ??= this.sysvar("rent") ?? rentOf(this.#featureSet);
    return this.#rent;
  }

  /** The clock's slot; 0 without a clock. */
  get currentSlot(): bigint {
    return this.sysvar("clock")?.slot ?? 0n;
  }

  get slotHashes(): SlotHashes | undefined {
    return this.sysvar("slotHashes");
  }

  /** What is known of a program. */
  readonly describe: ProgramLookup = (address) =>
    this.settings.idls.get(address) ?? this.declaredPrograms.get(address) ?? describeKnownProgram(address);

  /** Programs in TypeScript that declare their instructions. */
  readonly declaredPrograms: Map<Address, ProgramDescription>;

  readonly getAccount = (key: Pubkey): Account | undefined => this.accounts.get(key);

  /** What durable nonces advance to. */
  get nextDurableNonce(): Uint8Array {
    this.#nextDurableNonce ??= durableNonceFromBlockhash(this.blockhashes.latest);
    return this.#nextDurableNonce;
  }

  /** Stores an account, and looks again at the sysvars if it is one. */
  setAccount(key: Pubkey, account: StoredAccount): void {
    this.accounts.store(key, account);
    if (isSysvarKey(key)) this.forgetDerived();
  }

  /** The same for an account that the host sets. Throws `invalid-sysvar` for a sysvar that nobody could read. */
  hostSetAccount(key: Pubkey, account: StoredAccount): void {
    checkSysvarData(key, account.data);
    this.setAccount(key, account);
    this.programs.accountWasSet(key, account);
  }

  /** Stores accounts as these very objects, by which programs that the host puts in place are known. */
  placeAccounts(placed: readonly PlacedAccount[]): void {
    for (const [key, account] of placed) this.accounts.set(key, account);
    for (const [key, account] of placed) this.programs.accountWasSet(key, account);
  }

  /** Makes what derives from accounts and blockhashes anew when it is next asked for. */
  forgetDerived(): void {
    this.#derivedVersion++;
    this.#sysvars = undefined;
    this.#sysvarValues.clear();
    this.#environment = undefined;
    this.#rent = undefined;
    this.#nextDurableNonce = undefined;
  }

  /** Goes back to a snapshot of the accounts, blockhashes, stakes and results; settings and gates stay. */
  revert(snapshot: Snapshot): void {
    this.journal.rewind(snapshot);
    this.programs.accountsWereReverted();
  }

  /** What derives from a state is good for a snapshot of it until something made it forget. */
  #captureDerived(): () => void {
    const version = this.#derivedVersion;
    return () => {
      if (this.#derivedVersion !== version) this.forgetDerived();
    };
  }

  environmentFor(message: Message): Environment {
    this.#environment ??= this.#makeEnvironment();
    if (this.compat.advancesNonceToLatestBlockhash) return this.#environment;
    const { recentBlockhash } = message;
    if (this.#environment.blockhash !== recentBlockhash) {
      this.#environment = { ...this.#environment, blockhash: recentBlockhash };
    }
    return this.#environment;
  }

  #makeEnvironment(): Environment {
    return {
      blockhash: this.blockhashes.latest,
      blockhashLamportsPerSignature: LAMPORTS_PER_SIGNATURE,
      features: this.#features,
      cost: this.settings.cost,
      sysvars: this.sysvars,
      epochStake: this.epochStakes,
      engine: this.settings.engine,
      ...this.#loaders,
      precompile: precompileFor,
    };
  }
}

/** The ids of sysvars begin with the same bytes, and hardly any other key does. */
function isSysvarKey(key: Pubkey): boolean {
  return key[0] === 0x06 && key[1] === 0xa7 && key[2] === 0xd5;
}
