import { type U64, u64ToHex } from "../base/u64.js";
import { type AccessType, accessTypeName } from "./access-type.js";
import type { ElfError } from "./elf-error.js";
import type { VerifierError } from "./verifier-error.js";

/**
 * What a syscall throws to fail: the `Box<dyn Error>` of solana-sbpf's `EbpfError::SyscallError`. The runtime extends
 * it. It is no `Error`, because a failing program is an outcome and needs no stack trace.
 */
export abstract class SyscallError {
  /** The text of the failure, as it is logged. */
  abstract readonly message: string;
}

/** The fields of each variant of solana-sbpf `EbpfError`, those of its JIT left out. */
interface EbpfErrorFields {
  ElfError: [error: ElfError];
  FunctionAlreadyRegistered: [index: number];
  CallDepthExceeded: [];
  ExitRootCallFrame: [];
  DivideByZero: [];
  DivideOverflow: [];
  ExecutionOverrun: [];
  CallOutsideTextSegment: [];
  ExceededMaxInstructions: [];
  InvalidMemoryRegion: [index: number];
  AccessViolation: [access: AccessType, vmAddress: U64, length: U64, region: string];
  StackAccessViolation: [access: AccessType, vmAddress: U64, length: U64, frame: number];
  InvalidInstruction: [];
  UnsupportedInstruction: [];
  VerifierError: [error: VerifierError];
  SyscallError: [cause: SyscallError | EbpfError];
}
export type EbpfErrorKind = keyof EbpfErrorFields;

const TEXTS: { readonly [K in EbpfErrorKind]: (...fields: EbpfErrorFields[K]) => string } = {
  ElfError: (error) => `ELF error: ${error.message}`,
  FunctionAlreadyRegistered: (index) => `function #${index} was already registered`,
  CallDepthExceeded: () => "exceeded max BPF to BPF call depth",
  ExitRootCallFrame: () => "attempted to exit root call frame",
  DivideByZero: () => "divide by zero at BPF instruction",
  DivideOverflow: () => "division overflow at BPF instruction",
  ExecutionOverrun: () => "attempted to execute past the end of the text segment at BPF instruction",
  CallOutsideTextSegment: () => "callx attempted to call outside of the text segment",
  ExceededMaxInstructions: () => "exceeded CUs meter at BPF instruction",
  InvalidMemoryRegion: (index) => `Invalid memory region at index ${index}`,
  AccessViolation: (access, vmAddress, length, region) =>
    `Access violation ${accessTypeName(access)} ${length} bytes at address ${u64ToHex(vmAddress)} (in ${region} region)`,
  StackAccessViolation: (_access, vmAddress, length, frame) =>
    `Access violation in stack frame ${frame} at address ${u64ToHex(vmAddress)} of size ${length}`,
  InvalidInstruction: () => "invalid BPF instruction",
  UnsupportedInstruction: () => "unsupported BPF instruction",
  VerifierError: (error) => `Verifier error: ${error.message}`,
  SyscallError: (cause) => `Syscall error: ${cause.message}`,
};

/**
 * A fault of the virtual machine, of its loader or of its verifier (solana-sbpf `EbpfError`). `kind` is the variant,
 * `fields` its data, `message` its exact Display text.
 *
 * A failing syscall is kind `SyscallError`; `fields[0]` is then what the syscall threw: a `SyscallError`, or the
 * `EbpfError` of a pointer it could not translate.
 */
export class EbpfError<K extends EbpfErrorKind = EbpfErrorKind> {
  readonly fields: EbpfErrorFields[K];

  constructor(
    readonly kind: K,
    ...fields: EbpfErrorFields[K]
  ) {
    this.fields = fields;
  }

  get message(): string {
    return (TEXTS[this.kind] as (...fields: EbpfErrorFields[K]) => string)(...this.fields);
  }

  /** Narrows to one variant, so that `fields` has its type. */
  is<L extends EbpfErrorKind>(kind: L): this is EbpfError<L> {
    return (this.kind as EbpfErrorKind) === kind;
  }
}
