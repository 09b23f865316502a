import {
  type AccountInfo,
  AccountMeta,
  borsh,
  deserialize,
  entrypoint,
  findProgramAddress,
  type Instruction,
  nextAccountInfo,
  ProgramError,
  type Pubkey,
  pubkey,
  pubkeyEqual,
  serialize,
} from "callgate/program";

/** Where the program stands, as other programs know it. */
export const TOKEN_ID = pubkey("TokenForAcme1111111111111111111111111111111");

/** What a purse holds. */
export const Purse = borsh.struct("Purse", { owner: borsh.pubkey, tokens: borsh.u64 });

const PAY = 0;
const MAX_U64 = 2n ** 64n - 1n;

/** Where somebody's tokens are. */
export function purseOf(owner: Pubkey): Pubkey {
  return findProgramAddress([new TextEncoder().encode("purse"), owner], TOKEN_ID)[0];
}

/** `token_instruction::pay`, for transactions and for other programs: the owner of `from` pays. */
export function pay(owner: Pubkey, from: Pubkey, to: Pubkey, amount: bigint): Instruction {
  return {
    programId: TOKEN_ID,
    accounts: [AccountMeta.readonly(owner, true), AccountMeta.writable(from), AccountMeta.writable(to)],
    data: Uint8Array.of(PAY, ...borsh.u64.encode(amount)),
  };
}

/** Moves tokens between purses. */
export const token = entrypoint((programId, accounts, data) => {
  if (data[0] !== PAY) throw new ProgramError("InvalidInstructionData");
  const amount = deserialize(borsh.u64, data.subarray(1));
  const iterator = accounts.values();
  const owner = nextAccountInfo(iterator);
  const from = nextAccountInfo(iterator);
  const to = nextAccountInfo(iterator);

  if (!owner.isSigner) throw new ProgramError("MissingRequiredSignature");
  const payer = readPurse(from, programId);
  if (!pubkeyEqual(payer.owner, owner.key)) throw new ProgramError("IllegalOwner");
  if (payer.tokens < amount) throw new ProgramError("InsufficientFunds");
  serialize(Purse, { ...payer, tokens: payer.tokens - amount }, from.data);

  // Read after the first is written, so that a purse which pays itself gains nothing.
  const payee = readPurse(to, programId);
  if (payee.tokens + amount > MAX_U64) throw new ProgramError("ArithmeticOverflow");
  serialize(Purse, { ...payee, tokens: payee.tokens + amount }, to.data);
});

function readPurse(info: AccountInfo, programId: Pubkey) {
  if (!pubkeyEqual(info.owner, programId)) throw new ProgramError("IncorrectProgramId");
  return deserialize(Purse, info.data);
}
