import {
  type AccountInfo,
  AccountMeta,
  borsh,
  deserialize,
  entrypoint,
  findProgramAddress,
  type Instruction,
  invoke,
  nextAccountInfo,
  ProgramError,
  type Pubkey,
  pubkey,
  pubkeyEqual,
  serialize,
} from "callgate/program";
import { pay, purseOf, TOKEN_ID } from "./token.js";

export const ACME_ID = pubkey("Acme111111111111111111111111111111111111111");

/** What a silo holds. */
export const Silo = borsh.struct("Silo", { owner: borsh.pubkey, missiles: borsh.u32, launched: borsh.u32 });

/** What acme takes for a launch, in tokens. */
export const PRICE = 10n;

const LAUNCH_MISSILES = 0;
const PAY_AND_LAUNCH_MISSILES = 1;

/** Where somebody's missiles are. */
export function siloOf(owner: Pubkey): Pubkey {
  return findProgramAddress([new TextEncoder().encode("silo"), owner], ACME_ID)[0];
}

/** `acme_instruction::launch_missiles`: all that Bob has. */
export function launchMissiles(bob: Pubkey): Instruction {
  return {
    programId: ACME_ID,
    accounts: [AccountMeta.readonly(bob, true), AccountMeta.writable(siloOf(bob))],
    data: Uint8Array.of(LAUNCH_MISSILES),
  };
}

/** `acme_instruction::pay_and_launch_missiles`: the same, and Alice pays acme. */
export function payAndLaunchMissiles(alice: Pubkey, bob: Pubkey): Instruction {
  return {
    programId: ACME_ID,
    accounts: [
      ...launchMissiles(bob).accounts,
      AccountMeta.readonly(alice, true),
      AccountMeta.writable(purseOf(alice)),
      AccountMeta.writable(purseOf(ACME_ID)),
      // No account of the call, but nothing is called that the caller's instruction does not name.
      AccountMeta.readonly(TOKEN_ID),
    ],
    data: Uint8Array.of(PAY_AND_LAUNCH_MISSILES),
  };
}

/** Launches missiles, and lets them be paid for in the same instruction. */
export const acme = entrypoint((programId, accounts, data) => {
  const iterator = accounts.values();
  if (data.length !== 1) throw new ProgramError("InvalidInstructionData");
  switch (data[0]) {
    case LAUNCH_MISSILES:
      return launch(programId, iterator);
    case PAY_AND_LAUNCH_MISSILES:
      payAcme(programId, accounts.slice(2));
      return launch(programId, iterator);
    default:
      throw new ProgramError("InvalidInstructionData");
  }
});

/** Alice's signature for this instruction is good for the call: acme need not ask for it. */
function payAcme(programId: Pubkey, accounts: readonly AccountInfo[]): void {
  const iterator = accounts.values();
  const alice = nextAccountInfo(iterator);
  const purse = nextAccountInfo(iterator);
  const till = nextAccountInfo(iterator);
  if (!pubkeyEqual(till.key, purseOf(programId))) throw new ProgramError("InvalidArgument");
  invoke(pay(alice.key, purse.key, till.key, PRICE), accounts);
}

function launch(programId: Pubkey, iterator: Iterator<AccountInfo>): void {
  const bob = nextAccountInfo(iterator);
  const siloInfo = nextAccountInfo(iterator);
  if (!bob.isSigner) throw new ProgramError("MissingRequiredSignature");
  if (!pubkeyEqual(siloInfo.owner, programId)) throw new ProgramError("IncorrectProgramId");
  const silo = deserialize(Silo, siloInfo.data);
  if (!pubkeyEqual(silo.owner, bob.key)) throw new ProgramError("IllegalOwner");
  if (silo.missiles === 0) throw new ProgramError("InsufficientFunds");
  if (silo.launched + silo.missiles > 0xffff_ffff) throw new ProgramError("ArithmeticOverflow");
  serialize(Silo, { ...silo, missiles: 0, launched: silo.launched + silo.missiles }, siloInfo.data);
}
