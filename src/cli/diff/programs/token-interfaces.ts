import { concatBytes } from "../../../base/bytes.js";
import { sha256 } from "../../../crypto/sha256.js";
import type { Instruction } from "../../../solana/instruction.js";
import { TOKEN_EXTENSION } from "../../../solana/token-extension.js";
import { text, u8, u32, u64 } from "../bytes.js";
import { meta } from "../grammar/pool.js";
import type { Random } from "../random.js";
import type { SceneMaker, TokenScene } from "./token-base.js";
import type { Mint } from "./token-state.js";

/** The first eight bytes of instructions of the SPL interfaces. */
function discriminator(name: string): Uint8Array {
  return sha256(text(name)).slice(0, 8);
}

const METADATA = {
  initialize: discriminator("spl_token_metadata_interface:initialize_account"),
  updateField: discriminator("spl_token_metadata_interface:updating_field"),
  removeKey: discriminator("spl_token_metadata_interface:remove_key_ix"),
  updateAuthority: discriminator("spl_token_metadata_interface:update_the_authority"),
  emit: discriminator("spl_token_metadata_interface:emitter"),
};
const GROUP = {
  initialize: discriminator("spl_token_group_interface:initialize_token_group"),
  updateMaxSize: discriminator("spl_token_group_interface:update_group_max_size"),
  updateAuthority: discriminator("spl_token_group_interface:update_authority"),
  initializeMember: discriminator("spl_token_group_interface:initialize_member"),
};

function string(value: string): Uint8Array {
  const bytes = text(value);
  return concatBytes(u32(bytes.length), bytes);
}

function word(random: Random): Uint8Array {
  return string(random.pick(["", "Token", "TKN", "https://example.com/metadata.json", "ключ", "x".repeat(300)]));
}

function mintsWith(scene: TokenScene, type: number): Mint | undefined {
  return (
    scene.mint(({ extensions }) => extensions.has(type)) ?? (scene.pool.random.oneIn(10) ? scene.mint() : undefined)
  );
}

function initializeMetadata(scene: TokenScene): Instruction[] | undefined {
  const { random } = scene.pool;
  const mint = mintsWith(scene, TOKEN_EXTENSION.metadataPointer);
  if (mint === undefined) return undefined;
  const [authority] = scene.authority(mint.mintAuthority);
  const metas = [meta(mint.key, "w"), meta(scene.pool.payer()), meta(mint.key), authority];
  return [scene.raw(metas, METADATA.initialize, word(random), word(random), word(random))];
}

/** Name, symbol, URI, or a key of one's own. */
function field(random: Random): Uint8Array {
  const kind = random.oneIn(20) ? 4 : random.below(4);
  return kind === 3 ? concatBytes(u8(3), word(random)) : u8(kind);
}

function changeMetadata(scene: TokenScene): Instruction[] | undefined {
  const { random } = scene.pool;
  const mint = mintsWith(scene, TOKEN_EXTENSION.tokenMetadata);
  if (mint === undefined) return undefined;
  const [authority] = scene.authority(mint.extensions.get(TOKEN_EXTENSION.tokenMetadata)?.slice(0, 32));
  const metas = [meta(mint.key, "w"), authority];
  switch (random.below(5)) {
    case 0:
      return [scene.raw(metas, METADATA.removeKey, u8(random.below(2)), word(random))];
    case 1:
      return [scene.raw(metas, METADATA.updateAuthority, random.oneIn(6) ? new Uint8Array(32) : scene.pool.payer())];
    case 2: {
      const bound = () => (random.oneIn(2) ? u8(0) : concatBytes(u8(1), u64(BigInt(random.below(200)))));
      return [scene.raw([meta(mint.key)], METADATA.emit, bound(), bound())];
    }
    default:
      return [scene.raw(metas, METADATA.updateField, field(random), word(random))];
  }
}

function initializeGroup(scene: TokenScene): Instruction[] | undefined {
  const mint = mintsWith(scene, TOKEN_EXTENSION.groupPointer);
  if (mint === undefined) return undefined;
  const [authority] = scene.authority(mint.mintAuthority);
  const size = u64(BigInt(scene.pool.random.below(4)));
  return [scene.raw([meta(mint.key, "w"), meta(mint.key), authority], GROUP.initialize, scene.pool.payer(), size)];
}

function initializeMember(scene: TokenScene): Instruction[] | undefined {
  const group = mintsWith(scene, TOKEN_EXTENSION.tokenGroup);
  const mint = mintsWith(scene, TOKEN_EXTENSION.groupMemberPointer);
  if (mint === undefined || group === undefined) return undefined;
  const [authority] = scene.authority(mint.mintAuthority);
  const [groupAuthority] = scene.authority(group.extensions.get(TOKEN_EXTENSION.tokenGroup)?.slice(0, 32));
  const metas = [meta(mint.key, "w"), meta(mint.key), authority, meta(group.key, "w"), groupAuthority];
  return [scene.raw(metas, GROUP.initializeMember)];
}

function changeGroup(scene: TokenScene): Instruction[] | undefined {
  const { random } = scene.pool;
  const group = mintsWith(scene, TOKEN_EXTENSION.tokenGroup);
  if (group === undefined) return undefined;
  const [authority] = scene.authority(group.extensions.get(TOKEN_EXTENSION.tokenGroup)?.slice(0, 32));
  const metas = [meta(group.key, "w"), authority];
  if (random.oneIn(2)) return [scene.raw(metas, GROUP.updateMaxSize, u64(BigInt(random.below(6))))];
  return [scene.raw(metas, GROUP.updateAuthority, random.oneIn(6) ? new Uint8Array(32) : scene.pool.payer())];
}

/** Metadata and groups, which mints hold themselves. */
export const interfaceMakers: Readonly<Record<string, readonly [number, SceneMaker]>> = {
  initializeMetadata: [3, initializeMetadata],
  changeMetadata: [4, changeMetadata],
  initializeGroup: [2, initializeGroup],
  initializeMember: [2, initializeMember],
  changeGroup: [2, changeGroup],
};
