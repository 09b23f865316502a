import { type AccountInfo, invokeSigned, type Pubkey, Rent, SYSTEM_PROGRAM_ID, system } from "callgate/program";

/** An account that a program makes at an address that it signs for. */
export interface NewAccount {
  readonly payer: AccountInfo;
  readonly account: AccountInfo;
  readonly systemProgram: AccountInfo;
  /** Bytes of data. */
  readonly space: number;
  readonly owner: Pubkey;
  /** Of the account's address, the bump included. */
  readonly seeds: readonly Uint8Array[];
}

/**
 * Creates a rent-exempt account through the System program. Its CreateAccount refuses an address that has lamports, and
 * anybody can send some there; such an address gets what it lacks, room and its owner one by one.
 */
export function createAccount({ payer, account, systemProgram, space, owner, seeds }: NewAccount): void {
  for (const instruction of creating(payer, account, space, owner)) {
    invokeSigned(instruction, [payer, account, systemProgram], [seeds]);
  }
}

function creating(payer: AccountInfo, account: AccountInfo, space: number, owner: Pubkey) {
  const [from, to] = [payer.key, account.key];
  const minimum = Rent.get().minimumBalance(space);
  const size = { space: BigInt(space) };
  if (account.lamports === 0n) {
    return [system.createAccount.instruction(SYSTEM_PROGRAM_ID, { from, to }, { lamports: minimum, ...size, owner })];
  }
  const lacking = minimum > account.lamports ? minimum - account.lamports : 0n;
  return [
    system.transfer.instruction(SYSTEM_PROGRAM_ID, { from, to }, { lamports: lacking }),
    system.allocate.instruction(SYSTEM_PROGRAM_ID, { accountToAllocate: to }, size),
    system.assign.instruction(SYSTEM_PROGRAM_ID, { accountToAssign: to }, { owner }),
  ];
}
