import { type FailedInstruction, logWords } from "../errors/plain.js";
import type { Told } from "../model.js";
import { capital, frameText, shortened } from "../words.js";
import { explainFault } from "./faults.js";
import { largerHeaps } from "./heap-sizes.js";
import { placeInCode } from "./place.js";

/** The program neither returned nor failed with an error of an instruction. */
export function explainAborted(failed: FailedInstruction): Told {
  const { told, frame, failure } = failed;
  if (failure.fault !== null) return explainFault(failed);
  if (/panicked/i.test(failure.text)) return explainPanic(failed);
  const place = placeInCode(told, frame, failure.machine);
  const text = shortened(failure.text);
  return {
    code: "syscall-failed",
    title: `${failure.syscall ?? "a syscall"} failed: ${text}`,
    facts: { syscall: failure.syscall, text, ...place.facts },
    words: [
      `${capital(frameText(told, frame))} was ended by ${failure.syscall ?? "a syscall"}: ${text}.`,
      ...place.words,
      ...logWords(frame),
      syscallAdvice(failure.text),
    ],
  };
}

/** By the text of Agave's SyscallError. */
const ADVICE: readonly (readonly [text: RegExp, advice: string])[] = [
  [/^Unaligned pointer/, "Values passed to this syscall must lie at multiples of their size: align the buffer."],
  [
    /^Invalid pointer/,
    "The pointer must lead into the program's own stack, heap or constants here, not into the input.",
  ],
  [/^Overlapping copy/, "Source and destination overlap: use memmove (in Rust copy, not copy_nonoverlapping)."],
  [/^Return data too large/, "Return data hold at most 1024 bytes: return less, or write to an account."],
  [
    /^Could not create program address/,
    "The seeds derive to a point of the curve, or are too long: take the bump that find_program_address gives.",
  ],
  [/^(invalid utf-8|incomplete utf-8)/i, "What is logged must be UTF-8: log bytes with sol_log_data."],
  [/^Hashing too many sequences/, "Hash at most 20,000 slices in one call: join them first."],
  [/^InvalidLength/, "A length is out of the range that the syscall takes."],
  [/^InvalidAttribute/, "The curve, the operation or the format asked for is not one that this syscall knows."],
  [
    /^Invalid (parameters|endianness)/,
    "The parameters of Poseidon must be 0 (BN254), the endianness 0 (big) or 1 (little).",
  ],
  [/^Unsupported syscall/, "This runtime has no such syscall, or its feature gate is not active."],
];

function syscallAdvice(text: string): string {
  return ADVICE.find(([pattern]) => pattern.test(text))?.[1] ?? "Look at the arguments of the syscall.";
}

function explainPanic({ told, frame, failure }: FailedInstruction): Told {
  const place = placeInCode(told, frame, failure.machine);
  const isHeap = frame.logs.some(({ text }) => /memory allocation failed|out of memory/i.test(text));
  const { heapBytes } = told.trace.limits;
  return {
    code: isHeap ? "heap-exhausted" : "program-panicked",
    title: `${told.name(frame.program)} ${isHeap ? `ran out of its heap of ${heapBytes} bytes` : "panicked"}`,
    facts: { text: failure.text, heapBytes, ...place.facts },
    words: [
      `${capital(frameText(told, frame))} gave up by itself (${failure.text}): an assertion, an unwrap of nothing, an index out of bounds, an overflow, or a call of abort.`,
      ...logWords(frame),
      ...place.words,
      isHeap
        ? "Ask for more heap with RequestHeapFrame of the Compute Budget program (up to 262144 bytes; the program's allocator must know of it), or allocate less."
        : logWords(frame).length > 0
          ? "The lines that it logged before say where and why; return an error in the place of the panic."
          : "It logged nothing that says why: log before the places that may panic, and return an error in their stead.",
    ],
    candidates: isHeap ? largerHeaps(told) : [],
  };
}
