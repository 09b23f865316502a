import type { EbpfErrorKind } from "../../sbpf/errors.js";
import type { Frame } from "../../trace/model.js";
import type { MemoryAccess } from "../../trace/outcome.js";
import type { Case } from "../case.js";
import { codeOf, type FailedInstruction, logWords } from "../errors/plain.js";
import type { Facts, Told } from "../model.js";
import { capital, frameText, plural } from "../words.js";
import { largerHeaps } from "./heap-sizes.js";
import { inputPlace, inputRange } from "./input-region.js";
import { placeInCode } from "./place.js";
import { explainUnits } from "./units.js";

interface FaultMeaning {
  readonly title: string;
  readonly means: string;
  readonly advice: string;
}

type Explainer = (failed: FailedInstruction) => Told;

const LOADING: FaultMeaning = {
  title: "program not loadable",
  means: "the program could not be loaded.",
  advice: "Build it anew for a version of sBPF that the cluster runs, and deploy that.",
};
const SETUP: FaultMeaning = {
  title: "machine not set up",
  means: "the memory of the machine could not be laid out.",
  advice: "This points to the settings of the runtime (heap or stack sizes), not to the transaction.",
};

const TABLE: { readonly [K in EbpfErrorKind]: FaultMeaning | Explainer } = {
  AccessViolation: explainAccess,
  StackAccessViolation: explainAccess,
  ExceededMaxInstructions: ({ told, frame, failure }) => explainUnits(told, frame, failure.machine),
  SyscallError: explainSyscallFailure,
  CallDepthExceeded: {
    title: "functions called too deep",
    means: "functions of the program called each other more than 63 deep.",
    advice: "Look for recursion without an end, and turn deep recursion into a loop.",
  },
  ExitRootCallFrame: {
    title: "returned from nothing",
    means: "the program returned from a function that nobody called.",
    advice: "Look at the code around the exit instruction; compilers do not write this.",
  },
  DivideByZero: {
    title: "division by zero",
    means: "a division or a remainder had 0 on its right side.",
    advice: "Check the divisor before dividing; with checked_div a program returns its own error instead.",
  },
  DivideOverflow: {
    title: "division overflow",
    means: "the smallest number was divided by -1, whose result no register holds.",
    advice: "Check for that one case before a signed division.",
  },
  ExecutionOverrun: {
    title: "ran past the end of the program",
    means: "the last instruction was no exit and no jump, so the machine ran out of instructions.",
    advice: "End every way through the program with exit; a function that never returns must end in a call of abort.",
  },
  CallOutsideTextSegment: {
    title: "called something that is no code",
    means: "a call through a register went to an address outside of the program's code.",
    advice: "Look at where the function pointer comes from: it was never set, or was overwritten.",
  },
  InvalidInstruction: {
    title: "invalid instruction",
    means: "an instruction has an operand that does not exist.",
    advice:
      "Build the program anew with the platform tools; hand-written bytes must keep to the instruction set of their version.",
  },
  UnsupportedInstruction: {
    title: "instruction or syscall not supported",
    means:
      "an instruction is not one of this version of sBPF, or a call names no function and no syscall that this runtime has.",
    advice:
      "Build for the version that the ELF names, and use only syscalls whose feature gates are active on this cluster.",
  },
  FunctionAlreadyRegistered: LOADING,
  ElfError: LOADING,
  VerifierError: LOADING,
  InvalidMemoryRegion: SETUP,
};

/** A fault of the virtual machine. */
export function explainFault(failed: FailedInstruction): Told {
  const kind = failed.failure.fault!.kind as EbpfErrorKind;
  const known = TABLE[kind];
  return typeof known === "function" ? known(failed) : plainFault(codeOf(kind), failed, known);
}

function plainFault(
  code: string,
  { told, frame, failure }: FailedInstruction,
  { title, means, advice }: FaultMeaning,
): Told {
  const place = placeInCode(told, frame, failure.machine);
  return {
    code,
    title: `${title}, in ${told.name(frame.program)}`,
    facts: { text: failure.text, ...place.facts },
    words: [
      `${capital(frameText(told, frame))} was ended by a fault of the machine: ${means} The runtime says: ${failure.text}.`,
      ...place.words,
      ...logWords(frame),
      advice,
    ],
  };
}

/** A syscall that failed on a pointer is told as what it is. */
function explainSyscallFailure(failed: FailedInstruction): Told {
  return plainFault("syscall-failed", failed, {
    title: "syscall failed",
    means: "a syscall refused what it was given.",
    advice: "Look at the arguments of the syscall.",
  });
}

function explainAccess(failed: FailedInstruction): Told {
  const { told, frame, failure } = failed;
  const access = failure.fault!.access!;
  const place = placeInCode(told, frame, failure.machine);
  const meaning = accessMeaning(failed, access);
  return {
    code: meaning.code,
    title: `${meaning.title}: ${access.kind} of ${plural(BigInt(access.length), "byte")} at 0x${hexOf(access)}, in ${told.name(frame.program)}`,
    facts: { ...access, syscall: failure.syscall, ...meaning.facts, ...place.facts },
    words: [
      `${capital(frameText(told, frame))} was ended by a fault of the machine: ${failure.text}.`,
      meaning.means,
      ...(failure.syscall === null ? [] : [`The address was given to ${failure.syscall}.`]),
      ...place.words,
      ...logWords(frame),
      meaning.advice,
    ],
    candidates: meaning.code === "heap-exhausted" ? largerHeaps(told) : [],
  };
}

function hexOf({ vmAddress }: MemoryAccess): string {
  return BigInt(vmAddress).toString(16);
}

interface AccessMeaning extends FaultMeaning {
  readonly code: string;
  readonly facts?: Facts;
}

const PAGE = 0x1_0000_0000n;
const NEAR_NULL = 0x10000n;
/** Beyond what any heap has and an allocator would still count on. */
const FAR_HEAP = 16 * 1024 * 1024;
const STACK = { title: "stack overflow", code: "stack-overflow" };

function accessMeaning({ told, frame, failure }: FailedInstruction, access: MemoryAccess): AccessMeaning {
  const address = BigInt(access.vmAddress);
  const { heapBytes } = told.trace.limits;
  if (failure.fault!.kind === "StackAccessViolation" || address / PAGE === 2n) {
    return {
      ...STACK,
      means:
        "The address lies on the stack, where no frame is: a stack frame has 4096 bytes, and a function used more, or its frames lie 64 deep.",
      advice:
        "Put large values on the heap (Box), or split the function: a linker's warning about the stack offset of a function names it.",
    };
  }
  if (address < NEAR_NULL) {
    return {
      code: "access-violation",
      title: "null pointer",
      means:
        "The address is 0 or close to it: a pointer that was never set, or the field of a struct at such a pointer.",
      advice: "Look at where the register that holds the address was last set.",
    };
  }
  switch (address / PAGE) {
    case 0n:
      // Below the program there are constants from v3 on, and nothing before.
      if (access.region === "unallocated") return WILD_POINTER;
      return region("constants", access.kind === "store" ? "They are read-only." : "It lies beyond their end.");
    case 1n:
      return region(
        "code and constants",
        access.kind === "store" ? "They are read-only." : "It lies beyond their end.",
      );
    case 3n:
      if (address >= 4n * PAGE - NEAR_NULL) return region("input", "The address lies before its beginning.");
      if (address >= 3n * PAGE + BigInt(FAR_HEAP)) return WILD_POINTER;
      return {
        code: "heap-exhausted",
        title: "heap exceeded",
        means: `The heap has ${heapBytes} bytes, to 0x${(3n * PAGE + BigInt(heapBytes)).toString(16)}, and the address lies beyond.`,
        advice:
          "Ask for more heap with RequestHeapFrame of the Compute Budget program (up to 262144 bytes; the program's allocator must know of it), or allocate less.",
      };
    case 4n:
      return inputMeaning(told, frame, access);
    default:
      return WILD_POINTER;
  }
}

function inputMeaning(told: Case, frame: Frame, access: MemoryAccess): AccessMeaning {
  return {
    ...region("input: the accounts and the instruction data", inputRange(told, frame, access)),
    facts: { input: inputPlace(told, frame, access.vmAddress).facts },
  };
}

const WILD_POINTER: AccessMeaning = {
  code: "access-violation",
  title: "wild pointer",
  means: "No memory of a program is there: the number is no pointer.",
  advice: "Look at where the register that holds the address was last set: data were taken for a pointer.",
};

function region(name: string, means: string): AccessMeaning {
  return {
    code: "access-violation",
    title: "access violation",
    means: `The address lies in the region of the program's ${name}. ${means}`,
    advice: "Check the index or the length against the bounds before the access.",
  };
}
