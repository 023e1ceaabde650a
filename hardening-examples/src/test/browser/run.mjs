// Runs the scenarios named, against the servers of the one argument, a JSON object; see BrowserTest.
import { open } from "./harness.mjs";

const LONGEST_MS = 600_000;

setTimeout(() => {
  console.log("still running after " + LONGEST_MS + " ms");
  process.exit(1);
}, LONGEST_MS).unref();

const { scenarios, ...at } = JSON.parse(process.argv[2]);
const page = await open();
try {
  for (const name of scenarios) {
    const scenario = await import(`./${name}.mjs`);
    await scenario.default(page, at);
  }
} finally {
  await page.context().close();
}
console.log("end");
