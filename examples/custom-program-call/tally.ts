import {
  borsh,
  deserialize,
  entrypoint,
  msg,
  nextAccountInfo,
  ProgramError,
  pubkeyEqual,
  serialize,
} from "callgate/program";

const U64_MAX = 2n ** 64n - 1n;

/** The callee's instruction data. */
export const entryCodec = borsh.struct("Entry", { amount: borsh.u64, memo: borsh.string });

/** What its accounts hold. */
export const tallyCodec = borsh.struct("Tally", { total: borsh.u64 });

/** The custom program that is called: adds an amount to a tally, and logs a memo. Somebody has to sign for it. */
export const tally = entrypoint((programId, accounts, data) => {
  const { amount, memo } = deserialize(entryCodec, data);
  const iterator = accounts.values();
  const user = nextAccountInfo(iterator);
  const target = nextAccountInfo(iterator);
  if (!user.isSigner) throw new ProgramError("MissingRequiredSignature");
  if (!pubkeyEqual(target.owner, programId)) throw new ProgramError("IncorrectProgramId");
  const total = deserialize(tallyCodec, target.data).total + amount;
  if (total > U64_MAX) throw new ProgramError("ArithmeticOverflow");
  serialize(tallyCodec, { total }, target.data);
  msg(memo);
});
