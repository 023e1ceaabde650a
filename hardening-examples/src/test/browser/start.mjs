// The start page works under its own policy.
import assert from "node:assert/strict";
import { check } from "./harness.mjs";

export default async function start(page, at) {
  for (const origin of [at.app, at.tls]) {
    // A profile for each: what the https page says of its host holds for all ports of it.
      await check(page, `every button of the start page works at ${new URL(origin).protocol}`, () => everyButton(page, origin));
    }
}

async function everyButton(page, origin) {
  const complaints = [];
  page.on("pageerror", error => complaints.push(error.message));
  // A status of 400 or more is what some buttons are for, and the console reports each.
  page.on("console", line =>
    line.type() === "error" && !line.text().startsWith("Failed to load resource: the server responded")
      && complaints.push(line.text()));
  await page.goto(origin + "/");
  const font = await page.locator("body").evaluate(body => getComputedStyle(body).maxWidth);
  assert.equal(font, "960px", "the style sheet applies");

  const buttons = await page.locator("button").all();
  assert.ok(buttons.length >= 10, "the page has buttons");
  for (const button of buttons) {
    const label = await button.textContent();
    await page.locator("#answer").evaluate(answer => { answer.textContent = ""; });
    await button.click();
    const answer = page.locator("#answer:not(:empty)");
    const text = await answer.textContent();
    const expected = label.match(/\b[45]\d\d\b/)?.[0] ?? "2\\d\\d";
    assert.match(text, new RegExp(`^HTTP ${expected}$`, "m"), label);
    assert.match(text, /^x-content-type-options: nosniff$/m, label);
    assert.doesNotMatch(text, /SELECT/, label);
  }
  assert.deepEqual(complaints, []);
  assert.deepEqual(page.blocked, []);
}
