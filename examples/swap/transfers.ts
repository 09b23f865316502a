import {
  type AccountInfo,
  AccountMeta,
  CpiContext,
  type Instruction,
  invokeSigned,
  type SignerSeeds,
  token,
} from "callgate/program";

/** The accounts of the Token program's Transfer. */
export interface TransferAccounts {
  readonly from: AccountInfo;
  readonly to: AccountInfo;
  readonly authority: AccountInfo;
}

/** Moves tokens by a call to the Token program; `seeds` if the program itself signs. */
export type Transfer = (
  tokenProgram: AccountInfo,
  accounts: TransferAccounts,
  amount: bigint,
  seeds?: SignerSeeds,
) => void;

/** The typed wrapper: no metas, no bytes, no syscall to write down. */
export const typedTransfer: Transfer = (tokenProgram, accounts, amount, seeds = []) => {
  token.transfer(CpiContext.newWithSigner(tokenProgram, accounts, seeds), { amount });
};

/** The same by hand. */
export const rawTransfer: Transfer = (tokenProgram, { from, to, authority }, amount, seeds = []) => {
  const data = new Uint8Array(9);
  data[0] = 3; // TokenInstruction::Transfer
  new DataView(data.buffer).setBigUint64(1, amount, true);
  const instruction: Instruction = {
    programId: tokenProgram.key,
    accounts: [AccountMeta.writable(from.key), AccountMeta.writable(to.key), AccountMeta.readonly(authority.key, true)],
    data,
  };
  invokeSigned(instruction, [from, to, authority], seeds);
};
