import { B, called, compareRows, cpiStage, ownOf, type Row, seedsOf, testRows } from "../../helpers/cast.js";
import { meta } from "../../helpers/transactions.js";

// How much one call may hold: the last number accepted, the first refused (Agave: cpi.rs, check_instruction_size,
// check_account_infos, MAX_SIGNERS; solana-address, MAX_SEEDS and MAX_SEED_LEN).

const NOTHING = new Uint8Array(0);
const FIRST = Uint8Array.of(5);

const metas = (count: number): Pick<Row, "part"> => ({
  part: (p) => p.call(B, Array(count).fill(meta(ownOf("B"))), NOTHING),
});

const data = (length: number): Pick<Row, "part"> => ({
  part: (p) => p.call(B, [], new Uint8Array(length)),
});

const infos = (count: number): Pick<Row, "part"> => ({
  part: (p, { caller }) =>
    p.call(B, [meta(ownOf("B"))], NOTHING, { infos: [ownOf("B"), ...Array(count - 1).fill(ownOf(caller))] }),
});

const groups = (count: number): Pick<Row, "part"> => ({
  part: (p, { caller }) => p.call(B, [], NOTHING, { signers: Array(count).fill(seedsOf(caller, [FIRST])) }),
});

const seeds = (count: number): Pick<Row, "part"> => ({
  part: (p, { caller }) => {
    const address = seedsOf(caller, Array(15).fill(FIRST));
    const all = count === 16 ? address : [...address, ...Array(count - address.length).fill(Uint8Array.of(1))];
    p.call(B, [], NOTHING, { signers: [all] });
  },
});

const longSeed = (length: number): Pick<Row, "part"> => ({
  part: (p, { caller }) => {
    const seed = new Uint8Array(length);
    p.call(B, [], NOTHING, { signers: [length > 32 ? [seed] : seedsOf(caller, [seed])] });
  },
});

const rows: Row[] = [
  { name: "255 metas", ...metas(255), log: called("B") },
  {
    name: "256 metas",
    ...metas(256),
    error: "ProgramFailedToComplete",
    failed: "Invoked an instruction with too many accounts (256 > 255)",
  },
  { name: "10,240 bytes of data", ...data(10_240), log: called("B") },
  {
    name: "10,241 bytes of data",
    ...data(10_241),
    error: "ProgramFailedToComplete",
    failed: "Invoked an instruction with data that is too large (10241 > 10240)",
  },
  { name: "255 infos", ...infos(255), log: called("B") },
  {
    name: "256 infos",
    ...infos(256),
    error: "ProgramFailedToComplete",
    failed: "Invoked an instruction with too many account info's (256 > 255)",
  },
  { name: "16 groups of seeds", ...groups(16), log: called("B") },
  { name: "17 groups of seeds", ...groups(17), error: "ProgramFailedToComplete", failed: "Too many signers" },
  { name: "16 seeds", ...seeds(16), log: called("B") },
  {
    name: "17 seeds",
    ...seeds(17),
    error: "MaxSeedLengthExceeded",
    failed: "Length of the seed is too long for address generation",
  },
  { name: "a seed of 32 bytes", ...longSeed(32), log: called("B") },
  {
    name: "a seed of 33 bytes",
    ...longSeed(33),
    error: "ProgramFailedToComplete",
    failed: "Could not create program address with signer seeds: Length of the seed is too long for address generation",
  },
];

testRows(cpiStage(), rows);
compareRows(rows);
