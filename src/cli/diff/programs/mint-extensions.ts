import type { Instruction } from "../../../solana/instruction.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { TOKEN_EXTENSION } from "../../../solana/token-extension.js";
import { u8, u16, u64 } from "../bytes.js";
import { meta } from "../grammar/pool.js";
import { ELGAMAL_PUBKEY } from "./confidential-proofs.js";
import { optionalKey, type TokenScene } from "./token-base.js";

export interface MintExtension {
  readonly type: number;
  /** Of its value. */
  readonly bytes: number;
  /** It comes once in so many mints. */
  readonly odds: number;
  readonly initialize: (scene: TokenScene, mint: Pubkey) => Instruction;
}

const NONE = new Uint8Array(32);

export function f64(value: number): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setFloat64(0, value, true);
  return out;
}

/** The instruction that initializes an extension: its fields after the tags. */
function initializer(
  fields: (scene: TokenScene, mint: Pubkey) => readonly Uint8Array[],
  tag: number,
  ...more: number[]
) {
  return (scene: TokenScene, mint: Pubkey) =>
    scene.instruction(tag, [meta(mint, "w")], Uint8Array.from(more), ...fields(scene, mint));
}

/** A wallet, or nobody for ever. */
function authority({ pool }: TokenScene): Pubkey {
  return pool.random.oneIn(8) ? NONE : pool.payer();
}

const oneAuthority = (scene: TokenScene) => [authority(scene)];
/** An authority and the address that the pointer points to: the mint itself mostly. */
const pointer = (scene: TokenScene, mint: Pubkey) => [
  authority(scene),
  scene.pool.random.oneIn(6) ? scene.pool.anyKey() : mint,
];

const MINT_EXTENSIONS: readonly MintExtension[] = [
  {
    type: TOKEN_EXTENSION.transferFeeConfig,
    bytes: 108,
    odds: 3,
    initialize: initializer(
      (scene) => {
        const { random } = scene.pool;
        const basisPoints = random.oneIn(20) ? 10_001 : random.pick([0, 1, 100, 5000, 10_000]);
        const keys = [optionalKey(scene.pool.payer()), optionalKey(random.oneIn(6) ? undefined : scene.pool.payer())];
        return [...keys, u16(basisPoints), u64(random.pick([0n, 10n, 5000n, 1_000_000_000n]))];
      },
      26,
      0,
    ),
  },
  {
    type: TOKEN_EXTENSION.mintCloseAuthority,
    bytes: 32,
    odds: 5,
    initialize: initializer((scene) => [optionalKey(scene.pool.payer())], 25),
  },
  {
    type: TOKEN_EXTENSION.confidentialTransferMint,
    bytes: 65,
    odds: 4,
    initialize: initializer(
      (scene) => [authority(scene), u8(scene.pool.random.below(2)), scene.pool.random.oneIn(3) ? ELGAMAL_PUBKEY : NONE],
      27,
      0,
    ),
  },
  {
    type: TOKEN_EXTENSION.defaultAccountState,
    bytes: 1,
    odds: 6,
    initialize: initializer(
      ({ pool }) => [u8(pool.random.oneIn(15) ? pool.random.below(4) : pool.random.between(1, 2))],
      28,
      0,
    ),
  },
  { type: TOKEN_EXTENSION.nonTransferable, bytes: 0, odds: 10, initialize: initializer(() => [], 32) },
  {
    type: TOKEN_EXTENSION.interestBearingConfig,
    bytes: 52,
    odds: 5,
    initialize: initializer(
      (scene) => [authority(scene), u16(scene.pool.random.pick([0, 500, 32_767, 65_036, 32_768]))],
      33,
      0,
    ),
  },
  {
    type: TOKEN_EXTENSION.permanentDelegate,
    bytes: 32,
    odds: 5,
    initialize: initializer(({ pool }) => [pool.payer()], 35),
  },
  {
    type: TOKEN_EXTENSION.transferHook,
    bytes: 64,
    odds: 10,
    initialize: initializer(
      (scene) => [authority(scene), scene.pool.random.oneIn(3) ? scene.pool.anyKey() : NONE],
      36,
      0,
    ),
  },
  { type: TOKEN_EXTENSION.metadataPointer, bytes: 64, odds: 3, initialize: initializer(pointer, 39, 0) },
  { type: TOKEN_EXTENSION.groupPointer, bytes: 64, odds: 6, initialize: initializer(pointer, 40, 0) },
  { type: TOKEN_EXTENSION.groupMemberPointer, bytes: 64, odds: 6, initialize: initializer(pointer, 41, 0) },
  {
    type: TOKEN_EXTENSION.scaledUiAmountConfig,
    bytes: 56,
    odds: 8,
    initialize: initializer(
      (scene) => [authority(scene), f64(scene.pool.random.pick([1, 0.5, 1e-9, 1e300, -1, Number.NaN]))],
      43,
      0,
    ),
  },
  { type: TOKEN_EXTENSION.pausableConfig, bytes: 33, odds: 6, initialize: initializer(oneAuthority, 44, 0) },
  { type: TOKEN_EXTENSION.permissionedBurn, bytes: 32, odds: 10, initialize: initializer(oneAuthority, 46, 0) },
];

/** Only with a transfer fee and confidential transfers. */
const CONFIDENTIAL_FEE: MintExtension = {
  type: TOKEN_EXTENSION.confidentialTransferFeeConfig,
  bytes: 129,
  odds: 2,
  initialize: initializer((scene) => [authority(scene), ELGAMAL_PUBKEY], 37, 0),
};

/** What the accounts of a mint must have: type and bytes. */
const REQUIRED_OF_ACCOUNTS: Readonly<Record<number, readonly (readonly [type: number, bytes: number])[]>> = {
  [TOKEN_EXTENSION.transferFeeConfig]: [[TOKEN_EXTENSION.transferFeeAmount, 8]],
  [TOKEN_EXTENSION.nonTransferable]: [
    [TOKEN_EXTENSION.nonTransferableAccount, 0],
    [TOKEN_EXTENSION.immutableOwner, 0],
  ],
  [TOKEN_EXTENSION.transferHook]: [[TOKEN_EXTENSION.transferHookAccount, 1]],
  [TOKEN_EXTENSION.confidentialTransferFeeConfig]: [[TOKEN_EXTENSION.confidentialTransferFeeAmount, 64]],
  [TOKEN_EXTENSION.pausableConfig]: [[TOKEN_EXTENSION.pausableAccount, 0]],
};

/** The extensions that an account of a mint with these must have, and their bytes. */
export function accountExtensions(ofMint: Iterable<number>): Map<number, number> {
  return new Map([...ofMint].flatMap((type) => REQUIRED_OF_ACCOUNTS[type] ?? []));
}

/** Bytes of an account whose extensions have values of these lengths. */
export function extendedLength(baseBytes: number, values: readonly number[]): number {
  if (values.length === 0) return baseBytes;
  const length = 166 + values.reduce((sum, bytes) => sum + 4 + bytes, 0);
  // A multisig's length would be ambiguous.
  return length === 355 ? length + 2 : length;
}

/** Some extensions for a new mint. */
export function chooseExtensions({ pool }: TokenScene): MintExtension[] {
  const chosen = MINT_EXTENSIONS.filter(({ odds }) => pool.random.oneIn(odds));
  const has = (type: number) => chosen.some((extension) => extension.type === type);
  if (has(TOKEN_EXTENSION.transferFeeConfig) && has(TOKEN_EXTENSION.confidentialTransferMint))
    chosen.push(CONFIDENTIAL_FEE);
  return pool.random.shuffle(chosen);
}
