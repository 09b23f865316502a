import { base58Encode } from "../base/base58.js";
import { SYSTEM_PROGRAM_ID } from "../solana/program-ids.js";
import { addressFromPubkey } from "../solana/pubkey.js";
import { SIGNATURE_BYTES } from "../solana/transaction.js";
import { innerInstructionsOf } from "../svm/instruction-trace.js";
import { TransactionDetails, type TransactionRecord, type TransactionResult } from "../svm/transaction-result.js";
import { refuseConstruction } from "./arguments.js";
import { CompiledInstruction, debugInnerInstruction, InnerInstruction } from "./compiled-instruction.js";
import { prettyLogs } from "./pretty-logs.js";
import { debugList, debugStruct, debugText } from "./rust-debug.js";

const NO_SIGNATURE = new Uint8Array(SIGNATURE_BYTES);
const NO_RETURN_DATA = { programId: SYSTEM_PROGRAM_ID, data: new Uint8Array(0) };

/** What the last program returned. */
export class TransactionReturnData {
  readonly #returnData: NonNullable<TransactionRecord["returnData"]>;

  /** @internal */
  constructor(returnData: NonNullable<TransactionRecord["returnData"]> = refuseConstruction()) {
    this.#returnData = returnData;
  }

  /** 32 bytes; the program that ran last, even if it returned nothing. */
  programId(): Uint8Array {
    return this.#returnData.programId.slice();
  }

  data(): Uint8Array {
    return this.#returnData.data.slice();
  }

  toString(): string {
    return `TransactionReturnData(${debugReturnData(this.#returnData)})`;
  }
}

/** As Rust prints the runtime's types. */
export let debugMetadata: (metadata: TransactionMetadata) => string;

/** What a transaction left to tell. */
export class TransactionMetadata {
  readonly #record: TransactionRecord;

  static {
    debugMetadata = (metadata) => {
      const { logs, computeUnitsConsumed, returnData, fee } = metadata.#record;
      const inner = metadata.innerInstructions().map((list) => debugList(list.map(debugInnerInstruction)));
      return debugStruct("TransactionMetadata", {
        signature: base58Encode(metadata.signature()),
        logs: debugList(logs.map(debugText)),
        inner_instructions: debugList(inner),
        compute_units_consumed: computeUnitsConsumed,
        return_data: debugReturnData(returnData ?? NO_RETURN_DATA),
        fee,
      });
    };
  }

  /** @internal */
  constructor(result: TransactionResult = refuseConstruction()) {
    this.#record = TransactionDetails.recordOf(result);
  }

  /** The first one, 64 bytes; zeros if the transaction did not run. */
  signature(): Uint8Array {
    const { outcome, signature } = this.#record;
    return outcome === "dropped" || signature === undefined ? NO_SIGNATURE.slice() : signature.slice();
  }

  logs(): string[] {
    return [...this.#record.logs];
  }

  /** For each top-level instruction, the ones called below it, in call order. */
  innerInstructions(): InnerInstruction[][] {
    return innerInstructionsOf(this.#record.instructionTrace).map((instructions) =>
      instructions.map(({ programIndex, accounts, data, stackHeight }) => {
        const indexes = Uint8Array.from(accounts, ({ indexInTransaction }) => indexInTransaction);
        return new InnerInstruction(new CompiledInstruction(programIndex, indexes, data), stackHeight);
      }),
    );
  }

  computeUnitsConsumed(): bigint {
    return BigInt(this.#record.computeUnitsConsumed);
  }

  returnData(): TransactionReturnData {
    return new TransactionReturnData(this.#record.returnData ?? NO_RETURN_DATA);
  }

  /** The logs in colour, for a terminal. */
  prettyLogs(): string {
    return prettyLogs(this.#record.logs);
  }

  toString(): string {
    return `TransactionMetadata(${debugMetadata(this)})`;
  }
}

function debugReturnData({ programId, data }: NonNullable<TransactionRecord["returnData"]>): string {
  return debugStruct("TransactionReturnData", { program_id: addressFromPubkey(programId), data: debugList(data) });
}
