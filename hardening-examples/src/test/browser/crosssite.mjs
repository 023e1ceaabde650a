// What pages of other sites make a browser send is refused before a handler sees it. Each attack is also made on an app
// whose room is off, where it works.
import assert from "node:assert/strict";
import { check, until } from "./harness.mjs";

/** The page of another site, and what it does to an address; that runs in the browser. */
const ATTACKS = {
  "a form": ["/", url => submit(url, "application/x-www-form-urlencoded")],
  "a form of files": ["/", url => submit(url, "multipart/form-data")],
  "a form of text": ["/", url => submit(url, "text/plain")],
  "a form that hides where it is": ["/no-referrer", url => submit(url, "text/plain")],
  "a form in a sandbox": ["/sandbox", url => submit(url, "text/plain")],
  "a call that cannot read": ["/", url => { fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body: "a=b" }); }],
  "a beacon": ["/", url => { navigator.sendBeacon(url, "a=b"); }],
};

const FORM = ATTACKS["a form"][1];

/** The site's own policy hides where a page is, even from its own server; that leaves Fetch Metadata only. */
const HIDDEN_FORM = url => submit(url, "text/plain");

const OWN_FORM = url => {
  document.head.insertAdjacentHTML("beforeend", `<meta name="referrer" content="same-origin">`);
  submit(url, "text/plain");
};

export default async function crosssite(page, at) {
  await page.addInitScript(() => {
    window.submit = (action, enctype) => {
      const form = Object.assign(document.createElement("form"), { action, method: "post", enctype });
      form.innerHTML = `<input name="a" value="b">`;
      document.body.append(form);
      form.submit();
    };
  });
  const heard = await listen(page);
  const status = (from, url, action) => answer(page, heard, from, url, action);

  for (const [how, guarded, open] of [["", at.app, at.open], [" without Fetch Metadata", at.plain, at.openPlain]]) {
    for (const [what, [path, attack]] of Object.entries(ATTACKS)) {
      await check(page, `${what} of another site${how} is refused`, async () =>
        assert.equal(await status(at.stranger + path, guarded + "/sink", attack), 403));
      await check(page, `${what} of another site${how} arrives where the room is off`, async () =>
        assert.equal(await status(at.stranger + path, open + "/sink", attack), 200));
    }
    await check(page, `a form of a page of its own${how} is taken`, async () => {
      assert.equal(await status(guarded + "/page", guarded + "/sink", OWN_FORM), 200);
      assert.equal(await page.textContent("body"), `{"bytes":5}`);
    });
    await check(page, `a call of a page of its own${how} is taken`, async () => {
      const call = url => { fetch(url, { method: "POST", body: "a=b" }); };
      assert.equal(await status(guarded + "/page", guarded + "/sink", call), 200);
    });
  }
  await check(page, "a form of a page of its own that hides where it is is taken", async () =>
    assert.equal(await status(at.app + "/page", at.app + "/sink", HIDDEN_FORM), 200));
  await check(page, "a form of a page of its own that hides where it is without Fetch Metadata is refused", async () =>
    assert.equal(await status(at.plain + "/page", at.plain + "/sink", HIDDEN_FORM), 403));
  await check(page, "a form of another origin of the same site is refused", async () => {
    assert.equal(await status(at.sibling + "/", at.app + "/sink", FORM), 403);
    assert.match(await page.textContent("body"), /CROSS_SITE_REQUEST/);
  });
  await check(page, "a form of an allowed origin is taken", async () =>
    assert.equal(await status(at.partner + "/", at.app + "/sink", FORM), 200));
  await check(page, "a link of another site leads here", async () => {
    const follow = url => { location.href = url; };
    assert.equal(await status(at.stranger + "/", at.app + "/page", follow), 200);
  });
}

/**
 * Returns what was answered, by address, kept up to date, also what the browser does not let the page see; and what the
 * browser gave up by itself.
 */
async function listen(page) {
  const answers = new Map();
  const givenUp = new Set();
  page.on("requestfailed", request => {
    if (request.failure().errorText === "net::ERR_ABORTED") givenUp.add(request.url());
  });
  page.on("response", response => answers.set(response.url(), {
    status: response.status(),
    isPage: response.request().isNavigationRequest() && response.frame() === page.mainFrame(),
  }));
  const addresses = new Map();
  const statuses = new Map();
  const network = await page.context().newCDPSession(page);
  // The two come from different processes of the browser: on a busy machine the answer may be told of before its request.
  const join = id => {
    if (addresses.has(id) && statuses.has(id)) answers.set(addresses.get(id), { status: statuses.get(id), isPage: false });
  };
  network.on("Network.requestWillBeSent", event => {
    if (event.type !== "Document") addresses.set(event.requestId, event.request.url);
    join(event.requestId);
  });
  network.on("Network.responseReceivedExtraInfo", event => {
    statuses.set(event.requestId, event.statusCode);
    join(event.requestId);
  });
  await network.send("Network.enable");
  return { answers, givenUp };
}

/**
 * Opens a page, lets it send something to a URL, and returns the status of the answer. Of some hundred forms that a page
 * submits right after it is loaded, Chromium calls one off before it hears of an answer, whatever the server does; that
 * one is submitted again. A connection that the server resets has another error, and is not.
 */
async function answer(page, { answers, givenUp }, from, url, action) {
  await page.goto(from);
  answers.clear();
  givenUp.clear();
  await page.evaluate(action, url);
  await until(() => answers.has(url) || givenUp.has(url), () => url + " is answered");
  if (!answers.has(url)) return answer(page, { answers, givenUp }, from, url, action);
  const { status, isPage } = answers.get(url);
  if (isPage) await page.waitForURL(url);
  return status;
}
