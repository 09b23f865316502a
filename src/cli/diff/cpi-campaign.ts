import { assemble } from "../../sbpf/assembler.js";
import { buildElf } from "../../sbpf/elf-builder.js";
import { SbpfVersion } from "../../sbpf/version.js";
import type { Campaign, Features } from "./chain.js";
import { generateCpiTransaction } from "./cpi-transactions.js";
import { puppetAssembly } from "./puppet.js";
import type { Random } from "./random.js";
import { makeWorld } from "./world.js";

const VERSIONS = {
  mainnet: [SbpfVersion.V0, SbpfVersion.V3, SbpfVersion.V0, SbpfVersion.V2],
  // With all gates active, nothing before v3 runs.
  all: [SbpfVersion.V3, SbpfVersion.V3, SbpfVersion.V3, SbpfVersion.V3],
};
const BLOCKHASH = new Uint8Array(32);

/** Random programs that call each other with random metas, infos, seeds and account changes. */
export function cpiCampaign(random: Random, features: Features): Campaign {
  const world = makeWorld(random);
  const elves = VERSIONS[features].map(puppetElf);
  return {
    name: "cpi",
    checks: false,
    prepare(chain) {
      world.puppets.forEach((id, i) => {
        chain.addProgram(id, elves[i]);
      });
      for (const account of world.accounts) chain.setAccount(account);
    },
    next(view) {
      const wire = generateCpiTransaction(random, world, BLOCKHASH, (key) => {
        const account = view.account(key);
        if (account === null) return undefined;
        return { lamports: account.lamports, dataLength: account.data.length, owner: account.owner };
      });
      return { kind: "cpi", wire };
    },
  };
}

const assembled = new Map<SbpfVersion, Uint8Array>();

function puppetElf(version: SbpfVersion): Uint8Array {
  const elf = assembled.get(version) ?? buildElf(assemble(puppetAssembly(), version));
  assembled.set(version, elf);
  return elf;
}
