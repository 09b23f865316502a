import * as spl from "@solana/spl-token";
import { PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { describe } from "vitest";
import { SYSTEM_PROGRAM_ID, TOKEN_2022_PROGRAM_ID as T, token2022 } from "../../../src/program/index.js";
import { b, check, n, signing } from "./compare.js";

const SPL = new PublicKey(T);
const STATES = ["Uninitialized", "Initialized", "Frozen"] as const;

function withoutLastKey(instruction: TransactionInstruction): TransactionInstruction {
  instruction.keys.pop();
  return instruction;
}

describe("token-2022, against @solana/spl-token", () => {
  check({
    initializeMintCloseAuthority: ({ key, keyOrNull }) => {
      const [mint, authority] = [key(), keyOrNull()];
      return [
        token2022.initializeMintCloseAuthority.instruction(T, { mint: b(mint) }, { closeAuthority: n(authority) }),
        spl.createInitializeMintCloseAuthorityInstruction(mint, authority, SPL),
      ];
    },
    transferFeeInitialize: ({ key, keyOrNull, u16, u64 }) => {
      const [mint, config, withdraw, basisPoints, maximumFee] = [key(), keyOrNull(), keyOrNull(), u16(), u64()];
      return [
        token2022.transferFeeInitialize.instruction(
          T,
          { mint: b(mint) },
          {
            transferFeeConfigAuthority: n(config),
            withdrawWithheldAuthority: n(withdraw),
            transferFeeBasisPoints: basisPoints,
            maximumFee,
          },
        ),
        spl.createInitializeTransferFeeConfigInstruction(mint, config, withdraw, basisPoints, maximumFee, SPL),
      ];
    },
    transferCheckedWithFee: (draw) => {
      const [source, mint, destination] = draw.keys(3);
      const { authority, owner, signers } = signing(draw);
      const [amount, decimals, fee] = [draw.u64(), draw.u8(), draw.u64()];
      return [
        token2022.transferCheckedWithFee.instruction(
          T,
          { source: b(source), mint: b(mint), destination: b(destination), authority },
          { amount, decimals, fee },
        ),
        spl.createTransferCheckedWithFeeInstruction(
          source,
          mint,
          destination,
          owner,
          amount,
          decimals,
          fee,
          signers,
          SPL,
        ),
      ];
    },
    withdrawWithheldTokensFromMint: (draw) => {
      const [mint, destination] = draw.keys(2);
      const { authority, owner, signers } = signing(draw);
      return [
        token2022.withdrawWithheldTokensFromMint.instruction(T, {
          mint: b(mint),
          destination: b(destination),
          authority,
        }),
        spl.createWithdrawWithheldTokensFromMintInstruction(mint, destination, owner, signers, SPL),
      ];
    },
    transferFeeSet: (draw) => {
      const { authority, owner, signers } = signing(draw);
      const [mint, basisPoints, maximumFee] = [draw.key(), draw.u16(), draw.u64()];
      return [
        token2022.transferFeeSet.instruction(
          T,
          { mint: b(mint), authority },
          { transferFeeBasisPoints: basisPoints, maximumFee },
        ),
        spl.createSetTransferFeeInstruction(mint, owner, signers, basisPoints, maximumFee, SPL),
      ];
    },
    defaultAccountStateInitialize: ({ key, below }) => {
      const [mint, state] = [key(), below(3)];
      return [
        token2022.defaultAccountStateInitialize.instruction(T, { mint: b(mint) }, { state: STATES[state] }),
        spl.createInitializeDefaultAccountStateInstruction(mint, state, SPL),
      ];
    },
    defaultAccountStateUpdate: (draw) => {
      const [mint, state, { authority, owner, signers }] = [draw.key(), draw.below(3), signing(draw)];
      return [
        token2022.defaultAccountStateUpdate.instruction(
          T,
          { mint: b(mint), freezeAuthority: authority },
          { state: STATES[state] },
        ),
        spl.createUpdateDefaultAccountStateInstruction(mint, state, owner, signers, SPL),
      ];
    },
    reallocate: (draw) => {
      const [account, payer] = draw.keys(2);
      const { authority, owner, signers } = signing(draw);
      const extensionTypes = Array.from({ length: draw.below(4) }, () => draw.below(20));
      return [
        token2022.reallocate.instruction(
          T,
          { account: b(account), payer: b(payer), systemProgram: SYSTEM_PROGRAM_ID, authority },
          { extensionTypes },
        ),
        spl.createReallocateInstruction(account, payer, extensionTypes, owner, signers, SPL),
      ];
    },
    memoTransferInitialize: (draw) => {
      const [account, { authority, owner, signers }] = [draw.key(), signing(draw)];
      return [
        token2022.memoTransferInitialize.instruction(T, { account: b(account), owner: authority }),
        spl.createEnableRequiredMemoTransfersInstruction(account, owner, signers, SPL),
      ];
    },
    memoTransferDisable: (draw) => {
      const [account, { authority, owner, signers }] = [draw.key(), signing(draw)];
      return [
        token2022.memoTransferDisable.instruction(T, { account: b(account), owner: authority }),
        spl.createDisableRequiredMemoTransfersInstruction(account, owner, signers, SPL),
      ];
    },
    createNativeMint: ({ key }) => {
      const [payer, nativeMint] = [key(), key()];
      return [
        token2022.createNativeMint.instruction(T, {
          payer: b(payer),
          nativeMint: b(nativeMint),
          systemProgram: SYSTEM_PROGRAM_ID,
        }),
        spl.createCreateNativeMintInstruction(payer, nativeMint, SPL),
      ];
    },
    initializeNonTransferableMint: ({ key }) => {
      const mint = key();
      return [
        token2022.initializeNonTransferableMint.instruction(T, { mint: b(mint) }),
        spl.createInitializeNonTransferableMintInstruction(mint, SPL),
      ];
    },
    interestBearingMintInitialize: ({ key, i16 }) => {
      const [mint, authority, rate] = [key(), key(), i16()];
      return [
        token2022.interestBearingMintInitialize.instruction(
          T,
          { mint: b(mint) },
          { rateAuthority: b(authority), rate },
        ),
        spl.createInitializeInterestBearingMintInstruction(mint, authority, rate, SPL),
      ];
    },
    // spl-token names the authority twice, whoever signs.
    interestBearingMintUpdateRate: ({ keys, i16 }) => {
      const [mint, authority] = keys(2);
      const rate = i16();
      return [
        token2022.interestBearingMintUpdateRate.instruction(
          T,
          { mint: b(mint), rateAuthority: b(authority) },
          { rate },
        ),
        withoutLastKey(spl.createUpdateRateInterestBearingMintInstruction(mint, authority, rate, [], SPL)),
      ];
    },
    cpiGuardEnable: (draw) => {
      const [account, { authority, owner, signers }] = [draw.key(), signing(draw)];
      return [
        token2022.cpiGuardEnable.instruction(T, { account: b(account), owner: authority }),
        spl.createEnableCpiGuardInstruction(account, owner, signers, SPL),
      ];
    },
    cpiGuardDisable: (draw) => {
      const [account, { authority, owner, signers }] = [draw.key(), signing(draw)];
      return [
        token2022.cpiGuardDisable.instruction(T, { account: b(account), owner: authority }),
        spl.createDisableCpiGuardInstruction(account, owner, signers, SPL),
      ];
    },
    permanentDelegateInitialize: ({ key }) => {
      const [mint, permanentDelegate] = [key(), key()];
      return [
        token2022.permanentDelegateInitialize.instruction(
          T,
          { mint: b(mint) },
          { permanentDelegate: b(permanentDelegate) },
        ),
        spl.createInitializePermanentDelegateInstruction(mint, permanentDelegate, SPL),
      ];
    },
    transferHookInitialize: ({ key }) => {
      const [mint, authority, hook] = [key(), key(), key()];
      return [
        token2022.transferHookInitialize.instruction(
          T,
          { mint: b(mint) },
          { authority: b(authority), transferHookProgramId: b(hook) },
        ),
        spl.createInitializeTransferHookInstruction(mint, authority, hook, SPL),
      ];
    },
    transferHookUpdate: (draw) => {
      const [mint, hook, { authority, owner, signers }] = [draw.key(), draw.key(), signing(draw)];
      return [
        token2022.transferHookUpdate.instruction(T, { mint: b(mint), authority }, { transferHookProgramId: b(hook) }),
        spl.createUpdateTransferHookInstruction(mint, owner, hook, signers, SPL),
      ];
    },
    metadataPointerInitialize: ({ key, keyOrNull }) => {
      const [mint, authority, address] = [key(), keyOrNull(), keyOrNull()];
      return [
        token2022.metadataPointerInitialize.instruction(
          T,
          { mint: b(mint) },
          { authority: n(authority), metadataAddress: n(address) },
        ),
        spl.createInitializeMetadataPointerInstruction(mint, authority, address, SPL),
      ];
    },
    metadataPointerUpdate: (draw) => {
      const [mint, address, { authority, owner, signers }] = [draw.key(), draw.keyOrNull(), signing(draw)];
      return [
        token2022.metadataPointerUpdate.instruction(T, { mint: b(mint), authority }, { metadataAddress: n(address) }),
        spl.createUpdateMetadataPointerInstruction(mint, owner, address, signers, SPL),
      ];
    },
    groupPointerInitialize: ({ key, keyOrNull }) => {
      const [mint, authority, address] = [key(), keyOrNull(), keyOrNull()];
      return [
        token2022.groupPointerInitialize.instruction(
          T,
          { mint: b(mint) },
          { authority: n(authority), groupAddress: n(address) },
        ),
        spl.createInitializeGroupPointerInstruction(mint, authority, address, SPL),
      ];
    },
    groupPointerUpdate: (draw) => {
      const [mint, address, { authority, owner, signers }] = [draw.key(), draw.keyOrNull(), signing(draw)];
      return [
        token2022.groupPointerUpdate.instruction(T, { mint: b(mint), authority }, { groupAddress: n(address) }),
        spl.createUpdateGroupPointerInstruction(mint, owner, address, signers, SPL),
      ];
    },
    groupMemberPointerInitialize: ({ key, keyOrNull }) => {
      const [mint, authority, address] = [key(), keyOrNull(), keyOrNull()];
      return [
        token2022.groupMemberPointerInitialize.instruction(
          T,
          { mint: b(mint) },
          { authority: n(authority), memberAddress: n(address) },
        ),
        spl.createInitializeGroupMemberPointerInstruction(mint, authority, address, SPL),
      ];
    },
    groupMemberPointerUpdate: (draw) => {
      const [mint, address, { authority, owner, signers }] = [draw.key(), draw.keyOrNull(), signing(draw)];
      return [
        token2022.groupMemberPointerUpdate.instruction(T, { mint: b(mint), authority }, { memberAddress: n(address) }),
        spl.createUpdateGroupMemberPointerInstruction(mint, owner, address, signers, SPL),
      ];
    },
    scaledUiAmountInitialize: ({ key, keyOrNull, u32 }) => {
      const [mint, authority, multiplier] = [key(), keyOrNull(), u32() / 1000];
      return [
        token2022.scaledUiAmountInitialize.instruction(T, { mint: b(mint) }, { authority: n(authority), multiplier }),
        spl.createInitializeScaledUiAmountConfigInstruction(mint, authority, multiplier, SPL),
      ];
    },
    scaledUiAmountUpdateMultiplier: (draw) => {
      const { authority, owner, signers } = signing(draw);
      const [mint, multiplier, effectiveTimestamp] = [draw.key(), draw.u32() / 1000, BigInt(draw.u32())];
      return [
        token2022.scaledUiAmountUpdateMultiplier.instruction(
          T,
          { mint: b(mint), authority },
          { multiplier, effectiveTimestamp },
        ),
        spl.createUpdateMultiplierDataInstruction(mint, owner, multiplier, effectiveTimestamp, signers, SPL),
      ];
    },
    pausableInitialize: ({ key }) => {
      const [mint, authority] = [key(), key()];
      return [
        token2022.pausableInitialize.instruction(T, { mint: b(mint) }, { authority: b(authority) }),
        spl.createInitializePausableConfigInstruction(mint, authority, SPL),
      ];
    },
    pausablePause: (draw) => {
      const [mint, { authority, owner, signers }] = [draw.key(), signing(draw)];
      return [
        token2022.pausablePause.instruction(T, { mint: b(mint), authority }),
        spl.createPauseInstruction(mint, owner, signers, SPL),
      ];
    },
    pausableResume: (draw) => {
      const [mint, { authority, owner, signers }] = [draw.key(), signing(draw)];
      return [
        token2022.pausableResume.instruction(T, { mint: b(mint), authority }),
        spl.createResumeInstruction(mint, owner, signers, SPL),
      ];
    },
    permissionedBurnInitialize: ({ key }) => {
      const [mint, authority] = [key(), key()];
      return [
        token2022.permissionedBurnInitialize.instruction(T, { mint: b(mint) }, { authority: b(authority) }),
        spl.createInitializePermissionedBurnInstruction(mint, authority, SPL),
      ];
    },
    permissionedBurn: (draw) => {
      const [account, mint, burner] = draw.keys(3);
      const { authority, owner, signers } = signing(draw);
      const amount = draw.u64();
      return [
        token2022.permissionedBurn.instruction(
          T,
          { account: b(account), mint: b(mint), permissionedBurnAuthority: b(burner), authority },
          { amount },
        ),
        spl.createPermissionedBurnInstruction(account, mint, owner, burner, amount, signers, SPL),
      ];
    },
    permissionedBurnChecked: (draw) => {
      const [account, mint, burner] = draw.keys(3);
      const { authority, owner, signers } = signing(draw);
      const [amount, decimals] = [draw.u64(), draw.u8()];
      return [
        token2022.permissionedBurnChecked.instruction(
          T,
          { account: b(account), mint: b(mint), permissionedBurnAuthority: b(burner), authority },
          { amount, decimals },
        ),
        spl.createPermissionedBurnCheckedInstruction(account, mint, owner, burner, amount, decimals, signers, SPL),
      ];
    },
    setAuthority: ({ key, keyOrNull }) => {
      const [account, owner, next] = [key(), key(), keyOrNull()];
      return [
        token2022.setAuthority.instruction(
          T,
          { accountOrMint: b(account), currentAuthority: b(owner) },
          { authorityType: "Pause", newAuthority: n(next) },
        ),
        spl.createSetAuthorityInstruction(account, owner, spl.AuthorityType.PausableConfig, next, [], SPL),
      ];
    },
  });
});
