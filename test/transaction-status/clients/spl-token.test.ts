import * as spl from "@solana/spl-token";
import { Float } from "../../../src/base/json.js";
import { expectParsed, key, text } from "./client.js";

// Instructions as @solana/spl-token makes them.

const from = key("from");
const to = key("to");
const owner = key("owner");
const authority = key("authority");
const next = key("next");
const mint = key("mint");
const account = key("account");
const destination = key("destination");
const first = key("first");
const second = key("second");

const id = spl.TOKEN_2022_PROGRAM_ID;
const uiAmount = (amount: string, number: number) => ({
  uiAmount: new Float(number),
  decimals: 2,
  amount,
  uiAmountString: String(number),
});

expectParsed("spl-token", [
  [
    "initializeMint2",
    spl.createInitializeMint2Instruction(mint, 9, authority, null),
    { mint: text(mint), decimals: 9, mintAuthority: text(authority) },
  ],
  [
    "transfer",
    spl.createTransferInstruction(account, destination, owner, 7n, [first, second]),
    {
      source: text(account),
      destination: text(destination),
      amount: "7",
      multisigAuthority: text(owner),
      signers: [text(first), text(second)],
    },
  ],
  [
    "setAuthority",
    spl.createSetAuthorityInstruction(mint, authority, spl.AuthorityType.MintTokens, next),
    { mint: text(mint), authority: text(authority), authorityType: "mintTokens", newAuthority: text(next) },
  ],
  [
    "closeAccount",
    spl.createCloseAccountInstruction(account, destination, owner),
    { account: text(account), destination: text(destination), owner: text(owner) },
  ],
  [
    "mintToChecked",
    spl.createMintToCheckedInstruction(mint, account, authority, 150n, 2),
    { mint: text(mint), account: text(account), tokenAmount: uiAmount("150", 1.5), mintAuthority: text(authority) },
  ],
  [
    "initializeTransferFeeConfig",
    spl.createInitializeTransferFeeConfigInstruction(mint, authority, null, 50, 9n, id),
    { mint: text(mint), transferFeeConfigAuthority: text(authority), transferFeeBasisPoints: 50, maximumFee: 9n },
  ],
  [
    "transferCheckedWithFee",
    spl.createTransferCheckedWithFeeInstruction(account, mint, destination, owner, 150n, 2, 25n, [], id),
    {
      source: text(account),
      mint: text(mint),
      destination: text(destination),
      authority: text(owner),
      tokenAmount: uiAmount("150", 1.5),
      feeAmount: uiAmount("25", 0.25),
    },
  ],
  [
    "withdrawWithheldTokensFromAccounts",
    spl.createWithdrawWithheldTokensFromAccountsInstruction(mint, to, authority, [first], [account, next], id),
    {
      mint: text(mint),
      feeRecipient: text(to),
      multisigWithdrawWithheldAuthority: text(authority),
      signers: [text(first)],
      sourceAccounts: [text(account), text(next)],
    },
  ],
  [
    "initializeDefaultAccountState",
    spl.createInitializeDefaultAccountStateInstruction(mint, spl.AccountState.Frozen, id),
    { mint: text(mint), accountState: "frozen" },
  ],
  [
    "enableRequiredMemoTransfers",
    spl.createEnableRequiredMemoTransfersInstruction(account, owner, [], id),
    { account: text(account), owner: text(owner) },
  ],
  [
    "enableCpiGuard",
    spl.createEnableCpiGuardInstruction(account, owner, [], id),
    { account: text(account), owner: text(owner) },
  ],
  [
    "initializeInterestBearingConfig",
    spl.createInitializeInterestBearingMintInstruction(mint, authority, -3, id),
    { mint: text(mint), rateAuthority: text(authority), rate: -3 },
  ],
  [
    "initializePermanentDelegate",
    spl.createInitializePermanentDelegateInstruction(mint, owner, id),
    { mint: text(mint), delegate: text(owner) },
  ],
  [
    "initializeTransferHook",
    spl.createInitializeTransferHookInstruction(mint, authority, owner, id),
    { mint: text(mint), authority: text(authority), programId: text(owner) },
  ],
  [
    "initializeMetadataPointer",
    spl.createInitializeMetadataPointerInstruction(mint, authority, null, id),
    { mint: text(mint), authority: text(authority) },
  ],
  [
    "updateGroupPointer",
    spl.createUpdateGroupPointerInstruction(mint, authority, to, [], id),
    { mint: text(mint), authority: text(authority), groupAddress: text(to) },
  ],
  [
    "updateMultiplier",
    spl.createUpdateMultiplierDataInstruction(mint, authority, 1.25, 77n, [], id),
    { mint: text(mint), authority: text(authority), newMultiplier: "1.25", newMultiplierTimestamp: 77n },
  ],
  ["pause", spl.createPauseInstruction(mint, authority, [], id), { mint: text(mint), authority: text(authority) }],
  [
    "reallocate",
    spl.createReallocateInstruction(account, from, [spl.ExtensionType.MemoTransfer], owner, [], id),
    {
      account: text(account),
      payer: text(from),
      systemProgram: "11111111111111111111111111111111",
      extensionTypes: ["memoTransfer"],
      owner: text(owner),
    },
  ],
]);

expectParsed("spl-associated-token-account", [
  [
    "createIdempotent",
    spl.createAssociatedTokenAccountIdempotentInstruction(from, account, owner, mint),
    {
      source: text(from),
      account: text(account),
      wallet: text(owner),
      mint: text(mint),
      systemProgram: "11111111111111111111111111111111",
      tokenProgram: spl.TOKEN_PROGRAM_ID.toBase58(),
    },
  ],
]);
