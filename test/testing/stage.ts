import {
  AccountRole,
  type Address,
  address,
  appendTransactionMessageInstructions,
  createTransactionMessage,
  getAddressDecoder,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Instruction,
  type KeyPairSigner,
  pipe,
  type ReadonlyUint8Array,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { keysOf, kitInstruction } from "../../examples/support/instructions.js";
import { kitSigner } from "../../examples/support/people.js";
import { readIdl } from "../../src/idl/index.js";
import { type Blockhash, createSvm, type Svm, type SvmOptions } from "../../src/svm/index.js";
import { ADDED, tally, thief } from "./tally.js";

const PROGRAM_KEY = new Uint8Array(32).fill(7);
export const PROGRAM: Address = getAddressDecoder().decode(PROGRAM_KEY);
export const SYSTEM = address("11111111111111111111111111111111");
export const SOL = 1_000_000_000n;

/** With the event, which the program only logs. */
export const IDL = (() => {
  const idl = tally.idl(PROGRAM_KEY);
  const count = { name: "Added", type: { kind: "struct", fields: [{ name: "count", type: "u64" }] } };
  return { ...idl, events: [{ name: "Added", discriminator: ADDED }], types: [...idl.types, count] };
})();

export const TILL = await derive("till");

async function derive(...seeds: (string | ReadonlyUint8Array)[]): Promise<Address> {
  return (await getProgramDerivedAddress({ programAddress: PROGRAM, seeds }))[0];
}

export const tallyOf = (owner: Address): Promise<Address> => derive("tally", getAddressEncoder().encode(owner));

const THIEF: Address = getAddressDecoder().decode(new Uint8Array(32).fill(9));

/** Takes a lamport from the till, for which only the tally program signs. */
export const steal = (to: Address): Instruction => ({
  programAddress: THIEF,
  accounts: [
    { address: TILL, role: AccountRole.WRITABLE },
    { address: to, role: AccountRole.WRITABLE },
    { address: SYSTEM, role: AccountRole.READONLY },
  ],
  data: new Uint8Array(0),
});

/** The instructions of the program, for Kit. */
export function instructionsFor(owner: KeyPairSigner, tallyAddress: Address) {
  const cpi = tally.cpi;
  const of = (make: (id: Uint8Array) => Parameters<typeof kitInstruction>[0]) =>
    kitInstruction(make(PROGRAM_KEY), [owner]);
  const own = keysOf({ tally: tallyAddress, owner: owner.address });
  const system = keysOf({ systemProgram: SYSTEM });
  return {
    open: of((id) => cpi.open.instruction(id, { ...own, ...system })),
    add: (by: bigint) => of((id) => cpi.add.instruction(id, own, { by })),
    pay: (lamports: bigint, to: Address = owner.address) =>
      of((id) => cpi.pay.instruction(id, { ...keysOf({ till: TILL, to }), ...system }, { lamports })),
  };
}

export async function signed(svm: Svm, payer: KeyPairSigner, ...instructions: Instruction[]) {
  const lifetime = { blockhash: svm.latestBlockhash() as Blockhash as never, lastValidBlockHeight: 1_000n };
  return signTransactionMessageWithSigners(
    pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayerSigner(payer, message),
      (message) => setTransactionMessageLifetimeUsingBlockhash(lifetime, message),
      (message) => appendTransactionMessageInstructions(instructions, message),
    ),
  );
}

export function place(svm: Svm): void {
  svm.addProgram(PROGRAM, tally);
  svm.addProgram(THIEF, thief);
  svm.setAccount(TILL, { lamports: SOL });
}

/** A machine with the program, and Ana, who has a tally. */
export async function tallyStage(options: SvmOptions = {}) {
  const svm = createSvm({ trace: true, idls: [readIdl(IDL)], ...options });
  place(svm);
  const ana = await kitSigner("Ana");
  svm.airdrop(ana.address, 10n * SOL);
  const instructions = instructionsFor(ana, await tallyOf(ana.address));
  const send = async (...list: Instruction[]) => svm.sendTransaction(await signed(svm, ana, ...list));
  const opened = await send(instructions.open);
  if (!opened.ok) throw new Error(JSON.stringify([opened.error, opened.logs]));
  return { svm, ana, ...instructions, send };
}
