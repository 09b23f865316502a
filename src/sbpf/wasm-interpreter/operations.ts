/**
 * The operations of the generated interpreter; their place in this list is their number. Each has a form for registers
 * and immediates alike: the record says where the second operand lies. What is not here the definition does.
 */
export const OPERATIONS = [
  // Zeroed memory must read as `step`.
  "step",
  "syscall",
  "call",
  "callx",
  "exit",
  "ja",

  "load8",
  "load16",
  "load32",
  "load64",
  "store8",
  "store16",
  "store32",
  "store64",
  // Accesses to the running function's own stack frame, through r10.
  "frameLoad8",
  "frameLoad16",
  "frameLoad32",
  "frameLoad64",
  "frameStore8",
  "frameStore16",
  "frameStore32",
  "frameStore64",

  "lddw",
  "mov64",
  "add64",
  "sub64",
  "subFrom64",
  "mul64",
  "div64",
  "mod64",
  "sdiv64",
  "srem64",
  "and64",
  "or64",
  "xor64",
  "lsh64",
  "rsh64",
  "arsh64",
  "neg64",

  // Results are zero-extended unless the name says otherwise.
  "mov32",
  "mov32Signed",
  "add32",
  "add32Signed",
  "sub32",
  "sub32Signed",
  "subFrom32",
  "mul32",
  "mul32Signed",
  "div32",
  "mod32",
  "sdiv32",
  "srem32",
  "and32",
  "or32",
  "xor32",
  "lsh32",
  "rsh32",
  "arsh32",
  "neg32",

  "be16",
  "be32",
  "be64",

  "jeq64",
  "jne64",
  "jgt64",
  "jge64",
  "jlt64",
  "jle64",
  "jsgt64",
  "jsge64",
  "jslt64",
  "jsle64",
  "jset64",
  "jeq32",
  "jne32",
  "jgt32",
  "jge32",
  "jlt32",
  "jle32",
  "jsgt32",
  "jsge32",
  "jslt32",
  "jsle32",
  "jset32",
] as const;

export type Operation = (typeof OPERATIONS)[number];

const NUMBERS = new Map<Operation, number>(OPERATIONS.map((operation, number) => [operation, number]));

export function operationNumber(operation: Operation): number {
  return NUMBERS.get(operation)!;
}
