import {
  type AccountInfo,
  borsh,
  createProgramAddress,
  deserialize,
  entrypoint,
  findProgramAddress,
  nextAccountInfo,
  type Program,
  ProgramError,
  type Pubkey,
  pubkeyEqual,
  Rent,
  SYSTEM_PROGRAM_ID,
  serialize,
} from "callgate/program";
import { createAccount } from "../support/create-account.js";

const utf8 = new TextEncoder();
export const POT_SEED = utf8.encode("pot");
export const RECEIPT_SEED = utf8.encode("receipt");

/** What is given away, so many lamports to each. The bump is found once, when the account is made. */
export const potCodec = borsh.struct("Pot", { bump: borsh.u8, share: borsh.u64 });
const POT_BYTES = 9;
/** That somebody has had a share, and how often they came since. */
export const receiptCodec = borsh.struct("Receipt", { bump: borsh.u8, user: borsh.pubkey, checkIns: borsh.u64 });
const RECEIPT_BYTES = 41;

/** The instructions, by the first byte of their data. */
export const Tag = { OPEN: 0, CLAIM: 1, CHECK_IN_FINDING: 2, CHECK_IN: 3, CHECK_IN_BY_OWNER: 4 } as const;

/** An address and its bump, for seeds; `given` is what the caller says that the bump is. */
type Derive = (seeds: readonly Uint8Array[], programId: Pubkey, given: number) => readonly [Pubkey, number];

/** The only bump that counts is the highest that gives an address. */
const canonical: Derive = (seeds, programId) => findProgramAddress(seeds, programId);

/** Cheaper, and wrong: about half of all bumps give an address, so there are a hundred receipts for everybody. */
const asGiven: Derive = (seeds, programId, given) => [
  createProgramAddress([...seeds, Uint8Array.of(given)], programId),
  given,
];

export const airdrop = airdropWith(canonical);
export const trustingAirdrop = airdropWith(asGiven);

function airdropWith(derive: Derive): Program {
  return entrypoint((programId, accounts, [tag, ...rest]) => {
    const data = Uint8Array.from(rest);
    switch (tag) {
      case Tag.OPEN:
        return openPot(programId, accounts, deserialize(borsh.u64, data));
      case Tag.CLAIM:
        return claim(programId, accounts, derive, deserialize(borsh.u8, data));
      case Tag.CHECK_IN_FINDING:
      case Tag.CHECK_IN:
      case Tag.CHECK_IN_BY_OWNER:
        return checkIn(programId, accounts, tag);
      default:
        throw new ProgramError("InvalidInstructionData");
    }
  });
}

function openPot(programId: Pubkey, accounts: AccountInfo[], share: bigint): void {
  const iterator = accounts.values();
  const payer = nextAccountInfo(iterator);
  const pot = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  if (!payer.isSigner) throw new ProgramError("MissingRequiredSignature");
  if (share === 0n) throw new ProgramError("InvalidArgument");
  const [address, bump] = findProgramAddress([POT_SEED], programId);
  if (!pubkeyEqual(pot.key, address)) throw new ProgramError("InvalidSeeds");
  if (!pubkeyEqual(pot.owner, SYSTEM_PROGRAM_ID)) throw new ProgramError("AccountAlreadyInitialized");
  const seeds = [POT_SEED, Uint8Array.of(bump)];
  createAccount({ payer, account: pot, systemProgram, space: POT_BYTES, owner: programId, seeds });
  serialize(potCodec, { bump, share }, pot.data);
}

/** Pays a share to whoever has none yet: a receipt is made, and can be made once. */
function claim(programId: Pubkey, accounts: AccountInfo[], derive: Derive, givenBump: number): void {
  const iterator = accounts.values();
  const user = nextAccountInfo(iterator);
  const pot = nextAccountInfo(iterator);
  const receipt = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  if (!user.isSigner) throw new ProgramError("MissingRequiredSignature");
  requireOwner(pot, programId);
  const { bump: potBump, share } = deserialize(potCodec, pot.data);
  requireAddress(pot, [POT_SEED, Uint8Array.of(potBump)], programId);
  const seeds = [RECEIPT_SEED, user.key];
  const [address, bump] = derive(seeds, programId, givenBump);
  if (!pubkeyEqual(receipt.key, address)) throw new ProgramError("InvalidSeeds");
  if (!pubkeyEqual(receipt.owner, SYSTEM_PROGRAM_ID)) throw new ProgramError("AccountAlreadyInitialized");
  if (pot.lamports - share < Rent.get().minimumBalance(POT_BYTES)) throw new ProgramError("InsufficientFunds");

  const signerSeeds = [...seeds, Uint8Array.of(bump)];
  const account = { account: receipt, space: RECEIPT_BYTES, owner: programId, seeds: signerSeeds };
  createAccount({ payer: user, systemProgram, ...account });
  serialize(receiptCodec, { bump, user: user.key, checkIns: 0n }, receipt.data);
  pot.lamports -= share;
  user.lamports += share;
}

/** Counts a visit on the user's receipt, which is known in one of three ways. */
function checkIn(programId: Pubkey, accounts: AccountInfo[], tag: number): void {
  const iterator = accounts.values();
  const user = nextAccountInfo(iterator);
  const receipt = nextAccountInfo(iterator);
  if (!user.isSigner) throw new ProgramError("MissingRequiredSignature");
  requireOwner(receipt, programId);
  const value = deserialize(receiptCodec, receipt.data);
  const seeds = [RECEIPT_SEED, user.key];
  if (tag === Tag.CHECK_IN_FINDING) {
    if (!pubkeyEqual(receipt.key, findProgramAddress(seeds, programId)[0])) throw new ProgramError("InvalidSeeds");
  } else if (tag === Tag.CHECK_IN) {
    requireAddress(receipt, [...seeds, Uint8Array.of(value.bump)], programId);
  } else if (!pubkeyEqual(value.user, user.key)) {
    // What only this program can have written needs no derivation.
    throw new ProgramError("InvalidArgument");
  }
  serialize(receiptCodec, { ...value, checkIns: value.checkIns + 1n }, receipt.data);
}

function requireOwner(account: AccountInfo, programId: Pubkey): void {
  if (!pubkeyEqual(account.owner, programId)) throw new ProgramError("IncorrectProgramId");
}

function requireAddress(account: AccountInfo, seeds: readonly Uint8Array[], programId: Pubkey): void {
  if (!pubkeyEqual(account.key, createProgramAddress(seeds, programId))) throw new ProgramError("InvalidSeeds");
}
