import { AccountMeta, entrypoint, invoke, msg } from "callgate/program";

/**
 * A link of a chain: calls the program in its first account and passes the other accounts on, so n accounts make n calls,
 * one inside the other. The last one has nobody to call.
 */
export const link = entrypoint((_, accounts, data) => {
  const [next, ...rest] = accounts;
  if (next === undefined) return msg("the end of the chain");
  invoke({ programId: next.key, accounts: rest.map(({ key }) => AccountMeta.readonly(key)), data }, accounts);
});
