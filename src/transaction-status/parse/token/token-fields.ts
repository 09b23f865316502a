import { tokenAmountToUiAmount } from "../../../account-decoder/token/ui-token-amount.js";
import type { ByteReader } from "../../../base/byte-reader.js";
import { displayFloat } from "../../../base/rust-float.js";
import { PUBKEY_BYTES } from "../../../solana/pubkey.js";
import type { Part } from "../call.js";
import { base64, type Field, oneOf, pubkey } from "../fields.js";

/** An amount and its decimals, as a token amount. */
export const tokenAmount: Field = (reader) => uiAmount(reader.u64(), reader.u8());

const uiAmount = (amount: bigint, decimals: number) => tokenAmountToUiAmount(amount, { decimals });

/** An amount with its decimals, and a fee of the same mint. */
export const tokenAmountAndFee: Part = ({ info, reader }) => {
  const amount = reader.u64();
  const decimals = reader.u8();
  info.tokenAmount = uiAmount(amount, decimals);
  info.feeAmount = uiAmount(reader.u64(), decimals);
};

/** A key of 32 bytes, null if all of them are 0 (solana-nullable, `MaybeNull`). */
export const maybeNull =
  (key: Field): Field =>
  (reader) => {
    const isNull = isZero(reader);
    const value = key(reader);
    return isNull ? null : value;
  };

function isZero({ bytes, offset }: ByteReader): boolean {
  return bytes.subarray(offset, offset + PUBKEY_BYTES).every((byte) => byte === 0);
}

export const nullablePubkey = maybeNull(pubkey);

/** Any byte but 0 is true (solana-zero-copy, `Bool`). */
export const podBool: Field = (reader) => reader.u8() !== 0;

/** A factor as Rust prints it. */
export const multiplier: Field = (reader) => displayFloat(reader.f64());

export const elGamalPubkey = base64(PUBKEY_BYTES);
export const ELGAMAL_CIPHERTEXT_BYTES = 64;
/** What its owner can decrypt (`DecryptableBalance`). */
export const aeCiphertext = base64(36);

const readU16 = (reader: ByteReader): number => reader.u16();

/** Agave, `UiExtensionType`; spl-token-2022-interface, `ExtensionType`. */
export const extensionType: Field = oneOf(readU16, [
  "uninitialized",
  "transferFeeConfig",
  "transferFeeAmount",
  "mintCloseAuthority",
  "confidentialTransferMint",
  "confidentialTransferAccount",
  "defaultAccountState",
  "immutableOwner",
  "memoTransfer",
  "nonTransferable",
  "interestBearingConfig",
  "cpiGuard",
  "permanentDelegate",
  "nonTransferableAccount",
  "transferHook",
  "transferHookAccount",
  "confidentialTransferFeeConfig",
  "confidentialTransferFeeAmount",
  "metadataPointer",
  "tokenMetadata",
  "groupPointer",
  "tokenGroup",
  "groupMemberPointer",
  "tokenGroupMember",
  "confidentialMintBurn",
  "scaledUiAmount",
  "pausable",
  "pausableAccount",
  "permissionedBurn",
]);
