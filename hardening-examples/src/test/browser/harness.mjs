// Starts the browser and prints one line a check: "ok<TAB>name", or "failed<TAB>name<TAB>reason".
import { chromium } from "playwright-core";

const PATIENCE_MS = 10_000;
const LONGEST_MS = 30_000;
const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Names of other sites, without a name server; localhost is what it always is.
  "--host-resolver-rules=MAP *.test 127.0.0.1",
];

/** Opens the page of a new profile, in which `page.blocked` collects what policies of content block in any frame. */
export async function open() {
  const context = await chromium.launchPersistentContext("", {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: SWITCHES,
    ignoreHTTPSErrors: true,
    // A page whose answer was edited counts as one from outside, which may not call this machine unasked.
    permissions: ["local-network-access"],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0];
  page.blocked = [];
  await page.exposeBinding("reportBlocked", (source, event) => page.blocked.push(event));
  page.on("framenavigated", frame => { if (frame === page.mainFrame()) page.blocked.length = 0; });
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", event =>
      window.reportBlocked({ directive: event.effectiveDirective, disposition: event.disposition })));
  return page;
}

/** Runs a check in the page, from which the traces of the one before are gone. */
export async function check(page, name, body) {
  try {
    await page.unrouteAll({ behavior: "wait" });
    await page.context().clearCookies();
    await Promise.race([body(page), new Promise((_, reject) => setTimeout(reject, LONGEST_MS, "it took too long").unref())]);
    console.log("ok\t" + name);
  } catch (failure) {
    console.log("failed\t" + name + "\t" + String(failure.stack || failure).replace(/\s+/g, " "));
  }
}

/** Waits until the value is true. */
export async function until(condition, what) {
  const end = Date.now() + PATIENCE_MS;
  while (!await condition()) {
    if (Date.now() > end) throw new Error("waited in vain until " + what());
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/** Changes the answers under a URL on their way to the page: the fields named go, and the text is edited. */
export async function edit(page, url, { without = [], text = same => same }) {
  await page.route(url, async route => {
    const response = await route.fetch();
    const headers = Object.fromEntries(
      Object.entries(response.headers()).filter(([name]) => !without.includes(name) && name !== "content-length"));
    await route.fulfill({ response, headers, body: text(await response.text(), response.headers()) });
  });
}
