// Writes the programs that come with the package, taken out of the npm package litesvm, which has mainnet's builds:
// assets/*.so for Node, and dist/bundle/elfs/*.elf.js, deflated in base64, for browsers. Run it after scripts/bundle.mjs.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { deflateSync } from "fflate";
import { featureNamed } from "../dist/solana/features.js";
import { addressFromPubkey } from "../dist/solana/pubkey.js";
import { BUNDLED_PROGRAMS } from "../dist/svm/bundled-programs.js";

const { LiteSVM, FeatureSet } = createRequire(import.meta.url)("litesvm");

const PROGRAMDATA_METADATA_LENGTH = 45;

const mainnet = new LiteSVM();
const beforePToken = LiteSVM.default().withFeatureSet(featuresWithoutPToken()).withSysvars().withDefaultPrograms();

function featuresWithoutPToken() {
  const features = FeatureSet.allEnabled();
  features.deactivate(featureNamed("replace_spl_token_with_p_token").id);
  return features;
}

function elfOf({ name, id, programdataAddress }) {
  const svm = name === "token-3.5.0" ? beforePToken : mainnet;
  const { data } = svm.getAccount(addressFromPubkey(programdataAddress ?? id));
  return programdataAddress === undefined ? data : data.subarray(PROGRAMDATA_METADATA_LENGTH);
}

function write(path, content) {
  const url = new URL(`../${path}`, import.meta.url);
  mkdirSync(new URL(".", url), { recursive: true });
  writeFileSync(url, content);
}

for (const program of BUNDLED_PROGRAMS) {
  const elf = elfOf(program);
  const sha256 = createHash("sha256").update(elf).digest("hex");
  if (sha256 !== program.elfSha256) {
    throw new Error(`${program.name}: expected the ELF with SHA-256 ${program.elfSha256}, litesvm has ${sha256}`);
  }
  const deflated = Buffer.from(deflateSync(elf, { level: 9 })).toString("base64");
  write(`assets/${program.name}.so`, elf);
  write(`dist/bundle/elfs/${program.name}.elf.js`, `export default "${deflated}";\n`);
}
console.log(`assets has ${BUNDLED_PROGRAMS.length} of mainnet's programs`);
