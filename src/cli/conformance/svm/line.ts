import { base64Decode } from "../../../base/base64.js";
import { type Account, RENT_EXEMPT_RENT_EPOCH } from "../../../solana/account.js";
import type { TransactionError } from "../../../solana/errors.js";
import type { Instruction } from "../../../solana/instruction.js";
import type { TransactionVersion } from "../../../solana/message/message.js";
import { pubkeyFromAddress } from "../../../solana/pubkey.js";

// One line of the instr-* and txn-* files, as JSON has it.

export interface SvmLine {
  readonly name: string;
  readonly config: {
    /** Builtins, precompiles and sysvars; programs only as `bundledPrograms` says. */
    readonly base: "minimal";
    readonly features: "mainnet";
    /** What differs from mainnet's budget. */
    readonly computeBudget?: { readonly computeUnitLimit?: string };
  };
  readonly sysvars?: SysvarsJson;
  /** Ids. */
  readonly bundledPrograms?: readonly string[];
  readonly accounts: readonly AccountJson[];
  readonly transactions: readonly TransactionJson[];
  readonly expected: readonly ExpectedJson[];
}

export interface SysvarsJson {
  readonly clock?: Readonly<Record<ClockField, string>>;
  /** Slot and hash. */
  readonly slotHashes?: readonly (readonly [string, string])[];
  readonly epochSchedule?: {
    readonly slotsPerEpoch: string;
    readonly leaderScheduleSlotOffset: string;
    readonly warmup: boolean;
    readonly firstNormalEpoch: string;
    readonly firstNormalSlot: string;
  };
  readonly rent?: {
    readonly lamportsPerByteYear: string;
    readonly exemptionThreshold: number;
    readonly burnPercent: number;
  };
}

type ClockField = "slot" | "epochStartTimestamp" | "epoch" | "leaderScheduleEpoch" | "unixTimestamp";

interface AccountJson {
  readonly address: string;
  readonly lamports: string;
  readonly owner: string;
  /** Default false. */
  readonly executable?: boolean;
  /** Default u64::MAX. */
  readonly rentEpoch?: string;
  readonly data: DataJson;
}

/** Hex, or in an object base64 or a number of zeros. */
type DataJson = string | { readonly base64: string } | { readonly zeros: number };

export type TransactionJson = { readonly wire: string } | BuiltTransactionJson;

/** A transaction to compile, unsigned and without a blockhash. */
export interface BuiltTransactionJson {
  readonly feePayer: string;
  readonly version?: TransactionVersion;
  readonly instructions: readonly {
    readonly programId: string;
    readonly accounts: readonly {
      readonly address: string;
      readonly isSigner: boolean;
      readonly isWritable: boolean;
    }[];
    readonly data: string;
  }[];
}

export interface ExpectedJson {
  readonly ok: boolean;
  readonly err: TransactionError | null;
  readonly cu: string;
  readonly logs: readonly string[];
  readonly returnData: ReturnDataJson | null;
  readonly inner: readonly (readonly InnerInstructionJson[])[];
  /** Null for an account that is gone. */
  readonly accounts: Readonly<Record<string, ExpectedAccountJson | null>>;
}

export interface ReturnDataJson {
  readonly programId: string;
  /** Hex. */
  readonly data: string;
}

export interface InnerInstructionJson {
  readonly stackHeight: number;
  readonly programId: string;
  readonly accounts: readonly string[];
  readonly data: string;
}

export interface ExpectedAccountJson {
  readonly lamports: string;
  readonly owner: string;
  readonly executable: boolean;
  readonly rentEpoch: string;
  readonly len: number;
  readonly sha256: string;
  /** Hex, up to 512 bytes. */
  readonly data?: string;
}

export function accountOf(json: AccountJson): Account {
  return {
    lamports: BigInt(json.lamports),
    data: dataOf(json.data),
    owner: pubkeyFromAddress(json.owner),
    executable: json.executable ?? false,
    rentEpoch: json.rentEpoch === undefined ? RENT_EXEMPT_RENT_EPOCH : BigInt(json.rentEpoch),
  };
}

function dataOf(json: DataJson): Uint8Array {
  if (typeof json === "string") return hexDecode(json);
  return "zeros" in json ? new Uint8Array(json.zeros) : base64Decode(json.base64)!;
}

export function instructionOf({
  programId,
  accounts,
  data,
}: BuiltTransactionJson["instructions"][number]): Instruction {
  return {
    programId: pubkeyFromAddress(programId),
    accounts: accounts.map(({ address, isSigner, isWritable }) => ({
      pubkey: pubkeyFromAddress(address),
      isSigner,
      isWritable,
    })),
    data: hexDecode(data),
  };
}

function hexDecode(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

export function hexEncode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
