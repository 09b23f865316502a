import { describe, test } from "vitest";
import { encodeLoaderV3State } from "../../../src/solana/loader-v3-state.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID, SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../../src/solana/programdata-address.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { A, called, cpiStage, type Ending, expectEnding } from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import type { Part } from "../../helpers/puppet.js";
import { Solo } from "../../helpers/solo.js";
import type { Stage } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// Programs that a loader owns and that do not run: called, they fail after their invoke line (Agave:
// programs/bpf_loader/src/lib.rs; svm/src/program_loader.rs). LiteSVM looks at programs in its own way (it wants the
// executable flag, and knows no slots), so Callgate runs alone but for one case.

const PROGRAM = named("program");
const PROGRAMDATA = programdataAddressOf(PROGRAM).address;
const SLOT = 1000n;
const NOT_AN_ELF = new Uint8Array(500).fill(7);

interface Placement {
  readonly name: string;
  readonly owner: Pubkey;
  readonly data: (elf: Uint8Array) => Uint8Array;
  /** For loader v3. */
  readonly programdata?: { readonly owner?: Pubkey; readonly data: (elf: Uint8Array) => Uint8Array };
  readonly because?: "Program is not deployed" | "Program is not cached";
}

const programdata = (slot: bigint, bytes: Uint8Array): Uint8Array => {
  const data = new Uint8Array(45 + bytes.length);
  data.set(encodeLoaderV3State({ kind: "programData", slot, authority: undefined }));
  data.set(bytes, 45);
  return data;
};

const pointing = () => encodeLoaderV3State({ kind: "program", programDataAddress: PROGRAMDATA });
const ofV3 = { owner: LOADER_V3_ID, data: pointing };

const placements: Placement[] = [
  { name: "a program of loader v1", owner: LOADER_V1_ID, data: (elf) => elf },
  { name: "a program of loader v2", owner: LOADER_V2_ID, data: (elf) => elf },
  { name: "a program of loader v3", ...ofV3, programdata: { data: (elf) => programdata(SLOT - 1n, elf) } },
  {
    name: "what is no ELF, of loader v1",
    owner: LOADER_V1_ID,
    data: () => NOT_AN_ELF,
    because: "Program is not deployed",
  },
  {
    name: "what is no ELF, of loader v2",
    owner: LOADER_V2_ID,
    data: () => NOT_AN_ELF,
    because: "Program is not deployed",
  },
  {
    name: "no data, of loader v2",
    owner: LOADER_V2_ID,
    data: () => new Uint8Array(0),
    because: "Program is not cached",
  },
  {
    name: "what is no ELF, of loader v3",
    ...ofV3,
    programdata: { data: () => programdata(SLOT - 1n, NOT_AN_ELF) },
    because: "Program is not deployed",
  },
  {
    name: "what was deployed or extended in this slot",
    ...ofV3,
    programdata: { data: (elf) => programdata(SLOT, elf) },
    because: "Program is not deployed",
  },
  {
    name: "programdata that another program owns",
    ...ofV3,
    programdata: { owner: SYSTEM_PROGRAM_ID, data: (elf) => programdata(SLOT - 1n, elf) },
    because: "Program is not deployed",
  },
  {
    name: "programdata without data behind their head: closed",
    ...ofV3,
    programdata: { data: () => programdata(SLOT - 1n, new Uint8Array(0)) },
    because: "Program is not deployed",
  },
  {
    name: "programdata that say nothing",
    ...ofV3,
    programdata: { data: () => new Uint8Array(45) },
    because: "Program is not cached",
  },
  { name: "no programdata", ...ofV3, because: "Program is not cached" },
  {
    name: "a buffer of loader v3",
    owner: LOADER_V3_ID,
    data: () => encodeLoaderV3State({ kind: "buffer", authority: undefined }),
    because: "Program is not cached",
  },
];

function placed({ owner, data, programdata }: Placement): Stage {
  const stage = cpiStage("mainnet", { alone: true });
  if (stage.house instanceof Solo) stage.house.svm.setClock({ slot: SLOT });
  stage.set(PROGRAM, { owner, data: data(stage.elf) });
  if (programdata !== undefined) {
    stage.set(PROGRAMDATA, { owner: programdata.owner ?? LOADER_V3_ID, data: programdata.data(stage.elf) });
  }
  return stage;
}

const UNSUPPORTED: Ending = { error: "UnsupportedProgramId", failed: "Unsupported program id" };

describe.each(placements)("$name", (placement) => {
  const { because } = placement;

  test("as a transaction's instruction", () => {
    const played = placed(placement).play({ acts: [{ program: PROGRAM, part: () => {} }] });
    expectEnding(played, "program", because === undefined ? {} : { log: [because], ...UNSUPPORTED });
  });

  test("by a call", () => {
    const part: Part = (a) => a.call(PROGRAM, [], new Uint8Array(0));
    const played = placed(placement).play({ acts: [{ program: A, accounts: [meta(PROGRAM)], part }] });
    const refused = ["Program program invoke [2]", because!, `Program program failed: ${UNSUPPORTED.failed}`];
    expectEnding(played, "A", because === undefined ? { log: called("program") } : { log: refused, ...UNSUPPORTED });
  });
});

test("what no program can be, LiteSVM too: an account of loader v2 that is not flagged executable there", () => {
  const stage = cpiStage().set(PROGRAM, { owner: LOADER_V2_ID, data: NOT_AN_ELF });
  const part: Part = (a) => a.call(PROGRAM, [], new Uint8Array(0));
  const played = stage.play({ acts: [{ program: A, accounts: [meta(PROGRAM)], part }] });
  const refused = [
    "Program program invoke [2]",
    "Program is not cached",
    `Program program failed: ${UNSUPPORTED.failed}`,
  ];
  expectEnding(played, "A", { log: refused, ...UNSUPPORTED });
});
