// Programs that call others. What a compiler would do with an account list, a generator does here: where each account
// lies in the input region follows from the lengths of those before it, so all addresses are constants.
import { u64 } from "../wire.mjs";

const INPUT = 0x400000000;
const HEAP = 0x300000000;
const MAX_DATA_INCREASE = 10_240;
/** Bytes of the C structs SolAccountInfo, SolInstruction, SolAccountMeta, SolSignerSeed(s). */
const SIZES = { info: 56, instruction: 40, meta: 16, seed: 16 };

/** Places of an account's parts in the input region, and of what comes after. */
function accountAt(start, { dataLength = 0 }) {
  const data = start + 88;
  const end = data + Math.ceil((dataLength + MAX_DATA_INCREASE) / 8) * 8;
  const places = {
    flags: start + 1,
    key: start + 8,
    owner: start + 40,
    lamports: start + 72,
    length: start + 80,
    data,
  };
  return { places, next: end + 8 };
}

/** Where the input region has its accounts and the instruction data. */
function layoutOf(accounts) {
  let at = INPUT + 8;
  const placed = accounts.map((account) => {
    const { places, next } = accountAt(at, account);
    at = next;
    return { ...account, ...places };
  });
  return { accounts: placed, instructionData: at + 8 };
}

/** Writes a program that begins by building what its calls need in the heap. */
class CpiProgram {
  #heapUsed = 0;
  #prologue = [];
  #body = [];
  #functions = 0;

  /** @param accounts of its instruction, in order, none twice; which are infos in calls is up to `infoCount` */
  constructor(accounts, infoCount = accounts.length) {
    const { accounts: placed, instructionData } = layoutOf(accounts);
    this.accounts = placed;
    this.instructionData = instructionData;
    this.infoCount = infoCount;
    this.infos = this.#allocate(SIZES.info * infoCount);
    for (let i = 0; i < infoCount; i++) this.#storeInfo(placed[i], this.infos + SIZES.info * i);
  }

  /** Lines of assembler. r6 holds the start of the heap, r7 to r9 are free; calls destroy r0 to r5. */
  code(...lines) {
    this.#body.push(...lines);
    return this;
  }

  /** Bytes in the heap; their address. */
  bytes(content) {
    const address = this.#allocate(content.length);
    const padded = new Uint8Array(Math.ceil(content.length / 8) * 8);
    padded.set(content);
    const words = new BigUint64Array(padded.buffer);
    for (const [i, word] of words.entries()) this.#storeWord(address + 8 * i, word);
    return address;
  }

  /**
   * An instruction to call.
   * @param program number of the program's account
   * @param metas pairs of an account's number and its roles, s for signer and w for writable
   * @returns addresses of the instruction and of its data
   */
  instruction(program, metas, data) {
    const dataAddress = this.bytes(data);
    const metasAddress = this.#allocate(SIZES.meta * metas.length);
    for (const [i, [account, roles = ""]] of metas.entries()) {
      const flags = (roles.includes("w") ? 1n : 0n) | (roles.includes("s") ? 0x100n : 0n);
      this.#storeWord(metasAddress + SIZES.meta * i, this.accounts[account].key);
      this.#storeWord(metasAddress + SIZES.meta * i + 8, flags);
    }
    const address = this.#words(this.accounts[program].key, metasAddress, metas.length, dataAddress, data.length);
    return { address, data: dataAddress };
  }

  /** Seeds that sign for one derived address; the address of SolSignerSeeds. */
  signerSeeds(...seeds) {
    const list = seeds.flatMap((seed) => [this.bytes(seed), seed.length]);
    return this.#words(this.#words(...list), seeds.length);
  }

  /** Calls an instruction; `seeds` is an address that `signerSeeds` gave. */
  invoke({ address }, seeds) {
    return this.code(
      `lddw r1, ${address}`,
      `lddw r2, ${this.infos}`,
      `mov64 r3, ${this.infoCount}`,
      `lddw r4, ${seeds ?? 0}`,
      `mov64 r5, ${seeds === undefined ? 0 : 1}`,
      "syscall sol_invoke_signed_c",
    );
  }

  /** A name for a label. */
  label() {
    return `label_${this.#functions++}`;
  }

  /** The assembler source. */
  source() {
    const start = ["entrypoint:", `lddw r6, ${HEAP}`];
    return [...start, ...this.#prologue, ...this.#body, "mov64 r0, 0", "exit"].join("\n");
  }

  #storeInfo({ key, lamports, dataLength = 0, data, owner, flags }, at) {
    for (const [i, word] of [key, lamports, dataLength, data, owner, 0].entries()) this.#storeWord(at + 8 * i, word);
    // The input has signer, writable and executable in the same order.
    this.#prologue.push(`lddw r1, ${flags}`);
    for (let i = 0; i < 3; i++) this.#prologue.push(`ldxb r2, [r1+${i}]`, `stxb [r6+${at - HEAP + 48 + i}], r2`);
  }

  #words(...words) {
    const address = this.#allocate(8 * words.length);
    for (const [i, word] of words.entries()) this.#storeWord(address + 8 * i, word);
    return address;
  }

  #storeWord(address, word) {
    this.#prologue.push(`lddw r1, ${word}`, `stxdw [r6+${address - HEAP}], r1`);
  }

  #allocate(byteCount) {
    const address = HEAP + this.#heapUsed;
    this.#heapUsed += Math.ceil(byteCount / 8) * 8;
    return address;
  }
}

const [SYSTEM_TRANSFER, TOKEN_TRANSFER] = [Uint8Array.of(2, 0, 0, 0), 3];

function systemTransferData(lamports) {
  return Uint8Array.from([...SYSTEM_TRANSFER, ...u64(lamports)]);
}

/**
 * Calls itself with the first byte of its data, less one, and at 0 the system program.
 * Accounts: payer, recipient, system program, itself.
 */
export function relaySource(systemDataLength, programDataLength) {
  const accounts = [{}, {}, { dataLength: systemDataLength }, { dataLength: programDataLength }];
  const program = new CpiProgram(accounts);
  const transfer = program.instruction(
    2,
    [
      [0, "sw"],
      [1, "w"],
    ],
    systemTransferData(1),
  );
  const again = program.instruction(3, [[0, "sw"], [1, "w"], [2], [3]], Uint8Array.of(0));
  const [bottom, end] = [program.label(), program.label()];
  program.code(`lddw r1, ${program.instructionData}`, "ldxb r7, [r1+0]", `jeq r7, 0, ${bottom}`, "add64 r7, -1");
  program.code(`lddw r1, ${again.data}`, "stxb [r1+0], r7").invoke(again).code(`ja ${end}`);
  program.code(`${bottom}:`).invoke(transfer).code(`${end}:`);
  return program.source();
}

/** Calls the system program so many times. Accounts: payer, recipient, system program. */
export function manyTransfersSource(times) {
  const program = new CpiProgram([{}, {}, {}], 2);
  const transfer = program.instruction(
    2,
    [
      [0, "sw"],
      [1, "w"],
    ],
    systemTransferData(1),
  );
  program.code(`mov64 r7, ${times}`, "turn:").invoke(transfer).code("add64 r7, -1", "jne r7, 0, turn");
  return program.source();
}

/**
 * Swaps as many tokens as its data say (u64) at the price of a constant product, by two token transfers, the second
 * signed by the pool. Accounts: user, user's A, pool's A, pool's B, user's B, pool's authority, token program.
 * @param seeds of the pool's authority
 */
export function swapSource(seeds, tokenProgramDataLength) {
  const token = { dataLength: 165 };
  const program = new CpiProgram([{}, token, token, token, token, {}, { dataLength: tokenProgramDataLength }], 6);
  const data = Uint8Array.of(TOKEN_TRANSFER, ...u64(0));
  const pay = program.instruction(
    6,
    [
      [1, "w"],
      [2, "w"],
      [0, "s"],
    ],
    data,
  );
  const give = program.instruction(
    6,
    [
      [3, "w"],
      [4, "w"],
      [5, "s"],
    ],
    data,
  );
  const signer = program.signerSeeds(...seeds);
  const amountOf = (account) => program.accounts[account].data + 64;
  program.code(`lddw r1, ${program.instructionData}`, "ldxdw r7, [r1+0]");
  program.code(`lddw r1, ${amountOf(2)}`, "ldxdw r2, [r1+0]", "add64 r2, r7");
  program.code(`lddw r1, ${amountOf(3)}`, "ldxdw r8, [r1+0]", "mul64 r8, r7", "div64 r8, r2");
  program.code(`lddw r1, ${pay.data}`, "stxdw [r1+1], r7").invoke(pay);
  program.code(`lddw r1, ${give.data}`, "stxdw [r1+1], r8").invoke(give, signer);
  return program.source();
}
