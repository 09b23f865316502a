import { AccountMeta, borsh, deserialize, entrypoint, invokeSigned, msg, ProgramError } from "callgate/program";

/** Seeds of several addresses. */
export const seedSetsCodec = borsh.vec(borsh.vec(borsh.bytes));

/**
 * Shows the limits, and nothing that anybody should deploy: it signs with whatever seeds it is given, so it gives every
 * address that derives from its id to everybody. Calls the program in its first account; all others are to sign.
 */
export const anySeeds = entrypoint((_, accounts, data) => {
  const seedSets = deserialize(seedSetsCodec, data);
  const [callee, ...signers] = accounts;
  if (callee === undefined) throw new ProgramError("NotEnoughAccountKeys");
  const metas = signers.map(({ key }) => AccountMeta.readonly(key, true));
  invokeSigned({ programId: callee.key, accounts: metas, data: new Uint8Array() }, accounts, seedSets);
});

/** Counts who signed. */
export const witness = entrypoint((_, accounts) => {
  if (!accounts.every(({ isSigner }) => isSigner)) throw new ProgramError("MissingRequiredSignature");
  msg(`${accounts.length} signed`);
});
