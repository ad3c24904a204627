// Sends a message as an agent and tells, as a line of JSON, what the official library makes of the refusal.
const twilio = require("twilio");
const RequestClient = require("twilio/lib/base/RequestClient");

const [here, account, own, to] = process.argv.slice(2);

class Pointed extends RequestClient {
  request(options) {
    const url = new URL(options.uri);
    return super.request({ ...options, uri: `${here}${url.pathname}${url.search}` });
  }
}

const { AGENT_KEY, AGENT_SECRET } = process.env;
const client = twilio(AGENT_KEY, AGENT_SECRET, { accountSid: account, httpClient: new Pointed() });

client.messages.create({ to, from: own, body: "Ahoy" }).then(
  (sent) => console.log(JSON.stringify({ sid: sent.sid })),
  (error) => {
    const isTheirs = error instanceof twilio.RestException;
    const { status, code, message, details } = error;
    console.log(JSON.stringify({ isTheirs, status, code, message, details }));
  },
);
