import { base58Decode } from "../../../base/base58.js";
import { ed25519Backend } from "../../../crypto/ed25519-backend.js";
import {
  DEFAULT_EXECUTION_COST,
  defaultExecutionBudget,
  type ExecutionBudget,
} from "../../../runtime/execution-budget.js";
import type { Engine } from "../../../sbpf/engine.js";
import { AGAVE_4_3_LIMITS } from "../../../solana/era-limits.js";
import { FEATURE_PRESETS } from "../../../solana/feature-presets.js";
import { pubkeyFromAddress } from "../../../solana/pubkey.js";
import { resolveFeatures } from "../../../solana/runtime-features.js";
import { Bank } from "../../../svm/bank.js";
import { bundledProgramsFor } from "../../../svm/bundled-programs.js";
import type { Compat } from "../../../svm/compat.js";
import {
  GENESIS_BLOCKHASH,
  placeBuiltins,
  placeBundledPrograms,
  placePrecompiles,
  placeSysvars,
} from "../../../svm/genesis.js";
import { setSysvar } from "../../../svm/sysvar-access.js";
import { accountOf, type SvmLine, type SysvarsJson } from "./line.js";

const MAINNET = FEATURE_PRESETS.mainnet.features();
const DEFAULT_BUDGET = defaultExecutionBudget(resolveFeatures(MAINNET).raiseCpiNestingLimitTo8);

/**
 * The state that a line's transactions run against. Part of the question, whichever way the VM behaves: rent, which was
 * 6960 lamports a byte, and the latest blockhash, which is the message's, as blockhashes were not checked.
 */
export function bankOf(line: SvmLine, engine: Engine, compat: Compat, latestBlockhash: Uint8Array): Bank {
  const { base, features } = line.config;
  if (base !== "minimal" || features !== "mainnet") throw new Error(`unknown config: ${JSON.stringify(line.config)}`);
  const settings = {
    engine,
    signatureBackend: ed25519Backend,
    signatureVerification: false,
    blockhashCheck: false,
    logBytesLimit: 10_000,
    computeBudget: budgetOf(line),
    cost: DEFAULT_EXECUTION_COST,
    limits: AGAVE_4_3_LIMITS,
    transactionHistory: 0,
    recordBalances: false,
    trace: undefined,
    idls: new Map(),
  };
  const bank = new Bank(MAINNET, { ...compat, rentFollowsFeatures: false }, settings, GENESIS_BLOCKHASH);
  placeBuiltins(bank);
  placeSysvars(bank);
  placePrecompiles(bank);
  const programs = line.bundledPrograms ?? [];
  placeBundledPrograms(
    bank,
    bundledProgramsFor(MAINNET).filter(({ id }) => programs.some((address) => isAddressOf(address, id))),
  );
  bank.blockhashes.register(latestBlockhash);
  bank.forgetDerived();
  if (line.sysvars !== undefined) setSysvars(bank, line.sysvars);
  for (const account of line.accounts) bank.hostSetAccount(pubkeyFromAddress(account.address), accountOf(account));
  return bank;
}

function isAddressOf(address: string, id: Uint8Array): boolean {
  return pubkeyFromAddress(address).every((byte, i) => byte === id[i]);
}

function budgetOf({ config }: SvmLine): ExecutionBudget | undefined {
  const { computeUnitLimit } = config.computeBudget ?? {};
  return computeUnitLimit === undefined ? undefined : { ...DEFAULT_BUDGET, computeUnitLimit: Number(computeUnitLimit) };
}

function setSysvars(bank: Bank, { clock, slotHashes, epochSchedule, rent }: SysvarsJson): void {
  if (clock !== undefined) {
    setSysvar(bank, "clock", {
      slot: BigInt(clock.slot),
      epochStartTimestamp: BigInt(clock.epochStartTimestamp),
      epoch: BigInt(clock.epoch),
      leaderScheduleEpoch: BigInt(clock.leaderScheduleEpoch),
      unixTimestamp: BigInt(clock.unixTimestamp),
    });
  }
  if (slotHashes !== undefined) {
    const entries = slotHashes.map(([slot, hash]) => ({ slot: BigInt(slot), hash: base58Decode(hash)! }));
    setSysvar(bank, "slotHashes", entries);
  }
  if (epochSchedule !== undefined) {
    setSysvar(bank, "epochSchedule", {
      slotsPerEpoch: BigInt(epochSchedule.slotsPerEpoch),
      leaderScheduleSlotOffset: BigInt(epochSchedule.leaderScheduleSlotOffset),
      warmup: epochSchedule.warmup,
      firstNormalEpoch: BigInt(epochSchedule.firstNormalEpoch),
      firstNormalSlot: BigInt(epochSchedule.firstNormalSlot),
    });
  }
  if (rent !== undefined) {
    const { lamportsPerByteYear, exemptionThreshold, burnPercent } = rent;
    setSysvar(bank, "rent", { lamportsPerByte: BigInt(lamportsPerByteYear), exemptionThreshold, burnPercent });
  }
}
