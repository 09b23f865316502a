import { expect, test } from "vitest";
import { confidential } from "../../../src/program/cpi/layouts/token-2022-confidential.js";
import { type Pubkey, pubkey, TOKEN_2022_PROGRAM_ID, token2022 } from "../../../src/program/index.js";
import { newKey } from "../../helpers/transactions.js";
import { Caller } from "./caller.js";

const T = TOKEN_2022_PROGRAM_ID;
const ZK_ELGAMAL_PROOF = pubkey("ZkE1Gama1Proof11111111111111111111111111111");
const PUBKEY_VALIDITY = 4;
/** Fixed lengths of a mint with its extensions (spl-token-2022, ExtensionType). */
const MINT_BASE = 82 + 83 + 1;
const ACCOUNT_BASE = 165 + 1;
const TLV = 4;
const [CONFIDENTIAL_MINT, CONFIDENTIAL_ACCOUNT, CONFIDENTIAL_FEE, FEE_CONFIG, MINT_BURN] = [65, 295, 129, 108, 196];
const DECRYPTABLE = new Uint8Array(36);
const ENCRYPTED = new Uint8Array(64);

class ConfidentialCaller extends Caller {
  readonly authority = newKey();
  /** Function by function, what the program logged that it runs. */
  readonly reached = new Map<string, string>();

  space(length: number): Pubkey {
    return this.account(50_000_000n, new Uint8Array(length), T);
  }

  run(name: keyof typeof token2022, accounts: object, args?: object, remaining: Pubkey[] = []): void {
    this.call(T, token2022[name], accounts as never, args, { remaining });
    this.note(name);
  }

  /** A call that has the wrong proof: it is read, and refused. */
  refused(name: keyof typeof token2022, accounts: object, args: object): unknown {
    const error = this.attempt(T, token2022[name], accounts as never, args);
    this.note(name);
    return error;
  }

  /** What the program says that it runs. */
  private note(name: string): void {
    const said = this.logs.find((line) => /^Program log: (Instruction: )?Confidential|PermissionedBurn/.test(line));
    this.reached.set(name, said?.replace(/^Program log: (Instruction: )?/, "") ?? "");
  }

  initializedMint(length: number, initialize: (mint: Pubkey) => void): Pubkey {
    const mint = this.space(length);
    initialize(mint);
    const { authority } = this;
    this.call(T, token2022.initializeMint2, { mint } as never, { decimals: 2, authority, freezeAuthority: null });
    return mint;
  }
}

test("every confidential function reaches its instruction of the real program", () => {
  const caller = new ConfidentialCaller();
  const { authority } = caller;
  const policy = { autoApproveNewAccounts: false, auditorElgamalPubkey: null };

  const mint = caller.initializedMint(MINT_BASE + TLV + CONFIDENTIAL_MINT, (mint) =>
    caller.run("initializeConfidentialTransferMint", { mint }, { authority, ...policy }),
  );
  caller.run("updateConfidentialTransferMint", { mint, authority }, { ...policy, auditorElgamalPubkey: null });

  // An account, configured with a proof that was verified before: the proof program's account says so.
  const elGamalPubkey = pubkey("GkiKqSVfnU2y4TeUW7up2JS9Z8g1yjGYJ8x2QNf4K6Y");
  const token = caller.space(ACCOUNT_BASE + TLV + CONFIDENTIAL_ACCOUNT);
  caller.call(T, token2022.initializeAccount3, { account: token, mint, authority });
  const context = Uint8Array.of(...authority, PUBKEY_VALIDITY, ...elGamalPubkey);
  const proven = caller.account(50_000_000n, context, ZK_ELGAMAL_PROOF);
  caller.run(
    "configureConfidentialTransferAccount",
    { token, mint, instructionsSysvarOrContextState: proven, authority },
    { decryptableZeroBalance: DECRYPTABLE, maximumPendingBalanceCreditCounter: 9n, proofInstructionOffset: 0 },
  );
  caller.run("approveConfidentialTransferAccount", { token, mint, authority });
  caller.call(T, token2022.mintTo, { mint, to: token, authority } as never, { amount: 100n });
  caller.run("confidentialDeposit", { token, mint, authority }, { amount: 60n, decimals: 2 });
  const pending = { expectedPendingBalanceCreditCounter: 1n, newDecryptableAvailableBalance: DECRYPTABLE };
  caller.run("applyConfidentialPendingBalance", { token, authority }, pending);
  const account = { token, authority };
  caller.run("disableConfidentialCredits", account);
  caller.run("enableConfidentialCredits", account);
  caller.run("disableNonConfidentialCredits", account);
  caller.run("enableNonConfidentialCredits", account);

  const feeMint = caller.initializedMint(
    MINT_BASE + 3 * TLV + CONFIDENTIAL_MINT + CONFIDENTIAL_FEE + FEE_CONFIG,
    (mint) => {
      const fee = { transferFeeBasisPoints: 100, maximumFee: 5n };
      const authorities = { transferFeeConfigAuthority: authority, withdrawWithheldAuthority: authority };
      caller.call(T, token2022.transferFeeInitialize, { mint } as never, { ...authorities, ...fee });
      caller.run("initializeConfidentialTransferMint", { mint }, { authority, ...policy });
      const elGamal = { withdrawWithheldAuthorityElGamalPubkey: elGamalPubkey };
      caller.run("initializeConfidentialTransferFee", { mint }, { authority, ...elGamal });
    },
  );
  caller.run("disableHarvestToMint", { mint: feeMint, authority });
  caller.run("enableHarvestToMint", { mint: feeMint, authority });
  caller.run("harvestWithheldTokensToMintForConfidentialTransferFee", { mint: feeMint });

  const burnMint = caller.initializedMint(MINT_BASE + 2 * TLV + CONFIDENTIAL_MINT + MINT_BURN, (mint) => {
    caller.run("initializeConfidentialTransferMint", { mint }, { authority, ...policy });
    const supply = { supplyElgamalPubkey: elGamalPubkey, decryptableSupply: DECRYPTABLE };
    caller.run("initializeConfidentialMintBurn", { mint }, supply);
  });
  const newDecryptableSupply = { newDecryptableSupply: DECRYPTABLE };
  caller.run("updateConfidentialMintBurnDecryptableSupply", { mint: burnMint, authority }, newDecryptableSupply);
  caller.run("applyConfidentialPendingBurn", { mint: burnMint, authority });

  // The others want proofs of amounts; the account of another proof is refused.
  const one = { instructionsSysvarOrContextState: proven };
  const three = { equalityRecord: proven, ciphertextValidityRecord: proven, rangeRecord: proven };
  const offset = { proofInstructionOffset: 0 };
  const offsets = {
    equalityProofInstructionOffset: 0,
    ciphertextValidityProofInstructionOffset: 0,
    rangeProofInstructionOffset: 0,
  };
  const available = { newDecryptableAvailableBalance: DECRYPTABLE };
  const amounts = (name: string) => ({
    [`${name}AmountAuditorCiphertextLo`]: ENCRYPTED,
    [`${name}AmountAuditorCiphertextHi`]: ENCRYPTED,
  });
  const transferred = { newSourceDecryptableAvailableBalance: DECRYPTABLE, ...amounts("transfer") };
  const withFee = {
    equalityProofInstructionOffset: 0,
    transferAmountCiphertextValidityProofInstructionOffset: 0,
    feeSigmaProofInstructionOffset: 0,
    feeCiphertextValidityProofInstructionOffset: 0,
    rangeProofInstructionOffset: 0,
  };
  const feeRecords = {
    equalityRecord: proven,
    transferAmountCiphertextValidityRecord: proven,
    feeSigmaRecord: proven,
    feeCiphertextValidityRecord: proven,
    rangeRecord: proven,
  };
  const registry = { token, mint, elgamalRegistry: proven };
  const burnt = { ...available, ...amounts("burn"), ...offsets };
  const refusals: readonly (readonly [keyof ReturnType<typeof confidential>, object, object])[] = [
    ["emptyConfidentialTransferAccount", { token, ...one, authority }, offset],
    [
      "confidentialWithdraw",
      { token, mint, equalityRecord: proven, rangeRecord: proven, authority },
      { amount: 1n, decimals: 2, ...available, equalityProofInstructionOffset: 0, rangeProofInstructionOffset: 0 },
    ],
    [
      "confidentialTransfer",
      { sourceToken: token, mint, destinationToken: token, ...three, authority },
      { ...transferred, ...offsets },
    ],
    [
      "confidentialTransferWithFee",
      { sourceToken: token, mint: feeMint, destinationToken: token, ...feeRecords, authority },
      { ...transferred, ...withFee },
    ],
    ["configureConfidentialTransferAccountWithRegistry", registry, {}],
    [
      "withdrawWithheldTokensFromMintForConfidentialTransferFee",
      { mint: feeMint, destination: token, ...one, authority },
      { ...offset, ...available },
    ],
    [
      "withdrawWithheldTokensFromAccountsForConfidentialTransferFee",
      { mint: feeMint, destination: token, ...one, authority },
      { numTokenAccounts: 0, ...offset, ...available },
    ],
    [
      "rotateSupplyElgamalPubkey",
      { mint: burnMint, ...one, authority },
      { newSupplyElgamalPubkey: authority, ...offset },
    ],
    [
      "confidentialMint",
      { token, mint: burnMint, ...three, authority },
      { ...newDecryptableSupply, ...amounts("mint"), ...offsets },
    ],
    ["confidentialBurn", { token, mint: burnMint, ...three, authority }, burnt],
    [
      "permissionedConfidentialBurn",
      { token, mint: burnMint, ...three, permissionedBurnAuthority: authority, authority },
      burnt,
    ],
  ];
  for (const [name, accounts, args] of refusals) {
    const error = name.endsWith("Registry") ? "IncorrectProgramId" : "InvalidArgument";
    expect(caller.refused(name, accounts, args), name).toEqual({ InstructionError: [0, error] });
  }
  expect(Object.fromEntries(caller.reached)).toMatchInlineSnapshot(`
    {
      "applyConfidentialPendingBalance": "ConfidentialTransferInstruction::ApplyPendingBalance",
      "applyConfidentialPendingBurn": "ConfidentialMintBurnExtension",
      "approveConfidentialTransferAccount": "ConfidentialTransferInstruction::ApproveAccount",
      "confidentialBurn": "ConfidentialMintBurnExtension",
      "confidentialDeposit": "ConfidentialTransferInstruction::Deposit",
      "confidentialMint": "ConfidentialMintBurnExtension",
      "confidentialTransfer": "ConfidentialTransferInstruction::Transfer",
      "confidentialTransferWithFee": "ConfidentialTransferInstruction::TransferWithFee",
      "confidentialWithdraw": "ConfidentialTransferInstruction::Withdraw",
      "configureConfidentialTransferAccount": "ConfidentialTransferInstruction::ConfigureAccount",
      "configureConfidentialTransferAccountWithRegistry": "ConfidentialTransferInstruction::ConfigureAccountWithRegistry",
      "disableConfidentialCredits": "ConfidentialTransferInstruction::DisableConfidentialCredits",
      "disableHarvestToMint": "ConfidentialTransferFeeInstruction::DisableHarvestToMint",
      "disableNonConfidentialCredits": "ConfidentialTransferInstruction::DisableNonConfidentialCredits",
      "emptyConfidentialTransferAccount": "ConfidentialTransferInstruction::EmptyAccount",
      "enableConfidentialCredits": "ConfidentialTransferInstruction::EnableConfidentialCredits",
      "enableHarvestToMint": "ConfidentialTransferFeeInstruction::EnableHarvestToMint",
      "enableNonConfidentialCredits": "ConfidentialTransferInstruction::EnableNonConfidentialCredits",
      "harvestWithheldTokensToMintForConfidentialTransferFee": "ConfidentialTransferFeeInstruction::HarvestWithheldTokensToMint",
      "initializeConfidentialMintBurn": "ConfidentialMintBurnExtension",
      "initializeConfidentialTransferFee": "ConfidentialTransferFeeInstruction::InitializeConfidentialTransferFeeConfig",
      "initializeConfidentialTransferMint": "ConfidentialTransferInstruction::InitializeMint",
      "permissionedConfidentialBurn": "PermissionedBurnExtension",
      "rotateSupplyElgamalPubkey": "ConfidentialMintBurnExtension",
      "updateConfidentialMintBurnDecryptableSupply": "ConfidentialMintBurnExtension",
      "updateConfidentialTransferMint": "ConfidentialTransferInstruction::UpdateMint",
      "withdrawWithheldTokensFromAccountsForConfidentialTransferFee": "ConfidentialTransferFeeInstruction::WithdrawWithheldTokensFromAccounts",
      "withdrawWithheldTokensFromMintForConfidentialTransferFee": "ConfidentialTransferFeeInstruction::WithdrawWithheldTokensFromMint",
    }
  `);
  expect([...caller.reached.keys()].sort()).toEqual(Object.keys(confidential()).sort());
});
