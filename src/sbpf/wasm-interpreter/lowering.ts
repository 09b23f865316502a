import { MNEMONICS, type Mnemonic } from "../opcodes.js";
import { explicitSignExtensionOfResults, type SbpfVersion, swapSubRegImmOperands } from "../version.js";
import type { Operation } from "./operations.js";

/** Which operation an instruction becomes, where versions differ. */
type ByVersion = (version: SbpfVersion) => Operation;

const add32: ByVersion = (version) => (explicitSignExtensionOfResults(version) ? "add32" : "add32Signed");
const sub32: ByVersion = (version) => (explicitSignExtensionOfResults(version) ? "sub32" : "sub32Signed");

/** Instructions that do not become the operation of their own name. `step` leaves them to the definition. */
const OTHERS = {
  LD_DW_IMM: "lddw",
  LD_B_REG: "load8",
  LD_H_REG: "load16",
  LD_W_REG: "load32",
  LD_DW_REG: "load64",
  LD_1B_REG: "load8",
  LD_2B_REG: "load16",
  LD_4B_REG: "load32",
  LD_8B_REG: "load64",
  ST_B_IMM: "store8",
  ST_H_IMM: "store16",
  ST_W_IMM: "store32",
  ST_DW_IMM: "store64",
  ST_B_REG: "store8",
  ST_H_REG: "store16",
  ST_W_REG: "store32",
  ST_DW_REG: "store64",
  ST_1B_IMM: "store8",
  ST_2B_IMM: "store16",
  ST_4B_IMM: "store32",
  ST_8B_IMM: "store64",
  ST_1B_REG: "store8",
  ST_2B_REG: "store16",
  ST_4B_REG: "store32",
  ST_8B_REG: "store64",
  ADD32_IMM: add32,
  ADD32_REG: add32,
  SUB32_IMM: (version) => (swapSubRegImmOperands(version) ? "subFrom32" : sub32(version)),
  SUB32_REG: sub32,
  SUB64_IMM: (version) => (swapSubRegImmOperands(version) ? "subFrom64" : "sub64"),
  MUL32_IMM: "mul32Signed",
  MUL32_REG: "mul32Signed",
  MOV32_REG: (version) => (explicitSignExtensionOfResults(version) ? "mov32Signed" : "mov32"),
  // What it becomes depends on the immediate.
  LE: "step",
  BE: "step",
  // Its immediate is moved to the upper half.
  HOR64_IMM: "or64",
  LMUL32_IMM: "mul32",
  LMUL32_REG: "mul32",
  LMUL64_IMM: "mul64",
  LMUL64_REG: "mul64",
  UDIV32_IMM: "div32",
  UDIV32_REG: "div32",
  UDIV64_IMM: "div64",
  UDIV64_REG: "div64",
  UREM32_IMM: "mod32",
  UREM32_REG: "mod32",
  UREM64_IMM: "mod64",
  UREM64_REG: "mod64",
  // The upper half of a product takes many instructions, and no program on chain asks for it.
  UHMUL64_IMM: "step",
  UHMUL64_REG: "step",
  SHMUL64_IMM: "step",
  SHMUL64_REG: "step",
  // Which of the calls it is depends on what it names.
  CALL_IMM: "step",
  CALL_REG: "callx",
} as const satisfies Partial<Record<Mnemonic, Operation | ByVersion>>;

type OwnName<M extends Mnemonic> = M extends `${infer Stem}_${"IMM" | "REG"}` ? Lowercase<Stem> : Lowercase<M>;
type Named = Exclude<Mnemonic, keyof typeof OTHERS>;
/** An instruction that has no operation does not compile here. */
const ownOperation = (name: OwnName<Named>): Operation => name;

const tables = new Map<SbpfVersion, readonly Operation[]>();

/**
 * The operations that do the instructions of a version, by operation number of opcodes.ts; their operands are as the
 * form of the instruction says.
 */
export function operationsFor(version: SbpfVersion): readonly Operation[] {
  let table = tables.get(version);
  if (table === undefined) {
    table = MNEMONICS.map((mnemonic) => operationFor(mnemonic, version));
    tables.set(version, table);
  }
  return table;
}

function operationFor(mnemonic: Mnemonic, version: SbpfVersion): Operation {
  const other = (OTHERS as Partial<Record<Mnemonic, Operation | ByVersion>>)[mnemonic];
  if (other === undefined) return ownOperation(mnemonic.replace(/_(IMM|REG)$/, "").toLowerCase() as OwnName<Named>);
  return typeof other === "function" ? other(version) : other;
}
