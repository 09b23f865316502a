import * as group from "@solana/spl-token-group";
import * as metadata from "@solana/spl-token-metadata";
import { PublicKey } from "@solana/web3.js";
import { describe } from "vitest";
import { TOKEN_2022_PROGRAM_ID as T, token2022 } from "../../../src/program/index.js";
import { b, check, n } from "./compare.js";

const SPL = new PublicKey(T);

describe("token metadata, against @solana/spl-token-metadata", () => {
  check({
    tokenMetadataInitialize: ({ keys, text }) => {
      const [data, updateAuthority, mint, mintAuthority] = keys(4);
      const args = { name: text(), symbol: text(), uri: text() };
      return [
        token2022.tokenMetadataInitialize.instruction(
          T,
          {
            metadata: b(data),
            updateAuthority: b(updateAuthority),
            mint: b(mint),
            mintAuthority: b(mintAuthority),
          },
          args,
        ),
        metadata.createInitializeInstruction({
          programId: SPL,
          metadata: data,
          updateAuthority,
          mint,
          mintAuthority,
          ...args,
        }),
      ];
    },
    tokenMetadataUpdateField: ({ keys, text, below }) => {
      const [data, updateAuthority] = keys(2);
      const [value, kind] = [text(), (["Name", "Symbol", "Uri", "Key"] as const)[below(4)]];
      const key = `k${text()}`;
      return [
        token2022.tokenMetadataUpdateField.instruction(
          T,
          { metadata: b(data), updateAuthority: b(updateAuthority) },
          { field: kind === "Key" ? { __kind: kind, key } : { __kind: kind }, value },
        ),
        metadata.createUpdateFieldInstruction({
          programId: SPL,
          metadata: data,
          updateAuthority,
          field: kind === "Key" ? key : metadata.Field[kind],
          value,
        }),
      ];
    },
    tokenMetadataRemoveKey: ({ keys, text, below }) => {
      const [data, updateAuthority] = keys(2);
      const args = { key: text(), idempotent: below(2) === 0 };
      return [
        token2022.tokenMetadataRemoveKey.instruction(
          T,
          { metadata: b(data), updateAuthority: b(updateAuthority) },
          args,
        ),
        metadata.createRemoveKeyInstruction({ programId: SPL, metadata: data, updateAuthority, ...args }),
      ];
    },
    tokenMetadataUpdateAuthority: ({ keys, keyOrNull }) => {
      const [data, oldAuthority] = keys(2);
      const newAuthority = keyOrNull();
      return [
        token2022.tokenMetadataUpdateAuthority.instruction(
          T,
          { metadata: b(data), currentAuthority: b(oldAuthority) },
          { newAuthority: n(newAuthority) },
        ),
        metadata.createUpdateAuthorityInstruction({ programId: SPL, metadata: data, oldAuthority, newAuthority }),
      ];
    },
    tokenMetadataEmit: ({ key, below, u64 }) => {
      const data = key();
      const [start, end] = [below(2) === 0 ? u64() : null, below(2) === 0 ? u64() : null];
      const range = { ...(start !== null && { start }), ...(end !== null && { end }) };
      return [
        token2022.tokenMetadataEmit.instruction(T, { metadata: b(data) }, { start, end }),
        metadata.createEmitInstruction({ programId: SPL, metadata: data, ...range }),
      ];
    },
  });
});

describe("token groups, against @solana/spl-token-group", () => {
  check({
    tokenGroupInitialize: ({ keys, keyOrNull, u64 }) => {
      const [account, mint, mintAuthority] = keys(3);
      const [updateAuthority, maxSize] = [keyOrNull(), u64()];
      return [
        token2022.tokenGroupInitialize.instruction(
          T,
          { group: b(account), mint: b(mint), mintAuthority: b(mintAuthority) },
          { updateAuthority: n(updateAuthority), maxSize },
        ),
        group.createInitializeGroupInstruction({
          programId: SPL,
          group: account,
          mint,
          mintAuthority,
          updateAuthority,
          maxSize,
        }),
      ];
    },
    tokenGroupUpdateMaxSize: ({ keys, u64 }) => {
      const [account, updateAuthority] = keys(2);
      const maxSize = u64();
      return [
        token2022.tokenGroupUpdateMaxSize.instruction(
          T,
          { group: b(account), updateAuthority: b(updateAuthority) },
          { maxSize },
        ),
        group.createUpdateGroupMaxSizeInstruction({ programId: SPL, group: account, updateAuthority, maxSize }),
      ];
    },
    tokenGroupUpdateAuthority: ({ keys, keyOrNull }) => {
      const [account, currentAuthority] = keys(2);
      const newAuthority = keyOrNull();
      return [
        token2022.tokenGroupUpdateAuthority.instruction(
          T,
          { group: b(account), currentAuthority: b(currentAuthority) },
          { newAuthority: n(newAuthority) },
        ),
        group.createUpdateGroupAuthorityInstruction({ programId: SPL, group: account, currentAuthority, newAuthority }),
      ];
    },
    tokenMemberInitialize: ({ keys }) => {
      const [member, memberMint, memberMintAuthority, account, groupUpdateAuthority] = keys(5);
      return [
        token2022.tokenMemberInitialize.instruction(T, {
          member: b(member),
          memberMint: b(memberMint),
          memberMintAuthority: b(memberMintAuthority),
          group: b(account),
          groupUpdateAuthority: b(groupUpdateAuthority),
        }),
        group.createInitializeMemberInstruction({
          programId: SPL,
          member,
          memberMint,
          memberMintAuthority,
          group: account,
          groupUpdateAuthority,
        }),
      ];
    },
  });
});
