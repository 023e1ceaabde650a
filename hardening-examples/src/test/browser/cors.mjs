// Pages of an allowed origin read and write what was granted; those of others get a TypeError, and change nothing.
// Allowed are the partner, another site, and the neighbour, an origin of the same site; the stranger and the sibling are
// the same two cases, not allowed.
import assert from "node:assert/strict";
import { check } from "./harness.mjs";

const REFUSED = { error: "TypeError" };
const COOKIE = { name: "visitor", value: "1", domain: "localhost", path: "/" };

export default async function cors(page, at) {
  await page.goto(at.app + "/");
  const headers = { "X-API-Key": await page.inputValue("#key") };
  const json = { ...headers, "Content-Type": "application/json" };
  const items = at.app + "/api/items";

  for (const credentials of ["include", "omit"]) {
    const how = ` (credentials: ${credentials})`;
    for (const who of ["partner", "neighbour"]) {
      await check(page, `the ${who} reads with a key` + how, async () => {
        await page.context().addCookies([COOKIE]);
        const asked = page.waitForRequest(request => request.url() === items && request.method() === "GET");
        const answer = await call(page, at[who], items, { headers, credentials });
        assert.equal(answer.status, 200, JSON.stringify(answer));
        assert.match(answer.text, /"items":\[/);
        // Debian's Chromium gives no cookie to a site within another.
        const cookie = who === "neighbour" && credentials === "include" ? "visitor=1" : undefined;
        assert.equal((await (await asked).allHeaders()).cookie, cookie);
      });
      await check(page, `the ${who} writes` + how, async () => {
        const init = { method: "POST", headers: json, body: named(who), credentials };
        const answer = await call(page, at[who], items, init);
        assert.equal(answer.status, 201, JSON.stringify(answer));
        assert.match(await list(page, at, headers), new RegExp(who));
      });
      await check(page, `the ${who} reads why it was refused` + how, async () => {
        const answer = await call(page, at[who], items, { credentials });
        assert.equal(answer.status, 401, JSON.stringify(answer));
        assert.match(answer.text, /"code":/);
      });
    }
    for (const who of ["stranger", "sibling"]) {
      await check(page, `the ${who} does not read what is public` + how, async () => {
        assert.deepEqual(await call(page, at[who], at.app + "/whoami", { credentials }), REFUSED);
      });
      await check(page, `the ${who} does not read with a key` + how, async () => {
        assert.deepEqual(await call(page, at[who], items, { headers, credentials }), REFUSED);
      });
      await check(page, `the ${who} does not write` + how, async () => {
        const init = { method: "POST", headers: json, body: named(who), credentials };
        assert.deepEqual(await call(page, at[who], items, init), REFUSED);
        assert.doesNotMatch(await list(page, at, headers), new RegExp(who));
      });
    }
  }
  await check(page, "the partner is not granted another method", async () =>
    assert.deepEqual(await call(page, at.partner, items, { method: "DELETE", headers }), REFUSED));
  await check(page, "the partner is not granted another field", async () =>
    assert.deepEqual(await call(page, at.partner, items, { headers: { ...headers, "X-Other": "1" } }), REFUSED));
  await check(page, "a page without an origin does not read", async () => {
    await page.goto(at.partner + "/");
    assert.deepEqual(await page.evaluate(fromSandbox, at.app + "/whoami"), REFUSED);
  });
  for (const [who, refused] of [["stranger", true], ["sibling", true], ["partner", false], ["app", false]]) {
    await check(page, `a socket of the ${who} is ${refused ? "refused" : "passed on"}`, async () => {
      await page.goto(at[who] + "/whoami");
      // Nothing answers sockets here: what is passed on is a path that does not exist.
      assert.equal(await socket(page, at.app.replace("http", "ws") + "/socket"), refused ? 403 : 404);
    });
  }
}

function named(name) {
  return JSON.stringify({ name });
}

async function call(page, from, url, init) {
  if (new URL(page.url()).origin !== from) await page.goto(from + "/");
  return page.evaluate(async ([url, init]) => {
    try {
      const response = await fetch(url, init);
      return { status: response.status, text: await response.text() };
    } catch (failure) {
      return { error: failure.name };
    }
  }, [url, init]);
}

async function list(page, at, headers) {
  return (await call(page, at.app, at.app + "/api/items", { headers })).text;
}

function fromSandbox(url) {
  const script = `fetch("${url}").then(r => ({ status: r.status }), e => ({ error: e.name })).then(a => parent.postMessage(a, "*"))`;
  return new Promise(resolve => {
    addEventListener("message", event => resolve(event.data), { once: true });
    document.body.append(Object.assign(document.createElement("iframe"),
      { sandbox: "allow-scripts", srcdoc: `<script>${script}</script>` }));
  });
}

/** Returns the status with which a socket was refused. */
async function socket(page, url) {
  const opened = page.waitForEvent("websocket");
  await page.evaluate(url => { new WebSocket(url); }, url);
  const failed = await (await opened).waitForEvent("socketerror");
  return Number(failed.match(/\d{3}$/)?.[0]);
}
