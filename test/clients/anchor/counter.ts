import { createHash } from "node:crypto";
import {
  account,
  accountType,
  borsh,
  defineProgram,
  errorCodes,
  hasOne,
  init,
  instruction,
  logData,
  ProgramError,
  pda,
  program,
  pubkey,
  SYSTEM_PROGRAM_ID,
  signer,
  writable,
} from "../../../src/program/index.js";

export const COUNTER_ID = "Co24yjRpSdUBaycV24uZe9j7PnAqVmdiTrHqesV5U4XT";

const Counter = accountType("Counter", { authority: borsh.pubkey, count: borsh.u64, label: borsh.string });
const Incremented = { by: borsh.u64, count: borsh.u64 };
const INCREMENTED = createHash("sha256").update("event:Incremented").digest().subarray(0, 8);

const errors = errorCodes({ TooMuch: "One step is at most 100", NotNow: "Not now" });

/** Counts, in an account for each authority; tells of each step in an event. */
export const counter = defineProgram({
  name: "counter",
  errors,
  instructions: {
    initialize: instruction({
      args: { label: borsh.string },
      accounts: {
        counter: [
          init({ payer: "authority", space: 8 + 32 + 8 + 32 }),
          account(Counter),
          pda(["counter", { account: "authority" }]),
        ],
        authority: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts }, { label }) {
        accounts.counter.value = { authority: accounts.authority.key, count: 0n, label };
      },
    }),

    increment: instruction({
      args: { by: borsh.u64 },
      accounts: { counter: [account(Counter), writable, hasOne("authority")], authority: [signer] },
      handler({ accounts: { counter } }, { by }) {
        if (by > 100n) throw errors.TooMuch();
        if (by === 0n) throw new ProgramError(errors.NotNow.code, "");
        counter.value.count += by;
        logData(Buffer.concat([INCREMENTED, borsh.u64.encode(by), borsh.u64.encode(counter.value.count)]));
      },
    }),

    current: instruction({
      accounts: { counter: [account(Counter)] },
      returns: borsh.u64,
      handler: ({ accounts: { counter } }) => counter.value.count,
    }),
  },
});

/** The program's IDL, and its event, which programs in TypeScript do not declare. */
export function counterIdl() {
  const idl = counter.idl(pubkey(COUNTER_ID));
  const fields = Object.keys(Incremented).map((name) => ({ name, type: "u64" as const }));
  return {
    ...idl,
    events: [{ name: "Incremented", discriminator: [...INCREMENTED] }],
    types: [...idl.types, { name: "Incremented", type: { kind: "struct" as const, fields } }],
  };
}
