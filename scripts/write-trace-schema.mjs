// Writes the JSON Schema of traces, from what their reader checks, after `tsc -b`. `biome check --write docs` formats it.
import { writeFileSync } from "node:fs";
import { traceSchema } from "../dist/trace/json/json.js";

const file = new URL("../docs/trace.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(traceSchema(), null, 2)}\n`);
