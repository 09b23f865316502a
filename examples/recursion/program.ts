import {
  type AccountInfo,
  AccountMeta,
  borsh,
  deserialize,
  entrypoint,
  invoke,
  nextAccountInfo,
  ProgramError,
  type Pubkey,
  pubkeyEqual,
  serialize,
} from "callgate/program";

/** What a counter account holds. */
export const counterCodec = borsh.struct("Counter", { count: borsh.u64 });

/** The instructions, by the first byte of their data. */
export const COUNT_CAREFULLY = 0;
export const COUNT_CARELESSLY = 1;
export const CALL = 2;

/**
 * Counts by direct recursion: `[instruction, times]` calls itself so many times, one inside the other. And calls whatever
 * program it is given, which then may not call back.
 */
export const counter = entrypoint((programId, accounts, data) => {
  const [instruction, times] = data;
  if (data.length !== 2 || instruction === undefined || times === undefined) {
    throw new ProgramError("InvalidInstructionData");
  }
  const iterator = accounts.values();
  const account = nextAccountInfo(iterator);
  const other = nextAccountInfo(iterator);
  if (!pubkeyEqual(account.owner, programId)) throw new ProgramError("IncorrectProgramId");

  if (instruction === CALL) return call(other.key, account, accounts, Uint8Array.of(COUNT_CAREFULLY, 0));
  if (instruction !== COUNT_CAREFULLY && instruction !== COUNT_CARELESSLY) {
    throw new ProgramError("InvalidInstructionData");
  }
  const before = countOf(account);
  if (times > 0) call(programId, account, accounts, Uint8Array.of(instruction, times - 1));
  // Whoever is called may have changed the account: what was read before the call is of yesterday.
  const count = (instruction === COUNT_CAREFULLY ? countOf(account) : before) + 1n;
  serialize(counterCodec, { count }, account.data);
});

function countOf(account: AccountInfo): bigint {
  return deserialize(counterCodec, account.data).count;
}

/** Passes all accounts on; only the counter may be written. */
function call(programId: Pubkey, account: AccountInfo, accounts: readonly AccountInfo[], data: Uint8Array): void {
  const metas = accounts.map(({ key }) => ({
    ...AccountMeta.readonly(key),
    isWritable: pubkeyEqual(key, account.key),
  }));
  invoke({ programId, accounts: metas, data }, accounts);
}

/** Another program, which calls the last one of its accounts with what it got itself. */
export const passOn = entrypoint((_, accounts, data) => {
  const account = nextAccountInfo(accounts.values());
  call(accounts.at(-1)!.key, account, accounts, data);
});
