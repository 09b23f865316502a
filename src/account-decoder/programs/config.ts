import { ByteReader } from "../../base/byte-reader.js";
import type { Json, JsonObject } from "../../base/json.js";
import { decodeUtf8 } from "../../base/utf8.js";
import { readCompactU16 } from "../../solana/message/compact-u16.js";
import { addressFromPubkey, PUBKEY_BYTES, type Pubkey, pubkeyEqual, pubkeyFromAddress } from "../../solana/pubkey.js";
import { readSerdeJson } from "../serde-json.js";

/** The first key of what validators say of themselves (Agave: account-decoder, validator_info.rs). */
const VALIDATOR_INFO_ID = pubkeyFromAddress("Va1idator1nfo111111111111111111111111111111");

interface ConfigKey {
  readonly pubkey: Pubkey;
  readonly signer: boolean;
}

/** Only validators' info is known (Agave: account-decoder `parse_config`). */
export function parseConfig(data: Uint8Array): JsonObject | undefined {
  const reader = new ByteReader(data);
  const keys = readKeys(reader);
  if (keys.length === 0 || !pubkeyEqual(keys[0].pubkey, VALIDATOR_INFO_ID)) return undefined;
  const configData = readConfigData(reader);
  return configData === undefined
    ? undefined
    : {
        type: "validatorInfo",
        info: { keys: keys.map(({ pubkey, signer }) => ({ pubkey: addressFromPubkey(pubkey), signer })), configData },
      };
}

/** None if they are malformed (solana-config-interface `ConfigKeys`). */
function readKeys(reader: ByteReader): readonly ConfigKey[] {
  const count = readCompactU16(reader);
  const keys: ConfigKey[] = [];
  for (let i = 0; i < count && reader.failure === undefined; i++) {
    keys.push({ pubkey: reader.take(PUBKEY_BYTES), signer: reader.bool() });
  }
  return reader.failure === undefined ? keys : [];
}

function readConfigData(reader: ByteReader): Json | undefined {
  const length = reader.u64();
  if (length > BigInt(reader.remaining)) return undefined;
  const text = decodeUtf8(reader.take(Number(length)));
  return text === undefined ? undefined : readSerdeJson(text);
}
