import { concatBytes } from "../../../base/bytes.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { NATIVE_MINT_2022_ID, SYSTEM_PROGRAM_ID, TOKEN_2022_PROGRAM_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { TOKEN_EXTENSION } from "../../../solana/token-extension.js";
import { u8, u16, u64 } from "../bytes.js";
import type { Grammar } from "../grammar/grammar.js";
import { meta } from "../grammar/pool.js";
import { confidentialMakers } from "./confidential.js";
import { memo } from "./memo.js";
import { accountExtensions, chooseExtensions, extendedLength, f64 } from "./mint-extensions.js";
import { createAccount } from "./system.js";
import { nativeMint } from "./token.js";
import { baseMakers, decimals, initializeAccount, initializeMint, sceneMakers, type TokenScene } from "./token-base.js";
import { interfaceMakers } from "./token-interfaces.js";
import { MINT_BYTES, type Mint, TOKEN_ACCOUNT_BYTES, type TokenAccount } from "./token-state.js";

function createMint(scene: TokenScene): Instruction[] {
  const { pool } = scene;
  const key = pool.newKey();
  const extensions = chooseExtensions(scene);
  const length = extendedLength(
    MINT_BYTES,
    extensions.map(({ bytes }) => bytes),
  );
  // Metadata and groups come later: lamports for them.
  const lamports = pool.balanceFor(length) + 10_000_000n;
  const initializations = extensions.map(({ initialize }) => initialize(scene, key));
  if (pool.random.oneIn(30)) initializations.pop();
  return [
    createAccount(pool.payer(), key, lamports, length, TOKEN_2022_PROGRAM_ID),
    ...initializations,
    initializeMint(scene, key),
  ];
}

function createTokenAccount(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const { random } = pool;
  const mint = scene.mint();
  if (mint === undefined) return undefined;
  const key = pool.newKey();
  const required = accountExtensions(mint.extensions.keys());
  const isImmutable = random.oneIn(3) || required.has(TOKEN_EXTENSION.immutableOwner);
  if (isImmutable) required.set(TOKEN_EXTENSION.immutableOwner, 0);
  const length = extendedLength(TOKEN_ACCOUNT_BYTES, [...required.values()]) + (random.oneIn(30) ? 1 : 0);
  return [
    createAccount(pool.payer(), key, pool.balanceFor(length), length, TOKEN_2022_PROGRAM_ID),
    ...(isImmutable ? [scene.instruction(22, [meta(key, "w")])] : []),
    initializeAccount(scene, key, mint.key, scene.newAuthority()),
  ];
}

/** A mint with an extension, and the key that its value has at an offset. */
function mintWith(scene: TokenScene, type: number): Mint | undefined {
  return (
    scene.mint(({ extensions }) => extensions.has(type)) ?? (scene.pool.random.oneIn(10) ? scene.mint() : undefined)
  );
}

function keyIn(mint: Mint, type: number, offset = 0): Pubkey | undefined {
  return mint.extensions.get(type)?.slice(offset, offset + 32);
}

type Update = (scene: TokenScene, mint: Mint) => readonly Uint8Array[];

/** A change of a mint by the authority that an extension names. */
function updater(type: number, tags: readonly [number, number], fields: Update) {
  return (scene: TokenScene): Instruction[] | undefined => {
    const mint = mintWith(scene, type);
    if (mint === undefined) return undefined;
    const authority = scene.authority(keyIn(mint, type));
    const data = [u8(tags[1]), ...fields(scene, mint)];
    return [scene.instruction(tags[0], [meta(mint.key, "w"), ...authority], ...data)];
  };
}

const anyPointer: Update = ({ pool }, { key }) => [pool.random.oneIn(2) ? key : pool.anyKey()];

function transferWithFee(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const source = scene.account(
    ({ amount, extensions }) => amount > 0n && extensions.has(TOKEN_EXTENSION.transferFeeAmount),
  );
  const mint = source && scene.mintOf(source);
  const destination = source && scene.accountOfMint(source.mint, source.key);
  if (source === undefined || mint === undefined || destination === undefined) return undefined;
  const amount = pool.partOf(source.amount);
  // Of the newer of the two fees that the config holds.
  const config = mint.extensions.get(TOKEN_EXTENSION.transferFeeConfig) ?? new Uint8Array(108);
  const view = new DataView(config.buffer, config.byteOffset);
  const [most, basisPoints] = [view.getBigUint64(98, true), BigInt(view.getUint16(106, true))];
  const exact = (amount * basisPoints + 9999n) / 10_000n;
  const fee = pool.random.oneIn(8) ? exact + 1n : exact < most ? exact : most;
  const metas = [meta(source.key, "w"), meta(mint.key), meta(destination.key, "w"), ...scene.mover(source)];
  return [scene.instruction(26, metas, u8(1), u64(amount), decimals(pool, mint), u64(fee))];
}

/** Withheld fees: from accounts to the mint (harvest, 4), from the mint (2) or accounts (3) to an account. */
function withheld(scene: TokenScene): Instruction[] | undefined {
  const { random } = scene.pool;
  const mint = mintWith(scene, TOKEN_EXTENSION.transferFeeConfig);
  const destination = mint && scene.accountOfMint(mint.key);
  if (mint === undefined || destination === undefined) return undefined;
  const count = random.below(4);
  const sources = Array.from({ length: count }, () => scene.accountOfMint(mint.key) ?? destination);
  const metas = sources.map(({ key }) => meta(key, "w"));
  const authority = scene.authority(keyIn(mint, TOKEN_EXTENSION.transferFeeConfig, 32));
  const [into, from] = [meta(destination.key, "w"), meta(mint.key, "w")];
  switch (random.below(3)) {
    case 0:
      return [scene.instruction(26, [from, ...metas], u8(4))];
    case 1:
      return [scene.instruction(26, [from, into, ...authority], u8(2))];
    default:
      return [scene.instruction(26, [meta(mint.key), into, ...authority, ...metas], u8(3), u8(count))];
  }
}

/** Room for more extensions. */
function reallocate(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const account = scene.account();
  if (account === undefined) return undefined;
  const types = pool.random
    .shuffle([
      TOKEN_EXTENSION.memoTransfer,
      TOKEN_EXTENSION.cpiGuard,
      TOKEN_EXTENSION.confidentialTransferAccount,
      TOKEN_EXTENSION.immutableOwner,
    ])
    .slice(0, pool.random.between(1, 3));
  if (pool.random.oneIn(20)) types.push(TOKEN_EXTENSION.transferFeeConfig as never);
  const metas = [meta(account.key, "w"), meta(pool.payer(), "sw"), meta(SYSTEM_PROGRAM_ID)];
  return [scene.instruction(29, [...metas, ...scene.authority(account.owner)], ...types.map(u16))];
}

/** Demands memos (30) or guards against CPIs (34): on (0) or off (1). */
function accountSwitch(scene: TokenScene): Instruction[] | undefined {
  const { random } = scene.pool;
  const tag = random.pick([30, 30, 34]);
  const type = tag === 30 ? TOKEN_EXTENSION.memoTransfer : TOKEN_EXTENSION.cpiGuard;
  const account = scene.account(({ extensions }) => extensions.has(type)) ?? scene.account();
  if (account === undefined) return undefined;
  const metas = [meta(account.key, "w"), ...scene.authority(account.owner)];
  return [scene.instruction(tag, metas, u8(random.oneIn(15) ? 2 : random.below(2)))];
}

/** By the delegate that the mint gives to all accounts. */
function byPermanentDelegate(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const mint = mintWith(scene, TOKEN_EXTENSION.permanentDelegate);
  const source = mint && scene.accountOfMint(mint.key);
  const destination = source && scene.accountOfMint(source.mint, source.key);
  if (mint === undefined || source === undefined || destination === undefined) return undefined;
  const amount = u64(pool.partOf(source.amount));
  const delegate = scene.authority(keyIn(mint, TOKEN_EXTENSION.permanentDelegate));
  if (pool.random.oneIn(3)) {
    return [
      scene.instruction(15, [meta(source.key, "w"), meta(mint.key, "w"), ...delegate], amount, decimals(pool, mint)),
    ];
  }
  const metas = [meta(source.key, "w"), meta(mint.key), meta(destination.key, "w"), ...delegate];
  return [scene.instruction(12, metas, amount, decimals(pool, mint))];
}

/** A memo, then a transfer, as accounts that demand memos want it. */
function transferWithMemo(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const demanding = ({ extensions }: TokenAccount) => extensions.get(TOKEN_EXTENSION.memoTransfer)?.[0] === 1;
  const destination = scene.account(demanding) ?? scene.account();
  const source = destination && scene.accountOfMint(destination.mint, destination.key);
  if (source === undefined || destination === undefined) return undefined;
  const metas = [meta(source.key, "w"), meta(source.mint), meta(destination.key, "w"), ...scene.mover(source)];
  const fields = [u64(pool.partOf(source.amount)), decimals(pool, scene.mintOf(source))];
  return [{ ...memo(pool), accounts: [] }, scene.instruction(12, metas, ...fields)];
}

function permissionedBurn(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const mint = mintWith(scene, TOKEN_EXTENSION.permissionedBurn);
  const account = mint && scene.accountOfMint(mint.key);
  if (mint === undefined || account === undefined) return undefined;
  const authority = keyIn(mint, TOKEN_EXTENSION.permissionedBurn) ?? pool.payer();
  const metas = [meta(account.key, "w"), meta(mint.key, "w"), meta(authority, "s"), ...scene.mover(account)];
  const amount = u64(pool.partOf(account.amount));
  if (pool.random.oneIn(2)) return [scene.instruction(46, metas, u8(1), amount)];
  return [scene.instruction(46, metas, u8(2), amount, decimals(pool, mint))];
}

/** Every authority that Token-2022 knows, beyond those of the token program. */
function setExtensionAuthority(scene: TokenScene): Instruction[] | undefined {
  const { random } = scene.pool;
  const [kind, type, offset] = random.pick([
    [4, TOKEN_EXTENSION.transferFeeConfig, 0],
    [5, TOKEN_EXTENSION.transferFeeConfig, 32],
    [6, TOKEN_EXTENSION.mintCloseAuthority, 0],
    [7, TOKEN_EXTENSION.interestBearingConfig, 0],
    [8, TOKEN_EXTENSION.permanentDelegate, 0],
    [9, TOKEN_EXTENSION.confidentialTransferMint, 0],
    [10, TOKEN_EXTENSION.transferHook, 0],
    [11, TOKEN_EXTENSION.confidentialTransferFeeConfig, 0],
    [12, TOKEN_EXTENSION.metadataPointer, 0],
    [13, TOKEN_EXTENSION.groupPointer, 0],
    [14, TOKEN_EXTENSION.groupMemberPointer, 0],
    [15, TOKEN_EXTENSION.scaledUiAmountConfig, 0],
    [16, TOKEN_EXTENSION.pausableConfig, 0],
    [17, TOKEN_EXTENSION.permissionedBurn, 0],
  ] as const);
  const mint = mintWith(scene, type);
  if (mint === undefined) return undefined;
  const next = random.oneIn(8) ? u8(0) : concatBytes(u8(1), scene.newAuthority());
  return [scene.instruction(6, [meta(mint.key, "w"), ...scene.authority(keyIn(mint, type, offset))], u8(kind), next)];
}

function closeMint(scene: TokenScene): Instruction[] | undefined {
  const mint = scene.mint(
    ({ supply, extensions }) => supply === 0n && extensions.has(TOKEN_EXTENSION.mintCloseAuthority),
  );
  if (mint === undefined) return undefined;
  const authority = scene.authority(keyIn(mint, TOKEN_EXTENSION.mintCloseAuthority));
  return [scene.instruction(9, [meta(mint.key, "w"), meta(scene.pool.wallet(), "w"), ...authority])];
}

function getAccountDataSize(scene: TokenScene): Instruction[] | undefined {
  const { random } = scene.pool;
  const mint = scene.mint();
  const types = Array.from({ length: random.below(4) }, () =>
    u16(random.oneIn(6) ? random.below(40) : random.pick([5, 7, 8, 11])),
  );
  return mint && [scene.instruction(21, [meta(mint.key)], ...types)];
}

function createNativeMint({ pool }: TokenScene): Instruction {
  const metas: AccountMeta[] = [meta(pool.payer(), "sw"), meta(NATIVE_MINT_2022_ID, "w"), meta(SYSTEM_PROGRAM_ID)];
  return { programId: TOKEN_2022_PROGRAM_ID, accounts: metas, data: u8(31) };
}

export const token2022Grammar: Grammar = {
  name: "token-2022",
  makers: {
    ...baseMakers(TOKEN_2022_PROGRAM_ID),
    ...sceneMakers(TOKEN_2022_PROGRAM_ID, {
      createMint: [7, createMint],
      createAccount: [14, createTokenAccount],
      transferWithFee: [4, transferWithFee],
      withheld: [3, withheld],
      setTransferFee: [
        1,
        updater(TOKEN_EXTENSION.transferFeeConfig, [26, 5], ({ pool }) => [
          u16(pool.random.below(10_100)),
          u64(10_000n),
        ]),
      ],
      updateDefaultState: [
        1,
        (scene) => {
          const mint = mintWith(scene, TOKEN_EXTENSION.defaultAccountState);
          const state = u8(scene.pool.random.between(1, 2));
          return (
            mint && [
              scene.instruction(28, [meta(mint.key, "w"), ...scene.authority(mint.freezeAuthority)], u8(1), state),
            ]
          );
        },
      ],
      updateRate: [
        1,
        updater(TOKEN_EXTENSION.interestBearingConfig, [33, 1], ({ pool }) => [u16(pool.random.below(65_536))]),
      ],
      updateHook: [1, updater(TOKEN_EXTENSION.transferHook, [36, 1], anyPointer)],
      updateMetadataPointer: [1, updater(TOKEN_EXTENSION.metadataPointer, [39, 1], anyPointer)],
      updateGroupPointer: [1, updater(TOKEN_EXTENSION.groupPointer, [40, 1], anyPointer)],
      updateMemberPointer: [1, updater(TOKEN_EXTENSION.groupMemberPointer, [41, 1], anyPointer)],
      updateMultiplier: [
        1,
        updater(TOKEN_EXTENSION.scaledUiAmountConfig, [43, 1], ({ pool }) => [
          f64(pool.random.pick([2, 0.25, 1e-300, 0, Number.POSITIVE_INFINITY])),
          u64(pool.clock.unixTimestamp + BigInt(pool.random.between(-5, 5))),
        ]),
      ],
      pause: [1, updater(TOKEN_EXTENSION.pausableConfig, [44, 1], () => [])],
      resume: [2, updater(TOKEN_EXTENSION.pausableConfig, [44, 2], () => [])],
      reallocate: [5, reallocate],
      accountSwitch: [4, accountSwitch],
      byPermanentDelegate: [3, byPermanentDelegate],
      transferWithMemo: [3, transferWithMemo],
      permissionedBurn: [2, permissionedBurn],
      setExtensionAuthority: [3, setExtensionAuthority],
      closeMint: [2, closeMint],
      getAccountDataSize: [1, getAccountDataSize],
      createNativeMint: [1, (scene) => [createNativeMint(scene)]],
      ...interfaceMakers,
      ...confidentialMakers,
    }),
  },
  accounts: () => [nativeMint(NATIVE_MINT_2022_ID, TOKEN_2022_PROGRAM_ID)],
};
