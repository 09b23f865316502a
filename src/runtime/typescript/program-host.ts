import type { U64 } from "../../base/u64.js";
import { type Host, type HostAccount, ProgramAborted } from "../../program/host.js";
import { AccessType } from "../../sbpf/access-type.js";
import { EbpfError, SyscallError } from "../../sbpf/errors.js";
import { MM_HEAP_START, MM_INPUT_START } from "../../sbpf/memory-layout.js";
import { hashSymbolName } from "../../sbpf/murmur3.js";
import type { VirtualMachine } from "../../sbpf/vm.js";
import { SyscallFailure } from "../failure.js";
import type { InstructionContext } from "../instruction-context.js";
import type { InvokeContext } from "../invoke-context.js";
import { assertStackRoom } from "./stack-room.js";

/**
 * The machine of one run, as a program in TypeScript reaches it. What it stores goes through the memory mapping as the
 * stores of a compiled program do, and the syscalls are those of compiled programs.
 */
export class ProgramHost implements Host {
  readonly programId: Uint8Array;
  readonly instructionData: Uint8Array;
  readonly accounts: readonly HostAccount[];
  readonly heap: Host["heap"];
  readonly stackHeight: number;
  readonly guardsAccountData: boolean;
  /** What ended the program, whatever it does afterwards. */
  fault: EbpfError | undefined;
  /** What the runtime itself threw: not the program's to handle. */
  bug: { readonly cause: unknown } | undefined;
  readonly #context: InvokeContext;
  readonly #vm: VirtualMachine<InvokeContext>;

  constructor(vm: VirtualMachine<InvokeContext>) {
    this.#vm = vm;
    this.#context = vm.context;
    const { transaction, budget, environment } = vm.context;
    const instruction = transaction.currentInstruction;
    this.programId = instruction.programKey;
    this.instructionData = instruction.data;
    this.heap = { vmAddress: MM_HEAP_START, length: budget.heapSize };
    this.stackHeight = transaction.stackHeight;
    this.guardsAccountData = environment.features.virtualAddressSpaceAdjustments;
    this.accounts = accountsOf(vm.context);
  }

  syscall(name: string, r1: U64 = 0, r2: U64 = 0, r3: U64 = 0, r4: U64 = 0, r5: U64 = 0): U64 {
    this.#assertAlive();
    assertStackRoom(name === "sol_invoke_signed_c");
    const syscall = this.#vm.loader.syscalls.lookupByKey(syscallHash(name))?.value;
    try {
      if (syscall === undefined) throw new SyscallFailure(`Unsupported syscall ${name}`);
      return syscall(this.#context, this.#vm, r1, r2, r3, r4, r5);
    } catch (cause) {
      if (cause instanceof SyscallError || cause instanceof EbpfError) {
        return this.#abort(new EbpfError("SyscallError", cause));
      }
      this.bug = { cause };
      throw cause;
    }
  }

  load(vmAddress: number, target: Uint8Array): void {
    const hostOffset = this.#translate(AccessType.Load, vmAddress, target.length);
    target.set(this.#vm.memory.linear.bytes.subarray(hostOffset, hostOffset + target.length));
  }

  loadU64(vmAddress: number): bigint {
    const hostOffset = this.#translate(AccessType.Load, vmAddress, 8);
    return this.#vm.memory.linear.view.getBigUint64(hostOffset, true);
  }

  store(vmAddress: number, bytes: Uint8Array): void {
    const hostOffset = this.#translate(AccessType.Store, vmAddress, bytes.length);
    this.#vm.memory.linear.bytes.set(bytes, hostOffset);
  }

  storeU64(vmAddress: number, value: bigint): void {
    const hostOffset = this.#translate(AccessType.Store, vmAddress, 8);
    this.#vm.memory.linear.view.setBigUint64(hostOffset, value, true);
  }

  storeZeros(vmAddress: number, length: number): void {
    const hostOffset = this.#translate(AccessType.Store, vmAddress, length);
    this.#vm.memory.linear.bytes.fill(0, hostOffset, hostOffset + length);
  }

  canStore(vmAddress: number): boolean {
    const { memory } = this.#vm;
    return memory.regions[memory.findRegion(vmAddress)]?.writable ?? false;
  }

  storeChanges(vmAddress: number, bytes: Uint8Array): void {
    const hostOffset = this.#translate(AccessType.Load, vmAddress, bytes.length);
    const memory = this.#vm.memory.linear.bytes;
    let start = 0;
    while (start < bytes.length && memory[hostOffset + start] === bytes[start]) start++;
    if (start === bytes.length) return;
    let end = bytes.length;
    while (memory[hostOffset + end - 1] === bytes[end - 1]) end--;
    this.store(vmAddress + start, bytes.subarray(start, end));
  }

  #translate(access: AccessType, vmAddress: number, length: number): number {
    this.#assertAlive();
    if (length === 0) return 0;
    // Under a store an account may grow.
    if (access === AccessType.Store && vmAddress >= MM_INPUT_START && this.guardsAccountData) assertStackRoom(false);
    try {
      return this.#vm.memory.translateWithHandler(access, vmAddress, length);
    } catch (fault) {
      if (!(fault instanceof EbpfError)) throw fault;
      return this.#abort(fault);
    }
  }

  #abort(fault: EbpfError): never {
    this.fault = fault;
    throw new ProgramAborted(fault.message);
  }

  #assertAlive(): void {
    if (this.fault !== undefined) throw new ProgramAborted(this.fault.message);
  }
}

function accountsOf(context: InvokeContext): HostAccount[] {
  const instruction = context.transaction.currentInstruction;
  const accounts: HostAccount[] = [];
  for (let i = 0; i < instruction.accounts.length; i++) {
    const first = instruction.firstIndexOf(i);
    accounts.push(first < i ? accounts[first]! : accountAt(context, instruction, i));
  }
  return accounts;
}

function accountAt(context: InvokeContext, instruction: InstructionContext, index: number): HostAccount {
  const { indexInTransaction, isSigner, isWritable } = instruction.accounts[index]!;
  const { vmKeyAddress, vmOwnerAddress, vmLamportsAddress, vmDataAddress, originalDataLength } =
    context.memory.accounts[index]!;
  const { key, executable } = context.transaction.accounts.at(indexInTransaction);
  return {
    key,
    isSigner,
    isWritable,
    executable,
    keyAddress: vmKeyAddress,
    ownerAddress: vmOwnerAddress,
    lamportsAddress: vmLamportsAddress,
    dataAddress: vmDataAddress,
    originalDataLength,
  };
}

const syscallHashes = new Map<string, number>();

function syscallHash(name: string): number {
  let hash = syscallHashes.get(name);
  if (hash === undefined) {
    hash = hashSymbolName(name);
    syscallHashes.set(name, hash);
  }
  return hash;
}
