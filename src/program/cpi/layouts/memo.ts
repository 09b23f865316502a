import { restOfText } from "./token-base.js";

/** The instructions of memo, made when they are first needed. */
export const memoLayouts = () =>
  ({
    /** The remaining accounts sign the memo. */
    buildMemo: { discriminator: [], accounts: {}, args: { memo: restOfText }, remaining: "signers" },
  }) as const;
