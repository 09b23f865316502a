import { u64 } from "../../codec/scalars.js";
import { readonly } from "../layout.js";
import { tokenBase } from "./token-base.js";

/** The instructions of token, made when they are first needed. */
export const tokenLayouts = () =>
  ({
    ...tokenBase(),
    getAccountDataSize: { discriminator: [21], accounts: { mint: readonly }, args: {}, returns: u64 },
  }) as const;
