import { createRequire } from "node:module";
import { AccessType } from "../../src/sbpf/access-type.js";
import { DEFAULT_CONFIG } from "../../src/sbpf/config.js";
import { Executable } from "../../src/sbpf/executable.js";
import { Loader } from "../../src/sbpf/loader.js";
import { MM_INPUT_START } from "../../src/sbpf/memory-layout.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { consumeComputeUnits } from "../../src/sbpf/vm.js";
import { recordOnAll, thrown } from "./support.js";

// The classes behind litesvm's, which take bytes: real Agave under mainnet's features.
const { LiteSvm, Account, FailedTransactionMetadata } = createRequire(import.meta.url)(
  "../../node_modules/litesvm/dist/internal.js",
);

const svm = new LiteSvm();
svm.setSigverify(false);
svm.setBlockhashCheck(false);
svm.setTransactionHistory(0n);
const payer = new Uint8Array(32).fill(1);
svm.setAccount(payer, new Account(10n ** 15n, new Uint8Array(0), new Uint8Array(32), false, 0n));

/** What came of one run of a program on Agave. */
export interface OracleRun {
  /** The log line's text after `failed: `; null if the program succeeded. */
  readonly failure: string | null;
  /** Compute units, as the log says. */
  readonly consumed: number;
  readonly returnData: Uint8Array;
}

const programId = new Uint8Array(32).fill(9);
let runs = 0;

/** Deploys an ELF file on Agave; why it is refused, or null. */
export function refusalOfOracle(elf: Uint8Array): string | null {
  new DataView(programId.buffer).setUint32(4, runs++);
  try {
    svm.addProgram(programId, elf);
    return null;
  } catch (error) {
    return (error as Error).message.replace("Failed to add program: ", "");
  }
}

/** Invokes the program deployed last, with neither accounts nor data and 200,000 units. */
export function runDeployed(): OracleRun {
  const blockhash = new Uint8Array(32);
  new DataView(blockhash.buffer).setUint32(0, runs++);
  const message = [1, 0, 1, 2, ...payer, ...programId, ...blockhash, 1, 1, 0, 0];
  const result = svm.sendLegacyTransaction(Uint8Array.from([1, ...new Uint8Array(64), ...message]));
  const meta = result instanceof FailedTransactionMetadata ? result.meta() : result;
  const logs: string[] = meta.logs();
  const consumed = logs.map((line) => /consumed (\d+) of/.exec(line)?.[1]).find((units) => units !== undefined);
  const failure = logs.map((line) => /failed: (.*)$/.exec(line)?.[1]).find((text) => text !== undefined);
  return {
    failure: failure ?? null,
    consumed: Number(consumed),
    returnData: Uint8Array.from(meta.returnData().data()),
  };
}

/** Deploys and invokes. */
export function runOnOracle(elf: Uint8Array): OracleRun {
  const refusal = refusalOfOracle(elf);
  if (refusal !== null) throw new Error(`Agave refuses the program: ${refusal}`);
  return runDeployed();
}

const BUDGET = 200_000;
/** The serialised parameters of an instruction without accounts and data. */
const PARAMETERS_LENGTH = 8 + 8 + 32;
/** Where its data would be, which r2 says. */
const INSTRUCTION_DATA = MM_INPUT_START + 16;

let returnData = new Uint8Array();

/** Mainnet's settings and the one syscall that the programs of these tests use. */
const loader = new Loader<null>({
  ...DEFAULT_CONFIG,
  optimizeRodata: false,
  alignedMemoryMapping: true,
  enabledSbpfVersions: [SbpfVersion.V0, SbpfVersion.V3],
});
loader.registerFunction("sol_set_return_data", (_context, vm, address, length) => {
  consumeComputeUnits(vm.meter, 100 + Math.floor(Number(length) / 250));
  const at = vm.memory.translate(AccessType.Load, address, length);
  returnData = vm.memory.linear.bytes.slice(at, at + Number(length));
  return 0;
});

/** Loads and verifies here as `refusalOfOracle` does there. */
export function refusalHere(elf: Uint8Array): string | null {
  try {
    Executable.fromElf(elf, loader).verify();
    return null;
  } catch (error) {
    return thrown(() => {
      throw error;
    }).message.replace("ELF error: ", "");
  }
}

/** The run of `runOnOracle`, here; `failure` is that of the machine, whatever r0 is. */
export function runHere(elf: Uint8Array): OracleRun {
  returnData = new Uint8Array();
  const executable = Executable.fromElf(elf, loader);
  executable.verify();
  const input = { vmAddress: MM_INPUT_START, writable: true, bytes: new Uint8Array(PARAMETERS_LENGTH) };
  const registers = new Map([[2, BigInt(INSTRUCTION_DATA)]]);
  const { result } = recordOnAll({
    loader,
    executable,
    inputs: [input],
    budget: BUDGET,
    registers,
    heapLength: 32 * 1024,
  });
  return { failure: result.ok ? null : result.error.message, consumed: result.instructionCount, returnData };
}
