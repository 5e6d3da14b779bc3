// Lints the OpenAPI document by all of Redocly's recommended rules, warnings included; ends with 1 when there is anything to say.
import { createConfig, formatProblems, getTotals, lintFromString } from "@redocly/openapi-core";
import { readFile } from "node:fs/promises";

// The document names no licence: it says what a service answers, not who may run it.
const config = await createConfig({ extends: ["recommended-strict"], rules: { "info-license": "off" } });
const problems = await lintFromString({ source: await readFile("openapi.json", "utf8"), absoluteRef: "openapi.json", config });
formatProblems(problems, { format: "codeframe", totals: getTotals(problems), version: "", color: false });
process.exit(problems.length === 0 ? 0 : 1);
