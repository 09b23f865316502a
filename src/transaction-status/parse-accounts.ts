import type { JsonObject } from "../base/json.js";
import type { LoadedAddresses } from "../solana/message/account-roles.js";
import type { Message } from "../solana/message/message.js";

/** Each account as { pubkey, writable, signer, source } (Agave, transaction-status/src/parse_accounts.rs). */
export declare function parseMessageAccounts(message: Message, loaded: LoadedAddresses): readonly JsonObject[];
