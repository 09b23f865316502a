import fc from "fast-check";
import type { Instruction } from "../../../src/solana/instruction.js";
import type { CompileInput, LookupTable } from "../../../src/solana/message/compile.js";
import type { CompiledInstruction, Message, TransactionConfig } from "../../../src/solana/message/message.js";
import { pubkey, u64 } from "../arbitraries.js";

const u8 = fc.nat(255);
const u32 = fc.nat(0xffffffff);
export const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

/** Keys that a test draws from, so that instructions share them. Programs are keys of their own. */
const key = (first: number) => fc.nat(5).map((n) => Uint8Array.of(first, n, ...new Array(29).fill(n * 37), n));
const feePayer = new Uint8Array(32).fill(0xee);

const meta = fc.record({
  pubkey: fc.oneof({ weight: 8, arbitrary: key(1) }, fc.constant(feePayer)),
  isSigner: fc.boolean(),
  isWritable: fc.boolean(),
});

export const instruction: fc.Arbitrary<Instruction> = fc.record({
  programId: key(2),
  accounts: fc.array(meta, { maxLength: 6 }),
  data: bytes(40),
});

const lookupTable: fc.Arbitrary<LookupTable> = fc.record({
  key: key(3),
  addresses: fc.array(fc.oneof(key(1), key(2), key(4)), { maxLength: 9 }),
});

const config: fc.Arbitrary<TransactionConfig> = fc.record(
  {
    priorityFeeLamports: u64,
    computeUnitLimit: u32,
    loadedAccountsDataSizeLimit: u32,
    heapSize: u32,
  },
  { requiredKeys: [] },
);

/** Within what Kit lets through. */
const validConfig: fc.Arbitrary<TransactionConfig> = fc.record(
  {
    priorityFeeLamports: u64,
    computeUnitLimit: fc.nat(1_400_000),
    loadedAccountsDataSizeLimit: fc.integer({ min: 1, max: 64 * 1024 * 1024 }),
    heapSize: fc.integer({ min: 32, max: 256 }).map((kibibytes) => kibibytes * 1024),
  },
  { requiredKeys: [] },
);

export const compileInput: fc.Arbitrary<CompileInput> = fc.record({
  feePayer: fc.constant(feePayer),
  instructions: fc.array(instruction, { maxLength: 5 }),
  blockhash: pubkey,
  version: fc.constantFrom("legacy" as const, 0 as const, 1 as const),
  lookupTables: fc.uniqueArray(lookupTable, { maxLength: 2, selector: (table) => table.key[1] }),
  config: validConfig,
});

const compiledInstruction: fc.Arbitrary<CompiledInstruction> = fc.record({
  programIdIndex: u8,
  accounts: bytes(8),
  data: bytes(30),
});

/** Any message that its layout can carry, mostly an invalid one. */
export const anyMessage: fc.Arbitrary<Message> = fc
  .record({
    version: fc.constantFrom("legacy" as const, 0 as const, 1 as const),
    header: fc.record({
      numRequiredSignatures: fc.nat(127),
      numReadonlySignedAccounts: u8,
      numReadonlyUnsignedAccounts: u8,
    }),
    accountKeys: fc.array(pubkey, { maxLength: 6 }),
    recentBlockhash: pubkey,
    instructions: fc.array(compiledInstruction, { maxLength: 4 }),
    addressTableLookups: fc.array(
      fc.record({ accountKey: pubkey, writableIndexes: bytes(4), readonlyIndexes: bytes(4) }),
      { maxLength: 2 },
    ),
    config,
  })
  .map((message) => ({
    ...message,
    addressTableLookups: message.version === 0 ? message.addressTableLookups : [],
    config: message.version === 1 ? message.config : {},
  }));

/**
 * Messages that are valid or nearly: small numbers that often fit each other.
 */
export const nearlyValidMessage: fc.Arbitrary<Message> = fc
  .record({
    version: fc.constantFrom("legacy" as const, 0 as const, 1 as const),
    header: fc.record({
      numRequiredSignatures: fc.integer({ min: 0, max: 3 }),
      numReadonlySignedAccounts: fc.nat(2),
      numReadonlyUnsignedAccounts: fc.nat(2),
    }),
    accountKeys: fc.array(fc.oneof({ weight: 20, arbitrary: pubkey }, key(5)), { minLength: 1, maxLength: 7 }),
    recentBlockhash: pubkey,
    instructions: fc.array(
      fc.record({
        programIdIndex: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }) }, u8),
        accounts: fc
          .array(fc.oneof({ weight: 12, arbitrary: fc.nat(5) }, u8), { maxLength: 5 })
          .map((a) => Uint8Array.from(a)),
        data: bytes(6),
      }),
      { maxLength: 3 },
    ),
    addressTableLookups: fc.array(
      fc.record({ accountKey: pubkey, writableIndexes: bytes(2), readonlyIndexes: bytes(2) }),
      { maxLength: 2 },
    ),
    config: fc.record(
      {
        heapSize: fc.oneof(fc.constantFrom(32768, 40 * 1024, 262144, 262144 + 1024, 32767, 1024), u32),
        computeUnitLimit: u32,
      },
      { requiredKeys: [] },
    ),
  })
  .map((message) => ({
    ...message,
    addressTableLookups: message.version === 0 ? message.addressTableLookups : [],
    config: message.version === 1 ? message.config : {},
  }));
