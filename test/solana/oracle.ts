import litesvm from "litesvm/dist/internal.js";

/** Agave itself, in-process. */
export const Agave = litesvm;

/** An environment with mainnet's features, programs and sysvars. */
export function newAgave(): InstanceType<typeof litesvm.LiteSvm> {
  return new litesvm.LiteSvm();
}
