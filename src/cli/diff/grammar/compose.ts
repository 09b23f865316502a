import { CallgateError } from "../../../base/errors.js";
import type { Instruction } from "../../../solana/instruction.js";
import { decodeLookupTable } from "../../../solana/lookup-table.js";
import { type CompileInput, compileMessage, type LookupTable } from "../../../solana/message/compile.js";
import type { Message, TransactionConfig, TransactionVersion } from "../../../solana/message/message.js";
import { ADDRESS_LOOKUP_TABLE_PROGRAM_ID, INCINERATOR_ID } from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { encodeTransaction, makeTransaction } from "../../../solana/transaction.js";
import type { TransactionCase } from "../chain.js";
import { budgetInstructions, tightLimit, unitLimit } from "../programs/compute-budget.js";
import type { Random } from "../random.js";
import { pickWeighted } from "../weighted.js";
import type { Grammar } from "./grammar.js";
import { advanceNonce, nonces } from "./lifetime.js";
import type { Pool } from "./pool.js";
import { throughPuppets } from "./proxy.js";
import { spoilInstructions } from "./spoil-instructions.js";
import { spoilMessage } from "./spoil-message.js";
import { spoilWire } from "./spoil-wire.js";

/** A transaction under construction. */
interface Plan {
  kind: string;
  feePayer: Pubkey;
  instructions: Instruction[];
  blockhash: Uint8Array;
  readonly version: TransactionVersion;
  config: TransactionConfig;
}

/** A random transaction on what the pool has: valid mostly, and then with one thing broken now and then. */
export function composeTransaction(pool: Pool, grammar: Grammar): TransactionCase {
  for (;;) {
    try {
      return compose(pool, grammar);
    } catch (error) {
      // What does not fit a message is left alone.
      if (!(error instanceof CallgateError && error.code === "message-overflow")) throw error;
    }
  }
}

function compose(pool: Pool, grammar: Grammar): TransactionCase {
  const { random } = pool;
  const spoiled = random.below(100);
  const plan = makePlan(pool, grammar);
  plan.instructions = plan.instructions.map((one) => throughPuppets(pool, one, grammar.proxyPercent ?? 4));
  if (spoiled < 11 && plan.instructions.length > 0) plan.kind = `~ ${spoilInstructions(pool, plan.instructions)}`;
  let message = compileMessage(compileInput(pool, plan));
  if (spoiled >= 11 && spoiled < 17) ({ kind: plan.kind, message } = spoilMessage(pool, message));
  if (isPaidByIncinerator(message)) return compose(pool, grammar);
  let wire = encode(pool, message, spoiled === 17);
  if (spoiled === 17) plan.kind = "signatures";
  if (spoiled === 18 || spoiled === 19) ({ kind: plan.kind, wire } = spoilWire(random, wire));
  return { kind: spoiled >= 11 && spoiled < 20 ? `~ ${plan.kind}` : plan.kind, wire };
}

/** LiteSVM lets the incinerator pay down to any balance; on a network nobody could sign for it. */
function isPaidByIncinerator({ accountKeys: [payer] }: Message): boolean {
  return payer !== undefined && pubkeyEqual(payer, INCINERATOR_ID);
}

function makePlan(pool: Pool, grammar: Grammar): Plan {
  const { random } = pool;
  const version = random.pick(["legacy", "legacy", 0, 0, 1] as const);
  const plan: Plan = {
    ...chooseInstructions(pool, grammar),
    feePayer: choosePayer(pool, grammar),
    blockhash: pool.blockhash,
    version,
    config: version === 1 ? chooseConfig(random) : {},
  };
  if (random.below(100) < (grammar.noncePercent ?? 2)) liveByNonce(pool, plan);
  else if (random.oneIn(5)) plan.instructions.unshift(...budgetInstructions(random));
  else if (random.oneIn(25)) runOut(random, plan);
  return plan;
}

/** Instructions of one purpose mostly, or of several. */
function chooseInstructions(pool: Pool, grammar: Grammar): Pick<Plan, "kind" | "instructions"> {
  const { random } = pool;
  const purposes = random.pick([1, 1, 1, 1, 2, 3]);
  const instructions: Instruction[] = [];
  const names: string[] = [];
  for (let tries = 0; names.length < purposes && tries < 40; tries++) {
    const [name, make] = pickWeighted(random, grammar.makers);
    const made = make(pool);
    if (made === undefined) continue;
    names.push(name);
    instructions.push(...made);
  }
  return { kind: names.length > 1 ? "several" : (names[0] ?? "nothing"), instructions };
}

function choosePayer(pool: Pool, { anyPayerPercent = 7 }: Grammar): Pubkey {
  const { random } = pool;
  if (random.oneIn(40)) return pool.anyKey();
  const wallets = random.below(100) < anyPayerPercent ? pool.wallets().filter(({ key }) => pool.hasSecret(key)) : [];
  return wallets.length > 0 ? random.pick(wallets).key : pool.payer();
}

/** What lets a transaction run, mostly; without limits it cannot. */
function chooseConfig(random: Random): TransactionConfig {
  const config: { -readonly [K in keyof TransactionConfig]: TransactionConfig[K] } = {};
  if (!random.oneIn(25))
    config.computeUnitLimit = random.oneIn(15) ? random.pick([0, 450, 3000, 2 ** 32 - 1]) : 1_400_000;
  if (!random.oneIn(25))
    config.loadedAccountsDataSizeLimit = random.oneIn(15)
      ? random.pick([0, 64, 10_000, 100_000, 2 ** 32 - 1])
      : 64 * 1024 * 1024;
  if (random.oneIn(4)) config.priorityFeeLamports = random.oneIn(10) ? random.u64() : BigInt(random.below(10_000));
  if (random.oneIn(4)) config.heapSize = heapSize(random);
  return config;
}

function heapSize(random: Random): number {
  return random.oneIn(8) ? random.pick([0, 32 * 1024 - 1, 257 * 1024, 40_001]) : 1024 * random.between(32, 256);
}

/** Leaves too few compute units, probably. */
function runOut(random: Random, plan: Plan): void {
  plan.kind = "tight limit";
  const limit = tightLimit(random);
  if (plan.version === 1) plan.config = { ...plan.config, computeUnitLimit: limit };
  else plan.instructions.unshift(unitLimit(limit));
}

/** Puts a durable nonce in the place of the blockhash. */
function liveByNonce(pool: Pool, plan: Plan): void {
  const { random } = pool;
  const known = nonces(pool).filter(({ version }) => version === "current" || random.oneIn(10));
  if (known.length === 0) return;
  const { key, authority, durableNonce } = random.pick(known);
  plan.kind = `nonce, ${plan.kind}`;
  plan.instructions.unshift(advanceNonce(key, random.oneIn(20) ? pool.wallet() : authority));
  plan.blockhash = random.oneIn(20) ? random.bytes(32) : durableNonce;
  if (random.oneIn(8)) plan.feePayer = random.oneIn(2) ? authority : key;
}

function compileInput(pool: Pool, plan: Plan): CompileInput {
  return { ...plan, lookupTables: plan.version === 0 ? chooseTables(pool) : [] };
}

function chooseTables(pool: Pool): LookupTable[] {
  const { random } = pool;
  if (random.oneIn(4)) return [];
  const tables = pool.owned(ADDRESS_LOOKUP_TABLE_PROGRAM_ID).flatMap(({ key, data }) => {
    const decoded = decodeLookupTable(data);
    return decoded.ok ? [{ key, addresses: decoded.table.addresses }] : [];
  });
  return random.shuffle(tables).slice(0, random.between(1, 3));
}

/** Signed by all who can; now and then one signature is not what it should be. */
function encode(pool: Pool, message: Message, spoils: boolean): Uint8Array {
  const { messageBytes } = makeTransaction(message, []);
  const { numRequiredSignatures } = message.header;
  let signatures = Array.from({ length: numRequiredSignatures }, (_, i) => {
    const key = message.accountKeys[i];
    return key === undefined ? pool.random.bytes(64) : pool.sign(key, messageBytes);
  });
  if (spoils) signatures = spoilSignatures(pool.random, signatures, message.version !== 1);
  return encodeTransaction({ ...makeTransaction(message, signatures.slice(0, 127)), messageBytes });
}

function spoilSignatures(random: Random, signatures: Uint8Array[], mayCount: boolean): Uint8Array[] {
  const at = random.below(signatures.length);
  if (mayCount && random.oneIn(4)) return signatures.slice(1);
  if (mayCount && random.oneIn(4)) return [...signatures, random.bytes(64)];
  if (random.oneIn(3)) return random.shuffle(signatures);
  if (signatures.length === 0) return signatures;
  const spoiled = signatures[at].slice();
  spoiled[random.below(64)] ^= 1 << random.below(8);
  return signatures.with(at, spoiled);
}
