// Scripts with the nonce of the answer run. What an attacker writes into the page does not, and does without the policy.
import assert from "node:assert/strict";
import { check, edit, until } from "./harness.mjs";

const RAN = "document.documentElement.dataset.ran = 1";

/** Markup and the directive that blocks it; an element with the id "click" is clicked. */
const INJECTED = {
  "a script without a nonce": [`<script>${RAN}</script>`, "script-src-elem"],
  "a script with an empty nonce": [`<script nonce="">${RAN}</script>`, "script-src-elem"],
  "a script with a guessed nonce": [`<script nonce="AAAAAAAAAAAAAAAAAAAAAA==">${RAN}</script>`, "script-src-elem"],
  "a script of another site": [`<script src="@STRANGER@/script.js"></script>`, "script-src-elem"],
  "a script in a data URL": [`<script src="data:text/javascript,${RAN}"></script>`, "script-src-elem"],
  "a handler of an error": [`<img src="data:," onerror="${RAN}">`, "script-src-attr"],
  "a handler of an image of markup": [`<svg onload="${RAN}"></svg>`, "script-src-attr"],
  "a handler of a click": [`<b id="click" onclick="${RAN}">x</b>`, "script-src-attr"],
  "a javascript link": [`<a id="click" href="javascript:void(${RAN})">x</a>`, "script-src-elem"],
  "a script in a frame of markup": [`<iframe srcdoc="<script>parent.${RAN}</script>"></iframe>`, "script-src-elem"],
  "a text as code, by a script with the nonce": [`<script nonce="@NONCE@">setTimeout("${RAN}")</script>`, "script-src"],
};

export default async function policy(page, at) {
  await check(page, "the script with the nonce runs", async () => {
    await page.goto(at.app + "/page");
    assert.equal(await page.locator("#out").textContent(), "The script with the nonce ran.");
    assert.deepEqual(page.blocked, []);
  });
  for (const [what, [markup, directive]] of Object.entries(INJECTED)) {
    await check(page, what + " does not run", () => blocked(page, at, markup, directive));
    await check(page, what + " runs where no policy is", () => runs(page, at, markup));
  }
  await check(page, "a base address does not redirect the page's links", async () => {
    await inject(page, at, `<base href="@STRANGER@">`, []);
    await until(() => page.blocked.length > 0, () => "the base is blocked");
    assert.equal(page.blocked[0].directive, "base-uri");
    assert.equal(await page.evaluate(() => document.baseURI), at.app + "/page");
  });
  await check(page, "a form does not send to another site", async () => {
    await inject(page, at, `<form action="@STRANGER@/" method="post"><button id="click">x</button></form>`, []);
    await page.click("#click", { noWaitAfter: true });
    await until(() => page.blocked.length > 0, () => "the form is blocked");
    assert.equal(page.blocked[0].directive, "form-action");
    assert.equal(page.url(), at.app + "/page");
  });
  const framing = ["content-security-policy", "x-frame-options"];
  for (const [name, without, shown] of [["no other site", [], false], ["another site, without the headers,", framing, true]]) {
    await check(page, name + " shows the page in a frame", async () => {
      await edit(page, at.app + "/page", { without });
      await page.goto(at.stranger + "/");
      await page.evaluate(src => new Promise(resolve => {
        const frame = Object.assign(document.createElement("iframe"), { src, onload: resolve });
        document.body.append(frame);
      }), at.app + "/page");
      assert.equal(page.frames()[1].url() === at.app + "/page", shown);
    });
  }
}

async function inject(page, at, markup, without) {
  await edit(page, at.app + "/page", {
    without,
    text: (text, headers) => text.replace("</body>", () => markup
      .replace("@STRANGER@", at.stranger)
      .replace("@NONCE@", headers["content-security-policy"].match(/'nonce-([^']+)'/)[1]) + "</body>"),
  });
  await page.goto(at.app + "/page");
}

async function blocked(page, at, markup, directive) {
  await inject(page, at, markup, []);
  await click(page, markup);
  await until(() => page.blocked.length > 0, () => directive + " blocks it");
  assert.equal(page.blocked[0].directive, directive);
  assert.equal(page.blocked[0].disposition, "enforce");
  assert.equal(await ran(page), false);
}

async function runs(page, at, markup) {
  await inject(page, at, markup, ["content-security-policy"]);
  await click(page, markup);
  await until(() => ran(page), () => "it runs");
}

async function click(page, markup) {
  if (markup.includes(`id="click"`)) await page.click("#click", { noWaitAfter: true });
}

function ran(page) {
  return page.evaluate(() => document.documentElement.dataset.ran === "1");
}
