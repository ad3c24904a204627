// Drives the 29 endpoints of the core API with the official library, as its users write it: a line of JSON for each,
// with its name and what the library made of the answer. Errors of the library end the program.
const twilio = require("twilio");
const RequestClient = require("twilio/lib/base/RequestClient");

const [here, own, to] = process.argv.slice(2);

// The library takes its host from the product; what it asks of <host>.twilio.com is asked of <here>/<host>.
class Pointed extends RequestClient {
  request(options) {
    const url = new URL(options.uri);
    const host = url.hostname.split(".")[0];
    return super.request({ ...options, uri: `${here}/${host}${url.pathname}${url.search}` });
  }
}

const client = twilio(process.env.TWILIO_ACCOUNT_SID, process.env.TWILIO_AUTH_TOKEN, { httpClient: new Pointed() });

function tell(endpoint, found) {
  console.log(JSON.stringify({ endpoint, found }));
}

async function until(question) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await question();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it did not come to that in 10 seconds");
}

async function messages() {
  const sent = await client.messages.create({ to, from: own, body: "Ahoy" });
  tell("send a message", { sid: sent.sid, status: sent.status, dateCreated: sent.dateCreated.toISOString() });
  const delivered = await until(async () => {
    const found = await client.messages(sent.sid).fetch();
    return found.status === "delivered" && found;
  });
  tell("fetch a message", { sid: delivered.sid, status: delivered.status, numSegments: delivered.numSegments });
  tell("list messages", (await client.messages.list({ to, limit: 20 })).map((each) => each.sid));
  tell("update a message", { body: (await client.messages(sent.sid).update({ body: "" })).body });
  tell("delete a message", await client.messages(sent.sid).remove());
}

async function services() {
  const service = await client.messaging.v1.services.create({ friendlyName: "Alerts" });
  tell("create a service", { sid: service.sid, friendlyName: service.friendlyName });
  tell("list services", (await client.messaging.v1.services.list()).map((each) => each.sid));
  tell("delete a service", await client.messaging.v1.services(service.sid).remove());
}

async function calls() {
  const twiml = "<Response><Say>Hello</Say><Pause length='60'/></Response>";
  const placed = await client.calls.create({ to, from: own, twiml, record: true });
  tell("place a call", { sid: placed.sid, status: placed.status, direction: placed.direction });
  const answered = await until(async () => {
    const found = await client.calls(placed.sid).fetch();
    return found.status === "in-progress" && found;
  });
  tell("fetch a call", { sid: answered.sid, status: answered.status });
  tell("list calls", (await client.calls.list({ to, limit: 20 })).map((each) => each.sid));
  tell("update a call", { status: (await client.calls(placed.sid).update({ status: "completed" })).status });
  const recording = await until(async () => {
    const [found] = await client.recordings.list({ callSid: placed.sid });
    return found && found.status === "completed" && found;
  });
  tell("list recordings", [recording.callSid]);
  tell("fetch a recording", { sid: (await client.recordings(recording.sid).fetch()).sid, source: recording.source });
  tell("delete a recording", await client.recordings(recording.sid).remove());
}

async function numbers() {
  const [free] = await client.availablePhoneNumbers("US").local.list({ areaCode: 415, limit: 1 });
  tell("search numbers", { isoCountry: free.isoCountry, locality: free.locality, sms: free.capabilities.sms });
  const bought = await client.incomingPhoneNumbers.create({ phoneNumber: free.phoneNumber });
  tell("buy a number", { sid: bought.sid, isTheOneFound: bought.phoneNumber === free.phoneNumber });
  tell("fetch a number", { sid: (await client.incomingPhoneNumbers(bought.sid).fetch()).sid });
  tell("list numbers", (await client.incomingPhoneNumbers.list()).map((each) => each.sid));
  const changed = await client.incomingPhoneNumbers(bought.sid).update({ friendlyName: "Desk" });
  tell("update a number", { friendlyName: changed.friendlyName });
  tell("release a number", await client.incomingPhoneNumbers(bought.sid).remove());
}

async function accounts() {
  const made = await client.api.v2010.accounts.create({ friendlyName: "Branch" });
  tell("create an account", { sid: made.sid, status: made.status, type: made.type });
  tell("fetch an account", { sid: (await client.api.v2010.accounts(made.sid).fetch()).sid });
  tell("list accounts", (await client.api.v2010.accounts.list({ status: "active" })).map((each) => each.sid));
  tell("update an account", { status: (await client.api.v2010.accounts(made.sid).update({ status: "closed" })).status });
}

async function keys() {
  const made = await client.newKeys.create({ friendlyName: "Robot" });
  tell("create a key", { sid: made.sid, hasSecret: made.secret.length > 0 });
  tell("fetch a key", { sid: (await client.keys(made.sid).fetch()).sid });
  tell("list keys", (await client.keys.list()).map((each) => each.sid));
  tell("delete a key", await client.keys(made.sid).remove());
}

async function main() {
  for (const part of [messages, services, calls, numbers, accounts, keys]) await part();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
