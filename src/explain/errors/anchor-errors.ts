/** The numbers of Anchor's own errors (anchor-lang, error.rs, `ErrorCode`): by the first number of each run. */
const RUNS: readonly (readonly [first: number, names: string])[] = [
  [100, "InstructionMissing InstructionFallbackNotFound InstructionDidNotDeserialize InstructionDidNotSerialize"],
  [1000, "IdlInstructionStub IdlInstructionInvalidProgram IdlAccountNotEmpty"],
  [1500, "EventInstructionStub"],
  [
    2000,
    "ConstraintMut ConstraintHasOne ConstraintSigner ConstraintRaw ConstraintOwner ConstraintRentExempt ConstraintSeeds ConstraintExecutable ConstraintState ConstraintAssociated ConstraintAssociatedInit ConstraintClose ConstraintAddress ConstraintZero ConstraintTokenMint ConstraintTokenOwner ConstraintMintMintAuthority ConstraintMintFreezeAuthority ConstraintMintDecimals ConstraintSpace ConstraintAccountIsNone ConstraintTokenTokenProgram ConstraintMintTokenProgram ConstraintAssociatedTokenTokenProgram ConstraintMintGroupPointerExtension ConstraintMintGroupPointerExtensionAuthority ConstraintMintGroupPointerExtensionGroupAddress ConstraintMintGroupMemberPointerExtension ConstraintMintGroupMemberPointerExtensionAuthority ConstraintMintGroupMemberPointerExtensionMemberAddress ConstraintMintMetadataPointerExtension ConstraintMintMetadataPointerExtensionAuthority ConstraintMintMetadataPointerExtensionMetadataAddress ConstraintMintCloseAuthorityExtension ConstraintMintCloseAuthorityExtensionAuthority ConstraintMintPermanentDelegateExtension ConstraintMintPermanentDelegateExtensionDelegate ConstraintMintTransferHookExtension ConstraintMintTransferHookExtensionAuthority ConstraintMintTransferHookExtensionProgramId ConstraintDuplicateMutableAccount",
  ],
  [
    2500,
    "RequireViolated RequireEqViolated RequireKeysEqViolated RequireNeqViolated RequireKeysNeqViolated RequireGtViolated RequireGteViolated",
  ],
  [
    3000,
    "AccountDiscriminatorAlreadySet AccountDiscriminatorNotFound AccountDiscriminatorMismatch AccountDidNotDeserialize AccountDidNotSerialize AccountNotEnoughKeys AccountNotMutable AccountOwnedByWrongProgram InvalidProgramId InvalidProgramExecutable AccountNotSigner AccountNotSystemOwned AccountNotInitialized AccountNotProgramData AccountNotAssociatedTokenAccount AccountSysvarMismatch AccountReallocExceedsLimit AccountDuplicateReallocs",
  ],
  [4000, "StateInvalidAddress"],
  [4100, "DeclaredProgramIdMismatch TryingToInitPayerAsProgramAccount InvalidNumericConversion"],
  [5000, "Deprecated"],
];

/** What to do about the ones that people meet. */
export const ANCHOR_ADVICE: Readonly<Record<string, string>> = {
  InstructionFallbackNotFound:
    "The first 8 bytes of the data name no instruction of this program: check the program's id, the IDL's version, and the name of the instruction.",
  InstructionDidNotDeserialize:
    "The arguments have another layout than the program's: build the instruction from its current IDL.",
  ConstraintMut: "Mark the account as writable.",
  ConstraintHasOne:
    "A field of the state account names another key than the account passed: pass the one that it names.",
  ConstraintSigner: "The account must sign.",
  ConstraintRaw: "A condition of the program on this account does not hold: see `constraint =` in its source.",
  ConstraintOwner: "The account must belong to the program that the constraint names.",
  ConstraintRentExempt: "Fund the account with the rent-exempt minimum.",
  ConstraintSeeds:
    "The account is not the address of the seeds: derive it with the same seeds, in the same order, under this program. The log shows both addresses.",
  ConstraintAddress: "The account must be exactly the address that the program names.",
  ConstraintTokenMint: "The token account is of another mint.",
  ConstraintTokenOwner: "The token account belongs to another owner.",
  AccountDiscriminatorNotFound:
    "The account holds nothing yet, or is none of this program's: initialise it, or pass the right one.",
  AccountDiscriminatorMismatch: "The account is of another type: pass the account meant for this place.",
  AccountDidNotDeserialize: "The account has an older or another layout than the program reads.",
  AccountNotEnoughKeys: "The instruction has too few accounts: add those that are missing, in the order of the IDL.",
  AccountNotMutable: "Mark the account as writable.",
  AccountOwnedByWrongProgram:
    "The account belongs to another program: pass the right one, and create it first if it does not exist.",
  InvalidProgramId: "The account in the place of a program is another: pass the program that the IDL names.",
  AccountNotSigner: "The account must sign.",
  AccountNotSystemOwned: "The account must belong to the System program, as wallets do.",
  AccountNotInitialized: "The account does not exist yet: create it with the program's instruction for that, first.",
  DeclaredProgramIdMismatch:
    "The program was built with another id in declare_id!: build it with the id at which it stands.",
};

const NAMES = new Map(RUNS.flatMap(([first, names]) => names.split(" ").map((name, i) => [first + i, name] as const)));

/** The name of one of Anchor's own errors. */
export function anchorErrorName(code: number): string | undefined {
  return NAMES.get(code);
}
