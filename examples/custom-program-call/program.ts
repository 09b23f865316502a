import {
  AccountMeta,
  borsh,
  deserialize,
  entrypoint,
  invoke,
  nextAccountInfo,
  type Program,
  ProgramError,
  type Pubkey,
  pubkeyEqual,
} from "callgate/program";
import { entryCodec } from "./tally.js";

/** The caller: passes an amount on to the tally program that it was built for, whatever kind of program that is. */
export function callerOf(tallyProgramId: Pubkey): Program {
  return entrypoint((_, accounts, data) => {
    const amount = deserialize(borsh.u64, data);
    if (amount === 0n) throw new ProgramError("InvalidArgument");
    const iterator = accounts.values();
    const user = nextAccountInfo(iterator);
    const target = nextAccountInfo(iterator);
    const tallyProgram = nextAccountInfo(iterator);
    if (!user.isSigner) throw new ProgramError("MissingRequiredSignature");
    if (!pubkeyEqual(tallyProgram.key, tallyProgramId)) throw new ProgramError("IncorrectProgramId");
    const instruction = {
      programId: tallyProgram.key,
      accounts: [AccountMeta.readonly(user.key, true), AccountMeta.writable(target.key)],
      data: entryCodec.encode({ amount, memo: "Hello from CPI" }),
    };
    invoke(instruction, [user, target, tallyProgram]);
  });
}
