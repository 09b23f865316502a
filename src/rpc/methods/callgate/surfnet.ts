import type { Json } from "../../../base/json.js";
import { firstSlotInEpoch } from "../../../solana/sysvars/epoch-schedule.js";
import { withContext } from "../../configs.js";
import { prepare, type RpcContext } from "../../context.js";
import { invalidParams } from "../../errors.js";
import { verifyPubkey } from "../../keys.js";
import { type Method, method } from "../../method.js";
import { optional, string, struct, u64, usize, type ValueOf } from "../../params.js";
import { epochMethods } from "../epochs.js";
import { hex } from "./bytes.js";
import { change } from "./guard.js";
import { CALLGATE_METHODS } from "./methods.js";
import { cloneProgram, setProgramAuthority, writeProgram } from "./place-program.js";
import { accountUpdate, setAccount } from "./set-account.js";
import { setTokenAccount, tokenAccountParameters } from "./set-token-account.js";

/** serde's form of an enum with contents: one of the keys. */
const timeTravelConfig = optional(
  struct("TimeTravelConfig", {
    absoluteEpoch: optional(u64),
    absoluteSlot: optional(u64),
    /** Milliseconds since 1970. */
    absoluteTimestamp: optional(u64),
  }),
);

const HOUR_MILLISECONDS = 3_600_000;

/** Surfpool's cheat codes, as far as they are here under another name (surfpool: rpc/surfnet_cheatcodes.rs). */
export const SURFNET_METHODS: Readonly<Record<string, Method>> = {
  surfnet_setAccount: method({ pubkey: string, update: accountUpdate(hex) }, async (context, { pubkey, update }) => {
    await setAccount(context, verifyPubkey(pubkey), update);
    return done(context);
  }),

  surfnet_setTokenAccount: method(tokenAccountParameters, async (context, values) => {
    await setTokenAccount(context, values);
    return done(context);
  }),

  surfnet_resetAccount: method(
    { pubkey: string, config: optional(struct("ResetAccountConfig", {})) },
    async (context, { pubkey }) => {
      const { cluster } = context;
      await change(cluster, () => cluster.setAccounts([[verifyPubkey(pubkey), undefined]]));
      return done(context);
    },
  ),

  surfnet_resetNetwork: method({}, async (context) => {
    await CALLGATE_METHODS.callgate_reset!(context, []);
    return done(context);
  }),

  surfnet_writeProgram: method(
    { programId: string, data: hex, offset: usize, authority: optional(string) },
    async (context, { programId, data, offset, authority }) => {
      const { cluster } = context;
      const key = verifyPubkey(programId);
      const owner = authority === undefined ? undefined : verifyPubkey(authority);
      await change(cluster, () => writeProgram(cluster, key, data, offset, owner));
      return done(context);
    },
  ),

  surfnet_setProgramAuthority: method(
    { programId: string, newAuthority: optional(string) },
    async (context, { programId, newAuthority }) => {
      const { cluster } = context;
      const key = verifyPubkey(programId);
      await prepare(context, [key]);
      const owner = newAuthority === undefined ? undefined : verifyPubkey(newAuthority);
      await change(cluster, () => setProgramAuthority(cluster, key, owner));
      return done(context);
    },
  ),

  surfnet_cloneProgramAccount: method(
    { sourceProgramId: string, destinationProgramId: string },
    async (context, { sourceProgramId, destinationProgramId }) => {
      const { cluster } = context;
      const [source, destination] = [verifyPubkey(sourceProgramId), verifyPubkey(destinationProgramId)];
      await prepare(context, [source]);
      await change(cluster, () => cloneProgram(cluster, source, destination));
      return done(context);
    },
  ),

  surfnet_timeTravel: method({ config: timeTravelConfig }, async (context, { config }) => {
    const { cluster } = context;
    await change(cluster, () => travel(context, config));
    return epochInfo(context);
  }),

  surfnet_pauseClock: method({}, async (context) => {
    await CALLGATE_METHODS.callgate_pause!(context, []);
    return epochInfo(context);
  }),

  surfnet_resumeClock: method({}, async (context) => {
    await CALLGATE_METHODS.callgate_resume!(context, []);
    return epochInfo(context);
  }),
};

/** Surfpool's answer to what changes something. */
function done(context: RpcContext): Json {
  return withContext(context, { slot: context.cluster.slotOf("confirmed") }, null);
}

function travel({ cluster }: RpcContext, config: ValueOf<typeof timeTravelConfig>): void {
  const { absoluteEpoch, absoluteSlot, absoluteTimestamp } = config ?? hourFromNow();
  if (absoluteEpoch !== undefined) {
    const schedule = cluster.view("processed").sysvar("epochSchedule");
    cluster.warpToSlot(firstSlotInEpoch(schedule, absoluteEpoch));
  } else if (absoluteSlot !== undefined) {
    cluster.warpToSlot(absoluteSlot);
  } else if (absoluteTimestamp !== undefined) {
    cluster.warpToTime(absoluteTimestamp / 1000n);
  } else {
    throw invalidParams("expected one of absoluteEpoch, absoluteSlot, absoluteTimestamp");
  }
}

function hourFromNow(): ValueOf<typeof timeTravelConfig> & {} {
  const absoluteTimestamp = BigInt(Date.now() + HOUR_MILLISECONDS);
  return { absoluteEpoch: undefined, absoluteSlot: undefined, absoluteTimestamp };
}

function epochInfo(context: RpcContext): Json | Promise<Json> {
  return epochMethods.getEpochInfo(context, [{ commitment: "processed" }]);
}
