import { expect } from "vitest";
import { puppetAssembly } from "../../src/cli/diff/puppet.js";
import { getPublicKey } from "../../src/crypto/ed25519.js";
import { type ExplainedTransaction, explainTransaction, formatExplanation } from "../../src/explain/index.js";
import { defineProgram, type ProcessInstruction } from "../../src/program/index.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import type { Account } from "../../src/solana/account.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { encodeLoaderV3State, LOADER_V3_BYTES } from "../../src/solana/loader-v3-state.js";
import type { CompileInput } from "../../src/solana/message/compile.js";
import { LOADER_V3_ID } from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { createSvm, type Svm, type SvmOptions } from "../../src/svm/index.js";
import { named } from "../helpers/names.js";
import { type Part, Puppet } from "../helpers/puppet.js";
import { compileWire, meta } from "../helpers/transactions.js";

export const PAYER = keyOf("payer");
export const NO_DATA = new Uint8Array(0);

/** The public key of a keypair that a name stands for: a point of the curve. */
export function keyOf(name: string): Pubkey {
  return getPublicKey(named(name));
}

/** Accounts and programs with names, and one transaction that fails. */
export class Scene {
  readonly svm: Svm;
  readonly #names = new Map<string, string>();

  constructor(options: SvmOptions = {}) {
    this.svm = createSvm({ signatureVerification: false, blockhashCheck: false, ...options });
    this.name("payer", PAYER);
    this.set(PAYER, { lamports: 1_000_000_000_000n });
  }

  /** How goldens show a key. */
  name(name: string, key: Pubkey): Pubkey {
    this.#names.set(addressFromPubkey(key), `<${name}>`);
    return key;
  }

  /** A wallet. */
  wallet(name: string, account: Partial<Account> = {}): Pubkey {
    return this.set(this.name(name, keyOf(name)), account);
  }

  set(key: Pubkey, account: Partial<Account> = {}): Pubkey {
    this.svm.setAccount(key, { lamports: 1_000_000_000n, ...account });
    return key;
  }

  /** A program in TypeScript, which people know by its name. */
  program(name: string, process: ProcessInstruction): Pubkey {
    const id = this.name(name, keyOf(name));
    this.svm.addProgram(id, defineProgram({ name, process }));
    return id;
  }

  /** One of assembled instructions. */
  assembled(name: string, source: string, version: SbpfVersion = SbpfVersion.V0): Pubkey {
    const id = this.name(name, keyOf(name));
    this.svm.addProgram(id, buildElf(assemble(source, version)));
    return id;
  }

  /** One that does what its instruction data say, compiled. */
  puppet(name: string, rodata: Uint8Array = NO_DATA): Pubkey {
    const id = this.name(name, keyOf(name));
    this.svm.addProgram(id, buildElf(assemble(puppetAssembly(), SbpfVersion.V0), rodata));
    return id;
  }

  /** What a puppet is to do. */
  act(program: Pubkey, accounts: Instruction["accounts"], part: Part): Instruction {
    const puppet = new Puppet(program, accounts, {
      abi: "c",
      dataLength: (key) => this.svm.getAccount(key)?.data.length ?? 0,
      isLoaderV1: () => false,
    });
    part(puppet);
    return { programId: program, accounts, data: puppet.bytes() };
  }

  explain(instructions: readonly Instruction[], input: Partial<CompileInput> = {}): ExplainedTransaction {
    const wire = compileWire({ feePayer: PAYER, instructions, blockhash: new Uint8Array(32), ...input });
    return explainTransaction(this.svm, wire);
  }

  /** Compares what is printed with the golden file, and holds what every explanation must. */
  async expectGolden(name: string, explained: ExplainedTransaction): Promise<void> {
    const { explanation, fixed } = explained;
    expect(explanation).not.toBeNull();
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
    let text = formatExplanation(explanation!, fixed);
    // Where panics of programs in TypeScript come from.
    text = text.replaceAll(/, at \S+?(\w+\.test\.ts):\d+:\d+/g, ", at $1");
    for (const [address, shown] of this.#names) text = text.replaceAll(address, shown);
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
    expect(text).not.toMatch(/undefined|\[object|NaN|\bnull(?! pointer)/);
    // A fix is one that mends it.
    if (explanation!.fix !== null) expect(fixed).toMatchObject({ passes: true, explanation: null });
  }
}

export function run(
  programId: Pubkey,
  accounts: Instruction["accounts"] = [],
  data: Uint8Array = NO_DATA,
): Instruction {
  return { programId, accounts, data };
}

/** A program of the upgradeable loader, whatever its file is. */
export function deployed(scene: Scene, file: Uint8Array, slot = 0n): Pubkey {
  const id = scene.name("program", keyOf("program"));
  const programDataAddress = programdataAddressOf(id).address;
  const data = encodeLoaderV3State({ kind: "program", programDataAddress });
  const state = encodeLoaderV3State({ kind: "programData", slot, authority: undefined });
  const programdata = new Uint8Array(LOADER_V3_BYTES.programData + file.length);
  programdata.set(state);
  programdata.set(file, LOADER_V3_BYTES.programData);
  scene.set(programDataAddress, { owner: LOADER_V3_ID, data: programdata });
  return scene.set(id, { owner: LOADER_V3_ID, data, executable: true });
}

export { meta };
