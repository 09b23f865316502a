import { afterAll, describe, expect, test, vi } from "vitest";
import { u32 } from "../../../src/cli/diff/bytes.js";
import { puppetAssembly } from "../../../src/cli/diff/puppet.js";
import { assemble } from "../../../src/sbpf/assembler.js";
import { buildElf } from "../../../src/sbpf/elf-builder.js";
import { ENGINES, type EngineName } from "../../../src/sbpf/engines.js";
import { LinearMemory } from "../../../src/sbpf/linear-memory.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import { LOADER_V1_ID, LOADER_V2_ID } from "../../../src/solana/program-ids.js";
import { A, B, type Cue, cpiStage, OTHER_GATES, ownOf, perform, type Row, SIGNER, V1 } from "../../helpers/cast.js";
import { HEAP } from "../../helpers/puppet.js";
import { meta } from "../../helpers/transactions.js";

// Memory that a run gives back must be all zeros, for its next user takes it for that; what nobody can have written is
// not cleared. Each program is a new one here: those that wrote to their input once are expected to do it again.

const STACK = 0x2_0000_0000n;
const ONES = new Uint8Array(16).fill(0xff);
const puppet = assemble(puppetAssembly(), SbpfVersion.V0);
let programs = 0;

const dirty: string[] = [];
const free = LinearMemory.prototype.free;
const spy = vi.spyOn(LinearMemory.prototype, "free").mockImplementation(function (this: LinearMemory, ...block) {
  free.apply(this, block);
  const [hostOffset, byteLength] = block;
  const at = this.bytes.subarray(hostOffset, hostOffset + byteLength).findIndex((byte) => byte !== 0);
  if (at >= 0) dirty.push(`byte ${at} of ${byteLength}`);
});
afterAll(() => spy.mockRestore());

const rows: Pick<Row, "name" | "part" | "accounts">[] = [
  { name: "nothing", part: () => {} },
  {
    name: "nothing, of an account that stands twice",
    accounts: (caller) => [meta(ownOf(caller)), meta(SIGNER), meta(ownOf(caller))],
    part: () => {},
  },
  {
    name: "data and the room behind it",
    part: (p, { caller }) => {
      const { data, key } = p.at(ownOf(caller));
      p.write(data, ONES);
      if (caller === "A") p.write(data + 100n + 10_224n, ONES).write(key - 8n, ONES.subarray(0, 8));
    },
  },
  {
    name: "the room behind data alone",
    part: (p, { caller }) => {
      if (caller === "A") p.write(p.at(ownOf(caller)).data + 100n + 10_224n, ONES);
    },
  },
  {
    name: "heap and stack",
    part: (p) => {
      for (const at of [HEAP, HEAP + 0x7ff0n, STACK + 0xff0n, STACK + 0x2000n, STACK + 0x7_e000n]) p.write(at, ONES);
    },
  },
  {
    name: "what a callee made longer",
    part: (p, { caller }) => {
      p.call(B, [meta(ownOf("B"), "w")], (b) => {
        if (caller === "A") b.setLength(ownOf("B"), 10_340).setData(ownOf("B"), ONES, 10_324);
        b.setData(ownOf("B"), ONES);
      });
    },
  },
  {
    name: "what a callee wrote where only the AccountInfo says that there are data",
    part: (p, { caller }) => {
      const own = ownOf(caller);
      if (caller === "A") p.noteLength(own, 10_340).call(A, [meta(own, "w")], (a) => a.setData(own, ONES, 10_324));
    },
  },
  {
    name: "a fault",
    part: (p, { caller }) => p.setData(ownOf(caller), ONES).write(0n, ONES),
  },
];

function rowsLeaveZeros(stage: ReturnType<typeof cpiStage>, caller: Cue["caller"]): void {
  test.each(rows)(`${caller}: $name`, (row) => {
    const [key, owner] = caller === "V1" ? [V1, LOADER_V1_ID] : [A, LOADER_V2_ID];
    const data = buildElf(puppet, u32(programs++));
    stage.house.setAccount(key, { data, owner, executable: true });
    for (const abi of ["c", "rust"] as const) perform(stage, row, { caller, abi });
    expect(dirty.splice(0)).toEqual([]);
  });
}

describe.each(Object.keys(ENGINES) as EngineName[])("%s", (engine) => {
  const stage = cpiStage("mainnet", { alone: { engine } });
  for (const caller of ["A", "V1"] as const) rowsLeaveZeros(stage, caller);
});

describe.each(OTHER_GATES.slice(1, 3))("%s", (_, gates) => {
  for (const caller of ["A", "V1"] as const) rowsLeaveZeros(cpiStage(gates()), caller);
});
