import * as ids from "../../solana/program-ids.js";
import { type Address, addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";

// Names of the custom errors of known programs, in the order of their numbers.

/** solana-system-interface, `SystemError`. */
const SYSTEM =
  "AccountAlreadyInUse ResultWithNegativeLamports InvalidProgramId InvalidAccountDataLength MaxSeedLengthExceeded AddressWithSeedMismatch NonceNoRecentBlockhashes NonceBlockhashNotExpired NonceUnexpectedBlockhashValue";
/** spl-token-interface, `TokenError`. */
const TOKEN =
  "NotRentExempt InsufficientFunds InvalidMint MintMismatch OwnerMismatch FixedSupply AlreadyInUse InvalidNumberOfProvidedSigners InvalidNumberOfRequiredSigners UninitializedState NativeNotSupported NonNativeHasBalance InvalidInstruction InvalidState Overflow AuthorityTypeNotSupported MintCannotFreeze AccountFrozen MintDecimalsMismatch NonNativeNotSupported";
/** spl-token-2022-interface, `TokenError`, after those of Token. */
const TOKEN_2022 = `${TOKEN} ExtensionTypeMismatch ExtensionBaseMismatch ExtensionAlreadyInitialized ConfidentialTransferAccountHasBalance ConfidentialTransferAccountNotApproved ConfidentialTransferDepositsAndTransfersDisabled ConfidentialTransferElGamalPubkeyMismatch ConfidentialTransferBalanceMismatch MintHasSupply NoAuthorityExists TransferFeeExceedsMaximum MintRequiredForTransfer FeeMismatch FeeParametersMismatch ImmutableOwner AccountHasWithheldTransferFees NoMemo NonTransferable NonTransferableNeedsImmutableOwnership MaximumPendingBalanceCreditCounterExceeded MaximumDepositAmountExceeded CpiGuardSettingsLocked CpiGuardTransferBlocked CpiGuardBurnBlocked CpiGuardCloseAccountBlocked CpiGuardApproveBlocked CpiGuardSetAuthorityBlocked CpiGuardOwnerChangeBlocked ExtensionNotFound NonConfidentialTransfersDisabled ConfidentialTransferFeeAccountHasWithheldFee InvalidExtensionCombination InvalidLengthForAlloc AccountDecryption ProofGeneration InvalidProofInstructionOffset HarvestToMintDisabled SplitProofContextStateAccountsNotSupported NotEnoughProofContextStateAccounts MalformedCiphertext CiphertextArithmeticFailed PedersenCommitmentMismatch RangeProofLengthMismatch IllegalBitLength FeeCalculation IllegalMintBurnConversion InvalidScale MintPaused PendingBalanceNonZero`;
/** spl-associated-token-account-interface, `AssociatedTokenAccountError`. */
const ASSOCIATED_TOKEN = "InvalidOwner";
/** solana-stake-interface, `StakeError`. */
const STAKE =
  "NoCreditsToRedeem LockupInForce AlreadyDeactivated TooSoonToRedelegate InsufficientStake MergeTransientStake MergeMismatch CustodianMissing CustodianSignatureMissing InsufficientReferenceVotes VoteAddressMismatch MinimumDelinquentEpochsForDeactivationNotMet InsufficientDelegation RedelegateTransientOrInactiveStake RedelegateToSameVoteAccount RedelegatedStakeMustFullyActivateBeforeDeactivationIsPermitted EpochRewardsActive";
/** solana-vote-interface, `VoteError`. */
const VOTE =
  "VoteTooOld SlotsMismatch SlotHashMismatch EmptySlots TimestampTooOld TooSoonToReauthorize LockoutConflict NewVoteStateLockoutMismatch SlotsNotOrdered ConfirmationsNotOrdered ZeroConfirmations ConfirmationTooLarge RootRollBack ConfirmationRollBack SlotSmallerThanRoot TooManyVotes VotesTooOldAllFiltered RootOnDifferentFork ActiveVoteAccountClose CommissionUpdateTooLate AssertionFailed";
/** solana-precompile-error, `PrecompileError`. */
const PRECOMPILE = "InvalidPublicKey InvalidRecoveryId InvalidSignature InvalidDataOffsets InvalidInstructionDataSize";
/** solana-address, `AddressError`: what the loaders return when they derive an address. */
const ADDRESS = "MaxSeedLengthExceeded InvalidSeeds IllegalOwner";

const ERRORS: readonly (readonly [id: Pubkey, names: string])[] = [
  [ids.SYSTEM_PROGRAM_ID, SYSTEM],
  [ids.TOKEN_PROGRAM_ID, TOKEN],
  [ids.TOKEN_2022_PROGRAM_ID, TOKEN_2022],
  [ids.ASSOCIATED_TOKEN_PROGRAM_ID, ASSOCIATED_TOKEN],
  [ids.STAKE_PROGRAM_ID, STAKE],
  [ids.VOTE_PROGRAM_ID, VOTE],
  [ids.ED25519_PROGRAM_ID, PRECOMPILE],
  [ids.SECP256K1_PROGRAM_ID, PRECOMPILE],
  [ids.SECP256R1_PROGRAM_ID, PRECOMPILE],
  [ids.LOADER_V3_ID, ADDRESS],
];

const byProgram = new Map<Address, readonly string[]>(
  ERRORS.map(([id, names]) => [addressFromPubkey(id), names.split(" ")]),
);

/** What a known program calls its custom error. */
export function knownErrorName(program: Address, code: number): string | undefined {
  return byProgram.get(program)?.[code];
}

/** What to do about those that people meet, by the error's name. */
export const KNOWN_ADVICE: Readonly<Record<string, string>> = {
  AccountAlreadyInUse:
    "The address to create has lamports, data or another owner already: use a fresh one, or for an address that somebody funded beforehand CreateAccountAllowPrefund, or Transfer, Allocate and Assign.",
  ResultWithNegativeLamports: "The payer has fewer lamports than it is to give: fund it, or move less.",
  InvalidAccountDataLength: "An account has at most 10,485,760 bytes of data.",
  AddressWithSeedMismatch: "The address does not derive from this base, seed and owner: derive it anew.",
  NonceNoRecentBlockhashes: "The RecentBlockhashes sysvar is empty.",
  NonceBlockhashNotExpired: "The nonce was advanced with this very blockhash: advance it in a later block.",
  NonceUnexpectedBlockhashValue: "The nonce account holds another nonce by now: read it again.",
  NotRentExempt: "Fund the token account or mint with the rent-exempt minimum before it is initialised.",
  InsufficientFunds:
    "The source holds fewer tokens than are to be moved, or than its delegate may: fund it, or move less.",
  InvalidMint: "The mint is not initialised, or not the one that the account is of.",
  MintMismatch: "The token account is of another mint: pass accounts of one mint.",
  OwnerMismatch:
    "The authority that signs is neither owner nor delegate of the token account: pass the owner that it names. If that is a program's address, only the program can sign for it, in a call.",
  FixedSupply: "The mint has no mint authority any more: nothing more can be minted.",
  AlreadyInUse: "The account is initialised already.",
  UninitializedState: "The account is not initialised: create it first.",
  NonNativeHasBalance: "Move or burn the tokens that are left before closing the account.",
  InvalidInstruction: "The instruction data are none of this program's: check which Token program the mint is of.",
  AccountFrozen: "The freeze authority must thaw the account first.",
  MintDecimalsMismatch: "Pass the decimals that the mint has.",
  MintRequiredForTransfer: "Use TransferChecked, with the mint.",
  MintPaused: "The mint is paused: its authority must resume it.",
  NoMemo: "Put a Memo instruction right before the transfer.",
  InvalidOwner: "The account at the associated address belongs to another owner.",
  InvalidSignature: "The signature does not verify for this key and message: sign exactly these bytes.",
  InvalidPublicKey: "The public key is no valid point.",
  InvalidDataOffsets: "An offset in the instruction leads out of the data that it points into.",
  InvalidInstructionDataSize: "The instruction's length does not fit the number of signatures that it announces.",
  LockupInForce: "The stake is locked up until its date and epoch have come, unless its custodian signs.",
  EpochRewardsActive: "Epoch rewards are being paid out: send it again when that has ended.",
};
